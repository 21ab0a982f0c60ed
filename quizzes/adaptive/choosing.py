"""Which question comes next, and why it: in practice the one that helps, in an assessment the one that tells.

Where several are as good the random generator decides, so that two learners don't walk the same road. An item is its
place in the pool; `eligible` is a mask over the pool or the places themselves, `barred` are those asked already.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import islice

import numpy as np

from quizzes.adaptive.belief import Belief
from quizzes.adaptive.exposure import CAP, OF_BEST
from quizzes.adaptive.pool import Pool
from quizzes.adaptive.scale import GRID, Array, whereabouts

AS_GOOD = 0.8  # of the best score in practice is good enough for chance to decide
WIDTH = 0.5  # a question that much too hard or too easy helps half as much
LEAST_NEED = 0.1  # what is known well still comes back
SHAKY_NEED = 0.5
HARD, EASY = 0.6, 0.85  # chances of a right answer at which a question is a stretch, or a review
AT_LEAST = 2  # questions a topic, in an assessment
WALKED_AT_ONCE = 64
Allowed = Callable[[Array], Array]  # which of these items may be asked


class Why(StrEnum):
    FOLLOW_UP = "follow-up"  # it probes a misconception that an answer just betrayed
    NEW = "new"  # nothing was asked yet of what it is about
    STRETCH = "stretch"  # what is left is hard
    REVIEW = "review"  # what is left is easy
    SHAKY = "shaky"  # what it is about doesn't sit yet
    FITTING = "fitting"  # as hard as helps most
    COVERAGE = "coverage"  # its topic has had too few questions
    INFORMATIVE = "informative"  # its answer tells most


@dataclass(frozen=True)
class Choice:
    item: int
    why: Why
    chance: float  # of a right answer


def practice(
    pool: Pool,
    belief: Belief,
    *,
    rng: np.random.Generator,
    eligible: Array | None = None,
    barred: Collection[int] = frozenset(),
    need: Array | None = None,
    offset: Array | None = None,
    unseen: Array | None = None,
    follow_ups: Sequence[int] = (),
) -> Choice | None:
    """Aims at a chance of about READY among what is shaky. Of each item: `need`, 0 to 1, says how shaky its objective
    is, `offset` how much better the learner is at it than at its topic, `unseen` whether it was never asked about."""
    mask = _mask(pool, eligible)
    for item in follow_ups:
        if item not in barred and (mask is None or mask[item]):
            return Choice(item, Why.FOLLOW_UP, _chance(pool, belief, item, offset))
    helps = _helps(pool, belief, need, offset)
    if mask is not None:
        helps = np.where(mask, helps, 0)
    if barred:
        helps[np.fromiter(barred, dtype=np.intp, count=len(barred))] = 0
    best = helps.max(initial=0)
    if best == 0:
        return None
    as_good = np.flatnonzero(helps >= AS_GOOD * best)
    item = as_good.item(int(rng.integers(len(as_good))))
    chance = _chance(pool, belief, item, offset)
    return Choice(item, _why(pool, belief, item, chance, need, unseen), chance)


def assessment(
    pool: Pool,
    belief: Belief,
    *,
    asked_by_topic: Mapping[int, int],
    blueprint: Mapping[int, float],
    rng: np.random.Generator,
    eligible: Array | None = None,
    barred: Collection[int] = frozenset(),
    known_by_heart: Collection[int] = frozenset(),
    exposure: Array | None = None,
    cap: float = CAP,
    of_best: int = OF_BEST,
) -> Choice | None:
    """`blueprint` says which share of the questions each topic has, AT_LEAST a few. The topic that lags behind its
    share most is next (of several the one we know least about), in it one `of_best` that tell most and that at most
    `cap` of the assessments had; where all were in more, the one least seen. What this learner has `known_by_heart`
    since its solution was shown tells little: it is asked where a topic has nothing else."""
    mask = _mask(pool, eligible)
    for topic in _most_due(belief, asked_by_topic, blueprint):
        best_first, told = pool.most_informative(topic, whereabouts(belief.mean.item(topic)))
        for shunned in ({*barred, *known_by_heart}, barred) if known_by_heart else (barred,):
            item = _telling(best_first, told, partial(_allowed, mask, exposure, cap), shunned, of_best, rng)
            if item is None and exposure is not None:
                item = _least_seen(best_first, partial(_allowed, mask, None, cap), shunned, exposure)
            if item is not None:
                few = len(blueprint) > 1 and asked_by_topic.get(topic, 0) < AT_LEAST
                return Choice(item, Why.COVERAGE if few else Why.INFORMATIVE, _chance(pool, belief, item))
    return None


def _mask(pool: Pool, eligible: Array | None) -> Array | None:
    if eligible is None or eligible.dtype == np.bool_:
        return eligible
    mask = np.zeros(len(pool), dtype=np.bool_)
    mask[eligible] = True
    return mask


def _helps(pool: Pool, belief: Belief, need: Array | None, offset: Array | None) -> Array:
    """The more, the shakier its objective and the nearer its READY ability to the learner's."""
    # Averaged over an ability that isn't known well, a chance above one half is less than at its mean.
    abilities = belief.mean - 0.2 * belief.covariance.diagonal()
    away = pool.ready - abilities.astype(np.float32)[pool.topics]
    if offset is not None:
        away -= offset
    away *= 1 / WIDTH
    away *= away
    away += 1.0
    wanted = 1.0 if need is None else need + LEAST_NEED
    helps: Array = np.divide(wanted, away, dtype=np.float32, casting="same_kind")
    return helps


