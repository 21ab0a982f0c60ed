"""A leaky split: what a random split says of a forecaster that remembers, and what new data say of it.

The series is a random walk, on which nothing beats the last value. Errors are pooled over several walks and divided
by those of the last value on the same windows, so that 1 is as good as knowing nothing more.
"""

from collections.abc import Iterator, Mapping
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
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.materials.pupils.forecasting import Scaler
from sandbox.nn.arrays import Array

CLAIM = (
    "On overlapping windows of a random walk, 5 steps ahead or more, a random split reports at most three quarters of "
    "the error that nearest neighbours have on new data. A split by time with a gap reports at least 0.8 of it."
)
FROM_LEAD = 5  # what the claim speaks of
FLATTERED, HONEST = 0.75, 0.8  # of the error on new data
WALKS = 60
VALUES, NEW = 800, 300  # of each walk: known ones, and windows that come after them
SHARE = 0.8  # of the windows that are for training
RIDGE = 0.01

SPLITS = {
    "random": "random split",
    "touching": "by time, without a gap",
    "time": "by time, with a gap",
    "new": "new data",
}


@dataclass(frozen=True)
class Windows:
    """Every window of a series: its values, and the changes that followed it, one for each lead."""

    X: Array  # (n, window)
    Y: Array  # (n, leads)
    known: int  # the first so many, with all that followed, lie among the known values
    new: int  # from this one on windows hold nothing but new values

    @classmethod
    def of(cls, series: Array, window: int, leads: int) -> "Windows":
        now = np.arange(window - 1, len(series) - leads)
        X = np.lib.stride_tricks.sliding_window_view(series, window)[: len(now)]
        Y = series[now[:, None] + np.arange(1, leads + 1)] - series[now, None]
        return cls(X, Y, VALUES - leads - window + 1, VALUES)

    @property
    def gap(self) -> int:
        """So many windows left out, and no value is on both sides."""
        return int(self.X.shape[1] + self.Y.shape[1] - 1)

    def splits(self, rng: np.random.Generator) -> Iterator[tuple[str, Array, Array]]:
        """The name of each, the windows to remember and those to be tested on."""
        cut, known = int(SHARE * self.known), np.arange(self.known)
        mixed = rng.permutation(known)
        yield "random", mixed[:cut], mixed[cut:]
        yield "touching", known[:cut], known[cut:]
        yield "time", known[:cut], known[cut + self.gap :]
        yield "new", known[:cut], np.arange(self.new, len(self.X))


@dataclass(frozen=True)
class Errors:
    """Sums of absolute errors, and of those of the last value, by lead."""

    model: Array | float = 0.0
    naive: Array | float = 0.0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(self.model + other.model, self.naive + other.naive)

    @property
    def curve(self) -> Array:
        return np.atleast_1d(self.model / self.naive)

    @property
    def end(self) -> float:
        return float(self.curve[-1])


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    keeps, window, leads, k = (parameters[name] for name in ("keeps", "window", "lead", "neighbours"))
    rng = np.random.default_rng(seed)
    found = dict.fromkeys(SPLITS, Errors())
    scaled = {"training": Errors(), "all": Errors()}
    for walk in range(1, WALKS + 1):
        series = kept(float(keeps), VALUES + NEW + int(window) + int(leads), rng)
        windows = Windows.of(series, int(window), int(leads))
        for name, train, test in windows.splits(rng):
            found[name] += remembered(windows, train, test, int(k))
            if name == "time":
                scaled["training"] += ridge(windows, train, test, series[: int(SHARE * VALUES)])
                scaled["all"] += ridge(windows, train, test, series[:VALUES])
        report(walk / WALKS, (plot(found),), (), tables(found, scaled))
    return Outcome(
        plots=(plot(found),),
        numbers=numbers(found, scaled),
        verdict=verdict({name: errors.end for name, errors in found.items()}, float(keeps), int(leads)),
        tables=tables(found, scaled),
    )


def kept(keeps: float, steps: int, rng: np.random.Generator) -> Array:
    """y ← keeps·y + noise: a random walk where all is kept, independent values where nothing is."""
    noise = rng.standard_normal(steps)
    if keeps < 1:
        noise[0] /= np.sqrt(1 - keeps**2)  # as spread as all that follow
    series = np.empty(steps)
    y = 0.0
    for t, push in enumerate(noise):
        series[t] = y = keeps * y + push
    return series


def remembered(windows: Windows, train: Array, test: Array, k: int) -> Errors:
    """The mean change that followed the k windows of the training part that are most alike."""
    X, Z = windows.X[train], windows.X[test]
    far = (X**2).sum(axis=1) - 2 * Z @ X.T  # and the same for all of a row: |Z|²
    nearest = train[np.argpartition(far, k - 1, axis=1)[:, :k]]  # (test, k)
    return _errors(windows.Y[nearest].mean(axis=1), windows.Y[test])


def ridge(windows: Windows, train: Array, test: Array, scaled_by: Array) -> Errors:
    """A linear model on scaled values, without a constant: it takes the scaler’s mean for the middle."""
    scaler = Scaler.of(scaled_by)
    X, Z = scaler.scaled(windows.X[train]), scaler.scaled(windows.X[test])
    A = X.T @ X + RIDGE * len(X) * np.eye(X.shape[1])
    return _errors(Z @ np.linalg.solve(A, X.T @ windows.Y[train]), windows.Y[test])


def _errors(forecast: Array, true: Array) -> Errors:
    return Errors(np.abs(forecast - true).sum(axis=0), np.abs(true).sum(axis=0))


