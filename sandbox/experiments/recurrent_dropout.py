"""Dropout in a recurrent network: five LSTMs on the same few sequences, with masks in other places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log10

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
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.words import listed, power
from sandbox.materials.pupils.dropping import (
    BATCH,
    CELL,
    DTYPE,
    GUESS,
    INPUTS,
    NONE,
    TESTED,
    WAYS,
    Network,
    Way,
    batches,
    least_loss,
    sums,
)
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array

CLAIM = (
    "Where an LSTM overfits few and noisy sequences, dropout that leaves the cell alone ends with a lower test loss; "
    "fresh masks on the cell that leave less than 1% of it whole end above the loss of a guess."
)
OVERFITS = 0.2  # by which the test loss without dropout is above the training loss
ERASED = 0.01  # of the cells at most are still whole after the last step
POINTS = 20
Labelled = tuple[Array, Array]


@dataclass(frozen=True)
class Course:
    """How a network's losses went, on all the training data and on test data, both without masks."""

    way: Way
    trained: tuple[float, ...] = ()
    tested: tuple[float, ...] = ()
    accuracy: float = field(default=0.0)  # on test data, in the end


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H, sequences = (int(parameters[name]) for name in ("steps", "hidden", "sequences"))
    epochs, p, noise = int(parameters["epochs"]), float(parameters["p"]), float(parameters["noise"])
    rng = np.random.default_rng(seed)
    x, labels = sums(T, sequences, noise, rng)
    unseen = sums(T, TESTED, noise, rng)
    W = rng.uniform(-1, 1, (4 * H, INPUTS + 1 + H)) / np.sqrt(H)
    W[:, INPUTS] = 0
    W[H : 2 * H, INPUTS] = 1  # the forget bias
    out = Affine.drawn(H, 1, rng, DTYPE).weights[0]
    networks = [Network(way, W.astype(DTYPE), out, p, np.random.default_rng(seed + 1)) for way in WAYS]
    courses = [Course(way) for way in WAYS]
    every = epochs // POINTS
    for epoch in range(1, epochs + 1):
        for chosen in batches(sequences, rng):
            for network in networks:
                network.learn(x[:, :, chosen], labels[:, chosen])
        if epoch % every == 0:
            courses = [
                _longer(course, network, (x, labels), unseen) for course, network in zip(courses, networks, strict=True)
            ]
            report(epoch / epochs, plots(courses, noise, every), (), (table(courses, every),))
    return Outcome(
        plots=plots(courses, noise, every),
        numbers=numbers(courses, p, T, noise),
        verdict=verdict(courses, (1 - p) ** T),
        tables=(table(courses, every),),
    )


