"""A quiz from its first question to its end: what is asked next and why, and what is refused."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from quizzes import bank, practice
from quizzes.adaptive import items
from quizzes.adaptive.exposure import LAST
from quizzes.models import Attempt, Question, Quiz, Turn
from quizzes.presentation import reporting
from quizzes.shelf import current, exposure, forget
from quizzes.wanted import Wanted
from tests.quizzes import answers, cells
from tests.quizzes.cells import LSTM, NOON, RNN
from tests.quizzes.crowds import assessed
from tests.quizzes.pupil import asked

KEY = UUID(int=1)
SHARED = {"objectives": ("rnn.shared",), "kinds": ("single", "multi", "numeric")}  # all can betray weights-a-step
EASY_OR_HARD = {"objectives": ("rnn.shared",), "kinds": ("single",)}  # levels 1 and 4


def turns(quiz):
    return list(quiz.turns.order_by("number").values_list("number", "question__key", "why", "about"))


def ended(quiz):
    quiz.refresh_from_db()
    return quiz.ending, quiz.finished_at


# --- From the first question to the last ----------------------------------------------------------------------------


def test_a_quiz_has_its_first_question_from_the_start(ada):
    quiz = ada.start(length=1, topics=("rnn",), levels=(1,), client_key=KEY)
    kept = Quiz.objects.values("learner", "client_key", "mode", "wanted", "length", "started_at", "finished_at").get()
    assert kept == {
        "learner": ada.learner.pk,
        "client_key": KEY,
        "mode": "practice",
        "wanted": {"topics": ["rnn"], "levels": [1]},
        "length": 1,
        "started_at": NOON,
        "finished_at": None,
    }
    assert turns(quiz) == [(1, "shared-sets", "new", "")]
    turn = ada.waiting(quiz)
    assert (turn.revision, turn.given_at, turn.opened_at) == (turn.question.revision, NOON, NOON)


def test_an_answer_is_kept_counted_and_gives_the_next_question(ada):
    quiz = ada.start("shared-sets", "step-order")
    turn = ada.waiting(quiz)
    ada.later(seconds=30)
    attempt = ada.wrong(quiz, "weights-a-step", confidence="sure", client_key=KEY)
    kept = Attempt.objects.values().get()
    assert kept == {
        "id": attempt.pk,
        "learner_id": ada.learner.pk,
        "client_key": KEY,
        "quiz_id": quiz.pk,
        "turn_id": turn.pk,
        "question_id": turn.question_id,
        "revision_id": turn.revision_id,
        "parameters_id": turn.question.parameters_id,
        "topic_id": turn.question.topic_id,
        "objectives": [turn.question.objectives.get().pk],
        "seed": turn.seed,
        "response": {"chosen": [1]},
        "score": 0.0,
        "right": False,
        "misconceptions": ["weights-a-step"],
        "opportunities": ["weights-a-step"],
        "confidence": "sure",
        "hints": 0,
        "seconds": 30,
        "ability": 0.0,
        "ability_sd": pytest.approx(1.0),
        "weight": 1.0,
        "at": NOON + timedelta(seconds=30),
    }
    skill, mastery = ada.learner.skills.get(), ada.learner.masteries.get()
    assert (skill.topic.key, skill.answers, skill.mean < 0) == ("rnn", 1, True)
    assert (mastery.objective.key, mastery.answers, mastery.updated_at) == ("rnn.shared", 1, ada.now)
    assert turns(quiz) == [(1, "shared-sets", "set", ""), (2, "step-order", "set", "")]


def test_a_right_answer_makes_able_and_a_wrong_one_less_so(ada, alan):
    ada.right(ada.start("shared-sets"))
    alan.wrong(alan.start("shared-sets"))
    assert ada.learner.skills.get().mean > 0 > alan.learner.skills.get().mean


def test_what_an_answer_betrays_is_followed_up_by_the_next_question_once(ada):
    quiz = ada.start(**SHARED)
    ada.wrong(quiz, "weights-a-step")
    follow_up = ada.waiting(quiz)
    assert (follow_up.why, follow_up.about) == ("follow-up", "weights-a-step")
    assert "weights-a-step" in follow_up.question.misconceptions.values_list("key", flat=True)
    ada.wrong(quiz, "weights-a-step")
    assert [why == "follow-up" for _, _, why, _ in turns(quiz)] == [False, True, False]


def test_what_an_answer_in_a_page_betrayed_does_not_begin_a_quiz(ada):
    ada.alone("shared-sets", right=False)
    assert [why for _, _, why, _ in turns(ada.start(**SHARED))] != ["follow-up"]


def test_a_belief_is_followed_up_even_by_a_question_that_rests_if_no_other_is_left(ada):
    ada.right(ada.start("shared-count"))
    quiz = ada.start(objectives=("rnn.shared",), levels=(1, 2))
    ada.wrong(quiz, "weights-a-step")
    assert [turn[1:] for turn in turns(quiz)] == [
        ("shared-sets", "review", "rnn.shared"),
        ("shared-count", "follow-up", "weights-a-step"),
    ]


def test_a_question_that_was_answered_right_rests_for_a_week(ada):
    for hard in ("step-memory", "shared-growth"):  # so that what is easy suits best
        ada.alone(hard, right=False)
    ada.right(ada.start("shared-sets"))
    ada.later(days=6, hours=23)
    assert asked(ada.start(**EASY_OR_HARD)) == ["shared-lengths"]
    ada.later(hours=2)
    assert asked(ada.start(**EASY_OR_HARD)) == ["shared-sets"]


def test_one_that_was_answered_wrong_does_not_rest(ada):
    ada.wrong(ada.start("shared-sets"))
    assert asked(ada.start(**EASY_OR_HARD)) == ["shared-sets"]


def test_what_rests_is_asked_when_there_is_nothing_else(ada):
    ada.right(ada.start("shared-lengths"))
    quiz = ada.start(**EASY_OR_HARD)
    ada.right(quiz)
    assert asked(quiz) == ["shared-sets", "shared-lengths"]


@pytest.mark.parametrize("mode", ["practice", "fixed", "assessment"])
def test_a_quiz_is_no_longer_than_there_are_questions_that_fit(ada, mode):
    fit = len(cells.KEYS[RNN]) - (mode == "assessment")  # none in one's own words
    lengths = [ada.start(mode=mode, length=length, topics=("rnn",)).length for length in (5, 30)]
    assert lengths == [5 if mode == "practice" else fit, fit]


def test_a_set_of_everything_there_is_keeps_to_its_length(ada):
    assert ada.start(mode="fixed", length=5).length == 5


def test_its_length_ends_a_quiz(ada):
    quiz = ada.start(length=2)
    ada.right(quiz)
    ada.later(minutes=1)
    ada.wrong(quiz)
    assert (len(turns(quiz)), ended(quiz)) == (2, ("length", ada.now))


def test_a_quiz_whose_choice_is_used_up_ends_and_no_question_comes_twice(ada):
    quiz = ada.start(topics=("lstm",))
    for _ in range(6):
        ada.right(quiz)
    assert (sorted(asked(quiz)), ended(quiz)) == (sorted(cells.KEYS[LSTM]), ("length", NOON))


def test_a_quiz_that_is_ended_early_keeps_its_answers_and_lets_go_of_the_question_that_waits(ada):
    quiz = ada.start("shared-sets", "step-order")
    attempt = ada.right(quiz)
    ada.later(minutes=1)
    ada.finish(quiz)
    assert (ended(quiz), asked(quiz)) == (("early", ada.now), ["shared-sets"])
    assert list(quiz.attempts.all()) == [attempt]
    ada.later(minutes=1)
    ada.finish(quiz)
    practice.abandon(learner=ada.learner, quiz_id=quiz.pk, now=ada.now)
    assert ended(quiz) == ("early", ada.now - timedelta(minutes=1))


def test_a_quiz_is_given_up_by_ending_it_unanswered_or_in_so_many_words(ada):
    quiz, other = ada.start(), ada.start()
    ada.right(other)
    ada.finish(quiz)
    practice.abandon(learner=ada.learner, quiz_id=other.pk, now=ada.now)
    assert (ended(quiz), ended(other)) == (("abandoned", NOON), ("abandoned", NOON))
    assert (asked(quiz), other.attempts.count()) == ([], 1)


# --- Other modes ----------------------------------------------------------------------------------------------------


def test_an_assessment_asks_everything_that_fits_but_never_in_words(ada):
    quiz = ada.start(mode="assessment", topics=("rnn",))
    while not ended(quiz)[0]:
        ada.right(quiz)
    assert (sorted(asked(quiz)), quiz.ending) == (sorted(set(cells.KEYS[RNN]) - {"shared-why"}), "length")


def test_an_assessment_ends_when_it_knows_enough(ada):
    """With questions that tell much. Eight are the fewest, each topic's by how many objectives are asked about."""
    questions = Question.objects.select_related("parameters")
    sharp = items.Parameters(0.0, 0.1, 1.2, 0.1, 0.0)
    bank.adopt([bank.believed(each, sharp, version=2, source="fitted", answers=500, now=NOON) for each in questions])
    quiz = ada.start(mode="assessment")
    for number in range(8):
        (ada.right if number % 2 else ada.wrong)(quiz)
    assert ended(quiz) == ("certain", NOON)
    topics = [turn.question.topic.key for turn in quiz.turns.all()]
    assert (topics.count("rnn"), topics.count("lstm")) == (3, 5)


