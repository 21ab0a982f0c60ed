"""The tanh RNN on one sequence, a step at a time: the readable reference that faster kernels answer to.

a_t = W_xh x_t + W_hh h_{t−1} + b          δ_t = ∂L/∂h_t
h_t = tanh(a_t)                            δ_{t−1} = W_hhᵀ diag(1 − h_t²) δ_t
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rnn:
    W_xh: Array  # (H, D)
    W_hh: Array  # (H, H)
    b: Array  # (H,)


def step(cell: Rnn, x_t: Array, h_before: Array) -> Array:
    a_t = cell.W_xh @ x_t + cell.W_hh @ h_before + cell.b  # (H,)
    return np.tanh(a_t)


def step_back(cell: Rnn, h_t: Array, delta_t: Array) -> Array:
    """∂L/∂h_{t−1} from ∂L/∂h_t, where the loss reads h_{t−1} through h_t alone."""
    return cell.W_hh.T @ (slope(h_t) * delta_t)  # (H,)


def slope(h: Array) -> Array:
    """tanh′(a), written in h = tanh(a)."""
    return 1 - h**2


def forward(cell: Rnn, x: Array, h_0: Array) -> Array:
    """Every state; row t is h_t, row 0 the one given."""
    T = len(x)  # x: (T, D)
    h = np.empty((T + 1, len(h_0)))  # (T+1, H)
    h[0] = h_0
    for t in range(1, T + 1):
        h[t] = step(cell, x[t - 1], h[t - 1])
    return h


def backward(cell: Rnn, h: Array, delta_T: Array) -> Array:
    """Every gradient of a loss that reads h_T alone; row t is ∂L/∂h_t."""
    T = len(h) - 1
    delta = np.empty_like(h)  # (T+1, H)
    delta[T] = delta_T
    for t in range(T, 0, -1):
        delta[t - 1] = step_back(cell, h[t], delta[t])
    return delta
