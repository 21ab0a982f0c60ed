"""All items, ready for choosing: for each ability and topic those that tell most come first, sorted once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from quizzes.adaptive.items import AT_ONCE, Parameters, curves, information
from quizzes.adaptive.scale import GRID, WHEREABOUTS, Array

READY = 0.75  # how often right somebody is for whom a question is neither a chore nor a wall


@dataclass(frozen=True, eq=False)
class Pool:
    """An item is its place in `keys`, 0 and up."""

    keys: tuple[Hashable, ...]
    topics: Array  # (n,) int16
    curves: Array  # (n, len(GRID))
    ready: Array  # (n,) float32: the ability that is right with chance READY
    order: Array  # (len(WHEREABOUTS), n) uint32: topic by topic, in each the most informative item first
    told: Array  # likewise, float32: minus what they tell, so that it rises
    starts: tuple[int, ...]  # where in a row of `order` each topic begins, and the end

    @classmethod
    def of(cls, keys: Sequence[Hashable], parameters: Sequence[Parameters], topics: Sequence[int]) -> "Pool":
        if not len(keys) == len(parameters) == len(topics):
            raise ValueError(
                f"{len(keys)} keys, {len(parameters)} parameters and {len(topics)} topics are not one pool."
            )
        drawn = curves(parameters)
        of_item = np.asarray(topics, dtype=np.int16)
        starts = np.concatenate([[0], np.cumsum(np.bincount(of_item))])
        return cls(tuple(keys), of_item, drawn, _ready(drawn), *_in_order(drawn, of_item), tuple(starts.tolist()))

    def __len__(self) -> int:
        return len(self.keys)

    def most_informative(self, topic: int, whereabouts: int) -> tuple[Array, Array]:
        """The topic's items, those first that tell most about somebody there; and minus what they tell."""
        its = slice(*self.starts[topic : topic + 2]) if topic + 1 < len(self.starts) else slice(0)
        return self.order[whereabouts, its], self.told[whereabouts, its]


def _in_order(drawn: Array, topics: Array) -> tuple[Array, Array]:
    told = np.empty((len(WHEREABOUTS), len(drawn)), dtype=np.float32)
    for start in range(0, len(drawn), AT_ONCE):
        told[:, start : start + AT_ONCE] = -information(drawn[start : start + AT_ONCE])[:, WHEREABOUTS].T
    order = np.empty(told.shape, dtype=np.uint32)
    for row, at in zip(order, told, strict=True):
        best_first = np.argsort(at, kind="stable")
        row[:] = best_first[np.argsort(topics[best_first], kind="stable")]
        at[:] = at[row]
    return order, told


def _ready(drawn: Array) -> Array:
    """Curves rise, so the points below READY count themselves; between two points it is a straight line."""
    above = np.clip((drawn < READY).sum(axis=1), 1, len(GRID) - 1)
    rows = np.arange(len(drawn))
    low, high = drawn[rows, above - 1], drawn[rows, above]
    share = np.clip((READY - low) / np.maximum(high - low, 1e-12), 0, 1)
    ability: Array = (GRID[above - 1] + share * (GRID[above] - GRID[above - 1])).astype(np.float32)
    return ability
