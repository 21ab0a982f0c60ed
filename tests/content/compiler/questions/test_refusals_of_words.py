"""What is wrong with gaps, and with answers in words, is said with its line."""

import pytest

from tests.content.compiler.questions.written import PARTS, WHY, problems, written

EXAMPLE = '- (2) Names the product of Jacobians {keywords="jacobian | chain rule"}'
GAPS = [
    (
        written("cloze", "No gap.\n"),
        ["1: no gaps (1 to 6, such as [[forget gate | f_t]], in the text or in its formulas)"],
    ),
    (
        written("cloze", "[[a]]" * 7),
        ["1: 7 gaps (1 to 6, such as [[forget gate | f_t]], in the text or in its formulas)"],
    ),
    (
        written("cloze", "[[]] and [[a| ]]\n"),
        ["6: an empty gap (such as [[f_t | forget]])", "6: an empty spelling (such as [[f_t | forget]])"],
    ),
    (
        written("cloze", "$[[\\foo]]$\n"),
        [("6: what belongs into a gap is shown as a formula: KaTeX knows no `\\foo` (did you mean `\\rfloor`?)")],
    ),
    (
        written("cloze", also="wrong: i_t"),
        ["5: a wrong filling of no gap (the gap's number first: wrong: 1: i_t {!key} > Why not.)"],
    ),
    (written("cloze", also="wrong: 2: i_t"), ["5: there is no gap 2 (they are counted from 1, and the last is 1)"]),
    (written("cloze", also="wrong: 1: > No."), ["5: a wrong filling without words (wrong: 1: i_t > Why not.)"]),
    (written("cloze", also="wrong: 1: f_t > No."), ["5: `f_t` is what belongs into gap 1"]),
    (written("cloze", "[[Cell]]\n", also="wrong: 1: cell"), ["5: `cell` is what belongs into gap 1"]),
    (
        written("cloze", "[[" + "a" * 201 + "]]\n"),
        ["6: too many spellings of what belongs into a gap (12 of 200 characters are the most)"],
    ),
    (
        written("cloze", "$$\n[[a]]\n"),
        ["6: this formula never ends ($$ on a line of its own closes it, and there is no empty line in it)"],
    ),
]

RUBRICS = [
    (
        written("text", after=WHY),
        ["1: a question of the kind text has no ### Model answer", "1: a question of the kind text has no ### Rubric"],
    ),
    (
        written("text", after=PARTS["text"].replace("- (1) Says it", "Says it") + WHY),
        ["11: a rubric is a list of points and what they are for (" + EXAMPLE + ")"],
    ),
    (written("text", after=PARTS["text"].replace("(1)", "(6)") + WHY), ["11: 6 points (whole numbers from 1 to 5)"]),
    (
        written("text", after=PARTS["text"].replace("Says it", 'Says it {keyword="a"}') + WHY),
        ["11: there is no attribute `keyword` of a rubric's line (did you mean `keywords`?)"],
    ),
    (
        written("text", after=PARTS["text"].replace("Says it", "Says it {keywords=a}") + WHY),
        ["11: the attributes of this line can't be read (such as " + EXAMPLE + ")"],
    ),
    (
        written("text", after=PARTS["text"].replace("Says it", 'Says it {keywords="a||b"}') + WHY),
        ['11: a keyword between bars is empty (such as {keywords="one | other"})'],
    ),
    (
        written("text", after=PARTS["text"].replace("Says it", '{keywords="a"}') + WHY),
        ["11: points for nothing (" + EXAMPLE + ")"],
    ),
    (
        written("text", after=PARTS["text"].replace("- (1) Says it", "- (1) Says it\n" * 11) + WHY),
        ["11: a rubric of more than 10 lines (1 to 10, such as " + EXAMPLE + ")"],
    ),
    (
        written("text", after=PARTS["text"].replace("Says it", "A\n  > B") + WHY),
        ["11: a quote in a rubric (" + EXAMPLE + ")"],
    ),
]


@pytest.mark.parametrize(("source", "said"), GAPS)
def test_gaps_that_cannot_be_filled(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]


@pytest.mark.parametrize(("source", "said"), RUBRICS)
def test_answers_in_words_that_cannot_be_judged(source, said):
    assert problems(source) == [f"q.md:{each}" for each in said]
