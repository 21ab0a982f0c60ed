"""When an item is looked at again, and by which rule: its own answers, or a fit to those of its whole topic."""

from dataclasses import replace

import numpy as np
import pytest

from quizzes.adaptive import fitting, simulation, weighing
from quizzes.adaptive.calibration import updated
from quizzes.adaptive.chances import Answered
from quizzes.adaptive.recovery import recovery
from quizzes.adaptive.weighing import Item, Weighed, has_news, weighed
from tests.quizzes.adaptive.learners import item, responses


def given(scores, *, learners=None, ability=0.0, sd=0.3) -> Item:
    many = len(scores)
    who = np.arange(many) if learners is None else np.asarray(learners)
    return Item(item(), who, np.asarray(scores, dtype=float), np.full(many, ability), np.full(many, sd))


@pytest.mark.parametrize(
    ("before", "now", "news"),
    [(0, 4, False), (0, 5, True), (40, 44, False), (40, 45, True), (100, 109, False), (100, 110, True), (40, 30, True)],
)
def test_five_answers_and_a_tenth_are_news(before, now, news):
    assert has_news(before, now) is news


def test_four_answers_leave_what_the_author_says():
    assert weighed([given([1, 1, 1, 1])], [0]) == {0: Weighed(item(), 0)}


def test_five_answers_move_the_difficulty_and_nobody_elses():
    told = weighed([given([1] * 5), given([0] * 9)], [0])
    assert told == {0: Weighed(updated(item(), [Answered(1, 0, 0.3)] * 5), 5)}


def test_what_nobody_answered_stands_in_no_ones_way():
    assert weighed([given([]), given([1] * 5)], [0, 1])[0] == Weighed(item(), 0)


def taken(rng, learners=300, items=8) -> tuple[list[Item], np.ndarray]:
    """Everybody answers everything; slopes are far from what is believed of them."""
    abilities, log_slopes = rng.standard_normal(learners), rng.normal(0, 0.4, items)
    right = rng.random((learners, items)) < 1 / (1 + np.exp(-np.exp(log_slopes) * abilities[:, None]))
    return [given(column.astype(float), sd=1.0) for column in right.T], log_slopes


def test_from_two_hundred_learners_discriminations_are_fitted():
    items, log_slopes = taken(np.random.default_rng(1))
    told = weighed(items, range(8))
    wrong = np.array([told[place].parameters.log_discrimination for place in range(8)]) - log_slopes

    assert all(each.fitted for each in told.values())
    assert np.sqrt((wrong**2).mean()) < 0.25


def test_two_hundred_answers_of_few_learners_are_not_enough():
    items, _ = taken(np.random.default_rng(1), learners=199)
    again = [replace(each, learners=np.concatenate([each.learners] * 2)) for each in items]
    twice = [
        replace(
            each,
            scores=np.concatenate([each.scores] * 2),
            abilities=np.concatenate([each.abilities] * 2),
            ability_sds=np.concatenate([each.ability_sds] * 2),
        )
        for each in again
    ]

    assert not any(each.fitted for each in weighed(twice, range(8)).values())


def test_a_discrimination_that_is_hardly_surer_than_before_is_left():
    """One item alone: who knows more cannot be told from it."""
    alone = given([0, 1] * 150, sd=1.0)
    assert weighed([alone], [0]) == {0: Weighed(updated(item(), alone.answers), 300)}


def test_a_first_answer_counts_where_somebody_answered_twice():
    items, _ = taken(np.random.default_rng(2))
    once = weighed(items, [0])[0].parameters
    more = replace(
        items[1],
        learners=np.append(items[1].learners, 0),
        scores=np.append(items[1].scores, 1 - items[1].scores[0]),
        abilities=np.append(items[1].abilities, 0.0),
        ability_sds=np.append(items[1].ability_sds, 1.0),
    )

    assert weighed([items[0], more, *items[2:]], [0])[0].parameters == once


def test_of_very_many_learners_an_even_part_is_looked_at(monkeypatch):
    items, _ = taken(np.random.default_rng(3), learners=600)
    monkeypatch.setattr(weighing, "MOST_LEARNERS", 300)
    half = [
        Item(each.prior, each.learners[::2], each.scores[::2], each.abilities[::2], each.ability_sds[::2])
        for each in items
    ]

    assert weighed(items, [0])[0].parameters == weighed(half, [0])[0].parameters


def test_a_fit_knows_why_who_was_asked_what():
    """Items are given to those they suit, by another topic's answers: without these, slopes come out otherwise."""
    rng = np.random.default_rng(4)
    known = rng.standard_normal(2000)
    abilities = known + 0.4 * rng.standard_normal(2000)
    difficulties = np.linspace(-2, 2, 10)
    table = (rng.random((2000, 10)) < 1 / (1 + np.exp(difficulties - abilities[:, None]))).astype(float)
    table[np.abs(known[:, None] - difficulties) > 0.7] = np.nan
    given = responses(table)
    with_them, without = fitting.em(given, believed=(known, np.full(2000, 0.4))), fitting.em(given)

    assert [each.slope for each in with_them.items[1:-1]] == pytest.approx([1] * 8, abs=0.4)
    assert np.ptp([each.slope for each in without.items[1:-1]]) > 1


def test_the_night_recovers_what_synthetic_learners_were_asked():
    rng = np.random.default_rng(5)
    bank = simulation.bank("levels", 30, 1, rng)
    record = simulation.practised(bank, simulation.learners(400, 1, rng), rng, 20)
    found = recovery(record)

    assert found.difficulty.items > 25
    assert found.difficulty.after < 0.6 * found.difficulty.before
    assert found.log_discrimination.after < 0.8 * found.log_discrimination.before
    assert 0.7 < found.difficulty.z < 1.3


def test_nothing_answered_is_nothing_recovered():
    bank = simulation.bank("levels", 3, 1, np.random.default_rng(1))
    found = recovery(simulation.Record(bank, np.zeros((0, 1)), (), ()))

    assert (found.difficulty, found.log_discrimination) == (None, None)
