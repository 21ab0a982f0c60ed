"""A quiz ends once: a conditional update, so that whoever comes second finds nothing to do."""

from datetime import datetime

from django.db import transaction

from prep.accounts.models import User
from quizzes.models import Quiz
from quizzes.queries import practice


def end(quiz: Quiz, ending: str, *, now: datetime) -> bool:
    """The turn that waits without an answer goes: it was never answered."""
    ended = Quiz.objects.filter(pk=quiz.pk, finished_at=None).update(
        finished_at=now, seen_at=now, paused_at=None, ending=ending
    )
    if ended:
        quiz.finished_at, quiz.seen_at, quiz.paused_at, quiz.ending = now, now, None, ending
        quiz.turns.filter(attempt=None).delete()
    return bool(ended)


def finish(*, learner: User, quiz_id: int, now: datetime) -> Quiz:
    """Enough for today: what was answered is reported."""
    with transaction.atomic():
        quiz = _own(learner, quiz_id)
        end(quiz, Quiz.Ending.EARLY if quiz.attempts.exists() else Quiz.Ending.ABANDONED, now=now)
    return quiz


def abandon(*, learner: User, quiz_id: int, now: datetime) -> Quiz:
    """Gives it up. The answers stay: they were given."""
    with transaction.atomic():
        quiz = _own(learner, quiz_id)
        end(quiz, Quiz.Ending.ABANDONED, now=now)
    return quiz


def _own(learner: User, quiz_id: int) -> Quiz:
    """Not while an answer to it is being counted."""
    User.objects.select_for_update().get(pk=learner.pk)
    return practice.quizzes_of(learner).get(pk=quiz_id)
