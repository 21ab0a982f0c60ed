"""Padding: networks read sequences and then zeros; how far that moves their states, what it does to their answers, and
what becomes of a mean loss that counts the zeros."""

from collections.abc import Mapping, Sequence
from typing import cast

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
from sandbox.experiments.words import listed
from sandbox.materials.pupils.padded_pupils import BATCH, LEARNED, Forecasters, Losses, Pupil, Reading
from sandbox.materials.tasks.padded import DTYPE, LEAST_LOSS, LONGEST, Question, bits, chains
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import Cell

FAR, WORSE, CHANCE = 1 / 3, 0.1, 0.5
CLAIM = (
    "Zeros after its end move a trained network’s state by more than a third of the distance between two sequences, "
    "and read there it answers a tenth worse or more, where the last valid state answers right."
)
READ = 512  # new sequences
STRETCHES = 10


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    zeros, iterations, H = int(parameters["zeros"]), int(parameters["iterations"]), int(parameters["hidden"])
    question = cast(Question, str(parameters["question"]))
    rng = np.random.default_rng(seed)
    cells: dict[str, Cell] = {
        "rnn": drawn.rnn(1, H, rng, dtype=DTYPE),
        "lstm": drawn.lstm(1, H, rng, forget_bias=1.0, dtype=DTYPE),
        "gru": drawn.gru(1, H, rng, dtype=DTYPE),
    }
    out = Affine.drawn(H, 1, rng, DTYPE).weights[0]
    pupils = [Pupil(key, cell, out) for key, cell in cells.items()]
    forecasters = Forecasters(cells["gru"], out)
    new = bits(READ, rng)
    learned = 0
    for stretch in range(1, STRETCHES + 1):
        until = iterations * stretch // STRETCHES
        for _ in range(learned, until):
            batch = bits(BATCH, rng)
            for pupil in pupils:
                pupil.learn(batch, batch.answers(question), zeros)
        forecasters.learn([chains(BATCH, rng) for _ in range(learned, until)], zeros)
        learned = until
        readings = [pupil.reads(new, question, zeros) for pupil in pupils]
        plots = (drift_plot(readings), loss_plot(forecasters.losses, iterations))
        report(stretch / STRETCHES, plots, (), (table(readings),))
    return Outcome(
        plots=plots,
        numbers=numbers(readings, forecasters.losses),
        verdict=verdict(readings, zeros),
        tables=(table(readings),),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    zeros, iterations, H = int(parameters["zeros"]), int(parameters["iterations"]), int(parameters["hidden"])
    steps = 3 * LONGEST + 5 * (LONGEST + zeros)
    training = iterations * (1.2e-3 + steps * (8e-6 + 12e-9 * H**2))
    return training + STRETCHES * 3 * (4e-3 + (LONGEST + zeros) * H * 18e-6)


def drift_plot(readings: Sequence[Reading]) -> Plot:
    zeros = len(readings[0].drift) - 1
    ends = ", ".join(f"{reading.name} {reading.drift[-1]:.2f}" for reading in readings)
    return Plot(
        name="drift",
        title="How far zeros move the state",
        description="Distance of the state from the last valid one, after each zero; 1 is the mean distance between "
        f"the last valid states of two sequences. After {zeros}: {ends}.",
        x_label="zeros after the end",
        x=tuple(range(zeros + 1)),
        y_label="distance",
        scale="linear",
        series=(
            *(Series(reading.key, reading.name, reading.drift) for reading in readings),
            Series("between", "between two sequences: 1", (1.0,) * (zeros + 1), dashed=True),
        ),
    )


def loss_plot(found: Losses, iterations: int) -> Plot:
    rest = (None,) * (STRETCHES - len(found.masked))
    return Plot(
        name="loss",
        title="What the mean loss says",
        description=f"Mean cross-entropy of naming the next bit. Averaged over real tokens {found.masked[-1]:.2f}; "
        f"averaged over padding too, {found.reported[-1]:.2f} is reported where real tokens have {found.real[-1]:.2f}. "
        f"No network can get below {LEAST_LOSS:.2f} on real tokens.",
        x_label=f"iteration (means of {iterations // STRETCHES})",
        x=tuple(iterations * stretch // STRETCHES for stretch in range(1, STRETCHES + 1)),
        y_label="nats",
        scale="linear",
        series=(
            Series("masked", "mean over real tokens", (*found.masked, *rest)),
            Series("reported", "mean over all columns, as reported", (*found.reported, *rest)),
            Series("real", "the same network on real tokens", (*found.real, *rest)),
            Series("least", f"least possible: {LEAST_LOSS:.2f}", (LEAST_LOSS,) * STRETCHES, dashed=True),
        ),
    )


WAYS = (
    ("zeros after it: last valid state", "valid"),
    ("zeros after it: last column", "column"),
    ("the same, but trained at the last column", "through"),
    ("zeros before it: last column", "before"),
    ("reversed within its length: last valid state", "turned"),
    ("flipped whole, zeros first: last column", "flipped"),
)


def table(readings: Sequence[Reading]) -> Table:
    return Table(
        name="accuracy",
        title=f"Accuracy by the way of padding and reading; chance is {CHANCE}",
        columns=("way", *(reading.name for reading in readings)),
        rows=tuple((way, *(f"{getattr(reading, name):.2f}" for reading in readings)) for way, name in WAYS),
    )


def numbers(readings: Sequence[Reading], found: Losses) -> tuple[Number, ...]:
    gru = next(reading for reading in readings if reading.key == "gru")
    return (
        Number(
            "gru_drift",
            "GRU: moved by the zeros, over the distance between two sequences",
            gru.drift[-1],
            f"{gru.drift[-1]:.2f}",
        ),
        Number("gru_valid", "GRU: accuracy at the last valid state", gru.valid, f"{gru.valid:.3f}"),
        Number("gru_column", "GRU: accuracy at the last column", gru.column, f"{gru.column:.3f}"),
        Number(
            "reported_loss", "loss reported with padding counted", found.reported[-1], f"{found.reported[-1]:.3f} nats"
        ),
        Number("real_loss", "the same network’s loss on real tokens", found.real[-1], f"{found.real[-1]:.3f} nats"),
        Number("least_loss", "least possible on real tokens", LEAST_LOSS, f"{LEAST_LOSS:.3f} nats"),
    )


def verdict(readings: Sequence[Reading], zeros: int) -> Verdict:
    learned = [reading for reading in readings if reading.learned]
    if not learned:
        best = max(reading.valid for reading in readings)
        return Verdict(
            CLAIM,
            None,
            f"No network has learned the task: {best:.2f} at best, chance is {CHANCE}. Give them more iterations.",
        )
    left = [reading for reading in readings if not reading.learned]
    seen = "; ".join(
        f"the {reading.name} moved by {reading.drift[-1]:.2f} and went from {reading.valid:.2f} to {reading.column:.2f}"
        for reading in learned
    )
    verb = "is" if len(left) == 1 else "are"
    names = listed(reading.name for reading in left) if left else ""
    unlearned = f" The {names} had not learned the task, and {verb} not judged." if left else ""
    near = [reading.name for reading in learned if reading.drift[-1] <= FAR]
    right_still = [reading for reading in learned if reading.column > reading.valid - WORSE]
    told = f"After {zeros} zeros {seen}.{unlearned}" if zeros > 1 else f"After one zero {seen}.{unlearned}"
    if right_still:
        far = all(reading.drift[-1] > FAR for reading in right_still)
        why = "what the zeros moved was not what the answer is read from" if far else "not every state moved by a third"
        still = listed(reading.name for reading in right_still)
        return Verdict(
            CLAIM,
            False,
            f"Read at the last column, the {still} answered as well as before, or nearly: {why}. {told}",
        )
    if near:
        return Verdict(CLAIM, False, f"The state of the {listed(near)} moved by a third or less. {told}")
    return Verdict(CLAIM, True, told)


def what_is_left(accuracy: float | None) -> str:
    """Of the accuracy at the last column, as the key of a choice."""
    if accuracy is None or accuracy < 0.65:
        return "guess"
    return "part" if accuracy < LEARNED else "all"


EXPERIMENT = Experiment(
    key="padding",
    version=1,
    title="Padding",
    summary="Pad sequences with zeros and watch three trained networks’ states drift; then read them at the last valid "
    "step, at the last column, padded on the left and reversed.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="question",
            label="What is asked of a sequence",
            choices=(
                Choice("pair", "whether its last two bits are equal"),
                Choice("ends", "whether its first and last bits are equal"),
                Choice("majority", "whether most of its bits are 1"),
            ),
            default="pair",
            help="It decides which part of the state the answer is read from, and so what the zeros spoil.",
        ),
        Quantity(
            name="zeros",
            label="Padding",
            unit="zeros",
            kind="integer",
            default=10,
            least=1,
            most=40,
            step=1,
            help=f"Beyond those that fill the sequences, of 3, 5, 7 or 9 bits, up to {LONGEST}.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=200,
            least=50,
            most=1000,
            step=50,
            help=f"Each is a batch of {BATCH} new sequences and a step of Adam.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=16,
            least=4,
            most=32,
            step=1,
            help="The length of the state, in all of them.",
        ),
    ),
    prediction=Prediction(
        question="A GRU was trained on its last valid states. Read at the last column instead, after the zeros, how "
        "often is it right?",
        number="gru_column",
        choices=(
            Choice("all", f"{LEARNED} or more: zeros carry nothing"),
            Choice("part", f"from 0.65 to {LEARNED}"),
            Choice("guess", "below 0.65, not much better than a guess"),
        ),
        right=what_is_left,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("the last two bits", {"question": "pair"}),
        Preset("one zero", {"question": "pair", "zeros": 1}),
        Preset("the first and last bits", {"question": "ends", "iterations": 400}),
        Preset("the majority", {"question": "majority"}),
    ),
    say="A zero is an input like any other: after right padding I take the last valid state, not the last column, and "
    "divide the loss by the number of real tokens, or it falls with every zero that I append.",
)
