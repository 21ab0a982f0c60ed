"""The experiment: Jacobians of attention and of the recurrence against differences, and what it says of them."""

from math import log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.experiments import attention_gradient
from sandbox.experiments.attention_gradient import EXPERIMENT, Arrival, shorter
from sandbox.experiments.contract import as_json
from sandbox.materials.measures.looking_back import Encoder, look, queries, through_the_recurrence


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def small(norm=0.9, hidden=5, steps=6, seed=1):
    return Encoder.drawn(norm, 0.3, hidden, steps, np.random.default_rng(seed))


def weights(query, states):
    scores = np.exp(states @ query)
    return scores / scores.sum()


def walked_on(encoder, t, nudge):
    """The states from step t on, after h_t was nudged: the inputs stay what they were."""
    states = encoder.states.copy()
    inputs = [np.arctanh(states[k]) - encoder.W @ states[k - 1] for k in range(1, len(states))]
    states[t] += nudge
    for k in range(t + 1, len(states)):
        states[k] = np.tanh(encoder.W @ states[k - 1] + inputs[k - 1])
    return states


def numeric(of_nudge, hidden, step=1e-6):
    """The spectral norm of a Jacobian, by central differences."""
    columns = [(of_nudge(step * unit) - of_nudge(-step * unit)) / (2 * step) for unit in np.eye(hidden)]
    return np.linalg.norm(np.array(columns).T, 2)


@pytest.mark.parametrize("t", range(6))
def test_every_norm_is_that_of_central_differences(t):
    encoder, query = small(), np.random.default_rng(2).standard_normal(5)
    found = look(encoder, query)

    def context(states):
        return weights(query, states) @ states

    def alone(nudge):
        states = encoder.states.copy()
        states[t] += nudge
        return context(states)

    assert 10 ** found.direct[t] == pytest.approx(numeric(alone, 5), rel=1e-6)
    assert 10 ** found.whole[t] == pytest.approx(numeric(lambda n: context(walked_on(encoder, t, n)), 5), rel=1e-6)
    last = numeric(lambda n: walked_on(encoder, t, n)[-1], 5)
    assert 10 ** through_the_recurrence(encoder)[t] == pytest.approx(last, rel=1e-6)


@given(st.integers(0, 1000), st.floats(0, 20))
def test_the_direct_path_is_never_below_its_weight_nor_above_what_the_score_can_add(seed, size):
    encoder = small(seed=seed)
    query = size * np.random.default_rng(seed).standard_normal(5)
    found = look(encoder, query)
    context = found.weights @ encoder.states
    for t, weight in enumerate(found.weights):
        most = 1 + np.linalg.norm(query) * np.linalg.norm(encoder.states[t] - context)
        assert log10(weight) - 1e-9 <= found.direct[t] <= log10(weight * most) + 1e-9


def test_a_query_of_zero_has_even_weights_and_its_direct_path_is_the_weight():
    found = look(small(), np.zeros(5))
    np.testing.assert_allclose(found.weights, 1 / 6)
    np.testing.assert_allclose(found.direct, log10(1 / 6))


@pytest.mark.parametrize(("kind", "sought"), [("first", 0), ("last", -1)])
def test_a_learned_query_looks_where_it_should_and_a_little_more_each_round(kind, sought):
    encoder = small(hidden=32, steps=40)
    found = [look(encoder, query).weights[sought] for query in queries(kind, encoder, np.random.default_rng(1))]
    assert len(found) == 9
    assert found == sorted(found)
    assert found[0] < 0.3 < 0.999 < found[-1]


def test_the_learning_follows_the_gradient_of_minus_log_alpha():
    encoder, query = small(), np.random.default_rng(2).standard_normal(5)
    analytic = weights(query, encoder.states) @ encoder.states - encoder.states[0]
    for k, unit in enumerate(np.eye(5)):
        up, down = (-np.log(weights(query + sign * 1e-6 * unit, encoder.states)[0]) for sign in (1, -1))
        assert analytic[k] == pytest.approx((up - down) / 2e-6, rel=1e-5)


def test_along_the_recurrence_nothing_is_above_the_power_of_the_norm():
    sizes = through_the_recurrence(small(hidden=32, steps=50))
    assert sizes[-1] == 0
    assert all(size <= (49 - t) * log10(0.9) + 1e-9 for t, size in enumerate(sizes))


