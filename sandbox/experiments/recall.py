"""Recall: cells and first biases side by side, learning to name a symbol that was shown a long lag ago."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.experiments import recall_courses
from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.experiments.recall_courses import KIND, Line
from sandbox.experiments.words import capitalised, listed, power
from sandbox.materials.measures.reaching import log10_reaching
from sandbox.materials.pupils.clipped import CLIP
from sandbox.materials.pupils.last_step import gated_seconds, plain_seconds
from sandbox.materials.pupils.recalling import (
    BATCH,
    CHANCE,
    DTYPE,
    INPUTS,
    STRETCH,
    SYMBOLS,
    Course,
    Naming,
    Pupil,
    recall,
    taught,
)
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Cell, layer

CLAIM = (
    "Over 50 steps or more, a GRU with biases 0 and an LSTM with forget bias 1 do not learn to recall a symbol in a "
    "budget that is enough for the same cells with chrono biases, and for an RNN that starts orthogonal."
)
SPOKEN_OF = 50  # steps
RNN, CONSTANT, CHRONO = 0.0, 1.0, 2.0  # what an entrant counts as in the prediction


@dataclass(frozen=True)
class Entrant:
    """A cell and how it starts."""

    name: str
    label: str
    counts_as: float
    keeps: str  # what its start does for keeping
    drawn: Callable[[int, int, np.random.Generator], Cell]  # of units and the lag

    @property
    def usual(self) -> bool:
        return self.name in {"bias_1", "gru_0"}


ENTRANTS = (
    Entrant(
        "orthogonal",
        "RNN orthogonal",
        RNN,
        "W_hh orthogonal",
        lambda H, T, rng: drawn.rnn(INPUTS, H, rng, recurrence="orthogonal", dtype=DTYPE),
    ),
    Entrant(
        "bias_1",
        "LSTM bias 1",
        CONSTANT,
        "forget bias 1",
        lambda H, T, rng: drawn.lstm(INPUTS, H, rng, forget_bias=1.0, dtype=DTYPE),
    ),
    Entrant("gru_0", "GRU bias 0", CONSTANT, "update bias 0", lambda H, T, rng: drawn.gru(INPUTS, H, rng, dtype=DTYPE)),
    Entrant(
        "chrono",
        "LSTM chrono",
        CHRONO,
        "forget bias log u, input bias −log u",
        lambda H, T, rng: drawn.lstm(INPUTS, H, rng, chrono=T, dtype=DTYPE),
    ),
    Entrant(
        "gru_chrono",
        "GRU chrono",
        CHRONO,
        "update bias −log u",
        lambda H, T, rng: drawn.gru(INPUTS, H, rng, chrono=T, dtype=DTYPE),
    ),
    Entrant("uniform", "RNN uniform", RNN, "W_hh in ±1/√H", lambda H, T, rng: drawn.rnn(INPUTS, H, rng, dtype=DTYPE)),
    Entrant(
        "bias_0", "LSTM bias 0", CONSTANT, "forget bias 0", lambda H, T, rng: drawn.lstm(INPUTS, H, rng, dtype=DTYPE)
    ),
    Entrant(
        "bias_3",
        "LSTM bias 3",
        CONSTANT,
        "forget bias 3",
        lambda H, T, rng: drawn.lstm(INPUTS, H, rng, forget_bias=3.0, dtype=DTYPE),
    ),
)
OPTIONAL = ("uniform", "bias_0", "bias_3")
OF_THE_CLAIM = tuple(one for one in ENTRANTS if one.name not in OPTIONAL)


@dataclass(frozen=True)
class Begun:
    """An entrant before its training, and what of the first batch's gradient reaches its first state."""

    entrant: Entrant
    pupil: Pupil
    log10_reaching: float | None

    @classmethod
    def of(cls, entrant: Entrant, T: int, H: int, rate: float, seed: int, first: tuple[Array, Array]) -> "Begun":
        """Drawn by itself: who stands beside it makes no difference."""
        rng = np.random.default_rng([seed, ENTRANTS.index(entrant)])
        cell, out = entrant.drawn(H, T, rng), Affine.drawn(H, SYMBOLS, rng, DTYPE)
        reaching = log10_reaching(cell, out.weights[0], *first)
        return cls(entrant, Pupil(Naming(layer(cell), out), rate), reaching)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    rng = np.random.default_rng([seed, len(ENTRANTS)])
    first = recall(T, BATCH, rng)
    begun = [Begun.of(entrant, T, H, rate, seed, first) for entrant in entered(str(parameters["beside"]))]
    stretches = iterations // STRETCH
    for done in taught([one.pupil for one in begun], T, stretches, rng):
        report(done / stretches, (plot(begun, stretches),), (), (table(begun, T),))
    entrants, courses = [one.entrant for one in begun], [one.pupil.course for one in begun]
    return Outcome(
        plots=(plot(begun, stretches),),
        numbers=numbers(entrants, courses),
        verdict=verdict(entrants, courses, T, iterations),
        tables=(table(begun, T),),
    )


def entered(beside: str) -> list[Entrant]:
    more = OPTIONAL if beside == "all" else (beside,)
    return [one for one in ENTRANTS if one in OF_THE_CLAIM or one.name in more]


def plot(begun: Sequence[Begun], stretches: int) -> Plot:
    return recall_courses.plot(
        [Line.of(one.entrant.name, one.entrant.label, one.pupil.course) for one in begun], stretches
    )


