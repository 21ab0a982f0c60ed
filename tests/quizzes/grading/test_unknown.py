"""“I don't know”, of any kind of question: nothing is earned, betrayed or resisted, and all of it can be told."""

import json

import numpy as np
import pytest

from quizzes import grading
from quizzes.adaptive import items
from quizzes.adaptive.evidence import log_likelihood
from tests.quizzes.grading.questions import cloze, foreseen, gap, in_words, multi, numeric, order, single

QUESTIONS = {
    "single": single(),
    "multi": multi(True, False, True, False),
    "numeric": numeric("4*H", foreseen("3*H", "three"), unit="ms", H=(2.0,)),
    "order": order(4),
    "cloze": cloze(gap("f_t"), gap("gate", formula=False, wrong=(foreseen("cell", "belief"),))),
    "text": in_words((2, "jacobian"), (1, "")),
}
TRIED = {"choice": ["A"], "number": ["1"], "order": list("ABCD"), "gap-2": ["cell"], "text": ["jacobian"]}


def given_up(kind, **besides):
    asked = grading.ask(QUESTIONS[kind], 0)
    response = grading.read(asked, {"unknown": ["yes"], **besides})
    return response, grading.grade(asked, json.loads(json.dumps(response)))


@pytest.mark.parametrize("kind", QUESTIONS)
def test_it_earns_nothing_and_says_nothing_of_any_belief(kind):
    response, grade = given_up(kind)

    assert response == {"unknown": True}
    assert (grade.score, grade.right, grade.judged) == (0, False, True)
    assert (grade.misconceptions, grade.opportunities) == ((), ())
    assert {part.right for part in grade.parts} == {None}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_whatever_was_tried_besides_is_left_out(kind):
    assert given_up(kind, **TRIED) == given_up(kind)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("single", ["chosen", "", "", ""]),
        ("multi", ["chosen", "", "chosen", ""]),
        ("numeric", ["8 ms"]),
        ("order", ["1", "2", "3", "4"]),
        ("cloze", ["f_t", "gate"]),
        ("text", ["", ""]),
    ],
)
def test_each_part_says_what_would_have_been_right(kind, expected):
    assert [part.expected for part in given_up(kind)[1].parts] == expected


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("said", ["", "no"])
def test_who_does_not_say_it_is_asked_for_an_answer(kind, said):
    with pytest.raises(grading.Refused):
        grading.read(grading.ask(QUESTIONS[kind], 0), {"unknown": [said]})


def test_it_weighs_what_a_wrong_answer_does_as_guesses_make_those_rarer_at_every_ability_alike():
    known, guessed = (items.curve(items.prior(3, guessing)) for guessing in (0.0, 0.25))
    assert np.ptp(log_likelihood(guessed, 0) - log_likelihood(known, 0)) == pytest.approx(0, abs=1e-9)
