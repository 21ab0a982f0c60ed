"""Answers that arrive in the same moment, each with a database connection of its own."""

import pytest

from quizzes import practice
from quizzes.models import Attempt, Turn
from tests import makers
from tests.quizzes import answers, cells
from tests.quizzes.pupil import Pupil, asked
from tests.sandbox.threads import in_threads

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada():
    cells.load()
    return Pupil(makers.member("ada"))


def test_of_eight_answers_to_one_question_one_stands_and_all_are_told_of_it(ada):
    quiz = ada.start("shared-sets", "step-order")
    turn = ada.waiting(quiz)
    said = [answers.right(turn), answers.wrong(turn)] * 4
    told = in_threads([lambda each=each: ada.answer(quiz, each, number=1).pk for each in said])
    assert set(told) == {Attempt.objects.get().pk}
    assert (asked(quiz), ada.kept()) == (["shared-sets", "step-order"], ada.replayed())


def test_answers_in_several_quizzes_at_once_are_all_counted(ada):
    sets = [("shared-sets", "gate-half"), ("shared-growth", "cell-sum"), ("step-order", "step-memory")]
    quizzes = [ada.start(*keys) for keys in sets]
    for number in (1, 2):
        said = [answers.right(ada.waiting(quiz)) for quiz in quizzes]
        in_threads(
            [
                lambda quiz=quiz, each=each, number=number: ada.answer(quiz, each, number=number)
                for quiz, each in zip(quizzes, said, strict=True)
            ]
        )
    skills = dict(ada.learner.skills.values_list("topic__key", "answers"))
    assert (skills, ada.kept()) == ({"rnn": 4, "lstm": 2}, ada.replayed())


def test_an_answer_and_the_end_of_its_quiz_come_one_after_the_other(ada):
    quiz = ada.start("shared-sets", "step-order")
    said = answers.right(ada.waiting(quiz))

    def answer():
        try:
            return [ada.answer(quiz, said, number=1).pk]
        except practice.Finished:
            return []

    told = in_threads([answer, lambda: ada.finish(quiz)])[0]
    quiz.refresh_from_db()
    assert list(Attempt.objects.values_list("pk", flat=True)) == told
    assert (quiz.ending, Turn.objects.filter(attempt=None).count()) == ("early" if told else "abandoned", 0)


def test_the_same_click_eight_times_at_once_is_one_quiz(ada):
    key = "00000000-0000-0000-0000-000000000001"
    assert len(set(in_threads([lambda: ada.start(client_key=key).pk] * 8))) == 1
    assert Turn.objects.count() == 1
