"""What an answer counts for: hints, repetition, words; and that all of it follows from the answers alone."""

import json
import zipfile
from uuid import UUID

import pytest

from prep.accounts.mine import export, merging
from quizzes import practice
from quizzes.models import Attempt, Judgement, Mastery, Quiz, Report, Skill, Turn
from tests import makers
from tests.quizzes import cells
from tests.quizzes.cells import LSTM, NOON, RNN, RNN_TOPIC
from tests.quizzes.pupil import Pupil, asked

KEY = UUID(int=1)


def mean(pupil):
    return pupil.learner.skills.get().mean


def worth(pupil):
    """How many answers the evidence is worth, of the one topic."""
    return practice.replay(learner=pupil.learner).belief.evidence[0].answers


# --- Hints ----------------------------------------------------------------------------------------------------------


def test_each_hint_that_was_looked_at_lowers_what_a_right_answer_counts(bank):
    means = []
    for hints in range(3):
        pupil = Pupil(makers.guest())
        quiz = pupil.start("shared-sets")
        for _ in range(hints):
            pupil.hint(quiz)
        attempt = pupil.right(quiz)
        assert (attempt.hints, attempt.score, attempt.right) == (hints, 1.0, True)
        means.append(mean(pupil))
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == 3


def test_there_are_as_many_hints_as_were_written_and_none_after_the_answer(ada):
    quiz = ada.start("shared-sets")
    assert [ada.hint(quiz).hints for _ in range(3)] == [1, 2, 2]
    ada.right(quiz)
    assert (ada.hint(quiz).hints, Attempt.objects.get().hints) == (2, 2)


def test_an_assessment_gives_no_hints(ada):
    quiz = ada.start(mode="assessment", levels=(1,), topics=("rnn",))
    assert ada.hint(quiz).hints == 0


# --- Again ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "weight"), [(0, 0.25), (13, 0.25), (14, 0.5), (89, 0.5), (90, 1.0)])
def test_a_question_whose_answer_was_seen_counts_less_the_fresher_the_memory(ada, days, weight):
    ada.wrong(ada.start("shared-sets"))
    ada.later(days=days)
    assert ada.right(ada.start("shared-sets")).weight == weight


def test_it_is_the_same_whether_it_was_seen_in_a_quiz_or_in_a_page(ada):
    ada.alone("shared-sets")
    assert ada.right(ada.start("shared-sets")).weight == 0.25
    assert ada.alone("shared-sets", seed=2).weight == 0.25
    assert ada.alone("gate-half").weight == 1.0


# --- In a page ------------------------------------------------------------------------------------------------------


def test_an_answer_in_a_page_is_kept_and_counted_without_a_quiz(ada):
    attempt = ada.alone("shared-sets", right=False, client_key=KEY)
    kept = Attempt.objects.values("quiz", "turn", "question__key", "right", "seconds", "hints", "at").get()
    assert kept == {
        "quiz": None,
        "turn": None,
        "question__key": "shared-sets",
        "right": False,
        "seconds": 0,
        "hints": 0,
        "at": NOON,
    }
    assert (mean(ada) < 0, ada.kept()) == (True, ada.replayed())
    assert ada.alone("shared-sets", client_key=KEY) == attempt


def test_where_one_stands_is_told_with_it_as_long_as_its_topic_asks_anything(client, ada):
    address = f"/practise/answers/{ada.alone('gate-half').pk}/"
    client.force_login(ada.learner)
    assert "not enough evidence yet to say where you stand" in client.get(address).content.decode()
    cells.load({LSTM: ""})
    left = client.get(address)
    assert (left.status_code, "where you stand" in left.content.decode()) == (200, False)


# --- In words -------------------------------------------------------------------------------------------------------


def test_an_answer_in_words_counts_once_it_is_judged_and_half(ada, alan):
    attempt = ada.right(ada.start("shared-why"))
    assert (attempt.score, ada.kept()) == (0.75, ([], []))
    judgement = ada.judge(attempt, 0, 1, 2)
    assert (judgement.score, judgement.weight, worth(ada), mean(ada) > 0) == (1.0, 0.5, 0.5, True)
    alan.judge(alan.wrong(alan.start("shared-why")), 0)
    assert (Judgement.objects.get(attempt__learner=alan.learner).score, mean(alan) < mean(ada)) == (0.5, True)


def test_one_that_was_seen_before_counts_half_of_what_it_would(ada):
    ada.right(ada.start("shared-why"))
    assert ada.judge(ada.right(ada.start("shared-why")), 0).weight == 0.125


def test_the_first_judgement_stands(ada):
    attempt = ada.right(ada.start("shared-why"))
    first = ada.judge(attempt, 0)
    before = ada.kept()
    assert (ada.judge(attempt, 0, 1, 2), Judgement.objects.get().score, ada.kept()) == (first, 0.5, before)


