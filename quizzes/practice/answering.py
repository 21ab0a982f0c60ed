"""An answer: read, graded, counted, and the next question decided; all of it is kept in one transaction, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from prep.accounts.models import User
from prep.prepared import Prepared, PreparedInsert, PreparedUpdate
from quizzes import grading, revisions
from quizzes import shelf as shelves
from quizzes.adaptive import items
from quizzes.adaptive.evidence import counted_score
from quizzes.adaptive.scale import Array
from quizzes.grading import Refused
from quizzes.models import Attempt, Question, Quiz, Turn
from quizzes.practice import choosing, knowing
from quizzes.practice.ending import end
from quizzes.practice.starting import give
from quizzes.queries import practice
from quizzes.shelf import Shelf

KEEP_ATTEMPT = PreparedInsert(Attempt)
LONGEST = 86_400  # seconds that an answer may take; more says that somebody went away
SENT_BEFORE = Refused("", "This page was sent before, for another question. Open the question again and answer there.")


class Finished(Exception):
    """The quiz is over; what comes now isn't counted."""

    def __str__(self) -> str:
        return "This quiz is over, so this answer was not counted. What you answered before is in its report."


class Withheld(Exception):
    """An assessment that goes on asks this question, or did: till its end nothing is told of it anywhere else."""

    def __init__(self, assessment_id: int) -> None:
        super().__init__("This question is in your assessment that goes on. It can be answered here when that is over.")
        self.assessment_id = assessment_id


def answer(
    *,
    learner: User,
    quiz_id: int,
    number: int,
    said: Mapping[str, Sequence[str]],
    confidence: str,
    client_key: UUID,
    now: datetime,
) -> Attempt:
    """The first answer to a turn stands; sent again, or from another tab, it is that one. Raises Turn.DoesNotExist for
    what isn't theirs, Refused for what can't be read, Finished when the quiz is over, Withheld while an assessment asks
    the same."""

    def read(shelf: Shelf | None = None) -> Attempt | _Answer:
        turn = practice.turn(learner, quiz_id, number)
        if turn is None:
            raise _nothing_waits(learner, quiz_id)
        if (before := practice.attempt_at(turn)) is not None:
            return before
        insist_waits(turn)
        shelf = shelf or shelves.current(turn.stamp)
        return _Answer.to(turn, said, shelf=shelf, learner=learner, confidence=confidence, key=client_key, now=now)

    try:
        return _kept_unless_overtaken(read(), learner)
    except (_Overtaken, IntegrityError):  # by another page of the same learner's
        shelf = shelves.current()  # before the transaction: while it is made anew, others may write
    try:
        with transaction.atomic():
            _one_at_a_time(learner)
            read_again = read(shelf)
            return read_again if isinstance(read_again, Attempt) else read_again.kept()
    except IntegrityError as refused:
        raise SENT_BEFORE from refused


def answer_alone(
    *,
    learner: User,
    question: Question,
    revision_id: int,
    seed: int,
    said: Mapping[str, Sequence[str]],
    confidence: str,
    client_key: UUID,
    now: datetime,
) -> Attempt:
    """To a question that stands in a page. The first answer to a round of it, whose draw its seed is, stands: sent
    again, or from another tab, it is that one. Raises Refused for what can't be read, Withheld while an assessment asks
    the same."""
    shelf = shelves.current()
    with transaction.atomic():
        _one_at_a_time(learner)
        sent = practice.attempts_of(learner).filter(client_key=client_key).first()
        if sent is not None and (sent.quiz_id is not None or sent.question_id != question.pk):
            raise SENT_BEFORE
        if (before := sent or practice.alone(learner, question).filter(seed=seed).first()) is not None:
            return before
        insist_told(learner=learner, question_id=question.pk)
        known = knowing.of(learner, shelf)
        attempt = _attempt(
            known,
            question,
            revision_id=revision_id,
            seed=seed,
            said=said,
            seen_at=_seen_at(practice.recent(learner, quiz=None, question_id=question.pk, now=now), question.pk),
            at=known.after_all(now),
            confidence=confidence,
            client_key=client_key,
        )
        count(known, attempt)
        KEEP_ATTEMPT([attempt])
        known.keep()
    return attempt


