"""What is told of an item from many attempts, by Moodle's definitions, and of each of its options.

An item is laid against the rest: the mean score of the others that were answered in the same quiz. Shares are of 1, the
two that say how well an item tells apart of 100. Where nothing can be said, because nobody answered or all scored the
same, there is None rather than a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.adaptive.scale import Array

BY_CHANCE = 1.645  # standard errors: one option in twenty that tells nothing would be flagged


@dataclass(frozen=True)
class ItemStatistics:
    """`discrimination_index` is 100·corr(item, rest); `discriminative_efficiency` is 100·cov(item, rest) by what it
    would be, were both in the same order: less than the index only says that an item is too easy to have a high one."""

    attempts: int
    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None


@dataclass(frozen=True)
class OptionStatistics:
    """The shares that chose it, of all and of the top, middle and lower third by the rest. Flagged: a wrong option that
    the top third chose more often than the lower, or a right one less often, by more than chance would have it."""

    chosen: float
    top: float
    middle: float
    lower: float
    flagged: bool


def of_item(item: Array, rest: Array) -> ItemStatistics:
    """(attempts,) each. Where questions are chosen to suit each learner, the share that they get right of the others is
    the same for all: what was believed of their ability is then what `rest` should be."""
    both = ~np.isnan(rest)
    index, efficiency = _telling_apart(item[both], rest[both])
    return ItemStatistics(
        len(item),
        float(item.mean()) if len(item) else None,
        float(item.std(ddof=1)) if len(item) > 1 else None,
        index,
        efficiency,
    )


def rests(quizzes: NDArray[np.int64], scores: Array) -> Array:
    """(answers,) each: of the quiz that an answer was given in, the mean score of the others. NaN where it was the only
    one."""
    _, quiz, answers = np.unique(quizzes, return_inverse=True, return_counts=True)
    others = answers[quiz] - 1
    points = np.bincount(quiz, scores, len(answers))[quiz] - scores
    rest: Array = np.divide(points, others, out=np.full(len(scores), np.nan), where=others > 0)
    return rest


def option_statistics(chosen: Array, right: Sequence[bool], rest: Array) -> tuple[OptionStatistics, ...]:
    """`chosen` is (options, attempts), `rest` (attempts,): those without a rest stand in no third. None where fewer
    than three are left."""
    ranked = ~np.isnan(rest)
    if ranked.sum() < 3:
        return ()
    chosen, thirds = chosen[:, ranked].astype(float), _thirds(rest[ranked])
    shares = chosen @ thirds.T / thirds.sum(axis=1)
    return tuple(
        OptionStatistics(float(of_all), top, middle, lower, _works_backwards(is_right, top, lower, ranked.sum() / 3))
        for of_all, (lower, middle, top), is_right in zip(chosen.mean(axis=1), shares.tolist(), right, strict=True)
    )


def median_seconds(seconds: Array) -> float | None:
    """NaN where nobody measured."""
    measured = seconds[~np.isnan(seconds)]
    return float(np.median(measured)) if measured.size else None


def _telling_apart(item: Array, rest: Array) -> tuple[float | None, float | None]:
    if len(item) < 2 or np.ptp(item) == 0 or np.ptp(rest) == 0:
        return None, None
    covariance = _covariance(item, rest)
    best = _covariance(np.sort(item), np.sort(rest))
    correlation = covariance / np.sqrt(_covariance(item, item) * _covariance(rest, rest))
    return float(np.clip(100 * correlation, -100, 100)), float(min(100 * covariance / best, 100.0))


def _covariance(one: Array, other: Array) -> float:
    return float(np.mean((one - one.mean()) * (other - other.mean())))


def _thirds(rest: Array) -> Array:
    """(3, attempts): how far each stands in the lower, middle and top third. Who has the same rest stands in the same
    place, if need be in two of them, so that it makes no difference who comes first."""
    ordered = np.sort(rest)
    first, behind = np.searchsorted(ordered, rest, "left"), np.searchsorted(ordered, rest, "right")
    bounds = np.arange(4) * len(rest) / 3
    overlap = np.minimum(behind, bounds[1:, None]) - np.maximum(first, bounds[:-1, None])
    within: Array = np.maximum(overlap, 0.0) / (behind - first)
    return within


def _works_backwards(right: bool, top: float, lower: float, third: float) -> bool:
    wrong_way = lower - top if right else top - lower
    share = (top + lower) / 2
    return bool(wrong_way > BY_CHANCE * np.sqrt(2 * share * max(1 - share, 0.0) / third))
