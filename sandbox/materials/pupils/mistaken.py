"""A network whose loss reads every state, and its BPTT by hand: right, or with a mistake that is really made.

L = ½ Σ_t ‖W_hy h_t + b_y − target_t‖²
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import DTypeLike

from sandbox.nn import drawn, gru, lstm, rnn
from sandbox.nn.arrays import Array, beside, named
from sandbox.nn.layers import Cell, ReadableLayer

Mistake = Literal["none", "overwritten", "slope", "transposed", "detached"]
Kind = Literal["rnn", "lstm", "gru"]
INPUTS, OUTPUTS = 3, 2
START = 0.5  # standard deviation of the first state: one of 0 would hide what the first step adds


@dataclass(frozen=True)
class Lesson:
    x: Array  # (T, D, 1)
    target: Array  # (T, O, 1)
    h_0: Array  # (H, 1)

    @classmethod
    def drawn(cls, T: int, H: int, rng: np.random.Generator, dtype: DTypeLike) -> "Lesson":
        x, target = rng.standard_normal((T, INPUTS, 1)), rng.standard_normal((T, OUTPUTS, 1))
        return cls(x.astype(dtype), target.astype(dtype), (START * rng.standard_normal((H, 1))).astype(dtype))


@dataclass(frozen=True)
class Network:
    cell: Cell
    W_hy: Array  # (O, H)
    b_y: Array  # (O,)

    @classmethod
    def drawn(cls, kind: Kind, H: int, rng: np.random.Generator, dtype: DTypeLike) -> "Network":
        cell = _drawn(kind, H, rng, dtype)
        W_hy = rng.uniform(-1, 1, (OUTPUTS, H)) / np.sqrt(H)
        return cls(cell, W_hy.astype(dtype), np.zeros(OUTPUTS, dtype))

    @property
    def weights(self) -> dict[str, Array]:
        """By name, the cell's first."""
        return {**named(self.cell), "W_hy": self.W_hy, "b_y": self.b_y}

    def with_weights(self, name: str, array: Array) -> "Network":
        """The array, or a stack of them, (N, *shape), as one network of each."""
        if name in named(self.cell):
            return replace(self, cell=_with(self.cell, {name: array}))
        return replace(self, W_hy=array) if name == "W_hy" else replace(self, b_y=array)

    def errors(self, h: Array, target: Array) -> Array:
        """Of one step."""
        error: Array = self.W_hy @ h + beside(self.b_y, h) - target
        return error

    def losses(self, lesson: Lesson, many: int) -> Array:
        """One for each of so many networks, in a stack."""
        h_0 = np.broadcast_to(lesson.h_0, (many, *lesson.h_0.shape))
        states = zip(_states(self.cell, lesson.x, h_0), lesson.target, strict=True)
        squares = np.array([self.errors(h, target) ** 2 for h, target in states])  # (T, N, O, 1)
        losses: Array = 0.5 * squares.sum(axis=(0, 2, 3))
        return losses


def bptt(network: Network, lesson: Lesson, mistake: Mistake = "none") -> dict[str, Array]:
    """The gradient of each array of weights, by its name."""
    steps = []
    state: tuple[Array, ...] = (lesson.h_0,)
    for x_t in lesson.x:
        steps.append(ReadableLayer(network.cell))
        steps[-1].forward(x_t[None], state)
        state = steps[-1].end
    found = {name: np.zeros_like(array) for name, array in network.weights.items()}
    later = tuple(np.zeros_like(part) for part in state)  # ∂L/∂ of the state, as the steps after it have it
    for step, target in zip(reversed(steps), reversed(lesson.target), strict=True):
        h = step.end[0]
        error = network.errors(h, target)
        found["W_hy"] += error @ h.T
        found["b_y"] += error[:, 0]
        dstate = (later[0] + network.W_hy.T @ error, *later[1:])
        adds, later = _one_back(step, dstate, mistake)
        for name, add in adds.items():
            found[name] = add if mistake == "overwritten" else found[name] + add
        if mistake == "detached":
            later = tuple(np.zeros_like(part) for part in later)
    return found


def _one_back(
    step: ReadableLayer, dstate: tuple[Array, ...], mistake: Mistake
) -> tuple[dict[str, Array], tuple[Array, ...]]:
    """What the step adds to the gradients of the cell's weights, and ∂L/∂ of the state before it."""
    cell = step.cell
    if mistake == "slope":
        return _as_if_straight(step, dstate)
    right = step.backward(None, dstate)
    adds = dict(zip(named(cell), right.weights, strict=True))
    if mistake != "transposed":
        return adds, right.start
    turned = {name: array.T for name, array in named(cell).items() if name.startswith(("U_", "W_hh"))}
    step.cell = _with(cell, turned)
    return adds, step.backward(None, dstate).start


def _as_if_straight(step: ReadableLayer, dstate: tuple[Array, ...]) -> tuple[dict[str, Array], tuple[Array, ...]]:
    """Without the slope of the tanh that makes new content: the kernel has it, so each of its rows is divided by it."""
    made, layer = _content(step)
    steeper = 1 / np.maximum(1 - made**2, np.finfo(made.dtype).eps)
    weights = {name: getattr(step.cell, name) for name in layer if getattr(step.cell, name) is not None}

    def steepened(rows: Array) -> Array:
        scaled: Array = rows * (steeper if rows.ndim == 2 else steeper[:, 0])
        return scaled

    step.cell = _with(step.cell, {name: steepened(array) for name, array in weights.items()})
    back = step.backward(None, dstate)
    adds = dict(zip(named(step.cell), back.weights, strict=True))
    return {name: steepened(add) if name in weights else add for name, add in adds.items()}, back.start


def _content(step: ReadableLayer) -> tuple[Array, tuple[str, ...]]:
    """What the step's tanh made, (H, 1), and the weights that made it."""
    if isinstance(step.cell, rnn.Rnn):
        return step.h[-1], ("W_xh", "W_hh", "b")
    if isinstance(step.cell, lstm.Lstm):
        return step.steps_of_lstm[-1].g, ("W_g", "U_g", "b_g")
    return step.steps_of_gru[-1].n, ("W_n", "U_n", "b_n", "b_u")


def _drawn(kind: Kind, H: int, rng: np.random.Generator, dtype: DTypeLike) -> Cell:
    if kind == "rnn":
        return drawn.rnn(INPUTS, H, rng, dtype=dtype)
    return drawn.lstm(INPUTS, H, rng, dtype=dtype) if kind == "lstm" else drawn.gru(INPUTS, H, rng, dtype=dtype)


def _with(cell: Cell, arrays: Mapping[str, Array]) -> Cell:
    changed: Cell = type(cell)(**{**vars(cell), **arrays})
    return changed


def _states(cell: Cell, x: Array, h_0: Array) -> list[Array]:
    if isinstance(cell, rnn.Rnn):
        return list(rnn.forward(cell, x, h_0))[1:]
    if isinstance(cell, lstm.Lstm):
        return [step.h for step in lstm.forward(cell, x, h_0, np.zeros_like(h_0))]
    return [step.h for step in gru.forward(cell, x, h_0)]
