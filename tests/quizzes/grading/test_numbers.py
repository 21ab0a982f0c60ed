"""A number as people type it, and what is right of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import grading
from tests.quizzes.grading.questions import foreseen, numeric

POINT = "Write a point before the decimals, as in 1.5: a comma groups thousands, as in 16,512."
CALCULATION = "Write a number such as 1.5, or a calculation such as 4*64*(32+65)."
NO_VALUE = "Write a number, or a calculation that gives one: this one {}."
FINITE = "Write a finite number."


def read(typed, unit=""):
    return grading.read(grading.ask(numeric("1", unit=unit), 0), {"number": [typed]})


def grade(asked, typed):
    return grading.grade(asked, grading.read(asked, {"number": [typed]}))


@pytest.mark.parametrize(
    "typed, value",
    [
        ("1.5", 1.5),
        (" 1.5 ", 1.5),
        (".5", 0.5),
        ("5.", 5),
        ("007", 7),
        ("+3", 3),
        ("-3", -3),
        ("−3", -3),
        ("–3", -3),
        ("= 7", 7),
        ("1e-3", 0.001),
        ("1.5E3", 1500),
        ("1.5 × 10⁻³", 0.0015),
        ("½", 0.5),
        ("2½", 2.5),
        ("-2½", -2.5),
        ("3/4", 0.75),
        ("2^10", 1024),
        ("2¹⁰", 1024),
        ("10**-3", 0.001),
        ("4*64*(32+65)", 24832),
        ("4·64·(32+65)", 24832),
        ("sqrt(16)", 4),
        ("max(1,200)", 200),
        ("2*π", 2 * math.pi),
        ("16,512", 16512),
        ("16 512", 16512),
        ("16\u202f512", 16512),
        ("16_512", 16512),
        ("16’512", 16512),
        ("1,234,567.5", 1234567.5),
        ("4*16,512", 66048),
        ("5%", 0.05),
        ("5 per cent", 0.05),
        ("３", 3),
        ("-0", 0),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed, value):
    response = read(typed)

    assert response == {"number": " ".join(typed.split()), "value": pytest.approx(value)}
    assert math.copysign(1, response["value"]) == (-1 if value < 0 else 1)


@pytest.mark.parametrize(
    "typed, unit, value",
    [
        ("128 parameters", "parameters", 128),
        ("1 Parameter", "parameters", 1),
        ("4*64 parameters", "parameters", 256),
        ("16 512 parameters", "parameters", 16512),
        ("5ms", "ms", 5),
        ("1e5 steps", "steps", 100000),
        ("10 bits/step", "bits/step", 10),
        ("5 %", "%", 5),
        ("5", "%", 5),
        ("5 percent", "%", 5),
        ("3×", "×", 3),
        ("3 µs", "μs", 3),
    ],
)
def test_its_unit_may_stand_behind_it(typed, unit, value):
    assert read(typed, unit)["value"] == value


@pytest.mark.parametrize(
    "typed, unit, message",
    [
        ("", "", "Write a number."),
        ("  ", "", "Write a number."),
        ("1,5", "", POINT),
        ("-1,5", "", POINT.replace("1.5", "-1.5")),
        ("0,125", "", POINT.replace("1.5", "0.125")),
        ("1.234,5", "", POINT),
        ("1,23,456", "", POINT),
        ("nan", "", FINITE),
        ("-Inf", "", FINITE),
        ("∞", "", FINITE),
        ("1e400", "", "Write a finite number: this one is too large."),
        ("1/0", "", NO_VALUE.format("divides by 0")),
        ("9**9**9", "", NO_VALUE.format("is beyond all numbers")),
        ("3–5", "", "Write one number rather than a range, and - for minus."),
        ("1.2.3", "", CALCULATION),
        ("3 1/2", "", CALCULATION),
        ("12 345 67", "", CALCULATION),
        ("-", "", CALCULATION),
        ("(-8)**(1/3)", "", NO_VALUE.format("has no real value")),
        ("log(0)", "", NO_VALUE.format("has no real value")),
        ("٣", "", CALCULATION),
        ("(((1", "", CALCULATION),
        ("__import__('os')", "", CALCULATION),
        ("4*H", "", "Write numbers for H, as in 4*64*(32+65)."),
        ("4 x 64", "", "Write * for times, as in 4*64."),
        ("5k", "", "Write the number alone: “k” behind it can’t be read here."),
        ("128 bytes", "MB", "Write the number alone, or in MB: “bytes” behind it can’t be read here."),
        ("5 Mb", "MB", "Write the number alone, or in MB: “Mb” behind it can’t be read here."),
        ("100*5%", "", "Write a share as a decimal, such as 0.05 for 5%, where you calculate with it."),
        ("1" * 101, "", "Make it shorter: 100 characters are the most, and this has 101."),
        ("1" * 1_000_000, "", "Make it shorter: 100 characters are the most, and this has 1,000,000."),
        ("1\x002", "", "Take out the control character U+0000, which can’t be read."),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_do(typed, unit, message):
    with pytest.raises(grading.Refused) as refused:
        read(typed, unit)

    assert (refused.value.field, refused.value.message) == ("number", message)


def test_two_numbers_are_refused():
    with pytest.raises(grading.Refused, match=r"^Give one answer here, not 2\.$"):
        grading.read(grading.ask(numeric("1"), 0), {"number": ["1", "2"]})


LSTM = numeric(
    "4*H*(D+H+1)",
    foreseen("4*H*(D+H+2)", right=True, says="PyTorch keeps two: {{0}}"),
    foreseen("3*H*(D+H+1)", "gru-for-lstm", says="That is three gates."),
    foreseen("H*(D+H+1)", "one-gate"),
    unit="parameters",
    shown=("H",),
    D=(32.0,),
    H=(64.0,),
)


@pytest.mark.parametrize(
    "typed, part",
    [
        ("24832", grading.Part(True, "number", "", "", "24,832 parameters")),
        ("25088", grading.Part(True, "number", "PyTorch keeps two: 64", "", "24,832 parameters")),
        ("18624", grading.Part(False, "number", "That is three gates.", "gru-for-lstm", "24,832 parameters")),
        ("6208", grading.Part(False, "number", "", "one-gate", "24,832 parameters")),
        ("24833", grading.Part(False, "number", "", "", "24,832 parameters")),
    ],
)
def test_a_number_is_right_right_as_well_foreseen_or_wrong(typed, part):
    found = grade(grading.ask(LSTM, 3), typed)

    assert found.parts == (part,)
    assert (found.score, found.right) == (float(part.right), part.right)
    assert found.misconceptions == ((part.misconception,) if part.misconception else ())
    assert found.opportunities == ("gru-for-lstm", "one-gate")
    assert found.rule == "The exact number earns 1, any other 0."


@pytest.mark.parametrize(
    "within, absolute, typed, right, rule",
    [
        (0.01, False, "202", True, "A number within 1 % of the answer earns 1, any other 0."),
        (0.01, False, "202.1", False, "A number within 1 % of the answer earns 1, any other 0."),
        (0.05, True, "200.05", True, "A number within 0.05 ms earns 1, any other 0."),
        (0.05, True, "199.9", False, "A number within 0.05 ms earns 1, any other 0."),
        (0, False, "200.0000001", False, "The exact number earns 1, any other 0."),
        (0, False, "2*10*10", True, "The exact number earns 1, any other 0."),
    ],
)
def test_the_author_says_how_near_is_right(within, absolute, typed, right, rule):
    found = grade(grading.ask(numeric("200", within=within, absolute=absolute, unit="ms"), 0), typed)

    assert (found.right, found.rule) == (right, rule)


def test_rounding_of_the_machine_costs_nobody_their_answer():
    assert grade(grading.ask(numeric("0.1+0.2"), 0), "0.3").right
    assert grade(grading.ask(numeric("0.3"), 0), "0.1+0.2").right
    assert not grade(grading.ask(numeric("100000000"), 0), "100000001").right


def test_of_two_that_were_foreseen_the_nearer_one_speaks():
    asked = grading.ask(numeric("1000", foreseen("100", "far"), foreseen("104", "near"), within=0.05), 0)

    assert grade(asked, "103").misconceptions == ("near",)
    assert grade(asked, "101").misconceptions == ("far",)


@given(st.integers(), st.sampled_from(range(2, 9)))
def test_the_right_number_scores_1_whatever_was_drawn(seed, H):
    asked = grading.ask(numeric("4*H*(D+H+1)", D=(32.0, 64.0, 128.0), H=(float(H), 64.0)), seed)
    H, D = (int(asked.values[name]) for name in "HD")

    assert grade(asked, f"4*{H}*({D}+{H}+1)").right
    assert grade(asked, f"{4 * H * (D + H + 1):,}").right


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_read_as_itself(number):
    assert read(repr(number))["value"] == number
