"""What an answer costs, in queries: as many for a beginner as for who has answered for months."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes import revisions, shelf
from quizzes.models import Question, Quiz
from tests.quizzes import answers, cells
from tests.quizzes.cells import LSTM, RNN


@pytest.fixture(params=["at first", "after months"])
def quiz(request, ada):
    """One whose next answer can betray something; questions and shelf are in memory, as after a first look."""
    if request.param == "after months":
        for key in cells.KEYS[RNN] + cells.KEYS[LSTM]:
            for seed in range(3):
                ada.alone(key, right=seed > 0, seed=seed)
        ada.later(days=30)
    quiz = ada.start(topics=("rnn",), kinds=("single",))
    look_at(ada.waiting(quiz))
    return quiz


def look_at(turn):
    shelf.current()
    revisions.value(turn.revision_id)


def queries(act):
    """But for what begins and ends a transaction."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("say", [answers.right, answers.wrong])
def test_an_answer_costs_twelve(ada, quiz, say):
    """The turn, this quiz, what rests, skills, masteries; the lock, and whether anything changed meanwhile; and five
    that write: the attempt, skills, masteries, the quiz, the next turn."""
    said = say(ada.waiting(quiz))
    assert queries(lambda: ada.answer(quiz, said, number=1)) == 12


def test_in_an_assessment_nothing_rests_and_it_is_counted_how_often_a_question_is_asked(ada):
    quiz = ada.start(mode="assessment")
    look_at(ada.waiting(quiz))
    said = answers.right(ada.waiting(quiz))
    assert queries(lambda: ada.answer(quiz, said, number=1)) == 12


def test_sent_again_it_costs_one(ada, quiz):
    said = answers.right(ada.waiting(quiz))
    ada.answer(quiz, said, number=1)
    assert queries(lambda: ada.answer(quiz, said, number=1)) == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("say", [answers.right, answers.wrong])
def test_sent_from_its_page_it_costs_the_session_and_the_learner_beside(client, ada, quiz, say, headers):
    assert queries(sent(client, ada, quiz, say, headers)) == 14
    assert Quiz.objects.get().attempts.count() == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
@pytest.mark.parametrize("say", [answers.right, answers.wrong])
def test_so_it_does_in_an_assessment(client, ada, say, headers):
    """Whichever question comes next, it was looked at before."""
    quiz = ada.start(mode="assessment")
    look_at(ada.waiting(quiz))
    revisions.values(Question.objects.values_list("revision_id", flat=True))
    assert queries(sent(client, ada, quiz, say, headers)) == 14
    assert Quiz.objects.get().attempts.count() == 1


def sent(client, ada, quiz, say, headers):
    client.force_login(ada.learner)
    form = {**say(ada.waiting(quiz)), "client_key": str(uuid4()), "confidence": "sure"}
    address = reverse("quizzes:answer", args=[quiz.pk, 1])
    return lambda: client.post(address, form, headers=headers)


def test_a_replay_costs_as_much_for_many_answers_as_for_few(ada, quiz):
    counted = []
    for _ in range(2):
        counted.append(queries(ada.replayed))
        ada.right(quiz)
    assert set(counted) == {3}
