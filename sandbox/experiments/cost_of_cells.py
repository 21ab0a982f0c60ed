"""What the three cells cost: parameters and memory, counted in real arrays, and time, measured, over the size.

What is measured is the time that this thread has the processor, not that on the wall: what else the machine does is
left out. The cells take turns; what is compared is the median, over the rounds, of a cell's time by the RNN's.
"""

from collections.abc import Callable, Mapping
from math import log10
from time import thread_time

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
from sandbox.experiments.words import listed, rounded
from sandbox.materials.measures.cell_costs import DTYPE, GRU, KINDS, LSTM, Count, Kind, Runner, Size, units
from sandbox.materials.measures.timing import Clock, doubling
from sandbox.nn.arrays import Array

CLAIM = (
    "Of equal size, a GRU has three times and an LSTM four times the weights of a vanilla RNN. How much longer "
    "an LSTM takes comes near to how many more weights it has only where the matrices are large; with 4 units it is "
    "far off."
)
SMALLEST = 4  # units of the LSTM, where the plots begin
NEAR = 1.4  # times too long or too short
SPOKEN_OF = 64  # units of the LSTM
LEAST_BATCH = 32  # below, all weights are read anew for very few products
MOST_INPUTS = 32  # above, 4 units have large matrices as well
WARMING_UP = 2  # rounds that the first, untimed pass takes as long as


def run(parameters: Mapping[str, Value], seed: int, report: Report, clock: Clock = thread_time) -> Outcome:
    D, T, B = _shape(parameters)
    rounds, equal = int(parameters["rounds"]), str(parameters["equal"])
    rng = np.random.default_rng(seed)
    x: Array = rng.standard_normal((T, D, B), dtype=DTYPE)
    sizes = [Size(units(equal, D, H)) for H in doubling(SMALLEST, int(parameters["hidden"]))]
    shares = [about(size.units, D, T, B) for size in sizes]
    shown: tuple[Plot, ...] = ()

    def tell(at: int, rounds_done: float) -> None:
        """Between any two passes: a round of the largest takes a second."""
        if shown:
            report((sum(shares[:at]) + shares[at] * rounds_done / rounds) / sum(shares), shown)

    for at, size in enumerate(sizes):
        runners = []
        for kind, H in zip(KINDS, size.units, strict=True):
            runners.append(Runner(kind, H, x, rng))
            tell(at, 0)
        for done in range(rounds):
            spent = []
            for turn, runner in enumerate(runners, start=1):
                tell(at, done + (turn - 1) / len(runners))
                spent.append(runner.timed(clock))
            sizes[at] = Size(size.units, (*sizes[at].rounds, tuple(spent)))
            shown = plots(sizes, D, equal)
        tell(at, rounds)
    return Outcome(
        plots=shown,
        numbers=numbers(sizes, D),
        verdict=verdict(sizes, D, B, equal),
        tables=(measured(sizes[-1], D), counted(sizes[-1], D, [runner.count for runner in runners])),
    )


def plots(sizes: list[Size], D: int, equal: str) -> tuple[Plot, ...]:
    def line(kind: Kind, value: Callable[[Size, Kind], float]) -> Series:
        return Series(kind.name, kind.label, tuple(value(size, kind) if size.rounds else None for size in sizes))

    def weights(kind: Kind) -> Series:
        values = tuple(size.weights(kind, D) for size in sizes)
        return Series(f"{kind.name}_weights", f"weights of the {kind.label}", values, dashed=True)

    def said(kinds: tuple[Kind, ...], value: Callable[[Kind], str]) -> str:
        return listed(f"{kind.label} {value(kind)}" for kind in kinds)

    x = tuple(size.units[-1] for size in sizes)
    x_label = "units" if equal == "units" else "units of the LSTM; the others have as many parameters"
    last = [size for size in sizes if size.rounds][-1]
    there = f"with {last.units[-1]} units of the LSTM"
    return (
        Plot(
            name="time",
            title="Time of a training pass",
            description="Milliseconds for a pass ahead and back over the units, on a logarithmic scale; "
            f"{there}: {said(KINDS, lambda kind: f'{1000 * last.seconds(kind):.3g}')}.",
            x_label=x_label,
            x=x,
            y_label="milliseconds",
            scale="log10",
            series=tuple(line(kind, lambda size, of: log10(1000 * size.seconds(of))) for kind in KINDS),
        ),
        Plot(
            name="ratio",
            title="How many times the RNN’s",
            description="The times of GRU and LSTM by the RNN’s, over the units; "
            f"{there}: {said((GRU, LSTM), lambda kind: f'{last.times(kind):.2f}')}. "
            "Dashed, the same ratio of their weights.",
            x_label=x_label,
            x=x,
            y_label="times the RNN’s",
            scale="linear",
            series=(*(line(kind, Size.times) for kind in KINDS), weights(GRU), weights(LSTM)),
        ),
    )


