"""How well somebody knows one objective, and when there is too little to say so."""

import numpy as np
import pytest

from quizzes.adaptive.belief import NOTHING, nothing_known
from quizzes.adaptive.mastery import mastery
from tests.quizzes.adaptive.makers import EASY, HARD, MIDDLING


def learner(elsewhere_in_topic=(), own=(), topics=2):
    """Their belief and their evidence about one objective, from scores on middling questions."""
    belief, of_objective = nothing_known(topics), NOTHING
    for score in elsewhere_in_topic:
        belief = belief.after(0, MIDDLING, score)
    for score in own:
        belief, of_objective = belief.after(0, MIDDLING, score), of_objective.plus(MIDDLING, score)
    return belief, of_objective


def of(elsewhere_in_topic=(), own=()):
    belief, of_objective = learner(elsewhere_in_topic, own)
    return mastery(belief, 0, of_objective)


def test_of_somebody_unknown_half_of_them_know_a_middling_question():
    unknown = of()
    assert unknown.chance == pytest.approx(0.5, abs=1e-6)
    assert unknown.low == pytest.approx(1 - unknown.high, abs=1e-3)
    assert (unknown.answers, unknown.enough) == (0, False)
    assert unknown.offset == pytest.approx(0, abs=1e-6)


def test_what_their_topic_says_counts():
    assert of([1.0] * 8).chance > 0.6 > 0.4 > of([0.0] * 8).chance


def test_the_objective_s_own_answers_count_for_more():
    weak, strong = of([1.0] * 6, own=[0.0] * 3), of([0.0] * 6, own=[1.0] * 3)
    assert weak.chance < of([1.0] * 6 + [0.0] * 3).chance
    assert strong.chance > of([0.0] * 6 + [1.0] * 3).chance
    assert weak.offset < 0 < strong.offset


def test_it_is_bayes_over_ability_and_offset():
    """The answers about the objective come from ability + offset, the others from the ability."""
    belief, of_objective = learner([1.0, 0.0, 1.0], own=[0.0, 1.0, 0.0], topics=1)
    rng = np.random.default_rng(0)
    ability = rng.standard_normal(400_000)
    there = ability + 0.5 * rng.standard_normal(400_000)

    def right(at):
        grid = np.linspace(-6, 6, 97)
        return np.interp(at, grid, MIDDLING)

    weight = right(ability) ** 2 * (1 - right(ability)) * right(there) * (1 - right(there)) ** 2
    found = mastery(belief, 0, of_objective)
    assert found.offset == pytest.approx(np.average(there, weights=weight) - belief.mean[0], abs=0.01)


def test_two_answers_at_least_and_an_interval_that_says_something():
    assert [of([1.0] * 20, own).enough for own in ([], [1.0], [1.0, 1.0])] == [False, False, True]
    assert [of([], own).enough for own in ([1.0, 1.0], [1.0] * 4)] == [False, True]


def test_reviews_of_its_cards_count_though_the_topic_has_not_counted_them():
    belief, of_objective = learner([1.0, 0.0] * 3, own=[1.0])
    reviews = NOTHING.plus(EASY, 1.0, 0.5).plus(EASY, 1.0, 0.5)
    without, with_them = mastery(belief, 0, of_objective), mastery(belief, 0, of_objective, reviews)
    assert with_them.chance > without.chance
    assert (without.answers, with_them.answers) == (1, 2)
    lapsed = mastery(belief, 0, of_objective, NOTHING.plus(HARD, 0.0).plus(EASY, 0.0))
    assert lapsed.chance < without.chance


def test_a_better_answer_never_lowers_it():
    chances = [of([1.0, 0.0], own=[1.0, score]).chance for score in (0.0, 0.25, 0.5, 1.0)]
    assert chances == sorted(chances)
