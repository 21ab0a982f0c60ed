"""A question at an address of its own, as pages of the library ask it; and telling that one is wrong."""

import re

import pytest
from django.test import Client

from prep.accounts.models import User
from quizzes.models import Attempt, Question, Report
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import HTMX, answered, ask_form, logged_in, text, words

pytestmark = pytest.mark.django_db
PAGE = "/practise/questions/one-of-four/"
ANSWER = f"{PAGE}answer/"
PROBLEM = f"{PAGE}problem/"
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def shown(response):
    return re.findall(r'<span class="says">(.*?)</span>', text(response))


def test_looking_at_one_makes_nobody_and_is_the_same_for_all(client):
    first, again = client.get(PAGE), Client().get(PAGE)
    assert shown(first) == shown(again)
    assert ask_form(first)["round"] == ["0"]
    assert (User.objects.count(), pages_bank.SECRET in text(first)) == (0, False)


def test_an_answer_makes_a_guest_and_is_told_at_an_address_of_its_own(client):
    form = {**ask_form(client.get(PAGE)), "choice": "A", "confidence": "sure"}
    sent = client.post(ANSWER, form)
    attempt = Attempt.objects.get()
    assert (sent.status_code, sent.url) == (303, f"/practise/answers/{attempt.pk}/")
    assert (attempt.learner.is_guest, attempt.quiz, attempt.confidence, attempt.seconds) == (True, None, "sure", 0)
    told = words(client.get(sent.url))
    assert "There is one matrix, namely \\(W\\)." in told
    assert "Answer it again" in told


def test_with_htmx_it_is_told_in_its_place_and_the_page_hears_who_one_is_now(client):
    there = {"HX-Request": "true", "HX-Target": "turn-3"}
    asked = client.get(PAGE, headers=there)
    assert asked.templates[0].name == "quizzes/_turn.html"
    assert re.findall(r' id="(turn[^"]*)"', text(asked)) == ["turn-3", "turn-3-title"]
    told = client.post(ANSWER, {**ask_form(asked), "choice": "A"}, headers=there)
    assert (told.status_code, told.templates[0].name) == (200, "quizzes/_turn.html")
    assert re.findall(r' id="(turn[^"]*)"', text(told)) == ["turn-3", "turn-3-verdict", "turn-3-title"]
    assert 'id="account"' in text(told)
    assert 'hx-target="#turn-3"' in text(told)


def test_its_page_is_called_by_what_it_asks_and_a_page_that_holds_it_keeps_its_own_title(client):
    title = "<title>What does every step of an RNN have in common? · Recurrent</title>"
    assert title in client.get(PAGE).content.decode()
    formula = client.get("/practise/questions/two-gaps/").content.decode()
    assert "<title>Complete the recurrence of h_t. · Recurrent</title>" in formula
    sent = client.post(ANSWER, {**ask_form(client.get(PAGE)), "choice": "A"})
    assert title in client.get(sent.url).content.decode()
    there = {"HX-Request": "true", "HX-Target": "turn-3"}
    asked = client.get(PAGE, headers=there)
    told = client.post(ANSWER, {**ask_form(asked), "choice": "A"}, headers=there)
    assert "<title" not in asked.content.decode() + told.content.decode()


@pytest.mark.parametrize("target", ["turn-1x!", 'turn"><b', "turn-" + "1" * 20, "main"])
def test_no_other_id_makes_a_card(client, target):
    asked = client.get(PAGE, headers={"HX-Request": "true", "HX-Target": target})
    assert re.findall(r' id="(turn[^"]*)"', text(asked)) == ["turn", "turn-title"]


def test_asked_again_it_is_drawn_anew_and_a_second_answer_is_another(client):
    orders = set()
    for number in range(4):
        form = ask_form(client.get(PAGE))
        assert form["round"] == [str(number)]
        orders.add(tuple(shown(client.get(PAGE))))
        client.post(ANSWER, {**form, "choice": "A"})
    assert Attempt.objects.count() == 4
    assert len(orders) > 1


def test_in_two_tabs_the_first_answer_to_what_both_show_stands_and_is_told_in_both(client):
    tabs = [client.get(PAGE) for _ in range(2)]
    assert ask_form(tabs[0])["client_key"] != ask_form(tabs[1])["client_key"]
    sent = [client.post(ANSWER, {**ask_form(tab), "choice": said}) for tab, said in zip(tabs, "AB", strict=True)]
    attempt = Attempt.objects.get()
    assert [each.url for each in sent] == [f"/practise/answers/{attempt.pk}/"] * 2
    authors = ["Its input", "Its weights", "Nothing", "Its state"]
    assert attempt.response["chosen"] == [authors.index(shown(tabs[0])[0])]


def test_a_tab_that_shows_the_next_round_is_answered_beside_one_that_shows_the_last(client):
    first = ask_form(client.get(PAGE))
    client.post(ANSWER, {**first, "choice": "A"})
    second = ask_form(client.get(PAGE))
    for form in (second, {**first, "client_key": KEY}):
        client.post(ANSWER, {**form, "choice": "B"})
    assert Attempt.objects.count() == 2


