"""One cell with one unit and one input, step by step: every product, sum, gate and state of it.

How much is left of what it held after step 1 is measured: steps 2 to T once more, from an empty state.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10, prod
from typing import Any

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
from sandbox.experiments.parameters import Choice, Condition, Numbers, Quantity, Selection, Value, in_a_row
from sandbox.experiments.words import power, shown
from sandbox.nn import gru, lstm, rnn
from sandbox.nn.arrays import Array
from sandbox.nn.gru import Gru
from sandbox.nn.lstm import Lstm
from sandbox.nn.rnn import Rnn

CLAIM = (
    "Of what an LSTM or a GRU holds after step 1, the last step has, to within 0.05, the share that its gates have let "
    "through since: the product of its forget gates f, or of its 1 − z."
)
SAME = 0.05  # how far the measured share may be from the product, as the claim says
NOTHING = 0.001  # a state below it is no state to lose
ROUNDING = 4e-15  # what a few sums in double precision may be off by
TENTH, HALF = 0.1, 0.5

Row = dict[str, float]  # what a step read and made, by name
Weights = tuple[float, float, float]  # of x, of h, and the bias


@dataclass(frozen=True)
class Layer:
    """What a cell has a triple of weights for: a gate, or what makes new content."""

    key: str
    parameter: str
    name: str
    symbol: str
    function: str
    reads: str = "h"  # the state that it is multiplied with; in a GRU's candidate the one that was reset


@dataclass(frozen=True)
class Kind:
    """What the three cells do differently; the rest of this file is for any of them."""

    article: str
    layers: tuple[Layer, ...]
    quantities: Mapping[str, str]  # in the order of the table: a name, and the column's heading
    states: Mapping[str, str]
    gates: Mapping[str, str]
    state: str  # the one that remembers
    walk: Callable[[Sequence[Weights], Array, float, float], list[Row]]
    keeps: Callable[[Row], float] | None = None
    kept_by: str = ""


def weighed(key: str, weights: Weights, x: float, h: float) -> Row:
    """The three products of a layer, and their sum."""
    w, u, b = weights
    return {f"{key}_x": w * x, f"{key}_h": u * h, f"{key}_b": b, f"{key}_sum": w * x + u * h + b}


def walk_rnn(weights: Sequence[Weights], x: Array, h_0: float, _c_0: float) -> list[Row]:
    (a,) = weights
    W_xh, W_hh, b = one_unit([a])
    states = rnn.forward(Rnn(W_xh, W_hh, b), x, np.array([h_0]))[:, 0]
    return [
        {"x": x_t, "h_before": before, **weighed("a", a, x_t, before), "h": after}
        for x_t, (before, after) in zip(x[:, 0].tolist(), pairwise(states.tolist()), strict=True)
    ]


def walk_lstm(weights: Sequence[Weights], x: Array, h_0: float, c_0: float) -> list[Row]:
    f, i, g, o = weights
    cell = Lstm(*one_unit([i, f, g, o]))
    rows = []
    for step in lstm.forward(cell, x, np.array([h_0]), np.array([c_0])):
        at = {name: float(value[0]) for name, value in vars(step).items()}
        sums = [weighed(key, layer, at["x"], at["h_before"]) for key, layer in zip("figo", weights, strict=True)]
        made = {"kept": at["f"] * at["c_before"], "written": at["i"] * at["g"], "tanh_c": float(np.tanh(at["c"]))}
        rows.append(merged([at, *sums, made]))
    return rows


def walk_gru(weights: Sequence[Weights], x: Array, h_0: float, _c_0: float) -> list[Row]:
    z, r, n = weights
    cell = Gru(*one_unit([z, r, n]))
    rows = []
    for step in gru.forward(cell, x, np.array([h_0])):
        at = {name: float(value[0]) for name, value in vars(step).items()}
        reset = at["r"] * at["h_before"]
        sums = [weighed("z", z, at["x"], at["h_before"]), weighed("r", r, at["x"], at["h_before"])]
        made = {
            "reset": reset,
            "keep": 1 - at["z"],
            "kept": (1 - at["z"]) * at["h_before"],
            "written": at["z"] * at["n"],
        }
        rows.append(merged([at, *sums, weighed("n", n, at["x"], reset), made]))
    return rows


def one_unit(layers: Sequence[Weights]) -> list[Array]:
    """All W, then all U, then all b, as a kernel takes them."""
    W, U, b = zip(*layers, strict=True)
    return [*(np.array([[w]]) for w in W), *(np.array([[u]]) for u in U), *(np.array([each]) for each in b)]


def merged(rows: Iterable[Row]) -> Row:
    return {name: value for row in rows for name, value in row.items()}


def sums_of(layers: Sequence[Layer]) -> dict[str, str]:
    return {
        f"{layer.key}_{part}": f"{layer.symbol}: {heading}"
        for layer in layers
        for part, heading in (("x", "w·x"), ("h", f"u·{layer.reads}"), ("b", "b"), ("sum", "sum"))
    }


RNN_LAYERS = (Layer("a", "rnn_weights", "New state", "h", "tanh"),)
LSTM_LAYERS = (
    Layer("f", "lstm_forget", "Forget gate", "f", "σ"),
    Layer("i", "lstm_input", "Input gate", "i", "σ"),
    Layer("g", "lstm_candidate", "Candidate", "c\N{COMBINING TILDE}", "tanh"),
    Layer("o", "lstm_output", "Output gate", "o", "σ"),
)
GRU_LAYERS = (
    Layer("z", "gru_update", "Update gate", "z", "σ"),
    Layer("r", "gru_reset", "Reset gate", "r", "σ"),
    Layer("n", "gru_candidate", "Candidate", "h\N{COMBINING TILDE}", "tanh", reads="(r·h)"),
)
KINDS: dict[str, Kind] = {
    "lstm": Kind(
        article="an LSTM",
        layers=LSTM_LAYERS,
        quantities={
            "x": "x",
            "h_before": "h before",
            "c_before": "c before",
            "f": "f",
            "i": "i",
            "g": "c\N{COMBINING TILDE}",
            "o": "o",
            "kept": "f · c before",
            "written": "i · c\N{COMBINING TILDE}",
            "c": "c",
            "tanh_c": "tanh c",
            "h": "h",
        },
        states={"c": "cell state c", "h": "hidden state h"},
        gates={"f": "forget gate f", "i": "input gate i", "o": "output gate o"},
        state="c",
        walk=walk_lstm,
        keeps=lambda row: row["f"],
        kept_by="f",
    ),
    "gru": Kind(
        article="a GRU",
        layers=GRU_LAYERS,
        quantities={
            "x": "x",
            "h_before": "h before",
            "z": "z",
            "r": "r",
            "reset": "r · h before",
            "n": "h\N{COMBINING TILDE}",
            "keep": "1 − z",
            "kept": "(1 − z) · h before",
            "written": "z · h\N{COMBINING TILDE}",
            "h": "h",
        },
        states={"h": "state h"},
        gates={"z": "update gate z", "r": "reset gate r"},
        state="h",
        walk=walk_gru,
        keeps=lambda row: row["keep"],
        kept_by="1 − z",
    ),
    "rnn": Kind(
        article="an RNN",
        layers=RNN_LAYERS,
        quantities={"x": "x", "h_before": "h before", "h": "h"},
        states={"h": "state h"},
        gates={},
        state="h",
        walk=walk_rnn,
    ),
}


@dataclass(frozen=True)
class Walk:
    """A cell over all of its steps, and what is left at the end of what it held after the first."""

    kind: Kind
    h_0: float
    c_0: float
    rows: tuple[Row, ...]
    without: float  # the last state, if what was held after step 1 had been erased

    @classmethod
    def of(cls, parameters: Mapping[str, Value]) -> "Walk":
        kind = KINDS[str(parameters["cell"])]
        weights = [triple(parameters[layer.parameter]) for layer in kind.layers]
        h_0, c_0 = float(parameters["h0"]), float(parameters["c0"])
        x = np.array(in_a_row(parameters["inputs"]))[:, None]  # (T, D) with D = 1
        again = kind.walk(weights, x[1:], 0.0, 0.0)
        without = again[-1][kind.state] if again else 0.0
        return cls(kind, h_0, c_0, tuple(kind.walk(weights, x, h_0, c_0)), without)

    @property
    def held(self) -> float:
        """What it remembers after step 1."""
        return self.rows[0][self.kind.state]

    @property
    def left(self) -> float:
        return self.rows[-1][self.kind.state] - self.without

    @property
    def share(self) -> float | None:
        return None if abs(self.held) < NOTHING else self.left / self.held

    @property
    def let_through(self) -> float | None:
        """The product of the gates that keep, of step 2 and all after."""
        return prod(map(self.kind.keeps, self.rows[1:])) if self.kind.keeps else None


def triple(value: Value) -> Weights:
    w, u, b = in_a_row(value)
    return w, u, b


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    walk = Walk.of(parameters)
    plots = plots_of(walk)
    report(1.0, plots)
    return Outcome(plots=plots, numbers=numbers(walk), verdict=verdict(walk), tables=tables(walk))


def plots_of(walk: Walk) -> tuple[Plot, ...]:
    kind, T = walk.kind, len(walk.rows)
    first = {"h": walk.h_0, "c": walk.c_0}

    def line(name: str, label: str, before: float | None, dashed: bool) -> Series:
        return Series(name, label, (before, *(row[name] for row in walk.rows)), dashed)

    def plot(name: str, title: str, of: Mapping[str, str], before: Mapping[str, float]) -> Plot:
        lines = [line(each, label, before.get(each), i == 1) for i, (each, label) in enumerate(of.items())]
        ends = "; ".join(f"{each.label} ends at {written(walk.rows[-1][each.name])}" for each in lines)
        return Plot(
            name=name,
            title=title,
            description=f"{title} of {kind.article} over {T} step{'s' if T > 1 else ''}: {ends}.",
            x_label="step",
            x=tuple(range(T + 1)),
            y_label="value",
            scale="linear",
            series=tuple(lines),
        )

    states = plot("states", "States", kind.states, first)
    return (states, plot("gates", "Gates", kind.gates, {})) if kind.gates else (states,)


def tables(walk: Walk) -> tuple[Table, ...]:
    def table(name: str, title: str, columns: Mapping[str, str]) -> Table:
        rows = tuple((t, *(row[each] for each in columns)) for t, row in enumerate(walk.rows, 1))
        return Table(name, title, ("step", *columns.values()), rows)

    whole = "Gates and states, step by step" if walk.kind.gates else "States, step by step"
    return (
        table("steps", whole, walk.kind.quantities),
        table("sums", "The sums, and the three products in each", sums_of(walk.kind.layers)),
    )


def numbers(walk: Walk) -> tuple[Number, ...]:
    kind, share, product = walk.kind, walk.share, walk.let_through
    return (
        Number("held", f"{kind.state} after step 1", walk.held, sized(walk.held)),
        Number("end", f"{kind.state} after the last step", walk.rows[-1][kind.state], sized(walk.rows[-1][kind.state])),
        Number("share", "share of step 1’s that is left at the end", share, of_nothing(share)),
        Number(
            "let_through",
            f"product of the gates that keep ({kind.kept_by})" if kind.keeps else "product of the gates that keep",
            product,
            "there are none" if product is None else sized(product),
        ),
    )


def of_nothing(share: float | None) -> str:
    if share is None:
        return "nothing was held"
    return f"{sized(share)}, with its sign turned" if share < 0 else sized(share)


def sized(value: float) -> str:
    """To three digits, however small."""
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return sign + power(log10(abs(value)) if value else None)


def verdict(walk: Walk) -> Verdict:
    kind, share, product, T = walk.kind, walk.share, walk.let_through, len(walk.rows)
    if T == 1:
        return Verdict(CLAIM, None, "With a single step nothing has had time to fade. Give it another input.")
    if share is None:
        nothing = f"After step 1 the cell held next to nothing ({kind.state} = {written(walk.held)})"
        return Verdict(CLAIM, None, f"{nothing}, so there was nothing to keep. Let the first input write something.")
    if 0 <= share <= 1:
        measured = f"Of the {sized(walk.held)} that it held after step 1, {sized(walk.left)} is left after step {T}: "
    else:
        measured = (
            f"The {sized(walk.held)} that it held after step 1 makes a difference of {sized(walk.left)} at step {T}: "
        )
    measured += f"a share of {sized(share)}."
    if product is None:
        every = "at every step all of the state goes through u and tanh"
        return Verdict(CLAIM, None, f"The claim is about gates, and an RNN has none: {every}. {measured}")
    gates = f"{kind.kept_by} of step 2" if T == 2 else f"the product of {kind.kept_by} from step 2 to step {T}"
    if abs(share - product) <= SAME:
        small = "Both are so small that this says little more than that next to nothing is left."
        apart = f"no more than {SAME} apart.{f' {small}' if max(abs(share), product) <= SAME else ''}"
        return Verdict(CLAIM, True, f"{measured} And {gates} is {sized(product)}: {apart}")
    return Verdict(
        CLAIM,
        False,
        f"{measured} But {gates} is {sized(product)}. The gates’ product is the direct path alone; here the state also "
        "goes through h into the gates and the candidate, because not every u is 0.",
    )


def how_much(share: float | None) -> str:
    """The share that is left, whatever its sign, as the key of a choice."""
    if share is None or abs(share) < TENTH:
        return "gone"
    return "part" if abs(share) < HALF else "most"


# What the drawing shows. It is read from the stored tables, so that all on the page is one run's.


@dataclass(frozen=True)
class Line:
    """A formula, as it is and with each step's numbers."""

    name: str
    symbol: str
    formula: str
    filled: tuple[str, ...]
    summed: tuple[str, ...]
    value: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    cell: str
    steps: int
    weights: dict[str, tuple[str, ...]]  # by layer: w, u and b
    shown: dict[str, tuple[str, ...]]  # by quantity, a text for each step
    levels: dict[str, tuple[str, ...]]  # by layer, how far it is filled: a transform for each step
    lines: tuple[Line, ...]
    titles: tuple[str, ...]
    told: tuple[str, ...]


