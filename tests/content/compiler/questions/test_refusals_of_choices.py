"""What is wrong with options and steps is said with its line."""

import pytest

from tests.content.compiler.questions.written import BODIES, problems, written

S = BODIES["single"]
CHOICES = [
    (written(body=""), ["1: no options (single has 2 to 6, each a line: - [ ] or, if it is right, - [x])"]),
    (
        written(body="- [x] Yes\n  > It is.\n"),
        ["1: 1 option (single has 2 to 6, each a line: - [ ] or, if it is right, - [x])"],
    ),
    (written(body=BODIES["multi"]), ["1: 2 of the options are right (single has one; multi may have several)"]),
    (written(body=S.replace("[x]", "[ ]")), ["1: none of the options is right (- [x] says which is)"]),
    (
        written("multi", BODIES["multi"].replace("[x]", "[ ]")),
        ["1: none of the options is right (multi has at least one that is right and one that is wrong)"],
    ),
    (
        written("multi", BODIES["multi"].replace("[ ]", "[x]")),
        ["1: all of the options are right (multi has at least one that is right and one that is wrong)"],
    ),
    (written("multi", S), ["1: 2 options (multi has 3 to 8, each a line: - [ ] or, if it is right, - [x])"]),
    (
        written(body="- [ ] A\n  > B.\n" * 9),
        [
            "1: more than 6 options (single has 2 to 6, each a line: - [ ] or, if it is right, - [x])",
            "1: the option `A` stands here twice",
        ],
    ),
    (
        written(body="- [x] Yes {!other-way}\n  > It is.\n- [ ] No\n  > It isn't.\n"),
        ["6: a right option betrays no misconception ({!…} belongs to a wrong one)"],
    ),
    (
        written(body="- [x] Yes\n- [ ] No\n  > It isn't.\n"),
        [("6: nothing says why this option is right (a quote under it does, two spaces from the margin: > Because …)")],
    ),
    (
        written(body=S.replace("other-way", "Other_Way")),
        ["8: `Other_Way` is no key of a misconception (such as {!forget-means-erase})"],
    ),
    (written(body="- [x]\n  > It is.\n- [ ] No\n  > It isn't.\n"), ["6: an option without words"]),
    (
        written(body=S + "\nAnd more.\n"),
        ["11: this belongs to no part of an option (indent it by two spaces, or take it out)"],
    ),
    (written(body=S + "  And more.\n"), ["10: this stands behind the quote of an option (the quote comes last)"]),
    (written(body=S.replace("No", "Yes")), ["1: the option `Yes` stands here twice"]),
    (written(body=S.replace("Yes", "a" * 1501)), ["6: an option of 1501 characters (1500 are the most)"]),
    (
        written(body=S.replace("It is.", "a" * 1501)),
        ["7: what is said of an option of 1501 characters (1500 are the most)"],
    ),
    (
        written(body=S.replace("  >", ">")),
        [
            "7: this belongs to no part of an option (indent it by two spaces, or take it out)",
            "9: this belongs to no part of an option (indent it by two spaces, or take it out)",
        ],
    ),
    (written(body=S.replace("No", "No {!a}\n  and")), ["9: a second misconception (a wrong answer betrays one)"]),
    (
        written(body=S.replace("{!other-way}", "{!other-way}.")),
        [
            (
                "8: a misconception {!…} in the middle of a text (it stands at the end of a wrong "
                "option's line, or before the > of a `wrong`)"
            )
        ],
    ),
    (
        written(body=S.replace("It is.", "It is. {!other-way}")),
        [
            (
                "7: a misconception {!…} in the middle of a text (it stands at the end of a wrong "
                "option's line, or before the > of a `wrong`)"
            )
        ],
    ),
    (
        written(body=S.replace("No", "Not {{H}}")),
        [("8: {{…}} shows nothing in this question (only a numeric question has values; code stands between two `)")],
    ),
    (
        written(body=S.replace("It is.", "```python run\n  > print()\n  > ```")),
        [("7: code that is run in what is said of an option (it runs in the question's text, or under ### Why)")],
    ),
]

ORDERS = [
    (written("order", ""), ["1: no steps (3 to 8, numbered in their right order: 1. First)"]),
    (written("order", "1. A\n2. B\n"), ["1: 2 steps (3 to 8, numbered in their right order: 1. First)"]),
    (written("order", "1. A\n2. B\n4. C\n"), ["8: step 4 stands where step 3 belongs (steps are numbered 1., 2., 3.)"]),
    (written("order", "1. A\n1. B\n1. C\n"), ["1: 1 step (3 to 8, numbered in their right order: 1. First)"]),
    (written("order", "1. A\n2. B\n3. A\n"), ["1: the step `A` stands here twice (which comes first?)"]),
    (written("order", "1. A\n   > a\n2. B\n3. C\n"), ["6: a quote under a step (### Why explains the order)"]),
    (written("order", "1. A\n2. B\n3. " + "a" * 801), ["8: a step of 801 characters (800 are the most)"]),
]


@pytest.mark.parametrize(("source", "said"), CHOICES)
def test_options_that_are_no_choice(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]


@pytest.mark.parametrize(("source", "said"), ORDERS)
def test_steps_that_have_no_order(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]
