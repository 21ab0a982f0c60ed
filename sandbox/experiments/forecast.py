"""A forecast: a recurrent network beside the naive forecasts, a linear model, and the best that there can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from sandbox.materials.pupils.forecasting import Autoregression, Forecaster, Scaler, Training, batches, mean_absolute
from sandbox.materials.tasks.made_series import Made, Rule, Season, Tank, Walk
from sandbox.nn.arrays import Array

CLAIM = (
    "Where the best possible forecast errs at most three quarters as much as the better naive one, a small GRU errs at "
    "least a fifth less than that one, too."
)
ROOM = 0.75  # the best possible error, of the better naive one's: above it there is too little to learn
BEATEN = 0.8  # the network's, likewise
AS_GOOD = (0.8, 1.1)  # the network's error, of the linear model's
HIDDEN, BATCH, WINDOW, UNREAD, RATE = 24, 32, 48, 12, 0.02
LAGS = 48
TEST = 600
SHOWN = 72  # steps of the plot
STRETCH = 20  # iterations between two reports
RULES: Mapping[str, Rule] = {"tank": Tank(), "season": Season(), "trend": Season(trend=0.003), "walk": Walk()}
BENT = ("tank",)  # what no weighted sum of values can follow


@dataclass(frozen=True)
class Task:
    """A series whose end is the test part, and how the network sees it: as values or as changes."""

    values: Array
    known: int  # values of the training part
    lead: int
    changes: bool

    @property
    def true(self) -> Array:
        return self.values[self.known :]

    @property
    def inputs(self) -> Array:
        seen = np.diff(self.values, prepend=self.values[0]) if self.changes else self.values
        return Scaler.of(seen[: self.known]).scaled(seen)

    @property
    def targets(self) -> Array:
        """Of the training part, scaled: none of them lies in the test part."""
        return self._scaler.scaled(self._wanted)

    def forecasts(self, outputs: Array) -> Array:
        """Of the test part, from what the network put out at every step."""
        made = slice(self.known - self.lead, len(self.values) - self.lead)
        read = self._scaler.unscaled(outputs[made])
        return self.values[made] + read if self.changes else read

    def naive(self, period: int) -> Array:
        """The value a period before; with the lead as the period, the last value."""
        return self.values[self.known - period : len(self.values) - period]

    def period(self) -> int:
        """What does best on the training part, from the lead on but for the last value itself."""
        known = self.values[: self.known]
        return min(range(self.lead + 1, LAGS + 1), key=lambda m: mean_absolute(known[LAGS:] - known[LAGS - m : -m]))

    def scale(self) -> float:
        """What MASE divides by: the naive error on the training part."""
        known = self.values[: self.known]
        return mean_absolute(known[self.lead :] - known[: -self.lead]) or 1.0

    @property
    def _wanted(self) -> Array:
        known = self.values[: self.known]
        return known[self.lead :] - known[: -self.lead] if self.changes else known[self.lead :]

    @property
    def _scaler(self) -> Scaler:
        return Scaler.of(self._wanted)


@dataclass(frozen=True)
class Guess:
    """A forecaster's forecasts of the test part, and how far off they are."""

    name: str
    label: str
    values: Array | None  # None: its error alone is of interest
    error: float

    @classmethod
    def of(cls, name: str, label: str, values: Array, true: Array) -> "Guess":
        return cls(name, label, values, mean_absolute(values - true))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    known, lead, iterations = (int(parameters[name]) for name in ("known", "lead", "iterations"))
    rng = np.random.default_rng(seed)
    made = Made.of(RULES[str(parameters["series"])], float(parameters["noise"]), known + TEST, rng)
    task = Task(made.values, known, lead, changes=parameters["reads"] == "changes")
    period = task.period()
    linear = Autoregression.fitted(task.values[:known], LAGS, lead).read(task.values)
    true = task.true
    rivals = [
        Guess.of("naive", "last value", task.naive(lead), true),
        Guess.of("seasonal", f"value {period} steps before", task.naive(period), true),
        Guess.of("linear", f"linear, last {LAGS} values", linear[known - lead : -lead], true),
    ]
    best = Guess.of("best", "best possible", made.best(known, lead, rng), true)

    inputs, training = task.inputs, Training(Forecaster.drawn(HIDDEN, rng), RATE, iterations)
    drawn = batches(inputs, task.targets, WINDOW, BATCH, rng)
    for done in range(1, iterations + 1):
        training.learn(*next(drawn), UNREAD)
        if done % STRETCH == 0 or done == iterations:
            network = Guess.of("network", "network", task.forecasts(training.network.read(inputs)), true)
            guesses = [*rivals, network, best]
            report(done / iterations, (plot(guesses, task),), (), (table(guesses, task.scale()),))
    return Outcome(
        plots=(plot(guesses, task),),
        numbers=numbers(guesses, task.scale()),
        verdict=verdict({guess.name: guess.error for guess in guesses}, bent=parameters["series"] in BENT),
        tables=(table(guesses, task.scale()),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    known, lead, iterations = (int(parameters[name]) for name in ("known", "lead", "iterations"))
    reads = iterations / STRETCH * (known + TEST) * 9e-6
    return 0.05 + iterations * 1.5e-3 + reads + (lead > 1) * lead * 3e-3


def plot(guesses: Sequence[Guess], task: Task) -> Plot:
    found = {guess.name: guess for guess in guesses}
    first = len(task.values) - SHOWN
    errors = ", ".join(f"{found[name].label} {found[name].error:.3g}" for name in ("network", "linear", "naive"))
    return Plot(
        name="forecasts",
        description=f"The last {SHOWN} of {TEST} test values, and forecasts made {task.lead} "
        f"{'step' if task.lead == 1 else 'steps'} before. Mean absolute error on the whole test part: {errors}.",
        x_label="step",
        x=tuple(range(first, len(task.values))),
        y_label="value",
        scale="linear",
        series=(
            Series("true", "the series", _drawn(task.true)),
            Series("network", "network", _drawn(found["network"].values)),
            Series("linear", "linear", _drawn(found["linear"].values), dashed=True),
        ),
    )


def _drawn(values: Array | None) -> tuple[float, ...]:
    return () if values is None else tuple(round(float(value), 4) for value in values[-SHOWN:])


def table(guesses: Sequence[Guess], scale: float) -> Table:
    better = _better_naive({guess.name: guess.error for guess in guesses})
    return Table(
        name="errors",
        title="Errors on the test part",
        columns=("forecast", "mean absolute error", "MASE", "÷ the better naive one"),
        rows=tuple(
            (guess.label, f"{guess.error:.3f}", f"{guess.error / scale:.2f}", f"{guess.error / better:.2f}")
            for guess in guesses
        ),
    )


def numbers(guesses: Sequence[Guess], scale: float) -> tuple[Number, ...]:
    error = {guess.name: guess.error for guess in guesses}
    to_naive, to_linear = error["network"] / _better_naive(error), error["network"] / error["linear"]
    return (
        Number("to_naive", "network’s error ÷ the better naive forecast’s", to_naive, f"{to_naive:.2f}"),
        Number("to_linear", "network’s error ÷ the linear model’s", to_linear, f"{to_linear:.2f}"),
        Number("mase", "network’s MASE", error["network"] / scale, f"{error['network'] / scale:.2f}"),
        Number("network", "network’s mean absolute error", error["network"], f"{error['network']:.3f}"),
        Number("best", "best possible, since we made the series", error["best"], f"{error['best']:.3f}"),
    )


def verdict(error: Mapping[str, float], bent: bool) -> Verdict:
    better, share = _better_naive(error), error["network"] / _better_naive(error)
    room, to_linear = error["best"] / better, error["network"] / error["linear"]
    seen = (
        f"The network errs by {error['network']:.3f}, {share:.2f} of the better naive forecast’s {better:.3f} and "
        f"{to_linear:.2f} of the linear model’s {error['linear']:.3f}. The best possible error is {error['best']:.3f}."
    )
    if room > ROOM:
        return Verdict(
            CLAIM,
            None,
            f"{seen} That is {room:.2f} of the naive one, more than {ROOM}: too little is left to learn for the claim.",
        )
    return Verdict(CLAIM, share <= BEATEN, f"{seen} {_beside_linear(to_linear, bent)}")


def _better_naive(error: Mapping[str, float]) -> float:
    return min(error["naive"], error["seasonal"])


def _beside_linear(ratio: float, bent: bool) -> str:
    lacking = f"The rule is a weighted sum: what the linear model lacks is values to fit its {LAGS + 1} weights to."
    return {
        "better": "Here the network finds what a weighted sum cannot." if bent else lacking,
        "equal": "Here the linear model does about as well, and it is fitted in one line.",
        "worse": "Here the linear model does better, and it is fitted in one line.",
    }[beside_linear(ratio)]


def beside_linear(ratio: float | None) -> str:
    """The network’s error over the linear model’s, as the key of a choice."""
    if ratio is None or ratio > AS_GOOD[1]:
        return "worse"
    return "better" if ratio < AS_GOOD[0] else "equal"


EXPERIMENT = Experiment(
    key="forecast",
    version=1,
    title="Forecasting a series",
    summary="Let a GRU forecast a noisy series, beside the naive forecasts, a linear model and the best there can be.",
    claim=CLAIM,
    say="Before I trust a network’s forecast I put its error beside the last value, the value a season ago and a "
    "linear autoregression, on a later test part: it only earns its place where the rule isn’t linear.",
    parameters=(
        Selection(
            name="series",
            label="Series",
            choices=(
                Choice("tank", "a tank that is emptied when full"),
                Choice("season", "a season of 24 steps"),
                Choice("trend", "the season on a rising trend"),
                Choice("walk", "a random walk"),
            ),
            default="tank",
            help="The tank fills by 0.07 a step and is emptied above 1. A season goes from about −1.2 to 1.3.",
        ),
        Quantity(
            name="noise",
            label="Noise",
            unit="",
            kind="real",
            default=0.05,
            least=0.01,
            most=0.5,
            step=0.01,
            help="Its standard deviation. It enters at every step, and nobody can forecast it.",
        ),
        Quantity(
            name="lead",
            label="Steps ahead",
            unit="steps",
            kind="integer",
            default=1,
            least=1,
            most=12,
            step=1,
            help="How long before a value its forecast is made.",
        ),
        Selection(
            name="reads",
            label="The network reads and forecasts",
            choices=(Choice("values", "values"), Choice("changes", "changes")),
            default="values",
            help="A change is from one value to the next; its forecast is added to the last value known.",
        ),
        Quantity(
            name="known",
            label="Training values",
            unit="values",
            kind="integer",
            default=1500,
            least=200,
            most=3000,
            step=100,
            help=f"The first so many. The {TEST} that come after them are the test part.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=400,
            least=100,
            most=1500,
            step=100,
            help=f"Each is a batch of {BATCH} windows of {WINDOW} steps and one step of Adam.",
        ),
    ),
    prediction=Prediction(
        question=f"How does the network’s error compare with that of a linear model on the last {LAGS} values?",
        number="to_linear",
        choices=(
            Choice("better", f"less than {AS_GOOD[0]} of it"),
            Choice("equal", f"about the same, from {AS_GOOD[0]} to {AS_GOOD[1]} of it"),
            Choice("worse", f"more than {AS_GOOD[1]} of it"),
        ),
        right=beside_linear,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("a tank: the rule has a threshold", {}),
        Preset("a season: linear does as well", {"series": "season", "noise": 0.2}),
        Preset("a trend: beyond what was seen", {"series": "trend", "noise": 0.2}),
        Preset("a trend, by its changes", {"series": "trend", "noise": 0.2, "reads": "changes"}),
        Preset("a random walk: nothing to learn", {"series": "walk", "noise": 0.2, "reads": "changes"}),
    ),
)
