"""Which question comes next: in practice the one that helps, in an assessment the one that tells."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from quizzes.adaptive.belief import nothing_known
from quizzes.adaptive.choosing import Why, assessment, practice
from quizzes.adaptive.exposure import shares
from quizzes.adaptive.items import curve
from tests.quizzes.adaptive.makers import EASY, HARD, known, pool_of


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def somebody(ability, topics=1):
    """A belief narrow around that ability in topic 0."""
    belief = nothing_known(topics)
    for _ in range(60):
        belief = belief.after(0, curve(known(ability)), 0.5)
    return belief


@cache
def wide_pool(topics=1):
    difficulties = np.random.default_rng(3).normal(0, 1.5, 400).tolist()
    return pool_of(difficulties, [item % topics for item in range(400)])


class TestPractice:
    @pytest.mark.parametrize("ability", [-1.5, 0.0, 1.5])
    def test_is_right_three_times_in_four(self, rng, ability):
        pool, belief = wide_pool(), somebody(ability)
        chances = [practice(pool, belief, rng=rng).chance for _ in range(60)]
        assert 0.70 < np.mean(chances) < 0.80
        assert 0.65 < min(chances) < max(chances) < 0.85

    def test_of_somebody_new_too(self, rng):
        chances = [practice(wide_pool(), nothing_known(1), rng=rng).chance for _ in range(60)]
        assert 0.70 < np.mean(chances) < 0.80

    def test_prefers_what_is_shaky(self, rng):
        need = np.where(np.arange(400) % 4 == 0, 1.0, 0.0)
        choices = [practice(wide_pool(), somebody(0.0), rng=rng, need=need) for _ in range(60)]
        assert {choice.item % 4 for choice in choices} == {0}
        assert {choice.why for choice in choices} == {Why.SHAKY}

    def test_what_is_known_well_still_comes_when_nothing_else_is_left(self, rng):
        assert practice(pool_of([-1.1]), somebody(0.0), rng=rng, need=np.array([0.0])).why == Why.FITTING

    def test_an_objective_harder_for_the_learner_than_its_topic_gets_easier_questions(self, rng):
        pool, belief = wide_pool(), somebody(0.0)
        offset = np.full(400, -1.0)
        easier = [practice(pool, belief, rng=rng, offset=offset) for _ in range(40)]
        usual = [practice(pool, belief, rng=rng) for _ in range(40)]
        assert (
            np.mean([pool.ready[choice.item] for choice in easier])
            < np.mean([pool.ready[choice.item] for choice in usual]) - 0.8
        )
        assert 0.70 < np.mean([choice.chance for choice in easier]) < 0.80

    def test_a_betrayed_misconception_is_followed_up_first_and_in_order(self, rng):
        pool, belief = wide_pool(), somebody(0.0)
        asked = set()
        for expected in (17, 4, 250):
            choice = practice(pool, belief, rng=rng, barred=asked, follow_ups=[17, 4, 250])
            assert (choice.item, choice.why) == (expected, Why.FOLLOW_UP)
            assert choice.chance == pytest.approx(belief.chance(0, pool.curves[expected]))
            asked.add(expected)
        assert practice(pool, belief, rng=rng, barred=asked, follow_ups=[17, 4, 250]).why == Why.FITTING

    def test_a_follow_up_must_be_eligible_as_any(self, rng):
        assert practice(wide_pool(), somebody(0.0), rng=rng, eligible=np.array([3]), follow_ups=[17]).item == 3

    @pytest.mark.parametrize(("difficulty", "why"), [(-1.1, Why.FITTING), (0.0, Why.STRETCH), (-4.0, Why.REVIEW)])
    def test_says_why(self, rng, difficulty, why):
        assert practice(pool_of([difficulty]), somebody(0.0), rng=rng).why == why

    def test_the_first_question_of_a_topic_or_objective_is_new(self, rng):
        assert practice(pool_of([0.0], [1]), somebody(0.0, topics=2), rng=rng).why == Why.NEW
        unseen = np.array([True, False])
        for item in (0, 1):
            choice = practice(pool_of([-1.1, -1.1]), somebody(0.0), rng=rng, unseen=unseen, eligible=np.array([item]))
            assert choice.why == (Why.NEW if unseen[item] else Why.FITTING)


class TestAssessment:
    def asked(self, pool, belief, rng, **more):
        return assessment(
            pool, belief, **{"asked_by_topic": {}, "blueprint": {0: 1.0}, "rng": rng, "of_best": 1, **more}
        )

    @pytest.mark.parametrize("ability", [-1.5, 0.0, 1.5])
    def test_asks_what_tells_most(self, rng, ability):
        pool, belief = wide_pool(), somebody(ability)
        choice = self.asked(pool, belief, rng)
        assert choice.why == Why.INFORMATIVE
        assert choice.chance == pytest.approx(0.5, abs=0.05)
        assert choice.chance == pytest.approx(belief.chance(0, pool.curves[choice.item]))

    def test_one_of_the_five_that_tell_most(self, rng):
        pool, belief = wide_pool(), somebody(0.0)
        best, barred = [], set()
        for _ in range(5):
            best.append(self.asked(pool, belief, rng, barred=barred).item)
            barred.add(best[-1])
        drawn = Counter(self.asked(pool, belief, rng, of_best=5).item for _ in range(500))
        assert sorted(drawn) == sorted(best)
        assert min(drawn.values()) > 60

    def test_of_items_that_tell_the_same_any(self, rng):
        """Before anybody answered, all of an author's level do."""
        pool, belief = pool_of([0.0] * 40 + [2.0] * 9), somebody(0.0)
        drawn = {self.asked(pool, belief, rng, of_best=5, barred={3}).item for _ in range(999)}
        assert drawn == set(range(40)) - {3}

    def test_topics_get_their_share(self, rng):
        pool, belief = wide_pool(topics=3), nothing_known(3)
        asked, barred = Counter(), set()
        for _ in range(20):
            choice = self.asked(
                pool, belief, rng, asked_by_topic=asked, blueprint={0: 0.5, 1: 0.25, 2: 0.25}, barred=barred
            )
            topic = int(pool.topics[choice.item])
            assert choice.why == (Why.COVERAGE if asked[topic] < 2 else Why.INFORMATIVE)
            asked[topic] += 1
            barred.add(choice.item)
        assert asked == {0: 10, 1: 5, 2: 5}

    def test_the_smallest_topic_gets_its_two_first(self, rng):
        """As many objectives as the library's topics have: by its share alone the last got one of thirty questions."""
        objectives = [6, 8, 8, 8, 14, 8, 13, 5, 17, 5, 4]
        blueprint = {topic: share / sum(objectives) for topic, share in enumerate(objectives)}
        pool, belief = wide_pool(topics=11), nothing_known(11)
        asked, barred = Counter(), set()
        for number in range(30):
            choice = self.asked(pool, belief, rng, asked_by_topic=asked, blueprint=blueprint, barred=barred)
            asked[int(pool.topics[choice.item])] += 1
            barred.add(choice.item)
            assert (number + 1 == 22) <= (set(asked.values()) == {2})
        assert min(asked.values()) == 2
        assert asked[8] == max(asked.values()) == 5

    def test_of_topics_as_due_the_one_known_least_is_first(self, rng):
        belief = nothing_known(2).after(0, EASY, 1.0)
        choice = self.asked(wide_pool(topics=2), belief, rng, blueprint={0: 1, 1: 1})
        assert choice.item % 2 == 1

    def test_a_topic_that_has_nothing_left_gives_way(self, rng):
        pool = pool_of([0.0, 0.0, 0.0], [0, 1, 1])
        choice = self.asked(pool, nothing_known(2), rng, blueprint={0: 0.9, 1: 0.1}, barred={0})
        assert pool.topics[choice.item] == 1

    def test_what_a_quarter_have_had_is_passed_over(self, rng):
        pool, belief = wide_pool(), somebody(0.0)
        first = self.asked(pool, belief, rng).item
        exposure = np.zeros(400)
        exposure[first] = 0.26
        assert self.asked(pool, belief, rng, exposure=exposure).item != first
        exposure[first] = 0.25
        assert self.asked(pool, belief, rng, exposure=exposure).item == first

    def test_what_is_known_by_heart_is_asked_where_a_topic_has_nothing_else(self, rng):
        pool, belief = pool_of([0.0, 0.0, 2.0, 0.0], [0, 0, 0, 1]), nothing_known(2)
        only_first = {"blueprint": {0: 1.0}, "known_by_heart": {0, 1}}
        assert self.asked(pool, belief, rng, **only_first).item == 2
        assert self.asked(pool, belief, rng, **only_first, barred={2}).item in {0, 1}
        assert self.asked(pool, belief, rng, **only_first, exposure=np.array([0.3, 0.3, 0.9, 0])).item == 2

    def test_where_everybody_has_had_everything_the_least_seen_is_asked(self, rng):
        exposure = np.array([0.9, 0.3, 0.5])
        assert self.asked(pool_of([0.0, 3.0, 0.1]), somebody(0.0), rng, exposure=exposure).item == 1

    def test_a_few_assessments_bar_nothing(self):
        assert shares(np.array([1, 0]), 1).tolist() == [0.05, 0]
        assert shares(np.array([30, 10]), 100).tolist() == [0.3, 0.1]


