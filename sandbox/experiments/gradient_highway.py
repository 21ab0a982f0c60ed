"""The product of an LSTM's forget gates beside the gradient that it is often taken for.

H columns walk back at once, one for each entry of c_T, so that together they are the Jacobian ∂c_T/∂c_t. The weights
are drawn in the order in which the library's page draws them: the same seed gives the page's numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10

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
from sandbox.experiments.words import power, shown
from sandbox.materials.measures.walking import ROUNDING, Sizes, is_shown
from sandbox.nn import initial, lstm
from sandbox.nn.arrays import Array, zeros_like

CLAIM = (
    "The product of the forget gates is the direct path, not the gradient: "
    "over many steps, with U as drawn, all paths together make it more than ten times as large."
)
H = 32
INPUTS = 4
PARTED = 1.0  # as a logarithm: a factor of ten
# “Many steps, U as drawn”, and inputs that leave gates unsaturated. The smallest factor found there was 54, over the
# forget biases from −2 to 8 and six seeds.
LEAST_STEPS, LEAST_U, MOST_INPUTS = 60, 1.0, 1.0


@dataclass(frozen=True)
class Walk:
    """The way back from c_T: sizes as log10, entry t for ∂c_T/∂c_t, None where it has not been yet."""

    bias: float
    u: float
    inputs: float
    product: Sizes  # the largest entry of f_{t+1} ∘ … ∘ f_T
    gradient: Sizes  # the norm over all paths, h_t held

    @property
    def steps(self) -> int:
        return len(self.product) - 1


class Columns:
    """A Jacobian on its way back, its size carried apart: nothing underflows or overflows, however long the way."""

    def __init__(self) -> None:
        self.h, self.c = np.zeros((H, H)), np.eye(H)  # ∂c_T/∂h_t and ∂c_T/∂c_t, transposed: (H, entries of c_T)
        self.size = 0.0

    def become(self, h: Array, c: Array) -> None:
        stretch = float(np.hypot(np.linalg.norm(h), np.linalg.norm(c)))
        self.h, self.c = h / stretch, c / stretch
        self.size += log10(stretch)

    @property
    def norm(self) -> float:
        """log10 of the spectral norm of ∂c_T/∂c_t."""
        return self.size + log10(float(np.linalg.norm(self.c, 2)))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, bias = int(parameters["steps"]), float(parameters["bias"])
    u, inputs = float(parameters["u"]), float(parameters["inputs"])
    rng = np.random.default_rng(seed)
    cell = drawn(bias, u, rng)
    x = inputs * rng.standard_normal((T, INPUTS))  # (T, D)
    zeros = np.zeros((H, H))
    # H equal columns, so that a step back takes as many.
    steps = lstm.forward(cell, np.repeat(x[:, :, None], H, axis=2), zeros, zeros)

    unread = zeros_like(cell)
    whole, totals, gates = Columns(), Columns(), np.zeros(H)
    product: list[float | None] = [None] * T + [0.0]
    gradient: list[float | None] = [None] * T + [0.0]
    for t in range(T, 0, -1):
        at = steps[t - 1]
        gates += np.log10(np.maximum(at.f[:, 0], np.finfo(float).tiny))
        whole.become(*lstm.step_back(cell, unread, at, whole.h, whole.c)[1:])
        _, dh, dc = lstm.step_back(cell, unread, at, zeros, totals.c)
        if t > 1:  # F + M S: what arrives at h_{t−1} goes into c_{t−1} and no further. h_0 is given.
            before = steps[t - 2]
            dc = dc + before.o * (1 - np.tanh(before.c) ** 2) * dh
        totals.become(zeros, dc)
        product[t - 1], gradient[t - 1] = float(gates.max()), whole.norm
        if is_shown(T - t + 1, T):
            report((T - t + 1) / T, (plot(Walk(bias, u, inputs, tuple(product), tuple(gradient)), at=t - 1),))

    walk = Walk(bias, u, inputs, tuple(product), tuple(gradient))
    mean_gate = float(np.mean([step.f[:, 0] for step in steps]))
    return Outcome(
        plots=(plot(walk, at=0),),
        numbers=numbers(walk, totals_off(whole, totals), mean_gate),
        verdict=verdict(walk),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    return int(parameters["steps"]) * 250e-6


def drawn(bias: float, u: float, rng: np.random.Generator) -> lstm.Lstm:
    """Four blocks of one matrix, [U | W] of each: i, f, the candidate, o."""
    W = initial.uniform(4 * H, H + INPUTS, H, rng)
    W[:, :H] *= u
    i, f, g, o = np.split(W, 4)
    zero = np.zeros(H)
    return lstm.Lstm(
        W_i=i[:, H:],
        W_f=f[:, H:],
        W_g=g[:, H:],
        W_o=o[:, H:],
        U_i=i[:, :H],
        U_f=f[:, :H],
        U_g=g[:, :H],
        U_o=o[:, :H],
        b_i=zero,
        b_f=np.full(H, bias),
        b_g=zero,
        b_o=zero,
    )


def totals_off(whole: Columns, totals: Columns) -> float | None:
    """log10 of the relative error of the product of the totals dc_t/dc_{t−1}. None: no error at all."""
    larger = max(whole.size, totals.size)
    true = whole.c * 10 ** (whole.size - larger)
    error = float(np.linalg.norm(totals.c * 10 ** (totals.size - larger) - true, 2))
    return log10(error) + larger - whole.norm if error else None


def plot(walk: Walk, at: int) -> Plot:
    so_far = "" if at == 0 else " so far"
    return Plot(
        name="gradient",
        description=f"On a logarithmic scale, from 1 at step {walk.steps} back to step {at}{so_far}: the product of "
        f"the forget gates reaches {power(walk.product[at])}, the gradient over all paths {power(walk.gradient[at])}.",
        x_label="step t",
        x=tuple(range(walk.steps + 1)),
        y_label="size",
        scale="log10",
        series=(
            Series("gradient", "gradient, all paths", walk.gradient),
            Series("product", "product of the forget gates", walk.product, dashed=True),
        ),
    )


def numbers(walk: Walk, log10_totals_off: float | None, mean_gate: float) -> tuple[Number, ...]:
    product, gradient = _arrived(walk)
    a_step = [10 ** (size / walk.steps) for size in (product, gradient)]
    return (
        Number("log10_product_at_0", "product of the forget gates, largest entry", product, power(product)),
        Number("log10_gradient_at_0", "gradient over all paths, its norm", gradient, power(gradient)),
        Number("log10_ratio", "gradient ÷ product", gradient - product, power(gradient - product)),
        Number("product_factor", "product’s factor per step (geometric mean)", a_step[0], f"{a_step[0]:.4f}"),
        Number("gradient_factor", "gradient’s factor per step (geometric mean)", a_step[1], f"{a_step[1]:.4f}"),
        Number("log10_totals_off", "product of the totals, relative error", log10_totals_off, power(log10_totals_off)),
        Number("mean_gate", "mean forget gate", mean_gate, f"{mean_gate:.4f}"),
    )


def verdict(walk: Walk) -> Verdict:
    product, gradient = _arrived(walk)
    ratio = gradient - product
    says = (
        f"Over {walk.steps} steps the largest entry of the product of the forget gates is {power(product)}. "
        "The gradient over all paths is"
    )
    if walk.u == 0:
        held, size = (None, "the same") if abs(ratio) <= ROUNDING else (False, power(gradient))
        return Verdict(CLAIM, held, f"{says} {size}: without U there is no path but the direct one.")
    if abs(ratio) >= PARTED:
        seen = f"{says} {power(gradient)}, {power(ratio)} times as large. {_a_step(walk)}"
        if product < 0 < gradient:
            seen += " No product of gates is above 1. This gradient is, by way of the matrices U."
        return Verdict(CLAIM, ratio > 0, seen)
    near = f"{says} {power(gradient)}, {power(ratio)} times as large, which is within a factor of ten."
    unlike = _unlike(walk)
    if unlike:
        return Verdict(CLAIM, None, f"{near} The claim expects no more here: {unlike}.")
    return Verdict(CLAIM, False, f"{near} Yet U is as large as drawn, the way is long and the inputs are not large.")


def _arrived(walk: Walk) -> tuple[float, float]:
    product, gradient = walk.product[0], walk.gradient[0]
    if product is None or gradient is None:
        raise ValueError("The walk is still on its way.")
    return product, gradient


def _a_step(walk: Walk) -> str:
    product, gradient = (10 ** (size / walk.steps) for size in _arrived(walk))
    return f"Per step that is a factor of {gradient:.3f} against {product:.3f}."


def _unlike(walk: Walk) -> str:
    """Why the claim doesn't speak of this run, or nothing."""
    if walk.u < LEAST_U:
        return f"U is {shown(walk.u)} times what was drawn, so the paths through h carry little"
    if walk.steps < LEAST_STEPS:
        return f"over {walk.steps} steps the paths through h have not added up to much"
    if walk.inputs > MOST_INPUTS:
        return "large inputs saturate gates and candidates, which weakens the paths through h"
    return ""