def test_an_assessment_ends_after_thirty_questions(ada):
    cells.load(cells.with_more(30))
    quiz = ada.start(mode="assessment", topics=("rnn",), length=5)
    for number in range(30):
        assert not ended(quiz)[0]
        (ada.right if number % 2 else ada.wrong)(quiz)
    assert ended(quiz) == ("length", NOON)


def test_an_assessment_tells_at_its_end(ada):
    quiz = ada.start(mode="assessment", kinds=("numeric",))
    told = [quiz.tells]
    while not ended(quiz)[0]:
        ada.right(quiz)
        told.append(Quiz.objects.get().tells)
    assert told == [False, False, True]


def test_an_assessment_asks_what_was_not_shown_of_late(ada):
    """Known by heart, an answer says a quarter of what it would: in the topic the two others come first."""
    seen = cells.KEYS[LSTM][:-2]
    shown = ada.start(*seen)
    for _ in seen:
        ada.right(shown)
    ada.later(days=13)
    assert {first_assessed(ada, topics=("lstm",)) for _ in range(10)} <= set(cells.KEYS[LSTM][-2:])
    ada.later(days=1)
    assert {first_assessed(ada, topics=("lstm",)) for _ in range(40)} & set(seen)


def test_exposure_is_the_share_of_the_last_assessments_and_of_no_other_quiz(ada):
    sets = Question.objects.get(key="shared-sets")
    assessed(sets, times=2)
    ada.start("shared-sets")
    ada.start(topics=("rnn",), levels=(1,))
    assert exposures() == {"shared-sets": 2 / 20}


