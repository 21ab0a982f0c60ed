"""What we believe of an item, and how likely a right answer therefore is at each ability.

P(right | θ) = c + (1 − c) σ(a(θ − b)), averaged over what a and b may be: an item that we know little of says little of
who answers it. With a and b at their most likely values instead, intervals would be too narrow.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import product

import numpy as np

from quizzes.adaptive.scale import GRID, Array

LEVELS = {1: -1.5, 2: -0.75, 3: 0.0, 4: 0.75, 5: 1.5}
DIFFICULTY_SD = 0.7
LOG_DISCRIMINATION_SD = 0.3
NEVER = 1e-9  # nothing is that certain, and its logarithm is finite
AT_ONCE = 2048  # items whose curves fit the processor's cache


@dataclass(frozen=True)
class Parameters:
    difficulty: float
    difficulty_sd: float
    log_discrimination: float
    log_discrimination_sd: float
    guessing: float  # what an answer earns on average that was only guessed


def prior(level: int, guessing: float) -> Parameters:
    """What the author's level says, before anybody answered."""
    if level not in LEVELS:
        raise ValueError(f"An item’s level is 1 to 5, not {level}.")
    return Parameters(LEVELS[level], DIFFICULTY_SD, 0.0, LOG_DISCRIMINATION_SD, guessing)


def curve(parameters: Parameters) -> Array:
    averaged: Array = curves([parameters])[0]
    return averaged


def curves(many: Sequence[Parameters]) -> Array:
    """(items, len(GRID))"""
    columns = np.array([astuple(one) for one in many], dtype=float).reshape(len(many), 5)
    averaged = np.empty((len(many), len(GRID)))
    for start in range(0, len(many), AT_ONCE):
        averaged[start : start + AT_ONCE] = _averaged(columns[start : start + AT_ONCE])
    return averaged


def information(curves: Array) -> Array:
    """Fisher's, of one answer, at each point of GRID: p′² / p(1 − p)."""
    slope = np.gradient(curves, GRID, axis=-1)
    told: Array = slope**2 / (curves * (1 - curves))
    return told


def _gauss_hermite(points: int) -> list[tuple[float, float]]:
    """Nodes and weights of a standard normal."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return list(zip(nodes.tolist(), (weights / weights.sum()).tolist(), strict=True))


NODES = list(product(_gauss_hermite(7), _gauss_hermite(3)))  # within .0003 of ever more of them


def _averaged(columns: Array) -> Array:
    difficulty, difficulty_sd, log_a, log_a_sd, guessing = (column[:, None] for column in columns.T)
    right = np.zeros((len(columns), len(GRID)))
    for (harder, weight_b), (steeper, weight_a) in NODES:
        a = np.exp(log_a + steeper * log_a_sd)
        logit = a * GRID - a * (difficulty + harder * difficulty_sd)
        np.exp(np.negative(logit, out=logit), out=logit)
        logit += 1.0
        right += np.divide(weight_a * weight_b, logit, out=logit)
    averaged: Array = np.clip(guessing + (1 - guessing) * right, NEVER, 1 - NEVER)
    return averaged