@pytest.mark.parametrize("ticked", [(3,), (-1,), (0, 0)])
def test_what_is_no_line_of_the_rubric_is_refused(ada, ticked):
    attempt = ada.right(ada.start("shared-why"))
    with pytest.raises(practice.Refused):
        ada.judge(attempt, *ticked)
    assert (Judgement.objects.count(), ada.kept()) == (0, ([], []))


def test_nobody_judges_anothers_answer_or_one_that_is_not_in_words(ada, alan):
    in_words, other = ada.right(ada.start("shared-why")), ada.right(ada.start("shared-sets"))
    for pupil, attempt in ((alan, in_words), (ada, other)):
        with pytest.raises(Attempt.DoesNotExist):
            pupil.judge(attempt, 0)


def test_what_was_asked_in_words_is_judged_though_the_question_is_of_another_kind_now(ada):
    quiz = ada.start("shared-why")
    attempt = ada.right(quiz)
    choice = (
        "type: single\ntests: rnn.shared\nlevel: 3\n\n- [x] Any length\n  > Yes.\n- [ ] Chance\n  > No.\n\n### Why\nSo."
    )
    head, _ = cells.SOURCES.files[RNN].decode().split("{#shared-why}\n")
    cells.load({RNN: f"{head}{{#shared-why}}\n{choice}\n"})
    assert ada.replayed() == ([], [])
    assert ada.judge(attempt, 0).score == 0.5
    assert (worth(ada), ada.kept()) == (0.5, ada.replayed())


# --- From the answers alone -----------------------------------------------------------------------------------------


def much(pupil: Pupil) -> None:
    """Answers of every sort: right and wrong, hinted, repeated, in pages, in words and judged, on several topics."""
    quiz = pupil.start(*cells.KEYS[RNN][:5], *cells.KEYS[LSTM])
    for number in range(11):
        pupil.later(seconds=40)
        if number % 4 == 1:
            pupil.hint(quiz)
        attempt = (pupil.wrong if number % 3 == 0 else pupil.right)(quiz)
        if attempt.question.kind == "text":
            pupil.later(seconds=5)
            pupil.judge(attempt, 0, 2)
    pupil.alone("step-update", right=False)
    pupil.later(days=20)
    pupil.alone("cell-or-state")
    again = pupil.retry(quiz)
    pupil.right(again), pupil.wrong(again)


def test_everything_that_is_known_follows_from_the_answers_byte_by_byte(ada):
    much(ada)
    skills, masteries = ada.kept()
    assert (len(skills), len(masteries)) == (2, 4)
    assert ada.replayed() == (skills, masteries)


def test_as_it_does_after_the_questions_and_an_objective_are_retired(ada):
    much(ada)
    before = ada.kept()
    gone = {**cells.without(RNN, "shared-sets", "shared-count", "shared-growth", "shared-lengths", "shared-why")}
    topic = cells.edited(
        RNN_TOPIC, ("'rnn.shared' = 'Every step has the same weights.'\n", ""), ("'rnn.shared' }", "'rnn.recurrence' }")
    )
    cells.load({**gone, **topic})
    assert (ada.kept(), ada.replayed()) == (before, before)


def test_as_it_does_after_levels_changed_because_each_answer_keeps_what_it_was_scored_with(ada):
    much(ada)
    before = ada.kept()
    cells.load(cells.edited(RNN, ("level: 1", "level: 5"), ("level: 2", "level: 4")))
    assert ada.replayed() == before


def test_as_it_does_after_authors_say_that_a_question_is_about_something_else(ada):
    much(ada)
    before = ada.kept()
    cells.load(cells.edited(LSTM, ("tests: lstm.gates", "tests: lstm.cell")))
    assert (ada.kept(), ada.replayed()) == (before, before)


def test_what_a_question_says_of_another_topics_objective_is_kept_apart(ada):
    ada.wrong(ada.start("cell-or-state"))
    said = {row.objective.key: row for row in ada.learner.masteries.all()}
    assert list(ada.learner.skills.values_list("topic__key", "answers")) == [("lstm", 1)]
    assert (said["lstm.cell"].evidence, said["lstm.cell"].elsewhere) == (
        said["rnn.recurrence"].elsewhere,
        said["rnn.recurrence"].evidence,
    )
    assert ada.kept() == ada.replayed()


# --- Whose it is ----------------------------------------------------------------------------------------------------

ROWS = {
    "quizzes": lambda learner: learner.quizzes.count(),
    "turns": lambda learner: Turn.objects.filter(quiz__learner=learner).count(),
    "attempts": lambda learner: learner.attempts.count(),
    "judgements": lambda learner: Judgement.objects.filter(attempt__learner=learner).count(),
    "skills": lambda learner: learner.skills.count(),
    "masteries": lambda learner: learner.masteries.count(),
}


