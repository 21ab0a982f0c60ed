"""While an assessment is open nothing tells what was right, to nobody and nowhere; and nobody keeps what was told."""

import json
import re
from uuid import uuid4

import pytest
from django.test import Client

from quizzes import practice
from quizzes.models import Attempt, Question, Quiz, Turn
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import HTMX, answer, answered, ask_form, assess, begin, right, turn, wrong

pytestmark = pytest.mark.django_db
GIVEN_AWAY = re.compile(
    rf"{pages_bank.SECRET}|{pages_bank.HINT}"
    r"|<li class=\"(?:right|wrong|missed)|\btold (?:right|wrong|partly)|Not right|Partly right"
    r"|\"(?:score|right|state|rule|misconceptions?|why_html|model_html|parts|chance)\":"
)


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def post_json(client, path, body=None):
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def everything(client, quiz, attempt, question):
    """All answers that have to do with an assessment, to pages and programs, by their addresses."""
    address, api = f"/practise/quizzes/{quiz.pk}/", f"/api/quizzes/{quiz.pk}/"
    number, waits = attempt.turn.number, turn(quiz).number
    pages = ["/practise/", "/practise/history/", address, f"{address}{number}/", f"{address}{waits}/"]
    pages += [f"{address}report/", f"/practise/answers/{attempt.pk}/", "/"]
    programs = [api, "/api/quizzes/", f"{api}report/", "/api/questions/", f"/api/questions/{question.key}/"]
    found = {path: client.get(path) for path in [*pages, *programs]}
    found |= {f"{path} with htmx": client.get(path, headers=HTMX) for path in pages[2:5]}
    said = {"choice": "A", "client_key": str(uuid4())}
    for path in (f"{address}{number}/answer/", f"{address}{number}/hint/", f"{address}{waits}/hint/"):
        found[path] = client.post(path, said)
        found[f"{path} with htmx"] = client.post(path, said, headers=HTMX)
    for path in (f"{address}{waits}/open/", f"{address}{number}/open/", f"{address}retry/", f"{address}resume/"):
        found[path] = client.post(path)
    for path in (f"{address}{number}/problem/", f"{address}{waits}/problem/"):
        found[path] = client.post(path, {"words": "It is wrong."})
        found[f"{path} with htmx"] = client.post(path, {"words": "It is wrong."}, headers=HTMX)
    for verb in ("open", "hint", "problem"):
        for each in (number, waits):
            path = f"{api}turns/{each}/{verb}/"
            found[path] = post_json(client, path, {"words": "It is wrong."})
    found["tried again by the API"] = post_json(client, f"{api}retry/")
    found["refused"] = client.post(f"{address}{waits}/answer/", {"choice": "Z"})
    found["refused by the API"] = post_json(client, f"{api}answers/", {"number": waits, "answer": {"choice": ["Z"]}})
    found["again"] = post_json(client, f"{api}answers/", {"number": number, "answer": {"choice": ["A"]}})
    found["judged"] = client.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"})
    found["judged by the API"] = post_json(client, f"/api/answers/{attempt.pk}/judgement/", {"ticked": [0]})
    return found


def test_an_open_assessment_gives_nothing_away_anywhere(client):
    quiz = assess(client)
    for said in (right, wrong):
        given = turn(quiz)
        answer(client, quiz, said(given))
        for path, seen in everything(client, quiz, given.attempt, given.question).items():
            assert seen.status_code < 500, path
            assert GIVEN_AWAY.findall(seen.content.decode()) == [], path
    assert Turn.objects.latest("number").hints == 0


def asks(quiz, key):
    """Whatever the next question was to be: both learners are asked the same."""
    question = Question.objects.get(key=key)
    quiz.turns.filter(number=turn(quiz).number).update(question=question, revision=question.revision, seed=7)


def without_numbers(response):
    """What differs between any two learners: keys, times, and the numbers of their rows."""
    html = re.sub(r"quizzes/\d+|draft=.\d+|datetime=.[^ >]*|\d+ \w+( \d{4})?, \d\d:\d\d", "", visits.text(response))
    return re.sub(r"[\w-]{32,}", "", html)