def _why(pool: Pool, belief: Belief, item: int, chance: float, need: Array | None, unseen: Array | None) -> Why:
    asked = belief.evidence[int(pool.topics[item])].answers > 0
    if (not asked) if unseen is None else unseen[item]:
        return Why.NEW
    if chance < HARD:
        return Why.STRETCH
    if chance > EASY:
        return Why.REVIEW
    return Why.SHAKY if need is not None and need[item] >= SHAKY_NEED else Why.FITTING


def _most_due(belief: Belief, asked: Mapping[int, int], blueprint: Mapping[int, float]) -> list[int]:
    """First those that lack their AT_LEAST, without which nothing is said of them."""
    if len(blueprint) < 2:
        return list(blueprint)
    questions = (sum(asked.values()) + 1) / sum(blueprint.values())
    variances = belief.covariance.diagonal().tolist()
    due = [
        (
            asked.get(topic, 0) >= AT_LEAST,
            round(asked.get(topic, 0) - share * questions, 9),
            -variances[topic],
            topic,
        )
        for topic, share in blueprint.items()
        if share > 0
    ]
    return [topic for *_, topic in sorted(due)]


def _telling(
    best_first: Array, told: Array, allowed: Allowed, barred: Collection[int], of_best: int, rng: np.random.Generator
) -> int | None:
    """One of the first few, and of all that tell as much as the last of those: before calibration whole levels do."""
    places = list(islice(_open(best_first, allowed, barred), of_best))
    if not places:
        return None
    as_telling = best_first[: told.searchsorted(told[places[-1]], side="right")]
    as_telling = as_telling[allowed(as_telling)]
    while True:
        item = int(as_telling[rng.integers(len(as_telling))])
        if item not in barred:
            return item


def _least_seen(best_first: Array, allowed: Allowed, barred: Collection[int], exposure: Array) -> int | None:
    items = [best_first.item(place) for place in _open(best_first, allowed, barred)]
    return min(items, key=exposure.item, default=None)


def _open(best_first: Array, allowed: Allowed, barred: Collection[int]) -> Iterator[int]:
    """The places of those that may be asked; a longer stretch at a time, the longer it takes to find them."""
    start, stretch = 0, WALKED_AT_ONCE
    while start < len(best_first):
        some = best_first[start : start + stretch]
        places = np.flatnonzero(allowed(some))
        for place, item in zip(places.tolist(), some[places].tolist(), strict=True):
            if item not in barred:
                yield start + place
        start, stretch = start + stretch, 4 * stretch


def _allowed(mask: Array | None, exposure: Array | None, cap: float, items: Array) -> Array:
    allowed = np.ones(len(items), dtype=np.bool_) if mask is None else mask[items]
    if exposure is not None:
        allowed &= exposure[items] <= cap
    return allowed


def _chance(pool: Pool, belief: Belief, item: int, offset: Array | None = None) -> float:
    curve, topic = pool.curves[item], int(pool.topics[item])
    if offset is not None:
        curve = np.interp(GRID + offset[item], GRID, curve)
    return belief.chance(topic, curve)