def drawing(parameters: Mapping[str, Value], outcome: Mapping[str, Any]) -> Drawing:
    cell = str(parameters["cell"])
    kind = KINDS[cell]
    names = [*kind.quantities, *sums_of(kind.layers)]
    rows = [
        dict(zip(names, [*quantities[1:], *sums[1:]], strict=True))
        for quantities, sums in zip(*(table["rows"] for table in outcome["tables"]), strict=True)
    ]
    weights = {layer.key: triple(parameters[layer.parameter]) for layer in kind.layers}
    gauged = [layer.key for layer in kind.layers if layer.key in kind.quantities]
    return Drawing(
        cell=cell,
        steps=len(rows),
        weights={key: tuple(map(written, each)) for key, each in weights.items()},
        shown={name: tuple(written(row[name]) for row in rows) for name in names},
        levels={key: tuple(f"scale(1 {row[key]:.4f})" for row in rows) for key in gauged},
        lines=LINES[cell](kind, weights, rows),
        titles=tuple(f"Step {t} of {len(rows)}." for t in range(1, len(rows) + 1)),
        told=tuple(TOLD[cell](row) for row in rows),
    )


def lines_of_lstm(kind: Kind, weights: Mapping[str, Weights], rows: Sequence[Row]) -> tuple[Line, ...]:
    f, i, g, o = (line_of(layer, weights[layer.key], rows) for layer in kind.layers)
    c = Line(
        name="Cell state",
        symbol="c",
        formula="f·c + i·c\N{COMBINING TILDE}",
        filled=tuple(summed((row["f"], row["c_before"]), (row["i"], row["g"])) for row in rows),
        summed=tuple(summed((row["kept"],), (row["written"],)) for row in rows),
        value=tuple(written(row["c"]) for row in rows),
    )
    h = Line(
        name="Hidden state",
        symbol="h",
        formula="o·tanh(c)",
        filled=tuple(f"{written(row['o'])}·tanh({written(row['c'])})" for row in rows),
        summed=tuple(summed((row["o"], row["tanh_c"])) for row in rows),
        value=tuple(written(row["h"]) for row in rows),
    )
    return f, i, g, c, o, h


