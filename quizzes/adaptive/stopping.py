"""When an assessment has asked enough."""

from collections.abc import Collection, Mapping
from enum import StrEnum

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
    belief: Belief, asked_by_topic: Mapping[int, int], reported: Collection[int], *, nothing_left: bool = False
) -> Stop | None:
    """One reported topic is to be known to .30, of several each to .50: they lean on each other."""
    asked = sum(asked_by_topic.values())
    if asked >= FEWEST and _covered(asked_by_topic, reported) and _sure(belief, reported):
        return Stop.SURE
    if asked >= MOST:
        return Stop.LONG
    return Stop.EXHAUSTED if nothing_left else None


def _covered(asked_by_topic: Mapping[int, int], reported: Collection[int]) -> bool:
    return all(asked_by_topic.get(topic, 0) >= AT_LEAST for topic in reported)


def _sure(belief: Belief, reported: Collection[int]) -> bool:
    enough = SURE_OF_ONE if len(reported) == 1 else SURE_OF_EACH
    return all(belief.sd(topic) <= enough for topic in reported)
