"""A recurrence and causal self-attention over the length T: time and memory, in training and in use.

What training keeps is counted in arrays; what a pass ever has at once is traced.
"""

from collections.abc import Mapping, Sequence
from math import log, log10
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
from sandbox.experiments.words import rounded, short
from sandbox.materials.measures.memory import peak
from sandbox.materials.measures.over_lengths import (
    ATTENTION,
    BLOCKS,
    CACHE,
    FURTHER,
    QUARTER,
    RECURRENCE,
    STATE,
    Bench,
    Record,
    Setting,
    training,
    using,
)
from sandbox.materials.measures.timing import Clock, Turns

CLAIM = (
    "From a quarter of the length to the whole, the time of a training pass grows at least 1.5 times as much with "
    "attention as with a recurrence. Trained, both keep memory that grows with T, and attention with T² only where it "
    "stores its weights. In use, the recurrence’s state stays as it is, and attention’s cache grows with T."
)
STEEPER = 1.5
LONG, PER_WIDTH = 1024, 8  # the claim is about that many steps or more, and that many times the width
STORED, NOT_STORED, CACHED = "attention, weights stored", "attention, in blocks", "attention with a cache"
Ends = tuple[tuple[int, ...], tuple[int, ...]]
WARMING_UP = 2.5  # rounds that the arrays, the first, untimed passes and the traced ones take as long as


def run(parameters: Mapping[str, Value], seed: int, report: Report, clock: Clock = thread_time) -> Outcome:
    setting = Setting.of(parameters)
    bench, record = Bench(setting, seed), Record(setting)
    costs = [training(setting, T) for T in setting.lengths] + [using(setting, T) for T in setting.lengths_in_use]
    shares = np.cumsum([0.0, *costs]) / sum(costs)

    def take(turns: Turns, at: int) -> None:
        for done in range(1, setting.rounds + 1):
            turns.take()
            report(float(shares[at] + (shares[at + 1] - shares[at]) * done / setting.rounds), plots(record))
        turns.rest()

    for at, T in enumerate(setting.lengths):
        record.kept.append(bench.kept(T))
        record.trained.append(Turns(bench.passes(T), clock))
        take(record.trained[-1], at)
    record.peaks = tuple(peak(one) for one in bench.passes(setting.T))
    for at, T in enumerate(setting.lengths_in_use, start=len(setting.lengths)):
        tokens, carried = bench.tokens(T)
        record.carried.append(carried)
        record.used.append(Turns(tokens, clock))
        take(record.used[-1], at)
    return Outcome(
        plots=plots(record),
        numbers=numbers(record),
        verdict=verdict(record),
        tables=(growth_table(record), memory_table(record)),
    )


def plots(record: Record) -> tuple[Plot, ...]:
    setting = record.setting
    lengths, in_use = setting.lengths, setting.lengths_in_use

    def line(name: str, label: str, values: Sequence[float], of: Sequence[int], dashed: bool = False) -> Series:
        logs = tuple(log10(value) for value in values)
        return Series(name, label, (*logs, *(None,) * (len(of) - len(logs))), dashed=dashed)

    def timed(name: str, label: str, turns: Sequence[Turns], which: int, unit: float, of: Sequence[int]) -> Series:
        return line(name, label, [unit * one.seconds(which) for one in turns if one.rounds], of)

    trained = [turns for turns in record.trained if turns.rounds]
    last = trained[-1]
    now = f"{lengths[len(trained) - 1]:,} steps"
    used = [turns for turns in record.used if turns.rounds]
    kept, carried = record.kept, record.carried[: len(lengths)]
    said_of_use = (
        f" With {in_use[len(used) - 1]:,} tokens: {setting.label} {short(1e6 * used[-1].seconds(STATE))}, "
        f"attention {short(1e6 * used[-1].seconds(CACHE))}."
        if used
        else ""
    )
    return (
        Plot(
            name="training",
            title="Time of a training pass",
            description=f"Milliseconds for a pass ahead and back over T. With {now}: {setting.label} "
            f"{short(1e3 * last.seconds(RECURRENCE))}, {STORED} {short(1e3 * last.seconds(ATTENTION))}, in blocks "
            f"{short(1e3 * last.seconds(BLOCKS))}. Attention’s curves are the steeper ones.",
            x_label="steps T",
            x=lengths,
            y_label="milliseconds",
            scale="log10",
            x_scale="log2",
            series=(
                timed("recurrence", setting.label, trained, RECURRENCE, 1e3, lengths),
                timed("attention", STORED, trained, ATTENTION, 1e3, lengths),
                timed("blocks", NOT_STORED, trained, BLOCKS, 1e3, lengths),
            ),
        ),
        Plot(
            name="memory",
            title="Memory",
            description=f"Kilobytes over T: kept for the way back in training; dashed, carried in use. With {now}: "
            f"{setting.label} {_kb(kept[-1].recurrence)}, {STORED} {_kb(kept[-1].attention)}, in blocks "
            f"{_kb(kept[-1].blocks)}. In use the state is a flat line, the cache rises with T.",
            x_label="steps T",
            x=lengths,
            y_label="kilobytes",
            scale="log10",
            x_scale="log2",
            series=(
                line("recurrence", f"{setting.label}, trained", [one.recurrence / 1e3 for one in kept], lengths),
                line("attention", f"{STORED}, trained", [one.attention / 1e3 for one in kept], lengths),
                line("blocks", f"{NOT_STORED}, trained", [one.blocks / 1e3 for one in kept], lengths),
                line("state", f"{setting.label}’s state, in use", [one.state / 1e3 for one in carried], lengths, True),
                line("cache", "attention’s cache, in use", [one.cache / 1e3 for one in carried], lengths, True),
            ),
        ),
        Plot(
            name="in_use",
            title="Time of one more token, in use",
            description=f"Microseconds for token T, over T, up to {FURTHER[-1]} times the trained length.{said_of_use}",
            x_label="tokens T",
            x=in_use,
            y_label="microseconds",
            scale="log10",
            x_scale="log2",
            series=(
                timed("recurrence", f"{setting.label} with a state", used, STATE, 1e6, in_use),
                timed("cache", CACHED, used, CACHE, 1e6, in_use),
            ),
        ),
    )