def test_exposure_is_of_learners_who_are_still_here(ada):
    """Else it would only grow: a site of guests, who leave, would end up with every good question barred."""
    assessed(Question.objects.get(key="shared-sets"), times=30, learner=ada.learner)
    assessed(Question.objects.get(key="gate-half"), times=1)
    assert exposures() == {"shared-sets": 30 / 31, "gate-half": 1 / 31}
    ada.learner.delete()
    assert exposures() == {"gate-half": 1 / 20}


def test_exposure_forgets_what_was_long_ago(ada):
    assessed(Question.objects.get(key="gate-half"), times=30, at=NOON - timedelta(days=90))
    assessed(Question.objects.get(key="shared-sets"), times=LAST)
    assert exposures() == {"shared-sets": 1}


def test_what_a_quarter_of_the_assessments_asked_gives_way_to_another(ada):
    single = {"topics": ("lstm",), "kinds": ("single",)}
    assert {first_assessed(ada, **single) for _ in range(20)} == {"gate-half", "cell-or-state"}
    assessed(Question.objects.get(key="gate-half"), times=90)
    forget()  # what was counted is some minutes old at most
    assert {first_assessed(ada, **single) for _ in range(20)} == {"cell-or-state"}


def first_assessed(pupil, **wanted):
    quiz = pupil.start(mode="assessment", **wanted)
    [first] = asked(quiz)
    pupil.finish(quiz)  # another asks nothing that waits in it
    return first


def exposures():
    forget()
    shelf = current()
    return {key: share for key, share in zip(shelf.keys, exposure(shelf).tolist(), strict=True) if share}


def test_a_fixed_quiz_asks_a_chosen_set_in_its_order(ada):
    chosen = ["step-memory", "gate-half", "shared-sets"]
    quiz = ada.start(*chosen, length=1)
    for _ in chosen:
        ada.right(quiz)
    assert (asked(quiz), quiz.length, ended(quiz)[0]) == (chosen, 3, "length")


