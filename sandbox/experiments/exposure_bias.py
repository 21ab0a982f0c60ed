"""Exposure bias: a network that learned on true values reads its own, and its errors feed on themselves.

The series follow a rule without noise, so that the true rule itself can be sent ahead beside the network: with an error
at its start it tells whether the series makes errors grow, and with a new error at every step what they add up to.
"""

from collections.abc import Mapping, Sequence
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
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.materials.pupils.forecasting import DTYPE, Forecaster, Scaler, Training, batches, windows
from sandbox.materials.tasks.true_rules import Logistic, Oscillator, Rule, Waves, series
from sandbox.nn.arrays import Array

CLAIM = (
    "25 steps on its own outputs, a network trained on true values alone is at least 10 times as far off as one step "
    "ahead, where the true rule makes an error of that size at most 5 times as large."
)
AT, GROWN, FORGIVING = 25, 10, 5
HIDDEN, BATCH, WINDOW, UNREAD, RATE = 24, 16, 50, 15, 0.015
KNOWN, TEST = 1200, 1000
WARM = 60  # true values that are read before the first forecast
STARTS = 64  # moments of the test part from which they run on
STRETCH = 30  # iterations between two reports


RULES: Mapping[str, Rule] = {"waves": Waves(), "oscillator": Oscillator(), "chaos": Logistic()}


@dataclass(frozen=True)
class Course:
    """A forecaster’s error at each step: root mean square over the starts, in standard deviations of the series."""

    name: str
    label: str
    errors: Array
    dashed: bool = False


@dataclass(frozen=True)
class Trial:
    """Moments of the test part to start from: what is read before them, and what truly follows."""

    rule: Rule
    scaler: Scaler
    read: Array  # (WARM + steps − 1, 1, B): true values throughout
    true: Array  # (steps, B)
    state: Array  # (parts, B): the rule’s at the start, the last step that is read before the first forecast

    @classmethod
    def drawn(cls, rule: Rule, states: Array, scaler: Scaler, steps: int, rng: np.random.Generator) -> "Trial":
        """From states of the test part, (parts, n)."""
        z = scaler.scaled(rule.value(states))
        starts = rng.integers(0, len(z) - WARM - steps, STARTS)
        read, following = windows(z[:-1], z[1:], starts, WARM + steps - 1)
        return cls(rule, scaler, read, following[WARM - 1 :, 0].astype(float), states[:, starts + WARM - 1])

    def told(self, network: Forecaster) -> Array:
        """One step ahead, on true values throughout."""
        return self._off(network.out.forward(network.layer.forward(self.read))[WARM - 1 :, 0])

    def free(self, network: Forecaster) -> Array:
        """On true values up to the start, and on its own outputs from there."""
        return self._off(free_running(network, self.read[:WARM], len(self.true)))

    def ruled(self, off: float, rng: np.random.Generator, again: bool = False) -> Array:
        """The true rule, from a start that is off by so much; or pushed off by so much again at every step."""
        pushes = off * self.scaler.deviation * np.array(self.rule.spread)[:, None]
        state = self.state + pushes * rng.standard_normal(self.state.shape)
        values = []
        for _ in self.true:
            state = self.rule.moved(state)
            values.append(self.scaler.scaled(self.rule.value(state)))
            if again:
                state = state + pushes * rng.standard_normal(state.shape)
        return self._off(np.array(values))

    def mean(self) -> Array:
        """Of always saying the mean of the training part."""
        return self._off(np.zeros_like(self.true))

    def _off(self, values: Array) -> Array:
        squared = (values - self.true) ** 2
        off: Array = np.sqrt(squared.mean(axis=1))
        return off


