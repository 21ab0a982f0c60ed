"""The vanilla RNN, a step at a time: the readable reference that the fast kernels answer to.

a_t = W_xh x_t + W_hh h_{t−1} + b          δ_t = ∂L/∂h_t
h_t = φ(a_t), φ = tanh or ReLU             δ_{t−1} = W_hhᵀ diag(φ′(a_t)) δ_t + what the loss reads of h_{t−1}

`mask`, here and in the other cells, is dropout on the recurrence: one for a whole sequence, times h_{t−1} as it is
multiplied by recurrent weights.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sandbox.nn.arrays import Array, beside, outer, summed, zeros_like

Activation = Literal["tanh", "relu"]


@dataclass(frozen=True)
class Rnn:
    W_xh: Array  # (H, D)
    W_hh: Array  # (H, H)
    b: Array  # (H,)
    activation: Activation = "tanh"


@dataclass(frozen=True)
class Gradients:
    cell: Rnn  # the gradient of each of its weights
    x: Array  # (T, D) or (T, D, B)
    h_0: Array  # (H,) or (H, B)


def step(cell: Rnn, x_t: Array, h_before: Array, mask: Array | float = 1.0) -> Array:
    a_t = cell.W_xh @ x_t + cell.W_hh @ (mask * h_before) + beside(cell.b, x_t)  # (H,) or (H, B)
    h_t: Array = np.tanh(a_t) if cell.activation == "tanh" else np.maximum(a_t, 0)
    return h_t


def step_back(cell: Rnn, h_t: Array, delta_t: Array, mask: Array | float = 1.0) -> Array:
    """∂L/∂h_{t−1} from ∂L/∂h_t, where the loss reads h_{t−1} through h_t alone."""
    back: Array = mask * (cell.W_hh.T @ (slope(h_t, cell.activation) * delta_t))  # (H,) or (H, B)
    return back


def slope(h: Array, activation: Activation = "tanh") -> Array:
    """φ′(a), written in h = φ(a)."""
    return 1 - h**2 if activation == "tanh" else (h > 0).astype(h.dtype)


def forward(cell: Rnn, x: Array, h_0: Array, mask: Array | float = 1.0) -> Array:
    """Every state; row t is h_t, row 0 the one given."""
    T = len(x)  # x: (T, D) or (T, D, B)
    h = np.empty((T + 1, *h_0.shape), np.result_type(h_0, cell.b))  # (T+1, H) or (T+1, H, B)
    h[0] = h_0
    for t in range(1, T + 1):
        h[t] = step(cell, x[t - 1], h[t - 1], mask)
    return h


def backward(cell: Rnn, h: Array, delta_T: Array) -> Array:
    """The chain alone, of a loss that reads h_T alone; row t is ∂L/∂h_t."""
    T = len(h) - 1
    delta = np.empty_like(h)  # (T+1, H)
    delta[T] = delta_T
    for t in range(T, 0, -1):
        delta[t - 1] = step_back(cell, h[t], delta[t])
    return delta


def gradients(cell: Rnn, x: Array, h: Array, dh: Array, mask: Array | float = 1.0) -> Gradients:
    """Back-propagation through time; row t − 1 of dh is what the loss reads of h_t itself."""
    dcell, dx = zeros_like(cell), np.empty(x.shape, h.dtype)
    delta = np.zeros_like(h[0])
    for t in range(len(x), 0, -1):
        delta = delta + dh[t - 1]  # (H,) or (H, B)
        da = slope(h[t], cell.activation) * delta
        dcell.W_xh[...] += outer(da, x[t - 1])
        dcell.W_hh[...] += outer(da, mask * h[t - 1])
        dcell.b[...] += summed(da)
        dx[t - 1] = cell.W_xh.T @ da
        delta = step_back(cell, h[t], delta, mask)
    return Gradients(dcell, dx, delta)
