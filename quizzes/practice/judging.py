"""An answer in words is judged by who gave it, beside the model answer and by the rubric; then it counts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from prep.accounts.models import User
from quizzes import grading, revisions
from quizzes import shelf as shelves
from quizzes.adaptive.evidence import counted_score
from quizzes.models import Attempt, Judgement
from quizzes.practice import answering, knowing


class NotYet(Exception):
    """In an assessment nothing is given away before its end."""

    def __str__(self) -> str:
        return "This quiz goes on: its answers are judged in its report."


def judge(*, learner: User, attempt_id: int, ticked: Sequence[int], client_key: UUID, now: datetime) -> Judgement:
    """The first judgement stands. Raises Attempt.DoesNotExist for what isn't theirs or wasn't in words."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)
        attempt = Attempt.objects.select_related("question__topic", "quiz", "turn").get(pk=attempt_id, learner=learner)
        if not answering.in_words(attempt):
            raise Attempt.DoesNotExist
        if attempt.quiz and not attempt.quiz.tells:
            raise NotYet
        before = Judgement.objects.filter(attempt=attempt).first()
        if before is not None:
            return before
        shelf = shelves.current()
        known = knowing.of(learner, shelf)
        grade = grading.judged(revisions.value(attempt.revision_id), ticked)
        judgement = Judgement.objects.create(
            attempt=attempt,
            client_key=client_key,
            ticked=sorted(set(ticked)),
            score=grade.score,
            weight=attempt.weight * knowing.OWN_JUDGEMENT,
            at=known.after_all(now),
        )
        count(known, judgement)
        known.keep()
    return judgement


def count(known: knowing.Known, judgement: Judgement) -> None:
    attempt = judgement.attempt
    known.count(
        topic_id=attempt.topic_id,
        objectives=attempt.objectives,
        curve=answering.curve(attempt, known.shelf),
        score=counted_score(judgement.score, attempt.hints),
        weight=judgement.weight,
        at=judgement.at,
    )
