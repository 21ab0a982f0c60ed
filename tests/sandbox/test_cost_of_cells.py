"""The experiment: what is counted in arrays, what is measured by a clock, and what is said of both."""

import itertools
from math import log10

import numpy as np
import pytest

from sandbox.experiments.contract import as_json
from sandbox.experiments.cost_of_cells import EXPERIMENT
from sandbox.materials.measures.cell_costs import GRU, LSTM, RNN
from sandbox.materials.measures.memory import held, needed
from sandbox.nn import arrays, drawn

QUICK = {"hidden": 64, "inputs": 1, "steps": 1, "rounds": 3}  # 5 sizes: 4, 8, 16, 32, 64
AS_WEIGHTS, ALIKE, HALF_WAY = (1.0, 3.0, 4.0), (1.0, 1.0, 1.0), (1.0, 2.0, 2.0)  # seconds of RNN, GRU, LSTM


def clock_of(*rounds):
    """A clock by which each pass takes what its round says of its cell, a quarter of it ahead; and then again."""

    def readings():
        now = 0.0
        for seconds in itertools.cycle(itertools.chain(*rounds)):
            yield now
            yield now + seconds / 4
            now += seconds
            yield now

    return readings().__next__


def run(*rounds, seed=1, report=lambda progress, plots: None, **parameters):
    values = {**EXPERIMENT.defaults, **QUICK, **parameters}
    return EXPERIMENT.run(values, seed, report, clock_of(*(rounds or (AS_WEIGHTS,))))


def run_from_to(small, large, **parameters):
    """Four sizes take what `small` says, and the last one what `large` says."""
    return run(*[small] * 12, *[large] * 3, **parameters)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def rows(outcome, table):
    return next(found for found in outcome.tables if found.name == table).rows


def test_the_formulas_give_the_numbers_of_the_pages():
    assert LSTM.parameters(D=1, H=100) == 40_800
    assert LSTM.in_pytorch(D=1, H=100) == 41_200
    assert [kind.parameters(64, 64) for kind in (RNN, GRU, LSTM)] == [8_256, 24_768, 33_024]
    assert [kind.in_pytorch(64, 64) for kind in (GRU, LSTM)] == [24_960, 33_280]
    assert [kind.products(32, 128) for kind in (GRU, LSTM)] == [61_440, 81_920]


def test_the_units_of_an_equal_budget_are_the_most_that_fit():
    assert GRU.units(D=64, budget=LSTM.parameters(64, 64)) == 77
    assert GRU.units(D=32, budget=LSTM.parameters(32, 128)) == 150
    for kind, D, H in itertools.product((RNN, GRU, LSTM), (1, 2, 31, 128), (4, 5, 64, 256)):
        budget = LSTM.parameters(D, H)
        units = kind.units(D, budget)
        assert kind.parameters(D, units) <= budget < kind.parameters(D, units + 1)


@pytest.mark.parametrize(("kind", "more"), [(RNN, 0), (GRU, 5), (LSTM, 0)])
def test_the_arrays_hold_what_the_formula_says_and_a_gru_that_resets_after_the_product_one_bias_more(kind, more):
    cell = kind.draw(3, 5, np.random.default_rng(1))
    assert arrays.count(cell) == kind.parameters(D=3, H=5) + more


@pytest.mark.parametrize(("draw", "kept"), [(drawn.rnn, 1), (drawn.gru, 4), (drawn.lstm, 6)])
def test_the_way_back_needs_gates_candidate_and_states_of_every_step(draw, kept):
    x = np.zeros((7, 3, 2), np.float32)
    cell = draw(3, 5, np.random.default_rng(1), dtype=np.float32)
    assert needed(cell, 5, x) == kept * 5 * 7 * 2 * 4


def test_what_is_held_counts_an_array_once_however_many_views_look_at_it():
    class Made:
        def __init__(self):
            self.array = np.zeros(100)
            self.views = [self.array[:50], (self.array[50:],)]
            self.other = np.zeros(3)
            self.units = 100

    assert held(Made()) == 8 * 103


def test_the_tables_say_what_was_counted_and_measured():
    outcome = run(hidden=128, inputs=32, steps=2, batch=1)
    assert [row[:5] for row in rows(outcome, "counted")] == [
        ("vanilla RNN", 20_608, 20_608, 20_736, 20_480),
        ("GRU", 61_824, 61_952, 62_208, 61_440),
        ("LSTM", 82_432, 82_432, 82_944, 81_920),
    ]
    assert [row[5] for row in rows(outcome, "counted")] == [1.02, 4.1, 6.14]
    assert all(held > needed for *_, needed, held in rows(outcome, "counted"))
    assert rows(outcome, "measured") == (
        ("vanilla RNN", 128, 250, 1000, 1, 1),
        ("GRU", 128, 750, 3000, 3, 3),
        ("LSTM", 128, 1000, 4000, 4, 4),
    )


def test_at_an_equal_number_of_parameters_the_others_have_more_units():
    outcome = run(ALIKE, equal="parameters", hidden=128, inputs=32)
    assert [row[1] for row in rows(outcome, "measured")] == [271, 150, 128]
    assert [row[1] for row in rows(outcome, "counted")] == [82_384, 82_350, 82_432]
    assert numbers(outcome)["lstm_weights"] == pytest.approx(1, abs=0.001)


