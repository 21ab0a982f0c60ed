"""Does somebody hold a misconception? From how often an answer betrayed it, of the times that one could have.

Whoever guesses hits a wrong option now and then, so the prior expects one betrayal in five, and one alone says little.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from quizzes.adaptive.scale import Array

BETRAYED, AVOIDED = 1.0, 4.0  # what the prior is worth
EXPECTED = BETRAYED / (BETRAYED + AVOIDED)
MASS = 0.8
TELLS_FROM = 0.5  # of a weight: who has just read the solution can repeat it, and believe what they did
_POINTS: Array = (np.arange(1000) + 0.5) / 1000
_BOTH: Array = np.log(np.stack([_POINTS, 1 - _POINTS]))


@dataclass(frozen=True)
class Holding:
    """How often their answers betray it where they can: a Beta posterior's mean and interval."""

    mean: float
    low: float
    high: float

    @property
    def likely(self) -> bool:
        """With nine chances in ten more often than was to be expected: after two of two, or three of five."""
        return self.low > EXPECTED


def by_answers(answers: Iterable[tuple[bool, float]]) -> Holding:
    """Of each answer that could have betrayed it: whether it did, and its weight."""
    answers = list(answers)
    betrayed = sum(weight for did, weight in answers if did)
    avoided = sum(weight for did, weight in answers if not did and weight >= TELLS_FROM)
    return holding(betrayed, avoided)


def holding(betrayed: float, avoided: float) -> Holding:
    """Times an answer betrayed it, and times it could have and didn't."""
    if betrayed < 0 or avoided < 0:
        raise ValueError(f"{betrayed} and {avoided} times are not counts.")
    a, b = BETRAYED + betrayed, AVOIDED + avoided
    log_density = np.array([a - 1, b - 1]) @ _BOTH
    density = np.exp(log_density - log_density.max())
    below = np.cumsum(density / density.sum())
    low, high = np.interp(((1 - MASS) / 2, (1 + MASS) / 2), below, _POINTS + 0.0005).tolist()
    return Holding(a / (a + b), low, high)
