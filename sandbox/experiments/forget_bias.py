"""The forget bias: LSTMs that differ in their first biases alone learn to recall a symbol, on the same batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log10

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
from sandbox.experiments.parameters import Choice, Numbers, Quantity, Value, in_a_row
from sandbox.experiments.recall_courses import KIND, Line
from sandbox.experiments.words import capitalised, listed, power, shown, typeset
from sandbox.materials.pupils.clipped import CLIP
from sandbox.materials.pupils.last_step import gated_seconds
from sandbox.materials.pupils.recalling import (
    BATCH,
    CHANCE,
    DTYPE,
    INPUTS,
    SOLVED,
    STRETCH,
    SYMBOLS,
    Course,
    Naming,
    Pupil,
    recall,
    taught,
)
from sandbox.nn import drawn, initial, lstm
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer
from sandbox.nn.lstm import Lstm

CLAIM = (
    "Over 20 steps or more, an LSTM whose forget bias starts at 0 or below does not learn to recall a symbol in a "
    "budget that is enough for another start."
)
SPOKEN_OF = 20  # steps
BETTER_THAN_CHANCE = 0.3  # and all above: who guesses is as good as that on LAST stretches once in 10¹⁰ runs


@dataclass(frozen=True)
class Start:
    """An LSTM before its training, and what its forget gates do on the first batch."""

    name: str
    label: str
    cell: Lstm
    gate: float  # the mean forget gate
    left: float  # the mean product of a unit's forget gates from the second step to the last

    @classmethod
    def of(cls, name: str, label: str, cell: Lstm, x: Array) -> "Start":
        nothing = np.zeros((len(cell.b_f), x.shape[2]), x.dtype)
        gates = np.array([step.f for step in lstm.forward(cell, x, nothing, nothing)])
        return cls(name, label, cell, float(gates.mean()), float(gates[1:].prod(axis=0, dtype=float).mean()))

    @property
    def memory(self) -> str:
        """1/(1 − σ(b)) = 1 + eᵇ, of the unit that forgets first and of the one that forgets last."""
        shortest, longest = (f"{1 + exp(b):.3g}" for b in (self.cell.b_f.min(), self.cell.b_f.max()))
        return shortest if shortest == longest else f"{shortest} to {longest}"


def starts(biases: Sequence[float], T: int, H: int, rng: np.random.Generator, x: Array) -> list[Start]:
    """One for each bias, the lowest first, and chrono: the same weights in all of them."""
    zero = drawn.lstm(INPUTS, H, rng, dtype=DTYPE)
    b: Array = initial.chrono(H, T, rng).astype(DTYPE)
    constant = [
        Start.of(f"bias_{shown(bias)}", f"bias {typeset(bias)}", replace(zero, b_f=np.full(H, bias, DTYPE)), x)
        for bias in sorted(set(biases))
    ]
    return [*constant, Start.of("chrono", "chrono", replace(zero, b_f=b, b_i=-b), x)]


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    rng = np.random.default_rng(seed)
    out = Affine.drawn(H, SYMBOLS, rng, DTYPE).weights[0]
    begun = starts(in_a_row(parameters["biases"]), T, H, rng, recall(T, BATCH, rng, DTYPE)[0])
    pupils = [Pupil(Naming(layer(start.cell), Affine(out.copy())), rate) for start in begun]
    stretches = iterations // STRETCH
    for done in taught(pupils, T, stretches, rng):
        courses = [pupil.course for pupil in pupils]
        report(done / stretches, (plot(begun, courses, stretches),), (), (table(begun, courses, T),))
    return Outcome(
        plots=(plot(begun, courses, stretches),),
        numbers=numbers(begun, courses),
        verdict=verdict(
            [start.label for start in begun], courses, sorted(set(in_a_row(parameters["biases"]))), T, iterations
        ),
        tables=(table(begun, courses, T),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    soon = min(iterations, 20 + 0.5 / rate)  # what a start takes that remembers for long enough; another uses it all up
    used = soon  # by chrono
    for bias in set(in_a_row(parameters["biases"])):
        too_short = 1 / (1 + (3.5 * (1 + exp(bias)) / T) ** 3)
        used += too_short * iterations + (1 - too_short) * soon
    return used * gated_seconds(T, H)


def plot(begun: Sequence[Start], courses: Sequence[Course], stretches: int) -> Plot:
    named = zip(begun, courses, strict=True)
    return recall_courses.plot([Line.of(start.name, start.label, course) for start, course in named], stretches)


def table(begun: Sequence[Start], courses: Sequence[Course], T: int) -> Table:
    return Table(
        name="starts",
        title="Each start, and what became of it",
        columns=(
            "forget bias",
            "mean forget gate at the start",
            "memory, steps",
            f"left after {T - 1} steps",
            "solved after, iterations",
            "accuracy at the end",
        ),
        rows=tuple(
            (
                start.label.removeprefix("bias "),
                f"{start.gate:.3f}",
                start.memory,
                power(log10(start.left) if start.left else None),
                f"{course.solved_at:,}" if course.solved_at else None,
                f"{course.end:.3f}",
            )
            for start, course in zip(begun, courses, strict=True)
        ),
    )


def numbers(begun: Sequence[Start], courses: Sequence[Course]) -> tuple[Number, ...]:
    lowest = courses[0].end
    return (
        Number("lowest_accuracy", "accuracy of the lowest bias at the end", lowest, f"{lowest:.3f}"),
        *(
            Number(
                f"{start.name}_solved_at",
                f"solved by {start.label}",
                course.solved_at,
                f"after {course.solved_at:,} iterations" if course.solved_at else "no",
            )
            for start, course in zip(begun, courses, strict=True)
        ),
        Number("chance", "accuracy by chance", CHANCE, f"{CHANCE}"),
    )


def verdict(
    labels: Sequence[str], courses: Sequence[Course], biases: Sequence[float], T: int, iterations: int
) -> Verdict:
    """Of the courses in the order of their labels: those of the biases, the lowest first, and then chrono's."""
    low = sum(bias <= 0 for bias in biases)
    seen = recall_courses.seen(labels, courses, iterations)
    if T < SPOKEN_OF:
        return Verdict(CLAIM, None, f"The claim is about {SPOKEN_OF} steps or more; this run had {T}. {seen}")
    if not low:
        about = f"The claim is about a start at 0 or below; the lowest of this run was {typeset(biases[0])}."
        return Verdict(CLAIM, None, f"{about} {seen}")
    against = [label for label, course in zip(labels[:low], courses, strict=False) if course.solved_at]
    if against:
        return Verdict(CLAIM, False, f"{capitalised(listed(against))} solved it. {seen}")
    if not any(course.solved_at for course in courses):
        return Verdict(
            CLAIM,
            None,
            f"{seen} Where no other start has got there either, nothing is said about {listed(labels[:low])}. "
            "Give them more iterations.",
        )
    return Verdict(CLAIM, True, f"{seen} All began with the same weights and read the same batches.")


