"""Items fitted to who answered what: published estimates, and items that are known because we made them."""

import csv
from pathlib import Path

import numpy as np
import pytest

from quizzes.adaptive import fitting
from tests.quizzes.adaptive.learners import item, responses

NOTHING = float("nan")


def em(table, **known) -> fitting.Fit:
    return fitting.em(responses(table), **known)


@pytest.fixture(scope="module")
def lsat6():
    """Section 6 of the Law School Admission Test: 1,000 answers to five items (Bock and Lieberman 1970)."""
    with (Path(__file__).parent / "lsat6.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    patterns = np.array([[float(score) for score in row["pattern"]] for row in rows])
    return np.repeat(patterns, [int(row["count"]) for row in rows], axis=0)


@pytest.fixture(scope="module")
def lsat6_fit(lsat6):
    return em(lsat6)


def test_the_published_estimates_of_lsat6(lsat6_fit):
    assert [fitted.slope for fitted in lsat6_fit.items] == pytest.approx(
        [0.8257, 0.7227, 0.8909, 0.6884, 0.6569], abs=5e-4
    )
    assert [fitted.intercept for fitted in lsat6_fit.items] == pytest.approx(
        [2.7732, 0.9902, 0.2491, 1.2848, 2.0533], abs=5e-4
    )
    assert lsat6_fit.log_likelihood == pytest.approx(-2466.653, abs=5e-4)
    assert (lsat6_fit.settled, {fitted.answers for fitted in lsat6_fit.items}) == (True, {1000})


def test_an_item_that_not_all_were_asked_is_fitted_to_those_who_were(lsat6):
    """Asked or not by chance, the estimates stay near, and say that they are less certain."""
    some = lsat6.copy()
    some[np.random.default_rng(0).random(1000) < 0.5, 2] = NOTHING
    whole, less = em(lsat6).items, em(some).items

    assert less[2].answers == np.sum(~np.isnan(some[:, 2]))
    assert less[2].intercept_se / whole[2].intercept_se == pytest.approx(np.sqrt(1000 / less[2].answers), rel=0.1)
    assert [one.intercept for one in less] == pytest.approx([one.intercept for one in whole], abs=0.15)


def made(learners: int, items: int, asked: float, guessing: float, seed: int):
    rng = np.random.default_rng(seed)
    theta, b, a = rng.standard_normal(learners), rng.standard_normal(items), np.exp(0.3 * rng.standard_normal(items))
    p = guessing + (1 - guessing) / (1 + np.exp(-a * (theta[:, None] - b)))
    table = (rng.random(p.shape) < p).astype(float)
    table[rng.random(p.shape) > asked] = NOTHING
    return table, a, b


@pytest.mark.parametrize("guessing", [0.0, 0.25])
def test_errors_are_as_large_as_their_standard_errors_say(guessing):
    table, a, b = made(1500, 60, 0.4, guessing, seed=4)
    fit = em(table, guessing=[guessing] * 60)
    slopes = [(fitted.slope - slope) / fitted.slope_se for fitted, slope in zip(fit.items, a, strict=True)]
    intercepts = [(fitted.intercept + d) / fitted.intercept_se for fitted, d in zip(fit.items, a * b, strict=True)]

    assert fit.settled
    assert 0.75 < np.std(slopes) < 1.25
    assert 0.75 < np.std(intercepts) < 1.3
    assert abs(np.mean(slopes)) < 0.4


def test_what_was_fitted_becomes_what_we_believe_of_an_item():
    table, a, b = made(1500, 60, 0.4, 0.2, seed=5)
    believed = [fitted.parameters() for fitted in em(table, guessing=[0.2] * 60).items]
    harder = [(each.difficulty - true) / each.difficulty_sd for each, true in zip(believed, b, strict=True)]
    steeper = [
        (each.log_discrimination - true) / each.log_discrimination_sd
        for each, true in zip(believed, np.log(a), strict=True)
    ]

    assert {each.guessing for each in believed} == {0.2}
    assert 0.7 < np.std(harder) < 1.3
    assert 0.7 < np.std(steeper) < 1.3


def test_a_prior_counts_where_answers_are_few_and_hardly_where_they_are_many(lsat6):
    far = [item(difficulty=2.0)] * 5
    for answers, nearest, farthest in [(lsat6[::20], 0.2, 1.0), (np.tile(lsat6, (8, 1)), 0.0, 0.02)]:
        free, pulled = em(answers).items[2], em(answers, prior=far).items[2]

        assert nearest <= free.intercept - pulled.intercept < farthest
        assert pulled.slope_se < free.slope_se


def test_who_has_no_prior_is_fitted_as_without(lsat6, lsat6_fit):
    assert em(lsat6, prior=[None] * 5) == lsat6_fit


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_an_item_that_all_got_right_or_wrong_ends_somewhere(lsat6, score):
    table = lsat6.copy()
    table[:, 0] = score
    alone, with_prior = em(table), em(table, prior=[item()] * 5)

    assert np.isfinite([alone.log_likelihood, alone.items[0].slope, alone.items[0].intercept]).all()
    assert with_prior.settled
    assert 2 < abs(with_prior.items[0].intercept) < 7
    assert with_prior.items[0].parameters() is not None


def test_an_item_that_tells_nothing_is_not_believed(lsat6):
    backwards = lsat6.copy()
    backwards[:, 2] = 1 - backwards[:, 2]
    fit = em(backwards)

    assert fit.items[2].slope == pytest.approx(-0.8909, abs=5e-4)
    assert [fitted.parameters() is None for fitted in fit.items] == [False, False, True, False, False]


def test_an_item_that_nobody_was_asked_is_known_by_its_prior_alone(lsat6):
    table = np.column_stack([lsat6, np.full(1000, NOTHING)])
    fit = em(table, prior=[*[None] * 5, item(0.75)])
    believed = fit.items[5].parameters()

    assert fit.items[5].answers == 0
    assert (believed.difficulty, believed.difficulty_sd) == pytest.approx((0.75, 0.7))
    assert (believed.log_discrimination, believed.log_discrimination_sd) == pytest.approx((0, 0.3))
    assert fit.log_likelihood == pytest.approx(-2466.653, abs=5e-4)


def test_who_was_asked_nothing_makes_no_difference(lsat6, lsat6_fit):
    fit = em(np.insert(lsat6, [0, 500, 1000], NOTHING, axis=0))

    assert [each.slope for each in fit.items] == pytest.approx([each.slope for each in lsat6_fit.items])
    assert fit.log_likelihood == pytest.approx(lsat6_fit.log_likelihood)
