"""The LSTM, fast. W is [W_x | b | U] of g and of the gates f, i, o, one below the other, (4H, K).

One tanh makes all four: σ(a) = ½ + ½ tanh(½ a), with the inner ½ folded into the weights. 1 + tanh(½ a) is then twice a
gate, and factors of 2 are carried along where that saves a call, and taken back where it costs none:

forward     P = 2(f, i, o)     c = ½(P_f∘c_{t−1} + P_i∘g)     Z holds 2h = P_o∘tanh(c), U takes the ½
backward    δ and C = 2 ∂L/∂c are multiplied by
            2 Q = P_o∘(1 − tanh²c) = P_o − 2h∘tanh(c)       δ, passed on to C
            4 E_o = tanh(c)∘P_o∘(2 − P_o) = 2h∘(2 − P_o)    δ, for o
            8 E_f = P_f∘c_{t−1}∘(2 − P_f)                   C, for f;  8 E_i = P_i∘g∘(2 − P_i), for i
            4 E_g = P_i∘(1 − g²) = P_i − P_i∘g∘g            C, for g
            f = ½ P_f                                       C, for C_{t−1}

A step's memory is S_t = [c_{t−1} | g | P_f | P_i | P_o] on the way there and F_t = [f | E_g | E_f | E_i | E_o | Q] on
the way back: what one call multiplies, or one adds up, lies side by side; so do Q of a step and C of the next.
"""

from collections.abc import Sequence

import numpy as np

from sandbox.nn.arrays import Array
from sandbox.nn.fast.layer import Layer
from sandbox.nn.lstm import Lstm

ORDER = ("g", "f", "i", "o")