def test_a_round_that_was_answered_ahead_of_its_time_is_not_asked_again(client):
    client.post(ANSWER, {**ask_form(client.get(PAGE)), "round": "1", "choice": "A"})
    assert ask_form(client.get(PAGE))["round"] == ["2"]


def test_another_learner_answers_the_same_round_for_themselves(client):
    for visitor in (client, Client()):
        visitor.post(ANSWER, {**ask_form(visitor.get(PAGE)), "choice": "A"})
    assert Attempt.objects.values("learner").distinct().count() == 2


def test_the_same_click_twice_is_one_answer(client):
    form = {**ask_form(client.get(PAGE)), "choice": "A"}
    first, again = client.post(ANSWER, form), client.post(ANSWER, {**form, "choice": "B"})
    assert (first.url, Attempt.objects.count()) == (again.url, 1)


def test_a_key_that_was_sent_for_another_question_is_refused(client):
    client.post(ANSWER, {"choice": "A", "client_key": KEY})
    refused = client.post("/practise/questions/an-order/answer/", {**order(), "client_key": KEY})
    assert refused.status_code == 422
    assert "This page was sent before, for another question." in words(refused)
    assert Attempt.objects.get().question.key == "one-of-four"


def order():
    return {f"place-{letter}": str(place) for place, letter in enumerate("ABCD", start=1)}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Choose an option."),
        ({"choice": ["A", "B"]}, "Choose one option, not 2."),
        ({"choice": "E"}, "Say the letters of what is shown, which are A, B, C and D."),
        ({"choice": "A", "client_key": "mine"}, "This page’s key can’t be read. Load the page again."),
        ({"choice": "A", "round": "-1"}, "This page’s form can’t be read. Load the page again."),
        ({"choice": "A", "round": "10001"}, "This page’s form can’t be read. Load the page again."),
        ({"choice": "A", "revision": "0"}, "This page’s form can’t be read. Load the page again."),
        ({"choice": "A", "revision": "9" * 18}, "This page’s form can’t be read. Load the page again."),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_makes_nobody(client, said, sentence):
    refused = client.post(ANSWER, said)
    assert (refused.status_code, sentence in words(refused)) == (422, True)
    assert (User.objects.count(), Attempt.objects.count()) == (0, 0)
    assert set(said.get("choice", ())) & set("ABCD") == set(ask_form(refused).get("choice", ()))


def test_another_questions_revision_is_refused(client):
    other = Question.objects.get(key="an-order").revision_id
    assert client.post(ANSWER, {"choice": "A", "revision": str(other)}).status_code == 422


def test_what_is_not_asked_is_not_found(client):
    Question.objects.filter(key="one-of-four").update(retired_at=pages_bank.MONDAY)
    addresses = (PAGE, "/practise/questions/never-was/")
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.post(ANSWER, {"choice": "A"}).status_code == 404
    assert Attempt.objects.count() == 0


# --- Something is wrong with it -------------------------------------------------------------------------------------


def problem_form(client):
    told = client.get(f"/practise/answers/{answered(client, 'one-of-four').pk}/")
    return visits.fields(re.search(r'<form class="form problem-words".*?</form>', text(told), re.DOTALL)[0])


def test_a_problem_is_kept_once_with_what_was_seen(client):
    form = {**problem_form(client), "words": " Option A is right, too.\n"}
    for _ in range(2):
        thanked = client.post(PROBLEM, form)
        assert (thanked.status_code, thanked.templates[0].name) == (200, "quizzes/problem.html")
        assert "Thank you. Whoever writes the questions will look into it." in words(thanked)
    report, attempt = Report.objects.get(), Attempt.objects.get()
    assert report.words == "Option A is right, too."
    assert (report.learner, report.question) == (attempt.learner, attempt.question)
    assert (report.seed, report.revision) == (attempt.seed, attempt.revision)


def test_with_htmx_thanks_stand_where_the_form_was(client):
    thanked = client.post(PROBLEM, {"words": "It is wrong."}, headers=HTMX)
    assert thanked.templates[0].name == "quizzes/_report_problem.html"


def test_a_question_that_is_asked_can_be_reported_and_what_was_chosen_stays(client):
    form = {**ask_form(client.get(PAGE)), "choice": "C", "confidence": "unsure", "words": "None is right."}
    thanked = client.post(PROBLEM, form)
    assert "Thank you. Whoever writes the questions will look into it." in words(thanked)
    assert (ask_form(thanked)["choice"], ask_form(thanked)["confidence"]) == (["C"], ["unsure"])
    client.post(ANSWER, form)
    assert (Report.objects.get().words, Report.objects.get().seed) == ("None is right.", Attempt.objects.get().seed)


