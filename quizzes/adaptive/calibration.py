"""What answers say of an item's difficulty, from the first one on: its author's level is where belief begins.

Learners' abilities are not known either, so each answer is averaged over what was believed of its learner then; a
discrimination is kept until there are enough answers for `quizzes.adaptive.fitting`.
"""

from collections.abc import Sequence
from dataclasses import astuple, replace

import numpy as np

from quizzes.adaptive.chances import Answered, chances, normal
from quizzes.adaptive.items import Parameters
from quizzes.adaptive.scale import Array

REACH = 8.0  # standard deviations on both sides of what is believed
POINTS = 65
COARSEST = 0.5  # standard deviations between two points: then sums are as good as integrals
MOST_LOOKS = 6  # each on a grid as fine as what the one before found
AT_ONCE = 250  # answers whose likelihoods are held in memory
ABILITIES, ABILITY_WEIGHTS = normal(15)
STEEPER, STEEPNESS_WEIGHTS = normal(5)


def updated(prior: Parameters, answers: Sequence[Answered]) -> Parameters:
    """The posterior of the difficulty as a normal distribution. The order of the answers makes no difference."""
    if not answers:
        return prior
    given = np.array([astuple(answer) for answer in answers], dtype=float)
    mean, sd = prior.difficulty, prior.difficulty_sd
    for _ in range(MOST_LOOKS):
        difficulties, apart = np.linspace(mean - REACH * sd, mean + REACH * sd, POINTS, retstep=True)
        log_prior = -0.5 * ((difficulties - prior.difficulty) / prior.difficulty_sd) ** 2
        mean, sd = _moments(difficulties, log_prior + _log_likelihood(prior, given, difficulties))
        if apart <= COARSEST * sd:
            break
    return replace(prior, difficulty=mean, difficulty_sd=sd)


def _log_likelihood(prior: Parameters, given: Array, difficulties: Array) -> Array:
    """(POINTS,): of all answers together, averaged over what the discrimination may be."""
    steepness = prior.log_discrimination + STEEPER * prior.log_discrimination_sd
    by_steepness = np.zeros((len(steepness), len(difficulties)))
    for start in range(0, len(given), AT_ONCE):
        score, ability, sd = given[start : start + AT_ONCE].T[:, :, None, None]  # each (answers, 1, 1)
        abilities = ability + sd * ABILITIES[:, None]  # (answers, nodes, 1)
        for place, log_discrimination in enumerate(steepness):
            right = chances(prior, abilities, difficulties, log_discrimination)  # (answers, nodes, POINTS)
            each = np.exp(score * np.log(right) + (1 - score) * np.log1p(-right))
            by_steepness[place] += np.log(np.einsum("ank,n->ak", each, ABILITY_WEIGHTS)).sum(axis=0)
    most = by_steepness.max()
    averaged: Array = np.log(STEEPNESS_WEIGHTS @ np.exp(by_steepness - most) + np.finfo(float).tiny) + most
    return averaged


def _moments(at: Array, log_density: Array) -> tuple[float, float]:
    """Where all of it lies between two points, it is taken to be half as wide as they are apart."""
    density = np.exp(log_density - log_density.max())
    density /= density.sum()
    mean = float(density @ at)
    sd = float(np.sqrt(density @ (at - mean) ** 2))
    return mean, max(sd, float(at[1] - at[0]) / 2)