def test_at_the_defaults_attention_has_some_times_1_over_t_and_the_recurrence_next_to_nothing(at_defaults):
    for seed in range(1, 6):
        found = numbers(at_defaults(EXPERIMENT.key, seed))
        assert found["log10_weight"] == found["log10_direct"] == pytest.approx(-2)
        assert -2 < found["log10_attention"] < -1
        assert found["log10_recurrence"] < -9


def test_the_numbers_are_those_of_both_plots(at_defaults):
    outcome = at_defaults(EXPERIMENT.key, 1)
    steps, lengths = (lines(plot) for plot in outcome.plots)
    found = numbers(outcome)
    assert outcome.plots[1].x == (4, 8, 16, 32, 64, 100)
    for name, at_first in (("attention", "attention"), ("direct", "direct"), ("recurrence", "recurrence")):
        assert steps[name][0] == lengths[name][-1] == found[f"log10_{at_first}"]
    assert steps["weight"][0] == found["log10_weight"]
    assert lengths["share"] == pytest.approx([-log10(length) for length in (4, 8, 16, 32, 64, 100)])


def test_the_lengths_double_up_to_the_one_that_was_asked_for():
    assert shorter(20) == [4, 8, 16]
    assert shorter(64) == [4, 8, 16, 32]
    assert shorter(400) == [4, 8, 16, 32, 64, 128, 256]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, query="drawn", steps=20) == run(seed=3, query="drawn", steps=20)
    assert run(seed=3, query="drawn", steps=20) != run(seed=4, query="drawn", steps=20)


def test_what_a_query_learns_is_told_as_it_learns_and_then_length_by_length():
    reports = []
    run(query="first", steps=20, hidden=8, report=lambda *told: reports.append(told))
    assert [told[0] for told in reports] == pytest.approx([0.6 * k / 9 for k in range(1, 10)] + [11 / 15, 13 / 15, 1])
    weights_told = [lines(told[1][0])["weight"][0] for told in reports[:9]]
    assert weights_told == sorted(weights_told)
    assert lines(reports[9][1][1])["attention"][1:] == (None,) * 3


def arrival(steps=100, recurrence=-10.0, weight=-2.0, direct=-2.0, attention=-1.5):
    return Arrival(steps, recurrence, weight, direct, attention)


@pytest.mark.parametrize(
    ("arrived", "norm", "held", "said"),
    [
        (arrival(), 0.9, True, "Attention brings 3.2 × 10⁸ times as much."),
        (arrival(recurrence=-4.4), 0.9, False, "Attention brings 794 times as much."),
        (arrival(direct=-2.1), 0.9, False, "The direct path passed less than its weight."),
        (
            arrival(weight=-2.1),
            0.9,
            None,
            "The weight is below 1/T: this query looks elsewhere, and then little is promised.",
        ),
        (arrival(), 0.91, None, "of 0.9 or less and 50 steps or more; this run had 0.91 and 100."),
        (arrival(steps=49, weight=-1, direct=-1), 0.9, None, "this run had 0.9 and 49."),
    ],
)
def test_the_verdict_says_what_arrived(arrived, norm, held, said):
    verdict = attention_gradient.verdict(arrived, norm)
    assert verdict.held is held
    assert verdict.sentence.startswith(f"At the first of {arrived.steps} states the weight is ")
    assert verdict.sentence.endswith(said)


@pytest.mark.parametrize(
    ("parameters", "choice"), [({}, "share"), ({"query": "first"}, "more"), ({"query": "last"}, "less")]
)
def test_the_query_decides_how_much_arrives(parameters, choice):
    share = numbers(run(**parameters))["log10_of_an_even_share"]
    assert EXPERIMENT.prediction.right(share) == choice


@pytest.mark.parametrize(("share", "choice"), [(-1.01, "less"), (-1, "share"), (1, "share"), (1.01, "more")])
def test_a_factor_of_ten_is_the_border(share, choice):
    assert EXPERIMENT.prediction.right(share) == choice


@pytest.mark.parametrize("query", ["even", "drawn", "first", "last"])
@pytest.mark.parametrize("norm", [0.3, 1.5])
@pytest.mark.parametrize(("steps", "hidden"), [(20, 4), (100, 64)])
def test_every_corner_has_a_finite_outcome(steps, norm, hidden, query):
    as_json(run(steps=steps, norm=norm, hidden=hidden, query=query))
