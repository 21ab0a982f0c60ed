"""The GRU that resets after the product, fast. W is [W_x | b | U] of z, r and u = U_n h_{t−1} + b_u, one below the
other, (3H, K), where u has no W_x: these columns stay 0. V is [W_n | b_n], (H, D+1), of all steps in one product.

As in the LSTM one tanh makes both gates, and doubled gates are carried along:

forward     P = 2(z, r)     n = tanh(V x + P_r∘½u)     d = P_z∘(n − h_{t−1})     h = h_{t−1} + ½ d
backward    δ is multiplied by        1 − ½P_z      for h_{t−1}       2 E_n = P_z∘(1 − n²)        for n
            4 E_z = d∘(2 − P_z)       for z         4 E_u = P_r∘2E_n  for u       4 E_r = ½u∘(2 − P_r)∘4E_u       for r

A step's block of Z has room for d beside h_{t−1}, so that one product with (1, ½) makes h.
"""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.fast.layer import Layer
from sandbox.nn.gru import Gru


class FastGru(Layer):
    rows = 5
    states = 1

    def __init__(self, W: Array, V: Array, D: int) -> None:
        super().__init__([W, V], D, len(V))
        self.mix = np.array([1.0, 0.5], self.dtype)
        self.W_ahead = self._array(self.K, 3 * self.H)
        self.U_back = self._array(self.H, 3 * self.H)

    @classmethod
    def of(cls, cell: Gru) -> "FastGru":
        if cell.b_u is None:
            raise ValueError("A GRU that resets before the product runs with the readable cell.")
        W = [
            [cell.W_z, cell.b_z[:, None], cell.U_z],
            [cell.W_r, cell.b_r[:, None], cell.U_r],
            [np.zeros_like(cell.W_n), cell.b_u[:, None], cell.U_n],
        ]
        return cls(np.block(W), np.hstack([cell.W_n, cell.b_n[:, None]]), cell.W_n.shape[1])

    def named(self, W: Array, V: Array) -> Gru:
        """Weights, or their gradients, as the readable cell has them."""
        D, (z, r, u) = self.D, W.reshape(3, self.H, self.K)
        U_z, U_r, U_n = (w[:, D + 1 :] for w in (z, r, u))
        return Gru(z[:, :D], r[:, :D], V[:, :D], U_z, U_r, U_n, z[:, D], r[:, D], V[:, D], u[:, D])

    def _block(self) -> int:
        return self.K + self.H

    def set_up(self) -> None:
        T, H, B = self.T, self.H, self.B
        if self._mask is None:
            self.hd = self.Z[:, self.D + 1 :]  # [h_{t−1} | d]
        else:
            self.hd = self._array(T + 1, 2 * H, B)
        self.S = self._array(self.chunk, 4 * H, B)  # [P_z | P_r | ½u | n]
        self.scratch = np.zeros(H * B, self.dtype)
        self.one = np.ones((), self.dtype)
        self.steps = [
            (
                self._flat(S[: 3 * H]),
                S[: 2 * H].reshape(-1),
                S[:H].reshape(-1),
                S[H : 2 * H].reshape(-1),
                S[2 * H : 3 * H].reshape(-1),
                S[3 * H :].reshape(-1),
            )
            for S in self.S
        ]
        self.sequence = [
            (
                z,
                hd[:H].reshape(-1),
                hd[H:].reshape(-1),
                hd.reshape(2, -1),
                after[:H].reshape(-1),
                seen.reshape(-1),
            )
            for z, hd, after, seen in zip(self.z, self.hd[:-1], self.hd[1:], self.seen[1:], strict=True)
        ]
        self.f = [(F.reshape(5, -1), self._flat(F[2 * H :]), F[:H].reshape(-1)) for F in self.F]

    def _prepare(self, start: Sequence[Array]) -> None:
        W, H, D = self.weights[0], self.H, self.D
        np.multiply(W.T, 0.5, self.W_ahead)
        np.multiply(W[:, D + 1 :].T, 0.25, self.U_back)
        self.hd[0, :H] = start[0]
        if self._mask is not None:
            np.multiply(self.hd[0, :H], self._mask, self._square(self.seen[0]))

    def _run(self, first: int, last: int) -> None:
        V, H, D = self.weights[1], self.H, self.D
        z, n = self.Z[first:last, : D + 1], self.S[: last - first, 3 * H :]
        if self.B == 1:
            np.matmul(z[..., 0], V.T, n[..., 0])
        else:
            np.matmul(V, z, n)
        mask = None if self._mask is None else self._mask.reshape(-1)
        project, combine, tanh, multiply, add = self.W_ahead.T.dot, self.mix.dot, np.tanh, np.multiply, np.add
        subtract, one, scratch = np.subtract, self.one, self.scratch
        for (product, gates, P_z, P_r, u, n), (z, h, d, h_d, h_next, seen) in zip(
            self.steps, self.sequence[first:last], strict=False
        ):
            project(z, product)
            tanh(gates, gates)
            add(gates, one, gates)
            multiply(P_r, u, scratch)
            add(n, scratch, n)
            tanh(n, n)
            subtract(n, h, d)
            multiply(d, P_z, d)
            combine(h_d, h_next)
            if mask is not None:
                multiply(h_next, mask, seen)

    def _slopes(self, first: int, last: int) -> None:
        H = self.H
        S, F = self.S[: last - first], self.F[first:last]
        P_z, P_r, u, n = (S[:, k * H : (k + 1) * H] for k in range(4))
        kept, E_n, E_z, E_r, E_u = (F[:, k * H : (k + 1) * H] for k in range(5))
        np.multiply(P_z, -0.5, kept)
        np.add(kept, 1, kept)
        np.multiply(n, n, E_n)
        np.subtract(1, E_n, E_n)
        np.multiply(E_n, P_z, E_n)
        np.multiply(E_n, P_r, E_u)
        np.subtract(2, S[:, : 2 * H], F[:, 2 * H : 4 * H])
        np.multiply(E_z, self.hd[first:last, H:], E_z)
        np.multiply(E_r, u, E_r)
        np.multiply(E_r, E_u, E_r)

    def _ran(self) -> Array:
        self.end = (self.hd[-1, : self.H].copy(),)
        return self.hd[1:, : self.H]

    def _walk(self, low: int, high: int, read: bool) -> None:
        delta, back, multiply, add = self.delta, self.U_back.dot, np.multiply, np.add
        mask = None if self._mask is None else self._flat(self._mask)
        flat = delta.reshape(-1)
        for (products, da, kept), dh in zip(self.f[low:high][::-1], self.reads[low:high][::-1], strict=True):
            if read:
                add(delta, dh, delta)
            multiply(products, flat, products)
            back(da, delta)
            if mask is not None:
                multiply(delta, mask, delta)
            add(flat, kept, flat)

    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        (W, V), (dW, dV), H, D = self.weights, found, self.H, self.D
        da, z = self._columns(first, last, slice(H, 5 * H))
        da_n, da_zru = da[:H], da[H:]
        dW += da_zru.dot(z, self._part[0])
        dV += da_n.dot(z[:, : D + 1], self._part[1])
        if dx is not None:
            self._spread(0.25 * (W[:, :D].T @ da_zru) + 0.5 * (V[:, :D].T @ da_n), dx, first, last)

    def _scale(self, found: list[Array]) -> None:
        dW, dV = found
        dW *= 0.25
        dW[2 * self.H :, : self.D] = 0
        dV *= 0.5
