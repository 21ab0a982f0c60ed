"""Whether somebody holds a misconception, from the answers that could have betrayed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.adaptive.misconceptions import by_answers, holding

times = st.integers(0, 30)


def test_before_any_answer_one_in_five():
    assert holding(0, 0).mean == 0.2
    assert not holding(0, 0).likely


def test_the_interval_is_the_beta_distribution_s():
    """Of Beta(1, 4): 1 − (1 − x)⁴ lies below x."""
    unknown = holding(0, 0)
    assert (unknown.low, unknown.high) == pytest.approx((1 - 0.9**0.25, 1 - 0.1**0.25), abs=2e-4)


@pytest.mark.parametrize(
    ("betrayed", "avoided", "likely"),
    [(1, 0, False), (2, 0, True), (2, 1, False), (3, 1, True), (3, 2, True), (3, 3, False), (0, 5, False)],
)
def test_once_may_be_a_guess_and_twice_of_two_is_none(betrayed, avoided, likely):
    assert holding(betrayed, avoided).likely == likely


@given(times, times)
def test_each_betrayal_says_more_and_each_time_avoided_less(betrayed, avoided):
    now = holding(betrayed, avoided)
    assert now.low < now.mean < now.high
    assert holding(betrayed + 1, avoided).mean > now.mean > holding(betrayed, avoided + 1).mean


def test_answers_count_by_their_weight():
    assert by_answers([(True, 1.0), (True, 0.5), (False, 0.5)]).mean == pytest.approx(2.5 / 7)
    assert by_answers([(True, 1.0), (True, 0.25)]) == holding(1.25, 0)


def test_a_right_answer_just_after_the_solution_says_nothing_against_it():
    twice = [(True, 1.0), (True, 1.0)]
    assert by_answers([*twice, *[(False, 0.25)] * 3]) == by_answers(twice)
    assert by_answers([*twice, (False, 0.5)]).mean < by_answers(twice).mean


def test_counts_are_not_below_nothing():
    with pytest.raises(ValueError, match="-1 and 0 times are not counts"):
        holding(-1, 0)
