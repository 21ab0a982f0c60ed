"""The GRU, a step at a time: the readable reference that the fast kernel answers to. Here z writes:

z = σ(W_z x + U_z h_{t−1} + b_z)                    the update gate
r = σ(W_r x + U_r h_{t−1} + b_r)                    the reset gate
n = tanh(W_n x + U_n (r∘h_{t−1}) + b_n)             the candidate, reset before the product (Cho et al.), or
n = tanh(W_n x + b_n + r∘(U_n h_{t−1} + b_u))       reset after it, with a bias of its own (cuDNN, PyTorch, Keras)
h = (1 − z)∘h_{t−1} + z∘n                           PyTorch and Keras write the same with 1 − z for z
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.nn.arrays import Array, beside, outer, sigmoid, summed, zeros_like


@dataclass(frozen=True)
class Gru:
    W_z: Array  # (H, D), as every W
    W_r: Array
    W_n: Array
    U_z: Array  # (H, H), as every U
    U_r: Array
    U_n: Array
    b_z: Array  # (H,), as every b
    b_r: Array
    b_n: Array
    b_u: Array | None = None  # with it, the reset gate comes after the product

    @property
    def resets_after(self) -> bool:
        return self.b_u is not None


@dataclass(frozen=True)
class Step:
    """What a step read and made, by name."""

    x: Array  # (D,) or (D, B)
    h_before: Array  # (H,) or (H, B), as all that follow
    z: Array
    r: Array
    n: Array
    h: Array


@dataclass(frozen=True)
class Gradients:
    cell: Gru  # the gradient of each of its weights
    x: Array  # (T, D) or (T, D, B)
    h_0: Array  # (H,) or (H, B)


def step(cell: Gru, x: Array, h_before: Array, mask: Array | float = 1.0) -> Step:
    seen = mask * h_before
    z = sigmoid(cell.W_z @ x + cell.U_z @ seen + beside(cell.b_z, x))
    r = sigmoid(cell.W_r @ x + cell.U_r @ seen + beside(cell.b_r, x))
    if cell.b_u is None:
        n = np.tanh(cell.W_n @ x + cell.U_n @ (r * seen) + beside(cell.b_n, x))
    else:
        n = np.tanh(cell.W_n @ x + beside(cell.b_n, x) + r * (cell.U_n @ seen + beside(cell.b_u, x)))
    return Step(x, h_before, z, r, n, h=(1 - z) * h_before + z * n)


def step_back(cell: Gru, dcell: Gru, at: Step, dh: Array, mask: Array | float = 1.0) -> tuple[Array, Array]:
    """∂L/∂x and ∂L/∂h_{t−1} from ∂L/∂h; adds what the step has to add to `dcell`."""
    seen = mask * at.h_before
    da_z = dh * (at.n - at.h_before) * at.z * (1 - at.z)
    da_n = dh * at.z * (1 - at.n**2)
    if cell.b_u is None or dcell.b_u is None:
        dreset = cell.U_n.T @ da_n  # of r∘h_{t−1}
        dr, dseen = dreset * seen, dreset * at.r
        dcell.U_n[...] += outer(da_n, at.r * seen)
    else:
        product = da_n * at.r  # of U_n h_{t−1} + b_u
        dr, dseen = da_n * (cell.U_n @ seen + beside(cell.b_u, dh)), cell.U_n.T @ product
        dcell.U_n[...] += outer(product, seen)
        dcell.b_u[...] += summed(product)
    da_r = dr * at.r * (1 - at.r)

    for da, dW, db in ((da_z, dcell.W_z, dcell.b_z), (da_r, dcell.W_r, dcell.b_r), (da_n, dcell.W_n, dcell.b_n)):
        dW += outer(da, at.x)
        db += summed(da)
    dcell.U_z[...] += outer(da_z, seen)
    dcell.U_r[...] += outer(da_r, seen)

    dx = cell.W_z.T @ da_z + cell.W_r.T @ da_r + cell.W_n.T @ da_n
    dseen = dseen + cell.U_z.T @ da_z + cell.U_r.T @ da_r
    return dx, mask * dseen + dh * (1 - at.z)


def forward(cell: Gru, x: Array, h_0: Array, mask: Array | float = 1.0) -> list[Step]:
    steps: list[Step] = []
    h = h_0
    for x_t in x:  # x: (T, D) or (T, D, B)
        steps.append(step(cell, x_t, h, mask))
        h = steps[-1].h
    return steps


def gradients(cell: Gru, steps: Sequence[Step], dh: Array, mask: Array | float = 1.0) -> Gradients:
    """Back-propagation through time; row t − 1 of dh is what the loss reads of h_t itself."""
    dcell = zeros_like(cell)
    dx = np.empty((len(steps), *steps[0].x.shape), steps[0].h.dtype)
    dh_t = np.zeros_like(steps[0].h)
    for t in range(len(steps), 0, -1):
        dx[t - 1], dh_t = step_back(cell, dcell, steps[t - 1], dh_t + dh[t - 1], mask)
    return Gradients(dcell, dx, dh_t)
