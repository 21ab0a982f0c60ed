"""Runs of the lab that questions are held against: with the first seed, as figures and quotations have them."""

from functools import cache

from sandbox.experiments.contract import Outcome
from sandbox.experiments.parameters import SEED
from sandbox.experiments.registry import EXPERIMENTS


@cache
def ran(key: str, **given: object) -> Outcome:
    """Of what isn't given the default."""
    experiment = EXPERIMENTS[key]
    return experiment.run({**experiment.defaults, **given}, int(SEED.default), lambda *told, **more: None)


def asked_for(demo: str) -> tuple[str, dict[str, object]]:
    """The experiment of a question's field `demo`, and the values of all its parameters."""
    key, *said = demo.split()
    values, problems = EXPERIMENTS[key].read(dict(each.split("=", 1) for each in said))
    assert problems == {}
    return key, values


def shown_by(demo: str) -> Outcome:
    key, values = asked_for(demo)
    return ran(key, **values)


def numbers(outcome: Outcome) -> dict[str, float]:
    return {number.name: number.value for number in outcome.numbers}
