"""Whole cells with drawn weights: U(±1/√H), biases 0 unless named."""

from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn import initial
from sandbox.nn.arrays import Array
from sandbox.nn.gru import Gru
from sandbox.nn.lstm import Lstm
from sandbox.nn.rnn import Activation, Rnn

Recurrence = Literal["uniform", "gaussian", "orthogonal", "identity"]


def rnn(
    D: int,
    H: int,
    rng: np.random.Generator,
    *,
    recurrence: Recurrence = "uniform",
    gain: float = 1.0,
    activation: Activation = "tanh",
    dtype: DTypeLike = np.float64,
) -> Rnn:
    """`gain` times what is drawn for the recurrence; of a large Gaussian one, that is about the spectral radius."""
    W_xh: Array = initial.uniform(H, D, H, rng).astype(dtype)
    W_hh: Array = (gain * _recurrence(recurrence, H, rng)).astype(dtype)
    return Rnn(W_xh, W_hh, np.zeros(H, dtype), activation)


def lstm(
    D: int,
    H: int,
    rng: np.random.Generator,
    *,
    forget_bias: float = 0.0,
    chrono: int | None = None,
    peepholes: bool = False,
    dtype: DTypeLike = np.float64,
) -> Lstm:
    """`chrono`: the longest memory that is expected, instead of a forget bias."""
    W, U = _uniform(4, H, D, H, rng, dtype), _uniform(4, H, H, H, rng, dtype)
    b_f = np.full(H, forget_bias) if chrono is None else initial.chrono(H, chrono, rng)
    b_i = np.zeros(H) if chrono is None else -b_f
    b: list[Array] = [bias.astype(dtype) for bias in (b_i, b_f, np.zeros(H), np.zeros(H))]
    if not peepholes:
        return Lstm(*W, *U, *b)
    return Lstm(*W, *U, *b, *(p[0] for p in _uniform(3, 1, H, H, rng, dtype)))


def gru(
    D: int,
    H: int,
    rng: np.random.Generator,
    *,
    chrono: int | None = None,
    resets_after: bool = True,
    dtype: DTypeLike = np.float64,
) -> Gru:
    W, U = _uniform(3, H, D, H, rng, dtype), _uniform(3, H, H, H, rng, dtype)
    b_z = np.zeros(H) if chrono is None else -initial.chrono(H, chrono, rng)
    biases = [b_z, *(np.zeros(H) for _ in range(3 if resets_after else 2))]
    b: list[Array] = [bias.astype(dtype) for bias in biases]
    return Gru(*W, *U, *b)


def _uniform(
    many: int, rows: int, columns: int, hidden: int, rng: np.random.Generator, dtype: DTypeLike
) -> list[Array]:
    return [initial.uniform(rows, columns, hidden, rng).astype(dtype) for _ in range(many)]


def _recurrence(kind: Recurrence, H: int, rng: np.random.Generator) -> Array:
    if kind == "orthogonal":
        return initial.orthogonal(H, rng)
    if kind == "gaussian":
        return initial.gaussian(H, H, 1 / sqrt(H), rng)
    return initial.identity(H) if kind == "identity" else initial.uniform(H, H, H, rng)
