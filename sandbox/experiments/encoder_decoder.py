"""A sequence written backwards by two networks: one has the encoder's last state alone, one looks at all states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

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
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.materials.pupils.reversing import (
    SHORTEST,
    Batch,
    Looks,
    Pupil,
    Written,
    batch,
    length_of,
    network,
    on_the_antidiagonal,
    pace,
    right,
    write,
)

LEARNED, SPOILED, RELIABLE = 0.95, 0.8, 0.9
SPOKEN_OF = 24  # bits
CLAIM = (
    f"In a budget in which attention learns to reverse sequences of {SPOKEN_OF} bits or more, a decoder with one "
    f"vector alone does not: {LEARNED:.0%} of the symbols right with attention, less than {SPOILED:.0%} without."
)
BATCH = 32
TESTED = 64  # sequences, drawn apart from those of training
STRETCH = 20  # iterations between two tests
BEYOND = 5  # symbols more than the longest in training
LETTERS = "abcdefghijklmnop"


@dataclass(frozen=True)
class Course:
    """How both went: the share of symbols right, written freely, at the longest length; and in the end by length."""

    length: int
    symbols: int
    iterations: int
    vector: tuple[float, ...] = ()
    attention: tuple[float, ...] = ()
    vector_by_length: tuple[float, ...] = ()  # from SHORTEST on
    attention_by_length: tuple[float, ...] = ()

    @property
    def bits(self) -> float:
        return self.length * log2(self.symbols)

    @property
    def chance(self) -> float:
        return 1 / self.symbols

    @property
    def reach(self) -> int:
        """The longest length up to which the one vector is reliable, 0 where it is at none."""
        within = self.vector_by_length[: self.length - SHORTEST + 1]
        spoiled = (length for length, share in enumerate(within, start=SHORTEST) if share < RELIABLE)
        first = next(spoiled, self.length + 1)
        return first - 1 if first > SHORTEST else 0


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    length, symbols = int(parameters["length"]), int(parameters["symbols"])
    hidden, iterations = int(parameters["hidden"]), int(parameters["iterations"])
    looks: Looks = "additive" if parameters["score"] == "additive" else "dot"
    rng = np.random.default_rng(seed)
    test = batch(length, symbols, TESTED, rng)
    vector = Pupil(network(symbols, hidden, "none", rng))
    attention = Pupil(network(symbols, hidden, looks, rng))
    course = Course(length, symbols, iterations)
    for done in range(1, iterations + 1):
        next_one = batch(length_of(done, length, rng), symbols, BATCH, rng)
        for pupil in (vector, attention):
            pupil.learn(next_one, pace(done, iterations))
        if done % STRETCH == 0:
            looked = write(attention.network, test.x)
            course = Course(
                length,
                symbols,
                iterations,
                (*course.vector, right(write(vector.network, test.x), test)),
                (*course.attention, right(looked, test)),
            )
            report(done / iterations, (over_iterations(course),), (heatmap(test, looked),))

    by_length = [batch(each, symbols, TESTED, rng) for each in range(SHORTEST, length + BEYOND + 1)]
    course = Course(
        length,
        symbols,
        iterations,
        course.vector,
        course.attention,
        tuple(right(write(vector.network, each.x), each) for each in by_length),
        tuple(right(write(attention.network, each.x), each) for each in by_length),
    )
    return Outcome(
        plots=(over_iterations(course), over_lengths(course)),
        numbers=numbers(course, looked),
        verdict=verdict(course),
        heatmaps=(heatmap(test, looked),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, V, H = int(parameters["length"]), int(parameters["symbols"]), int(parameters["hidden"])
    an_iteration = 1.5e-3 + 0.35e-6 * H**2 + T * (100e-6 + 50e-9 * H**2 + 1e-6 * V)
    if parameters["score"] == "additive":
        an_iteration += 0.35e-6 * T**2 * H
    return int(parameters["iterations"]) * an_iteration


def heatmap(test: Batch, looked: Written) -> Heatmap:
    """Of the first sequence of the test."""
    if looked.weights is None:
        raise ValueError("Who doesn't look has no weights to be drawn.")
    read = [LETTERS[symbol] for symbol in test.target[::-1, 0]]
    written = [LETTERS[symbol] for symbol in looked.symbols[:, 0]]
    wrong = int(np.sum(looked.symbols[:, 0] != test.target[:, 0]))
    on_it = on_the_antidiagonal(looked.weights[:1])
    return Heatmap(
        name="attention",
        title="Where the decoder looks",
        description=f"Attention weights: a row for each symbol written, a column for each symbol read. It read "
        f"{' '.join(read)} and wrote {' '.join(written)}, {wrong or 'none'} of {len(read)} wrong. "
        f"{on_it:.2f} of the weight lies on the antidiagonal, from the top right to the bottom left.",
        x_label="read",
        x=tuple(read),
        y_label="written",
        y=tuple(written),
        value_label="weight",
        values=tuple(tuple(round(float(weight), 4) for weight in row) for row in looked.weights[0]),
        least=0.0,
        most=1.0,
    )


def over_iterations(course: Course) -> Plot:
    points = course.iterations // STRETCH
    return Plot(
        name="accuracy",
        title=f"Sequences of {course.length}, while they learn",
        description=f"Share of symbols right at length {course.length} over the iterations. After "
        f"{len(course.vector) * STRETCH:,}: with attention {course.attention[-1]:.2f}, with one vector "
        f"{course.vector[-1]:.2f}. Chance is {course.chance:.3g}.",
        x_label="iteration",
        x=tuple(range(STRETCH, points * STRETCH + 1, STRETCH)),
        y_label="symbols right",
        scale="linear",
        series=(
            _line("attention", "with attention", course.attention, points),
            _line("vector", "one vector", course.vector, points),
            _chance(course, points),
        ),
    )


def over_lengths(course: Course) -> Plot:
    lengths = tuple(range(SHORTEST, course.length + BEYOND + 1))
    at = course.length - SHORTEST
    return Plot(
        name="by_length",
        title="By length, after training",
        description=f"Share of symbols right by the length of the sequence. With one vector it goes from "
        f"{course.vector_by_length[0]:.2f} at length {SHORTEST} to {course.vector_by_length[at]:.2f} at "
        f"{course.length}, the longest in training; with attention it is {course.attention_by_length[at]:.2f} there. "
        f"At {lengths[-1]} it is {course.vector_by_length[-1]:.2f} and {course.attention_by_length[-1]:.2f}.",
        x_label=f"length (longest in training: {course.length})",
        x=lengths,
        y_label="symbols right",
        scale="linear",
        series=(
            _line("attention", "with attention", course.attention_by_length, len(lengths)),
            _line("vector", "one vector", course.vector_by_length, len(lengths)),
            _chance(course, len(lengths)),
        ),
    )


def numbers(course: Course, looked: Written) -> tuple[Number, ...]:
    weights = looked.weights
    on_it, later = (0.0, 0.0) if weights is None else (on_the_antidiagonal(weights, steps) for steps in (0, 1))
    farthest = course.length + BEYOND
    return (
        _share("attention", f"right with attention, length {course.length}", course.attention[-1]),
        _share("vector", f"right with one vector, length {course.length}", course.vector[-1]),
        Number(
            "reach_share",
            f"with one vector, {RELIABLE:.0%} right up to length",
            course.reach / course.length,
            f"{course.reach} of {course.length}",
        ),
        _share("attention_beyond", f"right with attention, length {farthest}", course.attention_by_length[-1]),
        _share("vector_beyond", f"right with one vector, length {farthest}", course.vector_by_length[-1]),
        _share("on_symbol", "mean weight on the state that has just read the symbol", on_it),
        _share("one_later", "mean weight on the state one step later", later),
        Number("chance", "right by chance", course.chance, f"{course.chance:.3g}"),
    )


def verdict(course: Course) -> Verdict:
    attention, vector = course.attention[-1], course.vector[-1]
    seen = (
        f"After {course.iterations:,} iterations, at length {course.length}, {attention:.2f} of the symbols were right "
        f"with attention and {vector:.2f} with one vector; chance is {course.chance:.3g}."
    )
    if course.bits < SPOKEN_OF:
        return Verdict(
            CLAIM,
            None,
            f"{seen} The claim is about {SPOKEN_OF} bits or more; {course.length} symbols out of {course.symbols} are "
            f"{course.bits:.3g}.",
        )
    if attention < LEARNED:
        return Verdict(
            CLAIM,
            None,
            f"{seen} Attention has not learned it, and then there is nothing to compare: give it more iterations or "
            "units.",
        )
    if vector >= SPOILED:
        return Verdict(CLAIM, False, f"{seen} One vector came to {SPOILED:.0%} or more, too.")
    up_to = f"up to length {course.reach}" if course.reach else "at no length"
    return Verdict(CLAIM, True, f"{seen} One vector gave back {RELIABLE:.0%} {up_to}. Both read the same batches.")


def how_long(reach_share: float | None) -> str:
    """How far the one vector reached, as the key of a choice."""
    if reach_share is None or reach_share <= 0.5:
        return "half"
    return "more" if reach_share < 1 else "all"


def _line(name: str, label: str, values: Sequence[float], points: int) -> Series:
    return Series(name, label, (*values, *(None,) * (points - len(values))))


def _chance(course: Course, points: int) -> Series:
    return Series("chance", f"chance: {course.chance:.3g}", (course.chance,) * points, dashed=True)


def _share(name: str, label: str, share: float) -> Number:
    return Number(name, label, share, f"{share:.2f}")


EXPERIMENT = Experiment(
    key="encoder-decoder",
    version=2,
    title="Reversing a sequence",
    summary="An encoder reads letters, a decoder writes them backwards: from one vector, and with attention. Watch "
    "where it learns to look.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="length",
            label="Longest sequence",
            unit="symbols",
            kind="integer",
            default=10,
            least=3,
            most=16,
            step=1,
            help=f"Half of the batches have this length, the others one from {SHORTEST} up to it.",
        ),
        Quantity(
            name="symbols",
            label="Alphabet",
            unit="symbols",
            kind="integer",
            default=8,
            least=2,
            most=len(LETTERS),
            step=1,
            help="Each is drawn anew at every position: 8 make 3 bits a position.",
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
            help="The length of the states, and so of the one vector.",
        ),
        Selection(
            name="score",
            label="Score of the attention",
            choices=(Choice("dot", "dot product"), Choice("additive", "additive")),
            default="dot",
            help="How a state of the decoder is compared with those of the encoder.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=300,
            least=100,
            most=1500,
            step=20,
            help=f"Each is one batch of {BATCH} new sequences, the same for both.",
        ),
    ),
    prediction=Prediction(
        question="Up to what length does the decoder without attention get 90% of the symbols right?",
        number="reach_share",
        choices=(
            Choice("all", "the longest in training"),
            Choice("more", "less than that, but more than half of it"),
            Choice("half", "half of it, or less"),
        ),
        right=how_long,
    ),
    run=run,
    seconds=seconds,
    face="heatmaps",
    say="I trained both to reverse ten letters on the same batches: with attention nearly every letter came back, from "
    "the one vector less than half of them. But past the lengths in training both broke down, so attention removes the "
    "bottleneck and not the need to see long sequences.",
    presets=(
        Preset("10 letters", {"length": 10}),
        Preset("4 letters: one vector is enough", {"length": 4}),
        Preset("16 letters", {"length": 16, "iterations": 400}),
        Preset("additive scores", {"score": "additive", "iterations": 600}),
    ),
)
