"""Stateful streams: one LSTM, trained on chunks in four ways of handling its state, and read in each of them."""

from collections.abc import Mapping, Sequence
from typing import cast

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
from sandbox.materials.pupils.answering import Answering
from sandbox.materials.pupils.chunk_pupils import Pupil, Reading, found
from sandbox.materials.tasks.chunking import CARRIED, DTYPE, INPUTS, POLICIES, Start, streams
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer

LEARNED, GUESSED, LOST, CHANCE = 0.95, 0.6, 0.1, 0.5
CLAIM = (
    "An LSTM that carries its state within a stream and resets it at the end knows a stream’s start in all later "
    f"chunks. Read with a reset at every chunk or with shuffled chunks it guesses there, below {GUESSED}, and so does "
    "a network that was trained that way. Without the reset at the end it loses a tenth of its answers or more."
)
HIDDEN, BATCH, RATE = 16, 16, 0.01
READ, IN_A_ROW = 256, 4  # streams side by side in a reading, and one after the other; the first of them is not counted
STRETCHES = 12


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    C, k, iterations = int(parameters["chunks"]), int(parameters["length"]), int(parameters["iterations"])
    start = cast(Start, str(parameters["start"]))
    rng = np.random.default_rng(seed)
    cell = drawn.lstm(INPUTS, HIDDEN, rng, forget_bias=1.0, dtype=DTYPE)
    out = Affine.drawn(HIDDEN, 1, rng, DTYPE).weights[0]
    pupils = [Pupil(policy, Answering(layer(cell), Affine(out.copy()), RATE)) for policy in POLICIES]
    new = [streams(C, k, READ, start, rng) for _ in range(IN_A_ROW)]
    shuffling = int(rng.integers(2**32))
    learned = 0
    for stretch in range(1, STRETCHES + 1):
        until = iterations * stretch // STRETCHES
        for _ in range(learned, until):
            batch = streams(C, k, BATCH, start, rng)
            for pupil in pupils:
                pupil.learn(batch, rng)
        learned = until
        alike = [pupil.reads(new, pupil.policy, shuffling) for pupil in pupils]
        report(stretch / (STRETCHES + 1), (plot(alike),))
    readings = [pupil.reads(new, policy, shuffling) for pupil in pupils for policy in POLICIES]
    alike = [reading for reading in readings if reading.trained is reading.read]
    return Outcome(
        plots=(plot(alike),),
        numbers=numbers(readings),
        verdict=verdict(readings),
        heatmaps=(heatmap(readings),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    C, k, iterations = int(parameters["chunks"]), int(parameters["length"]), int(parameters["iterations"])
    training = iterations * len(POLICIES) * C * (190e-6 + 8e-6 * k)
    reading = len(POLICIES) * (STRETCHES + len(POLICIES)) * IN_A_ROW * C * (150e-6 + 50e-6 * k)
    return training + reading


def plot(alike: Sequence[Reading]) -> Plot:
    steps = len(alike[0].by_position)
    k = len(alike[0].shares[0])
    ends = "; ".join(f"{reading.trained.label}: {reading.later:.2f}" for reading in alike)
    return Plot(
        name="accuracy",
        description=f"Accuracy at each of {steps} steps of a stream in chunks of {k}, trained and read in the same "
        f"way. After the first chunk, on average: {ends}. Chance is {CHANCE}.",
        x_label=f"step of the stream (chunks of {k})",
        x=tuple(range(1, steps + 1)),
        y_label="accuracy",
        scale="linear",
        series=(
            *(Series(reading.trained.key, reading.trained.label, reading.by_position) for reading in alike),
            Series("chance", f"chance: {CHANCE}", (CHANCE,) * steps, dashed=True),
        ),
    )


def heatmap(readings: Sequence[Reading]) -> Heatmap:
    names = tuple(policy.short for policy in POLICIES)
    right_way = found(readings, CARRIED.key, CARRIED.key).later
    return Heatmap(
        name="readings",
        title="Trained in one way, read in another",
        description="Accuracy after the first chunk for each way of training, a row, and of reading, a column. Trained "
        f"and read with the state carried: {right_way:.2f}.",
        x_label="read",
        x=names,
        y_label="trained",
        y=names,
        value_label="accuracy after the first chunk",
        values=tuple(tuple(found(readings, trained.key, read.key).later for read in POLICIES) for trained in POLICIES),
        least=0.0,
        most=1.0,
        middle=CHANCE,
    )


def numbers(readings: Sequence[Reading]) -> tuple[Number, ...]:
    def number(name: str, label: str, share: float) -> Number:
        return Number(name, label, share, f"{share:.3f}")

    return (
        number(
            "right_way", "after the first chunk: carried, reset at the end", found(readings, "carried", "carried").later
        ),
        number(
            "wrong_reset",
            "after the first chunk: trained and read with a reset at every chunk",
            found(readings, "reset", "reset").later,
        ),
        number(
            "shuffled",
            "after the first chunk: trained and read on shuffled chunks",
            found(readings, "shuffled", "shuffled").later,
        ),
        number("leak", "all steps: trained right, read without any reset", found(readings, "carried", "never").all),
        number(
            "first_again",
            "of these, the answer of the row’s first stream",
            found(readings, "carried", "never").first_again,
        ),
        number(
            "healed",
            "after the first chunk: trained with the wrong reset, read carried",
            found(readings, "reset", "carried").later,
        ),
    )


def verdict(readings: Sequence[Reading]) -> Verdict:
    best = found(readings, "carried", "carried")
    if best.later < LEARNED:
        return Verdict(
            CLAIM,
            None,
            f"Carried and reset at the end, the network is right {best.later:.2f} of the time after the first chunk: "
            "it has not learned the task, so nothing can be lost. Give it more iterations.",
        )
    against = [
        f"trained {trained}, read {read}: {share:.2f}"
        for trained, read in (
            ("carried", "reset"),
            ("carried", "shuffled"),
            ("reset", "reset"),
            ("shuffled", "shuffled"),
        )
        if (share := found(readings, trained, read).later) >= GUESSED
    ]
    leak = found(readings, "carried", "never").all
    seen = (
        f"After the first chunk: {best.later:.2f} with the state carried, "
        f"{found(readings, 'reset', 'reset').later:.2f} trained and read with a reset at every chunk, "
        f"{found(readings, 'shuffled', 'shuffled').later:.2f} on shuffled chunks. Trained right and read without the "
        f"reset at the end, {leak:.2f} over all steps, with it {best.all:.2f}."
    )
    if against:
        return Verdict(CLAIM, False, f"More than a guess: {'; '.join(against)}. {seen}")
    if leak > best.all - LOST:
        return Verdict(CLAIM, False, f"Without the reset at the end it lost less than a tenth. {seen}")
    return Verdict(CLAIM, True, seen)


def how_much_is_left(leak: float | None) -> str:
    if leak is None or leak < 0.65:
        return "guess"
    return "part" if leak < LEARNED else "all"


EXPERIMENT = Experiment(
    key="stateful-streams",
    version=1,
    title="Stateful streams",
    summary="Train an LSTM on streams in chunks: state carried, reset at every chunk, chunks shuffled, never reset. "
    "Then read with each of the four.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="chunks",
            label="Chunks in a stream",
            unit="chunks",
            kind="integer",
            default=4,
            least=2,
            most=8,
            step=1,
            help="The gradient stays within a chunk; the state goes on to the next.",
        ),
        Quantity(
            name="length",
            label="Length of a chunk",
            unit="steps",
            kind="integer",
            default=5,
            least=2,
            most=12,
            step=1,
            help="Short chunks teach only short memories.",
        ),
        Selection(
            name="start",
            label="How a stream begins",
            choices=(
                Choice("mark", "half of them with a mark, half with none"),
                Choice("sign", "all of them with 1 or −1"),
            ),
            default="mark",
            help="With none, nothing says that a new stream has begun. A sign at every start says so.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=250,
            least=50,
            most=1000,
            step=50,
            help=f"In each, {BATCH} new streams are read to their end, with a step of Adam after every chunk.",
        ),
    ),
    prediction=Prediction(
        question="A network that was trained right is read without any reset between streams. How often is it right, "
        "from the second stream on?",
        number="leak",
        choices=(
            Choice("all", f"as good as always, {LEARNED} or more: a new start overwrites the old stream"),
            Choice("part", f"from 0.65 to {LEARNED}"),
            Choice("guess", "below 0.65, not much better than a guess"),
        ),
        right=how_much_is_left,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("a mark or none", {"start": "mark"}),
        Preset("1 or −1 at every start", {"start": "sign"}),
        Preset("eight chunks of 3", {"chunks": 8, "length": 3}),
        Preset("two chunks of 12", {"chunks": 2, "length": 12}),
    ),
    say="I carry the state and detach it from chunk to chunk of a stream, reset it in the row whose stream ends, and "
    "never shuffle chunks: after a wrong reset whatever only earlier chunks showed is a coin toss, in training and in "
    "use.",
)
