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


def test_one_click_begins_a_practice_for_a_new_guest(client):
    one_click, _ = start_forms(client.get(PRACTISE))
    begun = client.post(START, one_click)
    quiz = Quiz.objects.get()
    assert (begun.status_code, begun.url) == (303, f"/practise/quizzes/{quiz.pk}/")
    assert client.get(begun.url).url == f"/practise/quizzes/{quiz.pk}/1/"
    assert (quiz.mode, quiz.length, quiz.wanted) == ("practice", 18, {"topics": ["rnn", "lstm"]})
    assert quiz.learner.is_guest
    assert client.post(START, one_click).url == begun.url
    assert Quiz.objects.count() == 1


def test_a_choice_is_what_is_asked(client):
    _, choice = start_forms(client.get(PRACTISE))
    assert choice["mode"] == ["practice"] and choice["length"] == ["20"]
    said = {"topic": ["lstm"], "objective": "lstm.cell", "kind": "single", "level": ["5", "3"], "length": "5"}
    assert client.post(START, {**choice, **said}).url == client.post(START, {**choice, **said}).url
    quiz = Quiz.objects.get()
    assert quiz.mode == "practice"
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
        (
            {"mode": "assessment", "kind": "text"},
            "An assessment takes at least 8 questions, and none fits this choice, besides those in your own words, "
            "which you judge yourself and an assessment leaves out. Choose more, or take a practice.",
        ),
        (
            {"mode": "assessment", "topic": "lstm", "level": "3"},
            "An assessment takes at least 8 questions, and 3 fit this choice. Choose more, or take a practice.",
        ),
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


def test_a_refusal_stands_by_the_button_of_its_form_and_has_the_focus(client):
    refused = text(client.post(START, {"topic": "never-was"}))
    problem, button = (
        refused.index('<p class="notice bad" tabindex="-1" autofocus>'),
        refused.index("Start with this choice"),
    )
    assert refused.index("Choose for yourself") < problem < button
    assert refused.count("autofocus") == 1
    refused = text(client.post(START, {"set": "never-was"}))
    assert refused.index("autofocus") < refused.index("Start practising")
    assert refused.count("autofocus") == 1


@pytest.mark.parametrize(
    ("said", "words_of_it"),
    [
        ({}, "18 questions fit this choice."),
        ({"topic": "rnn"}, "6 questions fit this choice."),
        ({"topic": "rnn", "kind": "order"}, "1 question fits this choice."),
        ({"mode": "fixed", "topic": "rnn"}, "6 questions fit this choice, and the set asks all of them."),
        ({"mode": "fixed"}, "18 questions fit this choice."),
        ({"mode": "assessment", "topic": "lstm"}, "12 questions fit this choice."),
        ({"mode": "assessment", "kind": "order"}, "An assessment takes at least 8 questions, and 1 fits this choice."),
        ({"topic": "never-was"}, NOTHING),
        ({"level": "6"}, "A level is 1, 2, 3, 4 or 5."),
    ],
)
def test_how_many_questions_fit_is_said_while_one_chooses(client, said, words_of_it):
    assert words_of_it in words(client.get("/practise/fitting/", said))
    assert words_of_it in words(client.get(PRACTISE, said))
    assert User.objects.count() == 0


def test_who_asks_for_more_than_fit_is_told_so_at_the_start(client):
    begun = client.post(START, {"topic": "rnn", "kind": "order", "length": "30"}, follow=True)
    assert "Only 1 question fits your choice, so there is no more than 1 here." in visits.in_words(
        begun.content.decode()
    )
    assert "Practice · question 1 of 1" in words(begun)
    for enough in (
        {"topic": "lstm", "length": "5"},
        {"mode": "assessment", "topic": "lstm"},
        {"question": ["an-order"]},
    ):
        assert "Only" not in visits.in_words(client.post(START, enough, follow=True).content.decode())


def test_a_set_of_everything_keeps_to_the_chosen_length(client):
    assert begin(client, length="5").length == 5


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
    assert "Assessment · question 2 of 8 to 12" in words(following)
    sent = answer(client, quiz)
    assert (sent.status_code, sent.url) == (303, f"/practise/quizzes/{quiz.pk}/")
    assert client.get(sent.url).url == f"/practise/quizzes/{quiz.pk}/3/"


def test_an_assessment_that_has_asked_its_fewest_says_how_many_it_asks_at_most(client):
    quiz = assess(client)
    extents = []
    for number in range(1, 10):
        assert not Quiz.objects.get().finished_at
        extents.append(words(page_of(client, quiz, number)).split("Pause")[0])
        answer(client, quiz)
    assert [extent.strip() for extent in extents[6:]] == [
        "Assessment Assessment · question 7 of 8 to 12",
        "Assessment Assessment · question 8 of 8 to 12",
        "Assessment Assessment · question 9, at most 12",
    ]


def test_the_bar_shows_what_is_answered(client):
    quiz = begin(client, "one-of-four", "an-order")
    bars = [re.search(r"<progress[^>]*>", text(page_of(client, quiz)))[0]]
    bars.append(re.search(r"<progress[^>]*>", text(answer(client, quiz, headers=HTMX)))[0])
    assert [re.findall(r'="(\d)"', bar) for bar in bars] == [["0", "2"], ["1", "2"]]


def test_the_page_is_called_after_its_question_and_with_htmx_its_title_follows(client):
    quiz = begin(client, "one-of-four", "an-order")
    title = "<title>Question {} · Practise · Recurrent</title>"
    assert title.format(1) in page_of(client, quiz).content.decode()
    assert title.format(1) in text(answer(client, quiz, headers=HTMX))
    assert title.format(2) in text(client.post(f"/practise/quizzes/{quiz.pk}/2/open/", headers=HTMX))


def test_what_takes_the_focus_has_a_name_and_a_new_question_is_announced(client):
    quiz = assess(client)
    following = text(answer(client, quiz, headers=HTMX))
    assert 'aria-labelledby="turn-title"' in following and 'id="turn-title"' in following
    assert 'data-announce="Question 2"' in following
    told = text(answer(client, begin(client, "one-of-four"), headers=HTMX))
    assert 'aria-labelledby="turn-title"' in told and 'id="turn-title"' in told


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
    paths = ("pause/", "resume/", "finish/", "retry/")
    assert [client.get(f"/practise/quizzes/{quiz.pk}/{path}").status_code for path in paths] == [405] * 4
    assert client.post(f"/practise/quizzes/{quiz.pk}/1/").status_code == 405


def test_what_answers_with_a_page_leads_there_when_it_is_fetched(client):
    """As a restored tab does, or a copied link."""
    question = f"/practise/quizzes/{begin(client, 'in-words').pk}/1/"
    led = {f"{question}{verb}/": question for verb in ("answer", "open", "hint")}
    led |= {START: PRACTISE, "/practise/questions/an-order/answer/": "/practise/questions/an-order/"}
    led["/practise/answers/7/judge/"] = "/practise/answers/7/"
    for path, page in led.items():
        fetched = client.get(path)
        assert (fetched.status_code, fetched.url) == (303, page)
        assert (client.head(path).status_code, client.put(path).status_code) == (303, 405)


def test_where_a_quiz_stands_is_asked_anew_each_time(client):
    """Going back, a browser would follow where it was led before."""
    quiz = begin(client, "one-of-four", "an-order")
    for path in (f"/practise/quizzes/{quiz.pk}/", f"/practise/quizzes/{quiz.pk}/2/"):
        led = client.get(path)
        assert (led.status_code, led.headers["Cache-Control"]) == (303, "no-store, private")
