"""A linear recurrence by the plain loop and by two parallel scans: the same states, and the time of each on one core.

Every width up to the chosen one is timed, since two things are in a time: what a call of the library costs, whatever
its size, and what each unit costs. A loop makes two calls a step; a scan makes few calls and more products.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from math import log2, log10
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
from sandbox.experiments.words import rounded, short, tiny
from sandbox.materials.measures.composing import (
    DOUBLING,
    LOOP,
    METHODS,
    PAIRS,
    TREE,
    Agreement,
    Composing,
    agreement,
    composed,
    drawn,
)
from sandbox.materials.measures.timing import Clock, Turns, doubling, turn
from sandbox.nn import scan

CLAIM = (
    "A parallel scan has the loop’s states, to rounding, in a number of rounds that grows with log T. On one core it "
    "saves calls, not work: with one unit both scans take less time than a loop of NumPy calls, with 512 or more they "
    "take longer."
)
WIDE, LONG = 512, 256  # units and steps that the claim speaks of
ROUNDING = 100  # times the machine's, of the largest state
WARMING_UP = 2  # rounds that the arrays and the first, untimed pass take as long as

NAMES = ("loop", "doubling", "tree")
LABELS = ("loop", "scan by doubling", "scan by a tree")


def run(parameters: Mapping[str, Value], seed: int, report: Report, clock: Clock = thread_time) -> Outcome:
    T, widest, rounds, dtype = _settings(parameters)
    rng = np.random.default_rng(seed)
    composing = composed(rng)
    widths = list(doubling(1, widest))
    measured: list[Turns] = []
    shares = np.cumsum([0.0, *(about(T, W, dtype) for W in widths)])
    for at, W in enumerate(widths):
        a, b = drawn(T, W, rng, dtype)
        turns = Turns([partial(method(T, W, dtype), a, b) for method in METHODS], clock)
        measured.append(turns)
        for done in range(1, rounds + 1):
            turns.take()
            progress = shares[at] + (shares[at + 1] - shares[at]) * done / rounds
            report(float(progress / shares[-1]), (times_plot(widths, measured, T), work_plot(T)))
        turns.rest()
    agreements = [agreement(n, rng, dtype) for n in doubling(2, T)]
    methods = [method(T, 1) for method in METHODS]
    return Outcome(
        plots=(times_plot(widths, measured, T), work_plot(T)),
        numbers=numbers(measured, agreements, composing, widest),
        verdict=verdict(measured, agreements, methods, T, widest, dtype),
        tables=(methods_table(measured, methods, widest), agreement_table(agreements), composing_table(composing)),
    )


def _settings(parameters: Mapping[str, Value]) -> tuple[int, int, int, type[np.floating]]:
    dtype = np.float32 if parameters["precision"] == "float32" else np.float64
    return int(parameters["steps"]), int(parameters["units"]), int(parameters["rounds"]), dtype


def times_plot(widths: Sequence[int], measured: Sequence[Turns], T: int) -> Plot:
    def line(which: int) -> Series:
        times = [turns.seconds(which) / T / W for W, turns in zip(widths, measured, strict=False) if turns.rounds]
        rest = (None,) * (len(widths) - len(times))
        return Series(NAMES[which], LABELS[which], (*(log10(1e9 * time) for time in times), *rest))

    known = [(W, turns) for W, turns in zip(widths, measured, strict=False) if turns.rounds]
    said = "; ".join(
        f"with {_units(W)} the tree takes {short(turns.times(TREE, LOOP))} times as long as the loop, "
        f"doubling {short(turns.times(DOUBLING, LOOP))} times"
        for W, turns in dict((known[0], known[-1])).items()
    )
    return Plot(
        name="time",
        title="Time for each state",
        description=f"Nanoseconds for each unit’s state at each step, over the units, on a logarithmic scale: {said}.",
        x_label="units",
        x=tuple(widths),
        y_label="nanoseconds a state",
        scale="log10",
        x_scale="log2",
        series=tuple(line(which) for which in (LOOP, DOUBLING, TREE)),
    )


def work_plot(T: int) -> Plot:
    sizes = tuple(doubling(2, T))
    made = [[method(n, 1) for n in sizes] for method in METHODS]

    def line(which: int, name: str, label: str, counts: Sequence[int], dashed: bool) -> Series:
        return Series(f"{NAMES[which]}_{name}", f"{LABELS[which]}: {label}", tuple(map(log10, counts)), dashed=dashed)

    return Plot(
        name="work",
        title="What each has to do, counted",
        description=f"Multiplications a unit and, dashed, rounds that wait for one another, over T. At T = {T:,}: "
        + "; ".join(
            f"{label} {of[-1].multiplications:,} in {of[-1].rounds:,} rounds"
            for label, of in zip(LABELS, made, strict=True)
        )
        + ".",
        x_label="steps T",
        x=sizes,
        y_label="number",
        scale="log10",
        x_scale="log2",
        series=(
            *(
                line(which, "work", "multiplications", [method.multiplications for method in of], False)
                for which, of in enumerate(made)
            ),
            *(
                line(which, "rounds", "rounds", [made[which][at].rounds for at in range(len(sizes))], True)
                for which in (DOUBLING, TREE)
            ),
        ),
    )


def methods_table(measured: Sequence[Turns], methods: Sequence[scan.Method], widest: int) -> Table:
    narrow, wide = measured[0], measured[-1]
    return Table(
        name="methods",
        title="The three beside one another",
        columns=(
            "",
            "rounds that wait",
            "multiplications a unit",
            "times the loop’s",
            "1 unit, ms",
            f"{_units(widest)}, ms",
            "times the loop’s time",
        ),
        rows=tuple(
            (
                label,
                method.rounds,
                method.multiplications,
                rounded(method.multiplications / methods[LOOP].multiplications),
                rounded(1000 * narrow.seconds(which)),
                rounded(1000 * wide.seconds(which)),
                rounded(wide.times(which, LOOP)),
            )
            for which, (label, method) in enumerate(zip(LABELS, methods, strict=True))
        ),
    )


def agreement_table(agreements: Sequence[Agreement]) -> Table:
    return Table(
        name="agreement",
        title="How far from the loop’s states, by the largest of them",
        columns=("steps T", "doubling", "tree"),
        rows=tuple((one.steps, tiny(one.doubling), tiny(one.tree)) for one in agreements),
    )


def composing_table(composing: Composing) -> Table:
    return Table(
        name="composing",
        title="Composing steps",
        columns=(f"what is compared, of {PAIRS:,} draws", "apart by"),
        rows=(
            ("linear steps: left bracket first, right bracket first (the largest)", tiny(composing.brackets)),
            ("two linear steps, and one that agrees at h = −1 and 1 (mean)", tiny(composing.linear)),
            ("two tanh steps, and one that agrees at h = −1 and 1 (mean)", tiny(composing.tanh)),
        ),
    )


def numbers(
    measured: Sequence[Turns], agreements: Sequence[Agreement], composing: Composing, widest: int
) -> tuple[Number, ...]:
    narrow, wide = measured[0], measured[-1]

    def times(name: str, label: str, value: float) -> Number:
        return Number(name, label, value, f"{short(value)} times")

    apart = max(one.largest for one in agreements)
    return (
        times("tree_time", f"time of the tree with {_units(widest)}, by the loop’s", wide.times(TREE, LOOP)),
        times("doubling_time", f"time of doubling with {_units(widest)}, by the loop’s", wide.times(DOUBLING, LOOP)),
        times("tree_time_narrow", "time of the tree with 1 unit, by the loop’s", narrow.times(TREE, LOOP)),
        Number("apart", "scans from the loop, at most", apart, tiny(apart)),
        Number("tanh_gap", "two tanh steps from one, on average", composing.tanh, tiny(composing.tanh)),
    )


def verdict(
    measured: Sequence[Turns],
    agreements: Sequence[Agreement],
    methods: Sequence[scan.Method],
    T: int,
    widest: int,
    dtype: type[np.floating],
) -> Verdict:
    narrow, wide = measured[0], measured[-1]
    apart = max(one.largest for one in agreements)
    seen = (
        f"The states differ by at most {tiny(apart)} of the largest. The tree takes "
        f"{methods[TREE].rounds} rounds where the loop takes {methods[LOOP].rounds:,} steps. On one core it took "
        f"{short(narrow.times(TREE, LOOP))} times as long as the loop with 1 unit, and doubling "
        f"{short(narrow.times(DOUBLING, LOOP))} times."
    )
    if widest > 1:
        of_tree, of_doubling = (short(wide.times(which, LOOP)) for which in (TREE, DOUBLING))
        seen += f" With {_units(widest)} it was {of_tree} and {of_doubling} times."
    if T < LONG or widest < WIDE:
        about = f"The claim is about {LONG} steps and {WIDE} units or more; this run had {T:,} and {widest:,}."
        return Verdict(CLAIM, None, f"{about} {seen}")
    if apart > ROUNDING * np.finfo(dtype).eps:
        return Verdict(CLAIM, False, f"{seen} That is more than rounding.")
    if max(narrow.times(which, LOOP) for which in (DOUBLING, TREE)) >= 1:
        return Verdict(CLAIM, False, f"{seen} So the scans did not both save time with one unit.")
    if min(wide.times(which, LOOP) for which in (DOUBLING, TREE)) <= 1:
        return Verdict(CLAIM, False, f"{seen} So one of the scans took no longer, even with {_units(widest)}.")
    return Verdict(CLAIM, True, seen)


def _units(W: int) -> str:
    return f"{W:,} unit{'' if W == 1 else 's'}"


def about(T: int, W: int, dtype: type[np.floating]) -> float:
    """Seconds that a round takes, as was measured: calls, and what each state costs."""
    of_size = np.dtype(dtype).itemsize / 8
    loop = 1.75e-6 * T + 1.2e-9 * of_size * T * W
    by_doubling = log2(T) * (8e-6 + 2e-9 * of_size * T * W)
    by_tree = log2(T) * 15e-6 + 14e-9 * of_size * T * W
    return 3e-4 + turn(loop) + turn(by_doubling) + turn(by_tree)


def seconds(parameters: Mapping[str, Value]) -> float:
    T, widest, rounds, dtype = _settings(parameters)
    return (rounds + WARMING_UP) * sum(about(T, W, dtype) for W in doubling(1, widest))


def how_long(times: float | None) -> str:
    if times is None or times < 0.1:
        return "tenth"
    if times < 1:
        return "less"
    return "up_to_twice" if times < 2 else "more"


EXPERIMENT = Experiment(
    key="linear-scan",
    version=1,
    title="The parallel scan",
    summary="Compute a linear recurrence by the plain loop and by two parallel scans: the same states, and what each "
    "takes on one core, from one unit up to many.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=1024,
            least=16,
            most=2048,
            step=1,
            help="The loop takes them one after the other, a scan in rounds.",
        ),
        Quantity(
            name="units",
            label="Units",
            unit="units",
            kind="integer",
            default=1024,
            least=1,
            most=1024,
            step=1,
            help="The largest width: independent recurrences at once. The plot begins at 1 and doubles.",
        ),
        Selection(
            name="precision",
            label="Numbers",
            choices=(Choice("float64", "float64"), Choice("float32", "float32")),
            default="float64",
            help="How finely each result is rounded, and how much memory it takes.",
        ),
        Quantity(
            name="rounds",
            label="Rounds",
            unit="rounds",
            kind="integer",
            default=7,
            least=3,
            most=21,
            step=1,
            help="In each, all three have their turn. The median counts.",
        ),
    ),
    prediction=Prediction(
        question="On one core, at the largest width: how many times as long as the loop does the scan by a tree take?",
        number="tree_time",
        choices=(
            Choice("tenth", "less than a tenth"),
            Choice("less", "a tenth up to the same"),
            Choice("up_to_twice", "1 to 2 times"),
            Choice("more", "2 times or more"),
        ),
        right=how_long,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("Up to 1,024 units", {}),
        Preset("Up to 16 units: the loop’s calls", {"units": 16}),
        Preset("Up to 128 units: about even", {"units": 128}),
        Preset("float32", {"precision": "float32"}),
    ),
    say="A linear recurrence composes, so a scan computes it in about log T rounds. That pays where processors wait: "
    "it still multiplies about four times as often as the loop, so on one core I expect it to be slower. If it beats a "
    "Python loop, I have measured Python.",
    measures_time=True,
)
