"""A stream in which at each step the bit of some steps before is asked for, learned window by window."""

from collections.abc import Iterator

import numpy as np

from sandbox.materials.pupils.answering import Answering, right, share
from sandbox.nn.arrays import Array
from sandbox.nn.composed import windows

STREAMS = 16
PROBED, WARM = 60, 40  # steps of the streams that a read-out is fitted on and tried on, and those before
DTYPE = np.float32


def stream(steps: int, lag: int, B: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Bits as ±1, and at each step the bit of so many steps before as 0 or 1: (steps, 1, B) both."""
    bits = rng.integers(0, 2, (lag + steps, 1, B)).astype(DTYPE)
    return 2 * bits[lag:] - 1, bits[:steps]


def trained(pupil: Answering, x: Array, target: Array, window: int) -> Iterator[tuple[int, float]]:
    """After each window: how many steps are done, and the share that was answered right before learning from it."""
    for part, h in windows(pupil.layer, x, window):
        logits = pupil.logits(h)
        hits = share(right(logits, target[part]))
        pupil.learn(logits, target[part])
        yield part.stop, hits


def held(pupil: Answering, lag: int, rng: np.random.Generator) -> float:
    """How often a linear read-out of the whole state, fitted on half of new steps, names the bit on the others."""
    x, target = stream(WARM + PROBED, lag, 2 * STREAMS, rng)
    states = []
    for _ in windows(pupil.layer, x, 1):
        states.append(np.concatenate([*pupil.layer.end, np.ones((1, 2 * STREAMS), DTYPE)]))
    seen = np.stack(states[WARM:]).transpose(0, 2, 1)  # (PROBED, B, 2H+1)
    signs = 2 * target[WARM:, 0] - 1
    half = PROBED // 2
    w = np.linalg.lstsq(_rows(seen[:half]), signs[:half].ravel(), rcond=None)[0]
    return share((_rows(seen[half:]) @ w > 0) == (signs[half:].ravel() > 0))


def _rows(seen: Array) -> Array:
    return seen.reshape(-1, seen.shape[-1]).astype(np.float64)
