"""A quiz rests, goes on, ends once, and is found again among the earlier ones."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from quizzes.models import Attempt, Quiz, Turn
from tests.quizzes import pages_bank
from tests.quizzes.visits import answer, begin, text, words

pytestmark = pytest.mark.django_db
PRACTISE = "/practise/"


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


# --- Rest and end ---------------------------------------------------------------------------------------------------


def test_what_rests_can_be_gone_on_with_from_where_practice_begins(client):
    quiz = begin(client, "one-of-four", "an-order")
    paused = client.post(f"/practise/quizzes/{quiz.pk}/pause/")
    assert (paused.status_code, paused.url) == (303, PRACTISE)
    assert re.search(r"To go on with Set, begun .* 0 answered · paused Go on", words(client.get(PRACTISE)))
    resumed = client.post(f"/practise/quizzes/{quiz.pk}/resume/")
    assert (resumed.status_code, resumed.url) == (303, f"/practise/quizzes/{quiz.pk}/")
    assert Quiz.objects.get().paused_at is None


@pytest.mark.parametrize(
    ("verb", "answers", "leads_to", "ending"),
    [
        ("finish", 1, "/practise/quizzes/{}/report/", "early"),
        ("finish", 0, "/practise/quizzes/{}/report/", "abandoned"),
        ("abandon", 1, "/practise/quizzes/{}/report/", "abandoned"),
    ],
)
def test_a_quiz_can_be_ended_and_ends_once(client, verb, answers, leads_to, ending):
    quiz = begin(client, "one-of-four", "an-order")
    for _ in range(answers):
        answer(client, quiz)
    for again in (verb, "abandon", "finish", "pause", "resume"):
        ended = client.post(f"/practise/quizzes/{quiz.pk}/{again}/")
        assert ended.status_code == 303
        if again == verb:
            assert client.get(ended.url).status_code == 200
    assert client.post(f"/practise/quizzes/{quiz.pk}/{verb}/").url == leads_to.format(quiz.pk)
    quiz.refresh_from_db()
    assert (quiz.ending, quiz.paused_at, Attempt.objects.count(), Turn.objects.count()) == (
        ending,
        None,
        answers,
        answers,
    )
    assert "To go on with" not in words(client.get(PRACTISE))


def test_who_gives_up_is_asked_first_and_told_what_stays(client):
    quiz = begin(client, mode="assessment", topic="lstm")
    address = f"/practise/quizzes/{quiz.pk}/abandon/"
    assert f'href="{address}"' in text(client.get(f"/practise/quizzes/{quiz.pk}/1/"))
    assert f'href="{address}"' in text(client.get(PRACTISE))
    assert "Nothing of it is answered yet, so there is nothing to keep." in words(client.get(address))
    answer(client, quiz)
    asked = client.get(address)
    assert "Give up this assessment? It ends for good and can’t be gone on with. Your 1 answer is kept" in words(asked)
    assert "and its report tells what was right." in words(asked)
    assert Quiz.objects.get().finished_at is None
    report = f"/practise/quizzes/{quiz.pk}/report/"
    assert [client.post(address).url, client.post(address).url, client.get(address).url] == [report] * 3
    assert (Quiz.objects.get().ending, Attempt.objects.count()) == ("abandoned", 1)


# --- Earlier quizzes ------------------------------------------------------------------------------------------------


def test_earlier_quizzes_are_ones_own_the_newest_first_with_how_they_went(client):
    assert "You have not begun a quiz yet." in words(client.get("/practise/history/"))
    done = begin(client, "one-of-four")
    answer(client, done)
    begin(client, "an-order", "two-gaps")
    listed = words(client.get("/practise/history/"))
    assert re.search(r"State .* Set 0 0 open .* Set 1 1 all of its questions were answered", listed)
    assert "You have not begun a quiz yet." in words(Client().get("/practise/history/"))


def test_earlier_quizzes_come_in_pages_of_25(client):
    quiz = begin(client, "one-of-four")
    more = [
        Quiz(learner=quiz.learner, client_key=f"{n:032}", mode="fixed", wanted={}, length=1, seed=n,
             started_at=quiz.started_at - timedelta(days=n), seen_at=quiz.seen_at)
        for n in range(1, 27)
    ]  # fmt: skip
    Quiz.objects.bulk_create(more)
    first, second = client.get("/practise/history/"), client.get("/practise/history/?page=2")
    assert [len(page.context["page"]) for page in (first, second)] == [25, 2]
    assert '<a href="?page=2" rel="next">Older</a>' in text(first)
    assert len(client.get("/practise/history/?page=½").context["page"]) == 25