def free_running(network: Forecaster, read: Array, steps: int) -> Array:
    """Each output is the next input: (steps, B)."""
    y = network.out.forward(network.layer.forward(read)[-1])
    outputs = [y]
    while len(outputs) < steps:
        y = network.out.forward(network.layer.forward(y[None], network.layer.end)[-1])
        outputs.append(y)
    return np.array(outputs)[:, 0].astype(float)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    steps, iterations, noise = int(parameters["steps"]), int(parameters["iterations"]), float(parameters["noise"])
    rule, rng = RULES[str(parameters["series"])], np.random.default_rng(seed)
    states = series(rule, KNOWN + TEST, rng)
    values = rule.value(states)
    scaler = Scaler.of(values[:KNOWN])
    z = scaler.scaled(values)
    trial = Trial.drawn(rule, states[:, KNOWN:], scaler, steps, rng)
    # Both begin with the same weights and see the same windows; one of them sees noise on what it reads.
    truly, noisily = (
        Training(Forecaster.drawn(HIDDEN, np.random.default_rng((seed, 1))), RATE, iterations) for _ in range(2)
    )
    for done, (x, target) in enumerate(batches(z[: KNOWN - 1], z[1:KNOWN], WINDOW, BATCH, rng), start=1):
        truly.learn(x, target, UNREAD)
        noisily.learn(x + noise * rng.standard_normal(x.shape).astype(DTYPE), target, UNREAD)
        if done % STRETCH == 0 or done == iterations:
            found = courses(trial, truly.network, noisily.network, seed)
            report(done / iterations, (plot(found),), (), (table(found),))
        if done == iterations:
            break
    return Outcome(plots=(plot(found),), numbers=numbers(found), verdict=verdict(found), tables=(table(found),))


