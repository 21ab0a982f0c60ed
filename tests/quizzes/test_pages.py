"""A quiz from its first click to its end, on pages that work without JavaScript and in parts with it."""

import re

import pytest
from django.test import Client

from prep.accounts.models import User
from quizzes.models import Attempt, Quiz, Turn
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import HTMX, answer, assess, begin, logged_in, page_of, text, turn, words

pytestmark = pytest.mark.django_db
PRACTISE = "/practise/"
START = "/practise/start/"
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def start_forms(response):
    return [
        visits.fields(form)
        for form in re.findall(r'<form[^>]*action="/practise/start/".*?</form>', text(response), re.DOTALL)
    ]


# --- To begin -------------------------------------------------------------------------------------------------------


def test_looking_makes_nobody_and_offers_a_start_in_one_click(client):
    page = client.get(PRACTISE)
    assert (page.status_code, User.objects.count()) == (200, 0)
    assert "Find out where you stand A mix from RNN and LSTM" in words(page)
    assert "No account is needed." in words(page)
    assert "sessionid" not in client.cookies


def test_one_click_begins_a_practice_of_twenty_for_a_new_guest(client):
    one_click, _ = start_forms(client.get(PRACTISE))
    begun = client.post(START, one_click)
    quiz = Quiz.objects.get()
    assert (begun.status_code, begun.url) == (303, f"/practise/quizzes/{quiz.pk}/")
    assert client.get(begun.url).url == f"/practise/quizzes/{quiz.pk}/1/"
    assert (quiz.mode, quiz.length, quiz.wanted) == ("practice", 20, {"topics": ["rnn", "lstm"]})
    assert quiz.learner.is_guest
    assert client.post(START, one_click).url == begun.url
    assert Quiz.objects.count() == 1


def test_a_choice_is_what_is_asked(client):
    _, choice = start_forms(client.get(PRACTISE))
    assert choice["mode"] == ["practice"] and choice["length"] == ["20"]
    said = {"topic": ["lstm"], "objective": "lstm.cell", "kind": "single", "level": ["5", "3"], "length": "5"}
    assert client.post(START, {**choice, **said}).url == client.post(START, {**choice, **said}).url
    quiz = Quiz.objects.get()
    assert (quiz.mode, quiz.length) == ("practice", 5)
    assert quiz.wanted == {"topics": ["lstm"], "objectives": ["lstm.cell"], "kinds": ["single"], "levels": [3, 5]}
    asked = set()
    for _ in range(5):
        question = turn(quiz).question
        asked.add((question.level, *question.objectives.values_list("key", flat=True)))
        answer(client, quiz)
        if Quiz.objects.get().finished_at:
            break
    assert asked <= {(3, "lstm.cell"), (5, "lstm.cell")}


def test_what_a_company_asked_can_be_chosen(client):
    assert "Initech" in words(client.get(PRACTISE))
    assert turn(begin(client, mode="practice", company="Initech")).question.key == "gate-01"


def test_a_link_may_choose_beforehand(client):
    page = client.get(f"{PRACTISE}?objective=lstm.cell&mode=assessment&length=5&level=4")
    _, choice = start_forms(page)
    said = {name: choice[name] for name in ("objective", "mode", "length", "level")}
    assert said == {"objective": ["lstm.cell"], "mode": ["assessment"], "length": ["5"], "level": ["4"]}


NOTHING = "There is no question that fits all of this yet. Choose fewer things, or other ones."


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"topic": "rnn", "objective": "lstm.cell"}, NOTHING),
        ({"topic": "never-was"}, NOTHING),
        ({"company": "Globex"}, NOTHING),
        ({"mode": "assessment", "kind": "text"}, NOTHING),
        ({"mode": "exam"}, "There is practice, assessment and fixed."),
        ({"level": "6"}, "A level is 1, 2, 3, 4 or 5."),
        ({"level": "½"}, "A level is 1, 2, 3, 4 or 5."),
        ({"kind": "essay"}, "There is no kind “essay”. There is single, multi, numeric, order, cloze, text."),
        ({"length": "0"}, "A quiz has 1 to 60 questions."),
        ({"length": "61"}, "A quiz has 1 to 60 questions."),
        ({"length": "1e1"}, "A quiz has 1 to 60 questions."),
        ({"length": "²"}, "A quiz has 1 to 60 questions."),
        ({"client_key": "mine"}, "This page’s key can’t be read. Load the page again."),
        ({"topic": "a" * 1_000_000}, "That is no choice of this page’s. Load it again and choose anew."),
        ({"topic": ["rnn", "\x00"]}, "That is no choice of this page’s. Load it again and choose anew."),
        ({"company": "\x00"}, "That is no choice of this page’s. Load it again and choose anew."),
        ({"question": [f"q-{n}" for n in range(201)]}, "That is no choice of this page’s. Load it again"),
    ],
)
def test_a_choice_that_fits_nothing_or_is_none_is_said_in_words_and_makes_nobody(client, said, sentence):
    refused = client.post(START, {"length": "5", **said})
    assert (refused.status_code, sentence in words(refused)) == (422, True)
    assert (User.objects.count(), Quiz.objects.count()) == (0, 0)


def test_a_refused_choice_stands_again(client):
    said = {"topic": ["rnn"], "objective": ["lstm.cell"], "level": ["4"], "kind": ["text"], "length": ["10"]}
    _, choice = start_forms(client.post(START, said))
    assert {name: choice[name] for name in said} == said


