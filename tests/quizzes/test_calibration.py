"""The night: what questions are believed to be, whether they drift and how they were answered follows from answers."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prep.celery import app
from quizzes import bank, calibration, practice, tasks
from quizzes.adaptive import items
from quizzes.adaptive.calibration import updated
from quizzes.adaptive.chances import Answered
from quizzes.models import Attempt, Judgement, Parameters, Question, Turn
from quizzes.queries import answers as queries
from tests import makers
from tests.makers import NOW
from tests.quizzes.crowds import answered, assessed, crowd

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NUMERIC = """## How many units? {#%s}
type: numeric
tests: %s
level: 3
answer: 3
within: 0

### Why
There are three. %.0s
"""
PRIOR = items.prior(3, 0.5)  # of a question of makers: level 3, two options


def night(after: timedelta = DAY) -> calibration.Changes:
    return calibration.calibrate(now=NOW + after)


def now(question: Question) -> Question:
    return Question.objects.select_related("parameters").get(pk=question.pk)


def in_quizzes(mode: str, scores, learners, **fields) -> None:
    """One quiz a learner, of all these questions; `scores` are each question's."""
    quizzes = [makers.quiz(learner, mode=mode) for learner in learners]
    for number, (question, own) in enumerate(scores.items(), start=2):
        given = answered(question, own, learners=learners, **fields)
        for attempt, quiz in zip(given, quizzes, strict=True):
            attempt.quiz, attempt.turn = quiz, _turn(quiz, number, question)
        Attempt.objects.bulk_update(given, ["quiz", "turn"])


def _turn(quiz, number, question) -> Turn:
    return Turn.objects.create(
        quiz=quiz,
        number=number,
        question=question,
        revision_id=question.revision_id,
        seed=1,
        why="chosen",
        given_at=NOW,
        opened_at=NOW,
    )


def versions(question: Question) -> list[tuple[int, str, int]]:
    rows = Parameters.objects.filter(question=question).order_by("version")
    return list(rows.values_list("version", "source", "answers"))


def edited(question: Question, *changed: str) -> Question:
    """Before, after, before, after …"""
    source = question.revision.source
    for before, after in zip(changed[::2], changed[1::2], strict=True):
        source = source.replace(before, after)
    return makers.question(key=question.key, source=source)


# --- What is believed -----------------------------------------------------------------------------------------------


def test_answers_move_a_question_from_its_authors_level():
    question = makers.question()
    answered(question, [1, 1, 0, 1, 1, 1], abilities=[-1, 0, 0.5, -0.5, 0, 1])
    changes = night()

    scored = [(1, -1), (1, 0), (0, 0.5), (1, -0.5), (1, 0), (1, 1)]
    assert now(question).parameters.believed == updated(PRIOR, [Answered(score, at, 0.3) for score, at in scored])
    assert versions(question) == [(1, "level", 0), (2, "answers", 6)]
    assert changes.adopted == [now(question).parameters]


def test_attempts_keep_what_they_were_scored_with():
    question = makers.question()
    answered(question, [1] * 6)
    night()

    assert Attempt.objects.filter(parameters__version=1).count() == 6


def test_the_same_night_twice_changes_nothing():
    question = makers.question()
    answered(question, [1, 0] * 50, abilities=np.linspace(-2, 2, 100))
    night()
    before = now(question)
    with CaptureQueriesContext(connection) as asked:
        again = night()

    assert again == calibration.Changes()
    assert [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "BEGIN"))] == []
    assert now(question).__dict__ | {"_state": None} == before.__dict__ | {"_state": None}


@pytest.mark.parametrize(
    ("first", "more", "made"), [(0, 4, 0), (0, 5, 1), (5, 4, 1), (5, 5, 2), (100, 9, 1), (100, 10, 2)]
)
def test_five_answers_and_a_tenth_more_are_worth_another_look(first, more, made):
    question = makers.question()
    answered(question, [0] * first)
    night()
    answered(question, [0] * more, at=NOW + DAY)
    night(2 * DAY)

    assert len(versions(question)) == 1 + made


def test_what_is_believed_follows_from_all_answers_however_often_it_was_worked_out():
    every_night, once = makers.question(), makers.question()
    for day in range(4):
        answered(every_night, [day % 2] * 10, at=NOW + day * DAY)
        answered(once, [day % 2] * 10, at=NOW + day * DAY)
        Question.objects.filter(pk=once.pk).update(retired_at=NOW)  # is left out
        night((day + 1) * DAY)
    Question.objects.filter(pk=once.pk).update(retired_at=None)
    night(5 * DAY)

    assert len(versions(every_night)) == 5
    assert len(versions(once)) == 2
    assert now(every_night).parameters.believed == now(once).parameters.believed


def test_hints_cost_and_what_was_just_seen_says_nothing():
    question = makers.question()
    answered(question, [1] * 5, hints=1)
    answered(question, [0] * 7, weight=0.25)
    night()

    assert now(question).parameters.believed == updated(PRIOR, [Answered(0.8, 0, 0.3)] * 5)


