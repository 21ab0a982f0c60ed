"""A small recurrent network learns from a songbook and goes on with a tune; held against notes drawn by frequency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Melody,
    Note,
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
from sandbox.experiments.words import listed
from sandbox.materials.pupils.tune_writers import DTYPE, INPUTS, LENGTHS, PITCHES, Chances, Network, Pages, Writer
from sandbox.materials.tasks.songbook import (
    BARS,
    RULES,
    SCALE,
    STEPS,
    STEPS_A_BAR,
    Memory,
    Score,
    Tune,
    composed,
    kept,
)
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer

CLAIM = (
    "From 128 tunes or more, at a temperature of 1 or less, an LSTM’s melodies keep every rule of the songbook more "
    "often than notes drawn by their frequency, and all but small steps more often than a chain that knows one note."
)
LEAST_TUNES, MOST_HEAT, CLEARLY = 128, 1.0, 0.05
BATCH, RATE, HIDDEN = 32, 0.01, 48
HELD_OUT = 32  # tunes
WRITTEN = 100  # melodies by each writer, from the beginnings of the tunes held out
STRETCH = 20  # iterations
STEPS_A_SECOND = 4.0
ALIKE, COPIED = 1.5, 2.5  # times the longest run of a tune held out


@dataclass(frozen=True)
class Course:
    """The losses so far, in nats a note: of training, of the tunes held out, and of the chances there."""

    iterations: int
    frequency: float
    pairs: float
    training: tuple[float, ...] = ()
    unseen: tuple[float, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What somebody’s melodies kept, and the longest run of notes in common with a tune of the book: a mean."""

    name: str
    label: str
    kept: Mapping[str, float]
    run: float
    longest: int

    @classmethod
    def of(cls, name: str, label: str, tunes: Sequence[Tune], given: int, memory: Memory) -> "Judged":
        runs = [memory.longest_run(tune, len(Score(tune).given(given))) for tune in tunes]
        return cls(name, label, kept(tunes, given), float(np.mean(runs)), max(runs))


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    tunes, given = int(parameters["tunes"]), int(parameters["given"])
    iterations, temperature = int(parameters["iterations"]), float(parameters["temperature"])
    cell = str(parameters["cell"])
    rng = np.random.default_rng(seed)
    unseen = [composed(rng) for _ in range(HELD_OUT)]
    book = [composed(rng) for _ in range(tunes)]
    frequency, pairs = (Chances(book, after_another=known) for known in (False, True))
    course = Course(iterations, frequency.loss(unseen), pairs.loss(unseen))
    network, pages = begun(cell, temperature, rng), Pages(book)
    beginning = Score(unseen[0]).given(given)
    losses: list[float] = []
    for done in range(1, iterations + 1):
        rate = RATE * min(1.0, 2 * (1 - (done - 1) / iterations))  # smaller steps over the second half
        losses.append(network.learn(pages.of(rng.integers(0, tunes, BATCH)), rate))
        if done % STRETCH == 0:
            course = Course(
                iterations,
                course.frequency,
                course.pairs,
                (*course.training, float(np.mean(losses[-STRETCH:]))),
                (*course.unseen, network.loss(unseen)),
            )
            heard = drawn_of(
                "network", "The network", one(network, beginning, seed), given, f"after {done:,} iterations"
            )
            report(done / iterations, (plot(course),), (), (), (), (heard,))

    writers: list[tuple[str, str, Writer]] = [
        ("network", "the network", network),
        ("pairs", "a chain that knows one note", pairs),
        ("frequency", "notes by their frequency", frequency),
    ]
    beginnings = [Score(unseen[at % HELD_OUT]).given(given) for at in range(WRITTEN)]
    memory = Memory(book)
    judged = [
        *(Judged.of(name, label, writer.write(beginnings, rng), given, memory) for name, label, writer in writers),
        Judged.of("unseen", "the tunes held out", unseen, given, memory),
    ]
    return Outcome(
        plots=(plot(course),),
        numbers=numbers(course, judged),
        verdict=verdict(judged, course, cell, tunes, temperature),
        tables=(table(judged),),
        melodies=(
            drawn_of(
                "network", "The network", one(network, beginning, seed), given, f"after {iterations:,} iterations"
            ),
            drawn_of("frequency", "Notes by their frequency", one(frequency, beginning, seed), given, "by chance"),
        ),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    a_step = 3.6e-3 if parameters["cell"] == "lstm" else 3.1e-3
    return 0.2 + int(parameters["tunes"]) * 0.7e-3 + int(parameters["iterations"]) * a_step


def begun(cell: str, temperature: float, rng: np.random.Generator) -> Network:
    lstm = cell == "lstm"
    recurrent = layer(
        drawn.lstm(INPUTS, HIDDEN, rng, forget_bias=1.0, dtype=DTYPE)
        if lstm
        else drawn.gru(INPUTS, HIDDEN, rng, dtype=DTYPE)
    )
    return Network(recurrent, Affine.drawn(HIDDEN, PITCHES + LENGTHS, rng, DTYPE), temperature)


def one(writer: Writer, beginning: Tune, seed: int) -> Tune:
    """With the same luck each time: what changes from one report to the next is what was learned."""
    return writer.write([beginning], np.random.default_rng([seed, 1]))[0]


def drawn_of(name: str, title: str, tune: Tune, given: int, when: str) -> Melody:
    score = Score(tune)
    filled = sum(yes for yes in RULES["bars"][1](score, given))
    return Melody(
        name=name,
        title=f"{title}, {when}",
        description=f"{BARS} bars of notes over time, the first {given} given. Of the {BARS - given} others {filled} "
        "are filled exactly.",
        notes=tuple(
            Note(start, min(duration, STEPS - start), SCALE[degree])
            for start, (degree, duration) in zip(score.starts, tune, strict=True)
        ),
        steps=STEPS,
        given=given * STEPS_A_BAR,
        steps_a_second=STEPS_A_SECOND,
        steps_a_bar=STEPS_A_BAR,
    )


def plot(course: Course) -> Plot:
    points = course.iterations // STRETCH
    rest = (None,) * (points - len(course.unseen))
    return Plot(
        name="loss",
        description=f"Loss a note over the iterations, in nats. After {len(course.unseen) * STRETCH:,}: "
        f"{course.training[-1]:.2f} in training, {course.unseen[-1]:.2f} on tunes held out. Frequency alone has "
        f"{course.frequency:.2f} there, the chain {course.pairs:.2f}.",
        x_label="iteration",
        x=tuple(range(STRETCH, points * STRETCH + 1, STRETCH)),
        y_label="loss a note, nats",
        scale="linear",
        series=(
            Series("unseen", "tunes held out", (*course.unseen, *rest)),
            Series("training", "songbook", (*course.training, *rest)),
            Series("pairs", f"chain: {course.pairs:.2f}", (course.pairs,) * points, dashed=True),
            Series("frequency", f"frequency: {course.frequency:.2f}", (course.frequency,) * points, dashed=True),
        ),
    )


def table(judged: Sequence[Judged]) -> Table:
    rows = [(label, *(f"{each.kept[name]:.0%}" for each in judged)) for name, (label, _) in RULES.items()]
    return Table(
        name="rules",
        title=f"What is kept, in {WRITTEN} melodies of each and {HELD_OUT} tunes held out",
        columns=("", *(each.label for each in judged)),
        rows=(*rows, ("longest run from the songbook, notes", *(f"{each.run:.1f}" for each in judged))),
    )


def numbers(course: Course, judged: Sequence[Judged]) -> tuple[Number, ...]:
    network, *_, unseen = judged
    ratio = network.run / unseen.run
    return (
        *(
            Number(name, f"the network: {label}", network.kept[name], f"{network.kept[name]:.0%}")
            for name, (label, _) in RULES.items()
        ),
        Number(
            "copied",
            "longest run of notes from one tune of the songbook, mean; held against tunes held out",
            ratio,
            f"{network.run:.1f} notes against {unseen.run:.1f}",
        ),
        Number("longest", "longest of them all, notes", network.longest, f"{network.longest}"),
        Number("unseen_loss", "loss on tunes held out, nats", course.unseen[-1], f"{course.unseen[-1]:.2f}"),
        Number("lowest_loss", "the lowest on the way, nats", min(course.unseen), f"{min(course.unseen):.2f}"),
        Number("pairs_loss", "the chain’s, nats", course.pairs, f"{course.pairs:.2f}"),
        Number("frequency_loss", "of frequency alone, nats", course.frequency, f"{course.frequency:.2f}"),
    )


def verdict(judged: Sequence[Judged], course: Course, cell: str, tunes: int, temperature: float) -> Verdict:
    network, pairs, frequency, unseen = judged
    seen = (
        f"The network filled {network.kept['bars']:.0%} of its bars exactly, the chain {pairs.kept['bars']:.0%}, "
        f"frequency alone {frequency.kept['bars']:.0%}. The longest run from the songbook was {network.run:.1f} "
        f"notes in the mean; a tune held out has {unseen.run:.1f}."
    )
    if cell != "lstm" or tunes < LEAST_TUNES or temperature > MOST_HEAT:
        was = f"{'an LSTM' if cell == 'lstm' else 'a GRU'}, {tunes} tunes and a temperature of {temperature:g}"
        return Verdict(
            CLAIM,
            None,
            f"{seen} The claim is about an LSTM, {LEAST_TUNES} tunes or more and a temperature of {MOST_HEAT:g} or "
            f"less; this run had {was}.",
        )
    if course.unseen[-1] >= course.pairs:
        return Verdict(
            CLAIM,
            None,
            f"{seen} On tunes held out its loss was {course.unseen[-1]:.2f}, not below the chain’s {course.pairs:.2f}: "
            "of a network that has learned so little, or its songbook by heart, the claim says nothing.",
        )
    missed = [
        f"“{RULES[name][0]}” ({network.kept[name]:.0%} against {other.kept[name]:.0%} by {other.label})"
        for other, names in ((frequency, list(RULES)), (pairs, [name for name in RULES if name != "steps"]))
        for name in names
        if network.kept[name] < other.kept[name] + CLEARLY
    ]
    if missed:
        return Verdict(CLAIM, False, f"{seen} Not clearly more often kept: {listed(missed)}.")
    return Verdict(
        CLAIM,
        True,
        f"{seen} Each rule was kept more often than by frequency, and all but small steps more often than by the "
        f"chain: by {CLEARLY * 100:.0f} points or more.",
    )


def how_copied(ratio: float | None) -> str:
    """The longest run from the songbook, held against that of a tune held out, as the key of a choice."""
    if ratio is None or ratio <= ALIKE:
        return "alike"
    return "longer" if ratio <= COPIED else "copied"


EXPERIMENT = Experiment(
    key="melody",
    version=1,
    title="A melody, note by note",
    summary="A small LSTM learns from a songbook of invented tunes and goes on with one that it has not seen. Listen, "
    "and see which rules it keeps.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="tunes",
            label="Songbook",
            unit="tunes",
            kind="integer",
            default=256,
            least=2,
            most=512,
            step=1,
            help="Each has eight bars, put together by the rules with other notes. With few, see what it does.",
        ),
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("lstm", "LSTM, forget bias 1"), Choice("gru", "GRU")),
            default="lstm",
            help=f"{HIDDEN} units. What has to be counted here are eighths, bars and phrases.",
        ),
        Quantity(
            name="iterations",
            label="Training",
            unit="iterations",
            kind="integer",
            default=300,
            least=20,
            most=1000,
            step=20,
            help=f"Each is one batch of {BATCH} tunes of the songbook.",
        ),
        Quantity(
            name="temperature",
            label="Temperature",
            unit="",
            kind="real",
            default=0.8,
            least=0.2,
            most=2.0,
            step=0.1,
            help="Divides the scores before a note is drawn. Of the network alone.",
        ),
        Quantity(
            name="given",
            label="Given",
            unit="bars",
            kind="integer",
            default=2,
            least=1,
            most=4,
            step=1,
            help="The beginning of a tune that is not in the songbook.",
        ),
    ),
    prediction=Prediction(
        question="The longest run of notes that a melody of the network shares with a tune of the songbook: how long "
        "is it, beside that of a new tune by the songbook’s own rules?",
        number="copied",
        choices=(
            Choice("alike", f"about as long, or shorter: up to {ALIKE:g} times"),
            Choice("longer", f"longer, up to {COPIED:g} times"),
            Choice("copied", f"more than {COPIED:g} times: it copies"),
        ),
        right=how_copied,
    ),
    run=run,
    seconds=seconds,
    face="melodies",
    say="I don’t judge a melody model by ear alone: I measure its log-loss on held-out pieces against a Markov chain, "
    "and its longest run of notes from one training piece against what a held-out piece shares by chance. An "
    "overfitted one shows there.",
    presets=(
        Preset("256 tunes", {"tunes": 256}),
        Preset("4 tunes: it copies", {"tunes": 4}),
        Preset("a GRU", {"cell": "gru"}),
        Preset("temperature 1.6", {"temperature": 1.6}),
    ),
)
