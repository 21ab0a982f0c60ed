"""Where an RNN's recurrent weights begin: networks from three starts learn to recall a symbol, on the same batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

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
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.recall_courses import KIND, Line
from sandbox.experiments.words import capitalised, listed, power, tiny
from sandbox.materials.measures.reaching import log10_reaching
from sandbox.materials.measures.seeds import Deals, dealt_anew
from sandbox.materials.pupils.clipped import CLIP
from sandbox.materials.pupils.last_step import plain_seconds
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
from sandbox.nn.layers import layer
from sandbox.nn.rnn import Rnn

CLAIM = (
    "Over 50 steps or more, RNNs that start orthogonal, and RNNs that start at the identity with ReLU, learn to recall "
    "a symbol sooner than RNNs from Gaussian weights of variance 1/(4H) or less, by more than luck."
)
SPOKEN_OF = 50  # steps
SMALL = 0.5  # times 1/√H: the deviation of that variance
GAUSSIAN, ORTHOGONAL, IDENTITY = "gaussian", "orthogonal", "identity"
STARTS = (GAUSSIAN, ORTHOGONAL, IDENTITY)
LABELS = {GAUSSIAN: "Gaussian", ORTHOGONAL: "orthogonal", IDENTITY: "identity with ReLU"}


@dataclass(frozen=True)
class Class:
    """The networks of one start: before their training, and their courses."""

    start: str
    singular: tuple[float, float, float]  # the least, the middle and the largest of W_hh, in the middle network
    log10_reaching: float | None
    pupils: tuple[Pupil, ...]

    @classmethod
    def of(cls, start: str, cells: Sequence[Rnn], outs: Sequence[Array], rate: float, x: Array, y: Array) -> "Class":
        values = np.array([np.linalg.svd(cell.W_hh.astype(float), compute_uv=False) for cell in cells])
        least, middle, most = (
            float(np.median(each)) for each in (values.min(axis=1), np.median(values, axis=1), values.max(axis=1))
        )
        reaching = [log10_reaching(cell, out, x, y) for cell, out in zip(cells, outs, strict=True)]
        pupils = (Pupil(Naming(layer(cell), Affine(out.copy())), rate) for cell, out in zip(cells, outs, strict=True))
        middling = median_low([-np.inf if each is None else each for each in reaching])
        return cls(start, (least, middle, most), None if middling == -np.inf else float(middling), tuple(pupils))

    @property
    def steepest(self) -> float:
        return max(pupil.adam.steepest for pupil in self.pupils)

    @property
    def found(self) -> "Found":
        return Found(tuple(pupil.course for pupil in self.pupils))


@dataclass(frozen=True)
class Found:
    """What the networks of one start came to."""

    courses: tuple[Course, ...]

    @property
    def solved(self) -> list[int]:
        return sorted(course.solved_at for course in self.courses if course.solved_at)

    @property
    def overflowed(self) -> int:
        return sum(course.overflowed_at is not None for course in self.courses)

    @property
    def accuracies(self) -> tuple[float, ...]:
        """The mean of the networks; one that has solved it keeps its last, one that overflowed guesses from there."""
        length = max(len(course.accuracies) for course in self.courses)
        return tuple(sum(_at(course, point) for course in self.courses) / len(self.courses) for point in range(length))

    @property
    def count(self) -> str:
        return f"{len(self.solved)} of {len(self.courses)}"

    @property
    def spread(self) -> str | None:
        """Of the iterations that it took those that solved it."""
        if not self.solved:
            return None
        least, most = (f"{after:,}" for after in (self.solved[0], self.solved[-1]))
        return least if least == most else f"{least} to {most}"

    def at_worst(self, iterations: int) -> list[int]:
        """Those that did not solve it are behind all that did, and equal."""
        return [course.solved_at or iterations + 1 for course in self.courses]


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H, networks = int(parameters["steps"]), int(parameters["hidden"]), int(parameters["networks"])
    iterations, rate = int(parameters["iterations"]), float(parameters["rate"])
    deviation = float(parameters["deviation"])
    rng = np.random.default_rng([seed, networks])
    x, y = recall(T, BATCH, rng)
    cells: dict[str, list[Rnn]] = {start: [] for start in STARTS}
    outs = []
    for network in range(networks):
        weights = np.random.default_rng([seed, networks, network])
        for start, cell in zip(STARTS, begun(H, deviation, weights), strict=True):
            cells[start].append(cell)
        outs.append(Affine.drawn(H, SYMBOLS, weights, DTYPE).weights[0])
    classes = [Class.of(start, cells[start], outs, rate, x, y) for start in STARTS]
    stretches = iterations // STRETCH
    for done in taught([pupil for one in classes for pupil in one.pupils], T, stretches, rng):
        report(done / stretches, (plot(classes, stretches),), (), (table(classes, T),))
    found = {one.start: one.found for one in classes}
    return Outcome(
        plots=(plot(classes, stretches),),
        numbers=numbers(found, classes),
        verdict=verdict(found, deviation, T, iterations),
        tables=(table(classes, T),),
    )


def begun(H: int, deviation: float, rng: np.random.Generator) -> tuple[Rnn, Rnn, Rnn]:
    """In the order of STARTS: all read their inputs with the same weights."""
    gaussian = drawn.rnn(INPUTS, H, rng, recurrence="gaussian", gain=deviation, dtype=DTYPE)
    orthogonal = drawn.rnn(INPUTS, H, rng, recurrence="orthogonal", dtype=DTYPE).W_hh
    return (
        gaussian,
        Rnn(gaussian.W_xh, orthogonal, gaussian.b),
        Rnn(gaussian.W_xh, np.eye(H, dtype=DTYPE), gaussian.b, "relu"),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H, networks = int(parameters["steps"]), int(parameters["hidden"]), int(parameters["networks"])
    iterations, size = int(parameters["iterations"]), float(parameters["rate"]) / 0.005
    soon: float = min(iterations, (30 + 0.6 * T) / size**0.5)  # what a start takes that remembers
    stuck: float = 1 / (1 + (160 / (T * size)) ** 4)  # how often even that one uses up the budget
    forgets = 1 / (1 + (15 / T) ** 2) * (1 if float(parameters["deviation"]) <= SMALL else 0.5)
    used = forgets * iterations + (1 - forgets) * soon + 2 * (stuck * iterations + (1 - stuck) * soon)
    return networks * (5e-3 + used * plain_seconds(T, H))


def _at(course: Course, point: int) -> float:
    if point < len(course.accuracies):
        return course.accuracies[point]
    return CHANCE if course.overflowed_at else course.accuracies[-1]


def plot(classes: Sequence[Class], stretches: int) -> Plot:
    def line(one: Class) -> Line:
        return Line(one.start, LABELS[one.start], one.found.accuracies, f"{one.found.count} solved it")

    of = f"Mean accuracy of {len(classes[0].pupils)} networks from each start"
    return recall_courses.plot([line(one) for one in classes], stretches, of)


def table(classes: Sequence[Class], T: int) -> Table:
    def row(one: Class) -> tuple[str | None, ...]:
        least, middle, most = (f"{value:.2f}" for value in one.singular)
        return (
            LABELS[one.start],
            least if least == most else f"{least}, {middle}, {most}",
            power(one.log10_reaching),
            one.found.count,
            one.found.spread,
            "overflowed" if one.found.overflowed else tiny(one.steepest),
        )

    return Table(
        name="starts",
        title="Each start, and what became of its networks",
        columns=(
            "start of W_hh",
            "singular values: least, middle, largest",
            f"gradient left {T - 1} steps back, before training",
            "solved",
            "after, iterations",
            "largest gradient on the way, before clipping",
        ),
        rows=tuple(row(one) for one in classes),
    )


def numbers(found: Mapping[str, Found], classes: Sequence[Class]) -> tuple[Number, ...]:
    return (
        *(
            Number(
                f"{start}_solved",
                f"solved, {LABELS[start]}",
                len(of.solved) / len(of.courses),
                of.count,
            )
            for start, of in found.items()
        ),
        *(
            Number(
                f"{one.start}_log10_reaching",
                f"gradient left at the first step, {LABELS[one.start]}",
                one.log10_reaching,
                power(one.log10_reaching),
            )
            for one in classes
        ),
        Number("chance", "accuracy by chance", CHANCE, f"{CHANCE}"),
    )


def verdict(found: Mapping[str, Found], deviation: float, T: int, iterations: int) -> Verdict:
    seen = _seen(found, iterations)
    if T < SPOKEN_OF:
        return Verdict(CLAIM, None, f"The claim is about {SPOKEN_OF} steps or more; this run had {T}. {seen}")
    if deviation > SMALL:
        about = f"The claim is about a Gaussian deviation of {SMALL:g}/√H or less; this run had {deviation:g}/√H."
        return Verdict(CLAIM, None, f"{about} {seen}")
    against = {start: _lead(found, start, iterations) for start in (ORTHOGONAL, IDENTITY)}
    luck = [LABELS[start] for start, deals in against.items() if not deals.told]
    behind = [LABELS[start] for start, deals in against.items() if deals.told and not deals.first_is_lower]
    if behind:
        return Verdict(CLAIM, False, f"Behind the Gaussian start, by more than luck: {listed(behind)}. {seen}")
    if luck:
        return Verdict(CLAIM, None, f"Not ahead of the Gaussian start by more than luck: {listed(luck)}. {seen}")
    uneven = listed(f"{deals.in_words} ({LABELS[start]})" for start, deals in against.items())
    return Verdict(CLAIM, True, f"{seen} Of the ways to deal out the results, at least as uneven are {uneven}.")


def _lead(found: Mapping[str, Found], start: str, iterations: int) -> Deals:
    return dealt_anew(found[start].at_worst(iterations), found[GAUSSIAN].at_worst(iterations))


def _seen(found: Mapping[str, Found], iterations: int) -> str:
    def one(start: str, of: Found) -> str:
        after = f" (after {of.spread})" if of.solved else ""
        overflowed = f", and {of.overflowed} overflowed" if of.overflowed else ""
        return f"{LABELS[start]} {of.count}{after}{overflowed}"

    solved = capitalised("; ".join(one(start, of) for start, of in found.items()))
    return f"Solved within {iterations:,} iterations: {solved}. Chance is {CHANCE}."


def share(solved: float | None) -> str:
    """Of the Gaussian networks, as the key of a choice."""
    if not solved:
        return "none"
    return "few" if solved < 0.5 else "half" if solved < 1 else "all"


EXPERIMENT = Experiment(
    key="initialisation",
    version=1,
    title="Initialising an RNN",
    summary="Start an RNN’s recurrent weights Gaussian, orthogonal, and as the identity with ReLU, and count which "
    "networks learn to recall a symbol.",
    claim=CLAIM,
    kind=KIND,
    say="I start an RNN’s recurrent weights orthogonal: all singular values are 1 at the start. The slopes of tanh "
    "still shrink the gradient; identity with ReLU keeps it in the units that stay on, and has no ceiling.",
    parameters=(
        Quantity(
            name="steps",
            label="Lag T",
            unit="steps",
            kind="integer",
            default=50,
            least=5,
            most=100,
            step=1,
            help="The symbol is shown at the first step and named after the last.",
        ),
        Quantity(
            name="deviation",
            label="Gaussian deviation × √H",
            unit="",
            kind="real",
            default=0.5,
            least=0.1,
            most=2.0,
            step=0.05,
            help="At 1 the variance is 1/H, and a state keeps its length on average. At 0.5 it is 1/(4H).",
        ),
        Quantity(
            name="networks",
            label="Networks of each start",
            unit="networks",
            kind="integer",
            default=8,
            least=4,
            most=8,
            step=1,
            help="Each draws weights of its own. With three, no result at all could be told from luck.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=200,
            least=50,
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
        question="How many of the networks with Gaussian weights learn it within the budget?",
        number="gaussian_solved",
        choices=(
            Choice("all", "all of them"),
            Choice("half", "at least half, not all"),
            Choice("few", "fewer than half"),
            Choice("none", "none"),
        ),
        right=share,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("variance 1/(4H)", {"deviation": 0.5}),
        Preset("variance 1/H", {"deviation": 1.0}),
        Preset("variance 1/H, lag 100", {"deviation": 1.0, "steps": 100, "iterations": 400}),
        Preset("lag 100, a rate of 0.02", {"steps": 100, "rate": 0.02}),
    ),
)