def test_a_report_without_words_is_refused_where_the_question_is_asked_and_what_was_chosen_stays(client):
    refused = client.post(PROBLEM, {**ask_form(client.get(PAGE)), "choice": "C"})
    assert (refused.status_code, "Say in a few words what is wrong." in words(refused)) == (422, True)
    assert (ask_form(refused)["choice"], User.objects.count(), Report.objects.count()) == (["C"], 0, 0)


def test_with_htmx_whoever_reports_from_a_page_is_known_to_it(client):
    form = {**ask_form(client.get(PAGE)), "choice": "C", "words": "None is right."}
    thanked = client.post(PROBLEM, form, headers=HTMX)
    assert (thanked.templates[0].name, 'id="account"' in text(thanked)) == ("quizzes/_report_problem.html", True)


@pytest.mark.parametrize("mode", ["practice", "fixed", "assessment"])
def test_the_question_that_waits_in_a_quiz_can_be_reported_and_is_not_answered_by_it(client, mode):
    quiz = visits.begin(client, mode=mode, topic="lstm")
    page = visits.page_of(client, quiz)
    waits = visits.turn(quiz)
    assert str(waits.seed) not in text(page)
    form = {**ask_form(page), "choice": "C", "words": "None is right."}
    address = f"/practise/quizzes/{quiz.pk}/1/problem/"
    thanked = [client.post(address, form, headers=headers) for headers in (None, HTMX)]
    for each in thanked:
        assert (each.status_code, pages_bank.SECRET in text(each)) == (200, False)
        assert "Thank you. Whoever writes the questions will look into it." in words(each)
    assert ask_form(thanked[0])["choice"] == ["C"]
    report = Report.objects.get()
    assert (report.question, report.revision, report.seed) == (waits.question, waits.revision, waits.seed)
    assert (Attempt.objects.count(), visits.turn(quiz)) == (0, waits)


def test_a_hint_and_a_refused_answer_leave_the_words_of_a_report(client):
    quiz = visits.begin(client, "one-of-four")
    for verb in ("hint", "answer"):
        page = client.post(f"/practise/quizzes/{quiz.pk}/1/{verb}/", {"words": "None is right."})
        assert ask_form(page)["words"] == ["None is right."]


def test_with_its_quiz_the_question_goes_that_could_be_reported(client):
    quiz = visits.begin(client, "one-of-four")
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    gone = client.post(f"/practise/quizzes/{quiz.pk}/1/problem/", {"words": "None is right."})
    assert (gone.status_code, gone.url) == (303, f"/practise/quizzes/{quiz.pk}/")


def test_every_answer_of_a_quizs_report_can_be_reported(client):
    attempt = answered(client, "one-of-four")
    page = text(client.get(f"/practise/quizzes/{attempt.quiz_id}/report/"))
    form = visits.fields(re.search(r'<form class="form problem-words".*?</form>', page, re.DOTALL)[0])
    client.post(PROBLEM, {**form, "words": "None is right."})
    assert (Report.objects.get().seed, Report.objects.get().revision) == (attempt.seed, attempt.revision)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say in a few words what is wrong."),
        ({"words": " \x00\n"}, "Say in a few words what is wrong."),
        ({"words": "a" * 2001}, "2,000 characters are the most, and this has 2,001."),
        ({"words": "It is.", "report_key": "mine"}, "This page’s key can’t be read. Load the page again."),
        ({"words": "It is.", "revision": "-1"}, "This page’s form can’t be read. Load the page again."),
    ],
)
def test_a_problem_that_says_nothing_or_too_much_is_refused_and_its_words_stand_again(client, said, sentence):
    refused = client.post(PROBLEM, said)
    assert (refused.status_code, sentence in words(refused)) == (422, True)
    assert visits.fields(text(refused))["words"] == [said.get("words", "")]
    assert (User.objects.count(), Report.objects.count()) == (0, 0)


@pytest.mark.parametrize("seed", ["", "-1", "1.5", "9" * 30, "½", "\x00"])
def test_a_seed_that_cannot_be_one_loses_no_report(client, seed):
    assert client.post(PROBLEM, {"words": "It\x00 is.", "seed": seed}).status_code == 200
    assert (Report.objects.get().seed, Report.objects.get().words) == (0, "It is.")


# --- Whose it is ----------------------------------------------------------------------------------------------------


def test_anothers_answer_is_not_found(client, django_user_model):
    attempt = answered(client, "in-words")
    other = logged_in(django_user_model.objects.create_user("ada@example.org"))
    for stranger in (other, Client()):
        assert stranger.get(f"/practise/answers/{attempt.pk}/").status_code == 404
        assert stranger.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"}).status_code == 404
        reported = stranger.post(f"/practise/quizzes/{attempt.quiz_id}/1/problem/", {"words": "It is wrong."})
        assert (reported.status_code, Report.objects.count()) == (404, 0)
    assert not hasattr(Attempt.objects.get(), "judgement")


@pytest.mark.parametrize(("path", "fetched"), [(ANSWER, 303), (PROBLEM, 405)])
def test_answers_and_problems_are_sent_and_not_fetched(client, path, fetched):
    assert client.get(path).status_code == fetched
