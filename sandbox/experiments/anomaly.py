"""Anomalies: what a forecaster of normal beats did not expect, beside what is unusual as a value alone."""

from collections.abc import Callable, Mapping, Sequence
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
from sandbox.materials.pupils.forecasting import Autoregression, Forecaster, Scaler, Training, batches
from sandbox.materials.tasks.heartbeats import KINDS, RATE, Record, stretches
from sandbox.nn.arrays import Array

CLAIM = (
    "With a threshold that rings on at most 5% of normal stretches, a GRU’s forecast error finds at least 80% of the "
    "anomalies, and a threshold on the value alone finds at most 20%."
)
SPOKEN_OF, FOUND, MISSED = 5.0, 0.8, 0.2
HIDDEN, BATCH, WINDOW, UNREAD, RATE_OF_LEARNING = 24, 16, 100, 30, 0.02
LAGS = 80
TRAINING, VALIDATION, NORMAL_AFTER = 150, 400, 300  # beats
EACH, SPACING = 10, 6  # anomalies of each kind; beats from one to the next
FIRST = 10
WARM = 80  # samples at the start that are not scored
PIECE = 400  # samples
REPORTED = 50  # iterations between two reports

Scores = Callable[[Array], Array]  # of a signal: how unusual each sample is


@dataclass(frozen=True)
class Detector:
    """What rings where a score is above the threshold that normal data gave."""

    name: str
    label: str
    scores: Array  # of the test record
    threshold: float

    @classmethod
    def set_up(cls, name: str, label: str, scores: Scores, normal: Record, test: Record, percent: float) -> "Detector":
        quiet = stretches(scores(normal.signal)[WARM:])
        return cls(name, label, scores(test.signal), float(np.quantile(quiet, 1 - percent / 100)))

    @property
    def rings(self) -> Array:
        rings: Array = self.scores > self.threshold
        rings[:WARM] = False
        return rings


@dataclass(frozen=True)
class Score:
    """How a detector did."""

    found: Mapping[str, int]  # by kind
    false_alarms: float  # per 1,000 normal stretches


def judged(detector: Detector, test: Record) -> Score:
    rings, normal = detector.rings, np.ones(len(test.signal), bool)
    normal[:WARM] = False
    found = dict.fromkeys(KINDS, 0)
    for anomaly in test.anomalies:
        found[anomaly.kind] += bool(rings[anomaly.its_own].any())
        normal[anomaly.around] = False
    quiet = stretches(~normal) == 0  # stretches without any sample near an anomaly
    return Score(found, 1000 * float(stretches(rings)[quiet].mean()))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    percent, jitter, noise = (float(parameters[name]) for name in ("percent", "jitter", "noise"))
    iterations = int(parameters["iterations"])
    rng = np.random.default_rng(seed)
    training, normal = (Record.of(beats, jitter / 100, noise, rng) for beats in (TRAINING, VALIDATION))
    odd = {FIRST + SPACING * number: list(KINDS)[number % len(KINDS)] for number in range(EACH * len(KINDS))}
    test = Record.of(max(odd) + NORMAL_AFTER, jitter / 100, noise, rng, odd)
    scaler = Scaler.of(training.signal)
    known = scaler.scaled(training.signal)

    def detector(name: str, label: str, scores: Scores) -> Detector:
        return Detector.set_up(name, label, scores, normal, test, percent)

    linear = Autoregression.fitted(known, LAGS, lead=1)
    others = [
        detector("linear", f"linear error, last {LAGS} values", lambda y: missed(linear.read, scaler.scaled(y))),
        detector("value", "value alone", lambda y: np.abs(scaler.scaled(y))),
    ]
    pupil = Training(Forecaster.drawn(HIDDEN, rng), RATE_OF_LEARNING, iterations)

    def read(z: Array) -> Array:
        return pupil.network.read_in_pieces(z, PIECE, WARM)

    drawn = batches(known[:-1], known[1:], WINDOW, BATCH, rng)
    for done in range(1, iterations + 1):
        pupil.learn(*next(drawn), UNREAD)
        if done % REPORTED == 0 or done == iterations:
            network = detector("network", "GRU’s forecast error", lambda y: missed(read, scaler.scaled(y)))
            detectors = [network, *others]
            found = {each.name: judged(each, test) for each in detectors}
            report(done / iterations, plots(network, test), (), (table(detectors, found),))
    return Outcome(
        plots=plots(network, test),
        numbers=numbers(found),
        verdict=verdict(found, percent),
        tables=(table(detectors, found),),
    )


def missed(read: Callable[[Array], Array], z: Array) -> Array:
    """How far each value is from its forecast; 0 where there is none yet."""
    errors = np.abs(z[1:] - read(z)[:-1])
    return np.concatenate([[0.0], np.nan_to_num(errors)])


def seconds(parameters: Mapping[str, Value]) -> float:
    iterations = int(parameters["iterations"])
    return 0.05 + iterations * 1.5e-3 + iterations / REPORTED * 0.035


