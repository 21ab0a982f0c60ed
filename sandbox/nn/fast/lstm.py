"""The LSTM, fast. W is [W_x | b | U] of the gates o, i, f and of g, one below the other, (4H, K).

One tanh makes all four: σ(a) = ½ + ½ tanh(½ a), with the inner ½ folded into the weights. 1 + tanh(½ a) is then twice a
gate, and factors of 2 are carried along where that saves a call, and taken back where it costs none:

forward     P = 2(o, i, f)     c = ½(P_i∘g + P_f∘c_{t−1})     Z holds 2h = P_o∘tanh(c), U takes the ½
backward    with C = 2 ∂L/∂c, multiplied by         2 Q  = P_o∘(1 − tanh²c)           what h passes on to c
            da_o·4 = δ∘tanh(c)∘P_o∘(2 − P_o)        da_i·8 = C∘g∘P_i∘(2 − P_i)        da_f·8 = C∘c_{t−1}∘P_f∘(2 − P_f)
            da_g·4 = C∘P_i∘(1 − g²)                 C_{t−1} = C∘½P_f

A step's memory is S_t = [P_o | P_i | P_f | g | c_{t−1}]: each pair that is multiplied lies side by side.
"""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.fast.layer import Layer
from sandbox.nn.lstm import Lstm

GATES = ("o", "i", "f", "g")