def courses(trial: Trial, truly: Forecaster, noisily: Forecaster, seed: int) -> tuple[Course, ...]:
    told = trial.told(truly)
    off = float(told.mean())
    return (
        Course("free", "on its own outputs", trial.free(truly)),
        Course("noisy", "the same, trained with noise on its inputs", trial.free(noisily)),
        Course("told", "one step ahead, on true values", told),
        Course("rule", "the true rule, off at the start", trial.ruled(off, np.random.default_rng((seed, 2)))),
        Course(
            "pushed",
            "the true rule, pushed at every step",
            trial.ruled(off, np.random.default_rng((seed, 2)), again=True),
        ),
        Course("noisy_told", "with noise in training, one step ahead", trial.told(noisily)),
        Course("mean", "always the mean", trial.mean(), dashed=True),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    steps, iterations = int(parameters["steps"]), int(parameters["iterations"])
    making = 0.2 if parameters["series"] == "oscillator" else 0.02
    return making + iterations * 2.2e-3 + (iterations / STRETCH) * steps * 0.3e-3


def plot(found: Sequence[Course]) -> Plot:
    course = {each.name: each for each in found}
    steps = len(found[0].errors)
    shown = ("free", "noisy", "rule", "told", "mean")
    ends = "; ".join(f"{course[name].label}: {course[name].errors[-1]:.3g}" for name in shown)
    return Plot(
        name="errors",
        description=f"Error over the steps ahead, on a logarithmic scale. After {steps} steps, {ends}.",
        x_label="steps ahead",
        x=tuple(range(1, steps + 1)),
        y_label="error",
        scale="log10",
        series=tuple(
            Series(each.name, each.label, tuple(_log(error) for error in each.errors), dashed=each.dashed)
            for each in (course[name] for name in shown)
        ),
    )


def _log(error: float) -> float | None:
    return round(log10(error), 4) if error > 0 else None


def table(found: Sequence[Course]) -> Table:
    steps = len(found[0].errors)
    at = sorted({1, 10, AT, steps})
    order = ("free", "noisy", "told", "noisy_told", "rule", "pushed", "mean")
    named = {each.name: each for each in found}
    return Table(
        name="errors",
        title="Error, in standard deviations of the series",
        columns=("forecast", *(f"step {step}" for step in at)),
        rows=tuple((named[name].label, *(f"{named[name].errors[step - 1]:.3f}" for step in at)) for name in order),
    )


@dataclass(frozen=True)
class Growth:
    """How far off things are AT steps ahead, in units of the network’s error one step ahead on true values."""

    one_step: float
    free: float
    noisy: float
    rule: float
    pushed: float

    @classmethod
    def of(cls, found: Sequence[Course]) -> "Growth":
        errors = {each.name: each.errors for each in found}
        one_step = float(errors["told"].mean())
        return cls(one_step, *(float(errors[name][AT - 1]) / one_step for name in ("free", "noisy", "rule", "pushed")))


def numbers(found: Sequence[Course]) -> tuple[Number, ...]:
    growth = Growth.of(found)
    return (
        Number("growth", f"error {AT} steps on, ÷ one step ahead", growth.free, f"{growth.free:.3g} times"),
        Number("one_step", "error one step ahead, on true values", growth.one_step, f"{growth.one_step:.4f}"),
        Number("noisy", "the same growth, trained with noise", growth.noisy, f"{growth.noisy:.3g} times"),
        Number("pushed", "the true rule, pushed as far at every step", growth.pushed, f"{growth.pushed:.3g} times"),
        Number("rule", "the true rule, off as far at the start", growth.rule, f"{growth.rule:.3g} times"),
    )


def verdict(found: Sequence[Course]) -> Verdict:
    growth = Growth.of(found)
    seen = (
        f"One step ahead the network is off by {growth.one_step:.4f}, {AT} steps on by {growth.free:.3g} times that. "
        f"Under the true rule an error as large comes to {growth.rule:.3g} times that if it is made at the start, and "
        f"to {growth.pushed:.3g} times if at every step."
    )
    if growth.rule > FORGIVING:
        return Verdict(
            CLAIM,
            None,
            f"{seen} This series makes any error grow. The network is not to blame, and the claim is not about it.",
        )
    if growth.noisy != growth.free:
        seen += f" Trained with noise, the network comes to {growth.noisy:.3g} times."
    return Verdict(CLAIM, growth.free >= GROWN, seen)


def how_much(growth: float | None) -> str:
    """The error on its own outputs over the one-step error, as the key of a choice."""
    if growth is None or growth >= GROWN:
        return "far"
    return "some" if growth >= 3 else "same"


EXPERIMENT = Experiment(
    key="exposure-bias",
    version=1,
    title="Exposure bias",
    summary="Train a GRU on true values, let it run on its own outputs, and see what its small one-step error becomes.",
    claim=CLAIM,
    say="A low one-step error says little about a generator, so I also let it run on its own outputs to the horizon, "
    "and send the same errors through a baseline, because in a chaotic series even the true rule would drift.",
    parameters=(
        Selection(
            name="series",
            label="Series",
            choices=(
                Choice("waves", "two sine waves"),
                Choice("oscillator", "an oscillator that comes back to its cycle"),
                Choice("chaos", "chaos, the logistic map"),
            ),
            default="waves",
            help="Each follows its rule without noise. They differ in what the rule makes of an error.",
        ),
        Quantity(
            name="noise",
            label="Noise on the second network’s inputs",
            unit="",
            kind="real",
            default=0.3,
            least=0.0,
            most=0.5,
            step=0.05,
            help="In training only; the targets stay true. A standard deviation, in those of the series.",
        ),
        Quantity(
            name="steps",
            label="Horizon",
            unit="steps",
            kind="integer",
            default=100,
            least=AT,
            most=200,
            step=5,
            help="So many steps they run on.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=300,
            least=60,
            most=1200,
            step=60,
            help=f"Each is a batch of {BATCH} windows of {WINDOW} steps and one step of Adam, for both networks.",
        ),
    ),
    prediction=Prediction(
        question=f"{AT} steps on its own outputs: how far off is the network, beside its error one step ahead?",
        number="growth",
        choices=(
            Choice("same", "less than 3 times as far"),
            Choice("some", f"3 to {GROWN} times as far"),
            Choice("far", f"{GROWN} times as far or more"),
        ),
        right=how_much,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("two waves: errors feed on themselves", {}),
        Preset("an oscillator: errors are forgiven", {"series": "oscillator"}),
        Preset("chaos: even the true rule is lost", {"series": "chaos"}),
        Preset("two waves, four times the budget", {"iterations": 1200}),
    ),
)
