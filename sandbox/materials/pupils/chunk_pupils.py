"""Networks that learn on streams in chunks, each in its own way of handling the state, and are read in any."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.materials.pupils.answering import Answering, right
from sandbox.materials.tasks.chunking import Policy, State, Streams, walk
from sandbox.nn.arrays import Array

Shares = tuple[tuple[float, ...], ...]  # answered right at each step of each chunk


@dataclass(frozen=True)
class Reading:
    """How a network that was trained in one way answers when it is read in one way."""

    trained: Policy
    read: Policy
    shares: Shares
    first_again: float  # answers that would have been right for the first stream of the row

    @property
    def by_position(self) -> tuple[float, ...]:
        return tuple(share for chunk in self.shares for share in chunk)

    @property
    def later(self) -> float:
        """In all chunks but the first."""
        return _mean([share for chunk in self.shares[1:] for share in chunk])

    @property
    def all(self) -> float:
        return _mean(self.by_position)


def _mean(shares: Sequence[float]) -> float:
    return sum(shares) / len(shares)


class Pupil:
    def __init__(self, policy: Policy, network: Answering) -> None:
        self.policy, self.network = policy, network
        self.state: State = ()

    def learn(self, batch: Streams, rng: np.random.Generator) -> None:
        def visit(x: Array, target: Array, state: State, chunk: Array) -> State:
            logits = self.network.logits(self.network.layer.forward(x, state))
            self.network.learn(logits, target)
            return self.network.layer.end

        self.state = walk(self.policy, batch, self.state, rng, visit)

    def reads(self, batches: Sequence[Streams], policy: Policy, seed: int) -> Reading:
        """Another state than that of its training, which goes on afterwards."""
        C, k, _, B = batches[0].x.shape
        hits, again, rng = np.zeros((C, k)), 0, np.random.default_rng(seed)
        state: State = ()
        for number, batch in enumerate(batches):

            def visit(x: Array, target: Array, state: State, chunk: Array, counted: bool = number > 0) -> State:
                nonlocal again
                logits = self.network.logits(self.network.layer.forward(x, state))
                if counted:
                    np.add.at(hits, chunk, right(logits, target).T)
                    again += int(right(logits, batches[0].target[0]).sum())
                return self.network.layer.end

            state = walk(policy, batch, state, rng, visit)
        answers = B * (len(batches) - 1)
        shares = tuple(tuple(float(share) for share in chunk) for chunk in hits / answers)
        return Reading(self.policy, policy, shares, again / (answers * C * k))


def found(readings: Sequence[Reading], trained: str, read: str) -> Reading:
    return next(each for each in readings if (each.trained.key, each.read.key) == (trained, read))