class FastLstm(Layer):
    rows = 6

    def __init__(self, W: Array, D: int) -> None:
        super().__init__([W], D, len(W) // 4)
        H, K = self.H, self.K
        self.ahead = np.repeat(np.array([0.5, 0.5, 0.5, 1.0], self.dtype), H)[None, :] * np.ones((K, 1), self.dtype)
        self.ahead[self.D + 1 :] *= 0.5  # of Z's 2h
        self.back = np.repeat(np.array([1 / 4, 1 / 8, 1 / 8, 1 / 4], self.dtype), H)[:, None]
        self.half = np.array([0.5, 0.5], self.dtype)
        self.W_ahead = np.empty((K, 4 * H), self.dtype)
        self.U_back = np.empty((H, 4 * H), self.dtype)

    @classmethod
    def of(cls, cell: Lstm) -> "FastLstm":
        if cell.p_i is not None or cell.p_f is not None or cell.p_o is not None:
            raise ValueError("Peepholes run with the readable cell.")
        blocks = [[getattr(cell, f"W_{k}"), getattr(cell, f"b_{k}")[:, None], getattr(cell, f"U_{k}")] for k in GATES]
        return cls(np.block(blocks), cell.W_i.shape[1])

    def named(self, W: Array) -> Lstm:
        """Weights, or their gradients, as the readable cell has them."""
        o, i, f, g = W.reshape(4, self.H, self.K)
        D, gates = self.D, (i, f, g, o)
        return Lstm(*(w[:, :D] for w in gates), *(w[:, D + 1 :] for w in gates), *(w[:, D] for w in gates))

    def set_up(self) -> None:
        T, H, B = self.T, self.H, self.B
        self.S = self._array(T + 1, 5 * H, B)
        self.tanh_c = self._array(T, H, B)
        self.h = self._array(T, H, B)
        self.products = self._array(2, H * B)
        self.one = np.ones((), self.dtype)
        self.steps = [
            (
                self.z[t],
                self._flat(S[: 4 * H]),
                S[: 3 * H].reshape(-1),
                S[H : 3 * H].reshape(2, -1),
                S[3 * H :].reshape(2, -1),
                self.S[t + 1, 4 * H :].reshape(-1),
                self.tanh_c[t].reshape(-1),
                S[:H].reshape(-1),
                self.seen[t + 1].reshape(-1),
            )
            for t, S in enumerate(self.S[:T])
        ]
        self.f = [
            (
                F[: 2 * H].reshape(2, -1),
                F[:H].reshape(-1),
                F[2 * H :].reshape(4, -1),
                self._flat(F[H : 5 * H]),
                F[5 * H :].reshape(-1),
            )
            for F in self.F
        ]
        self.dc = np.zeros(H * B, self.dtype)

    def _run(self, start: Sequence[Array]) -> Array:
        W, H = self.weights[0], self.H
        np.multiply(W.T, self.ahead, self.W_ahead)
        np.multiply(W[:, self.D + 1 :].T, self.back.T, self.U_back)
        self._square(self.seen[0])[...] = 2 * start[0] if self.mask is None else 2 * start[0] * self.mask
        self.S[0, 4 * H :] = start[1]

        project, combine, tanh, multiply, add = self.W_ahead.T.dot, self.half.dot, np.tanh, np.multiply, np.add
        one, products = self.one, self.products
        mask = None if self.mask is None else self.mask.reshape(-1)
        for z, all_four, gates, i_f, g_c, c, tanh_c, o, seen in self.steps:
            project(z, all_four)
            tanh(all_four, all_four)
            add(gates, one, gates)
            multiply(i_f, g_c, products)
            combine(products, c)
            tanh(c, tanh_c)
            multiply(o, tanh_c, seen)
            if mask is not None:
                multiply(seen, mask, seen)
        if mask is None:
            np.multiply(self.Z[1:, self.D + 1 :], 0.5, self.h)
        else:
            np.multiply(self.S[:-1, :H], self.tanh_c, self.h)
            self.h *= 0.5
        self.end = (self.h[-1].copy(), self.S[-1, 4 * H :].copy())
        return self.h

    def _slopes(self, first: int, last: int) -> None:
        H = self.H
        S, F, tanh_c = self.S[first:last], self.F[: last - first], self.tanh_c[first:last]
        P_o, P_i, P_f, g = (S[:, k * H : (k + 1) * H] for k in range(4))
        Q, E_o, E_g, f = (F[:, k * H : (k + 1) * H] for k in (0, 1, 4, 5))
        E, E_if = F[:, H : 4 * H], F[:, 2 * H : 4 * H]
        np.subtract(2, S[:, : 3 * H], E)
        np.multiply(E, S[:, : 3 * H], E)
        np.multiply(E_o, tanh_c, E_o)
        np.multiply(E_if, S[:, 3 * H :], E_if)
        np.multiply(g, g, E_g)
        np.subtract(1, E_g, E_g)
        np.multiply(E_g, P_i, E_g)
        np.multiply(tanh_c, tanh_c, Q)
        np.subtract(1, Q, Q)
        np.multiply(Q, P_o, Q)
        np.multiply(P_f, 0.5, f)

    def _begin(self, dend: Sequence[Array]) -> None:
        super()._begin(dend)
        np.multiply(dend[1].reshape(-1), 2, self.dc)

    def _walk(self, first: int, last: int, dh: Array | None) -> None:
        delta, dc, back, multiply, add = self.delta, self.dc, self.U_back.dot, np.multiply, np.add
        mask = None if self.mask is None else self._flat(self.mask)
        read = None if dh is None else list(self._flat(dh))
        flat = delta.reshape(-1)
        for t in range(last - 1, first - 1, -1):
            if read is not None:
                add(delta, read[t], delta)
            through_o, to_c, through_c, da, dc_before = self.f[t - first]
            multiply(through_o, flat, through_o)
            add(dc, to_c, dc)
            multiply(through_c, dc, through_c)
            dc = dc_before
            back(da, delta)
            if mask is not None:
                multiply(delta, mask, delta)
        np.copyto(self.dc, dc)

    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        da, z = self._columns(first, last, slice(self.H, 5 * self.H))
        part = da @ z.T
        part *= self.back
        part[:, self.D + 1 :] *= 0.5
        found[0] += part
        if dx is not None:
            self._spread((self.weights[0][:, : self.D] * self.back).T @ da, dx, first, last)

    def _carried(self) -> Sequence[Array]:
        return (self.delta, self.dc)

    def _started(self) -> tuple[Array, ...]:
        return (*super()._started(), 0.5 * self._square(self.dc))
