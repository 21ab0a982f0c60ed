"""What a program may send that is no answer: refused with what to do, whatever it is, and nothing is kept."""

import json

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prep.accounts.models import User
from quizzes.models import Attempt, Quiz, Report
from tests.quizzes import pages_bank
from tests.quizzes.test_api import give, post, start
from tests.quizzes.visits import begin

pytestmark = pytest.mark.django_db
LETTERS = "Say the letters of what is shown, which are A, B, C and D."
TEXT = "What is answered is text: write numbers between quotes."
OBJECT = 'An answer is an object, such as {"choice": ["B"]}.'


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, {"choice": ["Choose an option."]}),
        ({"choice": []}, {"choice": ["Choose an option."]}),
        ({"choice": ["A", "B"]}, {"choice": ["Choose one option, not 2."]}),
        ({"choice": ["E"]}, {"choice": [LETTERS]}),
        ({"choice": ["\ud800"]}, {"choice": [LETTERS]}),
        ({"choice": ["A"] * 10_000}, {"choice": ["Say each letter once; the letters are A, B, C and D."]}),
        ({"choice": [1]}, {"answer": [TEXT]}),
        ({"choice": True}, {"answer": [TEXT]}),
        ({"choice": None}, {"answer": [TEXT]}),
        ({"choice": {"A": 1}}, {"answer": [TEXT]}),
        ({"choice": [["A"]]}, {"answer": [TEXT]}),
        ({f"gap-{n}": "a" for n in range(31)}, {"answer": [OBJECT]}),
        (["A"], {"answer": [OBJECT]}),
        ("A", {"answer": [OBJECT]}),
        (True, {"answer": [OBJECT]}),
        (None, {"answer": ["This field may not be null."]}),
    ],
)
def test_an_answer_that_cannot_be_read_is_refused_with_what_to_do(client, said, refusal):
    quiz = begin(client, "one-of-four")
    for refused in (give(client, quiz.pk, said), post(client, "questions/one-of-four/answers/", {"answer": said})):
        assert (refused.status_code, refused.json()) == (400, refusal)
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    ("key", "said", "field"),
    [
        ("a-number", {"number": "1,5"}, "number"),
        ("a-number", {"number": 1.5}, "answer"),
        ("a-number", {"number": "a" * 1_000_000}, "number"),
        ("a-number", {"number": "1\x00"}, "number"),
        ("an-order", {"order": ["A"]}, "order"),
        ("two-gaps", {"gap-1": ["a", "b"]}, "gap-1"),
        ("two-gaps", {"gap-1": "\ud800"}, "gap-1"),
        ("in-words", {"text": "a" * 1_000_000}, "text"),
        ("in-words", {"text": "\ud800"}, "text"),
    ],
)
def test_the_field_that_cannot_be_read_is_named(client, key, said, field):
    refused = give(client, begin(client, key).pk, said)
    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert Attempt.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": 0}, "number"),
        ({"number": None}, "number"),
        ({"number": [1]}, "number"),
        ({"number": 501}, "number"),
        ({"client_key": True}, "client_key"),
        ({"client_key": "mine"}, "client_key"),
        ({"client_key": None}, "client_key"),
        ({"confidence": "very"}, "confidence"),
        ({"confidence": ["sure"]}, "confidence"),
    ],
)
def test_what_stands_beside_an_answer_is_read_as_strictly(client, more, field):
    quiz = begin(client, "one-of-four")
    refused = post(client, f"quizzes/{quiz.pk}/answers/", {"number": 1, "answer": {"choice": ["A"]}, **more})
    assert (refused.status_code, list(refused.json())) == (400, [field])


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mode": "exam"}, "mode"),
        ({"mode": None}, "mode"),
        ({"mode": ["practice"]}, "mode"),
        ({"length": 0}, "length"),
        ({"length": 61}, "length"),
        ({"length": True}, "length"),
        ({"length": "½"}, "length"),
        ({"topics": "rnn"}, "topics"),
        ({"topics": [True]}, "topics"),
        ({"topics": ["rnn", "\x00"]}, "topics"),
        ({"topics": ["rnn", "\ud800"]}, "topics"),
        ({"topics": ["rnn"] * 201}, "topics"),
        ({"levels": [6]}, "levels"),
        ({"levels": [True]}, "levels"),
        ({"kinds": ["essay"]}, "kinds"),
        ({"kinds": {"single": 1}}, "kinds"),
        ({"company": "\x00"}, "company"),
        ({"client_key": 1}, "client_key"),
        ({"topics": ["never-was"]}, "non_field_errors"),
        ({"mode": "assessment", "kinds": ["text"]}, "non_field_errors"),
    ],
)
def test_a_quiz_that_cannot_be_started_is_refused_and_makes_nobody(client, said, field):
    refused = post(client, "quizzes/", said)
    assert (refused.status_code, list(refused.json())) == (400, [field])
    assert (User.objects.count(), Quiz.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "body", ["", "null", "[]", "1", '"a"', "{", "\x00", "[" * 100_000, '{"number": ' + "9" * 5000 + "}"]
)
def test_what_is_no_object_is_refused(client, body):
    quiz = begin(client, "one-of-four")
    for path in ("quizzes/", f"quizzes/{quiz.pk}/answers/", "questions/one-of-four/answers/", "answers/1/judgement/"):
        if path != "quizzes/" or body != "":
            assert post(client, path, body).status_code == 400, path
    assert Quiz.objects.count() == 1


