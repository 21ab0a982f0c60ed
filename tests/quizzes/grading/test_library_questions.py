"""Every question that we publish can be answered rightly, and says of a wrong answer what its author foresaw."""

import re

import pytest

from content.compiler.questions import reader
from content.compiler.questions.values import Choice, Cloze, InWords, Numeric, Order
from content.compiler.sources import LIBRARY
from quizzes import grading

FILES = sorted(LIBRARY.rglob("questions.md"))
QUESTIONS = {question.key: question for file in FILES for question in reader.questions(str(file), file.read_bytes())[0]}
SEEDS = range(10)
PLACE = re.compile(r"\{\{\d+\}\}")


def of(*kinds):
    keys = [key for key, question in QUESTIONS.items() if isinstance(question.answer, kinds)]
    return pytest.mark.parametrize("key", keys)


def letters(asked, indices):
    return [chr(ord("A") + asked.order.index(index)) for index in indices]


def right_answer(asked):
    match asked.question.answer:
        case Choice(options=options):
            return {"choice": letters(asked, [index for index, option in enumerate(options) if option.right])}
        case Order(steps=steps):
            return {"order": letters(asked, range(len(steps)))}
        case Numeric(answer=answer):
            return {"number": [repr(asked.worked_out(answer))]}
        case Cloze(gaps=gaps):
            return {f"gap-{index + 1}": [gap.accepted[0]] for index, gap in enumerate(gaps)}


def graded(asked, said):
    return grading.grade(asked, grading.read(asked, said))


@of(Choice, Order, Numeric, Cloze)
def test_its_right_answer_scores_1(key):
    for seed in SEEDS:
        asked = grading.ask(QUESTIONS[key], seed)

        assert graded(asked, right_answer(asked)).score == 1


@of(Choice, Order, Numeric, Cloze, InWords)
def test_all_its_numbers_are_shown(key):
    question = QUESTIONS[key]
    asked = grading.ask(question, 1)
    for text in (question.title, question.text, question.why, *question.hints):
        filled = asked.filled(text.html)

        assert not PLACE.search(filled)
        assert asked.filled(filled) == filled


@of(Numeric)
def test_a_number_that_is_shown_as_expected_is_right_when_it_is_typed(key):
    for seed in SEEDS:
        asked = grading.ask(QUESTIONS[key], seed)
        expected = graded(asked, right_answer(asked)).parts[0].expected

        assert graded(asked, {"number": [expected]}).right


@of(Numeric)
def test_a_foreseen_number_says_what_it_betrays(key):
    for seed in SEEDS:
        asked = grading.ask(QUESTIONS[key], seed)
        for foreseen in asked.question.answer.foreseen:
            grade = graded(asked, {"number": [repr(asked.worked_out(foreseen.formula))]})

            assert grade.right is foreseen.right
            assert grade.misconceptions == ((foreseen.misconception.key,) if foreseen.misconception else ())


@of(Cloze)
def test_every_spelling_is_right_and_every_foreseen_filling_wrong(key):
    asked = grading.ask(QUESTIONS[key], 0)
    for index, gap in enumerate(asked.question.answer.gaps):
        for filling, right in [(each, True) for each in gap.accepted] + [
            (each.formula, False) for each in gap.foreseen
        ]:
            part = graded(asked, {**right_answer(asked), f"gap-{index + 1}": [filling]}).parts[index]

            assert part.right is right


@of(InWords)
def test_its_model_answer_earns_what_its_keywords_can_tell(key):
    question = QUESTIONS[key]
    model = re.sub("<[^>]*>", "", question.answer.model.html)
    grade = graded(grading.ask(question, 0), {"text": [model]})

    assert {part.right for part in grade.parts} <= {True, None}
    assert grading.judged(question, range(len(question.answer.rubric))).right
