"""The experiment: the same numbers step by step and at once, and what is said of the time of each."""

import itertools
from math import log10

import numpy as np
import pytest

from sandbox.experiments.contract import as_json
from sandbox.experiments.fused_kernels import EXPERIMENT
from sandbox.materials.pupils import hoisting
from sandbox.nn import rnn

SMALL = {"inputs": 3, "hidden": 32, "steps": 50, "batch": 32, "rounds": 3}  # 6 batches
TURNS = 4  # the first of which isn't timed
# Seconds: forward step by step, at once, the fast RNN; projections in both ways; the gradient in both ways.
ONE, MANY = (1.5, 1, 1.2, 6, 1, 20, 1), (1.1, 1, 1, 1.5, 1, 2, 1)


def clock_of(batches):
    def readings():
        now = 0.0
        for seconds in itertools.chain.from_iterable([each] * TURNS for each in batches):
            for spent in seconds:
                yield now
                now += spent
                yield now

    return readings().__next__


def run(one=ONE, many=MANY, report=lambda progress, plots: None, **parameters):
    values = {**EXPERIMENT.defaults, **SMALL, **parameters}
    return EXPERIMENT.run(values, 1, report, clock_of([one] * 3 + [many] * 4))


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def lines(plot):
    return {series.name: series.values for series in plot.series}


@pytest.fixture
def walker():
    rng = np.random.default_rng(2)
    x = rng.standard_normal((7, 4, 3), dtype=np.float32)
    W_xh, W_hh = rng.standard_normal((5, 3), dtype=np.float32), rng.standard_normal((5, 5), dtype=np.float32) / 3
    return hoisting.Walker(x, W_xh, W_hh, rng), rnn.Rnn(W_xh, W_hh, np.zeros(5, np.float32))


def test_both_walks_are_the_vanilla_rnn_of_the_pages(walker):
    both, cell = walker
    states = rnn.forward(cell, both.x.transpose(0, 2, 1), np.zeros((5, 4), np.float32))[1:].transpose(0, 2, 1)
    np.testing.assert_allclose(both.stepwise(), states, atol=1e-5)
    both.h[1:] = 0
    np.testing.assert_allclose(both.at_once(), states, atol=1e-5)


def test_projections_and_gradient_are_the_same_in_one_product(walker):
    both, cell = walker
    expected = both.x @ cell.W_xh.T
    np.testing.assert_allclose(both.project_stepwise(), expected, atol=1e-5)
    both.projected.fill(0)
    np.testing.assert_allclose(both.project(), expected, atol=1e-5)
    gradient = np.einsum("tbh,tbd->hd", both.da, both.x)
    np.testing.assert_allclose(both.collect_stepwise(), gradient, atol=1e-4)
    both.found.fill(0)
    np.testing.assert_allclose(both.collect(), gradient, atol=1e-4)


def test_what_differs_is_found(walker):
    both, _ = walker
    assert hoisting.largest_difference(both) < 1e-5
    both.rows = both.rows + 0.01
    assert hoisting.largest_difference(both) > 1e-3


def test_what_is_described_is_in_plain_figures():
    ratio, time = run(one=(0.015, 0.01, 0.012, 0.06, 0.01, 1.234, 0.01), many=(0.0375, 0.0142, *MANY[2:])).plots
    assert "gradient of W_xh alone 123 times with one sequence, 2 with 32 sequences" in ratio.description
    assert "With 32 sequences: step by step 750, all projections in one product 284" in time.description


def test_the_first_plot_has_the_ratios_over_batches_that_double():
    ratio, time = run().plots
    assert ratio.x == time.x == (1, 2, 4, 8, 16, 32)
    assert lines(ratio)["projections"] == pytest.approx([log10(6)] * 3 + [log10(1.5)] * 3)
    assert lines(ratio)["gradient"] == pytest.approx([log10(20)] * 3 + [log10(2)] * 3)
    assert lines(ratio)["forward"] == pytest.approx([log10(1.5)] * 3 + [log10(1.1)] * 3)
    assert lines(time)["fast"] == pytest.approx([log10(1.2e6 / 50)] * 3 + [log10(1e6 / 50)] * 3)


def test_the_table_has_the_milliseconds():
    [table] = run().tables
    assert table.rows[0][:-1] == (1, 6000, 1000, 20000, 1000, 1500, 1000, 1200)
    assert [row[0] for row in table.rows] == [1, 2, 4, 8, 16, 32]


@pytest.mark.parametrize(
    ("one", "many", "held", "said"),
    [
        (ONE, MANY, True, "of the largest number."),
        ((1.5, 1, 1, 1.996, 1, 9, 1), (1, 1, 1, 0.9, 1, 1, 1), True, "of the largest number."),
        (
            (1.5, 1, 1, 1.9, 1, 9, 1),
            (1, 1, 1, 0.9, 1, 1, 1),
            False,
            "So even with one sequence it was less than 2 times.",
        ),
        (ONE, (1, 1, 1, 3.1, 1, 1, 1), False, "So with many sequences the factor was not half as large."),
        ((7, 1, 1, 6, 1, 9, 1), MANY, False, "So the whole pass gained as much as the projections."),
    ],
)
def test_the_verdict_says_what_was_measured(one, many, held, said):
    verdict = run(one, many).verdict
    assert verdict.held is held
    assert verdict.sentence.endswith(said)


def test_the_verdict_names_the_factors():
    assert run().verdict.sentence.startswith(
        "Step by step, the projections of one sequence took 6.00 times as long as in one product, and its whole "
        "forward pass 1.50 times. With 32 sequences it was 1.50 and 1.10 times."
    )


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        ({"batch": 31}, "The claim is about 32 sequences or more; this run had 31."),
        ({"hidden": 31}, "The claim is about 32 units or more; this run had 31."),
        ({"steps": 49}, "The claim is about 50 steps or more; this run had 49."),
    ],
)
def test_the_claim_is_silent_where_it_does_not_speak(parameters, why):
    verdict = run(**parameters).verdict
    assert verdict.held is None
    assert verdict.sentence.startswith(why)


@pytest.mark.parametrize(
    ("times", "choice"),
    [(1.09, "same"), (1.1, "less_than_twice"), (1.99, "less_than_twice"), (2, "few"), (4.99, "few"), (5, "many")],
)
def test_how_long_it_took_is_one_of_the_choices(times, choice):
    assert EXPERIMENT.prediction.right(times) == choice


def test_it_reports_after_every_round_and_ends_with_what_it_returns():
    reports = []
    outcome = run(report=lambda progress, plots: reports.append((progress, plots)))
    shares = [progress for progress, _ in reports]
    assert len(reports) == 18
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert reports[-1][1] == outcome.plots


@pytest.mark.parametrize(("inputs", "hidden", "batch"), list(itertools.product((1, 512), (4, 64), (1, 3))))
def test_corners_have_a_finite_outcome(inputs, hidden, batch):
    small = {**SMALL, "steps": 10, "inputs": inputs, "hidden": hidden, "batch": batch}
    as_json(EXPERIMENT.run({**EXPERIMENT.defaults, **small}, 1, lambda *told: None))


def test_the_largest_run_is_within_what_the_lab_offers():
    assert EXPERIMENT.read({parameter.name: parameter.most for parameter in EXPERIMENT.parameters})[1] == {}


def test_it_says_that_it_measures_time():
    assert EXPERIMENT.measures_time
