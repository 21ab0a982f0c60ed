"""The LSTM with what the fast one leaves out, and its four gates still in one product: peepholes; masks of dropout that
change at every step, on the candidate or on the cell; and many networks at once, where the weights have an axis more.

W is [W_x | b | U] of g, f, i and o, one below the other, (…, 4H, D+1+H); the peepholes are of f, i, o, (…, 3, H, 1).
The dots stand for nothing, or for N networks that read the same x: they learn each for itself, as if it were alone.
"""

import numpy as np

from sandbox.nn.arrays import Array, of_shape, sigmoid
from sandbox.nn.lstm import Lstm


class OpenLstm:
    def __init__(self, W: Array, peepholes: Array | None = None) -> None:
        self.H = W.shape[-2] // 4
        self.D = W.shape[-1] - 1 - self.H
        if peepholes is not None:
            of_shape("peepholes", peepholes, (*W.shape[:-2], 3, self.H, 1))
        self.W, self.peepholes = W, peepholes
        self.written: Array | None = (
            None  # (T, …, H, B): the mask of each step's candidate, as the next `forward` has it
        )
        self.kept: Array | None = None  # and of the cell that a step takes over

    @classmethod
    def of(cls, cell: Lstm) -> "OpenLstm":
        gates = "gfio"
        blocks = [[getattr(cell, f"W_{k}"), getattr(cell, f"b_{k}")[:, None], getattr(cell, f"U_{k}")] for k in gates]
        if not cell.peeps:
            return cls(np.block(blocks))
        nothing = np.zeros_like(cell.b_f)
        peepholes = [nothing if p is None else p for p in (cell.p_f, cell.p_i, cell.p_o)]
        return cls(np.block(blocks), np.array(peepholes)[..., None])

    @property
    def weights(self) -> list[Array]:
        return [self.W] if self.peepholes is None else [self.W, self.peepholes]

    def forward(self, x: Array) -> Array:
        """Every state, (T, …, H, B), of x (T, D, B); both states start at 0."""
        (T, D, B), H, W, P = x.shape, self.H, self.W, self.peepholes
        of_shape("x", x, (T, self.D, B))
        networks, dtype = W.shape[:-2], W.dtype
        self._written, self._kept = self.written, self.kept
        self.z = np.zeros((T + 1, *networks, D + 1 + H, B), dtype)  # [x | 1 | h_{t−1}]
        self.z[:T, ..., :D, :] = x.reshape(T, *(1 for _ in networks), D, B)
        self.z[..., D, :] = 1
        self.gates = np.empty((T, *networks, 4 * H, B), dtype)
        self.before = np.zeros((T, *networks, H, B), dtype)  # c_{t−1}, as a step reads it
        self.c = np.zeros((T, *networks, H, B), dtype)
        self.tanh_c, self.h = np.empty_like(self.c), np.empty_like(self.c)
        for t, a in enumerate(self.gates):
            np.matmul(W, self.z[t], a)
            g, f, i, o = self._parts(a)
            before = self.before[t]
            if t:
                before[...] = self.c[t - 1] if self._kept is None else self.c[t - 1] * self._kept[t]
            if P is not None:
                f += P[..., 0, :, :] * before
                i += P[..., 1, :, :] * before
            g[...] = np.tanh(g)
            a[..., H : 3 * H, :] = sigmoid(a[..., H : 3 * H, :])
            self.c[t] = f * before + i * (g if self._written is None else g * self._written[t])
            if P is not None:
                o += P[..., 2, :, :] * self.c[t]
            o[...] = sigmoid(o)
            self.tanh_c[t] = np.tanh(self.c[t])
            self.h[t] = self.z[t + 1, ..., D + 1 :, :] = o * self.tanh_c[t]
        return self.h

    def backward(self, dh: Array) -> list[Array]:
        """The gradients, in the order of the weights, from ∂L/∂h_t as the loss itself reads the states."""
        T, W, P = len(dh), self.W, self.peepholes
        U_back = np.ascontiguousarray(np.swapaxes(W[..., self.D + 1 :], -1, -2))
        da = np.empty_like(self.gates)
        through_h, dc = np.zeros_like(self.c[0]), np.zeros_like(self.c[0])
        for t in range(T - 1, -1, -1):
            g, f, i, o = self._parts(self.gates[t])
            da_g, da_f, da_i, da_o = self._parts(da[t])
            delta, tanh_c, before = dh[t] + through_h, self.tanh_c[t], self.before[t]
            written = 1 if self._written is None else self._written[t]
            da_o[...] = delta * tanh_c * o * (1 - o)
            dc = dc + delta * o * (1 - tanh_c**2)
            if P is not None:
                dc += P[..., 2, :, :] * da_o
            da_f[...] = dc * before * f * (1 - f)
            da_i[...] = dc * g * written * i * (1 - i)
            da_g[...] = dc * i * written * (1 - g**2)
            dc = dc * f
            if P is not None:
                dc += P[..., 0, :, :] * da_f + P[..., 1, :, :] * da_i
            if self._kept is not None:
                dc = dc * self._kept[t]
            through_h = np.matmul(U_back, da[t])
        found = [self._columns(da) @ np.swapaxes(self._columns(self.z[:T]), -1, -2)]
        if P is not None:
            _, da_f, da_i, da_o = self._parts(da)
            seen = np.stack([da_f * self.before, da_i * self.before, da_o * self.c], axis=-3)
            found.append(seen.sum(axis=(0, -1))[..., None])
        return found

    def _parts(self, a: Array) -> tuple[Array, Array, Array, Array]:
        H = self.H
        return a[..., :H, :], a[..., H : 2 * H, :], a[..., 2 * H : 3 * H, :], a[..., 3 * H :, :]

    @staticmethod
    def _columns(a: Array) -> Array:
        """(T, …, K, B) → (…, K, T·B)"""
        moved = np.moveaxis(a, 0, -2)
        return moved.reshape(*moved.shape[:-2], -1)
