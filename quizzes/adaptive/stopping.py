"""When an assessment has asked enough."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType

from quizzes.adaptive.belief import Belief
from quizzes.adaptive.choosing import AT_LEAST

FEWEST, MOST = 8, 30
SURE_OF_ONE = 0.30  # the ability's standard deviation
SURE_OF_EACH = 0.50


class Stop(StrEnum):
    SURE = "sure"  # every reported topic is known well enough
    LONG = "long"  # MOST questions are as many as we ask of anybody
    EXHAUSTED = "exhausted"  # no question is left


def finished(
    belief: Belief,
    asked_by_topic: Mapping[int, int],
    reported: Collection[int],
    *,
    there_are: Mapping[int, int] = MappingProxyType({}),
    nothing_left: bool = False,
) -> Stop | None:
    """One reported topic is to be known to .30, of several each to .50: they lean on each other. `there_are` says how
    many questions a topic has, where that may be fewer than AT_LEAST."""
    asked = sum(asked_by_topic.values())
    if asked >= FEWEST and _covered(asked_by_topic, reported, there_are) and is_sure(belief, reported):
        return Stop.SURE
    if asked >= MOST:
        return Stop.LONG
    return Stop.EXHAUSTED if nothing_left else None


def _covered(asked: Mapping[int, int], reported: Collection[int], there_are: Mapping[int, int]) -> bool:
    return all(asked.get(topic, 0) >= min(AT_LEAST, there_are.get(topic, AT_LEAST)) for topic in reported)


def is_sure(belief: Belief, reported: Collection[int]) -> bool:
    enough = SURE_OF_ONE if len(reported) == 1 else SURE_OF_EACH
    return all(belief.sd(topic) <= enough for topic in reported)
