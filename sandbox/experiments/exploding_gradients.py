"""How the gradient of the last state grows, or doesn't, on its way back through an RNN, a GRU and an LSTM.

All three read the same inputs, and all their recurrent matrices have the same spectral norm. The bound is the RNN's:
the gated cells have paths past their matrices, so their gradients answer to no power of that norm.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.words import power
from sandbox.materials.measures.walking import ROUNDING, Sizes, Walker, bounds, is_shown, within
from sandbox.nn import gru, initial, lstm, rnn
from sandbox.nn.arrays import Array, zeros_like

CLAIM = "A spectral norm above 1 is necessary for the gradient of a tanh RNN to explode, and not sufficient."
INPUTS = 8
THOUSAND = 3.0  # as a logarithm: growth that we call an explosion, and the other way round vanishing


@dataclass(frozen=True)
class Walk:
    """The ways back from step T; entry t − 1 is step t."""

    norm: float
    evenness: float
    rnn: Sizes
    gru: Sizes
    lstm: Sizes  # of ∂L/∂c_t and ∂L/∂h_t in one vector
    mean_slope: float

    @property
    def steps(self) -> int:
        return len(self.rnn)

    @property
    def bound(self) -> tuple[float, ...]:
        return bounds(self.norm, self.steps)

    @property
    def peak(self) -> float:
        """The largest that the RNN's gradient was on the way."""
        return max(size for size in self.rnn if size is not None)

    @property
    def factor(self) -> float:
        """What a step back multiplied the RNN's gradient by: the geometric mean."""
        size = self.rnn[0]
        return 0.0 if size is None else 10 ** (size / (self.steps - 1))

    @property
    def within_bound(self) -> bool:
        return within(self.rnn, self.bound)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    norm, evenness = float(parameters["norm"]), float(parameters["evenness"])
    scale = float(parameters["input_scale"])
    rng = np.random.default_rng(seed)

    def W() -> Array:
        return initial.gaussian(H, INPUTS, scale / sqrt(INPUTS), rng)

    def U() -> Array:
        return norm * stretching(H, evenness, rng)

    zero = np.zeros(H)
    x = rng.standard_normal((T, INPUTS))  # (T, D)
    delta = rng.standard_normal(H)  # (H,)
    delta /= np.linalg.norm(delta)
    plain = rnn.Rnn(W(), U(), zero)
    gated = gru.Gru(W(), W(), W(), U(), U(), U(), zero, zero, zero)
    cell = lstm.Lstm(W(), W(), W(), W(), U(), U(), U(), U(), zero, zero, zero, zero)

    h = rnn.forward(plain, x, zero)  # (T+1, H)
    mean_slope = float(rnn.slope(h[1:]).mean())
    walkers = (
        Walker(delta, lambda t, delta: rnn.step_back(plain, h[t], delta), T),
        Walker(delta, back_through_gru(gated, gru.forward(gated, x, zero)), T),
        # The loss reads h_T alone, so c_T starts at 0.
        Walker(np.concatenate([delta, zero]), back_through_lstm(cell, lstm.forward(cell, x, zero, zero)), T),
    )

    def walk() -> Walk:
        of_rnn, of_gru, of_lstm = (tuple(walker.sizes) for walker in walkers)
        return Walk(norm, evenness, of_rnn, of_gru, of_lstm, mean_slope)

    for t in range(T, 1, -1):
        for walker in walkers:
            walker.leave(t)
        if is_shown(T - t + 1, T - 1):
            report((T - t + 1) / (T - 1), (plot(walk(), at=t - 1),))
    return Outcome(plots=(plot(walk(), at=1),), numbers=numbers(walk()), verdict=verdict(walk()))


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    return T * (120e-6 + 11e-9 * H**2) + 5.5e-9 * H**3  # the last: orthogonal matrices


def stretching(H: int, evenness: float, rng: np.random.Generator) -> Array:
    """A random matrix of norm 1 whose singular values fall evenly from 1 to `evenness`; at 1 it is orthogonal."""
    columns: Array = initial.orthogonal(H, rng) * np.linspace(1.0, evenness, H)
    return columns @ initial.orthogonal(H, rng)