def lines_of_gru(kind: Kind, weights: Mapping[str, Weights], rows: Sequence[Row]) -> tuple[Line, ...]:
    z, r, n = (line_of(layer, weights[layer.key], rows) for layer in kind.layers)
    h = Line(
        name="New state",
        symbol="h",
        formula="(1 − z)·h + z·h\N{COMBINING TILDE}",
        filled=tuple(summed((row["keep"], row["h_before"]), (row["z"], row["n"])) for row in rows),
        summed=tuple(summed((row["kept"],), (row["written"],)) for row in rows),
        value=tuple(written(row["h"]) for row in rows),
    )
    return z, r, n, h


def lines_of_rnn(kind: Kind, weights: Mapping[str, Weights], rows: Sequence[Row]) -> tuple[Line, ...]:
    (layer,) = kind.layers
    line = line_of(layer, weights["a"], rows, value="h")
    return (line,)


def line_of(layer: Layer, weights: Weights, rows: Sequence[Row], value: str = "") -> Line:
    w, u, b = weights
    state = {"h": "h_before"}.get(layer.reads, "reset")
    filled = tuple(summed((w, row["x"]), (u, row[state]), (b,)) for row in rows)
    return Line(
        name=layer.name,
        symbol=layer.symbol,
        formula=f"{layer.function}(w·x + u·{layer.reads} + b)",
        filled=tuple(f"{layer.function}({each})" for each in filled),
        summed=tuple(f"{layer.function}({written(row[f'{layer.key}_sum'])})" for row in rows),
        value=tuple(written(row[value or layer.key]) for row in rows),
    )


