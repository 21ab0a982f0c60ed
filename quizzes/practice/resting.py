"""A quiz may rest: its clock stands still, here and on every other device."""

from datetime import datetime

from django.db import transaction

from prep.accounts.models import User
from quizzes.models import Quiz, Turn
from quizzes.queries import practice


def pause(*, learner: User, quiz_id: int, now: datetime) -> Quiz:
    with transaction.atomic():
        quiz = practice.quizzes_of(learner).select_for_update().get(pk=quiz_id)
        turn = practice.current_turn(quiz)
        if quiz.finished_at is None and quiz.paused_at is None and turn is not None:
            quiz.paused_at = quiz.seen_at = now
            quiz.save(update_fields=["paused_at", "seen_at"])
            spent = 0 if _to_be_opened(turn, quiz) else max(0, int((now - turn.opened_at).total_seconds()))
            Turn.objects.filter(pk=turn.pk).update(seconds_before=turn.seconds_before + spent)
    return quiz


def resume(*, learner: User, quiz_id: int, now: datetime) -> Quiz:
    with transaction.atomic():
        quiz = practice.quizzes_of(learner).select_for_update().get(pk=quiz_id)
        turn = practice.current_turn(quiz)
        if quiz.finished_at is None and quiz.paused_at is not None and turn is not None:
            quiz.paused_at, quiz.seen_at = None, now
            quiz.save(update_fields=["paused_at", "seen_at"])
            Turn.objects.filter(pk=turn.pk).update(opened_at=now)
    return quiz


def open_turn(*, learner: User, quiz_id: int, number: int, now: datetime) -> None:
    """The learner goes on to a question: its time is counted from here, not from when it was decided."""
    waits = Turn.objects.filter(quiz__learner=learner, quiz__pk=quiz_id, number=number, attempt=None, seconds_before=0)
    for turn in waits.select_related("quiz"):
        if _to_be_opened(turn, turn.quiz):
            Turn.objects.filter(pk=turn.pk).update(opened_at=now)


def _to_be_opened(turn: Turn, quiz: Quiz) -> bool:
    """They still read what was told of the answer before."""
    return quiz.tells and turn.number > 1 and turn.opened_at == turn.given_at