def test_an_answer_in_words_counts_when_it_was_judged_and_by_that():
    question = makers.question(source=makers.IN_WORDS)
    given = answered(question, [1] * 9, response={"text": "It scales."})
    Judgement.objects.bulk_create(
        Judgement(attempt=each, client_key=uuid4(), ticked=[1], score=1 / 3, weight=weight, at=NOW + DAY)
        for each, weight in zip(given, [0.5] * 6 + [0.25] * 2, strict=False)
    )
    assert night(DAY / 2).adopted == []
    night(2 * DAY)

    assert now(question).parameters.believed == updated(items.prior(3, 0), [Answered(1 / 3, 0, 0.3)] * 6)


def test_two_hundred_learners_tell_also_how_well_a_question_tells_apart():
    rng = np.random.default_rng(4)
    tested = makers.objective()
    questions = [makers.question(objective=tested, source=NUMERIC) for _ in range(10)]
    truth = np.stack([rng.normal(0, 0.7, 10), rng.normal(0, 0.4, 10)], axis=1)  # difficulty, log discrimination
    learners, abilities = crowd(400), rng.standard_normal(400)
    for question, (difficulty, log_discrimination) in zip(questions, truth, strict=True):
        chance = 1 / (1 + np.exp(-np.exp(log_discrimination) * (abilities - difficulty)))
        answered(question, (rng.random(400) < chance).astype(float), learners=learners, sd=1)
    night()

    believed = [now(question).parameters for question in questions]
    wrong = np.array([(each.difficulty, each.log_discrimination) for each in believed]) - truth
    rmse, rmse_before = (np.sqrt((each**2).mean(axis=0)) for each in (wrong, truth))
    assert {each.source for each in believed} == {"fitted"}
    assert rmse[0] < 0.3 * rmse_before[0]
    assert rmse[1] < 0.6 * rmse_before[1]


# --- What became another question -----------------------------------------------------------------------------------


def test_a_corrected_key_inherits_no_scores():
    question = makers.question()
    answered(question, [0] * 40)
    night()
    belief = question.misconceptions.get().key
    corrected = edited(
        question, "[x] It scales", "[ ] It scales", "[ ] It erases", "[x] It erases", f" {{!{belief}}}", ""
    )
    night(2 * DAY)

    assert versions(question) == [(1, "level", 0), (2, "answers", 40), (3, "level", 0)]
    assert now(question).parameters.believed == PRIOR

    answered(corrected, [1] * 6, at=NOW + 2 * DAY)
    night(3 * DAY)
    assert versions(question)[-1] == (4, "answers", 6)


def test_another_explanation_is_the_same_question():
    question = makers.question()
    answered(question, [0] * 40)
    night()
    edited(question, "Each number by its own factor.", "Number by number.")

    assert night(2 * DAY).adopted == []
    assert now(question).statistics["answers"] == 40


def test_another_level_is_where_belief_begins_anew():
    question = makers.question()
    answered(question, [0, 1] * 20)
    night()
    edited(question, "level: 3", "level: 5")
    night(2 * DAY)

    answers = [Answered(score, 0, 0.3) for score in [0, 1] * 20]
    assert versions(question)[1:] == [(2, "answers", 40), (3, "answers", 40)]
    assert now(question).parameters.believed == updated(replace(PRIOR, difficulty=1.5), answers)


def test_what_was_changed_meanwhile_is_left_to_the_next_night(monkeypatch):
    """Between the count and what it writes, the library is loaded."""
    question = makers.question()
    answered(question, [0] * 40)
    held = queries.held

    def loaded_meanwhile(topic_id):
        edited(question, "level: 3", "level: 5")
        return held(topic_id)

    with monkeypatch.context() as patched:
        patched.setattr(queries, "held", loaded_meanwhile)
        assert night() == calibration.Changes()
    night(2 * DAY)

    assert versions(question) == [(1, "level", 0), (2, "level", 0), (3, "answers", 40)]


@pytest.mark.parametrize("scores", [[], [1, 0] * 5])
def test_what_guessing_was_believed_to_earn_by_another_rule_is_believed_no_longer(scores):
    """Answers keep the version that they were scored with."""
    question = makers.question()
    before = bank.believed(question, replace(PRIOR, guessing=0.1), version=2, source="level", answers=0, now=NOW)
    bank.adopt([before])
    answered(question, scores)
    night()
    again = night(2 * DAY)

    assert [version for version, *_ in versions(question)] == [1, 2, 3]
    assert now(question).parameters.believed == updated(PRIOR, [Answered(score, 0, 0.3) for score in scores])
    assert set(Attempt.objects.values_list("parameters__version", flat=True)) <= {2}
    assert again == calibration.Changes()


# --- What looks unlike before ---------------------------------------------------------------------------------------


