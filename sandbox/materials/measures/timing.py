"""How long things take that take turns, so that what slows the machine down slows all of them.

Measured is the time that this thread has the processor, not that on the wall. What is compared is the median, over the
rounds, of one thing's time by another's.
"""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from statistics import median

Clock = Callable[[], float]
Work = Callable[[], object]

SHORTEST = 1e-9  # seconds: a coarse clock may measure 0
ENOUGH = 2e-4  # seconds between two readings, beside which the readings are nothing
MOST_REPEATS = 50


def turn(once: float) -> float:
    """Seconds that a turn of a work takes that takes so many once."""
    return max(once, min(MOST_REPEATS * once, ENOUGH))


class Turns:
    """Each work is done once untimed, which says how often it is to be repeated in a turn."""

    def __init__(self, works: Sequence[Work], clock: Clock) -> None:
        self.works: Sequence[Work] = works
        self.clock = clock
        self.rounds: list[tuple[float, ...]] = []  # seconds of each work, once
        self._repeats = [min(ceil(ENOUGH / self._spent(work, 1)), MOST_REPEATS) for work in works]

    def take(self) -> None:
        """Another round."""
        spent = (self._spent(work, repeats) for work, repeats in zip(self.works, self._repeats, strict=True))
        self.rounds.append(tuple(spent))

    def rest(self) -> None:
        """Lets go of the works, and of all the arrays that they hold. What was measured stays."""
        self.works = ()

    def seconds(self, which: int) -> float:
        return median(spent[which] for spent in self.rounds)

    def times(self, which: int, as_long_as: int) -> float:
        return median(spent[which] / spent[as_long_as] for spent in self.rounds)

    def _spent(self, work: Work, repeats: int) -> float:
        began = self.clock()
        for _ in range(repeats):
            work()
        return max((self.clock() - began) / repeats, SHORTEST)


def doubling(least: int, most: int) -> Iterator[int]:
    size = least
    while size < most:
        yield size
        size *= 2
    yield most
