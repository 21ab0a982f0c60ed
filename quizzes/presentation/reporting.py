"""What a quiz comes to: by topic and objective, the misconceptions that are likely held, time, and what to do next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from content.models import Misconception, Objective
from prep.accounts.models import User
from quizzes import revisions
from quizzes import shelf as shelves
from quizzes.adaptive import misconceptions
from quizzes.models import Attempt, Quiz
from quizzes.practice import knowing
from quizzes.presentation import words
from quizzes.presentation.telling import Told, told
from quizzes.presentation.words import Standing
from quizzes.queries import practice

SLOW = 2.0  # times as long as its author thought


@dataclass(frozen=True)
class OnObjective:
    objective: Objective
    asked: int
    points: float
    enough: bool
    low: int
    high: int

    @property
    def percent(self) -> int:
        return round(100 * self.points / self.asked) if self.asked else 0


@dataclass(frozen=True)
class Suspicion:
    misconception: Misconception
    betrayed: int
    chances: int
    low: int
    high: int


@dataclass(frozen=True)
class Confident:
    """How right somebody was when they said how sure they were."""

    said: str
    answers: int
    right: int


@dataclass(frozen=True)
class Report:
    quiz: Quiz
    answers: tuple[Told, ...]
    standings: tuple[Standing, ...]
    objectives: tuple[OnObjective, ...]
    suspicions: tuple[Suspicion, ...]
    confidence: tuple[Confident, ...]
    seconds: int
    expected_seconds: int
    ending: str
    measured: bool  # another quiz goes on, an assessment, of which what is believed now would tell

    @property
    def right(self) -> int:
        return sum(each.full for each in self.answers)

    @property
    def wrong(self) -> int:
        return len(self.answers) - self.right - len(self.to_judge) - self.unknown

    @property
    def unknown(self) -> int:
        """What somebody said that they don't know."""
        return sum(each.unknown for each in self.answers)

    @property
    def missed(self) -> int:
        """What can be tried again."""
        return self.wrong + self.unknown

    @property
    def to_judge(self) -> list[Told]:
        return [each for each in self.answers if each.waits]

    @property
    def slow(self) -> list[Told]:
        return [each for each in self.answers if each.attempt.seconds > SLOW * each.question.seconds]

    @property
    def weakest(self) -> list[OnObjective]:
        """What to do next: where something was missed, the least known first."""
        missed = [each for each in self.objectives if each.points < each.asked]
        return sorted(missed, key=lambda each: (each.low, each.percent))[:3]

    @property
    def minutes(self) -> int:
        return max(1, round(self.seconds / 60))

    @property
    def expected_minutes(self) -> int:
        return max(1, round(self.expected_seconds / 60))

    @property
    def next_address(self) -> str:
        keys = "&".join(f"objective={each.objective.key}" for each in self.weakest)
        return f"{reverse('quizzes:practise')}?{keys}#choose" if keys else reverse("quizzes:practise")


def report(quiz: Quiz, learner: User, *, now: datetime) -> Report:
    attempts = list(practice.answered(quiz))
    values = revisions.values({attempt.revision_id for attempt in attempts})
    shelf = shelves.current()
    keys = {key for attempt in attempts for key in [*attempt.misconceptions, *attempt.opportunities]}
    beliefs = {key: shelf.misconceptions[key] for key in sorted(keys) if key in shelf.misconceptions}
    answers = tuple(told(attempt, values[attempt.revision_id], shelf.misconceptions) for attempt in attempts)
    known = knowing.of(learner, shelf)
    measured = practice.measured(learner).exists()
    return Report(
        quiz=quiz,
        answers=answers,
        standings=() if measured else _standings(attempts, known),
        objectives=_objectives(answers, known),
        suspicions=() if measured else suspicions(learner, beliefs, now=now),
        confidence=_confidence(answers),
        seconds=sum(attempt.seconds for attempt in attempts),
        expected_seconds=sum(attempt.question.seconds for attempt in attempts),
        ending=words.ending(quiz),
        measured=measured,
    )


def _standings(attempts: Iterable[Attempt], known: knowing.Known) -> tuple[Standing, ...]:
    """Of the topics that were asked about, in the order of the path."""
    topics = {attempt.question.topic_id: attempt.question.topic for attempt in attempts}
    return tuple(
        words.standing(topic.title, topics[topic.pk].get_absolute_url(), known, topic.pk)
        for topic in known.shelf.topics
        if topic.pk in topics
    )


def _objectives(answers: Iterable[Told], known: knowing.Known) -> tuple[OnObjective, ...]:
    """Those that went worst first."""
    asked: dict[int, list[float]] = defaultdict(list)
    named: dict[int, Objective] = {}
    for answer in answers:
        if answer.waits:
            continue
        for objective in answer.attempt.question.objectives.all():
            named[objective.pk] = objective
            asked[objective.pk].append(answer.score)
    found = []
    for pk, scores in asked.items():
        estimate = known.mastery(pk)
        low, high = (round(100 * estimate.low), round(100 * estimate.high)) if estimate else (0, 100)
        enough = bool(estimate and estimate.enough)
        found.append(OnObjective(named[pk], len(scores), sum(scores), enough, low, high))
    return tuple(
        sorted(found, key=lambda each: (each.percent, each.low, each.objective.topic_id, each.objective.position))
    )


def suspicions(learner: User, named: dict[str, Misconception], *, now: datetime) -> tuple[Suspicion, ...]:
    """Those that are likely held, by all answers of the last half year, the likeliest first."""
    found = []
    for key, answers in practice.betrayals(learner, named, now=now).items():
        held = misconceptions.by_answers(answers)
        if held.likely:
            low, high = round(100 * held.low), round(100 * held.high)
            found.append(Suspicion(named[key], sum(did for did, _ in answers), len(answers), low, high))
    return tuple(sorted(found, key=lambda each: (-each.low, each.misconception.key)))


def _confidence(answers: Iterable[Told]) -> tuple[Confident, ...]:
    by: dict[str, list[bool]] = defaultdict(list)
    for answer in answers:
        if answer.attempt.confidence and not answer.waits:
            by[answer.attempt.confidence].append(answer.full)
    return tuple(Confident(said, len(by[said]), sum(by[said])) for said in Attempt.Confidence.values if by[said])
