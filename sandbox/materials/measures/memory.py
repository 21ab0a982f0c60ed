"""How many bytes layers keep, counted in their arrays; and how many they ever have at once, as Python traces them."""

import tracemalloc
from collections.abc import Callable

import numpy as np

from sandbox.nn import arrays, gru, lstm, rnn
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell


def needed(cell: Cell, H: int, x: Array) -> int:
    """What the way back has to know beside the inputs: what the readable cell makes in a step, of all steps."""
    before = np.zeros((H, x.shape[2]), x.dtype)
    if isinstance(cell, rnn.Rnn):
        made = [rnn.step(cell, x[0], before)]
    else:
        step = lstm.step(cell, x[0], before, before) if isinstance(cell, lstm.Lstm) else gru.step(cell, x[0], before)
        read = {"x", "h_before", "c_before"}
        made = [array for name, array in arrays.named(step).items() if name not in read]
    return len(x) * sum(array.nbytes for array in made)


def held(keeper: object) -> int:
    """All arrays of a layer, its weights among them; of views, what they look at."""
    found: dict[int, int] = {}

    def look(thing: object) -> None:
        if isinstance(thing, np.ndarray):
            while isinstance(thing.base, np.ndarray):
                thing = thing.base
            found[id(thing)] = thing.nbytes
        elif isinstance(thing, list | tuple):
            for part in thing:
                look(part)

    look(list(vars(keeper).values()))
    return sum(found.values())


def peak(work: Callable[[], object]) -> int:
    """The most bytes at once that it allocates, arrays and Python's own objects."""
    tracing = tracemalloc.is_tracing()
    if not tracing:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        work()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        if not tracing:
            tracemalloc.stop()
