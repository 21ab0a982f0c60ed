"""The gates of a trained LSTM or GRU over a stream of characters, and what is lost when one of them may not move."""

from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Heatmap,
    Number,
    Outcome,
    Prediction,
    Preset,
    Report,
    Table,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.materials.measures.gates import (
    GOES,
    KINDS,
    STAYS,
    Anatomy,
    Score,
    answers,
    constant_score,
    occasions,
    walk,
)
from sandbox.materials.pupils.storing import ANSWERS, ASK, Keeper, spelled, stored, streams
from sandbox.nn.arrays import Array

CLAIM = (
    "Where a stored value must go, the trained gate over the memory (an LSTM’s f, a GRU’s 1 − z) lets at least 0.1 "
    "less through than where it must stay; and held at its mean, it costs a tenth of the answers or more."
)
DIFFERENCE, LOST = 0.1, 0.1
LEARNED = 0.98
LITTLE = 0.05  # of the answers: a gate that costs less can be done without
T, BATCH, RATE = 20, 32, 0.01
FULL = 3.0  # the memory from which a colour is at its strongest: tanh of it is as good as 1
STRETCH = 50  # iterations between two looks
PROBE_STEPS, PROBES = 40, 200
SEQUENCES = {
    "ask": "ab(3cd?abc?d)ab?cd",
    "replace": "(1ab?cd(4ba?dc)?",
    "decoy": "a2?b(3c1d4?2ab)4?",
    "long": "(2abcdabcdabcdabcda?)a?",
}


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    kind, H, iterations = KINDS[str(parameters["cell"])], int(parameters["hidden"]), int(parameters["iterations"])
    text = SEQUENCES[str(parameters["sequence"])]
    rng = np.random.default_rng(seed)
    probes = streams(PROBE_STEPS, PROBES, rng)
    keeper = Keeper(str(parameters["cell"]), H, RATE, rng)
    for done in range(STRETCH, iterations + 1, STRETCH):
        codes = streams(T, BATCH * STRETCH, rng)
        for at in range(0, BATCH * STRETCH, BATCH):
            keeper.learn(codes[:, at : at + BATCH])
        found = Anatomy.of(keeper, kind, probes)
        report(done / iterations, (), heatmaps(found, text), (answered(found, text),))
    rows = ablations(found)
    return Outcome(
        plots=(),
        numbers=numbers(found, rows),
        verdict=verdict(found),
        heatmaps=heatmaps(found, text),
        tables=(answered(found, text), ablated(found, rows), by_occasion(found)),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    H, iterations = int(parameters["hidden"]), int(parameters["iterations"])
    return 0.07 + iterations * (0.75e-3 + 1e-6 * H**2)


def heatmaps(found: Anatomy, text: str) -> tuple[Heatmap, ...]:
    seen = walk(found.cell, spelled(text))
    kind = found.kind
    parts = [
        heatmap(part.key, f"{part.name.capitalize()} {part.symbol}", part.symbol, seen.values[part.key], found, text)
        for part in kind.parts
    ]
    return (
        *parts,
        heatmap("memory", f"{kind.state_name.capitalize()} {kind.state}", kind.state, seen.memory, found, text),
    )


def heatmap(name: str, title: str, symbol: str, values: Array, found: Anatomy, text: str) -> Heatmap:
    rows = values[:, found.order, 0].T.astype(float)
    signed = name in ("g", "n", "memory")
    # One unit that counts up would leave the others without a colour.
    most = min(float(ceil(np.abs(rows).max())), FULL) if signed else 1.0
    return Heatmap(
        name=name,
        title=title,
        description=f"{title} of {len(rows)} units over {len(text)} characters, from {rows.min():.2f} to "
        f"{rows.max():.2f}; the mean of the first unit is {rows[0].mean():.2f}.",
        x_label="character",
        x=tuple(text),
        y_label="unit",
        y=tuple(range(1, len(rows) + 1)),
        value_label=symbol,
        values=tuple(tuple(row) for row in rows.tolist()),
        least=-most if signed else 0.0,
        most=most,
        middle=0.0 if signed else None,
    )


def answered(found: Anatomy, text: str) -> Table:
    codes = spelled(text)
    right = stored(codes)[:, 0]
    p = answers(found.out, walk(found.cell, codes).h)[:, :, 0]
    asked = [t for t, code in enumerate(codes[:, 0]) if code == ASK]
    return Table(
        name="answers",
        title="What it answers",
        columns=("read so far", "stored", "answer", "its probability"),
        rows=tuple((text[: t + 1], ANSWERS[right[t]], ANSWERS[p[t].argmax()], f"{p[t].max():.2f}") for t in asked),
    )


Ablation = tuple[str, str, Score]  # a key, in words, and what is left


def ablations(found: Anatomy) -> tuple[Ablation, ...]:
    first = found.kind.parts[0]
    return (
        ("", "nothing is held", found.intact),
        *(
            (part.key, f"{part.name} {part.symbol}, at its mean", found.held_at_mean(part.key))
            for part in found.kind.parts
        ),
        ("open", f"{first.name} {first.symbol}, at 1", found.held_open()),
    )


def ablated(found: Anatomy, rows: Sequence[Ablation]) -> Table:
    return Table(
        name="ablations",
        title="Right answers, where a part is held at every step",
        columns=("held", "all", "a digit stored", "nothing stored"),
        rows=(
            *((words, f"{left.all:.2f}", f"{left.held:.2f}", f"{left.empty:.2f}") for _, words, left in rows),
            ("for comparison, always the same answer", f"{constant_score(found.codes):.2f}", None, None),
        ),
    )


def by_occasion(found: Anatomy) -> Table:
    def heading(signed: bool, symbol: str) -> str:
        return f"|{symbol}|" if signed else symbol

    return Table(
        name="occasions",
        title=f"Means on each occasion, of the {len(found.carriers)} units that carry most",
        columns=("what is read", *(heading(part.signed, part.symbol) for part in found.kind.parts)),
        rows=tuple(
            (name, *(f"{found.mean(found.seen.values[part.key], where):.2f}" for part in found.kind.parts))
            for name, where in occasions(found.codes).items()
        ),
    )


def numbers(found: Anatomy, rows: Sequence[Ablation]) -> tuple[Number, ...]:
    intact, opened = rows[0][2], rows[-1][2]
    gates = [part.key for part in found.kind.gates]
    costliest = min((row for row in rows if row[0] in gates), key=lambda row: row[2].all)
    name = next(part.name for part in found.kind.parts if part.key == costliest[0])
    stays, goes = found.keeps(STAYS), found.keeps(*GOES)
    constant = constant_score(found.codes)
    return (
        Number(
            "costliest",
            f"right with the {name} at its mean, the lowest",
            None if intact.all - costliest[2].all < LITTLE else float("fior".index(costliest[0].replace("z", "f"))),
            f"{costliest[2].all:.2f} of the answers right, {intact.all:.2f} with none held",
        ),
        Number("accuracy", "right answers", intact.all, f"{intact.all:.3f}"),
        Number("opened", f"right with {found.kind.parts[0].symbol} at 1", opened.all, f"{opened.all:.3f}"),
        Number("constant", "right by always the same answer", constant, f"{constant:.3f}"),
        Number("stays", "let through where a digit must stay", stays, f"{stays:.2f}"),
        Number("goes", "let through where it must go", goes, f"{goes:.2f}"),
    )


def verdict(found: Anatomy) -> Verdict:
    gate = found.kind.parts[0].key
    intact, fixed, opened = found.intact.all, found.held_at_mean(gate).all, found.held_open().all
    stays, goes = found.keeps(STAYS), found.keeps(*GOES)
    seen = (
        f"Over letters, with a digit stored, {found.kind.keeps} averaged {stays:.2f}; where the digit had to go, "
        f"{goes:.2f}. {intact:.3f} of the answers were right; with {gate} at its mean in every step {fixed:.3f}, at 1 "
        f"{opened:.3f}. Always the same answer gets {constant_score(found.codes):.3f}."
    )
    if intact < LEARNED:
        return Verdict(CLAIM, None, f"The claim is about a cell that has learned the task, {LEARNED} or more. {seen}")
    return Verdict(CLAIM, stays - goes >= DIFFERENCE and intact - fixed >= LOST, seen)


def costliest(number: float | None) -> str:
    """Which gate’s place among forget (or update), input, output and reset, as the key of a choice."""
    return "none" if number is None else ("forget", "input", "output", "reset")[int(number)]


EXPERIMENT = Experiment(
    key="gate-anatomy",
    version=2,
    title="Gate anatomy",
    face="heatmaps",
    summary="Train an LSTM or a GRU to store, keep and forget a digit, and look at its gates, character by character.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="cell",
            label="Cell",
            choices=(Choice("lstm", "an LSTM"), Choice("gru", "a GRU")),
            default="lstm",
        ),
        Selection(
            name="sequence",
            label="Sequence to look at",
            choices=tuple(
                Choice(key, f"{what}: {SEQUENCES[key]}")
                for key, what in (
                    ("ask", "store, ask, erase"),
                    ("replace", "replace"),
                    ("decoy", "digits to ignore"),
                    ("long", "keep for long"),
                )
            ),
            default="ask",
            help="“(” stores the digit that follows, “?” asks for it, “)” erases. All else means nothing.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=8,
            least=4,
            most=16,
            step=1,
            help="A row of the pictures for each.",
        ),
        Quantity(
            name="iterations",
            label="Training",
            unit="iterations",
            kind="integer",
            default=800,
            least=50,
            most=2000,
            step=50,
            help=f"Each is one batch of {BATCH} new streams of {T} characters and one step of Adam, {RATE}.",
        ),
    ),
    prediction=Prediction(
        question="After training, each gate in turn is held at its own mean. Which one can the cell least do without?",
        number="costliest",
        choices=(
            Choice("forget", "the forget gate, or a GRU’s update gate"),
            Choice("input", "the input gate"),
            Choice("output", "the output gate"),
            Choice("reset", "the reset gate"),
            Choice("none", "none of them: each costs less than a twentieth of the answers"),
        ),
        right=costliest,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("an LSTM", {"cell": "lstm"}),
        Preset("a GRU", {"cell": "gru"}),
        Preset("an LSTM, a digit replaced", {"sequence": "replace"}),
        Preset("before it has learned", {"iterations": 50}),
    ),
    say="I’d read gates as averages and then test them: hold one fixed and see what breaks. In an LSTM that stores and "
    "forgets, it was the forget gate that had to move; a gate that moves isn’t yet a gate that is needed.",
)
