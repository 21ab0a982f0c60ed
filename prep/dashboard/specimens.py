"""What the style guide shows of results: drawn by the lab's own networks, in every state that a figure can be in."""

from functools import cache
from math import sqrt
from typing import Any

import numpy as np

from sandbox.experiments.contract import (
    Heatmap,
    Melody,
    Note,
    Outcome,
    Passages,
    Plot,
    Series,
    Table,
    Verdict,
    as_json,
)
from sandbox.nn import attention, drawn, rnn

STEPS, UNITS, LONG = 40, 10, 4000


@cache
def outcome() -> dict[str, Any]:
    rng = np.random.default_rng(1)
    made = Outcome(
        plots=(_decays(), _walk(rng), _doublings()),
        numbers=(),
        verdict=Verdict("", None, ""),
        heatmaps=(_states(rng), _weights(rng)),
        tables=(_sizes(),),
        passages=(_samples(),),
        melodies=(_scale(),),
    )
    return as_json(made)


def _decays() -> Plot:
    """More lines than there are colours, over more x than there is room for, on a scale of decades."""
    x = range(0, LONG + 1, 20)
    gains = (0.99, 0.995, 0.997, 0.998, 0.999, 0.9995, 1.0)
    logs = {gain: tuple(float(t * np.log10(gain)) for t in x) for gain in gains}
    series = [Series(f"gain-{i}", f"gain {gain}", logs[gain]) for i, gain in enumerate(gains)]
    bound = Series("bound", "a ten-thousandth", (-4.0,) * len(x), dashed=True)
    return Plot(
        name="decays",
        title="What is left of 1 after so many factors",
        description="Seven powers of numbers just below 1, from iteration 0 to 4,000; only 1 itself stays.",
        x_label="iteration",
        x=tuple(x),
        y_label="what is left",
        scale="log10",
        series=(*series, bound),
    )


def _walk(rng: np.random.Generator) -> Plot:
    """A run in the middle: a line that stops, and a point that stands alone."""
    x = tuple(round(0.05 * i, 2) for i in range(21))
    steps = np.cumsum(rng.normal(size=(2, 21)), axis=1)
    first, second = (tuple(float(value) for value in row) for row in steps)
    return Plot(
        name="walk",
        title="Two random walks, one of them cut short",
        description="Two sums of random numbers over a share from 0 to 1; the second stops at 0.5, but for a point.",
        x_label="share done",
        x=x,
        y_label="sum",
        scale="linear",
        series=(
            Series("first", "the first walk", first),
            Series("second", "the second", tuple(v if i <= 10 or i == 16 else None for i, v in enumerate(second))),
        ),
    )


def _doublings() -> Plot:
    """Sizes that double, and single points beside a line."""
    x = tuple(2**i for i in range(6, 13))
    return Plot(
        name="doublings",
        title="Work over the length",
        description="The square of the length, from 64 to 4,096, and two points near 30,000.",
        x_label="length",
        x=x,
        y_label="products",
        scale="log10",
        series=(
            Series("square", "the length squared", tuple(float(2 * np.log10(T)) for T in x)),
            Series("seen", "seen", tuple(4.5 if T in (64, 1024) else None for T in x), marks=True),
        ),
        x_scale="log2",
    )


def _samples() -> Passages:
    return Passages(
        name="samples",
        title="What is written",
        lines=(
            ("at the start", "qz  hjw,k .vv ubn te\n pqo"),
            ("after 200 iterations", "the lamp the the wind lamp of the"),
            ("after 1,000 iterations", "The lamp was lit at dusk, and the wind went round the tower until dawn."),
        ),
    )


def _scale() -> Melody:
    pitches = (60, 62, 64, 65, 67, 69, 71, 72, 72, 70, 67, 64, 60)
    lengths = (2, 2, 2, 2, 4, 2, 1, 1, 4, 2, 4, 2, 4)
    starts = [sum(lengths[:at]) for at in range(len(lengths))]
    return Melody(
        name="scale",
        title="Up the scale and down the chord",
        description="Thirteen notes over four bars rise from C4 to C5 and fall back to C4.",
        notes=tuple(Note(*each) for each in zip(starts, lengths, pitches, strict=True)),
        steps=32,
        given=12,
        steps_a_second=4,
        steps_a_bar=8,
    )


def _states(rng: np.random.Generator) -> Heatmap:
    cell = drawn.rnn(1, UNITS, rng, recurrence="orthogonal")
    h = rnn.forward(cell, 2 * rng.normal(size=(STEPS, 1)), np.zeros(UNITS))  # (T+1, H)
    return Heatmap(
        name="states",
        title="The states of ten units",
        description="Ten rows of colours over forty time steps, between minus one and one, without a pattern.",
        x_label="time step",
        x=tuple(range(1, STEPS + 1)),
        y_label="unit",
        y=tuple(range(1, UNITS + 1)),
        value_label="state",
        values=tuple(tuple(float(value) for value in row) for row in h[1:].T),
        least=-1,
        most=1,
        middle=0,
    )


def _weights(rng: np.random.Generator) -> Heatmap:
    words = ("the", "film", "was", "not", "at", "all", "as", "good", "as", "they", "say")
    T, H = len(words), 8
    q, k = rng.normal(size=(2, T, H, 1))
    past = np.tril(np.ones((T, T), bool))
    weights = attention.softmax(attention.dot(q, k) / sqrt(H), past)[0]  # (T, T)
    return Heatmap(
        name="weights",
        title="Attention to words that were read already",
        description="A triangle: each word spreads a weight of 1 over itself and the words before it.",
        x_label="attended to",
        x=words,
        y_label="from",
        y=words,
        value_label="weight",
        values=tuple(tuple(float(weights[i, j]) if j <= i else None for j in range(T)) for i in range(T)),
        least=0,
        most=1,
    )


def _sizes() -> Table:
    H = 128
    return Table(
        name="sizes",
        title=f"Weights of a cell with {H} inputs and {H} units",
        columns=("cell", "blocks", "weights", "of the LSTM’s", "remark"),
        rows=tuple(
            (name, blocks, blocks * (2 * H * H + H), blocks / 4, remark)
            for name, blocks, remark in (("RNN", 1, None), ("GRU", 3, "one bias a block"), ("LSTM", 4, None))
        ),
    )
