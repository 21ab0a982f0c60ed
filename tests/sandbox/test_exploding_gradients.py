"""The experiment: three gradients on their way back, and what the run says of a norm above 1 and of one that isn't."""

from itertools import product
from math import log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import exploding_gradients
from sandbox.experiments.contract import as_json
from sandbox.experiments.exploding_gradients import EXPERIMENT, Walk, back_through_gru, back_through_lstm
from sandbox.materials.measures.walking import Walker
from sandbox.nn import gru, lstm, rnn


def run(seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(outcome):
    return {series.name: series.values for series in outcome.plots[0].series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def walk(*rnn, norm=2.0, **said):
    flat = (0.0,) * len(rnn)
    return Walk(**{"norm": norm, "evenness": 1.0, "rnn": rnn, "gru": flat, "lstm": flat, "mean_slope": 0.5, **said})


def test_at_the_defaults_the_rnn_explodes_on_five_seeds(at_defaults):
    outcomes = [at_defaults(EXPERIMENT.key, seed) for seed in range(1, 6)]
    assert all(outcome.verdict.sentence.startswith("The RNN’s gradient exploded") for outcome in outcomes)
    assert all(numbers(outcome)["log10_rnn_at_1"] > 6 for outcome in outcomes)


@pytest.mark.parametrize(
    ("preset", "seen"),
    [
        (1, "The spectral norm was 2, which allows 6.3 × 10²⁹ at step 1, and yet"),
        (2, "The spectral norm was 1.5, which allows 2.7 × 10¹⁷ at step 1, and yet"),
        (3, "The spectral norm was 1, not above 1, and at no step"),
    ],
)
def test_the_other_presets_show_what_they_promise_on_five_seeds(preset, seen):
    for seed in range(1, 6):
        verdict = run(seed=seed, **EXPERIMENT.presets[preset].parameters).verdict
        assert verdict.held is True
        assert verdict.sentence.startswith(seen)


def test_all_gradients_start_at_norm_1_and_the_rnn_stays_within_its_bound():
    drawn = lines(run())
    assert {values[-1] for values in drawn.values()} == {0}
    assert drawn["bound"][0] == pytest.approx(99 * log10(2))
    assert all(size < limit for size, limit in zip(drawn["rnn"][:-1], drawn["bound"][:-1], strict=True))


def test_the_numbers_are_those_of_the_plot():
    outcome = run()
    drawn = lines(outcome)
    assert numbers(outcome) == {
        "log10_rnn_at_1": drawn["rnn"][0],
        "log10_bound_at_1": drawn["bound"][0],
        "log10_rnn_peak": max(drawn["rnn"]),
        "log10_gru_at_1": drawn["gru"][0],
        "log10_lstm_at_1": drawn["lstm"][0],
        "factor_per_step": pytest.approx(10 ** (drawn["rnn"][0] / 99)),
        "mean_slope": numbers(outcome)["mean_slope"],
    }


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3) == run(seed=3)
    assert run(seed=3) != run(seed=4)


def test_without_inputs_the_rnn_meets_its_bound_exactly():
    drawn = lines(run(input_scale=0.0, steps=400, norm=3.0))
    np.testing.assert_allclose(drawn["rnn"], drawn["bound"], atol=1e-9)


def test_at_a_norm_of_3_the_gated_cells_explode_as_well():
    assert all(min(values[0] for values in lines(run(seed=seed, norm=3.0)).values()) > 1 for seed in range(1, 6))


def test_the_matrices_have_the_singular_values_that_were_asked_for():
    rng = np.random.default_rng(1)
    for evenness in (0.0, 0.5, 1.0):
        found = np.linalg.svd(exploding_gradients.stretching(5, evenness, rng), compute_uv=False)
        np.testing.assert_allclose(found, np.linspace(1, evenness, 5), atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_a_walker_carries_the_gradient_that_central_differences_find(kind):
    H, D, T, rng = 3, 2, 6, np.random.default_rng(1)
    W, U, b = (lambda: rng.standard_normal((H, D))), (lambda: rng.standard_normal((H, H))), np.zeros(H)
    x, delta = rng.standard_normal((T, D)), np.array([0.6, 0.0, 0.8])
    if kind == "rnn":
        cell = rnn.Rnn(W(), U(), b)
        h = rnn.forward(cell, x, b)
        start, walker = h[1], Walker(delta, lambda t, delta: rnn.step_back(cell, h[t], delta), T)
        last = lambda state: rnn.forward(cell, x[1:], state)[-1]  # noqa: E731
    elif kind == "gru":
        cell = gru.Gru(W(), W(), W(), U(), U(), U(), b, b, b)
        steps = gru.forward(cell, x, b)
        start, walker = steps[0].h, Walker(delta, back_through_gru(cell, steps), T)
        last = lambda state: gru.forward(cell, x[1:], state)[-1].h  # noqa: E731
    else:
        cell = lstm.Lstm(W(), W(), W(), W(), U(), U(), U(), U(), b, b, b, b)
        steps = lstm.forward(cell, x, b, b)
        start = np.concatenate([steps[0].h, steps[0].c])
        walker = Walker(np.concatenate([delta, b]), back_through_lstm(cell, steps), T)
        last = lambda state: lstm.forward(cell, x[1:], state[:H], state[H:])[-1].h  # noqa: E731
    for t in range(T, 1, -1):
        walker.leave(t)
    moves = 1e-5 * np.eye(len(start))
    found = [delta @ (last(start + move) - last(start - move)) / 2e-5 for move in moves]
    np.testing.assert_allclose(walker.delta * 10**walker.size, found, atol=1e-8)
    assert walker.sizes[0] == walker.size


@pytest.mark.parametrize(
    ("walked", "held", "seen"),
    [
        (walk(0.9, 0.3, 0.0, norm=3.0), None, "7.94 arrived at step 1. Over 2 steps back"),
        (walk(*(2.0, *[0.0] * 11)), None, "The RNN’s gradient grew to 100 at step 1: less than the thousandfold"),
        (walk(*(3.0, *[0.0] * 11)), True, "The RNN’s gradient exploded: 1.0 × 10³ at step 1, a factor"),
        (
            walk(*(1.0, 3.1, *[0.0] * 11)),
            True,
            "The RNN’s gradient exploded: 10.0 at step 1 (1.3 × 10³ at its",
        ),
        (walk(*(-1.0, *[0.0] * 11)), True, "The spectral norm was 2, which allows 2.0 × 10³ at step 1, and yet 0.100"),
        (walk(-3.1, 0.0), True, "The spectral norm was 2, which allows 2.00 at step 1, and yet"),
        (walk(None, -4.0, 0.0), True, "The spectral norm was 2, and yet the RNN’s gradient became exactly 0"),
        (walk(None, -4.0, 0.0, norm=0.5), True, "The spectral norm was 0.5, not above 1, and at no step"),
        (walk(0.1, 0.0, 0.0, norm=1.0), False, "The RNN’s gradient passed its bound"),
        (walk(0.9, 0.2, 0.0), False, "The RNN’s gradient passed its bound"),
    ],
)
def test_every_end_has_its_verdict(walked, held, seen):
    verdict = exploding_gradients.verdict(walked)
    assert verdict.held is held
    assert verdict.sentence.startswith(seen)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"mean_slope": 0.2}, "averaged 0.20, and that outweighs the norm."),
        ({"mean_slope": 0.9, "evenness": 0.0}, "averaged 0.90, and the weights stretch few directions"),
        ({"mean_slope": 0.9}, "averaged 0.90. A norm"),
    ],
)
def test_a_gradient_that_vanished_all_the_same_is_given_a_reason(said, why):
    assert why in exploding_gradients.verdict(walk(-4.0, 0.0, **said)).sentence