def asks_either_way(pool, belief, rng, **more):
    return [
        practice(pool, belief, rng=rng, **more),
        assessment(pool, belief, rng=rng, asked_by_topic={}, blueprint={0: 1.0}, **more),
    ]


def test_only_what_is_eligible_and_not_barred(rng):
    places = np.array([11, 60, 399])
    mask = np.isin(np.arange(400), places)
    for eligible in (places, mask):
        for _ in range(10):
            choices = asks_either_way(wide_pool(), nothing_known(1), rng, eligible=eligible, barred={60})
            assert all(choice.item in {11, 399} for choice in choices)


def test_a_question_far_from_the_learner_is_found_all_the_same(rng):
    for choice in asks_either_way(pool_of([-5.0] * 300 + [5.0]), somebody(-3), rng, eligible=np.array([300])):
        assert choice.item == 300


def test_nothing_left_is_nothing_asked(rng):
    pool = pool_of([0.0, 1.0])
    assert asks_either_way(pool, nothing_known(1), rng, barred={0, 1}) == [None, None]
    assert asks_either_way(pool, nothing_known(1), rng, eligible=np.array([False, False])) == [None, None]
    assert asks_either_way(pool_of([]), nothing_known(1), rng) == [None, None]


def test_the_same_generator_asks_the_same():
    once, again = (
        asks_either_way(wide_pool(), nothing_known(1).after(0, HARD, 0.0), np.random.default_rng(5)) for _ in "12"
    )
    assert once == again
