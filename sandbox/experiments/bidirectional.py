"""Two directions: GRUs that read forward, backward, both ways, or forward and answer late, on the same bits."""

from collections.abc import Mapping
from math import inf

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
from sandbox.experiments.words import listed
from sandbox.materials.pupils.neighbours import BATCH, LEARNED, RATE, STRETCH, Labelling, Reader, bits
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array, sigmoid
from sandbox.nn.composed import Bidirectional
from sandbox.nn.layers import layer

CLAIM = (
    "Where a label needs a later bit, a network that reads forward and answers at once gets no further than the bits "
    "that it has read allow, and one that reads both ways learns it."
)
MARGIN = 0.05  # by which a mean over so many answers does not pass what is possible
SHOWN = 16  # bits of the sequence in the picture
DTYPE = np.float32


def readers(H: int, delay: int, rng: np.random.Generator) -> dict[str, Reader]:
    """By name, in the order of the plot. Who reads forward begins alike, on time or late."""
    forward, backward = drawn.gru(1, H, rng, dtype=DTYPE), drawn.gru(1, H, rng, dtype=DTYPE)
    alone, joined = (Affine.drawn(size, 1, rng, DTYPE).weights[0] for size in (H, 2 * H))
    found = {
        "forward": Reader(layer(forward), Affine(alone.copy())),
        "backward": Reader(layer(backward), Affine(alone.copy()), turned=True),
        "both": Reader(Bidirectional(layer(forward), layer(backward)), Affine(joined)),
    }
    if delay:
        found["late"] = Reader(layer(forward), Affine(alone.copy()), late=delay)
    return found