def test_a_gradient_of_exactly_zero_is_told_as_0():
    texts = [number.text for number in exploding_gradients.numbers(walk(None, -2.0, 0.0))]
    assert texts[0] == "0"


@pytest.mark.parametrize(
    ("log10_rnn_at_1", "choice"),
    [
        (12.0, "above-a-thousand"),
        (3.0, "above-all"),
        (-1e-12, "above-all"),  # rounding took it, not the network
        (-1e-6, "below-all"),
        (-3.0, "below-all"),
        (-3.1, "below-a-thousandth"),
        (None, "below-a-thousandth"),
    ],
)
def test_what_arrived_is_one_of_the_choices(log10_rnn_at_1, choice):
    assert EXPERIMENT.prediction.right(log10_rnn_at_1) == choice


@pytest.mark.parametrize(
    ("parameters", "choice"),
    [
        ({}, "above-a-thousand"),
        ({"norm": 1.2}, "above-all"),
        ({"norm": 1.0}, "below-all"),
        ({"input_scale": 3.0}, "below-a-thousandth"),
    ],
)
def test_every_choice_is_right_somewhere(parameters, choice):
    assert EXPERIMENT.prediction.in_hindsight(choice, as_json(run(**parameters))).right is True


def test_it_reports_every_step_of_a_short_way_back():
    reports = []
    outcome = run(steps=5, report=lambda progress, plots: reports.append((progress, plots)))
    assert [progress for progress, _ in reports] == [0.25, 0.5, 0.75, 1.0]
    for name in (0, 2, 3):
        known = [sum(size is not None for size in plots[0].series[name].values) for _, plots in reports]
        assert known == [2, 3, 4, 5]
    assert "at step 4 so far the RNN’s" in reports[0][1][0].description
    assert reports[-1][1] == outcome.plots


@pytest.mark.parametrize("bounds", [*product(*([each.least, each.most] for each in EXPERIMENT.parameters))])
def test_every_corner_of_the_bounds_has_a_finite_outcome(bounds):
    parameters = {each.name: value for each, value in zip(EXPERIMENT.parameters, bounds, strict=True)}
    outcome = run(**parameters)
    as_json(outcome)
    assert outcome.verdict.held is not False


@settings(max_examples=30, deadline=None)
@given(
    steps=st.integers(2, 100),
    norm=st.integers(50, 300).map(lambda n: n / 100),
    evenness=st.integers(0, 20).map(lambda n: n / 20),
    input_scale=st.integers(0, 500).map(lambda n: n / 100),
    hidden=st.integers(2, 16),
    seed=st.integers(0, 999_999),
)
def test_whatever_the_parameters_the_bound_holds_and_the_outcome_is_json(seed, **parameters):
    outcome = run(seed=seed, **parameters)
    as_json(outcome)
    assert outcome.verdict.held is not False
    if parameters["norm"] <= 1:
        assert outcome.verdict.held is True
