"""BPTT against central differences, weight by weight and over the step ε: right, or with a mistake planted."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Heatmap,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.experiments.words import power, tiny, unbroken
from sandbox.materials.measures.differencing import central_differences, relative_errors
from sandbox.materials.pupils.mistaken import Kind, Lesson, Mistake, Network, bptt
from sandbox.nn.arrays import Array

AGREES, OFF = 1e-6, 0.01  # 10⁻⁶ is said in words below
CLAIM = (
    "In float64 there is a step ε at which BPTT and central differences agree to 10⁻⁶ at every weight. A planted "
    "mistake leaves some weight off by a hundredth or more at every ε."
)
EXPONENTS = tuple(half / 2 for half in range(-22, -1))  # of ε: −11 to −1
LEAST = 1e-17  # a relative error below it is drawn there
KINDS: tuple[Kind, ...] = ("rnn", "lstm", "gru")
MISTAKES: dict[Mistake, str] = {
    "none": "none",
    "overwritten": "gradients not summed",
    "slope": "tanh′ forgotten",
    "transposed": "weights not transposed",
    "detached": "state a constant",
}
LAYERS: dict[Kind, dict[str, tuple[str, ...]]] = {  # a row of the heatmap is a unit of one of these
    "rnn": {"": ("W_xh", "W_hh", "b")},
    "lstm": {gate: (f"W_{gate}", f"U_{gate}", f"b_{gate}") for gate in "ifgo"},
    "gru": {gate: (f"W_{gate}", f"U_{gate}", f"b_{gate}") for gate in "zrn"},
}

Errors = dict[str, Array]  # relative, by the name of the weights


@dataclass(frozen=True)
class Check:
    """At one ε: how far off each weight is, as it was computed and as it is without the mistake."""

    exponent: float
    of_it: Errors
    of_right: Errors

    @property
    def worst(self) -> float:
        return max(float(error.max()) for error in self.of_it.values())

    @property
    def median(self) -> float:
        return float(np.median(together(self.of_it)))

    @property
    def worst_without(self) -> float:
        return max(float(error.max()) for error in self.of_right.values())


def together(errors: Errors) -> Array:
    return np.concatenate([error.ravel() for error in errors.values()])


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    kind = next(each for each in KINDS if each == parameters["cell"])
    mistake = next(each for each in MISTAKES if each == parameters["mistake"])
    dtype = np.dtype(str(parameters["precision"]))
    rng = np.random.default_rng(seed)
    network, lesson = Network.drawn(kind, H, rng, dtype), Lesson.drawn(T, H, rng, dtype)
    found, right = bptt(network, lesson, mistake), bptt(network, lesson)
    checks: list[Check] = []
    for exponent in EXPONENTS:
        numeric = differences(network, lesson, 10**exponent)
        checks.append(Check(exponent, relative_errors(found, numeric), relative_errors(right, numeric)))
        report(len(checks) / len(EXPONENTS), (plot(checks, mistake),))
    best = min(checks, key=lambda check: check.worst_without)
    return Outcome(
        plots=(plot(checks, mistake, best),),
        numbers=numbers(checks, best, mistake),
        verdict=verdict(checks, best, mistake, dtype.name),
        heatmaps=(heatmap(kind, best),),
        tables=(table(best, found, mistake),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    arrays, layers, a_call, a_weight = {
        "rnn": (5, 1, 16e-6, 0.3e-6),
        "lstm": (14, 4, 40e-6, 1.5e-6),
        "gru": (12, 3, 30e-6, 1e-6),
    }[str(parameters["cell"])]
    weights = layers * H * (H + 4) + 2 * (H + 1)
    return len(EXPONENTS) * T * (arrays * a_call + weights * a_weight)


def differences(network: Network, lesson: Lesson, epsilon: float) -> dict[str, Array]:
    def of(name: str, array: Array) -> Array:
        return central_differences(
            lambda stack: network.with_weights(name, stack).losses(lesson, len(stack)), array, epsilon
        )

    return {name: of(name, array) for name, array in network.weights.items()}


def plot(checks: list[Check], mistake: Mistake, best: Check | None = None) -> Plot:
    def line(name: str, label: str, values: list[float], dashed: bool = False) -> Series:
        rest = (None,) * (len(EXPONENTS) - len(values))
        return Series(name, label, (*(_log(value) for value in values), *rest), dashed)

    planted = mistake != "none"
    series = [
        line("worst", "the worst weight", [check.worst for check in checks]),
        line("median", "the median weight", [check.median for check in checks]),
    ]
    if planted:
        series.append(line("without", "worst without mistake", [check.worst_without for check in checks]))
    last = checks[-1] if best is None else best
    seen = f"At ε = {power(last.exponent)} the worst weight is off by {tiny(last.worst)}"
    seen += f", without the mistake by {tiny(last.worst_without)}." if planted else "."
    return Plot(
        name="errors",
        description=f"Relative errors over the step ε, both logarithmic. {seen}",
        x_label="log₁₀ ε",
        x=EXPONENTS,
        y_label="relative error",
        scale="log10",
        series=(*series, *(() if best is None else guides(best))),
    )


def guides(best: Check) -> tuple[Series, ...]:
    """What would fall as ε² and rise as 1/ε, through the best point; nothing is off by more than about 1."""
    low, at = _log(best.worst_without), best.exponent
    squared = tuple(low + 2 * (each - at) if each >= at else None for each in EXPONENTS)
    inverse = tuple(low - (each - at) if each <= at else None for each in EXPONENTS)
    return tuple(
        Series(name, label, tuple(value if value is not None and value <= 0 else None for value in values), dashed=True)
        for name, label, values in (("squared", "like ε²", squared), ("inverse", "like 1/ε", inverse))
    )


def heatmap(kind: Kind, best: Check) -> Heatmap:
    rows = {}
    for gate, names in LAYERS[kind].items():
        W, U, b = (best.of_it[name] for name in names)
        for unit, row in enumerate(np.concatenate([W, U, b[:, None]], axis=1), start=1):
            rows[f"{gate} {unit}".strip()] = tuple(_log(float(error)) for error in row)
    values = tuple(rows.values())
    off = sum(value > log10(AGREES) for row in values for value in row)
    return Heatmap(
        name="weights",
        title=f"The cell’s weights at ε = {unbroken(power(best.exponent))}",
        description=f"Relative error of each weight of the cell, by unit and by what it multiplies. Of "
        f"{len(values) * len(values[0])} weights {off} are off by more than 10⁻⁶.",
        x_label="multiplies",
        x=(*(f"x{i + 1}" for i in range(W.shape[1])), *(f"h{i + 1}" for i in range(U.shape[1])), "b"),
        y_label="unit" if kind == "rnn" else "gate and unit",
        y=tuple(rows),
        value_label="log₁₀ of the relative error",
        values=values,
        least=-12.0,
        most=0.0,
        middle=log10(AGREES),
    )


def table(best: Check, found: Mapping[str, Array], mistake: Mistake) -> Table:
    planted = mistake != "none"
    return Table(
        name="matrices",
        title=f"By array, at ε = {power(best.exponent)}",
        columns=(
            *("array", "weights", "largest gradient", "worst error", "median error"),
            *(("worst, without the mistake",) if planted else ()),
        ),
        rows=tuple(
            (
                name,
                errors.size,
                tiny(float(np.abs(found[name]).max())),
                tiny(float(errors.max())),
                tiny(float(np.median(errors))),
                *((tiny(float(best.of_right[name].max())),) if planted else ()),
            )
            for name, errors in best.of_it.items()
        ),
    )


def numbers(checks: list[Check], best: Check, mistake: Mistake) -> tuple[Number, ...]:
    of = together(best.of_it)
    off = int((of > AGREES).sum())
    planted = (
        _error("without", "worst weight there, without the mistake", best.worst_without),
        _error("least", "worst weight at the ε that is kindest to it", min(check.worst for check in checks)),
    )
    return (
        Number("log10_epsilon", "best ε, without a mistake", best.exponent, f"ε = {power(best.exponent)}"),
        _error("worst", "worst weight there", best.worst),
        _error("median", "median weight there", best.median),
        *(planted if mistake != "none" else ()),
        Number("off", "weights off by more than 10⁻⁶ there", off, f"{off:,} of {of.size:,}"),
    )


def _error(name: str, label: str, error: float) -> Number:
    return Number(f"log10_{name}", label, _log(error), tiny(error))


def verdict(checks: list[Check], best: Check, mistake: Mistake, precision: str) -> Verdict:
    least = min(check.worst for check in checks)
    at = f"At ε = {power(best.exponent)}"
    if mistake == "none":
        seen = (
            f"{at} the worst of {together(best.of_it).size:,} weights is off by {tiny(best.worst)}, the median one by "
            f"{tiny(best.median)}."
        )
        held = best.worst <= AGREES
    else:
        seen = (
            f"With the mistake the worst weight is off by {tiny(least)} or more at every ε. {at} without it that would "
            f"be {tiny(best.worst_without)}."
        )
        held = least >= OFF and best.worst_without <= AGREES
    if precision != "float64":
        of = together(best.of_right)
        alarms = (
            f"A limit of 10⁻⁶ would call {(of > AGREES).sum():,} of {of.size:,} weights of a right gradient wrong. "
            f"The claim is about float64; this run had {precision}."
        )
        return Verdict(CLAIM, None, f"{seen} {alarms}")
    return Verdict(CLAIM, held, seen)


def where(log10_epsilon: float | None) -> str:
    """The best ε, as the key of a choice."""
    if log10_epsilon is None or log10_epsilon < -7:
        return "tiny"
    return "between" if log10_epsilon <= -3 else "large"


def _log(error: float) -> float:
    return log10(max(error, LEAST))


EXPERIMENT = Experiment(
    key="gradient-check",
    version=1,
    title="The gradient check",
    summary="Hold backpropagation through time against central differences, weight by weight, and plant a mistake in "
    "it to see whether the check finds it.",
    claim=CLAIM,
    say="I check a gradient in float64 against central differences with ε near 10⁻⁵: larger, and the curve’s bend "
    "shows; smaller, and rounding does. A right gradient then agrees to many digits; a wrong one does so at no ε.",
    parameters=(
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("rnn", "RNN"), Choice("lstm", "LSTM"), Choice("gru", "GRU")),
            default="rnn",
        ),
        Selection(
            name="mistake",
            label="Mistake in BPTT",
            choices=tuple(Choice(key, label) for key, label in MISTAKES.items()),
            default="none",
            help="The differences know nothing of it: they only walk ahead.",
        ),
        Selection(
            name="precision",
            label="Precision",
            choices=(Choice("float64", "float64"), Choice("float32", "float32")),
            default="float64",
            help="Of the weights, both gradients and the loss.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=20,
            least=5,
            most=50,
            step=1,
            help="The loss reads every step.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=8,
            least=4,
            most=16,
            step=1,
            help="The length of the state.",
        ),
    ),
    prediction=Prediction(
        question="At which step ε do central differences agree best with BPTT that has no mistake?",
        number="log10_epsilon",
        choices=(
            Choice("tiny", "below 10⁻⁷, the smaller the better"),
            Choice("between", "from 10⁻⁷ to 10⁻³"),
            Choice("large", "above 10⁻³"),
        ),
        right=where,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("an LSTM, no mistake", {"cell": "lstm"}),
        Preset("float32, no mistake", {"precision": "float32"}),
        Preset("not summed", {"mistake": "overwritten"}),
        Preset("tanh′ forgotten", {"mistake": "slope"}),
        Preset("not transposed", {"mistake": "transposed"}),
        Preset("an LSTM, state a constant", {"cell": "lstm", "mistake": "detached"}),
    ),
)
