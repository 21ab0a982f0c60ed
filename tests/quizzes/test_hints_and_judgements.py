"""What helps before an answer, and what an answer in words is worth to who gave it."""

import re

import pytest

from quizzes.adaptive.evidence import counted_score
from quizzes.models import Attempt, Turn
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import answer, answered, ask_form, begin, page_of, text, told, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


# --- In words -------------------------------------------------------------------------------------------------------


def test_an_answer_in_words_stands_beside_the_model_answer_and_waits_for_its_judgement(client):
    page = told(client, "in-words", {"text": "It takes <any length>.\nNo more."})
    said = words(page)
    assert "Now you judge" in said
    assert "Your answer It takes <any length>. No more. A model answer The step is one function" in said
    assert "Sharing makes it independent" not in said
    assert re.findall(r'name="ticked" value="(\d)"( checked)?', text(page)) == [("0", " checked"), ("1", "")]


@pytest.mark.parametrize("more", [[], ["an-order"]])
def test_while_it_waits_nothing_leads_on_by_enter_or_looks_as_if_it_should(client, more):
    quiz = begin(client, "in-words", *more)
    answer(client, quiz)
    page = text(page_of(client, quiz))
    assert "data-next" not in page
    assert re.findall(r'class="(button[^"]*)"[^>]*>(Judge my|Go on|See the)', page) == [
        ("button", "Judge my"),
        ("button quiet", "Go on" if more else "See the"),
    ]
    client.post(f"/practise/answers/{quiz.attempts.get().pk}/judge/", {"ticked": "0"})
    assert "data-next" in text(page_of(client, quiz))


def test_in_a_page_it_is_judged_in_its_place(client):
    there = {"HX-Request": "true", "HX-Target": "turn-3"}
    sent = client.post("/practise/questions/in-words/answer/", {"text": "Any length."}, headers=there)
    judge = f"/practise/answers/{Attempt.objects.get().pk}/judge/"
    assert f'hx-post="{judge}" hx-target="#turn-3"' in text(sent)
    judged = client.post(judge, {"ticked": "0"}, headers=there, follow=True)
    assert judged.templates[0].name == "quizzes/_turn.html"
    assert 'id="turn-3"' in text(judged)
    assert "Judged by you 67 %" in words(judged)


def test_it_is_judged_once_and_then_told_in_full(client):
    attempt = answered(client, "in-words")
    judge = f"/practise/answers/{attempt.pk}/judge/"
    judged = client.post(judge, {"ticked": "0"})
    assert (judged.status_code, judged.url) == (303, f"/practise/quizzes/{attempt.quiz_id}/report/#answer-1")
    assert client.post(judge, {"ticked": ["0", "1"]}).status_code == 303
    said = words(client.get(f"/practise/answers/{attempt.pk}/"))
    assert "Judged by you 67 %" in said
    assert "namely by one function 2 points" in said
    assert "namely everywhere not in it" in said
    assert "You judged your answer worth 2 of 3 points." in said
    assert "Why Sharing makes it independent of the length" in said
    assert "Go on without judging" not in said


def test_in_a_quiz_that_goes_on_the_judgement_stays_on_the_question(client):
    quiz = begin(client, "in-words", "an-order")
    answer(client, quiz)
    judge = f"/practise/answers/{quiz.attempts.get().pk}/judge/"
    fragment = client.post(judge, {"ticked": ["0", "1"]}, headers=visits.HTMX)
    assert fragment.templates[0].name == "quizzes/_turn.html"
    assert "Judged by you 100 %" in words(fragment)
    assert client.post(judge, {}).url == f"/practise/quizzes/{quiz.pk}/1/"


def test_with_htmx_the_judgement_of_the_last_question_leaves_for_the_report(client):
    attempt = answered(client, "in-words")
    left = client.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"}, headers=visits.HTMX)
    assert (left.status_code, left.content) == (204, b"")
    assert left.headers["HX-Redirect"] == f"/practise/quizzes/{attempt.quiz_id}/report/#answer-1"


@pytest.mark.parametrize(
    ("said", "words_said"),
    [
        ({"ticked": "2"}, "Tick lines of the rubric, which are 0 to 1."),
        ({"ticked": ["0", "0"]}, "Tick each line of the rubric once."),
        ({"client_key": "mine"}, "This page’s key can’t be read. Load the page again."),
    ],
)
@pytest.mark.parametrize("headers", [None, visits.HTMX])
def test_a_judgement_that_cannot_be_read_is_refused_in_words_with_the_way_back(client, said, words_said, headers):
    attempt = answered(client, "in-words")
    refused = client.post(f"/practise/answers/{attempt.pk}/judge/", said, headers=headers)
    assert (refused.status_code, "<main" in refused.content.decode()) == (422, headers is None)
    assert f"{words_said} Back to the answer" in words(refused)
    assert f'href="/practise/answers/{attempt.pk}/"' in text(refused)
    assert not hasattr(Attempt.objects.get(), "judgement")