def test_bringing_a_guests_work_along_is_replaying_both(ada, alan):
    much(alan)
    ada.later(days=1)
    ada.right(ada.start("shared-sets")), ada.judge(ada.wrong(ada.start("shared-why")), 1)
    both = sorted([*Attempt.objects.values_list("pk", flat=True)])
    merging.bring(guest_id=alan.learner.pk, member=ada.learner, now=ada.now)
    assert sorted(ada.learner.attempts.values_list("pk", flat=True)) == both
    assert Quiz.objects.exclude(learner=ada.learner).count() == 0
    assert ada.kept() == ada.replayed()
    assert [row[4] for row in ada.kept()[0]] == [10, 7]


def test_of_the_same_click_the_members_stays(ada, alan):
    own = ada.start("shared-sets", client_key=KEY)
    alan.wrong(alan.start("gate-half", client_key=KEY))
    brought = alan.right(alan.start("step-order"))
    merging.bring(guest_id=alan.learner.pk, member=ada.learner, now=NOON)
    assert set(Quiz.objects.values_list("pk", "learner")) == {
        (own.pk, ada.learner.pk),
        (brought.quiz_id, ada.learner.pk),
    }
    assert list(ada.learner.attempts.all()) == [brought]
    assert ada.kept() == ada.replayed()


def test_a_set_that_a_guest_began_goes_on_as_it_was(ada, alan):
    quiz = alan.start("gate-half", "step-order", "shared-sets")
    alan.right(quiz)
    merging.bring(guest_id=alan.learner.pk, member=ada.learner, now=NOON)
    cells.load(cells.without(RNN, "shared-sets"))
    ada.right(quiz), ada.right(quiz)
    assert asked(quiz) == ["gate-half", "step-order", "shared-sets"]
    assert ada.kept() == ada.replayed()


def test_what_was_known_of_a_topic_that_asks_nothing_now_comes_along(ada, alan):
    alan.right(alan.start("gate-half"))
    ada.right(ada.start("shared-sets"))
    known = {skill.topic.key: skill.mean for skill in Skill.objects.all()}
    cells.load({LSTM: ""})
    merging.bring(guest_id=alan.learner.pk, member=ada.learner, now=NOON)
    assert {skill.topic.key: skill.mean for skill in ada.learner.skills.all()} == pytest.approx(known)


def test_all_of_it_is_exported(ada, alan):
    much(ada), much(alan)
    archive = zipfile.ZipFile(export.archive(learner=ada.learner, now=ada.now))
    told = {name: len(json.loads(archive.read(f"{name}.json"))) for name in ROWS}
    assert told == {name: rows(ada.learner) for name, rows in ROWS.items()}
    assert told == {"quizzes": 2, "turns": 14, "attempts": 15, "judgements": 1, "skills": 2, "masteries": 4}


def test_what_an_open_assessment_would_tell_is_exported_at_its_end(ada):
    ada.right(ada.start("shared-sets", "gate-half"))
    ada.later(minutes=1)
    assessment = ada.start(mode="assessment")
    ada.wrong(assessment)
    ada.later(minutes=1)
    after = ada.start(topics=("lstm",))

    def exported(*names):
        archive = zipfile.ZipFile(export.archive(learner=ada.learner, now=ada.now))
        return [json.loads(archive.read(f"{name}.json")) for name in names]

    attempts, turns, skills, masteries = exported("attempts", "turns", "skills", "masteries")
    assert [(each["score"], each["right"], each["misconceptions"]) for each in attempts] == [
        (1.0, True, []),
        (None, None, None),
    ]
    assert [each["ability"] is None for each in attempts] == [False, True]
    assert [each["response"] for each in attempts] == list(
        Attempt.objects.order_by("pk").values_list("response", flat=True)
    )
    assert {each["chance"] for each in turns if each["quiz"] in (assessment.pk, after.pk)} == {None}
    assert {each["mean"] for each in skills} == {each["chance"] for each in masteries} == {None}

    practice.finish(learner=ada.learner, quiz_id=assessment.pk, now=ada.now)
    attempts, turns, skills, masteries = exported("attempts", "turns", "skills", "masteries")
    assert [each["right"] for each in attempts] == [True, False]
    assert {each["chance"] is None for each in turns if each["quiz"] == after.pk} == {False}
    told = [*attempts, *turns, *skills, *masteries]
    assert [each for each in told if None in (each.get("ability", 0), each.get("mean", 0), each.get("score", 0))] == []


def test_with_the_learner_goes_all_that_is_theirs(ada, alan):
    much(ada)
    kept = alan.right(alan.start("shared-sets"))
    ada.learner.delete()
    for model in (Quiz, Attempt, Skill):
        assert [row.learner_id for row in model.objects.all()] == [alan.learner.pk]
    assert [turn.quiz_id for turn in Turn.objects.all()] == [kept.quiz_id]
    assert (Judgement.objects.count(), Mastery.objects.count(), Report.objects.count()) == (0, 1, 0)
