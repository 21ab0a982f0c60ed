"""Every question that can be asked, made ready to be chosen from, and kept in memory until the library or what we
believe of a question changes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from content.models import Misconception
from quizzes.adaptive import items
from quizzes.adaptive.exposure import shares
from quizzes.adaptive.pool import Pool
from quizzes.queries import bank
from quizzes.queries.bank import Stamp
from quizzes.wanted import Wanted

Indices = NDArray[np.int64]
Thing = TypeVar("Thing")
MOST_WORKED_OUT = 200
EXPOSURE_IS_FRESH_FOR = 120.0  # seconds


@dataclass(frozen=True)
class Topic:
    pk: int
    key: str
    title: str


@dataclass(frozen=True)
class QuestionSet:
    """Ready-made by an author. `questions` are the keys of those that can be asked, in its order; `was` the set's keys
    of before."""

    key: str
    title: str
    summary_html: str
    topic: str
    questions: tuple[str, ...]
    minutes: int
    was: tuple[str, ...] = ()

    @property
    def wanted(self) -> Wanted:
        return Wanted(questions=self.questions, title=self.title)


@dataclass(frozen=True, eq=False)
class Shelf:
    """Questions stand in an order of their own, and so do topics: everything here is by those places."""

    stamp: Stamp
    topics: tuple[Topic, ...]
    ids: Indices
    keys: tuple[str, ...]
    topic: Indices
    level: Indices
    kind: tuple[str, ...]
    companies: tuple[frozenset[str], ...]
    objectives: Mapping[int, Indices]  # by the objective's id
    objective_keys: Mapping[str, int]
    topic_of_objective: Mapping[int, int]  # the topic's place, by the objective's id; where the topic has questions
    probes: Mapping[str, Indices]  # by the misconception's key
    parameters: Indices  # the ids of what is believed of each
    revisions: Indices  # the ids of what is asked now
    misconceptions: Mapping[str, Misconception]  # each with its topic, and with what refutes it
    sets: tuple[QuestionSet, ...]
    pool: Pool

    @cached_property
    def place(self) -> dict[int, int]:
        """By the question's id."""
        return {int(pk): place for place, pk in enumerate(self.ids)}

    @cached_property
    def place_of_key(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys)}

    def set(self, key: str) -> QuestionSet | None:
        return next((each for each in self.sets if key == each.key or key in each.was), None)

    @cached_property
    def place_of_topic(self) -> dict[int, int]:
        return {topic.pk: place for place, topic in enumerate(self.topics)}

    @cached_property
    def objectives_of(self) -> dict[int, list[int]]:
        """The ids of the objectives that a question tests, by its place."""
        found: dict[int, list[int]] = {}
        for pk, places in self.objectives.items():
            for place in places.tolist():
                found.setdefault(place, []).append(pk)
        return found

    @cached_property
    def key_of_objective(self) -> dict[int, str]:
        return {pk: key for key, pk in self.objective_keys.items()}

    @cached_property
    def kinds(self) -> frozenset[str]:
        return frozenset(self.kind)

    @cached_property
    def named_companies(self) -> list[str]:
        """That asked any of them, by public sources."""
        return sorted(frozenset().union(*self.companies))

    @cached_property
    def questions_of_topic(self) -> list[int]:
        """How many, by the topic's place."""
        return np.bincount(self.topic, minlength=len(self.topics)).tolist()

    def fitting(self, wanted: Wanted) -> Indices:
        """The places of the questions that fit a choice, in ascending order."""
        return self.once("fitting", wanted, lambda: _fitting(self, wanted))

    def once(self, what: str, of: Wanted, work_out: Callable[[], Thing]) -> Thing:
        """What follows from a choice alone, worked out once; it goes with the shelf."""
        if (what, of) not in self._worked_out:
            if len(self._worked_out) >= MOST_WORKED_OUT:
                self._worked_out.clear()
            self._worked_out[what, of] = work_out()
        return self._worked_out[what, of]

    @cached_property
    def _worked_out(self) -> dict[tuple[str, Wanted], Any]:
        return {}


def current(stamp: Stamp | None = None) -> Shelf:
    """One query while nothing has changed, or none where the stamp was just read."""
    stamp = stamp or _stamp()
    kept = _kept.get("shelf")
    if kept is None or kept.stamp != stamp:
        with _one_at_a_time:
            kept = _kept.get("shelf")
            if kept is None or kept.stamp != stamp:
                kept = _kept["shelf"] = _made(stamp)
    return kept


