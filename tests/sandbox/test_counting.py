"""The experiment: who goes on counting beyond the depths of the training, and who stops."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import counting
from sandbox.experiments.contract import as_json
from sandbox.experiments.counting import EXPERIMENT, Found
from sandbox.materials.pupils.bracketing import Answers, Counter, brackets, counted_by_hand, drawn_cells
from sandbox.nn.affine import Affine

COUNTS = Answers(tuple(range(1, 51)))
LEAKS = Answers(tuple(n if n < 16 else 6 + 3 * n // 4 for n in range(1, 51)))
FULL = Answers(tuple(min(n, 15) for n in range(1, 51)))
SILENT = Answers((*range(1, 30), *(None,) * 21))


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def found(lstm, gru, accuracy=1.0, constant=0.93):
    of_each = {"lstm": (lstm, accuracy), "gru": (gru, 1.0), "rnn": (FULL, 0.9)}
    return {name: Found(*each, constant) for name, each in of_each.items()}


@pytest.fixture(scope="module")
def small():
    return run(deepest=4, hidden=4, iterations=100)


def test_at_the_defaults_the_gru_answers_less_than_half_and_its_state_stays_below_1_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        outcome = at_defaults(EXPERIMENT.key, seed)
        at_deepest = {series.name: series.values[-1] for series in outcome.plots[0].series}
        held = {series.name: max(series.values) for series in outcome.plots[1].series}
        assert at_deepest["rnn"] < at_deepest["gru"] < 25 < 30 < at_deepest["lstm"] < 50
        assert max(held["gru"], held["rnn"]) <= 1 < 50 < held["lstm"]


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(2, 20), st.integers(0, 1000))
def test_nothing_is_closed_that_was_not_opened_and_nesting_ends_at_the_deepest(T, deepest, seed):
    x, depth = brackets(T, 8, deepest, np.random.default_rng(seed))
    assert set(np.unique(x)) <= {-1, 1}
    np.testing.assert_array_equal(depth, np.cumsum(x, axis=0))
    assert depth.min() >= 0
    assert depth.max() <= deepest


def test_every_depth_occurs_and_about_one_step_in_sixteen_ends_with_all_closed():
    _, depth = brackets(40, 500, 10, np.random.default_rng(1))
    assert set(np.unique(depth)) == set(range(11))
    assert 0.04 < np.mean(depth == 0) < 0.09


def test_set_by_hand_an_lstm_counts_two_hundred_up_and_down_again():
    held = counted_by_hand(np.repeat([1, -1], 200))
    np.testing.assert_allclose(held, [*range(1, 201), *range(199, -1, -1)], atol=1e-4)


def test_what_is_asked_is_the_first_closing_at_which_a_network_says_so():
    class Says:
        """Answers that all are closed where as many are closed as opened, but from 4 on one too early."""

        def answers(self, x):
            depth = np.cumsum(x[:, 0] - x[:, 1], axis=0)
            opened = x[:, 0].sum(axis=0)
            return np.where(depth == np.where(opened < 4, 0, 1), 1.0, -1.0)[:, None]

    counter = Counter(drawn_cells(2, 1.0, np.random.default_rng(1))["rnn"], Affine(np.zeros((1, 3))), 0.01)
    counter.network = Says()
    answers = counter.answers(6)
    assert answers.closings == (1, 2, 3, 3, 4, 5)
    assert answers.right_up_to == 3


def test_who_never_says_so_has_no_answer():
    counter = Counter(drawn_cells(2, 1.0, np.random.default_rng(1))["gru"], Affine(np.array([[0.0, 0, -1]])), 0.01)
    answers = counter.answers(3)
    assert answers.closings == (None, None, None)
    assert answers.right_up_to == 0


@pytest.mark.parametrize(
    ("networks", "held", "said"),
    [
        (
            found(COUNTS, FULL),
            True,
            "grew by 1.00 for each bracket, the GRU’s by 0.00. Right every time was the LSTM up",
        ),
        (found(LEAKS, FULL), True, "From 30 to 50 the LSTM’s answer grew by 0.75"),
        (found(LEAKS, LEAKS), False, "the GRU’s by 0.75"),
        (found(FULL, FULL), False, "the LSTM’s answer grew by 0.00"),
        (
            found(SILENT, FULL),
            False,
            "from the LSTM not within 100 closing brackets. At 30 or 50 the LSTM gave no answer, so it doesn’t go on",
        ),
        (found(COUNTS, SILENT), None, "At 30 or 50 the GRU gave no answer, so its growth can’t be told."),
        (found(COUNTS, FULL, 0.96), None, "Not so the LSTM (0.960). Give them more iterations. Trained up to 10"),
        (found(COUNTS, FULL, 0.975, 0.97), None, "is right in 0.970. Not so the LSTM (0.975)."),
    ],
)
def test_the_verdict_says_what_happened(networks, held, said):
    verdict = counting.verdict(networks, 10)
    assert verdict.held is held
    assert said in verdict.sentence


@pytest.mark.parametrize(
    ("off", "choice"), [(0.0, "close"), (0.1, "close"), (0.11, "some"), (0.4, "some"), (0.41, "far"), (None, "far")]
)
def test_how_far_off_is_one_of_the_choices(off, choice):
    assert EXPERIMENT.prediction.right(off) == choice


def test_what_is_drawn_goes_five_times_as_deep_and_two_hundred_brackets_far(small):
    answers, held = small.plots
    assert answers.x == tuple(range(1, 21))
    assert answers.series[-1].values == answers.x
    assert held.x == tuple(range(1, 201))
    assert held.series[-1].values == pytest.approx(held.x, abs=1e-4)
    for series in held.series[1:3]:
        assert max(map(abs, series.values)) <= 1


def test_it_reports_the_answers_while_it_learns():
    reports = []
    outcome = run(deepest=4, hidden=2, iterations=100, report=lambda *told: reports.append(told))
    assert [progress for progress, _ in reports] == [0.5, 1.0]
    assert reports[-1][1] == outcome.plots[:1]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(small):
    assert run(deepest=4, hidden=4, iterations=100) == small
    assert run(seed=2, deepest=4, hidden=4, iterations=100) != small


@pytest.mark.parametrize(("hidden", "bias"), list(itertools.product((2, 32), (0.0, 8.0))))
def test_every_corner_has_a_finite_outcome(hidden, bias):
    as_json(run(deepest=20 if hidden == 2 else 4, hidden=hidden, forget_bias=bias, iterations=50))
