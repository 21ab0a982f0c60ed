"""What of the gradient that enters a network at its last state reaches the first, before the network has learnt."""

from math import log10
from typing import TypeVar

import numpy as np

from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array, named
from sandbox.nn.layers import Cell, layer

SomeCell = TypeVar("SomeCell", bound=Cell)


def log10_reaching(cell: Cell, out: Array, x: Array, symbols: Array) -> float | None:
    """log₁₀ of ‖∂L/∂(the state after step 1)‖ ÷ ‖∂L/∂h_T‖, over the batch; None where it is exactly 0.

    In float64: float32 has no number for what arrives. An LSTM's state is c and h.
    """
    walked, read = layer(_double(cell)), Affine(out.astype(float))
    walked.forward(x[:1])
    scores = read.forward(walked.forward(x[1:], walked.end)[-1])
    dh = read.backward(losses.softmax_cross_entropy(scores, symbols)[1])[1]
    sizes = [float(np.linalg.norm(each)) for each in walked.backward(None, (dh,)).start]
    return log10(float(np.hypot.reduce(sizes)) / float(np.linalg.norm(dh))) if any(sizes) else None


def _double(cell: SomeCell) -> SomeCell:
    doubles = {name: weights.astype(float) for name, weights in named(cell).items()}
    return type(cell)(**{**vars(cell), **doubles})
