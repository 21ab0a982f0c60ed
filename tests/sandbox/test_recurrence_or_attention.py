"""The experiment: what training keeps and what is carried in use, counted; what grows, by a clock; and what is said."""

import itertools
from functools import cache
from math import log10

import pytest

from sandbox.experiments import recurrence_or_attention as experiment
from sandbox.experiments.contract import Outcome, as_json
from sandbox.experiments.recurrence_or_attention import EXPERIMENT, growth_table, memory_table, plots
from sandbox.materials.measures.memory import peak
from sandbox.materials.measures.over_lengths import Bench, Record, Setting
from sandbox.materials.measures.timing import Turns

# Seconds of recurrence, attention and attention in blocks, from 64 to 1,024 steps; and of a token, from 64 to 8,192.
AS_CLAIMED = [(1, 0.25, 0.5), (2, 0.75, 1), (4, 2, 3), (8, 7, 6), (16, 28, 20)]
IN_USE = [(1.0, 1.0)] * 5 + [(1.0, 2.0), (1.0, 4.0), (1.0, 8.0)]


def timed(seconds):
    """Works of which each takes so many, by their clock."""
    now = itertools.accumulate(itertools.chain.from_iterable((0, spent) for spent in itertools.cycle(seconds)))
    turns = Turns([lambda: None] * len(seconds), now.__next__)
    for _ in range(3):
        turns.take()
    return turns


@cache
def counted(width, steps):
    setting = Setting("lstm", width, steps, 3)
    bench = Bench(setting, 1)
    kept = [bench.kept(T) for T in setting.lengths]
    return setting, kept, [bench.tokens(T)[1] for T in setting.lengths_in_use]


def recorded(trained=AS_CLAIMED, width=16, steps=1024):
    setting, kept, carried = counted(width, steps)
    record = Record(setting)
    record.kept, record.carried, record.peaks = kept, carried, (100_000, 20_000_000, 3_000_000)
    record.trained, record.used = [timed(each) for each in trained], [timed(each) for each in IN_USE]
    return record


@pytest.fixture(scope="module")
def outcome():
    record = recorded()
    tables = growth_table(record), memory_table(record)
    return Outcome(plots(record), experiment.numbers(record), experiment.verdict(record), tables=tables)


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def rows(outcome, table):
    return next(found for found in outcome.tables if found.name == table).rows


def lines(plot):
    return {series.name: series.values for series in plot.series}


@pytest.mark.parametrize(("cell", "of_recurrence", "of_state"), [("lstm", 7, 2), ("rnn", 2, 1)])
def test_what_is_kept_and_carried_is_what_the_page_counts(cell, of_recurrence, of_state):
    T, d = 100, 16
    bench = Bench(Setting(cell, d, T, 3), seed=1)
    kept = bench.kept(T)
    numbers = [kept.recurrence / 4, kept.attention / 4, kept.blocks / 4]
    assert numbers == [of_recurrence * T * d, 5 * T * d + T * T, 5 * T * d]
    _, carried = bench.tokens(T)
    assert [carried.state / 4, carried.cache / 4] == [of_state * d, 2 * T * d]


def test_products_are_counted_as_on_the_page():
    setting = Setting("lstm", 512, 2048, 3)
    assert setting.multiplications(1024)[:2] == (8 * 1024 * 512**2, 8 * 1024 * 512**2)  # even at T = 2d
    assert setting.multiplications_in_use(1000) == (8 * 512**2, 4 * 512**2 + 2 * 1000 * 512)
    assert Setting("rnn", 512, 2048, 3).multiplications(1024)[0] == 2 * 1024 * 512**2


def test_a_token_is_read_after_all_the_others_each_time():
    bench = Bench(Setting("lstm", 16, 256, 3), seed=1)
    (_, once_more), carried = bench.tokens(40)
    for _ in range(3):
        once_more()
    assert carried.cache == 2 * 40 * 16 * 4


@pytest.mark.parametrize(("steps", "lengths"), [(256, (64, 128, 256)), (768, (96, 192, 384, 768))])
def test_lengths_halve_down_from_the_longest(steps, lengths):
    assert Setting("lstm", 16, steps, 3).lengths == lengths