@pytest.mark.parametrize("answers", [1, 7])
def test_right_and_wrong_answers_look_alike(django_user_model, answers):
    """Two learners whose assessments asked the same, and who answered otherwise."""
    seen = []
    for name, said in (("ada", right), ("alan", wrong)):
        visitor = visits.logged_in(django_user_model.objects.create_user(f"{name}@example.org"))
        quiz = assess(visitor)
        for number in range(1, answers + 1):
            asks(quiz, f"gate-{number:02}")
            answer(visitor, quiz, said(turn(quiz)))
        asks(quiz, "gate-12")
        address = f"/practise/quizzes/{quiz.pk}/"
        paths = [f"{address}1/", f"{address}{answers + 1}/", "/practise/", "/practise/history/"]
        seen.append([without_numbers(visitor.get(path)) for path in paths])
    assert seen[0] == seen[1]
    assert "It is told when the assessment that you have begun is at its end" in seen[0][2]


def test_what_is_believed_is_not_told_elsewhere_while_an_assessment_goes_on(client):
    quiz = assess(client)
    for number in range(1, 9):
        asks(quiz, f"gate-{number:02}")
        answer(client, quiz, wrong(turn(quiz)))
    asks(quiz, "gate-12")
    practised = answered(client, "gate-09")
    pages = f"/practise/answers/{practised.pk}/", f"/practise/quizzes/{practised.quiz_id}/report/"
    before = [visits.words(client.get(page)) for page in pages]
    told = client.get(f"/api/quizzes/{practised.quiz_id}/report/").json()
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    after = [visits.words(client.get(page)) for page in pages]
    for sentence in ("LSTM: you would answer", "LSTM: not enough"):
        assert sentence not in before[0]
    assert "LSTM: you would answer" in after[0]
    assert "Told when the assessment that you have begun is at its end." in before[1]
    assert ["Beliefs you probably hold" in each for each in (before[1], after[1])] == [False, True]
    assert (told["topics"], told["misconceptions"], told["objectives"][0]["mastery"]) == ([], [], None)


def test_a_question_of_practice_says_no_chance_while_an_assessment_goes_on(client):
    assessment = assess(client)
    practised = begin(client, mode="practice", topic="lstm")

    def told():
        page = visits.words(client.get(f"/practise/quizzes/{practised.pk}/1/"))
        assert "Why this question?" in page
        return ["You have about" in words for words in (page, visits.text(client.get(f"/api/quizzes/{practised.pk}/")))]

    assert told() == [True, True]
    answer(client, assessment, wrong(turn(assessment)))
    assert told() == [False, False]
    client.post(f"/practise/quizzes/{assessment.pk}/finish/")
    assert told() == [True, True]


@pytest.mark.parametrize("why", ["shaky", "review", "fitting", "stretch"])
def test_nor_why_it_was_chosen_where_that_says_how_the_answers_were(client, why):
    assessment = assess(client)
    practised = begin(client, mode="practice", topic="lstm")
    practised.turns.update(why=why)
    answer(client, assessment, wrong(turn(assessment)))
    page = visits.words(client.get(f"/practise/quizzes/{practised.pk}/1/"))
    assert "Why this question? It is chosen for you by your answers. Why, is told when your assessment is over." in page


def test_a_set_whose_last_question_an_assessment_asks_says_that_it_waits_for_it(client):
    quiz = begin(client, "one-of-four", "gate-01")
    assessment = assess(client)
    asks(assessment, "gate-01")
    answer(client, quiz)
    page = client.get(f"/practise/quizzes/{quiz.pk}/2/")
    assert f"{WITHHELD} Go on with the assessment" in visits.words(page)
    assert '<form class="answer"' not in visits.text(page)
    client.post(f"/practise/quizzes/{assessment.pk}/finish/")
    assert '<form class="answer"' in visits.text(client.get(f"/practise/quizzes/{quiz.pk}/2/"))