def summed(*products: tuple[float, ...]) -> str:
    """0.5·1 − 2·(−0.3) + 1: of each product the first factor's sign becomes the sum's."""
    text = ""
    for first, *others in products:
        sign = "\N{MINUS SIGN}" if written(first).startswith("\N{MINUS SIGN}") else "+"
        factors = [
            written(abs(first)),
            *(f"({one})" if one[0] == "\N{MINUS SIGN}" else one for one in map(written, others)),
        ]
        opening = f" {sign} " if text else sign.replace("+", "")
        text += opening + "·".join(factors)
    return text


def written(value: float) -> str:
    """To four decimals. Fewer only where it is exact: 1 is one, and 1.0000 is nearly one."""
    short = round(value, 4)
    exact = abs(short - value) <= ROUNDING * max(1.0, abs(value))
    return (shown(short + 0.0) if exact else f"{value:.4f}").replace("-", "\N{MINUS SIGN}")


def tell_lstm(row: Row) -> str:
    said = {name: written(value) for name, value in row.items()}
    return (
        f"x is {said['x']}. The cell keeps {said['f']} of its {said['c_before']} and adds {said['written']}. "
        f"So it holds {said['c']}, and shows {said['h']}."
    )


def tell_gru(row: Row) -> str:
    said = {name: written(value) for name, value in row.items()}
    return (
        f"x is {said['x']}. The state keeps {said['keep']} of its {said['h_before']} and takes {said['z']} of the "
        f"candidate {said['n']}. So it is {said['h']}."
    )