def growth_table(record: Record) -> Table:
    setting = record.setting
    T, longest = setting.T, setting.lengths_in_use[-1]
    trained = record.trained[-3], record.trained[-1]
    used = record.used[-1 - len(FURTHER)], record.used[-1]
    in_training = setting.multiplications(T // QUARTER), setting.multiplications(T)
    in_use = setting.multiplications_in_use(T), setting.multiplications_in_use(longest)

    def row(what: str, turns: tuple[Turns, Turns], counts: Ends, which: int, steps: int) -> tuple[str | float, ...]:
        before, after = (1000 * one.seconds(which) for one in turns)
        products = counts[1][which] / counts[0][which]
        return what, *map(rounded, (before, after, after / before, log(after / before, steps), products))

    return Table(
        name="growth",
        title="How time grows",
        columns=("", "before, ms", "after, ms", "times as long", "exponent of T", "times as many products"),
        rows=(
            row(f"{T // QUARTER:,} to {T:,} steps: {setting.label}", trained, in_training, RECURRENCE, QUARTER),
            row(STORED, trained, in_training, ATTENTION, QUARTER),
            row(NOT_STORED, trained, in_training, BLOCKS, QUARTER),
            row(f"a token, at {T:,} to {longest:,}: {setting.label}", used, in_use, STATE, FURTHER[-1]),
            row(CACHED, used, in_use, CACHE, FURTHER[-1]),
        ),
    )


def memory_table(record: Record) -> Table:
    setting = record.setting
    of_training, of_use = ("7Td", "2d") if setting.cell == "lstm" else ("2Td", "d")
    (before, after), carried = record.kept[-2:], record.carried_at_half_and_whole

    def row(what: str, count: str, half: int, whole: int, traced: float | None) -> tuple[str | float | None, ...]:
        return what, count, rounded(half / 1000), rounded(whole / 1000), rounded(whole / half), traced

    traced = [rounded(size / 1000) for size in record.peaks]
    return Table(
        name="memory",
        title="Memory: counted in arrays, and the peak of a pass as Python traces it",
        columns=("", "numbers", f"{setting.T // 2:,} steps, kB", f"{setting.T:,} steps, kB", "times", "peak, kB"),
        rows=(
            row(f"trained: {setting.label}", of_training, before.recurrence, after.recurrence, traced[RECURRENCE]),
            row(STORED, "5Td + T²", before.attention, after.attention, traced[ATTENTION]),
            row(NOT_STORED, "5Td", before.blocks, after.blocks, traced[BLOCKS]),
            row(f"in use: {setting.label}", of_use, carried[0].state, carried[1].state, None),
            row(CACHED, "2Td", carried[0].cache, carried[1].cache, None),
        ),
    )


def numbers(record: Record) -> tuple[Number, ...]:
    setting = record.setting
    T = setting.T

    def times(name: str, label: str, value: float) -> Number:
        return Number(name, label, value, f"{value:.1f} times")

    whole = f"from {T // QUARTER:,} to {T:,} steps"
    last, carried = record.kept[-1], record.carried_at_half_and_whole[1]
    return (
        times("attention_growth", f"training pass of attention, {whole}", record.growth(ATTENTION)),
        times("recurrence_growth", f"training pass of the {setting.label}, {whole}", record.growth(RECURRENCE)),
        Number(
            "crossing",
            f"attention takes longer than the {setting.label}",
            record.crossing,
            f"from {record.crossing:,} steps" if record.crossing else f"not up to {T:,} steps",
        ),
        times("kept", "kept: attention, weights stored, by in blocks", last.attention / last.blocks),
        Number(
            "carried",
            f"cache by the {setting.label}’s state, at {T:,} tokens",
            carried.cache / carried.state,
            f"{carried.cache / carried.state:,.0f} times",
        ),
        times("token_growth", f"a token with a cache, from {T:,} to {FURTHER[-1] * T:,}", record.growth_in_use(CACHE)),
    )


def verdict(record: Record) -> Verdict:
    setting = record.setting
    half, whole = record.kept[-2:]
    before, after = record.carried_at_half_and_whole
    early, late = (turns.times(ATTENTION, RECURRENCE) for turns in (record.trained[-3], record.trained[-1]))
    seen = (
        f"A training pass of attention took {early:.2f} times as long as the {setting.label}’s at "
        f"{setting.T // QUARTER:,} steps and {late:.2f} times at {setting.T:,}: its time grew {late / early:.2f} times "
        f"as much. For the last doubling, what training keeps grew {whole.recurrence / half.recurrence:.2f} times "
        f"({setting.label}), {whole.attention / half.attention:.2f} times (attention that stores its weights) and "
        f"{whole.blocks / half.blocks:.2f} times (in blocks); in use, the state {after.state / before.state:.2f} times "
        f"and the cache {after.cache / before.cache:.2f} times."
    )
    least = max(LONG, PER_WIDTH * setting.d)
    if least > setting.T:
        return Verdict(
            CLAIM,
            None,
            f"The claim is about {LONG:,} steps or more, and {PER_WIDTH} times the width; for a width of {setting.d} "
            f"that is {least:,}, and this run had {setting.T:,}. {seen}",
        )
    if late < STEEPER * early:
        return Verdict(CLAIM, False, f"{seen} That is less than {STEEPER}.")
    if not whole.attention / half.attention > whole.blocks / half.blocks or after.state != before.state:
        return Verdict(CLAIM, False, f"{seen} So the memory did not grow as it was claimed.")
    return Verdict(CLAIM, True, seen)


def _kb(size: int) -> str:
    return f"{size / 1e3:,.0f}"


def seconds(parameters: Mapping[str, Value]) -> float:
    setting = Setting.of(parameters)
    trained = sum(training(setting, T) for T in setting.lengths)
    used = sum(using(setting, T) for T in setting.lengths_in_use)
    return (setting.rounds + WARMING_UP) * (trained + used)


def how_steep(times: float | None) -> str:
    if times is None or times < 3:
        return "less"
    if times < 6:
        return "as_length"
    return "as_square" if times < 24 else "more"


EXPERIMENT = Experiment(
    key="recurrence-or-attention",
    version=1,
    title="Recurrence or attention",
    summary="Time and memory of a recurrent layer and of causal self-attention over the length T, in training and "
    "token by token: state against cache.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="cell",
            label="Recurrence",
            choices=(Choice("lstm", "LSTM"), Choice("rnn", "vanilla RNN")),
            default="lstm",
            help="Of the same width as attention.",
        ),
        Quantity(
            name="width",
            label="Width d",
            unit="numbers",
            kind="integer",
            default=64,
            least=16,
            most=256,
            step=16,
            help="Of an input, a state, a query, a key and a value.",
        ),
        Quantity(
            name="steps",
            label="Longest sequence T",
            unit="steps",
            kind="integer",
            default=2048,
            least=256,
            most=2048,
            step=256,
            help="The plots begin at 64 or a little more and double. In use it goes on, to 8 times as many tokens.",
        ),
        Quantity(
            name="rounds",
            label="Rounds",
            unit="rounds",
            kind="integer",
            default=3,
            least=3,
            most=9,
            step=1,
            help="In each, all have their turn. The median counts.",
        ),
    ),
    prediction=Prediction(
        question="From a quarter of the length to the whole: how many times as long does a training pass of attention "
        "take?",
        number="attention_growth",
        choices=(
            Choice("less", "less than 3 times"),
            Choice("as_length", "3 to 6 times, about as the length"),
            Choice("as_square", "6 to 24 times, towards the square of the length"),
            Choice("more", "24 times or more"),
        ),
        right=how_steep,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("LSTM, width 64", {}),
        Preset("Vanilla RNN", {"cell": "rnn"}),
        Preset("Wide: 128", {"width": 128}),
        Preset("Short: 512 steps", {"steps": 512}),
    ),
    say="I compare training with training and use with use: trained, both keep memory in proportion to T, and "
    "attention T² more only if it stores its weights; in use it is a constant state against a cache that grows with "
    "every token, and in time T²d + Td² against Td².",
    measures_time=True,
)
