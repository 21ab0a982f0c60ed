"""How the gradient of the last state fades on its way back through a tanh RNN, beside the bound that says it must.

W_hh is an orthogonal matrix times the norm, so that it stretches every direction alike: what the gradient loses
beyond the bound, it then loses to the slopes of tanh and to nothing else.
"""

from collections.abc import Mapping
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
from sandbox.nn import initial, rnn

CLAIM = "With a spectral norm below 1 the gradient vanishes exponentially, and never exceeds the bound."
INPUTS = 8


@dataclass(frozen=True)
class Walk:
    """The gradient's way back from h_T; entry t − 1 is step t."""

    norm: float
    sizes: Sizes
    mean_slope: float

    @property
    def steps(self) -> int:
        return len(self.sizes)

    @property
    def bound(self) -> tuple[float, ...]:
        return bounds(self.norm, self.steps)

    @property
    def earliest(self) -> int:
        """The first step that a gradient other than 0 reached."""
        return next(t for t, size in enumerate(self.sizes, start=1) if size is not None)

    @property
    def factor(self) -> float:
        """What a step back multiplied the gradient by: the geometric mean."""
        size, walked = self.sizes[self.earliest - 1], self.steps - self.earliest
        return 10 ** (size / walked) if size is not None and walked else 0.0

    @property
    def within_bound(self) -> bool:
        return within(self.sizes, self.bound)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    norm, scale = float(parameters["norm"]), float(parameters["input_scale"])
    rng = np.random.default_rng(seed)
    cell = rnn.Rnn(
        W_xh=initial.gaussian(H, INPUTS, scale / sqrt(INPUTS), rng),
        W_hh=norm * initial.orthogonal(H, rng),
        b=np.zeros(H),
    )
    x = rng.standard_normal((T, INPUTS))  # (T, D)
    delta = rng.standard_normal(H)  # (H,)
    delta /= np.linalg.norm(delta)

    h = rnn.forward(cell, x, np.zeros(H))  # (T+1, H)
    mean_slope = float(rnn.slope(h[1:]).mean())
    walker = Walker(delta, lambda t, delta: rnn.step_back(cell, h[t], delta), T)
    for t in range(T, 1, -1):
        walker.leave(t)
        if is_shown(T - t + 1, T - 1):
            report((T - t + 1) / (T - 1), (plot(Walk(norm, tuple(walker.sizes), mean_slope), arrived=False),))

    walk = Walk(norm, tuple(walker.sizes), mean_slope)
    largest = float(np.linalg.norm(cell.W_hh, 2))
    return Outcome(plots=(plot(walk, arrived=True),), numbers=numbers(walk, largest), verdict=verdict(walk))


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    return T * (12e-6 + 0.4e-9 * H**2) + 0.5e-9 * H**3  # the last: an orthogonal matrix


def plot(walk: Walk, arrived: bool) -> Plot:
    at = walk.earliest
    reached = f"{power(walk.sizes[at - 1])} at step {at}" + ("" if arrived else " so far")
    return Plot(
        name="gradient",
        description=f"Gradient norm at each step, on a logarithmic scale: 1 at step {walk.steps}, {reached}. "
        f"The bound reaches {power(walk.bound[0])} at step 1.",
        x_label="step",
        x=tuple(range(1, walk.steps + 1)),
        y_label="norm",
        scale="log10",
        series=(
            Series("gradient", "gradient norm", walk.sizes),
            Series("bound", "its bound", walk.bound, dashed=True),
        ),
    )


def numbers(walk: Walk, largest_singular_value: float) -> tuple[Number, ...]:
    size, bound = walk.sizes[0], walk.bound[0]
    ratio = None if size is None else size - bound
    return (
        Number("log10_gradient_at_1", "gradient norm at step 1", size, power(size)),
        Number("log10_bound_at_1", "bound at step 1", bound, power(bound)),
        Number("log10_ratio_to_bound", "gradient ÷ bound at step 1", ratio, power(ratio)),
        Number("factor_per_step", "factor per step back (geometric mean)", walk.factor, f"{walk.factor:.4f}"),
        Number("mean_slope", "mean slope of tanh", walk.mean_slope, f"{walk.mean_slope:.4f}"),
        Number(
            "largest_singular_value",
            "largest singular value of the weights, measured",
            largest_singular_value,
            f"{largest_singular_value:.4f}",
        ),
    )


