"""The experiment: a network on its own outputs, beside the true rule that makes errors of the same size."""

import numpy as np
import pytest

from sandbox.experiments import exposure_bias
from sandbox.experiments.contract import as_json
from sandbox.experiments.exposure_bias import EXPERIMENT, KNOWN, WARM, Course, Trial, free_running
from sandbox.materials.pupils.forecasting import Forecaster, Scaler
from sandbox.materials.tasks.true_rules import Waves, series


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, "iterations": 60, "steps": 25, **parameters}, seed, report)


def trial(steps=30):
    rule, rng = Waves(), np.random.default_rng(1)
    states = series(rule, 400, rng)
    return Trial.drawn(rule, states, Scaler.of(rule.value(states)), steps, rng)


def courses(free, rule=1.0, one_step=0.1):
    shown = {"free": free, "noisy": 2.0, "told": 1.0, "noisy_told": 1.5, "rule": rule, "pushed": 4.0, "mean": 10.0}
    return [Course(name, name, np.full(30, one_step * size)) for name, size in shown.items()]


def test_at_the_defaults_errors_grow_far_beyond_what_the_true_rule_makes_of_them_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = {number.name: number.value for number in at_defaults(EXPERIMENT.key, seed).numbers}
        assert found["growth"] > 3 * found["pushed"]
        assert found["rule"] < 2


def test_the_true_rule_without_an_error_is_right_and_with_one_off_by_so_much():
    one = trial()
    assert one.ruled(0.0, np.random.default_rng(2)).max() < 1e-6
    assert one.ruled(0.1, np.random.default_rng(2)).mean() == pytest.approx(0.1, rel=0.2)


def test_errors_at_every_step_add_up_to_their_root():
    grown = trial().ruled(0.1, np.random.default_rng(2), again=True)
    assert grown[0] == pytest.approx(0.1, rel=0.3)
    assert grown[24] == pytest.approx(0.1 * 5, rel=0.3)


def test_always_saying_the_mean_is_off_by_about_a_standard_deviation():
    assert trial().mean().mean() == pytest.approx(1, abs=0.1)


def test_what_follows_a_start_is_what_the_network_reads_when_it_is_told():
    one = trial()
    np.testing.assert_allclose(one.read[WARM:, 0], one.true[:-1], rtol=1e-6)
    assert len(one.read) == WARM + 29


def test_on_its_own_outputs_a_network_reads_what_it_said():
    network, read = Forecaster.drawn(5, np.random.default_rng(1)), trial().read[:WARM]
    said = free_running(network, read, 4)
    for step in range(1, 4):
        longer = np.concatenate([read, said[:step, None].astype(np.float32)])
        np.testing.assert_allclose(network.out.forward(network.layer.forward(longer))[-1, 0], said[step], atol=1e-5)


def test_the_first_step_is_the_same_told_or_free():
    network, one = Forecaster.drawn(5, np.random.default_rng(1)), trial()
    assert one.told(network)[0] == pytest.approx(one.free(network)[0], rel=1e-5)


def test_without_noise_both_networks_are_one():
    found = {line.name: line.values for line in run(noise=0.0).plots[0].series}
    assert found["free"] == found["noisy"]


def test_of_noise_in_training_nothing_is_said_where_there_was_none():
    assert "Trained with noise" not in run(noise=0.0).verdict.sentence
    assert "Trained with noise" in run(noise=0.3).verdict.sentence


@pytest.mark.parametrize(
    ("free", "rule", "held", "said"),
    [
        (
            10.0,
            5.0,
            True,
            "One step ahead the network is off by 0.1000, 25 steps on by 10 times that. Under the true rule an "
            "error as large comes to 5 times that if",
        ),
        (9.9, 1.0, False, "to 4 times if at every step. Trained with noise, the network comes to 2 times."),
        (40.0, 5.1, None, "This series makes any error grow. The network is not to blame"),
    ],
)
def test_the_verdict_blames_the_network_where_the_series_is_not_to_blame(free, rule, held, said):
    verdict = exposure_bias.verdict(courses(free * (1 + 1e-9), rule * (1 - 1e-9)))
    assert verdict.held is held
    assert said in verdict.sentence


@pytest.mark.parametrize(("growth", "choice"), [(1.0, "same"), (2.99, "same"), (3, "some"), (9.9, "some"), (10, "far")])
def test_the_prediction_is_about_the_growth(growth, choice):
    assert EXPERIMENT.prediction.right(growth) == choice


def test_in_chaos_nothing_is_claimed():
    assert run(series="chaos").verdict.held is None


def test_it_reports_every_30_iterations_and_ends_with_what_it_returns():
    reports = []
    outcome = run(report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == [0.5, 1]
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3) == run(seed=3) != run(seed=4)


def test_the_test_part_begins_where_training_ended():
    assert KNOWN + exposure_bias.TEST >= KNOWN + WARM + 200 + exposure_bias.STARTS


@pytest.mark.parametrize("series", ["waves", "oscillator", "chaos"])
def test_every_corner_has_a_finite_outcome(series):
    as_json(run(series=series, noise=0.5, steps=200, iterations=3))