def table(begun: Sequence[Begun], T: int) -> Table:
    def row(one: Begun) -> tuple[str | None, ...]:
        course = one.pupil.course
        return (
            one.entrant.label,
            one.entrant.keeps,
            power(one.log10_reaching),
            f"{course.solved_at:,}" if course.solved_at else None,
            f"{course.end:.3f}",
        )

    return Table(
        name="entrants",
        title="Each network, and what became of it",
        columns=(
            "network",
            "its start",
            f"gradient left {T - 1} steps back, before training",
            "solved after, iterations",
            "accuracy at the end",
        ),
        rows=tuple(row(one) for one in begun),
    )


def numbers(entrants: Sequence[Entrant], courses: Sequence[Course]) -> tuple[Number, ...]:
    first = quickest(entrants, courses)
    return (
        Number(
            "first",
            "the first to solve it",
            first[0].counts_as if first else None,
            f"{first[0].label}, after {first[1].solved_at:,} iterations" if first else "nobody",
        ),
        *(
            Number(
                f"{entrant.name}_solved_at",
                f"solved by {entrant.label}",
                course.solved_at,
                f"after {course.solved_at:,} iterations" if course.solved_at else "no",
            )
            for entrant, course in zip(entrants, courses, strict=True)
        ),
        Number("chance", "accuracy by chance", CHANCE, f"{CHANCE}"),
    )


def quickest(entrants: Sequence[Entrant], courses: Sequence[Course]) -> tuple[Entrant, Course] | None:
    """Of those that were there in the same stretch, the one that was right most often in it."""
    solvers = [(one, course) for one, course in zip(entrants, courses, strict=True) if course.solved_at]
    return min(solvers, key=lambda pair: (pair[1].solved_at or 0, -pair[1].end), default=None)


def verdict(entrants: Sequence[Entrant], courses: Sequence[Course], T: int, iterations: int) -> Verdict:
    """The claim is about five of them; whoever stands beside is named, and decides nothing."""
    seen = recall_courses.seen([one.label for one in entrants], courses, iterations)
    if T < SPOKEN_OF:
        return Verdict(CLAIM, None, f"The claim is about {SPOKEN_OF} steps or more; this run had {T}. {seen}")
    solved = {one for one, course in zip(entrants, courses, strict=True) if course.solved_at}
    against = [one.label for one in OF_THE_CLAIM if one.usual and one in solved]
    if against:
        return Verdict(CLAIM, False, f"{capitalised(listed(against))} solved it. {seen}")
    behind = [one.label for one in OF_THE_CLAIM if not one.usual and one not in solved]
    if behind:
        return Verdict(
            CLAIM,
            None,
            f"{seen} The claim speaks of a budget that is enough for {listed(behind)} as well. "
            "Give them more iterations, or another seed.",
        )
    return Verdict(CLAIM, True, f"{seen} All read the same batches.")


def who(first: float | None) -> str:
    return {None: "nobody", RNN: "rnn", CONSTANT: "constant", CHRONO: "chrono"}[first]


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    soon: float = min(iterations, (35 + 1.5 * T) * (0.005 / rate) ** 0.6)  # what a start takes that remembers
    too_short = 1 / (1 + (20 / T) ** 3)  # how often another one uses up the budget
    used = too_short * iterations + (1 - too_short) * soon
    gated, plain = gated_seconds(T, H), plain_seconds(T, H)
    total: float = 0.02 + gated * (2 * soon + 2 * used) + plain * soon
    beside = {"uniform": plain * used, "bias_0": gated * used, "bias_3": gated * soon}
    return total + (sum(beside.values()) if parameters["beside"] == "all" else beside.get(str(parameters["beside"]), 0))


EXPERIMENT = Experiment(
    key="recall",
    version=1,
    title="Recall over a long lag",
    summary="Set an RNN, GRUs and LSTMs from several starts side by side, and see who learns to recall a symbol.",
    claim=CLAIM,
    kind=KIND,
    say="An LSTM doesn’t remember just because it is one, and an RNN doesn’t always forget: over a long lag I look at "
    "the start first, at chrono biases for the gates and orthogonal weights for a plain RNN.",
    parameters=(
        Quantity(
            name="steps",
            label="Lag T",
            unit="steps",
            kind="integer",
            default=60,
            least=5,
            most=100,
            step=1,
            help="The symbol is shown at the first step and named after the last. Chrono expects this lag.",
        ),
        Selection(
            name="beside",
            label="Beside the five of the claim",
            choices=(
                Choice("nobody", "nobody"),
                Choice("uniform", "an RNN with uniform weights"),
                Choice("bias_0", "an LSTM with forget bias 0"),
                Choice("bias_3", "an LSTM with forget bias 3"),
                Choice("all", "all three"),
            ),
            default="nobody",
            help="They change nothing for the others.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=300,
            least=100,
            most=1500,
            step=50,
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam. Who has solved it stops.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=32,
            least=8,
            most=64,
            step=1,
            help="The length of the state, in all of them.",
        ),
        Quantity(
            name="rate",
            label="Learning rate",
            unit="",
            kind="real",
            default=0.005,
            least=0.001,
            most=0.02,
            step=0.0005,
            help=f"Adam’s, for all of them. The gradient’s norm is clipped at {CLIP:g}.",
        ),
    ),
    prediction=Prediction(
        question="Which of them is the first to recall the symbol 99 times in a hundred?",
        number="first",
        choices=(
            Choice("constant", "an LSTM or a GRU with a constant bias"),
            Choice("chrono", "an LSTM or a GRU with chrono biases"),
            Choice("rnn", "an RNN"),
            Choice("nobody", "nobody within the budget"),
        ),
        right=who,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("lag 20", {"steps": 20}),
        Preset("lag 60, all eight", {"steps": 60, "beside": "all"}),
        Preset("lag 100", {"steps": 100, "iterations": 400}),
    ),
)