def hint(*, learner: User, quiz_id: int, number: int) -> Turn:
    """One more of the question's hints."""
    with transaction.atomic():
        _one_at_a_time(learner)
        turn = practice.turn(learner, quiz_id, number)
        if turn is None:
            raise Turn.DoesNotExist
        there_are = len(revisions.value(turn.revision_id).hints)
        told = turn.quiz.mode != Quiz.Mode.ASSESSMENT and turn.quiz.finished_at is None and not is_withheld(turn)
        if told and practice.attempt_at(turn) is None and turn.hints < there_are:
            turn.hints += 1
            Turn.objects.filter(pk=turn.pk).update(hints=turn.hints)
    return turn


def insist_told(*, learner: User | None, question_id: int) -> None:
    """Raises Withheld unless an answer to the question can be told at once."""
    assessment_id = practice.assessment_of(learner, question_id) if learner else None
    if assessment_id is not None:
        raise Withheld(assessment_id)


def insist_waits(turn: Turn) -> None:
    """Raises Withheld where it can't be answered yet."""
    if is_withheld(turn):
        insist_told(learner=turn.quiz.learner, question_id=turn.question_id)


def is_withheld(turn: Turn) -> bool:
    """Whether it waits for the end of an assessment that asks the same: as the last of a set, or since two learners'
    quizzes became one's."""
    return turn.quiz.mode != Quiz.Mode.ASSESSMENT and turn.question_id in turn.withheld


def count(known: knowing.Known, attempt: Attempt) -> None:
    """What an attempt says. One in words says nothing until it is judged. “I don't know” says what a wrong answer does:
    that guesses are sometimes right makes wrong answers rarer at every ability alike."""
    if in_words(attempt):
        return
    known.count(
        topic_id=attempt.topic_id,
        objectives=attempt.objectives,
        curve=curve(attempt, known.shelf),
        score=counted_score(attempt.score, attempt.hints),
        weight=attempt.weight,
        at=attempt.at,
    )


def in_words(attempt: Attempt) -> bool:
    """By what was answered: the question may be of another kind now, and who doesn't know wrote nothing."""
    return "text" in attempt.response


def curve(attempt: Attempt, shelf: Shelf) -> Array:
    """Of the parameters that the attempt was scored with; on the shelf if they are today's."""
    place = shelf.place.get(attempt.question_id)
    if place is not None and shelf.parameters[place] == attempt.parameters_id:
        return shelf.pool.curves[place]
    return items.curve(attempt.parameters.believed)


@dataclass
class _Answer:
    """Read, graded and counted in memory, with what is asked next; nothing of it is written before `kept`."""

    attempt: Attempt
    known: knowing.Known
    next: choosing.Next
    version: practice.Version
    now: datetime

    @classmethod
    def to(
        cls, turn: Turn, said, *, shelf: Shelf, learner: User, confidence: str, key: UUID, now: datetime
    ) -> "_Answer":
        quiz = turn.quiz
        known = knowing.of(learner, shelf)  # first: what changes after its version was read is noticed
        version = *known.version, turn.hints
        recent = practice.recent(learner, quiz=quiz, question_id=turn.question_id, now=now)
        attempt = _attempt(
            known,
            turn.question,
            revision_id=turn.revision_id,
            seed=turn.seed,
            said=said,
            seen_at=_seen_at(recent, turn.question_id),
            at=known.after_all(now),
            confidence=confidence,
            client_key=key,
        )
        attempt.quiz, attempt.turn, attempt.hints = quiz, turn, turn.hints
        attempt.seconds = min(seconds_on(turn, now), LONGEST)
        count(known, attempt)
        followed = turn.about if turn.why == "follow-up" else ""
        this = (turn.question_id, quiz.pk, attempt.at, attempt.misconceptions, followed)
        lately = choosing.lately(quiz, now)
        past = choosing.Past.of([this, *recent], lately, shelf, quiz, withheld=turn.withheld, waiting=turn.waiting)
        following = choosing.following(quiz, known=known, past=past, number=turn.number + 1)
        quiz.seen_at, quiz.paused_at = now, None
        attempt.known, attempt.measured = known, turn.measured
        return cls(attempt, known, following, version, now)

    def kept(self) -> Attempt:
        """In a transaction of the learner's own."""
        attempt, quiz, now = self.attempt, self.attempt.quiz, self.now
        KEEP_ATTEMPT([attempt])
        self.known.keep()
        if self.next.ending:
            goes_on = end(quiz, self.next.ending, now=now)
        else:
            goes_on = SEEN(quiz=quiz.pk, now=now)
            number = attempt.turn.number + 1
            attempt.following = give(quiz, self.next, shelf=self.known.shelf, number=number, now=now)
        if not goes_on:
            raise _Overtaken
        return attempt