def _longer(course: Course, network: Network, seen: Labelled, unseen: Labelled) -> Course:
    tested, accuracy = network.test(*unseen)
    return Course(course.way, (*course.trained, network.test(*seen)[0]), (*course.tested, tested), accuracy)


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H, sequences = (int(parameters[name]) for name in ("steps", "hidden", "sequences"))
    iterations = int(parameters["epochs"]) * -(-sequences // BATCH)
    learning = iterations * (1.2e-3 + T * (220e-6 + 5e-6 * H))
    testing = POINTS * len(WAYS) * T * (sequences + TESTED) * (12e-9 * H + 0.3e-9 * H**2)
    return learning + testing


def plots(courses: Sequence[Course], noise: float, every: int) -> tuple[Plot, ...]:
    least = least_loss(noise)

    def of(name: str, title: str, losses: Sequence[tuple[float, ...]], levels: Mapping[tuple[str, str], float]) -> Plot:
        ends = listed(f"{course.way.label} {each[-1]:.2f}" for course, each in zip(courses, losses, strict=True))
        return Plot(
            name=name,
            title=title,
            description=f"{title} over the epochs, without masks. In the end: {ends}. A guess has {GUESS:.2f}.",
            x_label="epoch",
            x=tuple(range(every, every * POINTS + 1, every)),
            y_label="loss",
            scale="linear",
            series=(
                *(
                    Series(course.way.name, course.way.label, (*each, *(None,) * (POINTS - len(each))))
                    for course, each in zip(courses, losses, strict=True)
                ),
                *(Series(key, label, (level,) * POINTS, dashed=True) for (key, label), level in levels.items()),
            ),
        )

    levels = {("guess", f"a guess: {GUESS:.2f}"): GUESS, ("least", f"the best possible: {least:.2f}"): least}
    return (
        of("test", "Test loss", [course.tested for course in courses], levels),
        of("training", "Training loss", [course.trained for course in courses], {}),
    )


def table(courses: Sequence[Course], every: int) -> Table:
    return Table(
        name="ways",
        title="Each, at the end and at its best",
        columns=("masks on", "training loss", "test loss", "test accuracy", "lowest test loss", "at epoch"),
        rows=tuple(
            (
                course.way.masked,
                f"{course.trained[-1]:.2f}",
                f"{course.tested[-1]:.2f}",
                f"{course.accuracy:.2f}",
                f"{min(course.tested):.2f}",
                every * (1 + int(np.argmin(course.tested))),
            )
            for course in courses
        ),
    )


def numbers(courses: Sequence[Course], p: float, T: int, noise: float) -> tuple[Number, ...]:
    whole, least = T * log10(1 - p), least_loss(noise)
    loss = {course.way: course.tested[-1] for course in courses}
    return (
        *(Number(f"{way.name}_loss", f"test loss, {way.label}", loss[way], f"{loss[way]:.2f}") for way in WAYS),
        Number(
            "lowest_without",
            "its lowest on the way, no dropout",
            min(courses[0].tested),
            f"{min(courses[0].tested):.2f}",
        ),
        Number("whole", f"cells never dropped in {T} steps, (1 − p)ᵀ", 10**whole, power(whole)),
        Number("least", "the best possible loss", least, f"{least:.2f}"),
    )


def verdict(courses: Sequence[Course], whole: float) -> Verdict:
    """`whole`: the share of cells that are never dropped."""
    of = {course.way: course for course in courses}
    without, cell = of[NONE], of[CELL]
    helping = [course for course in courses if course.way not in (NONE, CELL)]
    seen = f"Test loss without dropout {without.tested[-1]:.2f} (training {without.trained[-1]:.2f}); " + listed(
        f"{course.way.label} {course.tested[-1]:.2f}" for course in helping
    )
    on_cell = f"Masks on the cell at each step: {cell.tested[-1]:.2f}, where a guess has {GUESS:.2f}."
    early = f"Stopped at its best epoch, the network without dropout had {min(without.tested):.2f}."
    if without.tested[-1] - without.trained[-1] < OVERFITS:
        return Verdict(
            CLAIM, None, f"Without dropout nothing overfits here, so there is nothing to mend. {seen}. {on_cell}"
        )
    worse = [course.way.label for course in helping if course.tested[-1] >= without.tested[-1]]
    if worse:
        return Verdict(
            CLAIM, False, f"The test loss is no lower with these masks: {'; '.join(worse)}. {seen}. {on_cell}"
        )
    if whole > ERASED:
        return Verdict(
            CLAIM,
            None,
            f"{seen}. On the cell, these masks leave {whole:.0%} of the units whole over the sequence, and of so much "
            f"the claim says nothing. {on_cell} {early}",
        )
    if cell.tested[-1] < GUESS:
        return Verdict(CLAIM, False, f"{on_cell} That is below it. {seen}.")
    return Verdict(CLAIM, True, f"{seen}. {on_cell} {early}")


def where(cell_loss: float | None) -> str:
    if cell_loss is None or cell_loss >= GUESS:
        return "guess"
    return "worse" if cell_loss >= 0.6 else "as-well"


EXPERIMENT = Experiment(
    key="recurrent-dropout",
    version=1,
    title="Dropout in a recurrent network",
    summary="Train an LSTM on a hundred noisy sequences, with masks in four places and with none, and see which of "
    "them overfit.",
    claim=CLAIM,
    say="I keep dropout off the cell: fresh masks on inputs and outputs, one mask a sequence on the recurrence. Drawn "
    "anew at each step, p = 0.5 leaves a cell whole over 20 steps once in a million. And early stopping is the "
    "baseline that it has to beat.",
    parameters=(
        Quantity(
            name="p",
            label="Dropped, p",
            unit="",
            kind="real",
            default=0.5,
            least=0.05,
            most=0.8,
            step=0.05,
            help="The share of units that a mask sets to 0.",
        ),
        Quantity(
            name="sequences",
            label="Training sequences",
            unit="sequences",
            kind="integer",
            default=100,
            least=50,
            most=1000,
            step=50,
            help=f"Read in batches of {BATCH}. {TESTED} others are for testing.",
        ),
        Quantity(
            name="noise",
            label="Label noise",
            unit="",
            kind="real",
            default=0.15,
            least=0.0,
            most=0.4,
            step=0.05,
            help="The share of labels that are flipped, in training and in testing.",
        ),
        Quantity(
            name="epochs",
            label="Epochs",
            unit="epochs",
            kind="integer",
            default=60,
            least=20,
            most=200,
            step=20,
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=20,
            least=5,
            most=40,
            step=1,
            help="Steps, each with four numbers.",
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
        ),
    ),
    prediction=Prediction(
        question="Draw a fresh mask on the cell at every step: where does the test loss end?",
        number="cell_loss",
        choices=(
            Choice("as-well", "below 0.6, clearly better than a guess"),
            Choice("worse", "from 0.6 to 0.69, a little better than a guess"),
            Choice("guess", "0.69 or more, no better than a guess"),
        ),
        right=where,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("100 sequences, p = 0.5", {"p": 0.5}),
        Preset("p = 0.1", {"p": 0.1}),
        Preset("400 sequences, 20 epochs: less to mend", {"sequences": 400, "epochs": 20}),
        Preset("no noise", {"noise": 0.0}),
    ),
)
