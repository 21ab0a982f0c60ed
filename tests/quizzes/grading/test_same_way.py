"""Which edits make a question another one to who answers it."""

import pytest

from content.compiler.questions import reader, stored
from quizzes.grading import scored_by

SINGLE = """type: single
tests: lstm.cell
level: 3

- [x] It scales
  > By a factor.
- [ ] It erases {!gates-erase}
  > Only where it is 0.
"""
NUMERIC = """type: numeric
tests: lstm.cell
level: 3
vars: D in 2, 3
answer: 4*D
within: 1%
unit: weights
also: 4*D+1 > With a bias.
wrong: D > That is one gate.

There are {{D}} inputs.
"""
ORDER = """type: order
tests: lstm.cell
level: 3

1. Forget
2. Add
3. Show
"""
CLOZE = """type: cloze
tests: lstm.cell
level: 3

A gate [[scales|multiplies]] the state.
"""
WORDS = """type: text
tests: lstm.cell
level: 3

### Model answer
It scales.

### Rubric
- (2) Says that it scales {keywords="scales"}
- (1) Says by how much
"""


def compiled(body: str):
    source = f"## What does it do? {{#gate}}\n{body}\n### Why\nBecause.\n"
    (question,), problems = reader.questions("questions.md", source.encode())
    assert problems == []
    return question


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        (SINGLE, "By a factor.", "By a factor of its own."),
        (SINGLE, " {!gates-erase}", ""),
        (SINGLE, "level: 3", "level: 4"),
        (NUMERIC, "That is one gate.", "One gate."),
        (NUMERIC, "wrong: D", "wrong: 2*D"),
        (CLOZE, "the state", "a state"),
        (WORDS, "It scales.", "It scales each number."),
        (WORDS, ' {keywords="scales"}', ""),
    ],
)
def test_what_is_said_of_answers_makes_no_difference(body, before, after):
    assert scored_by(compiled(body)) == scored_by(compiled(body.replace(before, after)))


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        (SINGLE, "It scales", "It adds"),
        (NUMERIC, "answer: 4*D", "answer: 5*D"),
        (NUMERIC, "also: 4*D+1", "also: 4*D+2"),
        (NUMERIC, "within: 1%", "within: ±0.01"),
        (NUMERIC, "D in 2, 3", "D in 2, 4"),
        (NUMERIC, "unit: weights", "unit: bytes"),
        (ORDER, "1. Forget\n2. Add", "1. Add\n2. Forget"),
        (CLOZE, "|multiplies", ""),
        (WORDS, "(2)", "(3)"),
    ],
)
def test_another_key_another_draw_and_another_score_make_another_question(body, before, after):
    assert scored_by(compiled(body)) != scored_by(compiled(body.replace(before, after)))


def test_the_option_that_is_right_is_part_of_it():
    other = SINGLE.replace("[x] It scales", "[ ] It scales").replace("[ ] It erases {!gates-erase}", "[x] It erases")
    assert scored_by(compiled(SINGLE)) != scored_by(compiled(other))


@pytest.mark.parametrize("body", [SINGLE, NUMERIC, ORDER, CLOZE, WORDS])
def test_it_is_the_same_for_what_was_kept(body):
    question = compiled(body)
    assert scored_by(stored.read(stored.written(question))) == scored_by(question)
