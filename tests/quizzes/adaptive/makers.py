"""Items and pools for these tests."""

from quizzes.adaptive.items import Parameters, curve, prior
from quizzes.adaptive.pool import Pool

EASY, MIDDLING, HARD = (curve(prior(level, 0.25)) for level in (1, 3, 5))


def known(difficulty: float, *, log_discrimination: float = 0.0, guessing: float = 0.0) -> Parameters:
    """An item that there is nothing left to learn of."""
    return Parameters(difficulty, 0.0, log_discrimination, 0.0, guessing)


def pool_of(difficulties, topics=None) -> Pool:
    items = [known(difficulty) for difficulty in difficulties]
    return Pool.of([f"q{place}" for place in range(len(items))], items, topics or [0] * len(items))