def tell_rnn(row: Row) -> str:
    said = {name: written(value) for name, value in row.items()}
    return (
        f"x is {said['x']}. The input brings {said['a_x']}, the old state {said['a_h']}, the bias {said['a_b']}. "
        f"The new state is tanh of the sum: {said['h']}."
    )


LINES = {"lstm": lines_of_lstm, "gru": lines_of_gru, "rnn": lines_of_rnn}
TOLD = {"lstm": tell_lstm, "gru": tell_gru, "rnn": tell_rnn}


LSTM_BY_HAND: dict[str, Value] = {
    "cell": "lstm",
    "inputs": "1, 0, 0",
    "lstm_forget": "0.5, 1, 1",
    "lstm_input": "-1, 2, -1",
    "lstm_candidate": "1.5, -1, 0",
    "lstm_output": "0, 2, -1",
    "h0": 0.5,
    "c0": 1.0,
}
# Its figure's gates and writes, to the figure's two digits.
BELT: dict[str, Value] = {
    "cell": "lstm",
    "inputs": "1, 0, 0, 0.15, -4",
    "lstm_forget": "1.92, 6.15, 0.2772",
    "lstm_input": "1.8, 0, -0.35",
    "lstm_candidate": "8, 0, 0",
    "lstm_output": "0, 0, 2",
}
# Unit 1 of the GRU page's two; what unit 2 adds in its step stands in the biases.
GRU_BY_HAND: dict[str, Value] = {
    "cell": "gru",
    "inputs": "1, 0, 0",
    "gru_update": "0, -1, -0.2",
    "gru_reset": "0.2, 1, 1",
    "gru_candidate": "0.3, 0.5, 0.0596",
    "h0": 0.8,
}
SATURATED: dict[str, Value] = {
    "cell": "lstm",
    "inputs": "1, 0, 0, 0, 0, 0, 0, 0",
    "lstm_forget": "0, 0, 10",
    "lstm_input": "20, 0, -10",
    "lstm_candidate": "5, 0, 0",
    "lstm_output": "0, 0, 10",
}
ANOTHER_PATH: dict[str, Value] = {
    "cell": "lstm",
    "inputs": "1, 0, 0, 0, 0, 0",
    "lstm_forget": "0, 0, -5",
    "lstm_input": "0, 0, 5",
    "lstm_candidate": "3, 3, 0",
    "lstm_output": "0, 0, 5",
}
FADING = "1, 0, 0, 0, 0, 0"


