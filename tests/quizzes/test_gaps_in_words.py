"""Gaps in words: filled in where they stand, unless a formula has one, too."""

import re
from dataclasses import replace

import pytest

from content.compiler.questions.values import Question
from quizzes import grading
from quizzes.presentation import showing
from tests.quizzes.grading.questions import cloze, gap, text

FIELD = re.compile(r"<input [^>]*>")


def asked(html: str, *names: str) -> Question:
    return replace(cloze(*(gap(name, formula=False) for name in names)), text=text(html))


def test_each_has_its_field_and_number_in_the_text():
    shown = showing.shown(asked("<p>The {{gap:1}} is made of the {{gap:2}}.</p>", "state", "input"), 0)

    assert FIELD.sub("…", shown.text) == (
        '<p>The …<sup aria-hidden="true">1</sup> is made of the …<sup aria-hidden="true">2</sup>.</p>'
    )
    assert re.findall(r'name="([^"]*)"[^>]* aria-label="([^"]*)"', shown.text) == [
        ("gap-1", "Gap 1 of 2"),
        ("gap-2", "Gap 2 of 2"),
    ]
    assert not shown.gaps_below


def test_the_only_one_needs_no_number():
    assert FIELD.sub("…", showing.shown(asked("The {{gap:1}}.", "state"), 0).text) == "The …."


@pytest.mark.parametrize("name", ["gap-1", "gap-2"])
def test_the_one_that_was_refused_is_marked_and_described_by_the_problem(name):
    problem = grading.Refused(name, "Make it shorter.")
    shown = showing.shown(asked("{{gap:1}} {{gap:2}}", "state", "input"), 0, problem=problem)

    [marked] = [field for field in FIELD.findall(shown.text) if 'aria-invalid="true"' in field]
    assert f'name="{name}"' in marked and f'aria-describedby="{shown.problem_id}"' in marked
    assert shown.problem_id not in shown.text.replace(marked, "")


def test_what_belongs_there_is_told_with_its_formulas_set():
    question = asked("The {{gap:1}}, the {{gap:2}}.", "the $h_{t-1}$ of before", "x < 1")
    attempt = grading.ask(question, 0)
    grade = grading.grade(attempt, grading.read(attempt, {"gap-1": ["?"]}))

    assert showing.blanked(attempt, grade) == (
        'The <b class="filled">the <span class="arithmatex">\\(h_{t-1}\\)</span> of before</b><sup>1</sup>, '
        'the <b class="filled">x &lt; 1</b><sup>2</sup>.'
    )
