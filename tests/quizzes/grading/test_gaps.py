"""Gaps: what counts as the same filling, and the share that is filled rightly."""

import pytest

from quizzes import grading
from tests.quizzes.grading.questions import cloze, foreseen, gap


def grade(asked, *fillings):
    said = {f"gap-{index + 1}": [filling] for index, filling in enumerate(fillings)}
    return grading.grade(asked, grading.read(asked, said))


def is_right(filling, *accepted, formula=True):
    return grade(grading.ask(cloze(gap(*accepted, formula=formula)), 0), filling).right


@pytest.mark.parametrize(
    "filling, accepted",
    [
        *[(same, "f_t") for same in (r"\mathbf{f}_t", r"\mathbf f_t", "f_{t}", "𝐟ₜ", "f _ t", "$f_t$", "f_(t)")],
        *[(same, r"\mathbf h_{t-1}") for same in ("h_{t-1}", "hₜ₋₁", "h_(t−1)", r"\boldsymbol{h}_{t - 1}")],
        *[(same, r"f_t \odot c_{t-1}") for same in ("f_t * c_{t-1}", "f_t⊙c_{t−1}", "fₜ · cₜ₋₁", r"f_t\cdot c_{t-1}")],
        *[(same, r"\sigma(x)") for same in ("σ(x)", "sigma(x)", r"\sigma\left( x \right)", "sigma (x)")],
        *[(same, r"\tanh(\mathbf c_t)") for same in ("tanh(c_t)", r"\tanh\bigl(c_t\bigr)", "tanh( cₜ )")],
        *[(same, r"\tilde{\mathbf c}_t") for same in (r"\tilde c_t", "c̃_t", "c̃ₜ", r"\widetilde{c}_t")],
        *[(same, r"\mathbf W_{hh}^\top") for same in ("W_hh^T", "W_{hh}ᵀ", "W^T_{hh}", "W_{hh}⊤".replace("⊤", "^⊤"))],
        *[(same, r"\frac{1}{1-f}") for same in ("1/(1-f)", r"\dfrac1{1-f}", "1 / (1 − f)")],
        *[(same, r"1-\mathbf h^2") for same in ("1-h²", "1 − h^{2}", "1-h^2")],
        (r"∂L/∂h_t", r"\frac{\partial L}{\partial \mathbf h_t}"),
        ("√(x+1)", r"\sqrt{x+1}"),
        ("sqrt(H)", r"\sqrt H"),
        ("||W||", r"\lVert W\rVert"),
        ("x_10", "x_{10}"),
        ("diag(f_t)", r"\mathrm{diag}(\mathbf f_t)"),
        ("softmax(x)", r"\operatorname{softmax}(x)"),
        ("1024", "1024"),
        ("Forget gate", "forget gate"),
    ],
)
def test_how_a_formula_is_set_makes_no_difference(filling, accepted):
    assert is_right(filling, accepted)
    assert is_right(accepted, filling) or accepted == "forget gate"


@pytest.mark.parametrize(
    "filling, accepted",
    [
        ("F_t", "f_t"),
        ("i_t", "f_t"),
        ("ft", "f_t"),
        ("f^t", "f_t"),
        ("h_t-1", "h_{t-1}"),
        ("c_t", r"\tilde c_t"),
        ("Σ", r"\sigma"),
        ("1/a+b", r"\frac{1}{a+b}"),
        ("21", "2^1"),
        (r"\overleftarrow h", r"\overrightarrow h"),
        ("{}", "f_t"),
        ("f_t f_t", "f_t"),
        ("}{", "f_t"),
    ],
)
def test_what_a_formula_says_does(filling, accepted):
    assert not is_right(filling, accepted)


@pytest.mark.parametrize(
    "filling, right",
    [
        ("feed-forward network", True),
        ("Feedforward Networks", True),
        ("“feed forward” network.", True),
        ("feed‑forward network", True),
        ("feed-forward", False),
        ("the feed-forward network", False),
    ],
)
def test_prose_is_the_same_without_capitals_hyphens_quotes_and_a_plural(filling, right):
    assert is_right(filling, "feed-forward network", formula=False) is right


@pytest.mark.parametrize(
    "filling, accepted, right",
    [
        ("loss", "loss", True),
        ("los", "loss", False),
        ("bias", "biases", False),
        ("O(T)", "O(T)", True),
        ("o(T)", "O(T)", False),
        (r"O\left(T\right)", "O(T)", True),
        ("f_{t}", "f_t", True),
        ("F_t", "f_t", False),
        ("...", "forget", False),
        ("σ", "sigma", True),
    ],
)
def test_a_gap_in_prose_may_want_a_formula(filling, accepted, right):
    assert is_right(filling, accepted, formula=False) is right


def test_every_spelling_that_the_author_lists_is_right():
    assert [is_right(each, "f_t", "forget gate") for each in ("f_t", "forget-gate", "i_t")] == [True, True, False]


CELL = cloze(
    gap("f_t", wrong=(foreseen("i_t", "gates-swapped", says="It scales the candidate."), foreseen("o_t"))),
    gap("i_t", wrong=(foreseen("f_t", "gates-swapped"),)),
    gap("c_{t-1}"),
)


def test_each_gap_earns_its_share_and_an_empty_one_nothing():
    found = grade(grading.ask(CELL, 0), "f_t", "", "h_{t-1}")

    assert found.score == pytest.approx(1 / 3)
    assert found.rule == "Each gap earns the same: 1 of 3 gaps filled rightly."
    assert found.parts == (
        grading.Part(True, "gap-1", "", "", "f_t"),
        grading.Part(None, "gap-2", "", "", "i_t"),
        grading.Part(False, "gap-3", "", "", "c_{t-1}"),
    )


def test_a_foreseen_filling_says_what_went_wrong():
    found = grade(grading.ask(CELL, 0), r"\mathbf{i}_t", "f_t", "c_{t-1}")

    assert found.parts[0] == grading.Part(False, "gap-1", "It scales the candidate.", "gates-swapped", "f_t")
    assert found.misconceptions == found.opportunities == ("gates-swapped",)


def test_fillings_are_kept_as_they_were_typed():
    said = {"gap-1": ["  f_t "], "gap-3": ["x"], "gap-9": ["what?"], "csrf": ["…"]}

    assert grading.read(grading.ask(CELL, 0), said) == {"gaps": ["f_t", "", "x"]}


@pytest.mark.parametrize(
    "said, field, message",
    [
        ({}, "gap-1", "Fill in at least one gap."),
        ({"gap-1": [""], "gap-2": [" "]}, "gap-1", "Fill in at least one gap."),
        ({"gap-2": ["a", "b"]}, "gap-2", "Give one answer here, not 2."),
        ({"gap-2": ["x" * 201]}, "gap-2", "Make it shorter: 200 characters are the most, and this has 201."),
        ({"gap-3": ["\x1b"]}, "gap-3", "Take out the control character U+001B, which can’t be read."),
        ({"gap-3": ["\ud800"]}, "gap-3", "Take out the control character U+D800, which can’t be read."),
    ],
)
def test_what_is_no_filling_is_refused_with_what_to_do(said, field, message):
    with pytest.raises(grading.Refused) as refused:
        grading.read(grading.ask(CELL, 0), said)

    assert (refused.value.field, refused.value.message) == (field, message)


def test_the_one_gap_is_asked_for_as_the_one():
    with pytest.raises(grading.Refused, match=r"^Fill in the gap\.$"):
        grading.read(grading.ask(cloze(gap("x")), 0), {})
