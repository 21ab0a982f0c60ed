"""What can be worked out, and what is refused in words, whatever was typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler.questions.expressions import FUNCTIONS, LONGEST, Refused, is_name, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4*64*(32+65)", 24_832),
        ("2**10", 1024), ("2^10", 1024), ("2 ^ 3 * 4", 32), ("2**-1", 0.5), ("-2**2", -4), ("(-2)**3", -8),
        ("7/2", 3.5), ("1 - 2 - 3", -4), ("3×4", 12), ("3·4", 12), ("6÷4", 1.5), ("−3", -3), ("+3", 3),
        ("1e-3", 0.001), ("1.5e3", 1500), (".5", 0.5), ("5.", 5), ("1_000", 1000),
        ("sqrt(9)", 3), ("exp(0)", 1), ("log(e)", 1), ("log2(8)", 3), ("log10(1000)", 3), ("tanh(0)", 0),
        ("sigmoid(0)", 0.5), ("sigmoid(-1000)", 0), ("sigmoid(1000)", 1), ("abs(-2)", 2), ("floor(2.9)", 2),
        ("ceil(2.1)", 3), ("round(2.567, 1)", 2.6), ("round(2.5001)", 3), ("min(3, 1, 2)", 1), ("max(3, 1)", 3),
        ("2*pi", 2 * math.pi),
        ("1" + "+1" * 50, 51),
    ],
)  # fmt: skip
def test_what_is_worked_out(text, value):
    assert parse(text).at({}) == pytest.approx(value, rel=1e-12)


def test_names_are_variables_that_need_a_value():
    expression = parse(" 4*H*(D+H+1) - pi*e + max(D, t_0) ")
    assert (expression.source, expression.names) == ("4*H*(D+H+1) - pi*e + max(D, t_0)", {"H", "D", "t_0"})
    assert parse("4*H*(D+H+1)").at({"H": 2, "D": 3}) == 48
    with pytest.raises(Refused) as refused:
        parse("Hidden + 1").at({"hidden": 3})
    assert (refused.value.message, refused.value.hint) == ("`Hidden` has no value here", "did you mean `hidden`?")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "nothing to work out"),
        ("  ", "nothing to work out"),
        ("1" * (LONGEST + 1), "an expression of 301 characters"),
        ("a.b", "what can be worked out has no words in it"),
        ("a[0]", "the sign [ in an expression"),
        ("'a'", "the sign ' in an expression"),
        ("a = 1", "the sign = in an expression"),
        ("5%", "the sign % in an expression"),
        ("lambda: 1", "the sign : in an expression"),
        ("1 if 2 else 3", "no sign stands between 1 and if"),
        ("a if b else c", "what can be worked out has no words in it"),
        ("a and b", "what can be worked out has no words in it"),
        ("not a", "what can be worked out has no words in it"),
        ("True", "what can be worked out has no words in it"),
        ("a in b", "what can be worked out has no words in it"),
        ("import os", "`import os` can't be worked out"),
        ("__import__(1)", "there is no function `__import__`"),
        ("a.b(1)", "two brackets without a sign between them"),
        ("2H", "no sign stands between 2 and H"),
        ("2 (3)", "no sign stands between 2 and ("),
        ("1e5x", "no sign stands between 1e5 and x"),
        ("0x10", "no sign stands between 0 and x10"),
        ("(1)(2)", "two brackets without a sign between them"),
        ("7//2", "// is not known here"),
        ("1,5", "a comma outside of a function's brackets"),
        ("(1+2", "`(1+2` can't be worked out"),
        ("1 +", "`1 +` can't be worked out"),
        ("1 2", "`1 2` can't be worked out"),
        ("sqr(2)", "there is no function `sqr`"),
        ("sqrt", "`sqrt` without its brackets"),
        ("sqrt()", "`sqrt` of 0 numbers"),
        ("log(8, 2)", "`log` of 2 numbers"),
        ("max(1)", "`max` of 1 numbers"),
        ("max(*a, 1)", "what can be worked out has no words in it"),
        ("-" * 100 + "1", "an expression more than 60 deep"),
        ("(" * 250 + "1", f"`{'(' * 40}` can't be worked out"),
    ],
)
def test_what_is_no_expression(text, message):
    with pytest.raises(Refused) as refused:
        parse(text)
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1/0", "`1/0` divides by 0"),
        ("0**-1", "`0**-1` has no real value"),
        ("(-1)**0.5", "`(-1)**0.5` has no real value"),
        ("sqrt(-1)", "`sqrt(-1)` has no real value"),
        ("log(0)", "`log(0)` has no real value"),
        ("round(2, 0.5)", "`round(2, 0.5)` has no real value"),
        ("9**9**9**9", "`9**9**9**9` is beyond all numbers"),
        ("exp(1000)", "`exp(1000)` is beyond all numbers"),
        ("1e308*10", "`1e308*10` is beyond all numbers"),
        ("1e999", "`1e999` is beyond all numbers"),
        ("1e308*10 - 1e308*10", "`1e308*10 - 1e308*10` is beyond all numbers"),
        ("floor(1e308*10)", "`floor(1e308*10)` is beyond all numbers"),
    ],
)
def test_what_has_no_value(text, message):
    with pytest.raises(Refused) as refused:
        parse(text).at({})
    assert refused.value.message == message


def test_a_variable_is_called_like_nothing_else():
    assert [is_name(name) for name in ("H", "t_0", "e", "pi", "max", "2H", "_a", "h-1", "", "a" * 21)] == [
        *[True, True], *[False] * 8
    ]  # fmt: skip


PIECES = ["1", "2.5", "H", "D", "(", ")", "+", "-", "*", "/", "**", "^", ",", " ", "e", "1e", ".", "_", *FUNCTIONS]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_any_text_is_worked_out_to_a_finite_number_or_refused_in_words(text):
    try:
        value = parse(text).at({"H": 3.0, "D": -2.0})
    except Refused as refused:
        assert refused.message
    else:
        assert math.isfinite(value)


def trees(names: list[str]) -> st.SearchStrategy[str]:
    leaves = st.one_of(st.integers(0, 50).map(str), st.sampled_from(names))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda made: f"({''.join(made)})"),
            inner.map(lambda made: f"-{made}"),
            st.tuples(inner, inner).map(lambda made: f"max({made[0]}, {made[1]})"),
        ),
        max_leaves=8,
    )


@given(trees(["H", "D"]), st.integers(-9, 9), st.integers(-9, 9))
def test_it_is_worked_out_as_python_does(text, h, d):
    values = {"H": h, "D": d}
    assert parse(text).at(values) == eval(text, {"__builtins__": {}, "max": max}, values)