def test_a_fixed_quiz_of_a_topic_asks_all_of_it_from_easy_to_hard(ada):
    quiz = ada.start(mode="fixed", topics=("rnn",))
    for _ in cells.KEYS[RNN]:
        ada.right(quiz)
    assert (asked(quiz), ended(quiz)[0]) == (cells.KEYS[RNN], "length")


def test_a_retry_takes_up_what_went_wrong_in_the_order_in_which_it_did(ada):
    quiz = ada.start("step-memory", "shared-sets", "step-order")
    ada.wrong(quiz), ada.right(quiz), ada.wrong(quiz)
    again = ada.retry(quiz, client_key=KEY)
    assert (again.mode, again.retries, again.wanted) == ("fixed", quiz, {"questions": ["step-memory", "step-order"]})
    ada.right(again), ada.right(again)
    assert (asked(again), ended(again)[0]) == (["step-memory", "step-order"], "length")
    assert ada.retry(quiz, client_key=KEY) == again


def test_what_waits_for_its_judgement_or_was_judged_right_in_full_is_no_miss(ada):
    quiz = ada.start("shared-why", "step-order")
    in_words = ada.right(quiz)
    ada.wrong(quiz)
    assert (in_words.right, reporting.report(quiz, ada.learner, now=ada.now).wrong) == (False, 1)
    ada.judge(in_words, 0, 1, 2)
    report = reporting.report(quiz, ada.learner, now=ada.now)
    assert (report.right, report.wrong, ada.retry(quiz).wanted) == (1, 1, {"questions": ["step-order"]})


def test_where_nothing_went_wrong_there_is_nothing_to_take_up(ada):
    quiz = ada.start("shared-sets")
    ada.right(quiz)
    with pytest.raises(practice.NothingToAsk):
        ada.retry(quiz)


# --- The clock ------------------------------------------------------------------------------------------------------


