"""“I don't know” in practice: kept and told as an answer, counted as a wrong one, and told apart from it."""

import json
import re

import pytest

from prep.accounts.models import User
from quizzes import calibration
from quizzes.models import Attempt, Question, Quiz
from tests import makers
from tests.quizzes import pages_bank, visits
from tests.quizzes.crowds import answered as answered_by_many
from tests.quizzes.pupil import Pupil
from tests.quizzes.visits import answer, answered, ask_form, assess, begin, page_of, text, told, turn, words

pytestmark = pytest.mark.django_db
UNKNOWN = {"unknown": "yes"}
KINDS = ["one-of-four", "two-of-four", "a-number", "an-order", "two-gaps", "in-words"]


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def post_json(client, path, body):
    return client.post(path, json.dumps(body), content_type="application/json")


def report_of(client, quiz):
    return client.get(f"/practise/quizzes/{quiz.pk}/report/")


# --- Asked and told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KINDS)
def test_it_can_be_said_to_every_kind_and_enter_never_says_it(client, key):
    form = re.search(r'<form class="answer".*?</form>', text(page_of(client, begin(client, key))), re.DOTALL)[0]
    first, second, *hint = re.findall(r'<button type="submit".*?</button>', form, re.DOTALL)
    assert "data-submit" in first and "name=" not in first and ">Answer<" in first
    assert 'name="unknown" value="yes"' in second and ">I don’t know<" in second
    assert not any("unknown" in button for button in hint)


@pytest.mark.parametrize(
    ("key", "solution"),
    [
        ("one-of-four", "Something is, namely a matrix. Who chooses it believes: “Every step has weights"),
        ("two-of-four", "There are more, namely at each step."),
        ("a-number", " numbers It counts as a wrong answer does"),
        ("an-order", "Read the word Multiply by the weights Add the bias Squash the sum"),
        ("two-gaps", "state \\(h_{t-1}\\)"),
        ("in-words", "A model answer The step is one function, namely at every place. Says that any length will do"),
    ],
)
def test_it_is_told_with_the_solution_in_words_of_its_own(client, key, solution):
    said = words(told(client, key, UNKNOWN))
    assert "question 1 of 1 You said you don’t know" in said
    assert solution in said
    assert "It counts as a wrong answer does, and betrays no belief. Why" in said
    assert not re.search(r"Your (choice|number|answer)|A belief that this answer betrays|Not right|left empty", said)


@pytest.mark.parametrize("key", KINDS)
def test_in_a_page_it_is_said_and_told_in_its_place(client, key):
    address = f"/practise/questions/{key}/"
    form = {**ask_form(client.get(address)), **UNKNOWN, "place-A": "1", "place-B": "1"}
    sent = client.post(f"{address}answer/", form, headers=visits.HTMX)
    assert (sent.status_code, "You said you don’t know" in words(sent)) == (200, True)
    assert (Attempt.objects.get().response, User.objects.get().is_guest) == ({"unknown": True}, True)


def test_an_assessment_tells_of_it_at_its_end(client):
    quiz = assess(client)
    following = answer(client, quiz, UNKNOWN, headers=visits.HTMX)
    assert "question 2" in words(following)
    assert "don’t know" not in words(page_of(client, quiz))
    assert pages_bank.SECRET not in text(following)


# --- Kept -----------------------------------------------------------------------------------------------------------


def test_the_first_answer_stands_and_how_sure_one_was_is_not_asked(client):
    quiz = begin(client, "one-of-four", "an-order")
    answer(client, quiz, {**UNKNOWN, "choice": "A", "confidence": "sure"})
    answer(client, quiz, {"choice": "B"}, number=1)
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.score, attempt.right) == ({"unknown": True}, 0, False)
    assert (attempt.confidence, attempt.misconceptions, attempt.opportunities) == ("", [], [])


def test_it_counts_at_once_what_a_wrong_answer_does_and_follows_from_the_answers():
    pupils = [Pupil(makers.guest()) for _ in range(2)]
    for pupil, say in zip(pupils, (visits.wrong, lambda turn: {"unknown": ["yes"]}), strict=True):
        quiz = pupil.start("one-of-four")
        pupil.answer(quiz, say(pupil.waiting(quiz)))
        assert pupil.replayed() == pupil.kept()
    wrong, unknown = (pupil.learner.skills.get() for pupil in pupils)
    assert (wrong.mean, wrong.sd, wrong.answers) == (unknown.mean, unknown.sd, unknown.answers)


