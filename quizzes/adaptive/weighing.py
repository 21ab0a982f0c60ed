"""When an item's answers are weighed anew, and what is then believed: of its difficulty from all of its answers, and
from `fitting.ENOUGH` learners on also of its discrimination, from the answers to all items of its topic."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.adaptive import fitting
from quizzes.adaptive.calibration import updated
from quizzes.adaptive.chances import Answered
from quizzes.adaptive.fitting import Estimate
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

LEAST = 5  # answers, below which an item is what its author's level says
GROWTH = 0.1  # that makes it worth another look
SURER = 0.75  # than the prior a discrimination has to be; else a fit is further off than the prior with the answers
MOST_LEARNERS = 20_000  # that a fit looks at, evenly among all: with more it is slower, and hardly surer


@dataclass(frozen=True, eq=False)
class Item:
    """What its author's level says, and its answers: (answers,) each."""

    prior: Parameters
    learners: NDArray[np.int64]
    scores: Array
    abilities: Array  # as they were believed to be before the answer
    ability_sds: Array

    @property
    def answers(self) -> list[Answered]:
        columns = (self.scores.tolist(), self.abilities.tolist(), self.ability_sds.tolist())
        return [Answered(*row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Weighed:
    parameters: Parameters
    answers: int  # that it follows from
    fitted: bool = False


def has_news(before: int, now: int) -> bool:
    """Whether so many answers say something new to who knows so many. Fewer than before: some were deleted."""
    return abs(now - before) >= max(LEAST, GROWTH * before)


def weighed(items: Sequence[Item], which: Collection[int]) -> dict[int, Weighed]:
    """By the item's place, of those in `which`. `items` are all of a topic: their answers say where learners stand."""
    enough = [place for place in which if len(np.unique(items[place].learners)) >= fitting.ENOUGH]
    fits = _fits(items) if enough else {}
    return {place: _weighed(items[place], fits.get(place)) for place in sorted(which)}


def _weighed(item: Item, fit: Estimate | None) -> Weighed:
    answers = len(item.scores)
    if answers < LEAST:
        return Weighed(item.prior, 0)
    found = fit.parameters() if fit and fit.answers >= fitting.ENOUGH else None
    if found and found.log_discrimination_sd < SURER * item.prior.log_discrimination_sd:
        return Weighed(found, answers, fitted=True)
    return Weighed(updated(item.prior, item.answers), answers)


def _fits(items: Sequence[Item]) -> dict[int, Estimate]:
    """By place, of the items that anybody answered. Empty if the fit doesn't settle."""
    answered = [place for place, item in enumerate(items) if len(item.scores)]
    priors = [items[place].prior for place in answered]
    responses, believed = _learners([items[place] for place in answered])
    fit = fitting.em(responses, prior=priors, guessing=[prior.guessing for prior in priors], believed=believed)
    return dict(zip(answered, fit.items, strict=True)) if fit.settled else {}


def _learners(items: Sequence[Item]) -> tuple[Array, tuple[Array, Array]]:
    """(learners, items): each learner's first answer to each item, NaN where there is none. And (learners,) twice:
    what was believed of them when least was known."""
    learners, rows = np.unique(np.concatenate([item.learners for item in items]), return_inverse=True)
    responses = np.full((len(learners), len(items)), np.nan)
    start = 0
    for place, item in enumerate(items):
        own = rows[start : start + len(item.scores)]
        responses[own[::-1], place] = item.scores[::-1]  # of several the last assignment stays
        start += len(item.scores)
    means, sds = (np.concatenate([getattr(item, name) for item in items]) for name in ("abilities", "ability_sds"))
    by_certainty = np.argsort(sds)
    before = np.empty(len(learners), dtype=np.int64)
    before[rows[by_certainty]] = by_certainty
    kept = slice(None, None, max(1, -(-len(learners) // MOST_LEARNERS)))
    return responses[kept], (means[before][kept], sds[before][kept])