def test_what_is_no_json_is_not_read(client):
    quiz = begin(client, "one-of-four")
    assert client.post(f"/api/quizzes/{quiz.pk}/answers/", {"number": "1"}).status_code == 415


@pytest.mark.parametrize(
    "more", [{"revision": 0}, {"revision": "x"}, {"revision": 2**62}, {"round": -1}, {"round": 10_001}]
)
def test_a_question_is_answered_in_a_state_that_it_had(client, more):
    refused = post(client, "questions/one-of-four/answers/", {"answer": {"choice": ["A"]}, **more})
    assert (refused.status_code, list(refused.json())) == (400, list(more))
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "words"),
        ({"words": " \n"}, "words"),
        ({"words": "a" * 2001}, "words"),
        ({"words": "\x00"}, "words"),
        ({"words": "\ud800"}, "words"),
        ({"words": ["It is wrong."]}, "words"),
        ({"words": "It is wrong.", "client_key": 1}, "client_key"),
    ],
)
def test_a_report_that_says_nothing_or_too_much_is_refused(client, said, field):
    quiz = begin(client, "one-of-four")
    for visitor, path in (
        (client, f"quizzes/{quiz.pk}/turns/1/problem/"),
        (Client(), "questions/one-of-four/problem/"),
    ):
        refused = post(visitor, path, said)
        assert (refused.status_code, list(refused.json())) == (400, [field])
    assert (User.objects.count(), Report.objects.count()) == (1, 0)


@pytest.mark.parametrize("more", [{"revision": 0}, {"revision": "x"}, {"round": -1}, {"round": 10_001}])
def test_a_question_is_reported_in_a_state_that_it_had(client, more):
    refused = post(client, "questions/one-of-four/problem/", {"words": "It is wrong.", **more})
    assert (refused.status_code, list(refused.json())) == (400, list(more))
    assert User.objects.count() == 0


@pytest.mark.parametrize("number", [0, 10**6, 10**30])
def test_what_never_was_is_not_found(client, number):
    begin(client, "one-of-four")
    assert [client.get(f"/api/quizzes/{number}/{path}").status_code for path in ("", "report/")] == [404, 404]
    assert give(client, number, {"choice": ["A"]}).status_code == 404
    assert post(client, f"answers/{number}/judgement/", {"ticked": []}).status_code == 404
    assert [client.get(f"/api/questions/{path}/").status_code for path in ("never-was", number)] == [404, 404]
    going_on = start(client, "one-of-four")["id"]
    assert give(client, going_on, {"choice": ["A"]}, number=2).status_code == 404
    said = {"words": "It is wrong."}
    for verb in ("open", "hint", "problem"):
        for path in (f"{number}/turns/1", f"{going_on}/turns/{number}"):
            assert post(client, f"quizzes/{path}/{verb}/", said).status_code == 404
    assert post(client, f"quizzes/{number}/retry/").status_code == 404
    assert post(client, "questions/never-was/problem/", said).status_code == 404


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMED = st.sampled_from(["choice", "number", "order", "gap-1", "text"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["one-of-four", "an-order", "two-gaps", "in-words"]), st.dictionaries(NAMED, JSON) | JSON)
def test_whatever_json_is_sent_is_an_answer_or_refused(client, key, said):
    before, shown = Attempt.objects.count(), client.get(f"/api/questions/{key}/").json()
    sent = post(client, f"questions/{key}/answers/", json.dumps({"answer": said, "round": shown["round"]}))
    assert (sent.status_code, Attempt.objects.count() - before) in {(201, 1), (400, 0)}
