"""What a few runs of each of two things can tell: is the one ahead by more than the luck of the draw?

An exact permutation test on ranks. If it makes no difference which is which, every way to deal the results to the
two is as likely as the one that was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

ONE_IN = 20  # a share of deals that is called luck no more


@dataclass(frozen=True)
class Deals:
    """How many ways there are to deal the results, and how many set the two at least as far apart."""

    all: int
    as_far: int
    first_is_lower: bool

    @property
    def p(self) -> float:
        return self.as_far / self.all

    @property
    def told(self) -> bool:
        return self.as_far * ONE_IN <= self.all

    @property
    def in_words(self) -> str:
        return f"{self.as_far} of {self.all:,}"


def dealt_anew(first: Sequence[float], second: Sequence[float]) -> Deals:
    ranks = doubled_ranks([*first, *second])
    chosen = np.array(list(combinations(range(len(ranks)), len(first))))
    sums = ranks[chosen].sum(axis=1)
    seen, expected = int(ranks[: len(first)].sum()), len(first) * (len(ranks) + 1)  # of doubled ranks
    as_far = int(np.count_nonzero(np.abs(sums - expected) >= abs(seen - expected)))
    return Deals(all=len(chosen), as_far=as_far, first_is_lower=seen < expected)


def doubled_ranks(values: Sequence[float]) -> np.ndarray:
    """Twice the rank of each, from the lowest, so that ties, which share theirs, are whole numbers too."""
    each = np.array(values, dtype=float)
    below = (each[None, :] < each[:, None]).sum(axis=1)
    alike = (each[None, :] == each[:, None]).sum(axis=1)
    ranks: np.ndarray = 2 * below + alike + 1
    return ranks