class FastLstm(Layer):
    rows = 6
    states = 2

    def __init__(self, W: Array, D: int) -> None:
        super().__init__([W], D, len(W) // 4)
        H, K = self.H, self.K
        self.ahead = np.repeat(np.array([1.0, 0.5, 0.5, 0.5], self.dtype), H) * np.ones((K, 1), self.dtype)
        self.ahead[self.D + 1 :] *= 0.5  # of Z's 2h
        self.back = np.repeat(np.array([1 / 4, 1 / 8, 1 / 8, 1 / 4], self.dtype), H)[:, None]
        self.half = np.array([0.5, 0.5], self.dtype)
        self.sums = np.ones((4, 2), self.dtype)
        self.W_ahead = self._array(K, 4 * H)
        self.U_back = self._array(2, H, 4 * H)  # twice: see _walk_alone

    @classmethod
    def of(cls, cell: Lstm) -> "FastLstm":
        if cell.peeps:
            raise ValueError("Peepholes run with the readable cell.")
        blocks = [[getattr(cell, f"W_{k}"), getattr(cell, f"b_{k}")[:, None], getattr(cell, f"U_{k}")] for k in ORDER]
        return cls(np.block(blocks), cell.W_i.shape[1])

    def named(self, W: Array) -> Lstm:
        """Weights, or their gradients, as the readable cell has them."""
        g, f, i, o = W.reshape(4, self.H, self.K)
        D, gates = self.D, (i, f, g, o)
        return Lstm(*(w[:, :D] for w in gates), *(w[:, D + 1 :] for w in gates), *(w[:, D] for w in gates))

    def set_up(self) -> None:
        T, H, B = self.T, self.H, self.B
        self.S = self._array(self.chunk + 1, 5 * H, B)
        self.products = self._array(self.chunk, 2 * H, B)  # P_f∘c_{t−1}, P_i∘g
        self.tanh_c = self._array(self.chunk, H, B)
        self.doubled = self.Z[1:, self.D + 1 :] if self._mask is None else self._array(T, H, B)
        self.h = self._array(T, H, B)
        self.one = np.ones((), self.dtype)
        self.steps = [
            (
                self._flat(S[H:]),
                S[2 * H :].reshape(-1),
                S[: 2 * H].reshape(-1),
                S[2 * H : 4 * H].reshape(-1),
                products.reshape(-1),
                products.reshape(2, -1),
                after[:H].reshape(-1),
                tanh_c.reshape(-1),
                S[4 * H :].reshape(-1),
            )
            for S, after, products, tanh_c in zip(self.S[:-1], self.S[1:], self.products, self.tanh_c, strict=True)
        ]
        self.sequence = [
            (z, doubled.reshape(-1), seen.reshape(-1))
            for z, doubled, seen in zip(self.z, self.doubled, self.seen[1:], strict=True)
        ]
        memory = self.F.reshape(-1, H * B)
        self.f = [
            (
                F[:H].reshape(-1),
                F[: 4 * H].reshape(-1),
                self._flat(F[H : 5 * H]),
                F[4 * H : 5 * H].reshape(-1),
                F[5 * H :].reshape(-1),
            )
            for F in self.F
        ]
        self.f_alone = [
            (
                F[4 * H :].reshape(-1),
                memory[6 * slot + 5 : 6 * slot + 7],
                F[: 4 * H].reshape(-1),
                F[H : 5 * H].reshape(-1),
            )
            for slot, F in enumerate(self.F[:T])
        ]
        self.dc = np.zeros(H * B, self.dtype)
        self.deltas = self._array(2, H, B)
        self.delta = self._flat(self.deltas[0])
        self.dcs = self._array(4, H * B)

    def _prepare(self, start: Sequence[Array]) -> None:
        W = self.weights[0]
        np.multiply(W.T, self.ahead, self.W_ahead)
        np.multiply(W[:, self.D + 1 :].T, self.back.T, self.U_back)
        self._square(self.seen[0])[...] = 2 * start[0] if self._mask is None else 2 * start[0] * self._mask
        self.c = start[1]

    def _run(self, first: int, last: int) -> None:
        self.S[0, : self.H] = self.c
        project, combine, tanh, multiply, add = self.W_ahead.T.dot, self.half.dot, np.tanh, np.multiply, np.add
        one, mask = self.one, None if self._mask is None else self._mask.reshape(-1)
        for (all_four, gates, c_g, f_i, products, both, c, tanh_c, o), (z, doubled, seen) in zip(
            self.steps, self.sequence[first:last], strict=False
        ):
            project(z, all_four)
            tanh(all_four, all_four)
            add(gates, one, gates)
            multiply(f_i, c_g, products)
            combine(both, c)
            tanh(c, tanh_c)
            multiply(o, tanh_c, doubled)
            if mask is not None:
                multiply(doubled, mask, seen)
        np.multiply(self.doubled[first:last], 0.5, self.h[first:last])
        self.c = self.S[last - first, : self.H].copy()

    def _ran(self) -> Array:
        self.end = (self.h[-1].copy(), self.c)
        return self.h

    def _slopes(self, first: int, last: int) -> None:
        H = self.H
        steps = last - first
        S, products, tanh_c = self.S[:steps], self.products[:steps], self.tanh_c[:steps]
        F, doubled = self.F[first:last], self.doubled[first:last]
        g, P_f, P_i, P_o = (S[:, k * H : (k + 1) * H] for k in (1, 2, 3, 4))
        f, E_g, E_o, Q = (F[:, k * H : (k + 1) * H] for k in (0, 1, 4, 5))
        E_fi = F[:, 2 * H : 4 * H]
        np.subtract(2, S[:, 2 * H :], F[:, 2 * H : 5 * H])
        np.multiply(E_fi, products, E_fi)
        np.multiply(E_o, doubled, E_o)
        np.multiply(products[:, H:], g, E_g)
        np.subtract(P_i, E_g, E_g)
        np.multiply(doubled, tanh_c, Q)
        np.subtract(P_o, Q, Q)
        np.multiply(P_f, 0.5, f)

    def _begin(self, dend: Sequence[Array]) -> None:
        self.deltas[:] = dend[0]
        np.multiply(dend[1].reshape(-1), 2, self.dc)

    def _reads(self) -> tuple[int, int]:
        return (2 * self.H if self.B == 1 else self.H), self.B

    def _read(self, dh: Array) -> None:
        self.read[:, : self.H] = dh
        if self.B == 1:
            self.read[:, self.H :] = dh

    def _walk(self, low: int, high: int, read: bool) -> None:
        dc = self.f[high][0]
        np.copyto(dc, self.dc)
        if self.B == 1:
            self._walk_alone(low, high, read)
        else:
            delta, back, multiply, add = self.delta, self.U_back[0].dot, np.multiply, np.add
            flat, four, dcs, copy = delta.reshape(-1), self.dcs, self.dcs.reshape(-1), np.copyto
            steps = zip(self.f[low:high][::-1], self.reads[low:high][::-1], strict=True)
            for (dc_before, through_c, da, through_o, to_c), dh in steps:
                if read:
                    add(delta, dh, delta)
                multiply(through_o, flat, through_o)
                multiply(to_c, flat, to_c)
                add(dc, to_c, dc)
                copy(four, dc)
                multiply(through_c, dcs, through_c)
                dc = dc_before
                back(da, delta)
                if self._mask is not None:
                    multiply(delta, self._mask, delta)
        np.copyto(self.dc, self.f[low][0])

    def _walk_alone(self, low: int, high: int, read: bool) -> None:
        """A batch of one, where a call that repeats an operand costs three that don't: products make it repeated."""
        deltas, four, dcs = self.deltas.reshape(-1), self.dcs, self.dcs.reshape(-1)
        back, repeated, multiply, add = self.U_back.reshape(-1, 4 * self.H).dot, self.sums.dot, np.multiply, np.add
        mask = None if self._mask is None else np.tile(self._mask[:, 0], 2)
        steps = zip(self.f_alone[low:high][::-1], self.reads[low:high][::-1], strict=True)
        for (through_o, to_c_and_c, through_c, da), dh in steps:
            if read:
                add(deltas, dh, deltas)
            multiply(through_o, deltas, through_o)
            repeated(to_c_and_c, four)
            multiply(through_c, dcs, through_c)
            back(da, deltas)
            if mask is not None:
                multiply(deltas, mask, deltas)

    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        da, z = self._columns(first, last, slice(self.H, 5 * self.H))
        found[0] += da.dot(z, self._part[0])
        if dx is not None:
            self._spread((self.weights[0][:, : self.D] * self.back).T @ da, dx, first, last)

    def _scale(self, found: list[Array]) -> None:
        found[0] *= self.back
        found[0][:, self.D + 1 :] *= 0.5

    def _vanished(self) -> bool:
        gone = super()._vanished()
        if gone:
            self.deltas.fill(0)
        return gone

    def _carried(self) -> Sequence[Array]:
        return (self.delta, self.dc)

    def _started(self) -> tuple[Array, ...]:
        return (self.deltas[0].copy(), 0.5 * self._square(self.dc))