def labels(delay: int) -> dict[str, str]:
    steps = "step" if delay == 1 else "steps"
    return {
        "forward": "forward",
        "backward": "backward",
        "both": "both ways",
        "late": f"forward, {delay} {steps} late",
    }


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H, delay = int(parameters["steps"]), int(parameters["hidden"]), int(parameters["delay"])
    labelling = Labelling(str(parameters["label"]), int(parameters["offset"]))
    rng = np.random.default_rng(seed)
    learning = readers(H, delay, rng)
    stretches = int(parameters["iterations"]) // STRETCH
    for done in range(1, stretches + 1):
        batches = [bits(T, BATCH, rng) for _ in range(STRETCH)]
        for reader in learning.values():
            reader.learn(batches, labelling)
        plots = (plot(learning, labelling, delay, stretches),)
        heatmaps = (answers(learning, labelling, delay, batches[-1]),)
        report(done / stretches, plots, heatmaps)
    return Outcome(
        plots=plots,
        heatmaps=heatmaps,
        numbers=numbers(learning, labelling, delay),
        verdict=verdict(
            {name: reader.end for name, reader in learning.items()},
            labelling,
            delay,
            learned=learning["both"].learned_at is not None,
        ),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    layers = 5 if parameters["delay"] else 4
    return int(parameters["iterations"]) * layers * (250e-6 + T * (11e-6 + 0.35e-6 * H + 8e-9 * H**2))


def plot(learning: Mapping[str, Reader], labelling: Labelling, delay: int, stretches: int) -> Plot:
    names = labels(delay)
    limit = labelling.best(-inf, 0)
    ends = listed(f"{names[name]} {reader.end:.2f}" for name, reader in learning.items())
    return Plot(
        name="accuracy",
        description=f"Accuracy over the iterations; in the end: {ends}. To the bit of its step, nobody can pass "
        f"{limit:.2f}.",
        x_label=f"iteration (means of {STRETCH})",
        x=tuple(range(STRETCH, stretches * STRETCH + 1, STRETCH)),
        y_label="accuracy",
        scale="linear",
        series=(
            *(
                Series(name, names[name], (*reader.accuracies, *(None,) * (stretches - len(reader.accuracies))))
                for name, reader in learning.items()
            ),
            Series("limit", f"the best that the past allows: {limit:.2f}", (limit,) * stretches, dashed=True),
        ),
    )


def answers(learning: Mapping[str, Reader], labelling: Labelling, delay: int, x: Array) -> Heatmap:
    """What each says to one sequence, under its labels."""
    first, last = labelling.valid(len(x))
    steps = slice(0, min(len(x), SHOWN))
    names = labels(delay)
    rows: list[tuple[float | None, ...]] = [tuple(float(bit) for bit in x[steps, 0])]
    told = [labelling.of(x)[:, 0].astype(float), *(sigmoid(reader.scores[:, 0, 0]) for reader in learning.values())]
    for row in told:
        whole = [*(None,) * first, *(round(float(p), 3) for p in row), *(None,) * (len(x) - last)]
        rows.append(tuple(whole[steps]))
    share = {name: np.mean((reader.scores[:, 0, 0] > 0) == (told[0] > 0)) for name, reader in learning.items()}
    right = listed(f"{names[name]} {value:.2f}" for name, value in share.items())
    return Heatmap(
        name="answers",
        title="One sequence, its labels, and how likely each network says a 1 is",
        description=f"Bits, labels and each network’s probability of a 1. Right on this sequence: {right}.",
        x_label="step",
        x=tuple(range(1, len(rows[0]) + 1)),
        y_label="",
        y=("bit", "label", *(names[name] for name in learning)),
        value_label="probability of a 1",
        values=tuple(rows),
        least=0.0,
        most=1.0,
        middle=0.5,
    )


def numbers(learning: Mapping[str, Reader], labelling: Labelling, delay: int) -> tuple[Number, ...]:
    limit = labelling.best(-inf, 0)
    return (
        *(
            Number(f"{name}_accuracy", f"accuracy, {labels(delay)[name]}", reader.end, f"{reader.end:.3f}")
            for name, reader in learning.items()
        ),
        Number("limit", "the best that the past allows", limit, f"{limit:.2f}"),
        Number(
            "both_learned_at",
            f"both ways: {LEARNED} or more",
            learning["both"].learned_at,
            f"after {learning['both'].learned_at} iterations" if learning["both"].learned_at else "no",
        ),
    )


def verdict(ends: Mapping[str, float], labelling: Labelling, delay: int, *, learned: bool) -> Verdict:
    """Of each network's accuracy at the end, and whether both ways have learned it."""
    limit, forward, both = labelling.best(-inf, 0), ends["forward"], ends["both"]
    seen = (
        f"Forward {forward:.2f}, backward {ends['backward']:.2f}, both ways {both:.2f}. {_late(ends, labelling, delay)}"
    )
    if not labelling.looks_ahead:
        return Verdict(CLAIM, None, f"This label needs no later bit, so reading forward has all of it. {seen}".strip())
    beyond = forward > limit + MARGIN
    if beyond:
        return Verdict(CLAIM, False, f"Reading forward passed {limit:.2f}, which should not be. {seen}".strip())
    at_once = f"Reading forward ended at {forward:.3f}, where {limit:.2f} is the best that its bits allow."
    if learned:
        sentence = f"{at_once} Both ways: {both:.3f}. {_late(ends, labelling, delay)}"
        return Verdict(CLAIM, True, sentence.strip())
    if labelling.kind == "around":
        why = "the two halves meet in the readout alone, which adds, and no sum makes an xor of a past and a later bit"
        sentence = f"{at_once} Reading both ways did not learn it either ({both:.3f}): {why}."
        return Verdict(CLAIM, False, f"{sentence} {_late(ends, labelling, delay)}".strip())
    sentence = f"{at_once} Both ways came to {both:.3f}: give it more iterations or units."
    return Verdict(CLAIM, None, f"{sentence} {_late(ends, labelling, delay)}".strip())


def _late(ends: Mapping[str, float], labelling: Labelling, delay: int) -> str:
    if "late" not in ends:
        return ""
    steps = "step" if delay == 1 else "steps"
    if max(labelling.offsets) > delay:
        return f"Forward and {delay} {steps} late, {ends['late']:.3f}: it answers before the bit comes."
    return f"Forward and {delay} {steps} late: {ends['late']:.3f}."


def how_far(forward_accuracy: float | None) -> str:
    if forward_accuracy is None or forward_accuracy < 0.6:
        return "chance"
    return "part" if forward_accuracy < 0.9 else "learned"


EXPERIMENT = Experiment(
    key="bidirectional",
    version=1,
    title="Two directions",
    summary="Ask at every bit for a label that depends on a later one, and see who can learn it: forward, backward, "
    "both ways, or forward with a delay.",
    claim=CLAIM,
    say="Where a label needs a later input, a network that reads one way and answers at once can’t know it, however "
    "long it trains; I read both ways if the input is complete, and in a stream I answer as many steps late as the "
    "label looks ahead.",
    parameters=(
        Selection(
            name="label",
            label="Label of bit t",
            choices=(
                Choice("xor", "the xor of bits t and t + k"),
                Choice("majority", "the majority of bits t − k, t and t + k"),
                Choice("around", "the xor of bits t − k and t + k"),
            ),
            default="xor",
            help="Steps for which one of these bits is missing have no label.",
        ),
        Quantity(
            name="offset",
            label="Offset k",
            unit="steps",
            kind="integer",
            default=2,
            least=-3,
            most=3,
            step=1,
            help="Above 0 the xor needs a later bit, below 0 an earlier one. At 0 it is always 0.",
        ),
        Quantity(
            name="delay",
            label="Delay",
            unit="steps",
            kind="integer",
            default=2,
            least=0,
            most=5,
            step=1,
            help="One more network reads forward and answers so many steps late. 0: there is none.",
        ),
        Quantity(
            name="iterations",
            label="Budget",
            unit="iterations",
            kind="integer",
            default=200,
            least=50,
            most=600,
            step=10,
            help=f"Each is one batch of {BATCH} new sequences and one step of Adam at {RATE:g}.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=20,
            least=8,
            most=60,
            step=1,
            help="Bits in a sequence.",
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
            help="In each direction.",
        ),
    ),
    prediction=Prediction(
        question="How accurate does the network get that reads forward and answers at once?",
        number="forward_accuracy",
        choices=(
            Choice("chance", "below 0.6, about as good as a coin"),
            Choice("part", "from 0.6 to 0.9, better than a coin"),
            Choice("learned", "0.9 or more"),
        ),
        right=how_far,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("2 steps ahead", {"offset": 2}),
        Preset("2 steps back: forward is enough", {"offset": -2, "delay": 0}),
        Preset("a delay that is too short", {"offset": 3, "delay": 2, "iterations": 300}),
        Preset("majority: each way knows a part", {"label": "majority", "offset": 1, "delay": 1}),
        Preset("xor around the bit: both ways fail", {"label": "around", "offset": 1, "delay": 1}),
    ),
)
