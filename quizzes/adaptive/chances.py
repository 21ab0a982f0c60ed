"""How likely a right answer is, and what averages it over what isn't known of learner and item."""

from dataclasses import dataclass

import numpy as np

from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

SURE = 1e-12  # nothing is more certain than that, and its logarithm is finite


@dataclass(frozen=True)
class Answered:
    """An answer's score in [0, 1], and what was believed of the learner's ability before it."""

    score: float
    ability: float
    ability_sd: float


def sigmoid(logit: Array) -> Array:
    right: Array = 0.5 * (1 + np.tanh(0.5 * logit))
    return right


def chances(parameters: Parameters, abilities: Array, difficulties: Array, log_discriminations: Array) -> Array:
    """P(right), of whatever these broadcast to."""
    right = sigmoid(np.exp(log_discriminations) * (abilities - difficulties))
    within: Array = np.clip(parameters.guessing + (1 - parameters.guessing) * right, SURE, 1 - SURE)
    return within


def normal(points: int) -> tuple[Array, Array]:
    """Nodes and weights of a standard normal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return nodes, weights / weights.sum()
