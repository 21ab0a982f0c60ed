"""The input projections of all steps in one product against step by step: the same numbers, and the time of each.

Both are the same vanilla RNN in the same arrays, so that this alone differs: when W_xh is multiplied. Of the way back,
the same is measured for the gradient of W_xh. Batches double, since that is what decides.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import log10, sqrt
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
from sandbox.experiments.parameters import Choice, Quantity, Value
from sandbox.experiments.words import rounded, short, tiny
from sandbox.materials.measures.timing import Clock, Turns, Work, doubling, turn
from sandbox.materials.pupils.hoisting import DTYPE, Walker, largest_difference
from sandbox.nn import initial
from sandbox.nn.arrays import Array
from sandbox.nn.layers import layer
from sandbox.nn.rnn import Rnn

CLAIM = (
    "All input projections in one product give the same states, to rounding. With one sequence at a time, 32 units or "
    "more and 50 steps or more, the projections take at least twice as long step by step; with 32 sequences or more, "
    "that factor is less than half as large. The whole forward pass gains less than the projections do: its recurrent "
    "products still wait."
)
PAYS = 2.0  # times as long
MANY, WIDE, LONG = 32, 32, 50  # sequences, units and steps that the claim speaks of
ROUNDING = 1e-4  # of the largest state: float32, carried along through the steps
WARMING_UP = 2  # rounds that the arrays and the first, untimed passes take as long as

STEPWISE, AT_ONCE, FAST, PROJECTED_STEPWISE, PROJECTED, COLLECTED_STEPWISE, COLLECTED = range(7)
PARTS = (
    ("projections", "input projections alone", PROJECTED_STEPWISE, PROJECTED),
    ("gradient", "gradient of W_xh alone", COLLECTED_STEPWISE, COLLECTED),
    ("forward", "whole forward pass", STEPWISE, AT_ONCE),
)
FORWARD = (
    ("stepwise", "step by step", STEPWISE),
    ("at_once", "all projections in one product", AT_ONCE),
    ("fast", "the lab’s fast RNN", FAST),
)


def run(parameters: Mapping[str, Value], seed: int, report: Report, clock: Clock = thread_time) -> Outcome:
    T, D, H, most, rounds = _settings(parameters)
    rng = np.random.default_rng(seed)
    W_xh: Array = initial.gaussian(H, D, 1 / sqrt(D), rng).astype(DTYPE)
    W_hh: Array = initial.gaussian(H, H, 1 / sqrt(H), rng).astype(DTYPE)
    fast = layer(Rnn(W_xh, W_hh, np.zeros(H, DTYPE)))
    batches = list(doubling(1, most))
    measured: list[Turns] = []
    apart: list[float] = []
    shares = np.cumsum([0.0, *(about(T, D, H, B) for B in batches)])
    for at, B in enumerate(batches):
        x: Array = rng.standard_normal((T, B, D), dtype=DTYPE)
        columns = np.ascontiguousarray(x.transpose(0, 2, 1))  # (T, D, B)
        walker = Walker(x, W_xh, W_hh, rng)
        apart.append(largest_difference(walker))
        works: list[Work] = [
            walker.stepwise,
            walker.at_once,
            partial(fast.forward, columns),
            walker.project_stepwise,
            walker.project,
            walker.collect_stepwise,
            walker.collect,
        ]
        turns = Turns(works, clock)
        measured.append(turns)
        for done in range(1, rounds + 1):
            turns.take()
            progress = shares[at] + (shares[at + 1] - shares[at]) * done / rounds
            report(float(progress / shares[-1]), plots(batches, measured, T))
        turns.rest()
    return Outcome(
        plots=plots(batches, measured, T),
        numbers=numbers(batches, measured, apart),
        verdict=verdict(batches, measured, apart, H, T),
        tables=(table(batches, measured, apart),),
    )


def plots(batches: Sequence[int], measured: Sequence[Turns], T: int) -> tuple[Plot, ...]:
    known = [turns for turns in measured if turns.rounds]
    missing = (None,) * (len(batches) - len(known))
    first, last, largest = known[0], known[-1], _sequences(batches[len(known) - 1])
    said = "; ".join(
        f"{label} {short(first.times(slow, quick))} times with one sequence, "
        f"{short(last.times(slow, quick))} with {largest}"
        for _, label, slow, quick in PARTS
    )
    said_of_time = ", ".join(f"{label} {short(1e6 * last.seconds(which) / T)}" for _, label, which in FORWARD)
    return (
        Plot(
            name="ratio",
            title="Step by step takes so many times as long",
            description=f"The time step by step by the time in one product, over the batch: {said}.",
            x_label="batch (sequences)",
            x=tuple(batches),
            y_label="times as long",
            scale="log10",
            x_scale="log2",
            series=(
                *(
                    Series(name, label, (*(log10(turns.times(slow, quick)) for turns in known), *missing))
                    for name, label, slow, quick in PARTS
                ),
                Series("same", "as long", (0.0,) * len(batches), dashed=True),
            ),
        ),
        Plot(
            name="time",
            title="The forward pass, for each step",
            description=f"Microseconds for a step of the forward pass, over the batch. With {largest}: {said_of_time}.",
            x_label="batch (sequences)",
            x=tuple(batches),
            y_label="microseconds a step",
            scale="log10",
            x_scale="log2",
            series=tuple(
                Series(name, label, (*(log10(1e6 * turns.seconds(which) / T) for turns in known), *missing))
                for name, label, which in FORWARD
            ),
        ),
    )


def table(batches: Sequence[int], measured: Sequence[Turns], apart: Sequence[float]) -> Table:
    return Table(
        name="times",
        title="Milliseconds, step by step and in one product",
        columns=(
            "batch",
            "projections",
            "in one",
            "gradient of W_xh",
            "in one",
            "forward pass",
            "in one",
            "fast RNN",
            "largest difference",
        ),
        rows=tuple(
            (
                B,
                *(rounded(1000 * turns.seconds(which)) for _, _, *both in PARTS for which in both),
                rounded(1000 * turns.seconds(FAST)),
                tiny(difference),
            )
            for B, turns, difference in zip(batches, measured, apart, strict=True)
        ),
    )


def numbers(batches: Sequence[int], measured: Sequence[Turns], apart: Sequence[float]) -> tuple[Number, ...]:
    def times(name: str, label: str, value: float) -> Number:
        return Number(name, label, value, f"{value:.2f} times")

    one, many = measured[0], measured[-1]
    largest = _sequences(batches[-1])
    return (
        times("forward", "forward pass of 1 sequence, step by step", one.times(STEPWISE, AT_ONCE)),
        times("projections", "its projections alone", one.times(PROJECTED_STEPWISE, PROJECTED)),
        times("gradient", "its gradient of W_xh alone", one.times(COLLECTED_STEPWISE, COLLECTED)),
        times("forward_many", f"forward pass of {largest}", many.times(STEPWISE, AT_ONCE)),
        times("projections_many", "its projections alone", many.times(PROJECTED_STEPWISE, PROJECTED)),
        times("fast", "fast RNN with 1 sequence, by all projections in one", one.times(FAST, AT_ONCE)),
        Number("apart", "largest difference", max(apart), tiny(max(apart))),
    )


def verdict(batches: Sequence[int], measured: Sequence[Turns], apart: Sequence[float], H: int, T: int) -> Verdict:
    one, many, most = measured[0], measured[-1], batches[-1]
    projections = round(one.times(PROJECTED_STEPWISE, PROJECTED), 2)  # as it is said
    forward = one.times(STEPWISE, AT_ONCE)
    of_many = many.times(PROJECTED_STEPWISE, PROJECTED)
    seen = (
        f"Step by step, the projections of one sequence took {projections:.2f} times as long as in one product, and "
        f"its whole forward pass {forward:.2f} times."
    )
    if most > 1:
        seen += f" With {most} sequences it was {of_many:.2f} and {many.times(STEPWISE, AT_ONCE):.2f} times."
    seen += f" The largest difference was {tiny(max(apart))} of the largest number."
    for what, spoken_of, here in (("sequences", MANY, most), ("units", WIDE, H), ("steps", LONG, T)):
        if here < spoken_of:
            return Verdict(CLAIM, None, f"The claim is about {spoken_of} {what} or more; this run had {here}. {seen}")
    if max(apart) > ROUNDING:
        return Verdict(CLAIM, False, f"{seen} That is more than rounding.")
    if projections < PAYS:
        return Verdict(CLAIM, False, f"{seen} So even with one sequence it was less than {PAYS:g} times.")
    if of_many >= projections / 2:
        return Verdict(CLAIM, False, f"{seen} So with many sequences the factor was not half as large.")
    if forward >= projections:
        return Verdict(CLAIM, False, f"{seen} So the whole pass gained as much as the projections.")
    return Verdict(CLAIM, True, seen)


def _sequences(B: int) -> str:
    return f"{B} sequence{'' if B == 1 else 's'}"


def about(T: int, D: int, H: int, B: int) -> float:
    """Seconds that a round takes, as was measured: calls, products, and what is done for each number."""
    calls, products, units = 14.0, 5e-5 * B * H * (6 * D + 3 * H), 0.004 * B * (H + D)
    written = 2e-4 * H * D  # the step's part of a gradient
    return 5e-4 + max(T * (calls + products + units + written) / 1e6, turn(T * calls / 1e6))


def seconds(parameters: Mapping[str, Value]) -> float:
    T, D, H, most, rounds = _settings(parameters)
    return (rounds + WARMING_UP) * sum(about(T, D, H, B) for B in doubling(1, most))


def _settings(parameters: Mapping[str, Value]) -> tuple[int, int, int, int, int]:
    T, D, H, most, rounds = (int(parameters[name]) for name in ("steps", "inputs", "hidden", "batch", "rounds"))
    return T, D, H, most, rounds


def how_long(times: float | None) -> str:
    if times is None or times < 1.1:
        return "same"
    if times < 2:
        return "less_than_twice"
    return "few" if times < 5 else "many"


EXPERIMENT = Experiment(
    key="fused-kernels",
    version=1,
    title="All input projections at once",
    summary="Multiply the inputs of all steps by their weights in one product, or step by step: the same numbers from "
    "both, and the time of each over the batch.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="inputs",
            label="Inputs D",
            unit="numbers",
            kind="integer",
            default=128,
            least=1,
            most=512,
            step=1,
            help="What is read at each step, and projected.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units H",
            unit="units",
            kind="integer",
            default=64,
            least=4,
            most=256,
            step=1,
            help="The recurrent product, H by H, has to wait for the step before whatever we do.",
        ),
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=100,
            least=10,
            most=200,
            step=1,
            help="So many small products become one.",
        ),
        Quantity(
            name="batch",
            label="Largest batch B",
            unit="sequences",
            kind="integer",
            default=64,
            least=1,
            most=64,
            step=1,
            help="Sequences at once. The plots begin at 1 and double.",
        ),
        Quantity(
            name="rounds",
            label="Rounds",
            unit="rounds",
            kind="integer",
            default=11,
            least=3,
            most=15,
            step=1,
            help="In each, all have their turn. The median counts.",
        ),
    ),
    prediction=Prediction(
        question="With one sequence: how many times as long does the whole forward pass take if it projects its inputs "
        "step by step?",
        number="forward",
        choices=(
            Choice("same", "about as long, below 1.1 times"),
            Choice("less_than_twice", "1.1 to 2 times"),
            Choice("few", "2 to 5 times"),
            Choice("many", "5 times or more"),
        ),
        right=how_long,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("128 inputs, 64 units", {}),
        Preset("One number a step", {"inputs": 1}),
        Preset("512 inputs", {"inputs": 512}),
        Preset("256 units, 16 inputs", {"hidden": 256, "inputs": 16}),
    ),
    say="Only the recurrent product has to wait, so I project the inputs of all steps in one product: the same "
    "numbers, and most is gained with small batches and wide inputs. The whole pass gains less than its projections, "
    "because the walk over T stays.",
    measures_time=True,
)
