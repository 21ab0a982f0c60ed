"""Statistics of items and options, worked out by hand and within their bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.adaptive.statistics import (
    ItemStatistics,
    OptionStatistics,
    median_seconds,
    of_item,
    option_statistics,
    rests,
)

NOTHING = float("nan")
SCORES = st.sampled_from([0.0, 0.5, 1.0])


def test_an_item_by_hand():
    """Scores of 1 1 0 0 against a rest of 1, .5, .5, 0: their covariance is (.5·.5 + 0 + 0 + .5·.5)/4 = .125, the
    deviations .5 and √.125, so the correlation is 1/√2. Sorted, it is no more."""
    first = of_item(np.array([1.0, 1, 0, 0]), np.array([1, 0.5, 0.5, 0]))

    assert (first.attempts, first.facility) == (4, 0.5)
    assert first.sd == pytest.approx(np.sqrt(1 / 3))
    assert first.discrimination_index == pytest.approx(100 / np.sqrt(2))
    assert first.discriminative_efficiency == pytest.approx(100)


def test_efficiency_lays_an_item_against_the_best_that_it_could_do():
    """1 0 0 0 against .5 .5 .5 0 has a covariance of 1/32, and in no other order could it have more; but two variables
    so uneven are never the same."""
    uneven = of_item(np.array([1.0, 0, 0, 0]), np.array([0.5, 0.5, 0.5, 0]))

    assert uneven.discrimination_index == pytest.approx(100 / 3)
    assert uneven.discriminative_efficiency == pytest.approx(100)


def test_an_item_that_the_better_get_wrong_discriminates_backwards():
    backwards = of_item(np.array([0.0, 0, 1, 1]), np.array([1.0, 1, 0, 0]))

    assert (backwards.discrimination_index, backwards.discriminative_efficiency) == pytest.approx((-100, -100))


def test_an_answer_without_a_rest_counts_but_is_laid_against_nothing():
    scores, rest = np.array([1.0, 1, 0, 0]), np.array([1, NOTHING, 0, NOTHING])

    assert of_item(scores, rest).attempts == 4
    assert of_item(scores, rest).discrimination_index == pytest.approx(100)


def test_of_nobody_nothing_is_said():
    assert of_item(np.zeros(0), np.zeros(0)) == ItemStatistics(0, None, None, None, None)


@given(st.lists(st.tuples(SCORES, st.one_of(SCORES, st.just(NOTHING))), max_size=15))
def test_statistics_keep_their_bounds(attempts):
    each = of_item(*np.array(attempts, dtype=float).reshape(-1, 2).T)
    assert each.facility is None or 0 <= each.facility <= 1
    assert each.sd is None or 0 <= each.sd <= np.sqrt(0.5) + 1e-9
    assert (each.discrimination_index is None) is (each.discriminative_efficiency is None)
    if each.discrimination_index is not None:
        assert -100 <= each.discrimination_index <= 100
        assert each.discriminative_efficiency <= 100
        assert abs(each.discriminative_efficiency) >= abs(each.discrimination_index) - 1e-6


def test_the_rest_is_what_the_others_of_the_same_quiz_earned():
    """Quiz 7 has three answers, 4 has two, 9 only one."""
    found = rests(np.array([7, 4, 7, 9, 4, 7]), np.array([1.0, 0.5, 0, 1, 1, 0.5]))

    assert found.tolist()[:3] == [0.25, 1, 0.75]
    assert np.isnan(found[3])
    assert found.tolist()[4:] == [0.5, 0.5]


def test_where_nobody_answered_there_is_no_rest():
    assert rests(np.zeros(0, dtype=np.int64), np.zeros(0)).tolist() == []


@given(st.lists(st.tuples(st.integers(0, 4), SCORES), max_size=20))
def test_what_is_left_of_a_quiz_without_an_answer_is_its_rest(answers):
    quizzes = np.array([quiz for quiz, _ in answers], dtype=np.int64)
    found = rests(quizzes, np.array([score for _, score in answers]))
    for place, (quiz, _) in enumerate(answers):
        others = [score for at, (other, score) in enumerate(answers) if other == quiz and at != place]
        assert found[place] == pytest.approx(np.mean(others) if others else NOTHING, nan_ok=True)


REST = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])


def test_options_by_hand():
    """Nine attempts from the lowest rest to the highest: one chose the right option, one the wrong, thirds of three."""
    right = np.array([0, 0, 1, 0, 1, 1, 1, 1, 1], dtype=bool)

    assert option_statistics(np.stack([right, ~right]), [True, False], REST) == (
        OptionStatistics(pytest.approx(6 / 9), 1.0, pytest.approx(2 / 3), pytest.approx(1 / 3), False),
        OptionStatistics(pytest.approx(3 / 9), 0.0, pytest.approx(1 / 3), pytest.approx(2 / 3), False),
    )


def test_an_option_that_works_backwards_is_flagged():
    chosen = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    key_is_wrong = option_statistics(np.stack([chosen, ~chosen]), [True, False], REST)

    assert [each.flagged for each in key_is_wrong] == [True, True]
    assert [each.flagged for each in option_statistics(np.stack([chosen, ~chosen]), [False, True], REST)] == [False] * 2


def test_one_learner_more_is_no_reason_to_flag():
    once = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1], dtype=bool)

    assert not option_statistics(once[None], [False], REST)[0].flagged


def test_who_has_the_same_rest_stands_in_the_same_third():
    """Three at .5, of whom one chose it, are the middle third and nothing else; six at .5 share two thirds."""
    chosen = np.array([[1, 0, 0, 1, 0, 0]], dtype=bool)
    middle = option_statistics(chosen[:, :6], [False], np.array([0.5, 0.5, 0.1, 0.2, 0.8, 0.9]))[0]
    alike = option_statistics(chosen, [False], np.full(6, 0.5))[0]

    assert (middle.lower, middle.middle, middle.top) == (0.5, 0.5, 0)
    assert (alike.lower, alike.middle, alike.top, alike.flagged) == (*[pytest.approx(1 / 3)] * 3, False)


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.3, 0.5, 1.0, NOTHING])), max_size=20), st.randoms())
def test_thirds_are_shares_and_ask_nobody_to_be_first(attempts, random):
    def of(attempts):
        chosen = np.array([[one for one, _ in attempts]], dtype=bool)
        return option_statistics(chosen, [False], np.array([rest for _, rest in attempts]))

    found = of(attempts)
    assert len(found) == (sum(rest == rest for _, rest in attempts) >= 3)
    for one, other in zip(found, of(random.sample(attempts, len(attempts))), strict=True):
        shares = one.lower, one.middle, one.top
        assert (other.lower, other.middle, other.top) == pytest.approx(shares)
        assert all(-1e-9 <= share <= 1 + 1e-9 for share in shares)
        assert sum(shares) / 3 == pytest.approx(one.chosen)


@pytest.mark.parametrize(
    "seconds, median",
    [([30, 90, 40], 40), ([30, 40], 35), ([30, NOTHING, 50, 1000], 50), ([NOTHING], None), ([], None)],
)
def test_the_median_time_is_that_of_measured_answers(seconds, median):
    assert median_seconds(np.array(seconds, dtype=float)) == median
