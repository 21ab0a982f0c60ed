"""Beginning a quiz: it has its first question from the start."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from prep.accounts.models import User
from prep.prepared import PreparedInsert
from quizzes import shelf as shelves
from quizzes.models import Quiz, Turn
from quizzes.practice import choosing, knowing
from quizzes.queries import practice
from quizzes.wanted import Wanted

KEEP_TURN = PreparedInsert(Turn)
SHORTEST, LONGEST = 1, 60
FIXED_AT_MOST = 500
ASSESSMENT_AT_MOST = 30


class NothingToAsk(Exception):
    """There is no question of this choice, or none that isn't resting."""

    def __str__(self) -> str:
        return "There is no question that fits all of this yet. Choose fewer things, or other ones."


def insist(*, mode: str, wanted: Wanted) -> None:
    """Raises NothingToAsk before anything is kept of anybody."""
    if not len(choosing.fitting(shelves.current(), mode, wanted)):
        raise NothingToAsk


def start(
    *,
    learner: User,
    mode: str,
    wanted: Wanted,
    length: int,
    client_key: UUID,
    now: datetime,
    retries: Quiz | None = None,
) -> Quiz:
    """The same click sent again is the same quiz."""
    shelf = shelves.current()  # before the transaction: while it is made anew, others may write
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)
        before = practice.quizzes_of(learner).filter(client_key=client_key).first()
        if before is not None:
            return before
        asks = choosing.in_order(shelf, wanted)[:FIXED_AT_MOST] if mode == Quiz.Mode.FIXED else None
        if mode == Quiz.Mode.ASSESSMENT:
            length = ASSESSMENT_AT_MOST
        quiz = Quiz(
            learner=learner,
            client_key=client_key,
            mode=mode,
            wanted=wanted.as_json(),
            asks=asks,
            length=len(asks) if asks else max(SHORTEST, min(length, LONGEST)),
            seed=secrets.randbits(62),
            started_at=now,
            seen_at=now,
            retries=retries,
        )
        known = knowing.of(learner, shelf)
        withheld = practice.withheld(learner)
        waiting = practice.waiting(learner) if mode == Quiz.Mode.ASSESSMENT else ()
        past = choosing.Past.of([], choosing.lately(quiz, now), shelf, quiz, withheld=withheld, waiting=waiting)
        chosen = choosing.following(quiz, known=known, past=past, number=1)
        if chosen.ending:
            raise NothingToAsk
        quiz.save(force_insert=True)
        give(quiz, chosen, shelf=shelf, number=1, now=now)
    return quiz


def retry(*, learner: User, quiz: Quiz, client_key: UUID, now: datetime) -> Quiz:
    """What went wrong in a quiz, once more and one after the other."""
    wrong = practice.missed(quiz)
    if not wrong:  # and nothing chosen would mean everything
        raise NothingToAsk
    chosen = Wanted(questions=tuple(wrong))
    return start(
        learner=learner,
        mode=Quiz.Mode.FIXED,
        wanted=chosen,
        length=len(wrong),
        client_key=client_key,
        now=now,
        retries=quiz,
    )


def give(quiz: Quiz, chosen: choosing.Next, *, shelf: shelves.Shelf, number: int, now: datetime) -> Turn:
    """The question's turn: a set's as it was when it began, any other as it is now."""
    if chosen.ending:
        raise ValueError("There is nothing to give.")
    turn = choosing.turn(quiz, chosen, shelf=shelf, number=number, now=now)
    KEEP_TURN([turn])
    return turn
