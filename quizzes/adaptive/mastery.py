"""How well somebody knows one objective: their chance to be right on a middling question about it, not by guessing.

The ability for an objective is the topic's plus an offset of its own, N(0, OFFSET_SD²). So what its topic says of it is
the topic's distribution without the objective's own answers, widened by the offset; and then those count in full.
"""

from dataclasses import dataclass

import numpy as np

from quizzes.adaptive.belief import Belief
from quizzes.adaptive.evidence import NOTHING, Evidence
from quizzes.adaptive.items import curve, prior
from quizzes.adaptive.scale import GRID, STEP, Array, quantiles

OFFSET_SD = 0.5  # within a topic objectives differ less than learners do
MASS = 0.8  # of the interval
FEWEST = 2  # answers
WIDEST = 0.45  # an interval that can't hold both a weak learner's .30 and a sure one's .75

QUESTION: Array = curve(prior(3, guessing=0.0))
_APART: Array = GRID[:, None] - GRID
_WIDENED: Array = np.exp(-0.5 * (_APART / OFFSET_SD) ** 2) * (STEP / (OFFSET_SD * np.sqrt(2 * np.pi)))


@dataclass(frozen=True)
class Mastery:
    chance: float
    low: float
    high: float
    answers: float  # about the objective itself
    offset: float  # by how much the learner is better at it than at its topic

    @property
    def enough(self) -> bool:
        """Else "not enough evidence" is what there is to say. The topic alone may narrow the interval, but of an
        objective that was hardly asked about nothing is claimed."""
        return self.answers >= FEWEST and self.high - self.low <= WIDEST


def mastery(belief: Belief, topic: int, own: Evidence, elsewhere: Evidence = NOTHING) -> Mastery:
    """`own` are the answers about the objective that the topic's belief has counted, `elsewhere` what it has not:
    reviews of cards, say."""
    likelihood = own.log_likelihood + elsewhere.log_likelihood
    ability = (_WIDENED @ belief.without(topic, own)) * np.exp(likelihood - likelihood.max())
    ability /= ability.sum()
    low, high = np.interp(quantiles(ability, ((1 - MASS) / 2, (1 + MASS) / 2)), GRID, QUESTION).tolist()
    offset = float(ability @ GRID) - belief.mean.item(topic)
    return Mastery(float(ability @ QUESTION), low, high, own.answers + elsewhere.answers, offset)