def measured(size: Size, D: int) -> Table:
    return Table(
        name="measured",
        title=f"Measured, with {size.units[-1]} units of the LSTM",
        columns=("cell", "units", "ahead, ms", "ahead and back, ms", "times the RNN’s", "its weights, times the RNN’s"),
        rows=tuple(
            (
                kind.label,
                H,
                rounded(1000 * size.seconds_ahead(kind)),
                rounded(1000 * size.seconds(kind)),
                rounded(size.times(kind)),
                rounded(size.weights(kind, D)),
            )
            for kind, H in zip(KINDS, size.units, strict=True)
        ),
    )


def counted(size: Size, D: int, counts: list[Count]) -> Table:
    return Table(
        name="counted",
        title=f"Counted, with {size.units[-1]} units of the LSTM",
        columns=(
            "cell",
            "parameters by the formula",
            "in these arrays",
            "in PyTorch",
            "products a step",
            "needed for the way back, kB",
            "held by the fast code, kB",
        ),
        rows=tuple(
            (
                kind.label,
                kind.parameters(D, H),
                count.parameters,
                kind.in_pytorch(D, H),
                kind.products(D, H),
                rounded(count.needed / 1000),
                rounded(count.held / 1000),
            )
            for kind, H, count in zip(KINDS, size.units, counts, strict=True)
        ),
    )


def numbers(sizes: list[Size], D: int) -> tuple[Number, ...]:
    smallest, largest = sizes[0], sizes[-1]

    def times(name: str, label: str, value: float) -> Number:
        return Number(name, label, value, f"{value:.2f} times")

    return (
        times("lstm_time", "time of the LSTM, by the RNN’s", largest.times(LSTM)),
        times("gru_time", "time of the GRU, by the RNN’s", largest.times(GRU)),
        times("lstm_weights", "weights of the LSTM, by the RNN’s", largest.weights(LSTM, D)),
        times("gru_to_lstm", "time of the GRU, by the LSTM’s", largest.times(GRU, LSTM)),
        times("lstm_time_small", f"time of an LSTM of {SMALLEST} units, by the RNN’s", smallest.times(LSTM)),
    )


def verdict(sizes: list[Size], D: int, B: int, equal: str) -> Verdict:
    small, large = (_off(size.times(LSTM) / size.weights(LSTM, D)) for size in (sizes[0], sizes[-1]))
    seen = _seen(sizes, equal)
    outside = _outside(sizes[-1].units[-1], D, B)
    if outside:
        return Verdict(CLAIM, None, f"{outside} {seen}")
    if large > NEAR:
        return Verdict(CLAIM, False, f"{seen} That is not near, even at the largest size.")
    if small <= NEAR:
        return Verdict(CLAIM, False, f"{seen} That is near at the smallest size already.")
    return Verdict(CLAIM, True, seen)


def _outside(H: int, D: int, B: int) -> str:
    """Why the claim is silent, if it is."""
    if H < SPOKEN_OF:
        return f"The claim is about {SPOKEN_OF} units or more of the LSTM; this run had {H}."
    if B < LEAST_BATCH:
        return f"The claim is about {LEAST_BATCH} sequences or more at once; this run had {B}."
    if D > MOST_INPUTS:
        return (
            f"The claim is about inputs of {MOST_INPUTS} numbers or fewer; with {D}, 4 units have large matrices too."
        )
    return ""