def seconds(parameters: Mapping[str, Value]) -> float:
    leads, k = int(parameters["lead"]), int(parameters["neighbours"])
    return WALKS * (0.004 + leads * k * 1e-6)


def plot(found: Mapping[str, Errors]) -> Plot:
    leads = len(found["random"].curve)
    ends = ", ".join(f"{SPLITS[name]} {found[name].end:.2f}" for name in ("random", "time", "new"))
    return Plot(
        name="errors",
        description=f"Error over the steps ahead, divided by that of the last value. {leads} steps ahead: {ends}.",
        x_label="steps ahead",
        x=tuple(range(1, leads + 1)),
        y_label="error ÷ naive",
        scale="linear",
        series=(
            *(_line(name, found[name]) for name in ("random", "time", "new")),
            Series("naive", "last value: 1", (1.0,) * leads, dashed=True),
        ),
    )


def _line(name: str, errors: Errors) -> Series:
    return Series(name, SPLITS[name], tuple(round(float(value), 4) for value in errors.curve))


def tables(found: Mapping[str, Errors], scaled: Mapping[str, Errors]) -> tuple[Table, ...]:
    leads = len(found["random"].curve)
    new = found["new"].end
    return (
        Table(
            name="splits",
            title=f"Nearest neighbours, {leads} steps ahead" if leads > 1 else "Nearest neighbours, a step ahead",
            columns=("tested on", "error ÷ naive", "÷ on new data"),
            rows=tuple(
                (SPLITS[name], f"{errors.end:.2f}", f"{errors.end / new:.2f}") for name, errors in found.items()
            ),
        ),
        Table(
            name="scalers",
            title="The smaller leak: a linear model, by time with a gap",
            columns=("scaler fitted on", "error ÷ naive"),
            rows=(
                ("the training part", f"{scaled['training'].end:.2f}"),
                ("everything", f"{scaled['all'].end:.2f}"),
            ),
        ),
    )


def numbers(found: Mapping[str, Errors], scaled: Mapping[str, Errors]) -> tuple[Number, ...]:
    random, time, new = (found[name].end for name in ("random", "time", "new"))
    leak = scaled["all"].end / scaled["training"].end
    return (
        Number("flattery", "random split’s error ÷ error on new data", random / new, f"{random / new:.2f}"),
        Number("honesty", "error by time ÷ error on new data", time / new, f"{time / new:.2f}"),
        Number("random", "error in the random split ÷ naive", random, f"{random:.2f}"),
        Number("new", "error on new data ÷ naive", new, f"{new:.2f}"),
        Number("scaler", "error with a scaler fitted on everything ÷ on the training part", leak, f"{leak:.2f}"),
    )


def verdict(end: Mapping[str, float], keeps: float, leads: int) -> Verdict:
    random, time = end["random"] / end["new"], end["time"] / end["new"]
    seen = (
        f"On new data the error is {end['new']:.2f} of the naive forecast’s. The random split reports "
        f"{end['random']:.2f}, {random:.2f} of that; the split by time {end['time']:.2f}, {time:.2f} of that."
    )
    if keeps < 1:
        return Verdict(
            CLAIM, None, f"The claim is about a random walk; this series kept {keeps:g} from step to step. {seen}"
        )
    if leads < FROM_LEAD:
        return Verdict(CLAIM, None, f"The claim is about {FROM_LEAD} steps ahead or more; this run had {leads}. {seen}")
    return Verdict(CLAIM, random <= FLATTERED and time >= HONEST, seen)


def how_flattering(flattery: float | None) -> str:
    """The random split’s error over that on new data, as the key of a choice."""
    if flattery is None or flattery >= 0.8:
        return "same"
    return "some" if flattery >= 0.5 else "half"


EXPERIMENT = Experiment(
    key="leaky-split",
    version=1,
    title="A leaky split",
    summary="Test a nearest-neighbour forecaster on a random split of overlapping windows, on a split by time and on "
    "new data: on a random walk there is nothing to learn.",
    claim=CLAIM,
    say="I split a time series by time with a gap of window plus horizon: windows overlap, so a random split tests "
    "whether the model remembers a neighbour, and it can report a skill even on a random walk, where there is none.",
    parameters=(
        Quantity(
            name="lead",
            label="Steps ahead",
            unit="steps",
            kind="integer",
            default=20,
            least=1,
            most=40,
            step=1,
            help="The plot goes so far, and the verdict is about the last.",
        ),
        Quantity(
            name="window",
            label="Window",
            unit="values",
            kind="integer",
            default=20,
            least=2,
            most=40,
            step=1,
            help="The values that two moments are compared by.",
        ),
        Quantity(
            name="neighbours",
            label="Neighbours",
            unit="",
            kind="integer",
            default=1,
            least=1,
            most=20,
            step=1,
            help="The forecast is the mean of what followed so many windows. One alone remembers best.",
        ),
        Quantity(
            name="keeps",
            label="Kept from step to step",
            unit="",
            kind="real",
            default=1.0,
            least=0.0,
            most=1.0,
            step=0.05,
            help="1: a random walk. 0: values that have nothing to do with each other.",
        ),
    ),
    prediction=Prediction(
        question="How large is the error that the random split reports, beside the error on new data?",
        number="flattery",
        choices=(
            Choice("same", "at least 0.8 of it"),
            Choice("some", "from half of it to 0.8"),
            Choice("half", "less than half of it"),
        ),
        right=how_flattering,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("20 steps ahead", {}),
        Preset("a step ahead: no target is shared", {"lead": 1}),
        Preset("20 neighbours: it remembers less", {"neighbours": 20}),
        Preset("independent values: nothing to leak", {"keeps": 0.0}),
    ),
)