def back_through_gru(cell: gru.Gru, steps: list[gru.Step]) -> Callable[[int, Array], Array]:
    unread = zeros_like(cell)
    return lambda t, delta: gru.step_back(cell, unread, steps[t - 1], delta)[1]


def back_through_lstm(cell: lstm.Lstm, steps: list[lstm.Step]) -> Callable[[int, Array], Array]:
    unread = zeros_like(cell)

    def back(t: int, delta: Array) -> Array:
        dh, dc = np.split(delta, 2)
        return np.concatenate(lstm.step_back(cell, unread, steps[t - 1], dh, dc)[1:])

    return back


def plot(walk: Walk, at: int) -> Plot:
    so_far = "" if at == 1 else " so far"
    reached = ", ".join(
        f"the {cell}’s {power(sizes[at - 1])}"
        for cell, sizes in (("RNN", walk.rnn), ("GRU", walk.gru), ("LSTM", walk.lstm))
    )
    return Plot(
        name="gradient",
        description=f"Gradient norms at each step, on a logarithmic scale, all 1 at step {walk.steps}; at step {at}"
        f"{so_far} {reached}. The RNN’s bound reaches {power(walk.bound[0])} at step 1.",
        x_label="step",
        x=tuple(range(1, walk.steps + 1)),
        y_label="norm",
        scale="log10",
        series=(
            Series("rnn", "RNN", walk.rnn),
            Series("bound", "RNN’s bound", walk.bound, dashed=True),
            Series("gru", "GRU", walk.gru),
            Series("lstm", "LSTM, (c, h)", walk.lstm),
        ),
    )


def numbers(walk: Walk) -> tuple[Number, ...]:
    return (
        Number("log10_rnn_at_1", "RNN’s gradient at step 1", walk.rnn[0], power(walk.rnn[0])),
        Number("log10_bound_at_1", "its bound at step 1", walk.bound[0], power(walk.bound[0])),
        Number("log10_rnn_peak", "RNN’s largest gradient on the way", walk.peak, power(walk.peak)),
        Number("log10_gru_at_1", "GRU’s gradient at step 1", walk.gru[0], power(walk.gru[0])),
        Number("log10_lstm_at_1", "LSTM’s, of (c, h), at step 1", walk.lstm[0], power(walk.lstm[0])),
        Number("factor_per_step", "RNN’s factor per step back (geometric mean)", walk.factor, f"{walk.factor:.4f}"),
        Number("mean_slope", "mean slope of the RNN’s tanh", walk.mean_slope, f"{walk.mean_slope:.4f}"),
    )


def verdict(walk: Walk) -> Verdict:
    size, allowed = walk.rnn[0], walk.bound[0]
    if not walk.within_bound:
        return Verdict(CLAIM, False, "The RNN’s gradient passed its bound on the way, which the norm forbids.")
    if walk.norm <= 1:
        return Verdict(
            CLAIM,
            True,
            f"The spectral norm was {walk.norm:g}, not above 1, and at no step was the RNN’s gradient above the 1 that "
            f"it started with: {power(size)} arrived at step 1. This run shows the “necessary”. {_others(walk)}",
        )
    if walk.peak >= THOUSAND:
        return Verdict(CLAIM, True, _seen_exploding(walk))
    if size is None:
        return Verdict(
            CLAIM,
            True,
            f"The spectral norm was {walk.norm:g}, and yet the RNN’s gradient became exactly 0: every unit was so "
            f"saturated that float64 rounds its slope to 0. A norm above 1 was not sufficient. {_others(walk)}",
        )
    if size < -THOUSAND or (size <= ROUNDING and allowed >= THOUSAND):
        return Verdict(
            CLAIM,
            True,
            f"The spectral norm was {walk.norm:g}, which allows {power(allowed)} at step 1, and yet {power(size)} "
            f"arrived, a factor of {walk.factor:.3f} a step: {_why(walk)} A norm above 1 was not sufficient. "
            f"{_others(walk)}",
        )
    if allowed < THOUSAND:
        return Verdict(
            CLAIM,
            None,
            f"{power(size)} arrived at step 1. Over {walk.steps - 1} steps back a norm of {walk.norm:g} allows "
            f"{power(allowed)}, and we call only a thousandfold an explosion. A longer sequence can tell.",
        )
    return Verdict(
        CLAIM,
        None,
        f"The RNN’s gradient grew to {power(size)} at step 1: less than the thousandfold that we call an explosion, "
        f"and far less than the {power(allowed)} that a norm of {walk.norm:g} allows. A longer sequence can tell.",
    )


