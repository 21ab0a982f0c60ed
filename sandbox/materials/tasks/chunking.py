"""Streams in chunks, and what becomes of a state between them: the task and the four ways to handle it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sandbox.nn.arrays import Array

Start = Literal["mark", "sign"]
State = tuple[Array, ...]
DTYPE = np.float32
INPUTS = 2


@dataclass(frozen=True)
class Policy:
    key: str
    label: str
    short: str
    at_chunks: bool  # whether a state is set to zero before each chunk
    at_streams: bool  # and before each stream
    shuffled: bool = False  # whether the next chunk of a row is any


CARRIED = Policy("carried", "carried, reset at the end", "carried", at_chunks=False, at_streams=True)
POLICIES = (
    CARRIED,
    Policy("reset", "reset at every chunk", "reset", at_chunks=True, at_streams=True),
    Policy("shuffled", "chunks shuffled", "shuffled", at_chunks=False, at_streams=False, shuffled=True),
    Policy("never", "never reset", "never reset", at_chunks=False, at_streams=False),
)


@dataclass(frozen=True)
class Streams:
    """A batch of them, cut: what is read, (C, k, 2, B), and how the stream began, asked at each step: (C, k, 1, B)."""

    x: Array
    target: Array

    def taken(self, chunk: Array, stream: Array) -> tuple[Array, Array]:
        """A chunk for each row of a batch: (k, 2, B) and (k, 1, B)."""
        x, target = (np.moveaxis(each[chunk, :, :, stream], 0, -1) for each in (self.x, self.target))
        return x, target


def streams(C: int, k: int, B: int, start: Start, rng: np.random.Generator) -> Streams:
    """At its first step a stream has 1, or else 0 (mark) or −1 (sign). Beside it a bit at each step means nothing."""
    T, ones = C * k, rng.integers(0, 2, B)
    x = np.zeros((T, INPUTS, B), DTYPE)
    x[0, 0] = ones if start == "mark" else 2 * ones - 1
    x[:, 1] = 2 * rng.integers(0, 2, (T, B)) - 1
    target = np.broadcast_to(ones.astype(DTYPE), (T, 1, B))
    return Streams(x.reshape(C, k, INPUTS, B), target.reshape(C, k, 1, B))


def order(policy: Policy, C: int, B: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Which chunk of which stream each row reads next: (C, B) both."""
    chunks, rows = np.divmod(np.arange(C * B), B)
    if policy.shuffled:
        at = rng.permutation(C * B)
        chunks, rows = chunks[at], rows[at]
    return chunks.reshape(C, B), rows.reshape(C, B)


def walk(
    policy: Policy,
    batch: Streams,
    state: State,
    rng: np.random.Generator,
    visit: Callable[[Array, Array, State, Array], State],
) -> State:
    """Through all chunks of a batch, from the state that the batch before has left; `visit` is told which they are."""
    C, B = len(batch.x), batch.x.shape[-1]
    for turn, (chunk, row) in enumerate(zip(*order(policy, C, B, rng), strict=True)):
        if policy.at_chunks or (policy.at_streams and turn == 0):
            state = ()
        state = visit(*batch.taken(chunk, row), state, chunk)
    return state