def test_an_answer_in_words_cannot_be_judged_before_the_end(client):
    """None is ever asked in an assessment; if one were, its rubric would tell."""
    attempt = answered(client, "in-words")
    Quiz.objects.update(mode="assessment", finished_at=None, ending="")
    refused = client.post(f"/practise/answers/{attempt.pk}/judge/", {"ticked": "0"})
    words = "This quiz goes on: its answers are judged in its report."
    assert (refused.status_code, words in visits.words(refused), pages_bank.SECRET in visits.text(refused)) == (
        409,
        True,
        False,
    )
    refused = post_json(client, f"/api/answers/{attempt.pk}/judgement/", {"ticked": [0]})
    assert (refused.status_code, refused.json()) == (409, {"detail": words})
    assert not hasattr(Attempt.objects.get(), "judgement")


# --- The question by itself, and in other quizzes -------------------------------------------------------------------

WITHHELD = "This question is in your assessment that goes on. It can be answered here when that is over."


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("answered_there", [False, True])
def test_what_an_assessment_asks_cannot_be_answered_in_a_page_until_its_end(client, answered_there, headers):
    page = "/practise/questions/{}/"
    before = ask_form(client.get(page.format("gate-01")))
    quiz = assess(client)
    asks(quiz, "gate-01")
    if answered_there:
        answer(client, quiz)
    kept = Attempt.objects.count()
    seen = client.get(page.format("gate-01"), headers=headers)
    refused = client.post(f"{page.format('gate-01')}answer/", {**before, "choice": "A"}, headers=headers)
    for response, status in ((seen, 200), (refused, 409)):
        assert (response.status_code, unkept(response)) == (status, True)
        assert f"{WITHHELD} Go on with the assessment" in visits.words(response)
        assert f'href="/practise/quizzes/{quiz.pk}/"' in visits.text(response)
        assert '<form class="answer"' not in visits.text(response)
        assert GIVEN_AWAY.findall(response.content.decode()) == []
    assert Attempt.objects.count() == kept
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    assert client.post(f"{page.format('gate-01')}answer/", {**before, "choice": "A"}).status_code == 303


def test_nor_by_a_program(client):
    quiz = assess(client)
    asks(quiz, "gate-01")
    path = "/api/questions/gate-01/"
    for refused in (client.get(path), post_json(client, f"{path}answers/", {"answer": {"choice": ["A"]}})):
        assert (refused.status_code, refused.json(), unkept(refused)) == (409, {"detail": WITHHELD}, True)
    assert client.get("/api/questions/gate-02/").status_code == 200
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    assert post_json(client, f"{path}answers/", {"answer": {"choice": ["A"]}}).status_code == 201


def test_anybody_else_may_answer_it(client):
    asks(assess(client), "gate-01")
    assert Client().post("/practise/questions/gate-01/answer/", {"choice": "A"}).status_code == 303


def test_an_answer_to_an_assessment_sent_again_to_the_questions_page_is_not_told(client):
    quiz, key = assess(client), str(uuid4())
    asks(quiz, "gate-01")
    answer(client, quiz, {**right(turn(quiz)), "client_key": key})
    refused = client.post("/practise/questions/gate-01/answer/", {"choice": "A", "client_key": key})
    assert (refused.status_code, GIVEN_AWAY.findall(refused.content.decode())) == (422, [])


def test_what_was_told_before_the_assessment_asked_it_is_still_told(client):
    form = {**ask_form(client.get("/practise/questions/gate-01/")), "choice": "A"}
    address = client.post("/practise/questions/gate-01/answer/", form).url
    asks(assess(client), "gate-01")
    assert client.post("/practise/questions/gate-01/answer/", form).url == address
    assert pages_bank.SECRET in visits.text(client.get(address))


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_waits_in_a_practice_of_before_one_logged_in_is_refused_there_and_stays(
    client, django_user_model, headers
):
    """Only two learners who become one can have it waiting in both."""
    practised = begin(client, "gate-01", "gate-02")
    visitor = visits.logged_in(django_user_model.objects.create_user("ada@example.org"))
    quiz = assess(visitor)
    asks(quiz, "gate-01")
    guests = django_user_model.objects.filter(quizzes=practised)
    practice.merge(guest=guests.get(), member=quiz.learner)
    said = right(turn(practised))
    refused = answer(visitor, practised, said, headers=headers)
    assert (refused.status_code, GIVEN_AWAY.findall(refused.content.decode())) == (409, [])
    assert (WITHHELD in visits.words(refused), ask_form(refused)["choice"]) == (True, said["choice"])
    told = post_json(visitor, f"/api/quizzes/{practised.pk}/answers/", {"number": 1, "answer": said})
    assert (told.status_code, told.json()) == (409, {"detail": WITHHELD})
    hinted = visitor.post(f"/practise/quizzes/{practised.pk}/1/hint/", said)
    assert GIVEN_AWAY.findall(hinted.content.decode()) == []
    assert Attempt.objects.count() == 0
    visitor.post(f"/practise/quizzes/{quiz.pk}/finish/")
    assert answer(visitor, practised, said).status_code == 303


