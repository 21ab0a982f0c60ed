"""What an assessment that goes on asks, or asked, no other quiz of the learner's asks before its end; and it asks
nothing that waits in another."""

import pytest

from quizzes import practice
from quizzes.models import Turn
from tests.quizzes.pupil import asked

OF_LEVEL_1 = {"topics": ("rnn",), "levels": (1,)}  # shared-sets alone
OF_LEVEL_2 = {"objectives": ("rnn.shared",), "levels": (2,)}  # shared-count alone
OF_BOTH = {"objectives": ("rnn.shared",), "levels": (1, 2)}  # each betrays what the other follows up


def ending(quiz):
    quiz.refresh_from_db()
    return quiz.ending


@pytest.mark.parametrize("say", ["right", "wrong"])
def test_practice_does_not_choose_it_not_even_to_follow_a_mistake_up(ada, say):
    ada.start(mode="assessment", **OF_LEVEL_2)
    quiz = ada.start(**OF_BOTH)
    getattr(ada, say)(quiz)
    assert (asked(quiz), ending(quiz)) == (["shared-sets"], "empty")


def test_nor_when_it_was_answered_there_and_nothing_else_is_left(ada):
    assessment = ada.start(mode="assessment", **OF_BOTH)
    ada.right(assessment)
    with pytest.raises(practice.NothingToAsk):
        ada.start(**OF_BOTH)
    ada.finish(assessment)
    assert asked(ada.start(**OF_BOTH))


def test_in_a_set_it_comes_last_and_waits_for_the_assessment_s_end(ada):
    assessment = ada.start(mode="assessment", **OF_LEVEL_1)
    quiz = ada.start("gate-half", "shared-sets", "step-order")
    ada.right(quiz), ada.right(quiz)
    assert asked(quiz) == ["gate-half", "step-order", "shared-sets"]
    with pytest.raises(practice.Withheld):
        ada.right(quiz)
    with pytest.raises(practice.NothingToAsk):
        ada.start("shared-sets")
    ada.finish(assessment)
    ada.right(quiz)
    assert ending(quiz) == "length"


def test_for_another_learner_it_is_a_question_like_any_other(ada, alan):
    ada.start(mode="assessment", **OF_LEVEL_1)
    assert asked(alan.start(**OF_LEVEL_1)) == ["shared-sets"]


@pytest.mark.parametrize("mode", ["practice", "fixed", "assessment"])
def test_an_assessment_asks_nothing_that_waits_in_another_quiz(ada, mode):
    ada.start(mode=mode, **OF_LEVEL_1)
    quiz = ada.start(mode="assessment", **OF_BOTH)
    ada.right(quiz)
    assert (asked(quiz), ending(quiz)) == (["shared-count"], "empty")


def test_nor_what_came_to_wait_there_while_it_went_on(ada):
    quiz = ada.start(mode="assessment", **OF_BOTH)
    first = asked(quiz)
    ada.start(*({"shared-sets", "shared-count"} - {*first}))
    ada.right(quiz)
    assert (asked(quiz), ending(quiz)) == (first, "empty")


def test_what_was_answered_in_practice_or_waited_in_what_is_over_it_may_ask(ada):
    ada.right(ada.start("shared-sets", "gate-half"))
    ada.finish(ada.start("shared-count"))
    quiz = ada.start(mode="assessment", **OF_BOTH)
    ada.right(quiz)
    assert sorted(asked(quiz)) == ["shared-count", "shared-sets"]


def test_an_assessment_does_not_ask_what_another_that_goes_on_has_asked(ada):
    """The one that ends first would tell."""
    first = ada.start(mode="assessment", **OF_BOTH)
    ada.right(first)
    assert Turn.objects.count() == 2
    with pytest.raises(practice.NothingToAsk):
        ada.start(mode="assessment", **OF_BOTH)
