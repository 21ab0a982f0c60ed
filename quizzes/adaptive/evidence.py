"""What a learner's answers say about one topic. Additive: in which order they came makes no difference."""

from dataclasses import dataclass
from struct import Struct

import numpy as np

from quizzes.adaptive.scale import GRID, Array

HEAD = Struct("<3d")
HINTED = 0.8  # of the score, for each hint that was looked at


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The Gaussian site (precision, shift) is what the log-likelihood was projected to when a Belief last saw it."""

    log_likelihood: Array  # on GRID
    precision: float
    shift: float
    answers: float  # how many it is worth: the sum of their weights

    def plus(self, curve: Array, score: float, weight: float = 1.0) -> "Evidence":
        added = self.log_likelihood + weight * log_likelihood(curve, score)
        return Evidence(added, self.precision, self.shift, self.answers + weight)

    def minus(self, curve: Array, score: float, weight: float = 1.0) -> "Evidence":
        """As if that answer hadn't been counted: a question turned out to be wrong."""
        left = self.log_likelihood - weight * log_likelihood(curve, score)
        return Evidence(left, self.precision, self.shift, self.answers - weight)

    def projected(self, precision: float, shift: float) -> "Evidence":
        return Evidence(self.log_likelihood, precision, shift, self.answers)

    def to_bytes(self) -> bytes:
        return HEAD.pack(self.answers, self.precision, self.shift) + self.log_likelihood.astype("<f8").tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes) -> "Evidence":
        if len(kept) != HEAD.size + 8 * len(GRID):
            raise ValueError(f"{len(kept)} bytes are not evidence on a grid of {len(GRID)} points.")
        answers, precision, shift = HEAD.unpack_from(kept)
        return cls(np.frombuffer(kept, "<f8", offset=HEAD.size), precision, shift, answers)


NOTHING = Evidence(np.zeros_like(GRID), 0.0, 0.0, 0.0)


def log_likelihood(curve: Array, score: float) -> Array:
    """Of an answer that scored 0 to 1: part credit is that share of a right answer and the rest of a wrong one."""
    if not 0 <= score <= 1:
        raise ValueError(f"A score is 0 to 1, not {score}.")
    if score == 1:
        return np.log(curve)
    if score == 0:
        return np.log1p(-curve)
    return score * np.log(curve) + (1 - score) * np.log1p(-curve)


def counted_score(score: float, hints: int) -> float:
    return score * HINTED**hints
