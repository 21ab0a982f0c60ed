"""Items whose recent answers differ from what is believed of them."""

import numpy as np
import pytest

from quizzes.adaptive.chances import Answered
from quizzes.adaptive.drift import LEAST, WINDOW, drift
from tests.quizzes.adaptive.learners import answers, drawn, item

KNOWN = item(0.0, 1e-9, 0.0, 1e-9)


def test_the_residual_of_a_known_item_is_that_of_independent_answers():
    """Everybody has an even chance: 60 of 100 right are 10 more than expected, and 5 the standard deviation."""
    found = drift(KNOWN, [Answered(1, 0.0, 0.0)] * 60 + [Answered(0, 0.0, 0.0)] * 40)

    assert (found.answers, found.expected, found.observed) == pytest.approx((100, 0.5, 0.6))
    assert found.residual == pytest.approx(2)
    assert not found.flagged


def test_above_three_standard_deviations_it_is_flagged_either_way():
    for right, flagged in [(66, True), (65, False), (35, False), (34, True)]:
        given = [Answered(1, 0.0, 0.0)] * right + [Answered(0, 0.0, 0.0)] * (100 - right)

        assert drift(KNOWN, given).flagged is flagged


def test_few_answers_flag_nothing():
    given = [Answered(1, -3.0, 0.1)] * LEAST

    assert drift(KNOWN, given).flagged
    assert not drift(KNOWN, given[1:]).flagged
    assert drift(KNOWN, []) is None


def test_only_the_last_answers_count():
    leaked = [Answered(1, 0.0, 0.0)] * WINDOW

    assert drift(KNOWN, [*leaked, *[Answered(index % 2, 0.0, 0.0) for index in range(WINDOW)]]).residual == 0
    assert drift(KNOWN, [Answered(0, 0.0, 0.0)] * 50 + leaked) == drift(KNOWN, leaked)


def test_what_isnt_known_of_an_item_explains_part_of_a_difference():
    given = [Answered(1, 0.0, 0.3)] * 70 + [Answered(0, 0.0, 0.3)] * 30

    assert drift(KNOWN, given).flagged
    assert not drift(item(difficulty_sd=0.7), given).flagged


@pytest.mark.parametrize("believed", [item(0.0, 0.2, 0.0, 0.1), item(-2.5, 0.1, 0.0, 0.1, guessing=0.25)])
def test_where_nothing_changed_it_is_a_rare_alarm(believed):
    rng = np.random.default_rng(0)
    alarms = sum(drift(believed, answers(drawn(believed, rng), WINDOW, rng)).flagged for _ in range(300))

    assert alarms <= 4


def test_an_item_that_became_much_easier_is_flagged():
    rng = np.random.default_rng(1)
    believed = item(0.0, 0.2, 0.0, 0.1, guessing=0.25)
    found = [drift(believed, answers(believed, WINDOW, rng, easier=1.5)) for _ in range(100)]

    assert np.mean([each.flagged and each.residual > 0 for each in found]) > 0.9
