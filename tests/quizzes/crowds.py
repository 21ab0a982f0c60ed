"""Many learners who answered, for tests that are about no one of them."""

from datetime import timedelta
from uuid import uuid4

import numpy as np

from prep.accounts.models import User
from quizzes.models import Attempt, Question, Quiz, Turn
from tests.makers import NOW


def crowd(many: int) -> list[User]:
    return User.objects.bulk_create(
        [User(password="!", joined_at=NOW, last_seen_at=NOW, time_zone="") for _ in range(many)]
    )


def answered(question: Question, scores, *, abilities=None, learners=None, at=NOW, sd=0.3, **fields) -> list[Attempt]:
    """One answer a second, each by somebody else; the first option is the right one."""
    abilities = np.zeros(len(scores)) if abilities is None else abilities
    learners = learners or crowd(len(scores))
    rows = [
        Attempt(
            learner=learner,
            client_key=uuid4(),
            question=question,
            revision_id=question.revision_id,
            parameters_id=question.parameters_id,
            topic_id=question.topic_id,
            seed=1,
            score=score,
            right=score == 1,
            seconds=0,
            ability=ability,
            ability_sd=sd,
            at=at + timedelta(seconds=second),
            **{"weight": 1, "response": {"chosen": [0 if score == 1 else 1]}, **fields},
        )
        for second, (learner, score, ability) in enumerate(zip(learners, scores, abilities, strict=True))
    ]
    return Attempt.objects.bulk_create(rows)


def assessed(question: Question, *, times: int, learner: User | None = None, at=NOW) -> None:
    """So many assessments that asked it, each of somebody else unless said."""
    for second, each in enumerate([learner] * times if learner else crowd(times)):
        began = {"started_at": at + timedelta(seconds=second), "seen_at": at}
        quiz = Quiz.objects.create(
            learner=each, client_key=uuid4(), mode="assessment", wanted={}, length=30, seed=1, **began
        )
        given = {"seed": 1, "why": "informative", "given_at": at, "opened_at": at}
        Turn.objects.create(quiz=quiz, number=1, question=question, revision_id=question.revision_id, **given)
