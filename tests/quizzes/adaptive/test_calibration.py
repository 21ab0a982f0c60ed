"""What answers say of an item's difficulty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.adaptive import simulation
from quizzes.adaptive.belief import nothing_known
from quizzes.adaptive.calibration import updated
from quizzes.adaptive.chances import Answered
from quizzes.adaptive.choosing import practice
from quizzes.adaptive.items import prior
from quizzes.adaptive.pool import Pool
from tests.quizzes.adaptive.learners import answers, drawn, item

ANSWERS = st.lists(
    st.builds(Answered, st.floats(0, 1), st.floats(-3, 3), st.floats(0.05, 1)),
    min_size=1,
    max_size=12,
)


def test_without_answers_we_believe_what_the_author_says():
    assert updated(item(), []) == item()


def test_the_posterior_is_what_sums_over_everything_give():
    """Prior and likelihood on fine grids of difficulty, discrimination and ability, added up one by one."""
    prior = item(0.75, 0.7, 0.1, 0.3, guessing=0.25)
    given = [Answered(1, -0.5, 0.6), Answered(0, 0.4, 0.3), Answered(0.5, 1.0, 0.9), Answered(1, 0.2, 0.5)]
    z = np.linspace(-5, 5, 81)
    weights = np.exp(-0.5 * z**2) / np.exp(-0.5 * z**2).sum()
    b, a = 0.75 + 0.7 * z, np.exp(0.1 + 0.3 * z)
    likelihood = np.ones((len(b), len(a)))
    for answer in given:
        theta = answer.ability + answer.ability_sd * z
        p = 0.25 + 0.75 / (1 + np.exp(-a[:, None] * (theta - b[:, None, None])))  # (b, a, θ)
        likelihood *= (p**answer.score * (1 - p) ** (1 - answer.score)) @ weights
    posterior = weights * (likelihood @ weights)
    posterior /= posterior.sum()
    mean = posterior @ b
    after = updated(prior, given)

    assert after.difficulty == pytest.approx(mean, abs=2e-4)
    assert after.difficulty_sd == pytest.approx(np.sqrt(posterior @ (b - mean) ** 2), abs=2e-4)
    assert (after.log_discrimination, after.log_discrimination_sd, after.guessing) == (0.1, 0.3, 0.25)


@settings(deadline=None)
@given(ANSWERS, st.randoms())
def test_the_order_of_answers_makes_no_difference(given, random):
    shuffled = random.sample(given, len(given))
    one, other = updated(item(guessing=0.2), given), updated(item(guessing=0.2), shuffled)

    assert (one.difficulty, one.difficulty_sd) == pytest.approx((other.difficulty, other.difficulty_sd))


@settings(deadline=None)
@given(ANSWERS, st.floats(-3, 3), st.floats(0.05, 1))
def test_a_right_answer_makes_an_item_easier_and_a_wrong_one_harder(given, ability, sd):
    right, before, wrong = (
        updated(item(), [*given, *more]).difficulty
        for more in ([Answered(1, ability, sd)], [], [Answered(0, ability, sd)])
    )

    assert right < before < wrong


def test_half_a_score_where_half_is_expected_changes_nothing_but_certainty():
    after = updated(item(), [Answered(0.5, 0.0, 0.3)])

    assert after.difficulty == pytest.approx(0, abs=1e-9)
    assert after.difficulty_sd < 0.7


def test_who_is_known_less_tells_less():
    sure, unsure = (updated(item(), [Answered(1, 0.0, sd)] * 10) for sd in (0.1, 1.0))

    assert sure.difficulty < unsure.difficulty < 0
    assert sure.difficulty_sd < unsure.difficulty_sd < 0.7


def test_night_by_night_comes_to_about_the_same_as_all_at_once():
    rng = np.random.default_rng(1)
    given = answers(item(1.0), 90, rng)
    nightly = item()
    for night in range(9):
        nightly = updated(nightly, given[10 * night : 10 * (night + 1)])
    at_once = updated(item(), given)

    assert nightly.difficulty == pytest.approx(at_once.difficulty, abs=0.1)
    assert nightly.difficulty_sd == pytest.approx(at_once.difficulty_sd, abs=0.1)


def test_intervals_hold_the_difficulties_that_they_say_they_hold():
    rng = np.random.default_rng(2)
    prior, within = item(guessing=0.25), 0
    for _ in range(200):
        true = drawn(prior, rng)
        after = updated(prior, answers(true, 40, rng))
        within += abs(after.difficulty - true.difficulty) < 1.2816 * after.difficulty_sd

    assert 0.73 < within / 200 < 0.87  # .8, and what 200 items leave to chance


def test_a_thousand_answers_find_a_difficulty_that_nobody_expected():
    rng = np.random.default_rng(3)
    after = updated(item(-1.5, log_a_sd=0.01), answers(item(1.5), 1000, rng))

    assert after.difficulty == pytest.approx(1.5, abs=0.25)
    assert after.difficulty_sd < 0.12


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_an_item_that_all_get_right_or_wrong_stays_on_the_scale(score):
    after = updated(item(), [Answered(score, 0.0, 0.3)] * 2000)

    assert 2 < abs(after.difficulty) < 6
    assert 0 < after.difficulty_sd < 0.7


def test_difficulties_are_found_by_learners_who_are_asked_what_suits_them():
    """Whom an item is given to depends on what is believed of both; neither is known."""
    rng = np.random.default_rng(5)
    levels = [prior(level, 0.25) for level in rng.integers(1, 6, size=40).tolist()]
    truth = tuple(drawn(each, rng) for each in levels)
    bank = simulation.Bank(Pool.of(range(40), levels, [0] * 40), tuple(levels), truth)
    given = [[] for _ in levels]
    for (ability,) in simulation.learners(200, 1, rng).tolist():
        belief, asked = nothing_known(1), set()
        while len(asked) < 20:
            chosen = practice(bank.pool, belief, barred=asked, rng=rng).item
            right = bank.is_right(chosen, ability, rng)
            given[chosen].append(Answered(float(right), float(belief.mean[0]), belief.sd(0)))
            belief = belief.after(0, bank.pool.curves[chosen], float(right))
            asked.add(chosen)
    after = [updated(believed, answers) for believed, answers in zip(levels, given, strict=True)]
    wrong_before = [believed.difficulty - true.difficulty for believed, true in zip(levels, truth, strict=True)]
    wrong = [believed.difficulty - true.difficulty for believed, true in zip(after, truth, strict=True)]
    sds = [believed.difficulty_sd for believed in after]

    assert np.std(wrong_before) > 0.55
    assert np.sqrt(np.mean(np.square(wrong))) < 0.45
    assert 0.75 < np.std(np.divide(wrong, sds)) < 1.3