def test_a_question_whose_answer_got_about_is_flagged_until_it_is_believed_so():
    question = makers.question()
    answered(question, [0, 1, 0, 1, 1, 1, 0, 1] * 20)
    assert night().flagged == []

    answered(question, [1] * 40, at=NOW + DAY)
    assert night(2 * DAY).flagged == [question]
    assert now(question).flagged_at == NOW + 2 * DAY
    answered(question, [1] * 40, at=NOW + 2 * DAY)
    again = night(3 * DAY)
    assert (again.flagged, again.cleared) == ([], [])
    assert now(question).flagged_at == NOW + 2 * DAY

    answered(question, [0, 1, 1, 1] * 30, at=NOW + 3 * DAY)
    assert night(4 * DAY).cleared == [question]
    assert now(question).flagged_at is None


# --- How it was answered --------------------------------------------------------------------------------------------


def test_statistics_by_hand():
    """Scores 1 1 1 0 0 1 for abilities 2 1 0 0 −1 −2, whose thirds are two each: of the middle the two at 0."""
    question = makers.question()
    answered(question, [1, 1, 1, 0, 0, 1], abilities=[2, 1, 0, 0, -1, -2])
    assessed(question, times=5)
    night()

    index = 100 * (1 / 6) / np.sqrt((2 / 9) * (10 / 6))
    right = {"chosen": 0.6667, "top": 1.0, "middle": 0.5, "lower": 0.5, "flagged": False}
    wrong = {"chosen": 0.3333, "top": 0.0, "middle": 0.5, "lower": 0.5, "flagged": False}
    assert now(question).statistics == {
        "revision": question.revision_id,
        "since": 1,
        "answers": 6,
        "facility": 0.6667,
        "sd": 0.5164,
        "discrimination": round(index, 4),
        "efficiency": round(100 * (1 / 6) / 0.5, 4),
        "guess": 0.5,
        "fixed": {"answers": 0, "discrimination": None, "efficiency": None},
        "median_seconds": None,
        "exposure": 0.25,
        "options": [right, wrong],
    }


def test_in_fixed_quizzes_an_answer_is_laid_against_the_rest_of_its_quiz():
    """By hand: scores of 1 1 0 0 against 1, .5, .5, 0. The others are another topic's; what was just seen, what is of
    an adaptive quiz and who was asked nothing else say nothing."""
    question, others = makers.question(), [makers.question() for _ in range(2)]
    learners, scores = crowd(4), np.array([[1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 0]])
    in_quizzes("fixed", dict(zip([question, *others], scores, strict=True)), learners)
    in_quizzes("fixed", {others[0]: [0] * 4}, learners, weight=0.25)
    in_quizzes("fixed", {question: [0, 1, 1, 1]}, learners)
    in_quizzes("practice", {question: [0, 0, 1, 1], others[0]: [1, 1, 0, 0]}, learners)
    night()

    assert now(question).statistics["answers"] == 12
    assert now(question).statistics["fixed"] == {
        "answers": 4,
        "discrimination": round(100 / np.sqrt(2), 4),
        "efficiency": 100,
    }


def test_time_is_measured_in_quizzes():
    turn = makers.turn(makers.member())
    later = NOW + timedelta(seconds=90)
    said = {"said": {"choice": ["A"]}, "confidence": "", "client_key": uuid4(), "now": later}
    attempt = practice.answer(learner=turn.quiz.learner, quiz_id=turn.quiz_id, number=1, **said)
    answered(attempt.question, [1] * 4)
    night()

    assert now(attempt.question).statistics["median_seconds"] == 90


def test_an_option_that_the_better_fall_for_is_flagged():
    question = makers.question()
    answered(question, [1] * 60 + [0] * 60, abilities=np.linspace(-2, 2, 120))
    night()

    told = now(question).statistics
    assert [option["flagged"] for option in told["options"]] == [True, True]
    assert told["discrimination"] < -80


def test_a_question_that_nobody_answered_says_nothing():
    question = makers.question()
    night()

    assert now(question).statistics == {}


# --- How it is run --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_three_questions_take_as_many_queries_as_one(many):
    tested = makers.objective()
    for _ in range(many):
        answered(makers.question(objective=tested), [1, 0] * 5)
    with CaptureQueriesContext(connection) as asked:
        night()

    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 11


def test_the_schedule_calls_it_at_night():
    entry = settings.CELERY_BEAT_SCHEDULE["calibrate"]

    assert (app.tasks[entry["task"]], entry["schedule"].hour) == (tasks.calibrate, {3})


def test_the_task_calibrates_each_topic(monkeypatch):
    monkeypatch.setitem(app.conf.changes, "task_always_eager", True)
    question = makers.question()
    answered(question, [1] * 6, at=timezone.now() - DAY)
    tasks.calibrate()

    assert now(question).parameters.source == "answers"


def test_the_command_says_what_changed(capsys):
    question = makers.question()
    answered(question, [1] * 6)
    call_command("calibrate")
    call_command("calibrate")

    changed, nothing = capsys.readouterr().out.splitlines()
    assert changed.startswith(f"{question.key}  version 2 (answers): 6 answers, difficulty -0.")
    assert nothing == "Nothing is believed otherwise: no question has enough new answers."
