"""The same question about the same sequences, in order, all permuted alike, and each shuffled by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

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
from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.pupils.recalling import Naming
from sandbox.materials.tasks import ordering
from sandbox.materials.tasks.ordering import QUESTIONS, SYMBOLS, Arrangement, Flat, Question
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer

CLAIM = (
    "Whatever a network learns beyond the bag of symbols is lost when each sequence is shuffled by a permutation of "
    "its own."
)
BATCH = 64
RATE = 0.005
STRETCH = 10  # iterations whose mean is a point of the plot
TESTED = 5000  # new sequences that the accuracies at the end are measured on
AT_ONCE = 250  # of them: what stays in the cache
MARGIN = 0.02  # three standard errors of an accuracy on so many
LABELS: dict[Arrangement, str] = {
    "ordered": "in order",
    "fixed": "one fixed permutation",
    "shuffled": "each shuffled by itself",
}
DTYPE = np.float32


@dataclass(frozen=True)
class Limits:
    """What there is to get without the order: of the bag of symbols, and of no symbol at all."""

    bag: float
    chance: float


class Pupil:
    """A network that sees all sequences in one arrangement, and how its training went."""

    def __init__(self, arrangement: Arrangement, network: Naming | Flat, T: int, seed: int) -> None:
        self.arrangement, self.network, self.adam = arrangement, network, ClippedAdam(RATE)
        self.permutation = ordering.mixing(T, np.random.default_rng([seed, 1]))
        self.rng = np.random.default_rng([seed, 2])  # its own: how it shuffles changes nobody else's sequences
        self.accuracies: list[float] = []

    def learn(self, symbols: Sequence[Array], answers: Sequence[Array]) -> None:
        shares = []
        for one, target in zip(symbols, answers, strict=True):
            shares.append(self.right(one, target))
            self.adam.step(self.network.weights, self.network.back())
        self.accuracies.append(sum(shares) / len(shares))

    def right(self, symbols: Array, answers: Array) -> float:
        """The share of the sequences, in its arrangement, that it answers right."""
        read = ordering.arranged(symbols, self.arrangement, self.permutation, self.rng)
        return self.network.ahead(ordering.one_hot(read, DTYPE), answers)


def begun(kind: Value, T: int, H: int, seed: int) -> Naming | Flat:
    rng = np.random.default_rng([seed, 3])
    if kind == "gru":
        return Naming(layer(drawn.gru(SYMBOLS, H, rng, dtype=DTYPE)), Affine.drawn(H, 2, rng, DTYPE))
    return Flat(Affine.drawn(T * SYMBOLS, H, rng, DTYPE), Affine.drawn(H, 2, rng, DTYPE))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H, iterations = (int(parameters[name]) for name in ("steps", "hidden", "iterations"))
    question = QUESTIONS[str(parameters["question"])]
    limits = Limits(*ordering.ceilings(question, T))
    pupils = [Pupil(each, begun(parameters["network"], T, H, seed), T, seed) for each in get_args(Arrangement)]
    rng = np.random.default_rng(seed)
    stretches = iterations // STRETCH
    for done in range(1, stretches + 1):
        symbols = [ordering.drawn(T, BATCH, rng) for _ in range(STRETCH)]
        answers = [question.answers(each).astype(int) for each in symbols]
        for pupil in pupils:
            pupil.learn(symbols, answers)
        report(done / stretches, (plot(pupils, limits, stretches),))
    tests = [ordering.drawn(T, AT_ONCE, rng) for _ in range(TESTED // AT_ONCE)]
    ends = {pupil.arrangement: _mean_right(pupil, question, tests) for pupil in pupils}
    return Outcome(
        plots=(plot(pupils, limits, stretches),),
        numbers=numbers(ends, limits),
        verdict=verdict(ends, limits),
        tables=(table(ends, limits),),
    )


def _mean_right(pupil: Pupil, question: Question, tests: Sequence[Array]) -> float:
    return sum(pupil.right(test, question.answers(test).astype(int)) for test in tests) / len(tests)


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H, iterations = (int(parameters[name]) for name in ("steps", "hidden", "iterations"))
    if parameters["network"] == "gru":
        return 3 * (iterations + 30) * (240e-6 + T * (7e-6 + 1.85e-6 * H))
    return 3 * iterations * (120e-6 + T * (2.3e-6 + 0.04e-6 * H)) + 1e-3 * T


def plot(pupils: Sequence[Pupil], limits: Limits, stretches: int) -> Plot:
    def line(pupil: Pupil) -> Series:
        rest = (None,) * (stretches - len(pupil.accuracies))
        return Series(pupil.arrangement, LABELS[pupil.arrangement], (*pupil.accuracies, *rest))

    last = "; ".join(f"{LABELS[pupil.arrangement]}: {pupil.accuracies[-1]:.2f}" for pupil in pupils)
    return Plot(
        name="accuracy",
        description=f"Accuracy over the iterations, so far {last}. The best that the bag of symbols allows is "
        f"{limits.bag:.2f}; the best single answer gets {limits.chance:.2f}.",
        x_label=f"iteration (means of {STRETCH})",
        x=tuple(range(STRETCH, stretches * STRETCH + 1, STRETCH)),
        y_label="accuracy",
        scale="linear",
        series=(
            *(line(pupil) for pupil in pupils),
            Series("bag", f"the bag’s ceiling: {limits.bag:.3f}", (limits.bag,) * stretches, dashed=True),
            Series("chance", f"one answer for all: {limits.chance:.3f}", (limits.chance,) * stretches, dashed=True),
        ),
    )


def table(ends: Mapping[Arrangement, float], limits: Limits) -> Table:
    return Table(
        name="ends",
        title=f"After training, on {TESTED:,} new sequences",
        columns=("the sequences", "accuracy", "above the bag’s ceiling"),
        rows=tuple((LABELS[each], f"{end:.3f}", _signed(end - limits.bag)) for each, end in ends.items()),
    )


def numbers(ends: Mapping[Arrangement, float], limits: Limits) -> tuple[Number, ...]:
    left: dict[Arrangement, str] = {"fixed": "one permutation for all", "shuffled": "each shuffled by itself"}
    return (
        *(Number(f"{each}_accuracy", f"accuracy, {LABELS[each]}", end, f"{end:.3f}") for each, end in ends.items()),
        Number("bag", "the most that the bag of symbols allows, exactly", limits.bag, f"{limits.bag:.3f}"),
        *(
            Number(f"{each}_left", f"of what order added, left with {named}", *_left(ends, limits, each))
            for each, named in left.items()
        ),
    )


def _left(ends: Mapping[Arrangement, float], limits: Limits, each: Arrangement) -> tuple[float | None, str]:
    """The share of what was learnt beyond the bag in order that is learnt in another arrangement, too."""
    if ends["ordered"] <= limits.bag + MARGIN:
        return None, "in order nothing was added"
    share = max((ends[each] - limits.bag) / (ends["ordered"] - limits.bag), 0.0)
    return share, f"{share:.0%}" if share < 1.005 else "all of it, and more"


def verdict(ends: Mapping[Arrangement, float], limits: Limits) -> Verdict:
    seen = (
        f"In order {ends['ordered']:.3f}, each shuffled by itself {ends['shuffled']:.3f}, one permutation for "
        f"all {ends['fixed']:.3f}. The best that the bag allows is {limits.bag:.3f}."
    )
    if limits.bag == 1:
        return Verdict(CLAIM, None, f"{seen} Here the bag knows the whole answer, and the order says nothing more.")
    if ends["shuffled"] > limits.bag + MARGIN:
        return Verdict(CLAIM, False, f"{seen} Shuffled, it got further than its symbols should have let it.")
    if ends["ordered"] <= limits.bag + MARGIN:
        about = "In order nothing was learnt beyond the bag, so there was nothing to lose."
        if ends["fixed"] > limits.bag + MARGIN:
            about += " Permuted alike, something was: what counts may lie nearer to the answer there."
        return Verdict(CLAIM, None, f"{seen} {about}")
    return Verdict(CLAIM, True, f"{seen} All three began with the same weights and read the same batches.")


def _signed(difference: float) -> str:
    return f"{difference:+.3f}".replace("-", "−")


def how_much(left: float | None) -> str:
    """What one permutation for all leaves of what order added, as the key of a choice."""
    if left is None:
        return "nothing-to-lose"
    return "all" if left >= 0.8 else "part" if left >= 0.2 else "none"


EXPERIMENT = Experiment(
    key="order-matters",
    version=1,
    title="Order matters",
    summary="Ask one question about sequences in order, all permuted alike, and each shuffled by itself, and see what "
    "is left to learn.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="question",
            label="Question",
            choices=tuple(Choice(each.key, each.label) for each in QUESTIONS.values()),
            default="first",
            help="Asked about each sequence as it was before anything was moved.",
        ),
        Selection(
            name="network",
            label="Network",
            choices=(Choice("gru", "a GRU"), Choice("dense", "a dense network on the whole sequence")),
            default="gru",
            help="The dense one has weights of its own for each position.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=12,
            least=4,
            most=24,
            step=1,
            help="At each step one of four symbols, A, B and two others, drawn at random.",
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
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam, for each of the three.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=16,
            least=4,
            most=64,
            step=1,
            help="In each of the three networks.",
        ),
    ),
    prediction=Prediction(
        question="Permute all sequences alike: of what order adds to the bag, how much can still be learnt?",
        number="fixed_left",
        choices=(
            Choice("none", "next to nothing, less than a fifth"),
            Choice("part", "a part, from a fifth to four fifths"),
            Choice("all", "most of it, four fifths or more"),
            Choice("nothing-to-lose", "in order nothing is added to the bag"),
        ),
        right=how_much,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("which came first", {"question": "first"}),
        Preset("first, read by a dense network", {"network": "dense"}),
        Preset("A and then B, neighbours parted", {"question": "follows"}),
        Preset("more A than B: nothing to lose", {"question": "more"}),
    ),
    say="Shuffling each sequence by itself leaves a network the bag of its elements and no more; one permutation for "
    "all loses nothing, and a dense network does not mind it, but it parts the neighbours that a recurrent network "
    "reads.",
)