def test_the_plots_are_over_sizes_that_double_up_to_the_chosen_one():
    time, ratio = run_from_to(HALF_WAY, AS_WEIGHTS, hidden=50).plots
    assert time.x == ratio.x == (4, 8, 16, 32, 50)
    assert lines(time)["lstm"] == pytest.approx([log10(2000)] * 4 + [log10(4000)])
    assert lines(ratio) == {
        "rnn": (1,) * 5,
        "gru": (2, 2, 2, 2, 3),
        "lstm": (2, 2, 2, 2, 4),
        "gru_weights": (3,) * 5,
        "lstm_weights": (4,) * 5,
    }


def test_a_round_that_was_disturbed_changes_nothing():
    disturbed = run(AS_WEIGHTS, AS_WEIGHTS, (1.0, 3.0, 400.0))
    assert disturbed == run(AS_WEIGHTS)


def test_a_machine_that_slows_down_changes_no_ratio():
    slower = [tuple(2**n * seconds for seconds in AS_WEIGHTS) for n in range(15)]
    assert numbers(run(*slower)) == numbers(run(AS_WEIGHTS))


def test_a_clock_too_coarse_to_see_a_pass_is_no_crash():
    as_json(EXPERIMENT.run({**EXPERIMENT.defaults, **QUICK}, 1, lambda progress, plots: None, lambda: 0.0))


@pytest.mark.parametrize(
    ("small", "large", "equal", "held", "said"),
    [
        (
            HALF_WAY,
            (1.0, 3.2, 4.1),
            "units",
            True,
            "A training pass of the LSTM took 2.00 times as long as the RNN’s at 4 units and 4.10 times at 64, with "
            "four times the weights; the GRU’s took 3.20 times, with three times the weights.",
        ),
        (
            HALF_WAY,
            ALIKE,
            "parameters",
            True,
            "A training pass of the LSTM took 2.00 times as long as the RNN’s at 4 units and 1.00 times at 64, with "
            "about as many weights; the GRU’s took 1.00 times, with about as many weights.",
        ),
        (HALF_WAY, (1.0, 3.0, 6.0), "units", False, "That is not near, even at the largest size."),
        (HALF_WAY, HALF_WAY, "units", False, "That is not near, even at the largest size."),
        (AS_WEIGHTS, AS_WEIGHTS, "units", False, "That is near at the smallest size already."),
    ],
)
def test_the_verdict_says_what_was_measured(small, large, equal, held, said):
    verdict = run_from_to(small, large, equal=equal).verdict
    assert verdict.held is held
    assert verdict.sentence.endswith(said)


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"hidden": 63}, "The claim is about 64 units or more of the LSTM; this run had 63."),
        ({"batch": 31}, "The claim is about 32 sequences or more at once; this run had 31."),
        (
            {"inputs": 33},
            "The claim is about inputs of 32 numbers or fewer; with 33, 4 units have large matrices too.",
        ),
    ],
)
def test_the_claim_is_silent_where_it_does_not_speak(parameters, why):
    verdict = run(**parameters).verdict
    assert verdict.held is None
    assert verdict.sentence.startswith(f"{why} A training pass of the LSTM took 4.00 times")


def test_one_size_alone_is_said_once():
    assert "took 4.00 times as long as the RNN’s at 4 units, with" in run(hidden=4).verdict.sentence


@pytest.mark.parametrize(
    ("times", "choice"),
    [
        (0.9, "alike"),
        (1.49, "alike"),
        (1.5, "less"),
        (2.99, "less"),
        (3, "as_weights"),
        (4.99, "as_weights"),
        (5, "more"),
    ],
)
def test_how_long_it_took_is_one_of_the_choices(times, choice):
    assert EXPERIMENT.prediction.right(times) == choice


def test_hindsight_reads_as_a_sentence():
    outcome = as_json(run_from_to(HALF_WAY, (1.0, 3.0, 3.9)))
    assert EXPERIMENT.prediction.in_hindsight("less", outcome).sentence == (
        "You predicted 1.5 to 3 times. It was 3 to 5 times: 3.90\N{NO-BREAK SPACE}times."
    )


def test_it_reports_before_every_pass_once_there_is_something_to_see():
    reports = []
    outcome = run(report=lambda progress, plots: reports.append((progress, plots)))
    shares = [progress for progress, _ in reports]
    known = [sum(time is not None for time in lines(plots[0])["rnn"]) for _, plots in reports]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert known == [1] * 7 + [1] * 6 + [2] * 7 + [2] * 6 + [3] * 7 + [3] * 6 + [4] * 7 + [4] * 6 + [5] * 7
    assert reports[-1][1] == outcome.plots


def test_it_says_that_it_measures_time():
    assert EXPERIMENT.measures_time


@pytest.mark.parametrize(
    ("equal", "hidden", "inputs", "steps", "batch"),
    list(itertools.product(("units", "parameters"), (4, 64), (1, 128), (1, 3), (1, 64))),
)
def test_every_corner_has_a_finite_outcome(equal, hidden, inputs, steps, batch):
    as_json(run(equal=equal, hidden=hidden, inputs=inputs, steps=steps, batch=batch))


def test_the_largest_run_is_within_what_the_lab_offers():
    most = {parameter.name: parameter.most for parameter in EXPERIMENT.parameters if parameter.kind == "integer"}
    for equal in ("units", "parameters"):
        assert EXPERIMENT.read({**most, "equal": equal})[1] == {}