# --- One question after the other -----------------------------------------------------------------------------------


def test_without_javascript_every_step_is_a_page_that_can_be_reloaded(client):
    quiz = begin(client, "one-of-four", "an-order")
    sent = answer(client, quiz)
    assert (sent.status_code, sent.url) == (303, f"/practise/quizzes/{quiz.pk}/1/")
    assert "Next question" in words(client.get(sent.url))
    onward = client.post(f"/practise/quizzes/{quiz.pk}/2/open/")
    assert (onward.status_code, onward.url) == (303, f"/practise/quizzes/{quiz.pk}/2/")
    assert "Set · question 2 of 2" in words(client.get(onward.url))
    assert answer(client, quiz).url == onward.url
    assert "See the report" in words(client.get(onward.url))
    assert client.get(f"/practise/quizzes/{quiz.pk}/").url == f"/practise/quizzes/{quiz.pk}/report/"
    assert (Quiz.objects.get().ending, Attempt.objects.count()) == ("length", 2)


def test_with_htmx_every_step_is_the_part_that_changes(client):
    quiz = begin(client, "one-of-four", "an-order")
    told = answer(client, quiz, headers=HTMX)
    assert (told.status_code, told.templates[0].name) == (200, "quizzes/_turn.html")
    assert "Right" in words(told)
    assert "HX-Push-Url" not in told.headers
    following = client.post(f"/practise/quizzes/{quiz.pk}/2/open/", headers=HTMX)
    assert following.templates[0].name == "quizzes/_turn.html"
    assert following.headers["HX-Push-Url"] == f"/practise/quizzes/{quiz.pk}/2/"


def test_an_assessment_goes_on_at_once_and_its_address_with_it(client):
    quiz = assess(client)
    following = answer(client, quiz, headers=HTMX)
    assert (following.status_code, following.headers["HX-Push-Url"]) == (200, f"/practise/quizzes/{quiz.pk}/2/")
    assert "Assessment · question 2 of 8 to 30" in words(following)
    sent = answer(client, quiz)
    assert (sent.status_code, sent.url) == (303, f"/practise/quizzes/{quiz.pk}/")
    assert client.get(sent.url).url == f"/practise/quizzes/{quiz.pk}/3/"


@pytest.mark.parametrize("headers", [None, HTMX])
def test_the_end_of_an_assessment_is_its_report(client, headers):
    quiz = assess(client)
    for _ in range(pages_bank.GATES):
        left = answer(client, quiz, headers=headers)
        if Quiz.objects.get().finished_at:
            break
    report = f"/practise/quizzes/{quiz.pk}/report/"
    if headers:
        assert (left.status_code, left.content, left.headers["HX-Redirect"]) == (204, b"", report)
    else:
        assert (left.status_code, left.url) == (303, report)
    assert words(client.get(report)).startswith("Practise Assessment, reported")


def test_a_mistake_is_followed_up_and_the_page_says_why(client):
    quiz = begin(client, mode="practice", topic="rnn", kind=["single", "multi"], level=["2", "3"])
    while turn(quiz).question.key != "one-of-four":
        quiz = begin(client, mode="practice", topic="rnn", kind=["single", "multi"], level=["2", "3"])
    answer(client, quiz, {"choice": visits.letters(turn(quiz))[2]})
    assert (turn(quiz).question.key, turn(quiz).why) == ("two-of-four", "follow-up")
    assert "It checks whether you believe: “Every step has weights, namely its own.”" in words(page_of(client, quiz, 2))


def test_a_number_that_is_not_there_leads_to_where_the_quiz_stands(client):
    quiz = begin(client, "one-of-four", "an-order")
    assert page_of(client, quiz, 2).url == f"/practise/quizzes/{quiz.pk}/"
    assert page_of(client, quiz, 10**30).url == f"/practise/quizzes/{quiz.pk}/"


# --- Whose it is ----------------------------------------------------------------------------------------------------


def test_anothers_quiz_is_not_found_and_stays_as_it_is(client, django_user_model):
    quiz = begin(client, "one-of-four", "an-order")
    answer(client, quiz)
    before = Quiz.objects.values().get(), list(Turn.objects.values()), list(Attempt.objects.values())
    ada = logged_in(django_user_model.objects.create_user("ada@example.org"))
    address = f"/practise/quizzes/{quiz.pk}/"
    for stranger in (ada, Client()):
        for path in ("", "1/", "2/", "report/"):
            assert stranger.get(f"{address}{path}").status_code == 404
        for path in ("2/answer/", "2/open/", "2/hint/", "pause/", "resume/", "finish/", "abandon/", "retry/"):
            assert stranger.post(f"{address}{path}", {"place-A": "1"}).status_code == 404
    assert (Quiz.objects.values().get(), list(Turn.objects.values()), list(Attempt.objects.values())) == before


def test_what_changes_something_is_sent_and_not_fetched(client):
    quiz = begin(client, "one-of-four")
    paths = ("1/answer/", "1/open/", "1/hint/", "pause/", "resume/", "finish/", "abandon/", "retry/")
    assert [client.get(f"/practise/quizzes/{quiz.pk}/{path}").status_code for path in paths] == [405] * 8
    assert client.get(START).status_code == 405
    assert client.post(f"/practise/quizzes/{quiz.pk}/1/").status_code == 405