def verdict(walk: Walk) -> Verdict:
    if walk.norm >= 1:
        return Verdict(CLAIM, None, f"The spectral norm was {walk.norm:g}, not below 1. {_seen_at_one_or_more(walk)}")
    held = walk.within_bound and walk.factor <= walk.norm + ROUNDING
    if walk.sizes[0] is None:
        return Verdict(CLAIM, held, _seen_zero(walk))
    ratio = power(walk.sizes[0] - walk.bound[0])
    if not held:
        return Verdict(
            CLAIM, held, f"The gradient passed its bound on the way; at step 1 it is {ratio} times the bound."
        )
    return Verdict(
        CLAIM,
        held,
        f"Over {walk.steps - 1} steps back the norm fell from 1 to {power(walk.sizes[0])}, by a factor of "
        f"{walk.factor:.3f} a step. The bound allows {walk.norm:g} a step; at step 1 the gradient is {ratio} times the "
        "bound, and at no step was it above it.",
    )


def fraction(log10_gradient_at_1: float | None) -> str:
    """The order of magnitude that arrived, as the key of a choice. None: the gradient became exactly 0."""
    if log10_gradient_at_1 is None or log10_gradient_at_1 < -6:
        return "below-a-millionth"
    if log10_gradient_at_1 < -3:
        return "below-a-thousandth"
    return "below-all" if log10_gradient_at_1 < -ROUNDING else "all"


def _seen_zero(walk: Walk) -> str:
    return (
        f"The gradient became exactly 0 at step {walk.earliest - 1}: every unit was so saturated that float64 "
        "rounds its state to ±1 and its slope to 0."
    )


def _seen_at_one_or_more(walk: Walk) -> str:
    if walk.sizes[0] is None:
        return _seen_zero(walk)
    way = f"to {power(walk.sizes[0])} at step 1, a factor of {walk.factor:.3f} a step"
    if abs(walk.sizes[0]) <= ROUNDING:
        return "The gradient kept its norm: every slope of tanh was 1, so nothing made it shrink."
    if walk.factor < 1:
        return (
            f"The gradient shrank all the same, {way}: the slopes of tanh averaged {walk.mean_slope:.2f}, "
            f"and that outweighs a norm of {walk.norm:g}. A norm below 1 is enough for vanishing; it is not needed."
        )
    return f"The gradient grew, {way}, and stayed within the bound, which allows {walk.norm:g} a step."


EXPERIMENT = Experiment(
    key="vanishing-gradients",
    version=1,
    title="Vanishing gradients",
    summary="Send a gradient back through a tanh RNN and watch its norm fall, step by step, beside its bound.",
    claim=CLAIM,
    kind="gradient norms",
    say="Each step back multiplies the gradient by one more Jacobian. With a spectral norm below 1 it falls "
    "exponentially, and with a norm above 1 saturated units can still make it vanish.",
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
            help="The gradient starts at step T and walks back to step 1.",
        ),
        Quantity(
            name="norm",
            label="Spectral norm of the recurrent weights",
            unit="",
            kind="real",
            default=0.9,
            least=0.1,
            most=2.0,
            step=0.01,
            help="The largest singular value of W_hh: the most that it can stretch a vector.",
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
            help="The length of the state vector h.",
        ),
        Quantity(
            name="input_scale",
            label="Input scale",
            unit="",
            kind="real",
            default=0.3,
            least=0.0,
            most=5.0,
            step=0.05,
            help="How far inputs push a unit (a standard deviation). Far enough, tanh saturates and its slope falls.",
        ),
    ),
    prediction=Prediction(
        question="Of the gradient at the last step, what fraction reaches the first?",
        number="log10_gradient_at_1",
        choices=(
            Choice("all", "all of it, or more"),
            Choice("below-all", "a thousandth to all of it"),
            Choice("below-a-thousandth", "a millionth to a thousandth"),
            Choice("below-a-millionth", "less than a millionth"),
        ),
        right=fraction,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("0.9: it vanishes", {"norm": 0.9}),
        Preset("1.0: the bound is flat", {"norm": 1.0}),
        Preset("1.5, small inputs: it grows", {"norm": 1.5, "input_scale": 0.05}),
        Preset("1.5, large inputs: it vanishes all the same", {"norm": 1.5, "input_scale": 3.0}),
    ),
)
