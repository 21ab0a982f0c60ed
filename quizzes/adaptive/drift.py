"""Items whose recent answers differ from what is believed of them: a leaked answer, an edit, a mistake in the key.

The rule: of the last WINDOW answers, or of all if there are at least LEAST, the sum of (score − chance) is laid against
the standard deviation that it would have, were the parameters as they are believed: from each answer's own chance, and
from what isn't known of the item, which all of them share. Beyond LIMIT of those the item is flagged. Where nothing
changed, that happens to one item in 370 at each look, and to up to one in 140 where nearly all are right or wrong.
Answers that the parameters were fitted to don't count as recent: they agree too well.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from quizzes.adaptive.chances import Answered, chances, normal
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

WINDOW = 200
LEAST = 30
LIMIT = 3.0
ABILITIES, ABILITY_WEIGHTS = normal(15)
ITEMS, ITEM_WEIGHTS = normal(7)


@dataclass(frozen=True)
class Drift:
    """Mean scores, and their difference in standard deviations: above 0 the item became easier than believed."""

    answers: int
    expected: float
    observed: float
    residual: float

    @property
    def flagged(self) -> bool:
        return self.answers >= LEAST and abs(self.residual) > LIMIT


def drift(parameters: Parameters, answers: Sequence[Answered]) -> Drift | None:
    """`answers` from the oldest to the newest; None where there are none."""
    recent = answers[-WINDOW:]
    if not recent:
        return None
    score, ability, sd = np.array([astuple(answer) for answer in recent], dtype=float).T
    by_item = _chances(parameters, ability, sd)  # (items that it may be, answers)
    weights = np.outer(ITEM_WEIGHTS, ITEM_WEIGHTS).ravel()
    expected = weights @ by_item
    own = float(weights @ (by_item * (1 - by_item)).sum(axis=1))
    shared = float(weights @ (by_item - expected).sum(axis=1) ** 2)
    surprise = float(np.sum(score - expected)) / float(np.sqrt(own + shared))
    return Drift(len(recent), float(expected.mean()), float(score.mean()), surprise)


def _chances(parameters: Parameters, ability: Array, sd: Array) -> Array:
    """Of each answer, under each pair of a difficulty and a discrimination that the item may have."""
    difficulties, steepness = (each.ravel()[:, None, None] for each in np.meshgrid(ITEMS, ITEMS, indexing="ij"))
    right = chances(
        parameters,
        ability[:, None] + sd[:, None] * ABILITIES,
        parameters.difficulty + parameters.difficulty_sd * difficulties,
        parameters.log_discrimination + parameters.log_discrimination_sd * steepness,
    )
    averaged: Array = right @ ABILITY_WEIGHTS
    return averaged
