"""When an item's answers are weighed anew, and what is then believed: of its difficulty from all of its answers, and
from `fitting.ENOUGH` learners on also of its discrimination, from the answers to all items of its topic."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.adaptive import fitting
from quizzes.adaptive.calibration import updated
from quizzes.adaptive.chances import Answered
from quizzes.adaptive.fitting import Estimate, Responses
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
    fits = _fits(items, which)
    return {place: _weighed(items[place], fits.get(place)) for place in sorted(which)}


def _weighed(item: Item, fit: Estimate | None) -> Weighed:
    answers = len(item.scores)
    if answers < LEAST:
        return Weighed(item.prior, 0)
    found = fit.parameters() if fit and fit.answers >= fitting.ENOUGH else None
    if found and found.log_discrimination_sd < SURER * item.prior.log_discrimination_sd:
        return Weighed(found, answers, fitted=True)
    return Weighed(updated(item.prior, item.answers), answers)


def _fits(items: Sequence[Item], which: Collection[int]) -> dict[int, Estimate]:
    """By place, of the items that anybody answered. Empty if none of those in `which` has enough answers, or the fit
    doesn't settle."""
    if all(len(items[place].scores) < fitting.ENOUGH for place in which):
        return {}
    answered = [place for place, item in enumerate(items) if len(item.scores)]
    responses, believed = _responses([items[place] for place in answered])
    enough = np.bincount(responses.items, minlength=len(answered)) >= fitting.ENOUGH
    if not any(enough[row] for row, place in enumerate(answered) if place in which):
        return {}
    priors = [items[place].prior for place in answered]
    fit = fitting.em(responses, prior=priors, guessing=[prior.guessing for prior in priors], believed=believed)
    return dict(zip(answered, fit.items, strict=True)) if fit.settled else {}


def _responses(items: Sequence[Item]) -> tuple[Responses, tuple[Array, Array]]:
    """Each learner's first answer to each item. And (learners,) twice: what was believed of them when least was
    known."""
    kept, row, place, nth = _kept(items)
    _, firsts = np.unique(row * len(items) + place, return_index=True)
    scores, means, sds = (
        np.concatenate([getattr(item, name)[at] for item, at in zip(items, nth, strict=True)])
        for name in ("scores", "abilities", "ability_sds")
    )
    by_learner = np.lexsort((sds, row))
    before = by_learner[np.append(np.flatnonzero(np.diff(row[by_learner])), len(row) - 1)]
    responses = Responses(row[firsts], place[firsts], scores[firsts], (kept, len(items)))
    return responses, (means[before], sds[before])


def _kept(items: Sequence[Item]) -> tuple[int, Array, Array, list[Array]]:
    """How many learners there are to look at. (answers,) each, of theirs: whose, and to which item. And for each item
    which of its answers these are."""
    everybody = np.unique(np.concatenate([np.unique(item.learners) for item in items]))
    learners = everybody[:: max(1, -(-len(everybody) // MOST_LEARNERS))]
    nth = [np.flatnonzero(np.isin(item.learners, learners)) for item in items]
    whose = [np.searchsorted(learners, item.learners[at]) for item, at in zip(items, nth, strict=True)]
    places = np.repeat(np.arange(len(items)), [len(at) for at in nth])
    return len(learners), np.concatenate(whose), places, nth