def test_in_words_it_waits_for_no_judgement_and_counts(client):
    attempt = answered(client, "in-words", UNKNOWN)
    assert client.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"}).status_code == 404
    assert attempt.learner.skills.get().answers == 1
    page = report_of(client, attempt.quiz)
    assert "said you don’t know 1" in words(page)
    assert "for your judgement" not in words(page)
    assert Pupil(attempt.learner).replayed() == Pupil(attempt.learner).kept()


# --- Told apart -----------------------------------------------------------------------------------------------------


def test_the_report_counts_it_by_itself_and_asks_it_again_with_what_was_missed(client):
    quiz = begin(client, "one-of-four", "in-words", "a-number", "an-order")
    for said in (visits.wrong(turn(quiz)), UNKNOWN, UNKNOWN):
        answer(client, quiz, said)
    answer(client, quiz)
    page = words(report_of(client, quiz))
    assert "answered right in full 1 of 4 said you don’t know 2" in page
    assert "Try the 3 missed ones again" in page
    client.post(f"/practise/quizzes/{quiz.pk}/retry/")
    assert Quiz.objects.latest("pk").wanted["questions"] == ["one-of-four", "in-words", "a-number"]


def test_where_everything_was_tried_the_report_says_nothing_of_it(client):
    assert "don’t know" not in words(report_of(client, answered(client, "one-of-four").quiz))


def test_it_leads_to_no_belief_and_no_question_about_one(client):
    quiz = begin(client, "one-of-four", "two-of-four", "a-number")
    for _ in range(3):
        answer(client, quiz, UNKNOWN)
    assert "Beliefs you probably hold" not in words(report_of(client, quiz))


def test_at_night_it_is_an_answer_worth_nothing_and_no_option_was_chosen():
    question = makers.question()
    answered_by_many(question, [1] * 6)
    answered_by_many(question, [0] * 4, response={"unknown": True})
    calibration.calibrate(now=makers.NOW.replace(year=makers.NOW.year + 1))
    statistics = Question.objects.get(pk=question.pk).statistics
    assert (statistics["answers"], statistics["facility"]) == (10, 0.6)
    assert [option["chosen"] for option in statistics["options"]] == [0.6, 0]


def test_in_words_it_is_counted_at_night_without_a_judgement():
    question = Question.objects.get(key="in-words")
    answered_by_many(question, [0] * 4, response={"unknown": True})
    answered_by_many(question, [1] * 4, response={"text": "Any length."})
    calibration.calibrate(now=makers.NOW.replace(year=makers.NOW.year + 1))
    statistics = Question.objects.get(pk=question.pk).statistics
    assert (statistics["answers"], statistics["facility"]) == (4, 0)


# --- For programs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize("said", [{"unknown": True}, {"unknown": "yes"}, {"unknown": ["yes"]}])
def test_a_program_says_it_to_every_kind(client, key, said):
    sent = post_json(client, f"/api/questions/{key}/answers/", {"answer": said, "confidence": "sure"})
    given = sent.json()
    assert (sent.status_code, given["state"], given["response"]) == (201, "unknown", {"unknown": True})
    assert (given["score"], given["confidence"], given["judged"], given["misconceptions"]) == (0, "", None, [])
    assert any(part["expected"] or part["html"] for part in given["parts"])


def test_a_program_is_told_how_often_it_was_said(client):
    started = post_json(client, "/api/quizzes/", {"mode": "fixed", "questions": ["one-of-four"]}).json()
    post_json(client, f"/api/quizzes/{started['id']}/answers/", {"number": 1, "answer": {"unknown": True}})
    assert client.get(f"/api/quizzes/{started['id']}/report/").json()["unknown"] == 1


@pytest.mark.parametrize("said", [{"unknown": False}, {"unknown": 1}, {"unknown": "no"}, {"unknown": None}])
def test_what_does_not_say_it_is_no_answer(client, said):
    assert post_json(client, "/api/questions/one-of-four/answers/", {"answer": said}).status_code == 400
    assert Attempt.objects.count() == 0
