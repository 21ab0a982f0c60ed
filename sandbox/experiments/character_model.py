"""A small recurrent network learns to write from a lighthouse keeper’s log, and shows samples while it trains."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Passages,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.experiments.words import shown
from sandbox.materials.pupils.characters import DTYPE, Alphabet, Writer, counted, longest_copy, share_of_words
from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.materials.tasks.lighthouse import LOG
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer

CLAIM = (
    "After 200 iterations or more the network predicts sentences that it never saw better than counts of pairs of "
    "characters do, and at a temperature of 1 or less most of the words that it writes are words of the log."
)
SPOKEN_OF = 200  # iterations
BATCH, WINDOW = 16, 48
RATE = 0.005
STRETCH = 10  # iterations whose mean is a point of the plot
SAMPLED = 6  # times while it trains, and once before
HELD_OUT = 6  # one line of so many
TEXTS, LENGTH = 16, 120  # that the numbers are counted in
LINE = 72  # characters of a sample that is shown
NAMED = ("uniform", "single characters", "pairs", "triples", "quadruples")
PROMPTS = {"keeper": "the keeper ", "storm": "the storm ", "boat": "one boat ", "whale": "the whale "}


@dataclass(frozen=True)
class Corpus:
    train: str
    held_out: str
    counts: tuple[float, ...]  # bits per character of held-out text, by the models of `NAMED`

    @classmethod
    def split(cls, alphabet: Alphabet, rng: np.random.Generator) -> "Corpus":
        """Line by line at random."""
        lines = LOG.splitlines(keepends=True)
        order = rng.permutation(len(lines))
        held = len(lines) // HELD_OUT
        held_out, train = ("".join(lines[at] for at in part) for part in (order[:held], order[held:]))
        return cls(train, held_out, tuple(counted(train, held_out, n, len(alphabet)) for n in range(len(NAMED))))

    @property
    def vocabulary(self) -> set[str]:
        return set(self.train.replace(".", " ").split())


@dataclass
class Course:
    """How the training went, in bits per character, and what was written on the way."""

    held_out: list[float] = field(default_factory=list)  # before, and after each stretch
    train: list[float] = field(default_factory=list)  # the mean of each stretch
    samples: list[tuple[int, str]] = field(default_factory=list)

    @property
    def end(self) -> float:
        return self.held_out[-1]

    @property
    def lowest(self) -> tuple[float, int]:
        """And after how many iterations."""
        least = min(self.held_out)
        return least, self.held_out.index(least) * STRETCH


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    iterations, H = int(parameters["iterations"]), int(parameters["hidden"])
    prompt, temperature = PROMPTS[str(parameters["prompt"])], float(parameters["temperature"])
    alphabet = Alphabet(LOG)
    rng = np.random.default_rng(seed)
    corpus = Corpus.split(alphabet, rng)
    out = Affine.drawn(H, len(alphabet), rng, DTYPE)
    make = drawn.lstm if parameters["cell"] == "lstm" else drawn.gru
    writer = Writer(layer(make(len(alphabet), H, rng, dtype=DTYPE)), out, alphabet)
    adam, course = ClippedAdam(RATE), Course()
    text, unseen = (alphabet.numbered("\n" + part) for part in (corpus.train, corpus.held_out))
    stretches = iterations // STRETCH
    for done in range(stretches + 1):
        if done:
            course.train.append(_learn(writer, adam, text, rng))
        course.held_out.append(writer.ahead(unseen[:, None]) / float(np.log(2)))
        if done * SAMPLED % stretches < SAMPLED:
            # with the same draws each time: what changes is the network
            sample = writer.write(prompt, LINE, 1, temperature, np.random.default_rng([seed, 1]))[0]
            course.samples.append((done * STRETCH, prompt + sample))
        report(done / stretches, (plot(course, corpus, stretches),), (), (), (passages(course),))
    texts = writer.write(prompt, LENGTH, TEXTS, temperature, np.random.default_rng([seed, 2]))
    return Outcome(
        plots=(plot(course, corpus, stretches),),
        numbers=(found := numbers(course, corpus, texts)),
        verdict=verdict(course, corpus, float(found[2].value or 0), iterations, temperature),
        tables=(table(course, corpus),),
        passages=(passages(course),),
    )


def _learn(writer: Writer, adam: ClippedAdam, text: Array, rng: np.random.Generator) -> float:
    """A stretch of iterations, each on windows that begin anywhere in the text."""
    nats = []
    for _ in range(STRETCH):
        starts = rng.integers(0, len(text) - WINDOW, BATCH)
        nats.append(writer.ahead(text[starts + np.arange(WINDOW + 1)[:, None]]))
        adam.step(writer.weights, writer.back())
    return sum(nats) / STRETCH / float(np.log(2))


def seconds(parameters: Mapping[str, Value]) -> float:
    iterations, H = int(parameters["iterations"]), int(parameters["hidden"])
    gates = 4 if parameters["cell"] == "lstm" else 3
    return 0.1 + iterations * (1.5e-3 + gates * (6e-6 * H + 0.09e-6 * H**2))


def plot(course: Course, corpus: Corpus, stretches: int) -> Plot:
    def line(name: str, label: str, values: list[float]) -> Series:
        return Series(name, label, (*values, *(None,) * (stretches + 1 - len(values))))

    return Plot(
        name="bits",
        description=f"Loss in bits per character over the iterations: held out from {course.held_out[0]:.2f} to "
        f"{course.end:.2f}. Counting single characters gives {corpus.counts[1]:.2f}, pairs {corpus.counts[2]:.2f}, "
        f"triples {corpus.counts[3]:.2f}.",
        x_label="iteration",
        x=tuple(range(0, stretches * STRETCH + 1, STRETCH)),
        y_label="bits per character",
        scale="linear",
        series=(
            line("held_out", "held-out sentences", course.held_out),
            Series(
                "train",
                f"training (means of {STRETCH})",
                (None, *course.train, *(None,) * (stretches - len(course.train))),
            ),
            *(
                Series(f"counts_{n}", f"counted {NAMED[n]}: {bits:.2f}", (bits,) * (stretches + 1), dashed=True)
                for n, bits in enumerate(corpus.counts)
                if 1 <= n <= 3
            ),
        ),
    )


def passages(course: Course) -> Passages:
    return Passages(
        name="samples",
        title="What it writes, from the same prompt and the same random draws",
        lines=tuple(
            ("before training" if not after else f"after {after:,} iterations", text.replace("\n", " / "))
            for after, text in course.samples
        ),
    )


def table(course: Course, corpus: Corpus) -> Table:
    least, after = course.lowest
    rows = [
        ("every character alike", corpus.counts[0]),
        *((f"counted: {name}", bits) for name, bits in zip(NAMED[1:], corpus.counts[1:], strict=True)),
        (f"the network, at its best (iteration {after})", least),
        ("the network, at the end", course.end),
    ]
    return Table(
        name="perplexities",
        title="On the held-out sentences",
        columns=("model", "bits per character", "perplexity"),
        rows=tuple((name, f"{bits:.2f}", f"{2**bits:.1f}") for name, bits in rows),
    )


def numbers(course: Course, corpus: Corpus, texts: list[str]) -> tuple[Number, ...]:
    words = share_of_words(texts, corpus.vocabulary)
    copied = max((longest_copy(text, corpus.train) for text in texts), key=len)
    unseen = longest_copy(corpus.held_out, corpus.train)
    beaten = sum(course.end < bits for bits in corpus.counts)
    least, after = course.lowest
    return (
        Number("bits", "held-out loss at the end", course.end, f"{course.end:.2f} bits per character"),
        Number("perplexity", "perplexity at the end", 2**course.end, f"{2**course.end:.2f}"),
        Number("words", "of the words written, in the log", words, f"{words:.0%}"),
        Number(
            "beaten",
            "the longest counts that it beats",
            beaten,
            f"{course.end:.2f} bits against {corpus.counts[beaten - 1]:.2f} of {NAMED[beaten - 1]}"
            if beaten > 1
            else "none",
        ),
        Number("lowest", "lowest held-out loss", least, f"{least:.2f} bits, at iteration {after}"),
        Number(
            "copied",
            "longest stretch copied from the training part",
            len(copied),
            f"{len(copied)} characters of {TEXTS * LENGTH:,}",
        ),
        Number("shared", "the same of the held-out sentences", len(unseen), f"{len(unseen)} characters"),
    )


def verdict(course: Course, corpus: Corpus, words: float, iterations: int, temperature: float) -> Verdict:
    seen = (
        f"Held out, the network came to {course.end:.2f} bits per character; counted pairs need {corpus.counts[2]:.2f} "
        f"and triples {corpus.counts[3]:.2f}. Of the words that it wrote at temperature {shown(temperature)}, "
        f"{words:.0%} are in the log."
    )
    if iterations < SPOKEN_OF:
        about = f"The claim is about {SPOKEN_OF} iterations or more; this run had {iterations}."
        return Verdict(CLAIM, None, f"{about} {seen}")
    beats = course.end < corpus.counts[2]
    if not beats or temperature <= 1:
        return Verdict(CLAIM, beats and words > 0.5, seen)
    return Verdict(CLAIM, None, f"{seen} Of the words that it writes at more than 1 nothing was claimed.")


def how_far(beaten: float | None) -> str:
    """Which counts the network beats in the end, as the key of a choice."""
    return ("none", "none", "single", "pairs", "triples", "quadruples")[int(beaten or 0)]


EXPERIMENT = Experiment(
    key="character-model",
    version=2,
    title="A network that writes",
    summary="Train a small GRU or LSTM on the log of a lighthouse, character by character, and read what it writes.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("gru", "a GRU"), Choice("lstm", "an LSTM")),
            default="gru",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=64,
            least=8,
            most=128,
            step=8,
            help="The length of the state.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=300,
            least=60,
            most=900,
            step=60,
            help=f"Each is {BATCH} windows of {WINDOW} characters and one step of Adam.",
        ),
        Selection(
            name="prompt",
            label="Prompt",
            choices=tuple(Choice(key, f"“{prompt.strip()}”") for key, prompt in PROMPTS.items()),
            default="keeper",
            help="What every sample begins with. There is no whale in the log.",
        ),
        Quantity(
            name="temperature",
            label="Temperature",
            unit="",
            kind="real",
            default=0.7,
            least=0.1,
            most=2.0,
            step=0.1,
            help="Of the samples alone: the scores are divided by it before a character is drawn.",
        ),
    ),
    prediction=Prediction(
        question="Up to which counts will the network beat them on held-out sentences, at the end?",
        number="beaten",
        choices=(
            Choice("none", "not even single characters"),
            Choice("single", "single characters, no more"),
            Choice("pairs", "pairs of characters"),
            Choice("triples", "triples"),
            Choice("quadruples", "quadruples"),
        ),
        right=how_far,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("300 iterations", {"iterations": 300}),
        Preset("900: it learns the log by heart", {"iterations": 900}),
        Preset("8 units", {"hidden": 8}),
        Preset("hot: temperature 1.5", {"temperature": 1.5}),
    ),
    say="I judge a character model by bits per character on held-out text, beside n-gram counts of the same training "
    "text: on a small corpus its samples look better long after its held-out loss has begun to rise.",
)
