"""The experiment: what a random split says of nearest neighbours on a random walk, and what new data say."""

import numpy as np
import pytest
from django.template.loader import render_to_string

from sandbox.experiments import leaky_split
from sandbox.experiments.contract import as_json
from sandbox.experiments.leaky_split import EXPERIMENT, NEW, VALUES, Errors, Windows, kept, remembered, ridge


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def windows(window=5, leads=3, seed=1):
    rng = np.random.default_rng(seed)
    series = kept(1.0, VALUES + NEW + window + leads, rng)
    return series, Windows.of(series, window, leads), rng


def test_at_the_defaults_the_random_split_reports_a_skill_that_new_data_deny_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = {number.name: number.value for number in at_defaults(EXPERIMENT.key, seed).numbers}
        assert found["random"] < 0.5 < 1.3 < found["new"]
        assert found["scaler"] < 1


def test_a_window_ends_now_and_its_changes_begin_after_it():
    series, made, _ = windows()
    np.testing.assert_array_equal(made.X[7], series[7:12])
    np.testing.assert_allclose(made.Y[7], series[12:15] - series[11])


def values_of(made, window):
    """The steps whose values a window and what follows it hold."""
    return set(range(window, window + made.X.shape[1] + made.Y.shape[1]))


def test_with_the_gap_no_value_is_on_both_sides_and_with_one_window_less_one_would_be():
    _, made, rng = windows()
    for name, train, test in made.splits(rng):
        shared = values_of(made, max(train)) & values_of(made, min(test))
        if name == "time":
            assert shared == set()
            assert values_of(made, max(train)) & values_of(made, min(test) - 1)
        elif name == "touching":
            assert len(shared) == 5 + 3 - 1
        elif name == "new":
            assert min(test) == VALUES
        assert not set(train) & set(test)


def test_only_new_data_reach_beyond_the_known_values():
    _, made, rng = windows()
    for name, train, test in made.splits(rng):
        assert max(max(values_of(made, each)) for each in train) < VALUES
        assert (max(values_of(made, max(test))) < VALUES) is (name != "new")


def test_what_is_remembered_is_forecast_without_error_and_the_mean_of_two_is_a_mean():
    _, made, _ = windows()
    seen = np.arange(50)
    assert remembered(made, seen, seen, 1).end == 0
    X = np.array([[0.0], [1.0], [5.0], [0.4]])
    few = Windows(X, np.array([[2.0], [4.0], [9.0], [1.0]]), 4, 4)
    assert remembered(few, np.array([0, 1, 2]), np.array([3]), 2) == Errors(np.array([2.0]), np.array([1.0]))


def test_neighbours_do_not_depend_on_a_scaler():
    _, made, rng = windows()
    _, train, test = next(made.splits(rng))
    scaled = Windows(made.X * 0.3 - 7, made.Y, made.known, made.new)
    np.testing.assert_allclose(remembered(made, train, test, 1).curve, remembered(scaled, train, test, 1).curve)


def test_the_linear_model_forecasts_no_change_at_the_mean_of_its_scaler():
    X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 5.0]])
    made = Windows(X, np.array([[1.0], [2.0], [3.0]]), 3, 3)
    scaled_by = np.array([4.0, 6.0])
    assert ridge(made, np.array([0, 1]), np.array([2]), scaled_by) == Errors(np.array([3.0]), np.array([3.0]))


def test_a_series_that_keeps_nothing_is_noise_and_one_that_keeps_all_is_its_sum():
    noise, walk = (kept(keeps, 50, np.random.default_rng(1)) for keeps in (0.0, 1.0))
    np.testing.assert_allclose(walk, np.cumsum(noise))
    half = kept(0.5, 4000, np.random.default_rng(1))
    assert np.corrcoef(half[1:], half[:-1])[0, 1] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("random", "time", "keeps", "leads", "held", "said"),
    [
        (0.9, 1.21, 1.0, 5, True, "On new data the error is 1.50"),
        (
            1.14,
            1.5,
            1.0,
            20,
            False,
            "The random split reports 1.14, 0.76 of that; the split by time 1.50, 1.00 of that.",
        ),
        (0.5, 1.1, 1.0, 20, False, "the split by time 1.10, 0.73 of that."),
        (0.5, 1.5, 0.95, 20, None, "The claim is about a random walk; this series kept 0.95 from step to step. On new"),
        (0.5, 1.5, 1.0, 4, None, "The claim is about 5 steps ahead or more; this run had 4. On new"),
    ],
)
def test_the_verdict_holds_both_splits_against_new_data(random, time, keeps, leads, held, said):
    verdict = leaky_split.verdict({"random": random, "time": time, "new": 1.5}, keeps, leads)
    assert verdict.held is held
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("flattery", "choice"), [(1.1, "same"), (0.8, "same"), (0.79, "some"), (0.5, "some"), (0.49, "half")]
)
def test_the_prediction_is_about_the_random_split(flattery, choice):
    assert EXPERIMENT.prediction.right(flattery) == choice


@pytest.mark.parametrize(("keeps", "said"), [(1.0, "forecast a random walk 20"), (0.95, "no random walk 20 steps")])
def test_a_card_calls_a_random_walk_what_is_one(keeps, said):
    values = {**EXPERIMENT.defaults, "keeps": keeps}
    assert said in render_to_string("sandbox/experiments/leaky-split/_scene.html", {"values": values})


def test_where_nothing_is_kept_nothing_leaks():
    found = {number.name: number.value for number in run(keeps=0.0).numbers}
    assert found["flattery"] == pytest.approx(1, abs=0.1)


def test_it_reports_after_every_walk_and_ends_with_what_it_returns():
    reports = []
    outcome = run(lead=2, window=2, report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == pytest.approx([n / 60 for n in range(1, 61)])
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


@pytest.mark.parametrize(("lead", "window", "neighbours"), [(1, 2, 20), (40, 40, 1)])
def test_every_corner_has_a_finite_outcome(lead, window, neighbours):
    as_json(run(lead=lead, window=window, neighbours=neighbours, keeps=0.95))