def times(log10_ratio: float | None) -> str:
    """The gradient over the product, as the key of a choice."""
    ratio = log10_ratio or 0.0
    if ratio < -PARTED:
        return "smaller"
    if ratio < PARTED:
        return "about"
    return "larger" if ratio < 4 else "much-larger"


EXPERIMENT = Experiment(
    key="gradient-highway",
    version=1,
    title="The gradient highway",
    summary="Multiply an LSTM’s forget gates over many steps, and set the product beside the gradient it is taken for.",
    claim=CLAIM,
    say="The product of the forget gates is the direct path through the cell, not the whole gradient: over "
    "many steps the paths through h can make it far larger.",
    parameters=(
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=90,
            least=2,
            most=400,
            step=1,
            help="The gradient starts at the cell of step T and walks back to step 0.",
        ),
        Quantity(
            name="bias",
            label="Forget bias b",
            unit="",
            kind="real",
            default=1.0,
            least=-2.0,
            most=8.0,
            step=0.1,
            help="The forget gates stand near σ(b): 0.5 at 0, 0.73 at 1, 0.95 at 3, 0.993 at 5.",
        ),
        Quantity(
            name="u",
            label="Factor on U",
            unit="",
            kind="real",
            default=1.0,
            least=0.0,
            most=4.0,
            step=0.05,
            help="Scales the matrices that read h. At 1 they are as drawn, within ±1/√H; at 0 they are off.",
        ),
        Quantity(
            name="inputs",
            label="Factor on the inputs",
            unit="",
            kind="real",
            default=1.0,
            least=0.0,
            most=4.0,
            step=0.05,
            help="At 1 the inputs are standard normal. Large ones saturate gates and candidates.",
        ),
    ),
    prediction=Prediction(
        question="Beside the product of the forget gates, how large is the gradient that reaches step 0?",
        number="log10_ratio",
        choices=(
            Choice("smaller", "less than a tenth of it"),
            Choice("about", "about as large, within a factor of 10"),
            Choice("larger", "10 to 10,000 times as large"),
            Choice("much-larger", "more than 10,000 times as large"),
        ),
        right=times,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("Bias 1, U as drawn: they part", {"bias": 1.0}),
        Preset("U × 0.1: they nearly agree", {"bias": 1.0, "u": 0.1}),
        Preset("Bias 5: one below 1, one above", {"bias": 5.0}),
        Preset("Bias 5, inputs × 3: closer again", {"bias": 5.0, "inputs": 3.0}),
    ),
)
