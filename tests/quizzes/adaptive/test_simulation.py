"""Synthetic learners, whose abilities are known, through the engine as it is: what it promises of itself holds."""

from functools import cache

import numpy as np
import pytest

from quizzes.adaptive import simulation
from quizzes.adaptive.simulation import assessed, bank, learners, practised
from quizzes.adaptive.stopping import FEWEST, MOST


@cache
def run(kind, *, topics, many=300, items=300, seed=1, walk=assessed, **more):
    rng = np.random.default_rng(seed)
    drawn = bank(kind, items, topics, rng)
    return walk(drawn, learners(many, topics, rng), rng, **more)


@pytest.mark.parametrize(("kind", "topics"), [("levels", 1), ("levels", 3), ("calibrated", 3)])
@pytest.mark.parametrize("mass", [0.5, 0.8, 0.95])
def test_intervals_hold_the_truth_as_often_as_they_say(kind, topics, mass):
    """Within 99 % of a binomial distribution's mass, one topic of each learner: theirs aren't independent."""
    band = 2.58 * np.sqrt(mass * (1 - mass) / 300)
    assert abs(run(kind, topics=topics).coverage(mass) - mass) < band


def test_what_is_believed_is_as_wrong_as_it_says():
    record = run("calibrated", topics=3)
    assert record.rmse == pytest.approx(record.sd, rel=0.05)


def test_answers_about_other_topics_help():
    by_itself, among_three = run("calibrated", topics=1), run("calibrated", topics=3)
    a_third_each = run("calibrated", topics=1, enough=lambda belief, asked: asked[0] >= 10)
    assert by_itself.sd < among_three.sd < a_third_each.sd


def test_nobody_is_asked_twice_nor_fewer_or_more_than_promised():
    record = run("calibrated", topics=2, many=60)
    for learner in range(60):
        items = [answered.item for answered in record.answers if answered.learner == learner]
        assert len(set(items)) == len(items)
        assert FEWEST <= len(items) <= MOST


@pytest.mark.parametrize("kind", ["levels", "calibrated"])
def test_no_item_is_in_more_than_a_quarter_of_the_assessments(kind):
    one_more = 1 / 300
    assert run(kind, topics=1).exposure().max() <= 0.25 + one_more


def test_a_bank_known_by_its_levels_alone_is_used_whole():
    assert (run("levels", topics=1).exposure() == 0).mean() < 0.05


def test_practice_is_right_three_times_in_four_and_knows_it():
    record = run("calibrated", topics=3, many=100, walk=practised, questions=30)
    assert record.questions == 30
    assert record.share_right == pytest.approx(0.75, abs=0.025)
    assert record.chance == pytest.approx(0.75, abs=0.025)


def test_when_all_is_asked_it_ends():
    assert run("calibrated", topics=2, many=3, items=6).questions == 6
    assert run("calibrated", topics=2, many=3, items=6, walk=practised, questions=30).questions == 6


def test_the_same_seed_is_the_same_walk():
    once, again = (run.__wrapped__("levels", topics=2, many=5).answers for _ in "12")
    assert once == again


def test_the_truth_is_drawn_from_what_is_believed():
    drawn = bank("calibrated", 4000, 1, np.random.default_rng(0))
    by_level = bank("levels", 4000, 1, np.random.default_rng(0))
    for of_bank in (drawn, by_level):
        assert np.var([true.difficulty for true in of_bank.truth]) == pytest.approx(1.125 + 0.49, rel=0.08)
        assert np.std([true.log_discrimination for true in of_bank.truth]) == pytest.approx(0.3, rel=0.08)
    with pytest.raises(ValueError, match="levels or calibrated, not guessed"):
        simulation.bank("guessed", 1, 1, np.random.default_rng(0))