def test_the_plots_are_over_lengths_that_double_and_in_use_they_go_on(outcome):
    training, memory, in_use = outcome.plots
    assert training.x == memory.x == (64, 128, 256, 512, 1024)
    assert in_use.x == (64, 128, 256, 512, 1024, 2048, 4096, 8192)
    assert lines(training)["attention"] == pytest.approx([log10(1e3 * seconds[1]) for seconds in AS_CLAIMED])
    assert lines(in_use)["cache"] == pytest.approx([log10(1e6 * seconds[1]) for seconds in IN_USE])
    assert lines(memory)["state"] == pytest.approx([log10(2 * 16 * 4 / 1000)] * 5)
    assert lines(memory)["cache"] == pytest.approx([log10(2 * T * 16 * 4 / 1000) for T in memory.x])


def test_the_tables_have_growth_and_exponents_and_what_a_doubling_takes(outcome):
    growth = [row[1:5] for row in rows(outcome, "growth")]
    assert growth == [
        (4000, 16000, 4, 1),
        (2000, 28000, 14, 1.9),
        (3000, 20000, 6.67, 1.37),
        (1000, 1000, 1, 0),
        (1000, 8000, 8, 1),
    ]
    assert [row[4] for row in rows(outcome, "memory")] == [2, 3.73, 2, 1, 2]
    assert [row[5] is None for row in rows(outcome, "memory")] == [False, False, False, True, True]


def test_the_peak_of_a_pass_that_stores_its_weights_holds_several_of_them():
    _, stored, blocks = (peak(each) for each in Bench(Setting("lstm", 16, 1024, 3), 1).passes(1024))
    assert stored > 3 * 1024**2 * 4
    assert blocks < 1024**2 * 4


@pytest.mark.parametrize(
    ("trained", "crossing"),
    [
        (AS_CLAIMED, 1024),
        ([(1, 2, 1)] * 5, 64),
        ([(1, 2, 1), (2, 1, 1), (1, 2, 1), (1, 2, 1), (1, 2, 1)], 256),
        ([(2, 1, 1)] * 5, None),
    ],
)
def test_the_crossing_is_where_attention_takes_longer_for_good(trained, crossing):
    assert recorded(trained).crossing == crossing


@pytest.mark.parametrize(
    ("last", "held", "said"),
    [
        ((16, 28, 20), True, "the state 1.00 times and the cache 2.00 times."),
        ((16, 12, 20), True, "the state 1.00 times and the cache 2.00 times."),
        ((16, 11.9, 20), False, "That is less than 1.5."),
    ],
)
def test_the_verdict_says_what_was_measured(last, held, said):
    verdict = experiment.verdict(recorded([*AS_CLAIMED[:-1], last]))
    assert verdict.held is held
    assert verdict.sentence.endswith(said)


def test_the_verdict_compares_the_growth(outcome):
    assert outcome.verdict.sentence.startswith(
        "A training pass of attention took 0.50 times as long as the LSTM’s at 256 steps and 1.75 times at 1,024: its "
        "time grew 3.50 times as much. For the last doubling, what training keeps grew 2.00 times (LSTM), 3.73 times"
    )


@pytest.mark.parametrize(("width", "steps", "least"), [(16, 768, "1,024"), (144, 1024, "1,152")])
def test_the_claim_is_silent_about_short_sequences(width, steps, least):
    verdict = experiment.verdict(recorded(AS_CLAIMED[-4:] if steps == 768 else AS_CLAIMED, width, steps))
    assert verdict.held is None
    assert f"for a width of {width} that is {least}, and this run had {steps:,}." in verdict.sentence


@pytest.mark.parametrize(
    ("times", "choice"),
    [(2.9, "less"), (3, "as_length"), (5.9, "as_length"), (6, "as_square"), (23.9, "as_square"), (24, "more")],
)
def test_how_much_it_grew_is_one_of_the_choices(times, choice):
    assert EXPERIMENT.prediction.right(times) == choice


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
def test_it_reports_after_every_round_and_ends_with_what_it_returns(cell):
    reports = []
    outcome = EXPERIMENT.run(
        {"cell": cell, "width": 16, "steps": 256, "rounds": 3},
        1,
        lambda progress, plots: reports.append((progress, plots)),
    )
    as_json(outcome)
    shares = [progress for progress, _ in reports]
    assert len(reports) == (3 + 6) * 3  # lengths in training and in use, rounds
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert reports[-1][1] == outcome.plots
    assert lines(reports[0][1][1])["cache"] == (None,) * 3


def test_the_largest_run_is_within_what_the_lab_offers():
    assert EXPERIMENT.read({"cell": "lstm", "width": 256, "steps": 2048, "rounds": 9})[1] == {}


def test_it_says_that_it_measures_time():
    assert EXPERIMENT.measures_time