def how_far(lowest_accuracy: float | None) -> str:
    """Where the accuracy of the lowest bias ended, as the key of a choice."""
    if lowest_accuracy is None or lowest_accuracy < BETTER_THAN_CHANCE:
        return "chance"
    return "part" if lowest_accuracy < SOLVED else "solved"


EXPERIMENT = Experiment(
    key="forget-bias",
    version=1,
    title="The forget bias",
    summary="Start an LSTM’s forget bias at 0, 1, 3 and with chrono initialisation, and see which of them learns to "
    "recall a symbol.",
    claim=CLAIM,
    kind=KIND,
    say="At a forget bias of 0 the gate halves the cell at every step, so I start it at 1 or more, or with "
    "chrono initialisation where I know how long the lag is.",
    parameters=(
        Quantity(
            name="steps",
            label="Lag T",
            unit="steps",
            kind="integer",
            default=20,
            least=5,
            most=100,
            step=1,
            help="The symbol is shown at the first step and named after the last. Chrono expects this lag.",
        ),
        Numbers(
            name="biases",
            label="Forget biases at the start",
            default="0, 1, 3",
            fewest=1,
            most_of_them=3,
            least=-4,
            most=8,
            help="An LSTM for each. Chrono initialisation comes on top.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=1500,
            least=100,
            most=3000,
            step=100,
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam. Who has solved it stops.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=32,
            least=4,
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
            least=0.0005,
            most=0.05,
            step=0.0005,
            help=f"Adam’s, for all of them. The gradient’s norm is clipped at {CLIP:g}.",
        ),
    ),
    prediction=Prediction(
        question="How far does the network with the lowest forget bias get?",
        number="lowest_accuracy",
        choices=(
            Choice("solved", f"solved, {SOLVED} or more"),
            Choice("part", f"better than chance, from {BETTER_THAN_CHANCE} to {SOLVED}"),
            Choice("chance", f"below {BETTER_THAN_CHANCE}, as good as guessing"),
        ),
        right=how_far,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("lag 20", {"steps": 20}),
        Preset("lag 30", {"steps": 30}),
        Preset("lag 50", {"steps": 50}),
        Preset("lag 100, from 3 and 5", {"steps": 100, "biases": "3, 5"}),
    ),
)
