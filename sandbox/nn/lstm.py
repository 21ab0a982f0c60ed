"""The LSTM, a step at a time: the readable reference that the fast kernel answers to.

i = σ(W_i x + U_i h_{t−1} + p_i∘c_{t−1} + b_i)      the input gate          p: peepholes, where there are any
f = σ(W_f x + U_f h_{t−1} + p_f∘c_{t−1} + b_f)      the forget gate
g = tanh(W_g x + U_g h_{t−1} + b_g)                 the candidate
c = f∘c_{t−1} + i∘g                                 the cell
o = σ(W_o x + U_o h_{t−1} + p_o∘c + b_o)            the output gate, which looks at the new cell
h = o∘tanh(c)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.nn.arrays import Array, beside, outer, sigmoid, summed, zeros_like


@dataclass(frozen=True)
class Lstm:
    W_i: Array  # (H, D), as every W
    W_f: Array
    W_g: Array
    W_o: Array
    U_i: Array  # (H, H), as every U
    U_f: Array
    U_g: Array
    U_o: Array
    b_i: Array  # (H,), as every b and p
    b_f: Array
    b_g: Array
    b_o: Array
    p_i: Array | None = None
    p_f: Array | None = None
    p_o: Array | None = None

    @property
    def peeps(self) -> bool:
        return any(p is not None for p in (self.p_i, self.p_f, self.p_o))


@dataclass(frozen=True)
class Step:
    """What a step read and made, by name."""

    x: Array  # (D,) or (D, B)
    h_before: Array  # (H,) or (H, B), as all that follow
    c_before: Array
    i: Array
    f: Array
    g: Array
    o: Array
    c: Array
    h: Array


@dataclass(frozen=True)
class Gradients:
    cell: Lstm  # the gradient of each of its weights
    x: Array  # (T, D) or (T, D, B)
    h_0: Array  # (H,) or (H, B)
    c_0: Array


def step(cell: Lstm, x: Array, h_before: Array, c_before: Array, mask: Array | float = 1.0) -> Step:
    seen = mask * h_before
    i = sigmoid(cell.W_i @ x + cell.U_i @ seen + _peep(cell.p_i, c_before) + beside(cell.b_i, x))
    f = sigmoid(cell.W_f @ x + cell.U_f @ seen + _peep(cell.p_f, c_before) + beside(cell.b_f, x))
    g = np.tanh(cell.W_g @ x + cell.U_g @ seen + beside(cell.b_g, x))
    c = f * c_before + i * g
    o = sigmoid(cell.W_o @ x + cell.U_o @ seen + _peep(cell.p_o, c) + beside(cell.b_o, x))
    return Step(x, h_before, c_before, i, f, g, o, c, h=o * np.tanh(c))


def step_back(
    cell: Lstm, dcell: Lstm, at: Step, dh: Array, dc: Array, mask: Array | float = 1.0
) -> tuple[Array, Array, Array]:
    """∂L/∂x, ∂L/∂h_{t−1} and ∂L/∂c_{t−1} from ∂L/∂h and ∂L/∂c; adds what the step has to add to `dcell`."""
    da_o = dh * np.tanh(at.c) * at.o * (1 - at.o)
    dc = dc + dh * at.o * (1 - np.tanh(at.c) ** 2) + _peep(cell.p_o, da_o)
    da_i = dc * at.g * at.i * (1 - at.i)
    da_f = dc * at.c_before * at.f * (1 - at.f)
    da_g = dc * at.i * (1 - at.g**2)

    seen = mask * at.h_before
    for da, dW, dU, db in (
        (da_i, dcell.W_i, dcell.U_i, dcell.b_i),
        (da_f, dcell.W_f, dcell.U_f, dcell.b_f),
        (da_g, dcell.W_g, dcell.U_g, dcell.b_g),
        (da_o, dcell.W_o, dcell.U_o, dcell.b_o),
    ):
        dW += outer(da, at.x)
        dU += outer(da, seen)
        db += summed(da)
    for dp, da, c in (
        (dcell.p_i, da_i, at.c_before),
        (dcell.p_f, da_f, at.c_before),
        (dcell.p_o, da_o, at.c),
    ):
        if dp is not None:
            dp += summed(da * c)

    dx = cell.W_i.T @ da_i + cell.W_f.T @ da_f + cell.W_g.T @ da_g + cell.W_o.T @ da_o
    dh_before = mask * (cell.U_i.T @ da_i + cell.U_f.T @ da_f + cell.U_g.T @ da_g + cell.U_o.T @ da_o)
    dc_before = dc * at.f + _peep(cell.p_i, da_i) + _peep(cell.p_f, da_f)
    return dx, dh_before, dc_before


def forward(cell: Lstm, x: Array, h_0: Array, c_0: Array, mask: Array | float = 1.0) -> list[Step]:
    steps: list[Step] = []
    h, c = h_0, c_0
    for x_t in x:  # x: (T, D) or (T, D, B)
        steps.append(step(cell, x_t, h, c, mask))
        h, c = steps[-1].h, steps[-1].c
    return steps


def gradients(
    cell: Lstm, steps: Sequence[Step], dh: Array, dc_T: Array | float = 0.0, mask: Array | float = 1.0
) -> Gradients:
    """Back-propagation through time; row t − 1 of dh is what the loss reads of h_t itself, dc_T of c_T."""
    dcell = zeros_like(cell)
    dx = np.empty((len(steps), *steps[0].x.shape), steps[0].h.dtype)
    dh_t, dc_t = np.zeros_like(steps[0].h), np.zeros_like(steps[0].c) + dc_T
    for t in range(len(steps), 0, -1):
        dx[t - 1], dh_t, dc_t = step_back(cell, dcell, steps[t - 1], dh_t + dh[t - 1], dc_t, mask)
    return Gradients(dcell, dx, dh_t, dc_t)


def _peep(p: Array | None, c: Array) -> Array | float:
    return 0.0 if p is None else beside(p, c) * c