def test_what_is_graded_by_us_is_not_judged(client):
    attempt = answered(client, "one-of-four")
    assert client.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"}).status_code == 404


# --- Hints ----------------------------------------------------------------------------------------------------------


def test_hints_come_one_by_one_and_what_was_chosen_stays(client):
    quiz = begin(client, "one-of-four")
    hint = f"/practise/quizzes/{quiz.pk}/1/hint/"
    first = client.post(hint, {"choice": "C", "confidence": "unsure"}, headers=visits.HTMX)
    assert words(first).count(pages_bank.HINT) == 1
    assert (ask_form(first)["choice"], ask_form(first)["confidence"]) == (["C"], ["unsure"])
    assert "Another hint" in words(first)
    second = client.post(hint, {}, headers=visits.HTMX)
    assert words(second).count(pages_bank.HINT) == 2
    assert "nother hint" not in words(second)
    assert client.post(hint).url == f"/practise/quizzes/{quiz.pk}/1/#turn-hint"
    assert words(page_of(client, quiz)).count(pages_bank.HINT) == 2
    answer(client, quiz)
    assert (Turn.objects.get().hints, Attempt.objects.get().hints) == (2, 2)


def test_the_newest_hint_has_the_focus_and_is_announced_until_something_else_is_news(client):
    quiz = begin(client, "one-of-four")
    hint = f"/practise/quizzes/{quiz.pk}/1/hint/"
    for number in (1, 2):
        page = text(client.post(hint, {"confidence": "sure"}))
        assert f'data-announce="Hint {number} of 2"' in page
        assert re.findall(r'<li class="prose"( id="turn-hint" tabindex="-1" autofocus)?>', page)[-1]
        assert page.count("autofocus") == 1
    assert "autofocus" not in text(page_of(client, quiz))
    assert "autofocus" not in text(answer(client, quiz, {}))


def test_a_hint_says_what_it_costs(client):
    quiz = begin(client, "one-of-four")
    assert counted_score(1, 1) == pytest.approx(1 - 1 / 5)
    assert "A hint (counts a fifth less)" in words(page_of(client, quiz))
    client.post(f"/practise/quizzes/{quiz.pk}/1/hint/")
    assert "Another hint (a fifth less again)" in words(page_of(client, quiz))


@pytest.mark.parametrize(
    ("hints", "confidence", "right", "beforehand"),
    [
        (1, "sure", True, "Right With 1 hint, so it counts 80 % of that. You were sure. What does"),
        (2, "", True, "Right With 2 hints, so it counts 64 % of that. What does"),
        (1, "unsure", False, "Not right With 1 hint. You were unsure. What does"),
        (0, "guessing", True, "Right You were guessing. What does"),
        (0, "", True, "Right What does"),
    ],
)
def test_what_helped_and_how_sure_one_was_is_told_with_the_answer(client, hints, confidence, right, beforehand):
    quiz = begin(client, "one-of-four")
    for _ in range(hints):
        client.post(f"/practise/quizzes/{quiz.pk}/1/hint/")
    say = visits.right if right else visits.wrong
    answer(client, quiz, {**say(visits.turn(quiz)), "confidence": confidence})
    for page in (page_of(client, quiz), client.get(f"/practise/quizzes/{quiz.pk}/report/")):
        assert words(page).count(pages_bank.HINT) == hints
    assert beforehand in words(page_of(client, quiz))
    attempt = quiz.attempts.get()
    address = f"/api/quizzes/{quiz.pk}/report/"
    assert (client.get(address).json()["answers"][0]["hints"], attempt.hints) == (hints, hints)


def test_without_javascript_what_was_chosen_stays_too(client):
    quiz = begin(client, "one-of-four")
    page = client.post(f"/practise/quizzes/{quiz.pk}/1/hint/", {"choice": "C", "confidence": "unsure"})
    assert page.status_code == 200
    assert (ask_form(page)["choice"], ask_form(page)["confidence"]) == (["C"], ["unsure"])


def test_without_hints_there_is_no_button_for_them(client):
    assert "hint" not in words(page_of(client, begin(client, "an-order"))).lower()
