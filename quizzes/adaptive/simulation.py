"""Synthetic learners walk through the same functions as real ones: what the engine promises, held against the truth."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp

import numpy as np

from quizzes.adaptive import exposure
from quizzes.adaptive.belief import CORRELATION, Belief, nothing_known
from quizzes.adaptive.choosing import Choice, assessment, practice
from quizzes.adaptive.items import DIFFICULTY_SD, LOG_DISCRIMINATION_SD, Parameters, information, prior
from quizzes.adaptive.pool import Pool
from quizzes.adaptive.scale import GRID, Array
from quizzes.adaptive.stopping import finished, is_sure

GUESSING = 0.25
CALIBRATED_SDS = (0.25, 0.15)  # difficulty and log discrimination, as some hundred answers leave them
Enough = Callable[[Belief, Mapping[int, int]], object]


@dataclass(frozen=True, eq=False)
class Bank:
    """Items as they are believed to be, and as they are."""

    pool: Pool
    believed: tuple[Parameters, ...]
    truth: tuple[Parameters, ...]

    def is_right(self, item: int, ability: float, rng: np.random.Generator) -> bool:
        true = self.truth[item]
        known = 1 / (1 + exp(-exp(true.log_discrimination) * (ability - true.difficulty)))
        return rng.random() < true.guessing + (1 - true.guessing) * known


@dataclass(frozen=True)
class Answered:
    learner: int
    item: int
    right: bool
    chance: float  # as it was believed before, and so were these
    ability: float
    ability_sd: float


@dataclass(frozen=True, eq=False)
class Record:
    bank: Bank
    abilities: Array  # (learners, topics)
    beliefs: tuple[Belief, ...]  # at the end
    answers: tuple[Answered, ...]

    @property
    def questions(self) -> float:
        return len(self.answers) / len(self.beliefs)

    @cached_property
    def questions_of_each(self) -> Array:
        """How many of each topic each learner was asked: (learners, topics)"""
        asked = np.zeros(self.abilities.shape, dtype=np.int64)
        for answered in self.answers:
            asked[answered.learner, self.bank.pool.topics[answered.item]] += 1
        return asked

    @property
    def sure(self) -> Array:
        """Which learners are known as well as an assessment wants to know them."""
        topics = range(self.abilities.shape[1])
        return np.array([is_sure(belief, topics) for belief in self.beliefs])

    @property
    def rmse(self) -> float:
        wrong = np.stack([belief.mean for belief in self.beliefs]) - self.abilities
        return float(np.sqrt(np.mean(wrong**2)))

    @property
    def sd(self) -> float:
        return float(np.mean([np.sqrt(belief.covariance.diagonal()) for belief in self.beliefs]))

    @property
    def share_right(self) -> float:
        return float(np.mean([answered.right for answered in self.answers]))

    @property
    def chance(self) -> float:
        return float(np.mean([answered.chance for answered in self.answers]))

    def coverage(self, mass: float) -> float:
        """The share of intervals that hold the truth."""
        inside = [
            low <= ability <= high
            for belief, abilities in zip(self.beliefs, self.abilities, strict=True)
            for topic, ability in enumerate(abilities.tolist())
            for low, high in [belief.interval(topic, mass)]
        ]
        return float(np.mean(inside))

    def exposure(self) -> Array:
        times = np.bincount([answered.item for answered in self.answers], minlength=len(self.bank.pool))
        return times / len(self.beliefs)


def bank(kind: str, items: int, topics: int, rng: np.random.Generator) -> Bank:
    """`levels`: known by their authors' levels alone; `calibrated`: after some hundred answers to each. Either way the
    truth is drawn from what is believed."""
    if kind not in KINDS:
        raise ValueError(f"A bank is {' or '.join(KINDS)}, not {kind}.")
    believed = [KINDS[kind](prior(int(rng.integers(1, 6)), GUESSING), rng) for _ in range(items)]
    return bank_of(((item % topics, one) for item, one in enumerate(believed)), rng)


def bank_of(asked: Iterable[tuple[int, Parameters]], rng: np.random.Generator) -> Bank:
    """Of items as they are believed to be, each with its topic; the truth is drawn from that."""
    of_items, believed = zip(*asked, strict=True)
    pool, truth = Pool.of(range(len(believed)), believed, of_items), tuple(_drawn(one, rng) for one in believed)
    return Bank(pool, tuple(believed), truth)


def least_sd(pool: Pool, questions: int, abilities: Array) -> float:
    """No way of choosing so many of them leaves these learners less uncertain than this on average: all of the most
    informative ones at what their ability truly is, and nobody capped."""
    told = np.sort(information(pool.curves), axis=0)[::-1][:questions].sum(axis=0)
    return float(np.mean(1 / np.sqrt(1 + np.interp(abilities, GRID, told))))


def learners(many: int, topics: int, rng: np.random.Generator) -> Array:
    """Their abilities, as the prior has them: (learners, topics)"""
    shared, own = rng.standard_normal((many, 1)), rng.standard_normal((many, topics))
    abilities: Array = np.sqrt(CORRELATION) * shared + np.sqrt(1 - CORRELATION) * own
    return abilities


def assessed(
    bank: Bank,
    abilities: Array,
    rng: np.random.Generator,
    *,
    enough: Enough | None = None,
    blueprint: Mapping[int, float] | None = None,
    cap: float = exposure.CAP,
    of_best: int = exposure.OF_BEST,
) -> Record:
    """Everybody one after the other, until it is `enough`: by the site's own rules, unless said. Each topic has the
    same share of the questions, unless there is a `blueprint`."""
    topics = range(abilities.shape[1])
    shares = blueprint or dict.fromkeys(topics, 1 / len(topics))
    times = np.zeros(len(bank.pool), dtype=np.int64)

    def next_question(learner: int, belief: Belief, asked: Counter[int], barred: set[int]) -> Choice | None:
        if enough(belief, asked) if enough else finished(belief, asked, topics):
            return None
        return assessment(
            bank.pool,
            belief,
            asked_by_topic=asked,
            blueprint=shares,
            barred=barred,
            exposure=exposure.shares(times, learner),
            rng=rng,
            cap=cap,
            of_best=of_best,
        )

    return _record(bank, abilities, rng, next_question, after_each=lambda barred: _count(times, barred))


def practised(bank: Bank, abilities: Array, rng: np.random.Generator, questions: int) -> Record:
    def next_question(learner: int, belief: Belief, asked: Counter[int], barred: set[int]) -> Choice | None:
        return practice(bank.pool, belief, barred=barred, rng=rng) if len(barred) < questions else None

    return _record(bank, abilities, rng, next_question)


def _record(
    bank: Bank,
    abilities: Array,
    rng: np.random.Generator,
    next_question: Callable[[int, Belief, Counter[int], set[int]], Choice | None],
    after_each: Callable[[set[int]], None] = lambda barred: None,
) -> Record:
    beliefs: list[Belief] = []
    answers: list[Answered] = []
    for learner, able in enumerate(abilities.tolist()):
        belief, asked, barred = nothing_known(len(able)), Counter[int](), set[int]()
        while choice := next_question(learner, belief, asked, barred):
            topic = int(bank.pool.topics[choice.item])
            right = bank.is_right(choice.item, able[topic], rng)
            ability, sd = float(belief.mean[topic]), belief.sd(topic)
            belief = belief.after(topic, bank.pool.curves[choice.item], float(right))
            asked[topic] += 1
            barred.add(choice.item)
            answers.append(Answered(learner, choice.item, right, choice.chance, ability, sd))
        after_each(barred)
        beliefs.append(belief)
    return Record(bank, abilities, tuple(beliefs), tuple(answers))


def _count(times: Array, items: Iterable[int]) -> None:
    times[list(items)] += 1


def _drawn(believed: Parameters, rng: np.random.Generator) -> Parameters:
    """An item as it may be."""
    return Parameters(
        rng.normal(believed.difficulty, believed.difficulty_sd),
        0.0,
        rng.normal(believed.log_discrimination, believed.log_discrimination_sd),
        0.0,
        believed.guessing,
    )


def _calibrated(by_level: Parameters, rng: np.random.Generator) -> Parameters:
    """What is believed after answers: somewhere else than before by as much as one has become surer."""
    sd, log_sd = CALIBRATED_SDS
    return Parameters(
        rng.normal(by_level.difficulty, (DIFFICULTY_SD**2 - sd**2) ** 0.5),
        sd,
        rng.normal(by_level.log_discrimination, (LOG_DISCRIMINATION_SD**2 - log_sd**2) ** 0.5),
        log_sd,
        by_level.guessing,
    )


KINDS: dict[str, Callable[[Parameters, np.random.Generator], Parameters]] = {
    "levels": lambda by_level, rng: by_level,
    "calibrated": _calibrated,
}
