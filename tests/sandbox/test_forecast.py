"""The experiment: a forecast beside the naive ones, a linear model and the best that there can be."""

import numpy as np
import pytest

from sandbox.experiments import forecast
from sandbox.experiments.contract import as_json
from sandbox.experiments.forecast import EXPERIMENT, Task

CHEAP = {"iterations": 100, "known": 400}


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **CHEAP, **parameters}, seed, report)


def rows(outcome):
    return {row[0]: row[1:] for row in outcome.tables[0].rows}


def task(values, known, lead=1, changes=False):
    return Task(np.array(values, float), known, lead, changes)


def test_at_the_defaults_the_network_has_less_than_four_fifths_of_linear_and_naive_errors_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = {number.name: number.value for number in at_defaults(EXPERIMENT.key, seed).numbers}
        assert found["to_linear"] < 0.8
        assert found["to_naive"] < 0.8


def test_naive_forecasts_are_values_of_before():
    one = task([5, 1, 2, 3, 4], known=3, lead=1)
    np.testing.assert_array_equal(one.true, [3, 4])
    np.testing.assert_array_equal(one.naive(1), [2, 3])
    np.testing.assert_array_equal(one.naive(3), [5, 1])


def test_the_period_is_the_one_that_the_training_part_has():
    assert task(np.tile(np.arange(7), 30), known=150).period() in (7, 14, 21, 28, 35, 42)


def test_what_comes_after_the_training_part_changes_neither_scaling_nor_targets():
    known = np.random.default_rng(1).standard_normal(50)
    for changes in (False, True):
        calm, wild = (task([*known, *after], 50, 2, changes) for after in ([0, 0, 0], [99, -99, 99]))
        np.testing.assert_array_equal(calm.inputs[:50], wild.inputs[:50])
        np.testing.assert_array_equal(calm.targets, wild.targets)
        assert len(calm.targets) == 48
        assert calm.scale() == wild.scale()


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize("lead", [1, 3])
def test_who_puts_out_the_targets_forecasts_the_values(lead, changes):
    values = np.random.default_rng(1).standard_normal(40).cumsum()
    one = Task(values, 30, lead, changes)
    wanted = values[lead:] - values[:-lead] if changes else values[lead:]
    known = wanted[: 30 - lead]
    outputs = np.concatenate([(wanted - known.mean()) / known.std(), np.zeros(lead)])
    np.testing.assert_allclose(one.targets, outputs[: 30 - lead])
    np.testing.assert_allclose(one.forecasts(outputs), one.true)


def test_mase_is_the_error_over_the_naive_one_of_the_training_part():
    assert task([10, 12, 9, 11, 11], known=4).scale() == pytest.approx(7 / 3)


def test_the_table_names_them_all_and_the_plot_shows_the_end():
    outcome = run()
    assert next(iter(rows(outcome))) == "last value"
    assert list(rows(outcome))[2:] == ["linear, last 48 values", "network", "best possible"]
    assert len(outcome.plots[0].x) == 72 and outcome.plots[0].x[-1] == 999


@pytest.mark.parametrize(
    ("network", "best", "held", "said"),
    [
        (0.7, 0.3, True, "0.70 of the better naive forecast’s 1.000 and 0.70 of the linear model’s 1.000."),
        (0.81, 0.3, False, "0.81 of the better naive forecast’s 1.000 and 0.81 of the linear model’s 1.000."),
        (0.7, 0.76, None, "That is 0.76 of the naive one, more than 0.75: too little is left to learn"),
    ],
)
def test_the_verdict_is_about_the_better_naive_forecast_where_there_is_something_to_learn(network, best, held, said):
    errors = {"naive": 2.0, "seasonal": 1.0, "linear": 1.0, "network": network, "best": best}
    verdict = forecast.verdict(errors, bent=True)
    assert verdict.held is held
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("ratio", "bent", "said"),
    [
        (0.5, True, "Here the network finds what a weighted sum cannot."),
        (0.5, False, "The rule is a weighted sum: what the linear model lacks is values to fit its 49 weights to."),
        (0.9, False, "Here the linear model does about as well, and it is fitted in one line."),
        (1.2, True, "Here the linear model does better, and it is fitted in one line."),
    ],
)
def test_how_it_stands_to_the_linear_model_is_said(ratio, bent, said):
    errors = {"naive": 2.0, "seasonal": 2.0, "linear": 1 / ratio, "network": 1.0, "best": 0.1}
    assert forecast.verdict(errors, bent).sentence.endswith(said)


def test_a_weighted_sum_that_is_fitted_to_too_few_values_is_not_said_to_lack_a_form():
    verdict = run(series="season", noise=0.2, known=200).verdict
    assert "fit its 49 weights" in verdict.sentence


@pytest.mark.parametrize(
    ("ratio", "choice"), [(0.79, "better"), (0.8, "equal"), (1.1, "equal"), (1.11, "worse"), (None, "worse")]
)
def test_the_prediction_is_about_the_linear_model(ratio, choice):
    assert EXPERIMENT.prediction.right(ratio) == choice


def test_on_a_random_walk_nothing_is_claimed():
    assert run(series="walk", reads="changes").verdict.held is None


def test_it_reports_every_20_iterations_and_ends_with_what_it_returns():
    reports = []
    outcome = run(report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3) == run(seed=3) != run(seed=4)


@pytest.mark.parametrize("series", ["tank", "season", "trend", "walk"])
@pytest.mark.parametrize(("noise", "lead", "known"), [(0.01, 12, 200), (0.5, 1, 200)])
def test_every_corner_has_a_finite_outcome(series, noise, lead, known):
    as_json(run(series=series, noise=noise, lead=lead, known=known, reads="changes", iterations=5))
