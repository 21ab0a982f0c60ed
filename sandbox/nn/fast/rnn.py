"""The vanilla RNN, fast. W is [W_xh | b | W_hh], (H, K)."""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.fast.layer import Layer
from sandbox.nn.rnn import Activation, Rnn


class FastRnn(Layer):
    rows = 1
    states = 1

    def __init__(self, W: Array, D: int, activation: Activation = "tanh") -> None:
        super().__init__([W], D, len(W))
        self.activation = activation
        self.W_ahead = self._array(self.K, self.H)  # transposed: quicker with a batch of one
        self.U_back = self._array(self.H, self.H)

    @classmethod
    def of(cls, cell: Rnn) -> "FastRnn":
        W = np.hstack([cell.W_xh, cell.b[:, None], cell.W_hh])
        return cls(W, cell.W_xh.shape[1], cell.activation)

    def named(self, W: Array) -> Rnn:
        """Weights, or their gradients, as the readable cell has them."""
        return Rnn(W[:, : self.D], W[:, self.D + 1 :], W[:, self.D], self.activation)

    def set_up(self) -> None:
        if self._mask is None:
            self.h = self.Z[:, self.D + 1 :]
        else:
            self.h = self._array(self.T + 1, self.H, self.B)
        self.steps = [(z, self._flat(h), seen) for z, h, seen in zip(self.z, self.h[1:], self.seen[1:], strict=True)]
        self.f = [self._flat(F) for F in self.F]

    def _prepare(self, start: Sequence[Array]) -> None:
        np.copyto(self.W_ahead, self.weights[0].T)
        np.copyto(self.U_back, self.weights[0][:, self.D + 1 :].T)
        self.h[0] = start[0]
        if self._mask is not None:
            np.multiply(self.h[0], self._mask, self._square(self.seen[0]))

    def _run(self, first: int, last: int) -> None:
        mask = None if self._mask is None else self._flat(self._mask)
        project, tanh, multiply, maximum = self.W_ahead.T.dot, np.tanh, np.multiply, np.maximum
        relu, zero = self.activation == "relu", np.zeros((), self.dtype)
        for z, h, seen in self.steps[first:last]:
            project(z, h)
            if relu:
                maximum(h, zero, out=h)
            else:
                tanh(h, h)
            if mask is not None:
                multiply(h, mask, seen)

    def _slopes(self, first: int, last: int) -> None:
        h, F = self.h[first + 1 : last + 1], self.F[first:last]
        if self.activation == "relu":
            np.sign(h, F)
        else:
            np.multiply(h, h, F)
            np.subtract(1, F, F)

    def _ran(self) -> Array:
        self.end = (self.h[-1].copy(),)
        return self.h[1:]

    def _walk(self, low: int, high: int, read: bool) -> None:
        delta, back, multiply, add = self.delta, self.U_back.dot, np.multiply, np.add
        mask = None if self._mask is None else self._flat(self._mask)
        for da, dh in zip(self.f[low:high][::-1], self.reads[low:high][::-1], strict=True):
            if read:
                add(delta, dh, delta)
            multiply(da, delta, da)
            back(da, delta)
            if mask is not None:
                multiply(delta, mask, delta)

    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        da, z = self._columns(first, last, slice(None))
        found[0] += da.dot(z, self._part[0])
        if dx is not None:
            self._spread(self.weights[0][:, : self.D].T @ da, dx, first, last)

    def _scale(self, found: list[Array]) -> None:
        """None were."""
