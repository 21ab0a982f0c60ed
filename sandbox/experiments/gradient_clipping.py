"""An RNN whose recurrent weights stretch, trained by plain gradient descent with and without clipping.

Two copies of one start read the same batches of the adding problem, in float64: a loss that runs away has room.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Verdict,
)
from sandbox.experiments.loss_curves import STRETCH, constant, curve, written
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.words import shown
from sandbox.materials.pupils.last_step import LastStep
from sandbox.materials.tasks.adding import CONSTANT, adding
from sandbox.nn import clipping, drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer
from sandbox.nn.optimisers import Sgd

CLAIM = (
    "Where plain gradient descent runs away, the same descent with its gradient clipped settles below the error of "
    "the constant answer."
)
HIDDEN, BATCH = 32, 32
RUNAWAY = 1e6  # a loss from which nothing is to be expected: training ends
START = 40  # iterations that are drawn one by one
LAST = 100  # iterations whose mean is the loss at the end
SETTLED = 0.9 * CONSTANT  # below it, something was learned
FAIR = 1000  # iterations from which a loss that has not settled counts against clipping


@dataclass(frozen=True)
class Descent:
    """The loss at each iteration, as far as it went; a last one that is no number is left out."""

    losses: tuple[float, ...]
    ran_away: bool

    @property
    def end(self) -> float:
        return sum(self.losses[-LAST:]) / len(self.losses[-LAST:])

    @property
    def ran_away_at(self) -> int | None:
        return len(self.losses) + (not self._past_a_million) if self.ran_away else None

    @property
    def ending(self) -> str:
        """How it ran away."""
        return f"{'past a million' if self._past_a_million else 'no number any more'} at iteration {self.ran_away_at:,}"

    @property
    def _past_a_million(self) -> bool:
        return self.losses[-1] > RUNAWAY

    @property
    def settled(self) -> bool:
        return not self.ran_away and self.end < SETTLED


class Descending:
    def __init__(self, network: LastStep, rate: float, threshold: float | None) -> None:
        self.network, self.sgd, self.threshold = network, Sgd(rate), threshold
        self.losses: list[float] = []
        self.norms: list[float] = []  # of the gradient, before it is clipped
        self.ran_away = False

    def step(self, x: Array, target: Array) -> None:
        if self.ran_away:
            return
        loss = self.network.ahead(x, target)
        self.ran_away = not loss <= RUNAWAY
        if isfinite(loss):
            self.losses.append(loss)
        if self.ran_away:
            return
        gradients = self.network.back()
        self.norms.append(clipping.global_norm(gradients))
        if self.threshold is not None:
            clipping.by_global_norm(gradients, self.threshold)
        self.sgd.step(self.network.weights, gradients)

    @property
    def descent(self) -> Descent:
        return Descent(tuple(self.losses), self.ran_away)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, iterations = int(parameters["steps"]), int(parameters["iterations"])
    gain, rate, threshold = (float(parameters[name]) for name in ("gain", "rate", "threshold"))
    rng = np.random.default_rng(seed)
    cell = drawn.rnn(2, HIDDEN, rng, recurrence="orthogonal", gain=gain)
    out = Affine.drawn(HIDDEN, 1, rng).weights[0]
    clipped, plain = (Descending(LastStep(layer(cell), Affine(out.copy())), rate, most) for most in (threshold, None))
    with np.errstate(over="ignore", invalid="ignore"):  # where that happens, the loss tells
        for done in range(1, iterations + 1):
            x, target = adding(T, BATCH, rng)
            clipped.step(x, target)
            plain.step(x, target)
            if done == START // 2 or done % (5 * STRETCH) == 0:
                report(done / iterations, plots(clipped.descent, plain.descent, iterations))
            if clipped.ran_away and plain.ran_away:
                break
    return Outcome(
        plots=plots(clipped.descent, plain.descent, iterations),
        numbers=numbers(clipped, plain, rate * threshold),
        verdict=verdict(clipped.descent, plain.descent, iterations, threshold),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, iterations = int(parameters["steps"]), int(parameters["iterations"])
    return iterations * (105e-6 + 15e-6 * T)  # of one descent and a half: the other may run away


def plots(clipped: Descent, plain: Descent, iterations: int) -> tuple[Plot, ...]:
    first = min(START, iterations)
    at = tuple(range(STRETCH, iterations + 1, STRETCH))
    return (
        _plot(
            "start",
            f"The first {first} iterations, one by one",
            f"iteration (the first {first})",
            tuple(range(1, first + 1)),
            {"clipped": (clipped, clipped.losses[:first]), "plain": (plain, plain.losses[:first])},
        ),
        _plot(
            "whole",
            "The whole training",
            f"iteration (means of {STRETCH})",
            at,
            {
                "clipped": (clipped, _means(clipped)),
                # What ended within the first stretch has no line to draw.
                **({"plain": (plain, _means(plain))} if len(plain.losses) > STRETCH else {}),
            },
        ),
    )


def _plot(
    name: str, what: str, x_label: str, x: tuple[int, ...], lines: Mapping[str, tuple[Descent, tuple[float, ...]]]
) -> Plot:
    labels = {"clipped": "clipped", "plain": "not clipped"}
    told = " ".join(f"{labels[key].capitalize()}: {_way(descent)}." for key, (descent, _) in lines.items())
    first, *others = (curve(key, labels[key], losses, len(x)) for key, (_, losses) in lines.items())
    return Plot(
        name=name,
        description=f"{what}: the loss, on a logarithmic scale. {told} The constant answer has {CONSTANT:.3f}.",
        x_label=x_label,
        x=x,
        y_label="loss",
        scale="log10",
        series=(first, constant(len(x)), *others),
    )


def _means(descent: Descent) -> tuple[float, ...]:
    """Of whole stretches; and of what there is of the last one, if training ended in it."""
    losses = descent.losses
    last = len(losses) if descent.ran_away else len(losses) // STRETCH * STRETCH
    parts = (losses[at : min(at + STRETCH, last)] for at in range(0, last, STRETCH))
    return tuple(sum(part) / len(part) for part in parts)


def _way(descent: Descent) -> str:
    if descent.ran_away:
        return f"from {written(descent.losses[0])} to where it ended, {descent.ending}"
    return f"from {written(descent.losses[0])} to {written(descent.losses[-1])} at iteration {len(descent.losses):,}"


def numbers(clipped: Descending, plain: Descending, most: float) -> tuple[Number, ...]:
    end = clipped.descent
    share = sum(norm > (clipped.threshold or 0) for norm in clipped.norms) / max(len(clipped.norms), 1)
    return (
        Number("ran_away_at", "loss without clipping", plain.descent.ran_away_at, fate(plain.descent)),
        Number("clipped_end", "loss with clipping at the end", end.end, written(end.end)),
        Number("constant_loss", "loss of the constant answer", CONSTANT, f"{CONSTANT:.3f}"),
        Number("first_norm", "gradient norm at the start", plain.norms[0], f"{plain.norms[0]:.3g}"),
        Number("share_clipped", "iterations in which it was clipped", share, f"{share:.0%}"),
        Number("largest_step", "farthest that a clipped step moves the weights, ηc", most, shown(most)),
    )


def fate(plain: Descent) -> str:
    return plain.ending if plain.ran_away else f"at most {written(max(plain.losses))}"


def verdict(clipped: Descent, plain: Descent, iterations: int, threshold: float) -> Verdict:
    against = f"against {CONSTANT:.3f} for the constant answer"
    if clipped.ran_away:
        seen = f"Clipped at {threshold:g}, it ran away as well: {clipped.ending}."
    else:
        seen = (
            f"Clipped at {threshold:g}, it was never above {written(max(clipped.losses))}, and over the last "
            f"{min(LAST, iterations)} of {iterations:,} iterations it averaged {written(clipped.end)}, {against}."
        )
    if not plain.ran_away:
        return Verdict(
            CLAIM,
            None,
            f"Without clipping the loss did not run away: it was never above {written(max(plain.losses))} and averaged "
            f"{written(plain.end)} at the end. {seen}",
        )
    ran = f"Without clipping the loss ran away: {plain.ending}."
    if clipped.settled:
        return Verdict(CLAIM, True, f"{ran} {seen}")
    if not clipped.ran_away and iterations < FAIR:
        return Verdict(CLAIM, None, f"{ran} {seen} So few iterations cannot say whether it will settle.")
    return Verdict(
        CLAIM,
        False,
        f"{ran} {seen} Clipping bounds a step; whether steps of that size lead anywhere is another matter.",
    )


def when(ran_away_at: float | None) -> str:
    if ran_away_at is None:
        return "never"
    return "at-once" if ran_away_at <= 20 else "later"


EXPERIMENT = Experiment(
    key="gradient-clipping",
    version=1,
    title="Gradient clipping",
    summary="Train one RNN twice from the same start, with and without clipping, and watch what becomes of the loss.",
    claim=CLAIM,
    say="Clipping by the global norm keeps the direction and bounds the step, so one bad batch can’t throw "
    "the weights away. It gives nothing back to a gradient that has vanished.",
    parameters=(
        Quantity(
            name="gain",
            label="Scale of the recurrent weights",
            unit="",
            kind="real",
            default=1.5,
            least=0.5,
            most=3.0,
            step=0.1,
            help="W_hh starts as an orthogonal matrix times this, which is then its spectral norm.",
        ),
        Quantity(
            name="threshold",
            label="Clipping threshold c",
            unit="",
            kind="real",
            default=0.25,
            least=0.05,
            most=20.0,
            step=0.05,
            help="A gradient whose norm, over all parameters, is larger is shortened to it.",
        ),
        Quantity(
            name="rate",
            label="Learning rate η",
            unit="",
            kind="real",
            default=0.2,
            least=0.01,
            most=0.5,
            step=0.01,
            help="Of plain gradient descent: no momentum, no Adam.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=10,
            least=4,
            most=50,
            step=1,
            help="Numbers in a sequence, of which two are to be added.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=3000,
            least=100,
            most=6000,
            step=100,
            help=f"Each is one batch of {BATCH} new sequences and one step of the weights.",
        ),
    ),
    prediction=Prediction(
        question="Without clipping, when does the loss pass a million?",
        number="ran_away_at",
        choices=(
            Choice("never", "never"),
            Choice("later", "after more than 20 iterations"),
            Choice("at-once", "within 20 iterations"),
        ),
        right=when,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("c = 0.25, η = 0.2", {"threshold": 0.25, "rate": 0.2}),
        Preset("Small steps: η = 0.05", {"rate": 0.05}),
        Preset("A loose clip: c = 10", {"threshold": 10.0}),
    ),
)