class _Overtaken(Exception):
    """Something of this learner's changed between reading and writing."""


def _kept_unless_overtaken(read: "Attempt | _Answer", learner: User) -> Attempt:
    """All of it was read and worked out beforehand: who writes keeps everybody else from writing, on SQLite."""
    if isinstance(read, Attempt):
        return read
    with transaction.atomic():
        _one_at_a_time(learner)
        if practice.version(read.attempt.turn) != read.version:
            raise _Overtaken
        return read.kept()


def _attempt(
    known: knowing.Known,
    question: Question,
    *,
    revision_id: int,
    seed: int,
    said: Mapping[str, Sequence[str]],
    seen_at: datetime | None,
    at: datetime,
    confidence: str,
    client_key: UUID,
) -> Attempt:
    """Read and graded, and not yet kept."""
    asked = grading.ask(revisions.value(revision_id), seed)
    response = grading.read(asked, said)
    grade = grading.grade(asked, response)
    unknown = grading.is_unknown(response)
    ability, ability_sd = known.ability(question.topic_id)
    return Attempt(
        learner=known.learner,
        client_key=client_key,
        question=question,
        revision_id=revision_id,
        parameters_id=question.parameters_id,
        topic_id=question.topic_id,
        objectives=list(knowing.objectives_of(question, known.shelf)),
        seed=seed,
        response=response,
        score=grade.score,
        right=grade.right,
        misconceptions=list(grade.misconceptions),
        opportunities=list(grade.opportunities),
        confidence="" if unknown or confidence not in Attempt.Confidence.values else confidence,
        seconds=0,
        ability=ability,
        ability_sd=ability_sd,
        weight=knowing.weight(seen_at, at),
        at=at,
    )


def seconds_on(turn: Turn, now: datetime) -> int:
    """By our clock, without the time that it rested."""
    since = 0 if turn.quiz.paused_at else max(0, int((now - turn.opened_at).total_seconds()))
    return turn.seconds_before + since


def _nothing_waits(learner: User, quiz_id: int) -> Exception:
    """With the quiz the question goes that waited in it."""
    over = practice.quizzes_of(learner).filter(pk=quiz_id).exclude(finished_at=None)
    return Finished() if over.exists() else Turn.DoesNotExist()


def _seen_at(recent: Sequence[practice.Recent], question_id: int) -> datetime | None:
    return next((at for question, _, at, *_ in recent if question == question_id), None)


def _one_at_a_time(learner: User) -> None:
    """A learner's answers are counted one after another, whichever page they come from."""
    if not _held.rows(learner=learner.pk):
        raise User.DoesNotExist


_held = Prepared(
    lambda learner: User.objects.select_for_update().filter(pk=learner).values_list("pk").order_by(), "learner"
)

SEEN = PreparedUpdate(
    lambda quiz, now: (Quiz.objects.filter(pk=quiz, finished_at=None), {"seen_at": now, "paused_at": None}),
    "quiz",
    "now",
    instants=("now",),
)