def _seen_exploding(walk: Walk) -> str:
    largest = "" if walk.rnn[0] == walk.peak else f" ({power(walk.peak)} at its largest)"
    return (
        f"The RNN’s gradient exploded: {power(walk.rnn[0])} at step 1{largest}, a factor of {walk.factor:.3f} a step. "
        f"The spectral norm was {walk.norm:g}, above 1 as it has to be, and allows {power(walk.bound[0])}. That such a "
        f"norm isn’t sufficient takes another run to show, one with larger inputs. {_others(walk)}"
    )


def _why(walk: Walk) -> str:
    slopes = f"the slopes of tanh averaged {walk.mean_slope:.2f}"
    if walk.norm * walk.mean_slope < 1:
        return f"{slopes}, and that outweighs the norm."
    if walk.evenness < 1:
        return f"{slopes}, and the weights stretch few directions by as much as their norm."
    return f"{slopes}."


def _others(walk: Walk) -> str:
    return f"At the same norm, {power(walk.gru[0])} arrived in the GRU and {power(walk.lstm[0])} in the LSTM."


def arrival(log10_rnn_at_1: float | None) -> str:
    """What arrived, as the key of a choice. None: the gradient became exactly 0."""
    if log10_rnn_at_1 is None or log10_rnn_at_1 < -THOUSAND:
        return "below-a-thousandth"
    if log10_rnn_at_1 < -ROUNDING:
        return "below-all"
    return "above-all" if log10_rnn_at_1 <= THOUSAND else "above-a-thousand"


EXPERIMENT = Experiment(
    key="exploding-gradients",
    version=1,
    title="Exploding gradients",
    summary="Send a gradient back through an RNN, a GRU and an LSTM whose recurrent matrices share a spectral norm, "
    "and see in which it explodes.",
    claim=CLAIM,
    kind="gradient norms",
    say="A spectral norm above 1 is necessary for the gradient to explode, not sufficient: it is the factor "
    "that the Jacobians keep over many steps that decides, and gates don’t rule it out.",
    parameters=(
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=100,
            least=2,
            most=400,
            step=1,
            help="The gradients start at step T and walk back to step 1.",
        ),
        Quantity(
            name="norm",
            label="Spectral norm of the recurrent matrices",
            unit="",
            kind="real",
            default=2.0,
            least=0.5,
            most=3.0,
            step=0.01,
            help="The largest singular value of the RNN’s W_hh, and of every U of the GRU and the LSTM.",
        ),
        Quantity(
            name="evenness",
            label="Smallest singular value ÷ largest",
            unit="",
            kind="real",
            default=1.0,
            least=0.0,
            most=1.0,
            step=0.05,
            help="At 1 every direction is stretched by the norm. Below, most directions are stretched less than that.",
        ),
        Quantity(
            name="input_scale",
            label="Input scale",
            unit="",
            kind="real",
            default=0.05,
            least=0.0,
            most=5.0,
            step=0.01,
            help="How far inputs push a unit (a standard deviation). Far enough, tanh saturates and its slope falls.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=64,
            least=2,
            most=128,
            step=1,
            help="The length of each state vector.",
        ),
    ),
    prediction=Prediction(
        question="A gradient of norm 1 starts at the RNN’s last step. What norm arrives at the first?",
        number="log10_rnn_at_1",
        choices=(
            Choice("above-a-thousand", "more than 1,000"),
            Choice("above-all", "1 to 1,000"),
            Choice("below-all", "a thousandth to 1"),
            Choice("below-a-thousandth", "less than a thousandth"),
        ),
        right=arrival,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("2.0, small inputs: it explodes", {"norm": 2.0, "input_scale": 0.05}),
        Preset("2.0, large inputs: it vanishes", {"norm": 2.0, "input_scale": 3.0}),
        Preset("1.5, uneven weights: it vanishes", {"norm": 1.5, "evenness": 0.0}),
        Preset("1.0: it can’t explode", {"norm": 1.0}),
    ),
)
