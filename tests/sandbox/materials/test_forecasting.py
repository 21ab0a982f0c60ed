"""What the experiments on series share: series whose rules are known, a network's gradients, a linear rival."""

import numpy as np
import pytest

from sandbox.materials.pupils.forecasting import Autoregression, Forecaster, Scaler, Training, windows
from sandbox.materials.tasks import true_rules
from sandbox.materials.tasks.made_series import Made, Season, Tank, Walk
from sandbox.materials.tasks.true_rules import Logistic, Oscillator, Waves
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer


def rng(seed=1):
    return np.random.default_rng(seed)


def test_without_noise_a_tank_fills_step_by_step_and_is_emptied_above_the_brim():
    values = Made.of(Tank(fill=0.3), 0.0, 8, rng()).values
    np.testing.assert_allclose(values, [0.3, 0.6, 0.9, 1.2, 0, 0.3, 0.6, 0.9], atol=1e-12)


def test_without_noise_a_season_comes_again_and_a_trend_is_added_to_it():
    plain, rising = (Made.of(Season(trend=trend), 0.0, 96, rng()).values for trend in (0.0, 0.5))
    np.testing.assert_allclose(plain[24:], plain[:-24], atol=1e-12)
    np.testing.assert_allclose(rising - plain, 0.5 * np.arange(96))


@pytest.mark.parametrize("rule", [Tank(), Season(), Walk()])
def test_one_step_ahead_the_best_forecast_lacks_the_noise_alone(rule):
    made = Made.of(rule, 0.05, 400, rng())
    errors = made.values[300:] - made.best(300, 1, rng())
    np.testing.assert_allclose(errors, made.states[300:] - rule.moved(made.states[299:-1], np.arange(300, 400)))
    assert np.std(errors) == pytest.approx(0.05, rel=0.25)


def test_the_best_forecast_of_a_walk_is_its_last_value_however_far_ahead():
    made = Made.of(Walk(), 1.0, 400, rng())
    assert np.abs(made.best(300, 9, rng()) - made.values[291:-9]).max() < 4 * 1.25 * 3 / np.sqrt(200)


def test_a_scaler_knows_the_part_that_it_was_fitted_on_and_no_more():
    scaler = Scaler.of(np.array([1.0, 3.0]))
    np.testing.assert_array_equal(scaler.scaled(np.array([1.0, 3.0, 8.0])), [-1, 1, 6])
    np.testing.assert_array_equal(scaler.unscaled(np.array([-1.0, 6.0])), [1, 8])
    assert Scaler.of(np.array([2.0, 2.0])).scaled(np.array([2.0])) == 0


def test_windows_are_cut_side_by_side():
    x, target = windows(np.arange(9.0), np.arange(9.0) + 10, np.array([0, 4]), 3)
    np.testing.assert_array_equal(x[:, 0], [[0, 4], [1, 5], [2, 6]])
    np.testing.assert_array_equal(target[:, 0], [[10, 14], [11, 15], [12, 16]])


def test_a_linear_rule_is_found_by_the_linear_model_and_read_with_its_lead():
    series = np.sin(np.arange(200) / 3)
    read = Autoregression.fitted(series[:100], lags=4, lead=5).read(series)
    assert np.isnan(read[:3]).all()
    np.testing.assert_allclose(read[3:-5], series[8:], atol=1e-8)


def test_the_gradients_are_those_of_the_loss_which_leaves_out_the_first_steps():
    network = Forecaster(layer(drawn.gru(1, 3, rng())), Affine.drawn(3, 1, rng(2)))
    x, target = rng(3).standard_normal((2, 6, 1, 4))
    target[:2] = 99
    network.ahead(x, target, unread=2)
    for W, gradient in zip(network.weights, network.back(), strict=True):
        found = np.zeros_like(W)
        for at in np.ndindex(W.shape):
            kept, losses = W[at], []
            for step in (1e-5, -1e-5):
                W[at] = kept + step
                losses.append(network.ahead(x, target, unread=2))
            W[at] = kept
            found[at] = (losses[0] - losses[1]) / 2e-5
        unused = gradient == 0  # columns that the fast cell keeps at 0
        np.testing.assert_allclose(gradient[~unused], found[~unused], atol=1e-7)
        assert unused.sum() <= 3


def test_reading_in_pieces_forecasts_what_reading_at_once_does():
    network, series = Forecaster.drawn(4, rng()), rng(2).standard_normal(95)
    at_once = network.read(series)
    np.testing.assert_allclose(network.read_in_pieces(series, piece=30, warm=60)[60:], at_once[60:], atol=1e-4)
    assert len(network.read_in_pieces(series, piece=30, warm=60)) == 95


def test_training_makes_the_loss_smaller_and_ends_with_steps_of_nothing():
    training = Training(Forecaster.drawn(8, rng()), rate=0.02, iterations=60)
    x, target = windows(np.sin(np.arange(80.0)), np.sin(np.arange(1.0, 81)), np.arange(16), 40)
    losses = [training.learn(x, target, unread=5) for _ in range(61)]
    assert losses[-2] < losses[0] / 5
    before = [W.copy() for W in training.network.weights]
    training.learn(x, target)
    for W, kept in zip(training.network.weights, before, strict=True):
        np.testing.assert_array_equal(W, kept)


def test_waves_keep_an_error_an_oscillator_forgives_it_and_chaos_makes_it_grow():
    grown = {}
    for rule in (Waves(), Oscillator(), Logistic()):
        states = true_rules.series(rule, 60, rng())
        pushed = states + 1e-6 * np.array(rule.spread)[:, None] * rng(2).standard_normal(states.shape)
        before = np.abs(rule.value(pushed) - rule.value(states)).mean()
        for _ in range(20):
            states, pushed = rule.moved(states), rule.moved(pushed)
        grown[type(rule).__name__] = np.abs(rule.value(pushed) - rule.value(states)).mean() / before
    assert 0.5 < grown["Waves"] < 2
    assert 0.3 < grown["Oscillator"] < 5
    assert grown["Logistic"] > 1000


def test_waves_are_the_sum_of_two_sines():
    values = Waves(periods=(8.0, 5.0), sizes=(1.0, 0.5)).value(
        true_rules.series(Waves(periods=(8.0, 5.0), sizes=(1.0, 0.5)), 120, rng())
    )
    np.testing.assert_allclose(values[40:], values[:-40], atol=1e-9)
    spectrum = np.abs(np.fft.rfft(values)) / 60
    assert {int(k): round(float(spectrum[k]), 6) for k in np.flatnonzero(spectrum > 1e-6)} == {15: 1.0, 24: 0.5}
