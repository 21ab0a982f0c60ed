"""Peepholes and timing: crowds of small LSTMs learn to spike at every n-th step, with peepholes, without, or larger."""

from collections.abc import Mapping
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
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.materials.pupils.spiking import HELD, NEVER, PERIODS, THRESHOLD, Crowd, by_chance, counters
from sandbox.nn.arrays import Array

CLAIM = "A single unit learns to spike on time only with peepholes, and a second unit makes up for them."
TELLING = 0.05  # a difference is told where chance alone makes one as large less often
STRETCH = 10  # iterations
MORE = "Take more networks or iterations."


@dataclass(frozen=True)
class Learned:
    """How many of so many networks have learned it."""

    peeping: int
    blind: int
    larger: int  # with a unit more, and no peepholes
    of: int


class Trial:
    """The three crowds. Those of the same size have the same first weights, but for the peepholes."""

    def __init__(self, networks: int, H: int, period: int, scale: float, rng: np.random.Generator) -> None:
        W = counters(networks, H, rng)
        peepholes = rng.uniform(-1, 1, (networks, 3, H, 1)) * scale / np.sqrt(H)
        self.networks, self.H, self.period = networks, H, period
        self.same_size = Crowd(np.concatenate([W, W]), period, np.concatenate([peepholes, np.zeros_like(peepholes)]))
        self.larger = Crowd(counters(networks, H + 1, rng), period)

    def learn(self) -> None:
        self.same_size.learn()
        self.larger.learn()

    @property
    def crowds(self) -> dict[str, Array]:
        """After how many iterations each network had learned it."""
        both = self.same_size.learned_at
        return {
            "peeping": both[: self.networks],
            "blind": both[self.networks :],
            "larger": self.larger.learned_at,
        }

    @property
    def learned(self) -> Learned:
        return Learned(**{name: int(np.sum(at != NEVER)) for name, at in self.crowds.items()}, of=self.networks)

    @property
    def labels(self) -> dict[str, str]:
        same, larger = sized(self.H), sized(self.H + 1)
        return {"peeping": f"{same}, peepholes", "blind": f"{same}, no peepholes", "larger": f"{larger}, no peepholes"}