def _seen(sizes: list[Size], equal: str) -> str:
    smallest, largest = sizes[0], sizes[-1]
    of_lstm, of_gru = ("four times the", "three times the") if equal == "units" else ("about as many", "about as many")
    H = largest.units[-1]
    lstm = f"took {largest.times(LSTM):.2f} times as long as the RNN’s at {H} units"
    if smallest is not largest:
        lstm = f"took {smallest.times(LSTM):.2f} times as long as the RNN’s at {SMALLEST} units and "
        lstm += f"{largest.times(LSTM):.2f} times at {H}"
    return (
        f"A training pass of the LSTM {lstm}, with {of_lstm} weights; the GRU’s took {largest.times(GRU):.2f} times, "
        f"with {of_gru} weights."
    )


def _off(ratio: float) -> float:
    return max(ratio, 1 / ratio)


def about(units: tuple[int, ...], D: int, T: int, B: int) -> float:
    """Seconds that a round takes, as was measured: calls, products, what is done for each unit, and weights' sums."""
    microseconds = 0.0
    for kind, H in zip(KINDS, units, strict=True):
        products = kind.products(D, H)
        calls, each = 30 + 1.6 * T * kind.blocks, 0.0018 * T * B * H * kind.blocks
        microseconds += calls + each + 7e-5 * T * B * products + 0.0024 * products
    return microseconds / 1e6


def seconds(parameters: Mapping[str, Value]) -> float:
    D, T, B = _shape(parameters)
    rounds, equal = int(parameters["rounds"]) + WARMING_UP, str(parameters["equal"])
    return rounds * sum(about(units(equal, D, H), D, T, B) for H in doubling(SMALLEST, int(parameters["hidden"])))


def _shape(parameters: Mapping[str, Value]) -> tuple[int, int, int]:
    """D numbers are read at each of T steps of B sequences."""
    return int(parameters["inputs"]), int(parameters["steps"]), int(parameters["batch"])


def how_long(times: float | None) -> str:
    if times is None or times < 1.5:
        return "alike"
    if times < 3:
        return "less"
    return "as_weights" if times < 5 else "more"


EXPERIMENT = Experiment(
    key="cost-of-cells",
    version=1,
    title="The cost of cells",
    summary="Count the parameters and the memory of RNN, GRU and LSTM, and measure what a training pass takes, from 4 "
    "units up to the size that you choose.",
    claim=CLAIM,
    say="A GRU has three quarters of an LSTM’s weights at equal size; how much time that saves depends on the "
    "size, so I’d measure it where it will run.",
    parameters=(
        Selection(
            name="equal",
            label="What is equal",
            choices=(Choice("units", "units"), Choice("parameters", "number of parameters")),
            default="units",
            help="At an equal number of parameters, RNN and GRU get as many units as fit into the LSTM’s.",
        ),
        Quantity(
            name="hidden",
            label="Units of the LSTM, H",
            unit="units",
            kind="integer",
            default=128,
            least=4,
            most=256,
            step=1,
            help="The largest size. The plots begin at 4 and double.",
        ),
        Quantity(
            name="inputs",
            label="Inputs D",
            unit="numbers",
            kind="integer",
            default=32,
            least=1,
            most=128,
            step=1,
            help="What is read at each step.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=50,
            least=1,
            most=100,
            step=1,
            help="They come one after the other: a step needs the state before it.",
        ),
        Quantity(
            name="batch",
            label="Batch B",
            unit="sequences",
            kind="integer",
            default=32,
            least=1,
            most=64,
            step=1,
            help="Sequences at once: they share each product with the weights.",
        ),
        Quantity(
            name="rounds",
            label="Rounds",
            unit="rounds",
            kind="integer",
            default=15,
            least=3,
            most=31,
            step=1,
            help="In each, every cell has its turn. The median counts.",
        ),
    ),
    prediction=Prediction(
        question="How many times as long as the RNN’s does a training pass of the LSTM take?",
        number="lstm_time",
        choices=(
            Choice("alike", "less than 1.5 times, about as long"),
            Choice("less", "1.5 to 3 times"),
            Choice("as_weights", "3 to 5 times"),
            Choice("more", "5 times or more"),
        ),
        right=how_long,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("Equal units", {}),
        Preset("Equal parameters", {"equal": "parameters"}),
        Preset("Small: 16 units", {"hidden": 16}),
        Preset("One sequence, 256 units", {"hidden": 256, "batch": 1}),
    ),
    measures_time=True,
)
