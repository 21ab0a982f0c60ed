"""Practice for programs: the same quizzes as on the pages, with the same refusals."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client

from prep.accounts.models import User
from quizzes.models import Attempt, Question, Quiz, Report, Turn
from tests.quizzes import pages_bank
from tests.quizzes.visits import begin, letters, logged_in, right, turn, wrong

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def post(client, path, body=None):
    body = body if isinstance(body, str) else json.dumps({} if body is None else body)
    return client.post(f"/api/{path}", body, content_type="application/json")


def start(client, *keys, **said):
    started = post(client, "quizzes/", {"mode": "fixed", "questions": keys, **said})
    assert started.status_code == 201, started.content
    return started.json()


def give(client, quiz_id, said, number=1, **more):
    return post(client, f"quizzes/{quiz_id}/answers/", {"number": number, "answer": said, **more})


def rightly(quiz_id):
    """As `right` says it, but that steps are put into an order."""
    said = right(turn(Quiz.objects.get(pk=quiz_id)))
    places = sorted((int(place), name) for name, place in said.items() if name.startswith("place-"))
    return {"order": [name.removeprefix("place-") for _, name in places]} if places else said


# --- What there is --------------------------------------------------------------------------------------------------


def test_topics_and_objectives_are_listed_with_what_can_be_asked(client):
    assert client.get("/api/topics/").json() == [
        {"key": "rnn", "title": "RNN", "questions": 6, "sets": [], "page": "http://testserver/learn/rnn/"},
        {"key": "lstm", "title": "LSTM", "questions": 12, "sets": [], "page": "http://testserver/learn/lstm/"},
    ]
    assert "csrftoken" in client.cookies
    objectives = client.get("/api/objectives/").json()["results"]
    assert [each["key"] for each in objectives] == ["rnn.recurrence", "rnn.sharing", "lstm.cell", "lstm.gates"]
    assert objectives[0] == {
        "key": "rnn.recurrence",
        "topic": "rnn",
        "statement": "The state is made of the one before.",
    }


def test_questions_are_listed_by_what_they_are_about_and_never_with_an_answer(client):
    every = client.get("/api/questions/")
    assert (every.json()["count"], pages_bank.SECRET in every.content.decode()) == (18, False)
    assert client.get("/api/questions/?topic=rnn&kind=single").json()["results"] == [
        {
            "key": "one-of-four",
            "url": "http://testserver/api/questions/one-of-four/",
            "topic": "rnn",
            "title": "What does every step of an RNN have in common?",
            "kind": "single",
            "level": 2,
            "seconds": 30,
            "objectives": ["rnn.sharing"],
            "asked_at": [],
        }
    ]
    assert client.get("/api/questions/?objective=lstm.cell&level=3").json()["count"] == 2
    assert [client.get(f"/api/questions/?{none}").json()["count"] for none in ("topic=x", "kind=x")] == [0, 0]


@pytest.mark.parametrize("level", ["6", "x", "%00", "²"])
def test_a_level_that_is_none_is_refused(client, level):
    refused = client.get(f"/api/questions/?level={level}")
    assert (refused.status_code, refused.json()) == (400, {"level": ["A level is 1, 2, 3, 4 or 5."]})


@pytest.mark.parametrize("field", ["topic", "objective", "kind"])
def test_what_no_question_has_finds_none(client, field):
    assert client.get(f"/api/questions/?{field}=%00").json()["count"] == 0


def test_a_question_is_shown_as_it_is_asked_and_answered_as_it_was_shown(client):
    shown = client.get("/api/questions/one-of-four/").json()
    assert {name: shown[name] for name in ("key", "kind", "hints", "round", "unit", "gaps", "steps")} == {
        "key": "one-of-four",
        "kind": "single",
        "hints": 2,
        "round": 0,
        "unit": "",
        "gaps": 0,
        "steps": [],
    }
    assert [option["letter"] for option in shown["options"]] == ["A", "B", "C", "D"]
    wanted = next(option["letter"] for option in shown["options"] if option["html"] == "Its weights")
    said = {"answer": {"choice": [wanted]}, "round": 0, "revision": shown["revision"], "client_key": KEY}
    told, again = (post(client, "questions/one-of-four/answers/", said) for _ in range(2))
    assert (told.status_code, told.json()["right"], told.json()["score"]) == (201, True, 1)
    assert told.json()["demo"] == "/lab/vanishing-gradients/?steps=50&norm=0.9"
    assert (again.json(), Attempt.objects.count()) == (told.json(), 1)
    other = next(option["letter"] for option in shown["options"] if option["letter"] != wanted)
    late = post(client, "questions/one-of-four/answers/", {"answer": {"choice": [other]}, "round": 0})
    assert (late.json(), Attempt.objects.count()) == (told.json(), 1)
    assert client.get("/api/questions/one-of-four/").json()["round"] == 1


@pytest.mark.parametrize("key", ["one-of-four", "two-of-four", "a-number", "an-order", "two-gaps", "in-words"])
def test_every_kind_can_be_asked_and_answered(client, key):
    quiz = start(client, key)
    asked = quiz["turn"]["question"]
    assert (asked["key"], pages_bank.SECRET in json.dumps(quiz)) == (key, False)
    assert "{{" not in asked["title_html"]
    told = give(client, quiz["id"], rightly(quiz["id"])).json()
    assert (told["answer"]["score"], told["quiz"]["ending"], told["quiz"]["turn"]) == (1, "length", None)


def test_of_an_order_each_step_says_whether_it_stands_in_its_place_and_where_it_belongs(client):
    quiz = start(client, "an-order")
    lettered = letters(turn(Quiz.objects.get()))
    told = give(client, quiz["id"], {"order": [lettered[index] for index in (1, 0, 2, 3)]}).json()["answer"]
    assert [(part["label"], part["right"], part["expected"]) for part in told["parts"]] == [
        ("1", False, "2"),
        ("2", False, "1"),
        ("3", True, "3"),
        ("4", True, "4"),
    ]
    assert "of 6 pairs 5 stand in order and 1 does not" in told["rule"]


def test_an_order_is_said_in_full_and_so_never_asked_back(client):
    quiz = start(client, "an-order")
    assert give(client, quiz["id"], {"order": ["A", "B", "C", "D"]}).status_code == 201


# --- A quiz ---------------------------------------------------------------------------------------------------------


def test_a_quiz_is_started_answered_and_reported(client):
    started = post(client, "quizzes/", {"mode": "fixed", "questions": ["one-of-four", "a-number"], "client_key": KEY})
    quiz = started.json()
    address = f"http://testserver/api/quizzes/{quiz['id']}/"
    assert (started.headers["Location"], quiz["url"], quiz["turn"]["number"]) == (address, address, 1)
    assert Quiz.objects.get().learner.is_guest
    wrong = letters(turn(Quiz.objects.get()))[2]
    told = give(client, quiz["id"], {"choice": wrong}, confidence="sure").json()
    assert {name: told["answer"][name] for name in ("right", "score", "state", "confidence", "response")} == {
        "right": False,
        "score": 0,
        "state": "wrong",
        "confidence": "sure",
        "response": {"chosen": [2]},
    }
    belief = "Every step has weights, namely its own."
    assert told["answer"]["misconceptions"] == [
        {
            "key": "weights-per-step",
            "belief": belief,
            "truth": "One set of weights serves, namely at all steps.",
            "see": "rnn.sharing",
        }
    ]
    assert told["quiz"]["turn"]["number"] == 2
    assert client.get(f"/api/quizzes/{quiz['id']}/report/").status_code == 409
    give(client, quiz["id"], rightly(quiz["id"]), number=2)
    report = client.get(f"/api/quizzes/{quiz['id']}/report/").json()
    assert (report["right"], [answer["right"] for answer in report["answers"]]) == (1, [False, True])
    assert report["objectives"] == [
        {"key": "rnn.sharing", "asked": 1, "percent": 0, "mastery": None},
        {"key": "rnn.recurrence", "asked": 1, "percent": 100, "mastery": None},
    ]
    assert [listed["id"] for listed in client.get("/api/quizzes/").json()["results"]] == [quiz["id"]]


def test_an_assessment_says_only_that_it_was_answered(client):
    quiz = start(client, mode="assessment", topics=["lstm"])
    told = give(client, quiz["id"], rightly(quiz["id"])).json()
    assert sorted(told["answer"]) == ["at", "client_key", "confidence", "id", "number", "question", "seconds"]
    assert (told["quiz"]["turn"]["number"], told["quiz"]["turn"]["why"]) == (2, "")


def test_a_quiz_rests_goes_on_and_ends_once(client):
    quiz = start(client, "one-of-four", "a-number")
    states = [post(client, f"quizzes/{quiz['id']}/{verb}/").json() for verb in ("pause", "resume", "abandon", "finish")]
    assert [state["paused_at"] is None for state in states] == [False, True, True, True]
    assert [state["ending"] for state in states] == ["", "", "abandoned", "abandoned"]
    late = give(client, quiz["id"], {"choice": ["A"]})
    words = "This quiz is over, so this answer was not counted. What you answered before is in its report."
    assert (late.status_code, late.json(), Attempt.objects.count()) == (409, {"detail": words}, 0)


def test_an_answer_in_words_is_judged_once(client):
    quiz = start(client, "in-words")
    given = give(client, quiz["id"], {"text": "Any length."}).json()["answer"]
    assert (given["state"], given["judged"]) == ("unjudged", None)
    for ticked in ([0], [0, 1]):
        judged = post(client, f"answers/{given['id']}/judgement/", {"ticked": ticked})
        assert (judged.status_code, judged.json()["judged"]) == (201, pytest.approx(2 / 3))
    refused = post(client, f"answers/{given['id']}/judgement/", {"ticked": [True]})
    assert (refused.status_code, list(refused.json())) == (400, ["ticked"])


def test_sent_twice_it_is_one_and_the_first_answer_stands(client):
    quizzes = [post(client, "quizzes/", {"mode": "practice", "client_key": KEY}).json() for _ in range(2)]
    assert (quizzes[0], Quiz.objects.count()) == (quizzes[1], 1)
    quiz = start(client, "one-of-four", "a-number")
    first = give(client, quiz["id"], {"choice": ["A"]}, client_key=KEY).json()["answer"]
    for said, key in (({"choice": ["A"]}, KEY), ({"choice": ["B"]}, str(uuid4()))):
        assert give(client, quiz["id"], said, client_key=key).json()["answer"] == first
    refused = give(client, quiz["id"], {"number": "1"}, number=2, client_key=KEY)
    assert (refused.status_code, list(refused.json())) == (400, ["answer"])
    assert Attempt.objects.count() == 1


def test_reading_what_was_told_is_not_counted_once_the_next_question_is_opened(client):
    quiz = start(client, "one-of-four", "a-number")
    give(client, quiz["id"], rightly(quiz["id"]))
    read_for = timedelta(minutes=5)
    waits = Quiz.objects.get().turns.filter(number=2)
    waits.update(given_at=F("given_at") - read_for, opened_at=F("opened_at") - read_for)
    opened = post(client, f"quizzes/{quiz['id']}/turns/2/open/")
    assert (opened.status_code, opened.json()["turn"]["number"]) == (200, 2)
    assert give(client, quiz["id"], rightly(quiz["id"]), number=2).json()["answer"]["seconds"] < 60


def test_hints_come_one_by_one_and_stand_in_the_quiz(client):
    quiz = start(client, "one-of-four")
    assert (quiz["turn"]["question"]["hints"], quiz["turn"]["hints_html"]) == (2, [])
    told = [post(client, f"quizzes/{quiz['id']}/turns/1/hint/").json()["turn"]["hints_html"] for _ in range(3)]
    assert [len(hints) for hints in told] == [1, 2, 2]
    assert pages_bank.HINT in told[0][0]
    assert client.get(f"/api/quizzes/{quiz['id']}/").json()["turn"]["hints_html"] == told[2]
    give(client, quiz["id"], rightly(quiz["id"]))
    assert (Turn.objects.get().hints, Attempt.objects.get().hints) == (2, 2)


def test_there_are_no_hints_in_an_assessment_nor_after_the_answer_nor_after_the_end(client):
    assessment = start(client, mode="assessment", topics=["lstm"])
    practised = start(client, "one-of-four", "a-number")
    give(client, practised["id"], rightly(practised["id"]))

    def refused(quiz, number):
        asked = post(client, f"quizzes/{quiz['id']}/turns/{number}/hint/")
        assert asked.status_code == 409
        return asked.json()["detail"]

    assert refused(assessment, 1) == "An assessment has no hints."
    assert refused(practised, 1) == "This question was answered, so there are no more hints to it."
    post(client, f"quizzes/{practised['id']}/finish/")
    over = "This quiz is over. What was answered in it is in its report."
    assert refused(practised, 2) == over
    for verb in ("open", "problem"):
        late = post(client, f"quizzes/{practised['id']}/turns/2/{verb}/", {"words": "It is wrong."})
        assert (late.status_code, late.json()) == (409, {"detail": over})
    assert list(Turn.objects.values_list("hints", flat=True)) == [0, 0]


def test_what_was_missed_is_tried_again_once_the_quiz_is_over(client):
    quiz = start(client, "one-of-four", "a-number")
    retry = f"quizzes/{quiz['id']}/retry/"
    give(client, quiz["id"], wrong(turn(Quiz.objects.get())))
    assert (post(client, retry).status_code, Quiz.objects.count()) == (409, 1)
    give(client, quiz["id"], rightly(quiz["id"]), number=2)
    again, sent_again = (post(client, retry, {"client_key": KEY}) for _ in range(2))
    assert (again.status_code, again.json()["length"], again.json()["retries"]) == (201, 1, quiz["id"])
    assert again.json()["turn"]["question"]["key"] == "one-of-four"
    assert (sent_again.json(), again.headers["Location"]) == (again.json(), again.json()["url"])
    give(client, again.json()["id"], rightly(again.json()["id"]))
    nothing = post(client, f"quizzes/{again.json()['id']}/retry/")
    words = "There is nothing to try again: nothing was missed, or it is no longer asked."
    assert (nothing.status_code, nothing.json(), Quiz.objects.count()) == (409, {"detail": words}, 2)


# --- Something is wrong with a question -----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["practice", "fixed", "assessment"])
def test_the_question_of_a_turn_is_reported_once_with_what_was_seen(client, mode):
    quiz = start(client, mode=mode, topics=["lstm"])
    path, said = f"quizzes/{quiz['id']}/turns/1/problem/", {"words": " None is right.\n", "client_key": KEY}
    reported, again = (post(client, path, said) for _ in range(2))
    assert (reported.status_code, again.json()) == (201, reported.json())
    report, waits = Report.objects.get(), Turn.objects.get()
    assert (report.words, report.seed, report.revision) == ("None is right.", waits.seed, waits.revision)
    assert (sorted(reported.json()), Attempt.objects.count()) == (["at", "client_key", "words"], 0)


def test_a_question_alone_is_reported_as_it_was_shown_though_it_was_withdrawn(client):
    shown = client.get("/api/questions/one-of-four/").json()
    told = post(client, "questions/one-of-four/answers/", {"answer": {"choice": ["A"]}, "round": shown["round"]})
    Question.objects.filter(key="one-of-four").update(retired_at=pages_bank.MONDAY)
    said = {"words": "None is right.", "round": shown["round"], "revision": shown["revision"]}
    assert (told.status_code, post(client, "questions/one-of-four/problem/", said).status_code) == (201, 201)
    report, attempt = Report.objects.get(), Attempt.objects.get()
    assert (report.learner, report.seed, report.revision) == (attempt.learner, attempt.seed, attempt.revision)


# --- Whose it is ----------------------------------------------------------------------------------------------------


def test_anothers_quiz_is_not_found_nobodys_is_refused_and_both_stay_as_they_are(client, django_user_model):
    quiz = begin(client, "in-words", "one-of-four")
    attempt = give(client, quiz.pk, {"text": "Any length."}).json()["answer"]["id"]
    before = Quiz.objects.values().get(), list(Turn.objects.values()), list(Attempt.objects.values())
    ada = logged_in(django_user_model.objects.create_user("ada@example.org"))
    address = f"quizzes/{quiz.pk}/"
    for stranger, status in ((ada, 404), (Client(), 403)):
        assert [stranger.get(f"/api/{path}").status_code for path in (address, f"{address}report/")] == [status] * 2
        for verb in ("pause", "resume", "finish", "abandon"):
            assert post(stranger, f"{address}{verb}/").status_code == status
        for verb in ("turns/2/open", "turns/2/hint", "turns/1/problem", "turns/2/problem", "retry"):
            assert post(stranger, f"{address}{verb}/", {"words": "It is wrong."}).status_code == status
        assert give(stranger, quiz.pk, {"choice": ["A"]}, number=2).status_code == status
        assert post(stranger, f"answers/{attempt}/judgement/", {"ticked": [0]}).status_code == status
    assert (ada.get("/api/quizzes/").json()["results"], Client().get("/api/quizzes/").status_code) == ([], 403)
    assert (Quiz.objects.values().get(), list(Turn.objects.values()), list(Attempt.objects.values())) == before
    assert Report.objects.count() == 0


def test_without_its_token_nothing_is_accepted():
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, "quizzes/", {}).status_code == 403
    assert User.objects.count() == 0


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_quizzes_and_answers_are_never_changed(client, verb):
    quiz = begin(client, "one-of-four")
    paths = ("quizzes/", f"quizzes/{quiz.pk}/", f"quizzes/{quiz.pk}/answers/", "questions/one-of-four/answers/")
    assert [getattr(client, verb)(f"/api/{path}").status_code for path in paths] == [405] * 4
    assert client.get(f"/api/quizzes/{quiz.pk}/finish/").status_code == 405