def plots(network: Detector, test: Record) -> tuple[Plot, ...]:
    """Where the first of each kind is."""
    shown = slice(test.anomalies[0].sample - 2 * RATE, test.anomalies[len(KINDS) - 1].sample + 3 * RATE)
    within = range(len(test.signal))[shown]
    x = tuple(round(sample / RATE, 2) for sample in within)
    rings = [bool(ring) for ring in network.rings[shown]]
    inserted = {anomaly.sample: KINDS[anomaly.kind] for anomaly in test.anomalies if anomaly.sample in within}
    told = ", ".join(f"{what} at {sample / RATE:.1f} s" for sample, what in inserted.items())
    ringing = sum(ring and not before for ring, before in zip(rings, [False, *rings], strict=False))
    return (
        Plot(
            name="signal",
            title="The signal, and where it rings",
            description=f"A heartbeat-like signal with a {told}. The GRU’s error rings in {ringing} places.",
            x_label="seconds",
            x=x,
            y_label="signal",
            scale="linear",
            series=(
                Series("signal", "signal", tuple(round(float(value), 3) for value in test.signal[shown])),
                Series(
                    "rings",
                    "unexpected",
                    tuple(
                        round(float(value), 3) if ring else None
                        for value, ring in zip(test.signal[shown], rings, strict=True)
                    ),
                    marks=True,
                ),
                Series(
                    "inserted",
                    "an anomaly was put here",
                    tuple(1.4 if sample in inserted else None for sample in within),
                    marks=True,
                ),
            ),
        ),
        Plot(
            name="error",
            title="The forecast error",
            description=f"The GRU’s error over the same seconds, and the threshold at {network.threshold:.2f}.",
            x_label="seconds",
            x=x,
            y_label="error",
            scale="linear",
            series=(
                Series("error", "error", tuple(round(float(value), 3) for value in network.scores[shown])),
                Series("threshold", "threshold", (round(network.threshold, 3),) * len(x), dashed=True),
            ),
        ),
    )


def table(detectors: Sequence[Detector], found: Mapping[str, Score]) -> Table:
    return Table(
        name="detectors",
        title=f"Found, of {EACH} of each kind",
        columns=("rings on", *KINDS.values(), "false alarms per 1,000 normal stretches", "threshold"),
        rows=tuple(
            (
                each.label,
                *(found[each.name].found[kind] for kind in KINDS),
                round(found[each.name].false_alarms),
                f"{each.threshold:.2f}",
            )
            for each in detectors
        ),
    )


def share(score: Score) -> float:
    return sum(score.found.values()) / (EACH * len(KINDS))


def numbers(found: Mapping[str, Score]) -> tuple[Number, ...]:
    def of(name: str) -> str:
        return f"{sum(found[name].found.values())} of {EACH * len(KINDS)}"

    alarms = found["network"].false_alarms
    return (
        Number("network", "found by the GRU’s error", share(found["network"]), of("network")),
        Number("linear", "found by a linear forecaster’s error", share(found["linear"]), of("linear")),
        Number("value", "found by the value alone", share(found["value"]), of("value")),
        Number("false_alarms", "the GRU’s false alarms per 1,000 normal stretches", alarms, f"{alarms:.0f}"),
    )


def verdict(found: Mapping[str, Score], percent: float) -> Verdict:
    network, value = share(found["network"]), share(found["value"])
    seen = (
        f"The GRU’s error finds {network:.0%}, a linear forecaster’s {share(found['linear']):.0%}, the value alone "
        f"{value:.0%}. False alarms per 1,000 normal stretches: {found['network'].false_alarms:.0f}, "
        f"{found['linear'].false_alarms:.0f} and {found['value'].false_alarms:.0f}."
    )
    if percent > SPOKEN_OF:
        allowed = f"The claim is about {SPOKEN_OF:g}% of normal stretches or less; this run allowed {percent:g}%."
        return Verdict(CLAIM, None, f"{allowed} {seen}")
    return Verdict(CLAIM, network >= FOUND and value <= MISSED, seen)


def how_many(found_by_value: float | None) -> str:
    """What share the value alone finds, as the key of a choice."""
    if found_by_value is None or found_by_value <= MISSED:
        return "few"
    return "some" if found_by_value < FOUND else "most"


EXPERIMENT = Experiment(
    key="anomaly",
    version=1,
    title="What was not expected",
    summary="A GRU learns to forecast a heartbeat-like signal. Its error rings where a beat is missing, early or "
    "upside down, though no value is unusual.",
    claim=CLAIM,
    say="I train the forecaster on normal data alone, set the threshold on normal data that it was not fitted to, from "
    "the false alarms I can afford, and compare with a rule on the values at the same rate.",
    parameters=(
        Quantity(
            name="percent",
            label="Normal stretches that may ring",
            unit="%",
            kind="real",
            default=1.0,
            least=0.5,
            most=10.0,
            step=0.5,
            help=f"It sets the threshold, on {VALIDATION} normal beats. A stretch is as long as a beat.",
        ),
        Quantity(
            name="jitter",
            label="Jitter of the beats",
            unit="%",
            kind="integer",
            default=6,
            least=0,
            most=15,
            step=1,
            help="How much earlier or later a normal beat comes: a standard deviation, in percent of a beat.",
        ),
        Quantity(
            name="noise",
            label="Noise",
            unit="",
            kind="real",
            default=0.02,
            least=0.0,
            most=0.2,
            step=0.01,
            help="Its standard deviation. A beat’s peak has the height 1.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=400,
            least=50,
            most=1500,
            step=50,
            help=f"Each is a batch of {BATCH} windows of {WINDOW} samples and one step of Adam.",
        ),
    ),
    prediction=Prediction(
        question="How many of the anomalies does a threshold on the value alone find, with as many false alarms?",
        number="value",
        choices=(
            Choice("few", "a fifth of them or fewer"),
            Choice("some", "more than that, but less than four fifths"),
            Choice("most", "four fifths of them or more"),
        ),
        right=how_many,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("1% may ring", {}),
        Preset("10% may ring: what chance finds", {"percent": 10.0}),
        Preset("much noise", {"noise": 0.1}),
        Preset("a network that has hardly learned", {"iterations": 50}),
    ),
)
