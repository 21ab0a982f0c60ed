"""“Not good” and “not bad”: what bags of words can tell of praise and blame, and what reading in order can."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.pupils.readers import DeepBag, InOrder, LinearBag, Reader, beginnings, belief
from sandbox.materials.tasks import phrases
from sandbox.materials.tasks.phrases import KINDS, VOCABULARY, Batch, Phrase
from sandbox.nn import drawn, losses
from sandbox.nn.affine import Affine
from sandbox.nn.layers import Cell, layer

CLAIM = (
    "After 200 iterations or more a network that reads word by word is right about more sentences that it never saw "
    "than any classifier of bags of words can be."
)
SPOKEN_OF = 200  # iterations
BATCH = 32  # as many of each kind
RATE = 0.01
STRETCH = 10  # iterations between two points of the plot
HELD_OUT = 0.25  # of the bags of each kind
CELLS = {"gru": "GRU", "lstm": "LSTM", "rnn": "RNN"}
SENTENCES = {
    "not-bad": "the food was not bad at all",
    "not-good": "the film was not good",
    "good-not-bad": "the food was good and not bad",
    "bad-not-good": "the food was bad and not good",
    "not-good-but-bad": "the room was not good but bad",
    "not-only": "the trip was not only good but great",
    "very": "the film was very dull",
}
DTYPE = np.float32


@dataclass
class Pupil:
    """A reader, and how many of the held-out sentences of each kind it got right: before training and as it went on."""

    name: str
    label: str
    reader: Reader
    adam: ClippedAdam = field(default_factory=lambda: ClippedAdam(RATE))
    right: list[dict[str, float]] = field(default_factory=list)

    def learn(self, batch: Batch) -> None:
        _, dscores = losses.softmax_cross_entropy(self.reader.ahead(batch), batch.labels)
        gradients = self.reader.back(dscores)
        self.adam.step(self.reader.weights, gradients)

    def examine(self, tests: Mapping[str, Batch]) -> None:
        self.right.append(
            {
                kind: float(np.mean(self.reader.ahead(test).argmax(axis=0) == test.labels))
                for kind, test in tests.items()
            }
        )

    def overall(self, at: int = -1) -> float:
        """The mean of the kinds, each of which counts as much."""
        return sum(self.right[at].values()) / len(KINDS)


def pupils(cell: Value, H: int, rng: np.random.Generator) -> list[Pupil]:
    V = len(VOCABULARY)
    weights: Cell
    if cell == "rnn":
        weights = drawn.rnn(V, H, rng, dtype=DTYPE)
    else:
        weights = drawn.lstm(V, H, rng, dtype=DTYPE) if cell == "lstm" else drawn.gru(V, H, rng, dtype=DTYPE)
    recurrent = layer(weights)
    inside = Affine.drawn(V, H, rng, DTYPE)
    linear, deep, last = (Affine.drawn(size, 2, rng, DTYPE) for size in (V, H, H))
    return [
        Pupil("recurrent", f"{CELLS[str(cell)]}, word by word", InOrder(recurrent, last)),
        Pupil("deep", "bag with a hidden layer", DeepBag(inside, deep)),
        Pupil("linear", "bag with a weight a word", LinearBag(linear)),
    ]


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    iterations, H = int(parameters["iterations"]), int(parameters["hidden"])
    followed = phrases.named(SENTENCES[str(parameters["sentence"])])
    rng = np.random.default_rng(seed)
    shown = [phrases.named(text) for text in SENTENCES.values()]
    train, test = phrases.split(shown, HELD_OUT, rng)
    tests = {kind: [each for each in test if each.kind == kind] for kind in KINDS}
    ceilings = {kind: phrases.ceiling(each) for kind, each in tests.items()}
    batches = {kind: phrases.batch(each) for kind, each in tests.items()}
    columns = [np.array([at for at, each in enumerate(train) if each.kind == kind]) for kind in KINDS]
    every = phrases.batch(train)
    learners = pupils(parameters["cell"], H, rng)
    stretches = iterations // STRETCH
    for done in range(stretches + 1):
        for _ in range(STRETCH if done else 0):
            drawn_ones = np.concatenate([rng.choice(own, BATCH // len(KINDS)) for own in columns])
            batch = Batch(every.x[:, :, drawn_ones], every.lengths[drawn_ones], every.labels[drawn_ones])
            for pupil in learners:
                pupil.learn(batch)
        for pupil in learners:
            pupil.examine(batches)
        report(done / stretches, (plot(learners, ceilings, stretches),), (along(learners, followed),))
    return Outcome(
        plots=(plot(learners, ceilings, stretches),),
        numbers=numbers(learners, ceilings),
        verdict=verdict(learners, ceilings, iterations),
        heatmaps=(along(learners, followed),),
        tables=(by_kind(learners, ceilings), beliefs(learners, shown)),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    iterations, H = int(parameters["iterations"]), int(parameters["hidden"])
    gates = {"gru": 3, "lstm": 4, "rnn": 1}[str(parameters["cell"])]
    return 0.05 + iterations * (0.75e-3 + gates * (3e-6 * H + 0.05e-6 * H**2))


def mean(ceilings: Mapping[str, float]) -> float:
    return sum(ceilings.values()) / len(ceilings)


def plot(learners: Sequence[Pupil], ceilings: Mapping[str, float], stretches: int) -> Plot:
    def line(pupil: Pupil) -> Series:
        known = [pupil.overall(at) for at in range(len(pupil.right))]
        return Series(pupil.name, pupil.label, (*known, *(None,) * (stretches + 1 - len(known))))

    most = mean(ceilings)
    last = "; ".join(f"{pupil.label}: {pupil.overall():.2f}" for pupil in learners)
    return Plot(
        name="accuracy",
        description=f"Accuracy on held-out sentences over the iterations, so far {last}. No bag of words can be right "
        f"about more than {most:.3f}.",
        x_label="iteration",
        x=tuple(range(0, stretches * STRETCH + 1, STRETCH)),
        y_label="accuracy",
        scale="linear",
        series=(
            *(line(pupil) for pupil in learners),
            Series("ceiling", f"the most that any bag allows: {most:.3f}", (most,) * (stretches + 1), dashed=True),
        ),
    )


def along(learners: Sequence[Pupil], followed: Phrase) -> Heatmap:
    begun = beginnings(phrases.batch([followed]))
    values = [belief(pupil.reader, begun).tolist() for pupil in learners]
    ends = "; ".join(f"{pupil.label}: {row[-1]:.2f}" for pupil, row in zip(learners, values, strict=True))
    return Heatmap(
        name="along",
        title=f"What each believes after every word of “{followed.text}”",
        description=f"The probability of praise after every word. After the last one, {ends}. The sentence is "
        f"{_praise(followed)}.",
        x_label="word",
        x=followed.words,
        y_label="reader",
        y=tuple(pupil.label for pupil in learners),
        value_label="probability of praise",
        values=tuple(map(tuple, values)),
        least=0.0,
        most=1.0,
        middle=0.5,
    )


def by_kind(learners: Sequence[Pupil], ceilings: Mapping[str, float]) -> Table:
    rows = [
        (label, *(f"{pupil.right[-1][kind]:.3f}" for pupil in learners), f"{ceilings[kind]:.3f}")
        for kind, label in KINDS.items()
    ]
    return Table(
        name="kinds",
        title="Accuracy on held-out sentences, by their kind",
        columns=("sentences", *(pupil.label for pupil in learners), "the most that any bag allows"),
        rows=(*rows, ("all kinds", *(f"{pupil.overall():.3f}" for pupil in learners), f"{mean(ceilings):.3f}")),
    )


def beliefs(learners: Sequence[Pupil], shown: Sequence[Phrase]) -> Table:
    believed = [belief(pupil.reader, phrases.batch(shown)) for pupil in learners]
    return Table(
        name="beliefs",
        title="Sentences that none of them has seen, and how likely each finds praise",
        columns=("sentence", "it is", *(pupil.label for pupil in learners)),
        rows=tuple(
            (phrase.text, _praise(phrase), *(f"{each[at]:.2f}" for each in believed)) for at, phrase in enumerate(shown)
        ),
    )


def _praise(phrase: Phrase) -> str:
    return "praise" if phrase.positive else "blame"


def numbers(learners: Sequence[Pupil], ceilings: Mapping[str, float]) -> tuple[Number, ...]:
    linear = learners[-1].right[-1]["negated"]
    most = mean(ceilings)
    return (
        *(
            Number(f"{each.name}_accuracy", f"accuracy: {named}", each.overall(), f"{each.overall():.3f}")
            for each, named in zip(learners, ("word by word", *(bag.label for bag in learners[1:])), strict=True)
        ),
        Number("ceiling", "the most that any bag allows, exactly", most, f"{most:.3f}"),
        Number("linear_negated", "a weight a word, where “not” turns it round", linear, f"{linear:.3f}"),
    )


def verdict(learners: Sequence[Pupil], ceilings: Mapping[str, float], iterations: int) -> Verdict:
    recurrent, *bags = learners
    most = mean(ceilings)
    seen = (
        f"The {recurrent.label}, gets {recurrent.overall():.3f} of the held-out sentences right, the bag with a "
        f"hidden layer {bags[0].overall():.3f}, the one with a weight a word {bags[1].overall():.3f}. No bag can get "
        f"more than {most:.3f} right."
    )
    if iterations < SPOKEN_OF:
        about = f"The claim is about {SPOKEN_OF} iterations or more; this run had {iterations}."
        return Verdict(CLAIM, None, f"{about} {seen}")
    return Verdict(CLAIM, recurrent.overall() > most, seen)


def how_right(linear_negated: float | None) -> str:
    """How a weight a word does where “not” turns it round, as the key of a choice."""
    share = linear_negated or 0.0
    return "wrong" if share < 0.3 else "guessing" if share < 0.7 else "right"


EXPERIMENT = Experiment(
    key="sentiment",
    version=1,
    title="Good, and not good",
    summary="Train bags of words and a network that reads word by word on praise and blame, and see which of them can "
    "tell “good and not bad” from “bad and not good”.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="sentence",
            label="Sentence to follow",
            choices=tuple(Choice(key, f"“{text}”") for key, text in SENTENCES.items()),
            default="not-bad",
            help="None of these is trained on.",
        ),
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("gru", "a GRU"), Choice("lstm", "an LSTM"), Choice("rnn", "a tanh RNN")),
            default="gru",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=300,
            least=50,
            most=1500,
            step=50,
            help=f"Each is {BATCH} sentences, as many of each kind, and one step of Adam for each reader.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=16,
            least=2,
            most=64,
            step=1,
            help="In the cell, and in the bag that has a hidden layer.",
        ),
    ),
    prediction=Prediction(
        question="How often is the bag with a weight a word right about “not good” and “not bad”?",
        number="linear_negated",
        choices=(
            Choice("right", "mostly, 0.7 or more"),
            Choice("guessing", "as often as by guessing, from 0.3 to 0.7"),
            Choice("wrong", "hardly ever, less than 0.3"),
        ),
        right=how_right,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("not bad at all", {"sentence": "not-bad"}),
        Preset("good and not bad", {"sentence": "good-not-bad"}),
        Preset("not only good", {"sentence": "not-only"}),
        Preset("two units", {"hidden": 2, "sentence": "not-good-but-bad"}),
    ),
    say="A weight for each word cannot turn “good” round after “not”; a bag with a hidden layer can, but “good and not "
    "bad” and “bad and not good” are the same bag, so for those I need a model that reads in order.",
)