def layer_of(cell: str, layer: Layer, default: str, label: str = "") -> Numbers:
    return Numbers(
        name=layer.parameter,
        label=f"{label or layer.name}: w, u, b",
        default=default,
        fewest=3,
        most_of_them=3,
        least=-20,
        most=20,
        help="The weight of x, the weight of h, and the bias.",
        only_if=Condition("cell", (cell,)),
    )


EXPERIMENT = Experiment(
    key="cell-steps",
    version=1,
    title="Step through a cell",
    summary="One unit of an RNN, an LSTM or a GRU, with your own numbers: every gate and state, one step at a time.",
    claim=CLAIM,
    say="What is left of a memory after many steps is the product of the forget gates in an LSTM, and of 1 − "
    "z in a GRU where z writes.",
    parameters=(
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("lstm", "LSTM"), Choice("gru", "GRU"), Choice("rnn", "vanilla RNN")),
            default="lstm",
            help="With one unit and one input, so that every weight is a single number.",
        ),
        Numbers(
            name="inputs",
            label="Inputs x",
            default="1, 0, 0, 0.5, 0, 0",
            fewest=1,
            most_of_them=8,
            least=-10,
            most=10,
            help="One for each step.",
        ),
        layer_of("lstm", LSTM_LAYERS[0], "2, 0.1, 2.5"),
        layer_of("lstm", LSTM_LAYERS[1], "6, -0.2, -3"),
        layer_of("lstm", LSTM_LAYERS[2], "2, 0, 0"),
        layer_of("lstm", LSTM_LAYERS[3], "0, 1, 1"),
        layer_of("gru", GRU_LAYERS[0], "8, 0, -4"),
        layer_of("gru", GRU_LAYERS[1], "0, 1, 1"),
        layer_of("gru", GRU_LAYERS[2], "2, 0.5, 0"),
        layer_of("rnn", RNN_LAYERS[0], "0.8, 0.5, 0", label="Weights"),
        Quantity(
            name="h0",
            label="State h before step 1",
            unit="",
            kind="real",
            default=0.0,
            least=-1,
            most=1,
            step=0.01,
        ),
        Quantity(
            name="c0",
            label="Cell c before step 1",
            unit="",
            kind="real",
            default=0.0,
            least=-10,
            most=10,
            step=0.01,
            only_if=Condition("cell", ("lstm",)),
        ),
    ),
    prediction=Prediction(
        question="How much of what the cell holds after step 1 is left after the last step?",
        number="share",
        choices=(
            Choice("gone", "less than a tenth"),
            Choice("part", "a tenth to a half"),
            Choice("most", "at least half"),
        ),
        right=how_much,
    ),
    run=run,
    seconds=lambda parameters: 0.001,
    presets=(
        Preset("LSTM: write, keep, add", {"cell": "lstm"}),
        Preset("LSTM: and erase", {"cell": "lstm", "inputs": "1, 0, 0, 0.5, 0, -3"}),
        Preset("LSTM: forgets by halves", {"cell": "lstm", "inputs": FADING, "lstm_forget": "0, 0, 0"}),
        Preset("LSTM: saturated gates hold a bit", SATURATED),
        Preset("LSTM: gates shut, kept all the same", ANOTHER_PATH),
        Preset("LSTM page: step by hand", LSTM_BY_HAND),
        Preset("LSTM page: conveyor belt", BELT),
        Preset("GRU: copies its state", {"cell": "gru", "inputs": FADING}),
        Preset("GRU page: step by hand", GRU_BY_HAND),
        Preset("RNN: fades", {"cell": "rnn", "inputs": FADING}),
        Preset("RNN page: unit 1 alone", {"cell": "rnn", "inputs": "1, 0, -1"}),
        Preset("RNN page: latch", {"cell": "rnn", "inputs": FADING, "rnn_weights": "3, 2, 0"}),
    ),
    figure=drawing,
    draws=False,
)