def exposure(shelf: Shelf) -> NDArray[np.float64]:
    """The share of the last assessments that each question was in; some minutes old at most."""
    at, stamp, found = _kept.get("exposure", (0.0, None, None))
    if found is None or stamp != shelf.stamp or monotonic() - at > EXPOSURE_IS_FRESH_FOR:
        times, assessments = bank.exposure()
        found = shares([times.get(pk, 0) for pk in shelf.ids.tolist()], assessments)
        _kept["exposure"] = (monotonic(), shelf.stamp, found)
    return found


def forget() -> None:
    """For tests: another database may have the same stamp."""
    _kept.clear()


_kept: dict = {}
_one_at_a_time = Lock()


def _stamp() -> Stamp:
    """The library's newest edition, whether all of it is loaded, and the newest of what we believe of questions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(id), (SELECT digest FROM content_edition ORDER BY id DESC LIMIT 1), "
            "(SELECT MAX(id) FROM quizzes_parameters) FROM content_edition"
        )
        edition, digest, parameters = cursor.fetchone()
    return edition or 0, digest or "", parameters or 0


def _made(stamp: Stamp) -> Shelf:
    topics = tuple(Topic(*row) for row in bank.topics_with_questions())
    place_of_topic = {topic.pk: place for place, topic in enumerate(topics)}
    rows = bank.for_choosing()
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    place = {int(pk): index for index, pk in enumerate(ids)}
    topic = np.array([place_of_topic[row[2]] for row in rows], dtype=np.int64)
    objectives, objective_keys = _grouped(bank.tested(), place)
    probes, misconceptions = _grouped(bank.probed(), place)
    keys = tuple(row[1] for row in rows)
    believed = [items.Parameters(*row[7:12]) for row in rows]
    return Shelf(
        stamp=stamp,
        topics=topics,
        ids=ids,
        keys=keys,
        topic=topic,
        level=np.array([row[3] for row in rows], dtype=np.int64),
        kind=tuple(row[4] for row in rows),
        companies=tuple(frozenset(row[5]) for row in rows),
        objectives=objectives,
        objective_keys=objective_keys,
        topic_of_objective={
            pk: place_of_topic[of] for pk, of in bank.topics_of_objectives().items() if of in place_of_topic
        },
        probes={key: probes[pk] for key, pk in misconceptions.items()},
        parameters=np.array([row[6] for row in rows], dtype=np.int64),
        revisions=np.array([row[12] for row in rows], dtype=np.int64),
        misconceptions=bank.misconceptions(),
        sets=_sets(dict(zip(keys, (row[13] for row in rows), strict=True))),
        pool=Pool.of(keys, believed, topic),
    )


def _sets(seconds: Mapping[str, int]) -> tuple[QuestionSet, ...]:
    """`seconds` are those that each question that can be asked is expected to take."""
    found = []
    for topic, sets in bank.sets():
        for each in sets:
            questions = tuple(key for key in each["questions"] if key in seconds)
            minutes = max(1, round(sum(seconds[key] for key in questions) / 60))
            if questions:
                said = each["key"], each["title"], each["summary_html"], topic, questions, minutes, tuple(each["was"])
                found.append(QuestionSet(*said))
    return tuple(found)


def _grouped(
    rows: Collection[tuple[int, int, str]], place: Mapping[int, int]
) -> tuple[dict[int, Indices], dict[str, int]]:
    """Rows of question, other and the other's key → the questions' places by the other's id; ids by key."""
    found: dict[int, list[int]] = {}
    keys: dict[str, int] = {}
    for question, other, key in rows:
        if question in place:
            found.setdefault(other, []).append(place[question])
            keys[key] = other
    return {pk: np.array(sorted(places), dtype=np.int64) for pk, places in found.items()}, keys


def _fitting(shelf: Shelf, wanted: Wanted) -> Indices:
    fits = np.ones(len(shelf.ids), dtype=bool)
    if wanted.questions:
        return np.array(
            sorted(shelf.place_of_key[key] for key in wanted.questions if key in shelf.place_of_key), np.int64
        )
    if wanted.topics:
        among = [place for place, topic in enumerate(shelf.topics) if topic.key in wanted.topics]
        fits &= np.isin(shelf.topic, among)
    if wanted.objectives:
        tests = np.zeros(len(shelf.ids), dtype=bool)
        for key in wanted.objectives:
            if key in shelf.objective_keys:
                tests[shelf.objectives[shelf.objective_keys[key]]] = True
        fits &= tests
    if wanted.levels:
        fits &= np.isin(shelf.level, wanted.levels)
    if wanted.kinds:
        fits &= np.array([kind in wanted.kinds for kind in shelf.kind], dtype=bool)
    if wanted.company:
        fits &= np.array([wanted.company in companies for companies in shelf.companies], dtype=bool)
    return np.flatnonzero(fits)
