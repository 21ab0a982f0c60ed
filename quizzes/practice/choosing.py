"""What is asked next, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quizzes import shelf as shelves
from quizzes import wanted
from quizzes.adaptive import choosing as engine
from quizzes.adaptive import stopping
from quizzes.models import Quiz, Turn
from quizzes.practice import knowing
from quizzes.practice.knowing import Known
from quizzes.queries import practice
from quizzes.queries.practice import Recent
from quizzes.shelf import Shelf
from quizzes.wanted import Wanted

RESTS = timedelta(days=7)  # a question that was answered right
UNTOUCHED = 0.6  # how much an objective needs practice that nobody asked about yet


@dataclass(frozen=True)
class Next:
    """A question's place on the shelf, or what was decided when the quiz began; or none, and how the quiz ends."""

    place: int | None = None
    why: str = ""
    about: str = ""
    chance: float | None = None
    ending: str = ""
    decided: Sequence[int] = ()  # the question and its revision: it may have left the shelf since


@dataclass
class Past:
    """What a quiz knows of what was asked: in it, and by this learner before."""

    asked: list[int] = field(default_factory=list)  # places, in their order
    questions: set[int] = field(default_factory=set)  # the ids of the same, and of what can no longer be asked
    resting: set[int] = field(default_factory=set)
    known_by_heart: set[int] = field(default_factory=set)  # for an assessment: what was asked so lately
    betrayed: list[str] = field(default_factory=list)  # in this quiz, the last first
    followed: set[str] = field(default_factory=set)  # of those, what was followed up already
    withheld: set[int] = field(default_factory=set)  # assessments that go on ask it: till their end nothing tells of it
    waiting: set[int] = field(default_factory=set)  # in other open quizzes: for an assessment, with what is withheld

    @classmethod
    def of(
        cls,
        recent: Iterable[Recent],
        lately: Iterable[tuple[int, float]],
        shelf: Shelf,
        quiz: Quiz,
        *,
        withheld: Iterable[int],
        waiting: Iterable[int],
    ) -> "Past":
        """A question rests whose last answer, among those of `lately`, was right."""
        past, this = cls(withheld=_places(shelf, withheld)), quiz.pk or 0
        for question, quiz_id, _, misconceptions, followed in recent:
            if quiz_id == this:
                past.betrayed += [key for key in misconceptions or () if key not in past.betrayed]
                past.followed.add(followed or "")
                past.questions.add(question)
                if (place := shelf.place.get(question)) is not None:
                    past.asked.append(place)
        past.asked.reverse()
        last: dict[int, float] = {}
        for question, score in lately:
            last.setdefault(question, score)
        if quiz.mode == Quiz.Mode.ASSESSMENT:
            past.waiting = _places(shelf, waiting) | past.withheld  # what one tells at its end, another must not ask
            past.known_by_heart = _places(shelf, last)
        else:
            past.resting = _places(shelf, (question for question, score in last.items() if score >= 1))
        return past


def _places(shelf: Shelf, questions: Iterable[int]) -> set[int]:
    """Of those that can be asked now."""
    return {shelf.place[question] for question in questions if question in shelf.place}


def lately(quiz: Quiz, now: datetime) -> list[tuple[int, float]]:
    """What was answered of late: so that in practice it rests, and an assessment asks what isn't known by heart. A
    fixed quiz asks what it asks."""
    if quiz.mode == Quiz.Mode.FIXED:
        return []
    return practice.lately(quiz.learner_id, since=now - (RESTS if quiz.mode == Quiz.Mode.PRACTICE else knowing.FRESH))


def following(quiz: Quiz, *, known: Known, past: Past, number: int) -> Next:
    """`number` is the next turn's."""
    if number > quiz.length:
        return Next(ending=Quiz.Ending.LENGTH)
    if quiz.asks:
        return _decided(quiz, past, known.shelf)
    choose = {
        Quiz.Mode.PRACTICE: _to_practise,
        Quiz.Mode.ASSESSMENT: _to_assess,
        Quiz.Mode.FIXED: _in_order,
    }[quiz.mode]
    rng = np.random.default_rng([quiz.seed, number])
    return choose(quiz, known, past, rng)


def _decided(quiz: Quiz, past: Past, shelf: Shelf) -> Next:
    """In its order, but what an assessment withholds comes last; nothing begins with it."""
    left = [each for each in quiz.asks if each[0] not in past.questions]
    told = [each for each in left if shelf.place.get(each[0]) not in past.withheld]
    if not left:
        return Next(ending=Quiz.Ending.LENGTH)
    following = told or (left if past.questions else [])
    return Next(why="set", decided=following[0]) if following else Next(ending=Quiz.Ending.EMPTY)


def fitting(shelf: Shelf, mode: str, chosen: Wanted) -> shelves.Indices:
    """What was answered in words is judged by oneself, which is no assessment."""
    places = shelf.fitting(chosen)
    if mode != Quiz.Mode.ASSESSMENT or not len(places):
        return places
    return places[[shelf.kind[place] != "text" for place in places.tolist()]]


def in_order(shelf: Shelf, chosen: Wanted) -> list[tuple[int, int]]:
    """What a set asks that begins now: each question with its revision."""
    return [(int(shelf.ids[place]), int(shelf.revisions[place])) for place in _order(shelf, chosen)]


def _order(shelf: Shelf, chosen: Wanted) -> list[int]:
    if not chosen.questions:
        return shelf.fitting(chosen).tolist()
    return [shelf.place_of_key[key] for key in dict.fromkeys(chosen.questions) if key in shelf.place_of_key]


