"""An answer is read and worked out before anything is locked. What another page of the same learner's does in between
is noticed, and the answer worked out again."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from quizzes import practice
from quizzes.models import Attempt
from tests.quizzes import answers
from tests.quizzes.pupil import asked


@contextmanager
def just_before_it_is_kept(act):
    """Once, when the next transaction is about to begin."""
    waiting = [act]

    def between(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and waiting:
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield
    assert not waiting


def test_an_answer_in_another_quiz_is_counted_first(ada):
    quiz, other = ada.start("shared-sets", "gate-half"), ada.start("shared-growth", "step-order")
    said = answers.right(ada.waiting(other))
    with just_before_it_is_kept(lambda: ada.answer(other, said, number=1)):
        mine = ada.right(quiz, number=1)
    first, second = Attempt.objects.order_by("at", "pk")
    assert (first.quiz, second.quiz, second) == (other, quiz, mine)
    assert second.ability_sd < first.ability_sd
    assert (asked(quiz), ada.kept()) == (["shared-sets", "gate-half"], ada.replayed())


def test_an_answer_to_the_same_question_from_another_tab_is_the_one_that_stands(ada):
    quiz = ada.start("shared-sets", "gate-half")
    said = answers.wrong(ada.waiting(quiz))
    with just_before_it_is_kept(lambda: ada.answer(quiz, said, number=1)):
        told = ada.right(quiz, number=1)
    assert (told, told.right) == (Attempt.objects.get(), False)
    assert ada.kept() == ada.replayed()


def test_words_count_for_nothing_yet_and_stand_once_all_the_same(ada):
    quiz = ada.start("shared-why", "gate-half")
    with just_before_it_is_kept(lambda: ada.answer(quiz, {"text": ["First."]}, number=1)):
        told = ada.answer(quiz, {"text": ["Second."]}, number=1)
    assert told == Attempt.objects.get()
    assert told.response == {"text": "First."}
    assert asked(quiz) == ["shared-why", "gate-half"]


@pytest.mark.parametrize("more", [[], ["gate-half"]])
def test_a_hint_that_was_looked_at_in_another_tab_is_counted(ada, more):
    quiz = ada.start("shared-sets", *more)
    with just_before_it_is_kept(lambda: ada.hint(quiz)):
        told = ada.right(quiz, number=1)
    assert (told.hints, Attempt.objects.get().hints) == (1, 1)
    assert ada.kept() == ada.replayed()


@pytest.mark.parametrize("last", [False, True])
def test_an_answer_to_a_quiz_that_has_just_been_ended_is_not_counted(ada, last):
    quiz = ada.start("shared-sets", *([] if last else ["gate-half"]))
    ended = practice.finish if last else practice.abandon
    with (
        just_before_it_is_kept(lambda: ended(learner=ada.learner, quiz_id=quiz.pk, now=ada.now)),
        pytest.raises(practice.Finished),
    ):
        ada.right(quiz, number=1)
    assert (Attempt.objects.count(), ada.kept()) == (0, ada.replayed())


def test_a_key_that_another_question_was_answered_with_meanwhile_is_refused(ada):
    quiz, other, key = ada.start("shared-sets", "gate-half"), ada.start("shared-growth", "step-order"), uuid4()
    said = answers.right(ada.waiting(other))
    with (
        just_before_it_is_kept(lambda: ada.answer(other, said, number=1, client_key=key)),
        pytest.raises(practice.Refused, match="sent before"),
    ):
        ada.right(quiz, number=1, client_key=key)
    assert Attempt.objects.get().quiz == other
