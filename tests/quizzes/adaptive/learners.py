"""Learners that answer by the model, for tests."""

import numpy as np

from quizzes.adaptive.chances import Answered
from quizzes.adaptive.fitting import Responses
from quizzes.adaptive.items import Parameters


def item(difficulty=0.0, difficulty_sd=0.7, log_a=0.0, log_a_sd=0.3, guessing=0.0) -> Parameters:
    return Parameters(difficulty, difficulty_sd, log_a, log_a_sd, guessing)


def drawn(believed: Parameters, rng) -> Parameters:
    """An item as it may be, if that is what we believe of it."""
    difficulty = believed.difficulty + believed.difficulty_sd * rng.standard_normal()
    log_a = believed.log_discrimination + believed.log_discrimination_sd * rng.standard_normal()
    return Parameters(difficulty, 0.0, log_a, 0.0, believed.guessing)


def answers(true: Parameters, count: int, rng, *, ability_sd=0.3, easier=0.0) -> list[Answered]:
    believed = rng.standard_normal(count)
    abilities = believed + ability_sd * rng.standard_normal(count)
    logit = np.exp(true.log_discrimination) * (abilities - true.difficulty + easier)
    right = rng.random(count) < true.guessing + (1 - true.guessing) / (1 + np.exp(-logit))
    return [Answered(float(score), float(ability), ability_sd) for score, ability in zip(right, believed, strict=True)]


def responses(table) -> Responses:
    """Of a table with a line a learner and a column an item, NaN where an item wasn't asked."""
    asked = ~np.isnan(table)
    return Responses(*np.nonzero(asked), table[asked], table.shape)