def _to_practise(quiz: Quiz, known: Known, past: Past, rng: np.random.Generator) -> Next:
    shelf = known.shelf
    eligible = fitting(shelf, quiz.mode, wanted.read(quiz.wanted))
    follow_ups, about = _probes(shelf, past)
    need, offset, unseen = _need(known)
    never = {*past.asked, *past.withheld}
    for barred in (never | past.resting, never):  # what rests is better than nothing
        choice = engine.practice(
            shelf.pool,
            known.belief,
            rng=rng,
            eligible=eligible,
            barred=barred,
            need=need,
            offset=offset,
            unseen=unseen,
            follow_ups=follow_ups,
        )
        if choice is not None:
            place = int(choice.item)
            if choice.why == engine.Why.FOLLOW_UP:
                return Next(place, str(choice.why), about[place], float(choice.chance))
            objective = shelf.key_of_objective.get(_neediest(known, place), "")
            return Next(place, str(choice.why), objective, float(choice.chance))
    return Next(ending=Quiz.Ending.EMPTY)


def _to_assess(quiz: Quiz, known: Known, past: Past, rng: np.random.Generator) -> Next:
    shelf = known.shelf
    chosen = wanted.read(quiz.wanted)
    eligible, blueprint, there_are = shelf.once("assessable", chosen, lambda: assessable(shelf, chosen))
    asked = Counter(int(shelf.topic[place]) for place in past.asked)
    if stopping.finished(known.belief, asked, list(blueprint), there_are=there_are) is not None:
        return Next(ending=Quiz.Ending.CERTAIN)
    choice = engine.assessment(
        shelf.pool,
        known.belief,
        eligible=eligible,
        barred={*past.asked, *past.waiting},
        known_by_heart=past.known_by_heart,
        asked_by_topic=asked,
        blueprint=blueprint,
        exposure=shelves.exposure(shelf),
        rng=rng,
    )
    if choice is None:
        return Next(ending=Quiz.Ending.EMPTY)
    return Next(int(choice.item), str(choice.why), "", float(choice.chance))


def _in_order(quiz: Quiz, known: Known, past: Past, rng: np.random.Generator) -> Next:
    """Of a set that was begun before sets kept what they ask."""
    order = _order(known.shelf, wanted.read(quiz.wanted))
    left = [place for place in order if place not in past.asked and place not in past.withheld]
    return Next(left[0], "set") if left else Next(ending=Quiz.Ending.LENGTH)


def _probes(shelf: Shelf, past: Past) -> tuple[list[int], dict[int, str]]:
    """Questions that show whether a belief that was just betrayed is still held, and which one each is about."""
    found: dict[int, str] = {}
    for key in past.betrayed:
        if key not in past.followed:
            for place in shelf.probes.get(key, np.zeros(0, np.int64)).tolist():
                if place not in past.asked:
                    found.setdefault(place, key)
    return list(found), found


def _need(known: Known) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """By place: how much its neediest objective needs practice, how much easier that objective is for this learner than
    its topic, and whether none of its objectives was asked about."""
    shelf = known.shelf
    need = np.full(len(shelf.ids), UNTOUCHED)
    offset = np.zeros(len(shelf.ids))
    touched = np.zeros(len(shelf.ids), dtype=bool)
    for pk, row in sorted(known.masteries.items(), key=lambda each: -each[1].chance):  # the shakiest has the last word
        places = shelf.objectives.get(pk)
        if places is not None:
            touched[places], need[places], offset[places] = True, 1.0 - row.chance, row.offset
    return need, offset, ~touched


def _neediest(known: Known, place: int) -> int:
    """The id of the question's objective that was asked about and is shakiest; 0 for none."""
    asked = [pk for pk in known.shelf.objectives_of.get(place, ()) if pk in known.masteries]
    return min(asked, key=lambda pk: known.masteries[pk].chance, default=0)


def assessable(shelf: Shelf, choice: Wanted) -> tuple[NDArray[np.int64], Mapping[int, float], Mapping[int, int]]:
    """The places of what fits an assessment, their blueprint, and how many of them each topic has."""
    fits = fitting(shelf, Quiz.Mode.ASSESSMENT, choice)
    return fits, _blueprint(shelf, fits), Counter(shelf.topic[fits].tolist())


def _blueprint(shelf: Shelf, eligible: NDArray[np.int64]) -> dict[int, float]:
    """Each topic by the share of its objectives among all that can be asked about."""
    objectives: dict[int, set[int]] = {}
    for place in eligible.tolist():
        objectives.setdefault(int(shelf.topic[place]), set()).update(shelf.objectives_of.get(place, ()))
    total = sum(len(found) for found in objectives.values()) or 1
    return {topic: len(found) / total for topic, found in sorted(objectives.items())}


def _seed(quiz: Quiz, number: int) -> int:
    return int.from_bytes(blake2b(f"{quiz.seed} {number}".encode(), digest_size=8).digest()) >> 2


def turn(quiz: Quiz, chosen: Next, *, shelf: Shelf, number: int, now: datetime) -> Turn:
    """Made, and not yet kept."""
    question, revision = chosen.decided or (shelf.ids[chosen.place], shelf.revisions[chosen.place])
    return Turn(
        quiz=quiz,
        number=number,
        question_id=int(question),
        revision_id=int(revision),
        seed=_seed(quiz, number),
        why=chosen.why,
        about=chosen.about,
        chance=chosen.chance,
        given_at=now,
        opened_at=now,
    )