# --- At its end -----------------------------------------------------------------------------------------------------


def test_at_its_end_everything_is_told(client):
    quiz = assess(client)
    answer(client, quiz)
    assert "told at the end" in visits.words(client.get("/practise/history/"))
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    assert "Assessment 1 1 you ended it" in visits.words(client.get("/practise/history/"))
    for path in (f"/practise/quizzes/{quiz.pk}/report/", f"/practise/answers/{Attempt.objects.get().pk}/"):
        assert pages_bank.SECRET in visits.text(client.get(path))


# --- Nobody keeps it ------------------------------------------------------------------------------------------------


def unkept(response):
    kept = {part.strip() for part in response.headers["Cache-Control"].split(",")}
    return "no-store" in kept and "public" not in kept and "ETag" not in response.headers


@pytest.mark.parametrize("mode", ["practice", "assessment"])
def test_no_question_and_no_answer_is_kept_on_the_way(client, mode):
    quiz = begin(client, mode=mode, topic="lstm")
    given = turn(quiz)
    sent = [answer(client, quiz, headers=HTMX)]
    found = everything(client, quiz, given.attempt, given.question)
    public = {"/", "/api/questions/"}
    sent += [seen for path, seen in found.items() if path not in public and seen.status_code in (200, 201, 400, 422)]
    assert len(sent) > 15
    assert [seen.headers.get("Cache-Control") for seen in sent if not unkept(seen)] == []


def test_nothing_is_ever_said_to_be_unchanged(client):
    attempt = answered(client, "one-of-four")
    asking = {"If-None-Match": "*", "If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"}
    paths = [f"/practise/quizzes/{attempt.quiz_id}/1/", f"/practise/quizzes/{attempt.quiz_id}/report/"]
    paths += [
        f"/practise/answers/{attempt.pk}/",
        "/practise/questions/one-of-four/",
        "/practise/",
        "/practise/history/",
    ]
    paths += ["/api/questions/one-of-four/", "/api/quizzes/", f"/api/quizzes/{attempt.quiz_id}/report/"]
    for path in paths:
        seen = client.get(path, headers=asking)
        assert (seen.status_code, unkept(seen)) == (200, True), path


def test_a_question_that_anybody_may_see_is_kept_by_nobody_either(client):
    for path in ("/practise/questions/one-of-four/", "/api/questions/one-of-four/"):
        assert unkept(Client().get(path)), path
        assert "Cookie" in client.get(path).headers["Vary"]


# --- The authors' order ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["one-of-four", "two-of-four", "an-order"])
def test_nothing_in_a_question_follows_the_order_of_its_author(client, key):
    """What two attempts show differs in the order of the texts alone: no value travels with a text."""
    markup = set()
    orders = set()
    for _ in range(6):
        html = visits.text(visits.page_of(client, begin(client, key)))
        orders.add(tuple(re.findall(r'<span class="says">(.*?)</span>', html)))
        html = re.sub(
            r'(<span class="says">).*?(</span>)|(Place of:).*?(</label>)|(Move (?:up|down):).*?(</span>)', "", html
        )
        markup.add(re.sub(r'"[\w-]{32,}"|quizzes/\d+|draft="\d+', "", html))
    assert len(orders) > 1
    assert len(markup) == 1
