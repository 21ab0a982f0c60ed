"""Beginning a quiz: it has its first question from the start."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from prep.accounts.models import User
from prep.prepared import PreparedInsert
from quizzes import shelf as shelves
from quizzes.adaptive import stopping
from quizzes.models import Quiz, Turn
from quizzes.practice import choosing, knowing
from quizzes.queries import practice
from quizzes.wanted import EVERYTHING, Wanted

KEEP_TURN = PreparedInsert(Turn)
SHORTEST, LONGEST = 1, 60
FIXED_AT_MOST = 500
ASSESSMENT_AT_MOST = 30


class NothingToAsk(Exception):
    """There is no question of this choice, or none that isn't resting."""

    def __str__(self) -> str:
        return "There is no question that fits all of this yet. Choose fewer things, or other ones."


class TooFewToAssess(NothingToAsk):
    """`in_words` are of this choice too, and are judged by oneself."""

    def __init__(self, fitting: int, in_words: int) -> None:
        super().__init__(fitting, in_words)
        self.fitting, self.in_words = fitting, in_words

    def __str__(self) -> str:
        there = {0: "none fits", 1: "1 fits"}.get(self.fitting, f"{self.fitting} fit")
        but = ", besides those in your own words, which you judge yourself and an assessment leaves out"
        return (
            f"An assessment takes at least {stopping.FEWEST} questions, and {there} this choice"
            f"{but if self.in_words else ''}. Choose more, or take a practice."
        )


def insist(*, mode: str, wanted: Wanted) -> None:
    """Raises NothingToAsk before anything is kept of anybody."""
    shelf = shelves.current()
    fitting, of_any_kind = len(choosing.fitting(shelf, mode, wanted)), len(shelf.fitting(wanted))
    if not of_any_kind:
        raise NothingToAsk
    if mode == Quiz.Mode.ASSESSMENT and fitting < stopping.FEWEST:
        raise TooFewToAssess(fitting, of_any_kind - fitting)


def at_most(mode: str, wanted: Wanted, length: int, *, fitting: int) -> int:
    """How many questions a quiz has: no more than fit, and a set all of those, unless it is of everything there is. An
    assessment knows its own end."""
    if mode == Quiz.Mode.ASSESSMENT:
        return min(ASSESSMENT_AT_MOST, fitting)
    if mode == Quiz.Mode.FIXED and wanted != EVERYTHING:
        return min(FIXED_AT_MOST, fitting)
    return min(length, LONGEST, fitting)


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
        length = max(SHORTEST, at_most(mode, wanted, length, fitting=len(choosing.fitting(shelf, mode, wanted))))
        asks = choosing.in_order(shelf, wanted)[:length] if mode == Quiz.Mode.FIXED else None
        quiz = Quiz(
            learner=learner,
            client_key=client_key,
            mode=mode,
            wanted=wanted.as_json(),
            asks=asks,
            length=len(asks) if asks else length,
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
