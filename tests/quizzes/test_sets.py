"""Ready-made sets: an author puts questions together, and a learner takes them in that order with one click."""

import re

import pytest
from django.urls import reverse

from quizzes import practice, shelf
from quizzes.models import Quiz
from quizzes.wanted import Wanted
from tests.quizzes import cells
from tests.quizzes.cells import RNN, RNN_TOPIC
from tests.quizzes.pupil import asked
from tests.quizzes.visits import fields, text, words

SET = (
    "\n[sets.what-is-shared]\ntitle = 'What is shared?'\nsummary = 'From *sets* to steps.'\n"
    "questions = ['step-order', 'shared-sets', 'gate-half']\nwas = ['shared']\n"
)
KEY = "00000000-0000-4000-8000-000000000001"


def with_set(changed: str = SET, **files: str) -> dict[str, str]:
    return {RNN_TOPIC: cells.SOURCES.files[RNN_TOPIC].decode() + changed, **files}


@pytest.fixture(autouse=True)
def ready_made(bank):
    cells.load(with_set())


def test_the_page_of_practice_offers_it_and_starts_it_with_one_click(client):
    page = client.get("/practise/")
    assert "What is shared? From sets to steps. Start “What is shared?” 3 questions, about 3 minutes" in words(page)
    form = fields(re.search(r'<li[^>]* id="set-what-is-shared".*?</li>', text(page), re.DOTALL)[0])
    begun = client.post("/practise/start/", form)
    quiz = Quiz.objects.get()
    assert (begun.status_code, quiz.mode, quiz.length, quiz.name) == (303, "fixed", 3, "What is shared?")
    assert client.post("/practise/start/", form).url == begun.url
    assert Quiz.objects.count() == 1
    assert "What is shared? · question 1 of 3" in words(client.get(begun.url, follow=True))


def test_its_questions_come_in_its_order_whatever_else_is_said(ada, client):
    client.force_login(ada.learner)
    client.post("/practise/start/", {"set": "what-is-shared", "mode": "assessment", "topic": "lstm", "level": "5"})
    quiz = Quiz.objects.get()
    for _ in range(3):
        ada.right(quiz)
    assert asked(quiz) == ["step-order", "shared-sets", "gate-half"]
    quiz.refresh_from_db()
    assert quiz.ending == Quiz.Ending.LENGTH
    report = words(client.get(reverse("quizzes:report", args=[quiz.pk])))
    assert "Report: What is shared?" in report
    assert "What is shared?" in words(client.get("/practise/history/"))


def test_the_topic_s_page_leads_there(client):
    page = client.get("/learn/rnn/").content.decode()
    assert '<a href="/practise/#set-what-is-shared">What is shared?</a>' in page


@pytest.mark.parametrize("key", ["what-was-shared", "", "x" * 61, "what\x00"])
def test_one_that_there_is_not_is_refused_in_words(client, key):
    refused = client.post("/practise/start/", {"set": key or "-"})
    assert (refused.status_code, Quiz.objects.count()) == (422, 0)
    assert "There is no such set of questions now. Choose another one." in words(refused)


def test_by_its_key_of_before_it_is_found():
    assert shelf.current().set("shared") == shelf.current().set("what-is-shared")


def test_what_left_the_bank_leaves_the_set_and_a_set_of_nothing_is_not_offered(client):
    cells.load(with_set(SET.replace("'gate-half'", "'step-update'"), **cells.without(RNN, "shared-count")))
    (made,) = shelf.current().sets
    assert made.questions == ("step-order", "shared-sets", "step-update")
    cells.load()
    assert shelf.current().sets == ()
    assert "Ready-made" not in words(client.get("/practise/"))


def test_a_set_that_is_begun_goes_on_as_it_was(ada, client):
    client.force_login(ada.learner)
    client.post("/practise/start/", {"set": "what-is-shared"})
    quiz = Quiz.objects.get()
    cells.load(with_set(SET.replace("'shared-sets', 'gate-half'", "'gate-half'"), **cells.without(RNN, "shared-sets")))
    ada.right(quiz)
    assert "What is shared? · question 2 of 3" in words(client.get(f"/practise/quizzes/{quiz.pk}/", follow=True))
    ada.right(quiz), ada.right(quiz)
    assert asked(quiz) == ["step-order", "shared-sets", "gate-half"]
    assert "answered right in full 3 of 3" in words(client.get(reverse("quizzes:report", args=[quiz.pk])))


def test_a_question_that_is_wanted_twice_is_asked_once(ada):
    quiz = ada.start("step-order", "gate-half", "step-order")
    ada.right(quiz), ada.right(quiz)
    quiz.refresh_from_db()
    assert (asked(quiz), quiz.length, quiz.ending) == (["step-order", "gate-half"], 2, Quiz.Ending.LENGTH)


def test_the_api_lists_it_with_its_topic_and_starts_it(ada, client):
    rnn, lstm = client.get("/api/topics/").json()
    made = {
        "key": "what-is-shared",
        "title": "What is shared?",
        "questions": ["step-order", "shared-sets", "gate-half"],
    }
    assert (rnn["sets"], lstm["sets"]) == ([made], [])
    client.force_login(ada.learner)
    said = {"set": "what-is-shared", "client_key": KEY}
    begun = client.post("/api/quizzes/", said, content_type="application/json")
    assert (begun.status_code, begun.json()["mode"]) == (201, "fixed")
    assert begun.json()["wanted"] == {"questions": made["questions"], "title": made["title"]}
    refused = client.post("/api/quizzes/", {"set": "nowhere"}, content_type="application/json")
    assert (refused.status_code, refused.json()) == (
        400,
        {"set": ["There is no such set of questions now. Choose another one."]},
    )


def test_what_was_wrong_in_it_is_taken_up_again_without_its_name(ada):
    quiz = practice.start(
        learner=ada.learner,
        mode="fixed",
        wanted=shelf.current().set("shared").wanted,
        length=3,
        client_key=KEY,
        now=ada.now,
    )
    ada.wrong(quiz)
    ada.right(quiz)
    ada.right(quiz)
    again = practice.retry(learner=ada.learner, quiz=quiz, client_key=KEY.replace("1", "2"), now=ada.now)
    assert (again.name, again.wanted) == ("Set", Wanted(questions=("step-order",)).as_json())
