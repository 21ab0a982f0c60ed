"""What is wrong with a number that is asked for is said with its line."""

import pytest

from tests.content.compiler.questions.written import problems, written

NUMBERS = [
    (written("numeric", answer=None), ["1: the field `answer` is missing (such as answer: 4*H*(D+H+1))"]),
    (written("numeric", answer="3H"), ["6: no sign stands between 3 and H (such as 3*H)"]),
    (written("numeric", answer="3*K"), ["6: there is no variable `K` (there is `H`)"]),
    (written("numeric", answer="1/(H-2)"), ["6: `1/(H-2)` divides by 0 for H=2"]),
    (written("numeric", answer="sqrt(3-H)"), ["6: `sqrt(3-H)` has no real value for H=4"]),
    (written("numeric", answer="10**(200*H)"), ["6: `10**(200*H)` is beyond all numbers for H=2"]),
    (
        written("numeric", vars="H"),
        [
            "5: `H` is no variable with its values (such as vars: D in 32, 64, 128; H in 64, 128)",
            "6: there is no variable `H` (`vars` says which there are)",
            "8: there is no variable `H` (`vars` says which there are)",
        ],
    ),
    (written("numeric", vars="H in 2, x"), ["5: `x` is no value: `x` has no value here (write numbers alone)"]),
    (written("numeric", vars="H in 2, 2"), ["5: the value 2 stands here twice"]),
    (written("numeric", vars="H in 2; H in 4"), ["5: the variable `H` stands here twice"]),
    (
        written("numeric", vars="e in 2; H in 2"),
        [
            (
                "5: `e` is no name of a variable (a letter, and letters, digits and _ behind it; and "
                "not the name of a function or of e and pi)"
            )
        ],
    ),
    (
        written("numeric", vars="H in 2; D in 2"),
        ["5: nothing tells a learner what `D` is (such as $H={{D}}$ in the heading or under it)"],
    ),
    (
        written("numeric", vars=None),
        [
            "5: there is no variable `H` (`vars` says which there are)",
            "7: there is no variable `H` (`vars` says which there are)",
        ],
    ),
    (
        written("numeric", vars="; ".join(f"{name} in {list(range(12))}"[:-1].replace("[", "") for name in "HDK")),
        [
            "5: nothing tells a learner what `D` is (such as $H={{D}}$ in the heading or under it)",
            "5: with `K` there are too many combinations (6 variables and 1,000 combinations are the most)",
        ],
    ),
    (
        written("numeric", within="100%"),
        ["7: `within` is `100%` (1% or 0.01 of the answer, ±0.05 around it, or 0 for exactly)"],
    ),
    (
        written("numeric", within="±5%"),
        ["7: `within` is `±5%` (1% or 0.01 of the answer, ±0.05 around it, or 0 for exactly)"],
    ),
    (
        written("numeric", within="some"),
        ["7: `within` is `some` (1% or 0.01 of the answer, ±0.05 around it, or 0 for exactly)"],
    ),
    (written("numeric", unit="a" * 41), ["7: a unit of 41 characters (40 are the most)"]),
    (written("numeric", also="wrong: 6+H*2-2"), ["7: `6+H*2-2` is as good as `3*H` for H=4"]),
    (
        written("numeric", also="also: 3.01*H"),
        ["7: `3.01*H` is as good as `3*H` for H=2 (within what is accepted; `within` may be too wide)"],
    ),
    (written("numeric", also="also: 4*H\nwrong: 2*H+4 {!a} > No."), ["8: `2*H+4` is as good as `3*H` for H=4"]),
    (
        written("numeric", also="also: 4*H {!a}"),
        ["7: a right answer betrays no misconception (it belongs to a `wrong`)"],
    ),
    (
        written("numeric", also="wrong: 4*H {!A} > {{K}} and {{H/0}} and {{}}"),
        [
            "7: `A` is no key of a misconception (such as {!forget-means-erase})",
            "7: `H/0` divides by 0 for H=2",
            "7: there is no variable `K` (there is `H`)",
            "7: {{}}: nothing to work out (numbers, + - * / ** and brackets, such as 4*H*(D+H+1))",
        ],
    ),
    (written("numeric", also="wrong: 4*H\n" * 13), ["19: 13 answers are foreseen (12 are the most)"]),
    (
        written("numeric", also="wrong: > No."),
        ["7: nothing to work out (numbers, + - * / ** and brackets, such as 4*H*(D+H+1))"],
    ),
    (
        written("numeric", also="wrong: 4*H > No. {!a}"),
        [
            (
                "7: a misconception {!…} in the middle of a text (it stands at the end of a wrong "
                "option's line, or before the > of a `wrong`)"
            )
        ],
    ),
]


@pytest.mark.parametrize(("source", "said"), NUMBERS)
def test_numbers_that_cannot_be_asked_for(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]