def sized(H: int) -> str:
    return f"{H} unit" if H == 1 else f"{H} units"


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    H, period, networks = (int(parameters[name]) for name in ("units", "period", "networks"))
    iterations = int(parameters["iterations"])
    trial = Trial(networks, H, period, float(parameters["scale"]), np.random.default_rng(seed))
    for done in range(1, iterations + 1):
        trial.learn()
        if done % STRETCH == 0:
            report(done / iterations, (curves(trial, iterations), outputs(trial)))
    return Outcome(
        plots=(curves(trial, iterations), outputs(trial)),
        numbers=numbers(trial),
        verdict=verdict(trial.learned, H, iterations),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    H, period, networks = (int(parameters[name]) for name in ("units", "period", "networks"))
    steps = PERIODS * period * int(parameters["iterations"])
    return steps * (140e-6 + networks * (0.35e-6 + 0.15e-6 * H))


def curves(trial: Trial, iterations: int) -> Plot:
    x = tuple(range(STRETCH, iterations + 1, STRETCH))
    now = trial.same_size.iteration

    def line(name: str, at: Array) -> Series:
        done = [int(np.sum((at != NEVER) & (at <= n))) if n <= now else None for n in x]
        return Series(name, trial.labels[name], tuple(done))

    ends = ", ".join(f"{trial.labels[name]}: {np.sum(at != NEVER)}" for name, at in trial.crowds.items())
    return Plot(
        name="learned",
        title="Who has learned it",
        description=f"How many of {trial.networks} networks have learned to spike at every {ordinal(trial.period)} "
        f"step, over the iterations. After {now}: {ends}.",
        x_label="iteration",
        x=x,
        y_label="networks",
        scale="linear",
        series=tuple(line(name, at) for name, at in trial.crowds.items()),
    )


def outputs(trial: Trial) -> Plot:
    """What the best network of each kind of the same size does, and the cell that a closed gate hides."""
    crowd, n = trial.same_size, trial.networks
    peeping, blind = int(np.argmin(crowd.errors[:n])), n + int(np.argmin(crowd.errors[n:]))

    def shown(a: Array, network: int) -> tuple[float, ...]:
        return tuple(round(float(value), 4) for value in a[:, network])

    def spiked(network: int) -> str:
        at = np.flatnonzero(crowd.output[:, network] > THRESHOLD) + 1
        return f"at {', '.join(map(str, at))}" if at.size else "at no step"

    return Plot(
        name="outputs",
        title="What the best of each does",
        description=f"The output at each step; above {THRESHOLD:g} it is a spike. The best network with peepholes "
        f"spikes {spiked(peeping)}, the best without {spiked(blind)}.",
        x_label="step",
        x=tuple(range(1, len(crowd.wanted) + 1)),
        y_label="output",
        scale="linear",
        series=(
            Series("peeping", "with peepholes", shown(crowd.output, peeping)),
            Series("blind", "without", shown(crowd.output, blind)),
            Series("cell", "cell of the one with peepholes", shown(crowd.cell, peeping), dashed=True),
            Series("wanted", "wanted", tuple(float(y) for y in crowd.wanted[:, 0]), marks=True),
        ),
    )


def numbers(trial: Trial) -> tuple[Number, ...]:
    learned, labels = trial.learned, trial.labels
    counts = {"peeping": learned.peeping, "blind": learned.blind, "larger": learned.larger}
    lead = learned.larger - learned.peeping if learned.larger else None
    return (
        *(Number(name, labels[name], count, f"{count} of {learned.of}") for name, count in counts.items()),
        Number(
            "lead_of_larger",
            f"{labels['larger']}, against {labels['peeping']}",
            lead,
            f"{learned.larger} of {learned.of}, against {learned.peeping} with peepholes",
        ),
        Number("parameters", "parameters of each", None, parameters_of(trial.H)),
    )


def parameters_of(H: int) -> str:
    blind, larger = 4 * H * (H + 1), 4 * (H + 1) * (H + 2)
    return f"{blind + 3 * H} with peepholes, {blind} without, {larger} with a unit more"


def verdict(learned: Learned, H: int, iterations: int) -> Verdict:
    of = learned.of
    seen = (
        f"With peepholes {learned.peeping} of {of} networks learned it, without {learned.blind}, with a unit more and "
        f"no peepholes {learned.larger}."
    )
    if H > 1:
        return Verdict(CLAIM, None, f"The claim is about one unit; these have {H}. {seen} {_compared(learned)}")
    if learned.peeping == learned.blind == 0:
        return Verdict(
            CLAIM, None, f"{seen} In {iterations:,} iterations no single unit did, so there is nothing to compare."
        )
    if learned.peeping <= learned.blind:
        return Verdict(CLAIM, False, f"{seen} A single unit learned it without them, and no less often.")
    chance = by_chance(learned.peeping, learned.blind, of)
    if chance >= TELLING:
        told = f"{seen} Between networks that are alike, a lead as large comes up in {chance:.0%} of runs"
        if learned.blind:
            return Verdict(CLAIM, False, f"{told}: this run shows no advantage of peepholes.")
        return Verdict(CLAIM, None, f"{told}: too few to tell. {MORE}")
    if learned.blind:
        return Verdict(CLAIM, False, f"{seen} Peepholes helped, but a single unit can do without.")
    if by_chance(learned.peeping, learned.larger, of) < TELLING:
        return Verdict(CLAIM, False, f"{seen} Here the second unit did not make up for them.")
    if by_chance(learned.larger, learned.blind, of) >= TELLING:
        return Verdict(CLAIM, None, f"{seen} Whether a second unit makes up for them, so few can’t tell. {MORE}")
    return Verdict(CLAIM, True, f"{seen} By chance alone a lead like that over {learned.blind} is rarer than 1 in 20.")


def _compared(learned: Learned) -> str:
    if by_chance(learned.peeping, learned.blind, learned.of) < TELLING:
        return "That is an advantage of peepholes."
    if by_chance(learned.blind, learned.peeping, learned.of) < TELLING:
        return "Without them more learned it than with them."
    return f"That is no difference that {learned.of} networks can tell."


def ordinal(n: int) -> str:
    return {2: "second", 3: "third"}.get(n, f"{n}th")


def who(lead_of_larger: float | None) -> str:
    if lead_of_larger is None:
        return "none"
    return "fewer" if lead_of_larger < 0 else "as-many"


EXPERIMENT = Experiment(
    key="peephole-timing",
    version=1,
    title="Peepholes and timing",
    summary="Train crowds of tiny LSTMs to spike at every fourth step: with peepholes, without, and with a unit more "
    "instead.",
    claim=CLAIM,
    say="Peepholes let a gate read its own cell behind a closed output gate. They were made for timing, where one unit "
    "learned to spike every fourth step only with them. But two units learned it without, and more often, so I don’t "
    "miss them in nn.LSTM.",
    parameters=(
        Quantity(
            name="units",
            label="Units",
            unit="units",
            kind="integer",
            default=1,
            least=1,
            most=4,
            step=1,
            help="With and without peepholes. The third crowd has one more.",
        ),
        Quantity(
            name="period",
            label="Period",
            unit="steps",
            kind="integer",
            default=4,
            least=3,
            most=8,
            step=1,
            help=f"From one spike to the next; {PERIODS} of them are trained.",
        ),
        Quantity(
            name="scale",
            label="Peephole weights at the start",
            unit="",
            kind="real",
            default=1.0,
            least=0.5,
            most=6.0,
            step=0.5,
            help="At most, up and down, over √H. At 1 they are drawn as the other weights are.",
        ),
        Quantity(
            name="networks",
            label="Networks of each kind",
            unit="networks",
            kind="integer",
            default=40,
            least=10,
            most=80,
            step=10,
            help="Each with first weights of its own.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=600,
            least=100,
            most=1500,
            step=100,
            help=f"Learned is who is right at every step, {HELD} iterations in a row.",
        ),
    ),
    prediction=Prediction(
        question="Take the peepholes away and add a unit instead: how many learn it now?",
        number="lead_of_larger",
        choices=(
            Choice("none", "none"),
            Choice("fewer", "some, but fewer than with peepholes"),
            Choice("as-many", "as many as with peepholes, or more"),
        ),
        right=who,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("one unit", {"units": 1}),
        Preset("two units: no advantage", {"units": 2}),
        Preset("every third step", {"period": 3}),
    ),
)
