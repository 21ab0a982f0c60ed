"""An item's curve: the chance of a right answer at each ability, averaged over what isn't known of the item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.adaptive.items import Parameters, curve, curves, information, prior
from quizzes.adaptive.scale import GRID
from tests.quizzes.adaptive.makers import known

believed = st.builds(
    Parameters,
    st.floats(-3, 3),
    st.floats(0, 1),
    st.floats(-0.8, 0.8),
    st.floats(0, 0.4),
    st.sampled_from([0, 0.2, 0.5]),
)


def test_a_known_item_is_the_logistic_of_the_textbook():
    a, b, c = 1.5, 0.5, 0.2
    expected = c + (1 - c) / (1 + np.exp(-a * (GRID - b)))
    np.testing.assert_allclose(curve(known(b, log_discrimination=np.log(a), guessing=c)), expected, rtol=0, atol=1e-9)


def test_its_information_is_the_textbook_s():
    a, b = 1.5, 0.5
    right = 1 / (1 + np.exp(-a * (GRID - b)))
    inside = slice(8, -8)
    np.testing.assert_allclose(
        information(curve(known(b, log_discrimination=np.log(a))))[inside],
        (a**2 * right * (1 - right))[inside],
        rtol=0.02,
    )


@given(believed)
def test_the_more_able_the_likelier_right_and_never_below_guessing(item):
    right = curve(item)
    assert (np.diff(right) >= 0).all()
    assert item.guessing <= right[0] < right[-1] < 1


@given(believed)
def test_an_average_over_what_the_item_may_be(item):
    rng = np.random.default_rng(0)
    a = np.exp(rng.normal(item.log_discrimination, item.log_discrimination_sd, 20_000))[:, None]
    b = rng.normal(item.difficulty, item.difficulty_sd, 20_000)[:, None]
    at = GRID[16::16]
    drawn = item.guessing + (1 - item.guessing) / (1 + np.exp(-a * (at - b)))
    np.testing.assert_allclose(curve(item)[16::16], drawn.mean(axis=0), rtol=0, atol=0.012)


def test_many_are_as_each_by_itself():
    items = [prior(1 + place % 5, guessing=0.25 * (place % 2)) for place in range(2100)]  # more than are done at once
    together = curves(items)
    assert [together[place].tobytes() for place in (0, 7, 2099)] == [
        curve(items[place]).tobytes() for place in (0, 7, 2099)
    ]
    assert curves([]).shape == (0, len(GRID))


def test_what_the_author_s_level_says():
    assert [prior(level, 0.25) for level in (1, 2, 3, 4, 5)] == [
        Parameters(b, 0.7, 0.0, 0.3, 0.25) for b in (-1.5, -0.75, 0.0, 0.75, 1.5)
    ]
    with pytest.raises(ValueError, match="level is 1 to 5, not 6"):
        prior(6, 0.25)