def test_a_pause_stops_the_clock(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.later(seconds=20)
    ada.pause(quiz)
    ada.later(days=2)
    ada.pause(quiz)
    ada.resume(quiz)
    ada.later(seconds=10)
    ada.resume(quiz)
    assert ada.right(quiz).seconds == 30


def test_an_answer_to_a_quiz_that_rests_wakes_it_and_its_rest_is_not_counted(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.later(seconds=20)
    ada.pause(quiz)
    ada.later(hours=1)
    assert ada.right(quiz).seconds == 20
    quiz.refresh_from_db()
    assert quiz.paused_at is None
    ada.later(seconds=5)
    assert ada.right(quiz).seconds == 5


def test_a_questions_clock_begins_when_it_is_opened_and_opening_it_again_changes_nothing(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.right(quiz)
    for _ in range(2):
        ada.later(seconds=40)
        practice.open_turn(learner=ada.learner, quiz_id=quiz.pk, number=2, now=ada.now)
    ada.later(seconds=5)
    assert ada.right(quiz).seconds == 45


@pytest.mark.parametrize(("mode", "number"), [("fixed", 1), ("assessment", 2)])
def test_what_is_seen_at_once_is_not_opened_later(ada, mode, number):
    quiz = ada.start("shared-sets", "step-order") if mode == "fixed" else ada.start(mode=mode)
    if number == 2:
        ada.right(quiz)
    ada.later(seconds=40)
    practice.open_turn(learner=ada.learner, quiz_id=quiz.pk, number=number, now=ada.now)
    ada.later(seconds=5)
    assert ada.right(quiz).seconds == 45


def test_reading_what_was_told_is_not_counted_even_if_the_quiz_is_paused_there(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.right(quiz)
    ada.later(minutes=5)
    ada.pause(quiz)
    ada.later(minutes=5)
    ada.resume(quiz)
    ada.later(seconds=5)
    assert ada.right(quiz).seconds == 5


def test_who_went_away_took_a_day_at_most(ada):
    quiz = ada.start("shared-sets")
    ada.later(days=3)
    assert ada.right(quiz).seconds == 86_400


def test_a_clock_that_goes_back_turns_no_order_around(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.later(seconds=60)
    first = ada.right(quiz)
    ada.now = NOON
    second = ada.right(quiz)
    assert (first.at, second.at) == (NOON + timedelta(seconds=60), NOON + timedelta(seconds=60, microseconds=1))
    assert second.seconds == 0


def test_a_quiz_that_is_over_does_not_rest(ada):
    quiz = ada.start("shared-sets")
    ada.right(quiz)
    assert (ada.pause(quiz).paused_at, ada.resume(quiz).paused_at) == (None, None)


# --- The library changes meanwhile ----------------------------------------------------------------------------------


def test_a_question_that_changes_meanwhile_is_answered_as_it_was_asked(ada):
    quiz = ada.start("shared-sets")
    turn = ada.waiting(quiz)
    cells.load(cells.edited(RNN, ("- [x] One\n", "- [ ] One\n"), ("- [ ] None\n", "- [x] None\n")))
    attempt = ada.answer(quiz, answers.right(turn))
    assert (attempt.right, attempt.revision_id) == (True, turn.revision_id)
    assert ada.waiting(ada.start("shared-sets")).revision.number == 2


def test_a_set_asks_what_it_began_with_though_questions_are_retired_meanwhile(ada):
    quiz = ada.start("shared-sets", "step-order", "gate-half")
    cells.load({**cells.without(RNN, "shared-sets", "step-order"), LSTM: ""})
    assert [ada.right(quiz).right for _ in range(3)] == [True, True, True]
    assert (asked(quiz), ended(quiz)[0]) == (["shared-sets", "step-order", "gate-half"], "length")
    assert reporting.report(quiz, ada.learner, now=ada.now).right == 3


def test_a_set_asks_its_questions_as_they_were_when_it_began(ada):
    quiz = ada.start("gate-half", "step-order", "shared-sets")
    cells.load(cells.edited(RNN, ("- [x] One\n", "- [ ] One\n"), ("- [ ] None\n", "- [x] None\n")))
    ada.right(quiz), ada.right(quiz)
    turn = ada.waiting(quiz)
    assert (turn.question.key, turn.revision.number, turn.question.revision.number) == ("shared-sets", 1, 2)
    attempt = ada.right(quiz)
    assert (attempt.right, attempt.response, attempt.revision_id) == (True, {"chosen": [0]}, turn.revision_id)
    assert ada.waiting(ada.start("shared-sets")).revision.number == 2


def test_what_is_new_in_a_topic_pushes_nothing_out_of_its_set(ada):
    quiz = ada.start(mode="fixed", topics=("rnn",))
    cells.load(cells.with_more(1))
    for _ in cells.KEYS[RNN]:
        ada.right(quiz)
    assert (asked(quiz), ended(quiz)[0]) == (cells.KEYS[RNN], "length")


def test_a_retry_is_a_quiz_of_its_own_and_asks_what_is_asked_now(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.wrong(quiz), ada.wrong(quiz)
    cells.load(cells.edited(RNN, ("level: 1", "level: 2")))
    again = ada.retry(quiz)
    assert ada.waiting(again).revision.number == 2
    cells.load(cells.without(RNN, "step-order"))
    ada.right(again), ada.right(again)
    assert (asked(again), ended(again)[0]) == (["shared-sets", "step-order"], "length")


@pytest.mark.parametrize("mode", ["practice", "assessment"])
def test_other_quizzes_choose_each_question_from_what_is_asked_by_then(ada, mode):
    quiz = ada.start(mode=mode, topics=("rnn",), kinds=("single",))
    (waits,) = asked(quiz)
    gone, other = {"shared-sets", "shared-lengths", "step-memory"} - {waits}
    cells.load(cells.without(RNN, gone))
    ada.right(quiz), ada.right(quiz)
    assert (asked(quiz), ended(quiz)[0]) == ([waits, other], "empty")


def test_a_set_that_was_begun_before_sets_kept_what_they_ask_goes_on_with_what_is_asked_by_then(ada):
    quiz = ada.start("shared-sets", "step-order", "gate-half")
    Quiz.objects.update(asks=None)
    cells.load(cells.without(RNN, "step-order"))
    ada.right(quiz), ada.right(quiz)
    assert (asked(quiz), ended(quiz)[0]) == (["shared-sets", "gate-half"], "length")


def test_each_answer_keeps_what_was_believed_of_its_question(ada):
    first = ada.right(ada.start("shared-sets"))
    cells.load(cells.edited(RNN, ("level: 1", "level: 2")))
    second = ada.right(ada.start("shared-sets"))
    first.refresh_from_db()
    assert [(each.parameters.version, each.parameters.difficulty) for each in (first, second)] == [
        (1, -1.5),
        (2, -0.75),
    ]


# --- Sent again, sent late, refused ---------------------------------------------------------------------------------


def test_the_same_click_sent_again_is_the_same_quiz(ada):
    quiz = ada.start("shared-sets", client_key=KEY)
    assert ada.start("gate-half", client_key=KEY) == quiz
    assert (Quiz.objects.count(), asked(quiz)) == (1, ["shared-sets"])


def test_the_first_answer_stands_whatever_is_sent_after_it(ada):
    quiz = ada.start("shared-sets", "step-order")
    turn = ada.waiting(quiz)
    first = ada.answer(quiz, answers.right(turn), number=1, client_key=KEY)
    again = ada.answer(quiz, answers.right(turn), number=1, client_key=KEY)
    other_tab = ada.answer(quiz, answers.wrong(turn), number=1)
    assert (again, other_tab, other_tab.right) == (first, first, True)
    assert (Attempt.objects.count(), asked(quiz)) == (1, ["shared-sets", "step-order"])


def test_what_was_answered_is_acknowledged_after_the_end_too_and_nothing_new_is_counted(ada):
    quiz = ada.start("shared-sets", "step-order")
    turn = ada.waiting(quiz)
    first = ada.right(quiz)
    waits = ada.waiting(quiz)
    ada.finish(quiz)
    assert ada.answer(quiz, answers.right(turn), number=1) == first
    with pytest.raises(practice.Finished):
        ada.answer(quiz, answers.right(waits), number=2)
    assert Attempt.objects.count() == 1


def test_an_answer_that_cannot_be_read_leaves_everything_as_it_was(ada):
    quiz = ada.start("shared-sets")
    with pytest.raises(practice.Refused) as refusal:
        ada.answer(quiz, {"choice": ["Z"]})
    assert str(refusal.value) == "Say the letters of what is shown, which are A, B and C."
    assert (Attempt.objects.count(), ada.kept(), ended(quiz)) == (0, ([], []), ("", None))


def test_a_page_that_was_sent_for_another_question_is_refused(ada):
    quiz = ada.start("shared-sets", "step-order")
    ada.right(quiz, client_key=KEY)
    before = ada.kept()
    with pytest.raises(practice.Refused) as refusal:
        ada.right(quiz, client_key=KEY)
    assert str(refusal.value) == (
        "This page was sent before, for another question. Open the question again and answer there."
    )
    with pytest.raises(practice.Refused):
        ada.alone("gate-half", client_key=KEY)
    assert (Attempt.objects.count(), ada.kept()) == (1, before)


def test_nobody_answers_in_anothers_quiz_or_ahead_of_their_own(ada, alan):
    quiz = ada.start("shared-sets", "step-order")
    turn = ada.waiting(quiz)
    with pytest.raises(Turn.DoesNotExist):
        alan.answer(quiz, answers.right(turn), number=1)
    with pytest.raises(Turn.DoesNotExist):
        ada.answer(quiz, answers.right(turn), number=2)
    for act in (alan.pause, alan.resume, alan.finish):
        with pytest.raises(Quiz.DoesNotExist):
            act(quiz)
    with pytest.raises(Turn.DoesNotExist):
        practice.hint(learner=alan.learner, quiz_id=quiz.pk, number=1)
    assert (Attempt.objects.count(), ended(quiz)) == (0, ("", None))


@pytest.mark.parametrize("mode", ["practice", "assessment", "fixed"])
def test_without_a_question_of_that_choice_no_quiz_begins(ada, mode):
    with pytest.raises(practice.NothingToAsk):
        ada.start(mode=mode, topics=("gru",))
    assert Quiz.objects.count() == 0


def test_in_words_alone_nobody_is_assessed(ada):
    with pytest.raises(practice.NothingToAsk):
        ada.start(mode="assessment", kinds=("text",))


def test_whoever_chooses_fewer_questions_than_an_assessment_takes_is_told_how_many_there_are(bank):
    with pytest.raises(practice.NothingToAsk, match="at least 8 questions, and 6 fit this choice"):
        practice.insist(mode="assessment", wanted=Wanted(topics=("lstm",)))
    practice.insist(mode="assessment", wanted=Wanted(topics=("lstm", "rnn")))


def test_the_database_refuses_a_second_answer_to_a_turn(ada):
    quiz = ada.start("shared-sets")
    attempt = ada.right(quiz)
    attempt.pk, attempt.client_key = None, KEY
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.save(force_insert=True)
