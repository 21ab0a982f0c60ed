"""What experiments show at their defaults. Knows no Django, so that another process can compute it."""

from functools import cache

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS


@cache
def outcome_at_defaults(key: str, seed: int) -> Outcome:
    return EXPERIMENTS[key].run(EXPERIMENTS[key].defaults, seed, lambda *told: None)
