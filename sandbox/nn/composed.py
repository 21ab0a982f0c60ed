"""Layers of layers: cells stacked, in both directions, and over a stream in windows. Each is asked as one layer is.

`end` and `start` of a composed layer are those of its parts, one after the other.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sandbox.nn import padding
from sandbox.nn.arrays import Array
from sandbox.nn.fast import Back
from sandbox.nn.layers import Recurrent


class Stacked:
    """The states of one are the inputs of the next; `between` are masks of dropout on them, (T or 1, H, B) each.

    They, as the mask of a cell, are those of the next `forward`, and of its way back.
    """

    def __init__(self, layers: Sequence[Recurrent]) -> None:
        self.layers = list(layers)
        self.between: Sequence[Array] | None = None
        self._between: list[Array] | None = None  # as the last walk ahead had them

    @property
    def weights(self) -> list[Array]:
        return [weight for layer in self.layers for weight in layer.weights]

    @property
    def end(self) -> tuple[Array, ...]:
        return tuple(state for layer in self.layers for state in layer.end)

    @property
    def states(self) -> int:
        return sum(layer.states for layer in self.layers)

    def forward(self, x: Array, start: Sequence[Array] = ()) -> Array:
        self._between = None if self.between is None else [mask.copy() for mask in self.between]
        if self._between is not None and len(self._between) != len(self.layers) - 1:
            raise ValueError(f"{len(self.layers)} layers have {len(self.layers) - 1} masks between them.")
        for k, (layer, own) in enumerate(zip(self.layers, self._each(start), strict=True)):
            if k and self._between is not None:
                x = x * self._between[k - 1]
            x = layer.forward(x, own)
        return x

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        backs: list[Back] = []
        for k, (layer, own) in reversed(list(enumerate(zip(self.layers, self._each(dend), strict=True)))):
            backs.insert(0, layer.backward(dh, own, inputs or k > 0))
            dh = backs[0].x
            if k and dh is not None and self._between is not None:
                dh = dh * self._between[k - 1]
        return Back([g for back in backs for g in back.weights], dh, tuple(s for back in backs for s in back.start))

    def _each(self, states: Sequence[Array]) -> Iterator[Sequence[Array]]:
        if len(states) > self.states:
            raise ValueError(f"{len(states)} states were given where these layers have {self.states}.")
        at = 0
        for layer in self.layers:
            yield states[at : at + layer.states]
            at += layer.states


class Bidirectional:
    """States of both directions, one above the other: (T, 2H, B). `lengths` where sequences are padded.

    With padding, `end` is not the last valid state; `padding.last` reads that from what `forward` returns.
    """

    def __init__(self, ahead: Recurrent, back: Recurrent) -> None:
        self.ahead, self.back = ahead, back
        self.lengths: Array | None = None
        self._lengths: Array | None = None  # as the last walk ahead had them

    @property
    def weights(self) -> list[Array]:
        return [*self.ahead.weights, *self.back.weights]

    @property
    def end(self) -> tuple[Array, ...]:
        return (*self.ahead.end, *self.back.end)

    @property
    def states(self) -> int:
        return self.ahead.states + self.back.states

    def forward(self, x: Array, start: Sequence[Array] = ()) -> Array:
        self._lengths = None if self.lengths is None else self.lengths.copy()
        first = self.ahead.forward(x, start[: self.ahead.states])
        second = self.back.forward(padding.backwards(x, self._lengths), start[self.ahead.states :])
        self.H = first.shape[1]
        return np.concatenate([first, padding.backwards(second, self._lengths)], axis=1)

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        ahead = self.ahead.backward(None if dh is None else dh[:, : self.H], dend[: self.ahead.states], inputs)
        turned = None if dh is None else padding.backwards(dh[:, self.H :], self._lengths)
        back = self.back.backward(turned, dend[self.ahead.states :], inputs)
        dx = None if ahead.x is None or back.x is None else ahead.x + padding.backwards(back.x, self._lengths)
        return Back([*ahead.weights, *back.weights], dx, (*ahead.start, *back.start))


def windows(layer: Recurrent, x: Array, steps: int, start: Sequence[Array] = ()) -> Iterator[tuple[slice, Array]]:
    """Truncated BPTT: the states of one window after the other, each starting where the last one ended.

    Who asks may go back through a window before asking for the next, which writes over its states (`list(windows(…))`
    is the last window many times); no gradient goes back into the one before. A layer that also comes from the end has
    no state to carry on from: in a stream the end isn't there yet.
    """
    if steps < 1:
        raise ValueError("A window is at least one step.")
    for first in range(0, len(x), steps):
        window = slice(first, min(first + steps, len(x)))
        h = layer.forward(x[window], start)
        start = layer.end
        yield window, h
