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

    def __init__(self, W: Array, V: Array, D: int) -> None:
        super().__init__([W, V], D, len(V))
        self.mix = np.array([1.0, 0.5], self.dtype)
        self.W_ahead = np.empty((self.K, 3 * self.H), self.dtype)
        self.U_back = np.empty((self.H, 3 * self.H), self.dtype)

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
        if self.mask is None:
            self.hd = self.Z[:, self.D + 1 :]  # [h_{t−1} | d]
        else:
            self.hd = self._array(T + 1, 2 * H, B)
        self.S = self._array(T, 4 * H, B)  # [P_z | P_r | ½u | n]
        self.scratch = np.zeros(H * B, self.dtype)
        self.one = np.ones((), self.dtype)
        self.steps = [
            (
                self.z[t],
                self._flat(S[: 3 * H]),
                S[: 2 * H].reshape(-1),
                S[:H].reshape(-1),
                S[H : 2 * H].reshape(-1),
                S[2 * H : 3 * H].reshape(-1),
                S[3 * H :].reshape(-1),
                self.hd[t, :H].reshape(-1),
                self.hd[t, H:].reshape(-1),
                self.hd[t].reshape(2, -1),
                self.hd[t + 1, :H].reshape(-1),
                self.seen[t + 1].reshape(-1),
            )
            for t, S in enumerate(self.S)
        ]
        self.f = [(F.reshape(5, -1), self._flat(F[2 * H :]), F[:H].reshape(-1)) for F in self.F]

    def _run(self, start: Sequence[Array]) -> Array:
        (W, V), H, D, T = self.weights, self.H, self.D, self.T
        np.multiply(W.T, 0.5, self.W_ahead)
        np.multiply(W[:, D + 1 :].T, 0.25, self.U_back)
        self.hd[0, :H] = start[0]
        mask = None if self.mask is None else self.mask.reshape(-1)
        if mask is not None:
            np.multiply(self.hd[0, :H].reshape(-1), mask, self.seen[0].reshape(-1))
        if self.B == 1:
            np.matmul(self.Z[:T, : D + 1, 0], V.T, self.S[:, 3 * H :, 0])
        else:
            np.matmul(V, self.Z[:T, : D + 1], self.S[:, 3 * H :])

        project, combine, tanh, multiply, add = self.W_ahead.T.dot, self.mix.dot, np.tanh, np.multiply, np.add
        subtract, one, scratch = np.subtract, self.one, self.scratch
        for z, product, gates, P_z, P_r, u, n, h, d, h_d, h_next, seen in self.steps:
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
        self.end = (self.hd[-1, :H].copy(),)
        return self.hd[1:, :H]

    def _slopes(self, first: int, last: int) -> None:
        H = self.H
        S, F = self.S[first:last], self.F[: last - first]
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

    def _walk(self, first: int, last: int, dh: Array | None) -> None:
        delta, back, multiply, add = self.delta, self.U_back.dot, np.multiply, np.add
        mask = None if self.mask is None else self._flat(self.mask)
        read = None if dh is None else list(self._flat(dh))
        flat = delta.reshape(-1)
        for t in range(last - 1, first - 1, -1):
            if read is not None:
                add(delta, read[t], delta)
            products, da, kept = self.f[t - first]
            multiply(products, flat, products)
            back(da, delta)
            if mask is not None:
                multiply(delta, mask, delta)
            add(flat, kept, flat)

    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        (W, V), (dW, dV), H, D = self.weights, found, self.H, self.D
        da, z = self._columns(first, last, slice(H, 5 * H))
        da_n, da_zru = da[:H], da[H:]
        part = da_zru @ z.T
        part[2 * H :, :D] = 0
        dW += 0.25 * part
        dV += 0.5 * (da_n @ z[: D + 1].T)
        if dx is not None:
            self._spread(0.25 * (W[:, :D].T @ da_zru) + 0.5 * (V[:, :D].T @ da_n), dx, first, last)
