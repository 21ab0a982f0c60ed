"""Statistics of items and options, worked out by hand and within their bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.adaptive.statistics import (
    ItemStatistics,
    OptionStatistics,
    item_statistics,
    median_seconds,
    option_statistics,
    rest_scores,
)

NOTHING = float("nan")
SCORES = st.integers(1, 6).flatmap(
    lambda items: st.lists(
        st.lists(st.sampled_from([0.0, 0.5, 1.0, NOTHING]), min_size=items, max_size=items), min_size=1, max_size=15
    )
)


def test_an_item_by_hand():
    """Four attempts at three items. The first's scores are 1 1 0 0, the rest 1, .5, .5, 0: their covariance is
    (.5·.5 + 0 + 0 + .5·.5)/4 = .125, the deviations .5 and √.125, so the correlation is 1/√2. Sorted, it is no more."""
    scores = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0]], dtype=float)
    first = item_statistics(scores, [0.25, 0.25, 0.0])[0]

    assert first.facility == 0.5
    assert first.sd == pytest.approx(np.sqrt(1 / 3))
    assert first.intended_guess == 0.25
    assert first.discrimination_index == pytest.approx(100 / np.sqrt(2))
    assert first.discriminative_efficiency == pytest.approx(100)


def test_efficiency_lays_an_item_against_the_best_that_it_could_do():
    """The second, 1 0 0 0 against a rest of .5 .5 .5 0, has a covariance of 1/32, and in no other order could it have
    more; but two variables so uneven are never the same."""
    scores = np.array([[1, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]], dtype=float)
    second = item_statistics(scores, [0, 0, 0])[1]

    assert rest_scores(scores)[1].tolist() == [0.5, 0.5, 0.5, 0]
    assert second.discrimination_index == pytest.approx(100 / 3)
    assert second.discriminative_efficiency == pytest.approx(100)


def test_an_item_that_the_better_get_wrong_discriminates_backwards():
    scores = np.array([[0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]], dtype=float)
    first = item_statistics(scores, [0, 0, 0])[0]

    assert (first.discrimination_index, first.discriminative_efficiency) == pytest.approx((-100, -100))


def test_what_wasnt_asked_counts_nowhere():
    scores = np.array([[1, 0, NOTHING, 1], [1, NOTHING, 1, NOTHING], [0, NOTHING, 1, 1]])

    assert np.array_equal(
        rest_scores(scores),
        [[0.5, NOTHING, NOTHING, 1], [0.5, NOTHING, 1, NOTHING], [1, NOTHING, 1, 1]],
        equal_nan=True,
    )
    assert item_statistics(scores, [0, 0, 0])[0] == ItemStatistics(
        3, 2 / 3, pytest.approx(1 / np.sqrt(3)), 0, None, None
    )


def test_of_nobody_nothing_is_said():
    assert item_statistics(np.full((1, 3), NOTHING), [0.5]) == (ItemStatistics(0, None, None, 0.5, None, None),)


@given(SCORES)
def test_statistics_keep_their_bounds(attempts):
    scores = np.array(attempts).T
    for each in item_statistics(scores, [0.25] * len(scores)):
        assert each.facility is None or 0 <= each.facility <= 1
        assert each.sd is None or 0 <= each.sd <= np.sqrt(0.5) + 1e-9
        assert (each.discrimination_index is None) is (each.discriminative_efficiency is None)
        if each.discrimination_index is not None:
            assert -100 <= each.discrimination_index <= 100
            assert each.discriminative_efficiency <= 100
            assert abs(each.discriminative_efficiency) >= abs(each.discrimination_index) - 1e-6


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
