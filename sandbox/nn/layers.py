"""A cell over a sequence, whatever cell it is: the fast form where there is one, else the readable one."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from sandbox.nn import gru, lstm, rnn
from sandbox.nn.arrays import Array, filled, named, of_shape
from sandbox.nn.fast import Back, FastGru, FastLstm, FastRnn

Cell = rnn.Rnn | lstm.Lstm | gru.Gru


class Recurrent(Protocol):
    """What every layer is asked: cells, fast or readable, and those that are composed of others."""

    @property
    def weights(self) -> list[Array]:
        """To be changed in place."""

    @property
    def end(self) -> tuple[Array, ...]:
        """The state after the last step, as many arrays as `states`."""

    @property
    def states(self) -> int: ...

    def forward(self, x: Array, start: Sequence[Array] = ()) -> Array:
        """Every state, (T, H, B), of x (T, D, B). States that aren't given start at 0.

        The array is to be read only, and until the next call, which writes over it: copy what is to be kept.
        """

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        """From ∂L/∂h_t as the loss itself reads the states (None: it doesn't) and ∂L/∂end, 0 where it isn't given."""


class OneCell(Recurrent, Protocol):
    mask: Array | None  # (H, B): dropout on the recurrence, as the next `forward` will have it


def layer(cell: Cell) -> OneCell:
    """Its weights are copies: the cell that it was made of stays as it is. Peepholes and a reset before the product,
    which have no fast form, take several times as long."""
    if isinstance(cell, rnn.Rnn):
        return FastRnn.of(cell)
    if isinstance(cell, lstm.Lstm):
        return ReadableLayer(cell) if cell.peeps else FastLstm.of(cell)
    return FastGru.of(cell) if cell.resets_after else ReadableLayer(cell)


class ReadableLayer:
    """A readable cell, asked as a fast one is."""

    def __init__(self, cell: Cell) -> None:
        copies = {name: weights.copy() for name, weights in named(cell).items()}
        self.cell: Cell = type(cell)(**{**vars(cell), **copies})
        self.weights = list(copies.values())
        self.states = 2 if isinstance(cell, lstm.Lstm) else 1
        self.mask: Array | None = None
        self._mask: Array | float = 1.0  # as the last walk ahead had it, for its way back
        self.end: tuple[Array, ...] = ()

    def forward(self, x: Array, start: Sequence[Array] = ()) -> Array:
        (H, D), dtype, (T, _, B) = self.weights[0].shape, self.weights[0].dtype, x.shape
        of_shape("x", x, (T, D, B))
        if not x.size:
            raise ValueError(f"x, {x.shape}, holds nothing to go over.")
        start = [state.astype(dtype) for state in filled("start", start, self.states, (H, B), dtype)]
        if self.mask is not None:
            of_shape("mask", self.mask, (H, B))
        self._mask = mask = 1.0 if self.mask is None else self.mask.astype(dtype)
        self.x = x = x.astype(dtype)
        cell = self.cell
        if isinstance(cell, rnn.Rnn):
            self.h = rnn.forward(cell, x, start[0], mask)
            self.end = (self.h[-1],)
            return self.h[1:]
        if isinstance(cell, lstm.Lstm):
            self.steps_of_lstm = lstm.forward(cell, x, start[0], start[1], mask)
            self.end = (self.steps_of_lstm[-1].h, self.steps_of_lstm[-1].c)
            return np.stack([step.h for step in self.steps_of_lstm])
        self.steps_of_gru = gru.forward(cell, x, start[0], mask)
        self.end = (self.steps_of_gru[-1].h,)
        return np.stack([step.h for step in self.steps_of_gru])

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        mask, dtype, shape = self._mask, self.weights[0].dtype, (len(self.weights[0]), self.x.shape[2])
        dend = [state.astype(dtype) for state in filled("dend", dend, self.states, shape, dtype)]
        read = np.zeros((len(self.x), *shape), dtype) if dh is None else dh.astype(dtype)
        of_shape("dh", read, (len(self.x), *shape))
        read[-1] += dend[0]
        cell = self.cell
        found: rnn.Gradients | lstm.Gradients | gru.Gradients
        if isinstance(cell, rnn.Rnn):
            found = rnn.gradients(cell, self.x, self.h, read, mask)
        elif isinstance(cell, lstm.Lstm):
            found = lstm.gradients(cell, self.steps_of_lstm, read, dend[1], mask)
        else:
            found = gru.gradients(cell, self.steps_of_gru, read, mask)
        start = (found.h_0, found.c_0) if isinstance(found, lstm.Gradients) else (found.h_0,)
        return Back(list(named(found.cell).values()), found.x if inputs else None, start)
