"""However many have answered: what an answer and the pages of practice ask of tables that grow is found by an index.

A table of a few rows PostgreSQL rather reads whole, so it is told not to where there is another way.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from quizzes import practice
from quizzes.models import Attempt, Quiz
from quizzes.wanted import EVERYTHING
from tests import makers

pytestmark = pytest.mark.django_db
GROW = {f"quizzes_{name}" for name in ("attempt", "judgement", "mastery", "quiz", "skill", "turn")}
Asked = list[tuple[str, tuple]]


@pytest.fixture
def ada(client):
    ada = makers.member()
    client.force_login(ada)
    return ada


@pytest.mark.parametrize("mode", [Quiz.Mode.PRACTICE, Quiz.Mode.ASSESSMENT])
def test_an_answer_reads_no_table_that_grows(client, ada, mode):
    with everything_asked() as asked:
        quiz = begun(ada, mode)
        answered(client, quiz, 1)
        answered(client, quiz, 2)
    assert read_whole(asked) == []
    assert {table for table in GROW if any(f'"{table}"' in sql for sql, _ in asked)} == GROW


def test_an_answer_in_words_and_its_judgement_read_none(client, ada):
    attempt = makers.judgement(ada).attempt
    with everything_asked() as asked:
        assert client.get(f"/practise/answers/{attempt.pk}/").status_code == 200
    assert read_whole(asked) == []


@pytest.mark.parametrize("address", ["/practise/", "/practise/history/"])
def test_the_pages_where_practice_begins_and_what_it_was_read_none(client, ada, address):
    answered(client, begun(ada, Quiz.Mode.PRACTICE), 1)
    with everything_asked() as asked:
        assert client.get(address).status_code == 200
    assert read_whole(asked) == []


def test_a_report_reads_none(client, ada):
    quiz = begun(ada, Quiz.Mode.PRACTICE)
    answered(client, quiz, 1)
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    with everything_asked() as asked:
        assert client.get(f"/practise/quizzes/{quiz.pk}/report/").status_code == 200
    assert read_whole(asked) == []
    assert any("opportunities" in sql and '"at" >=' in sql for sql, _ in asked)  # what was betrayed in half a year


def test_a_query_without_an_index_would_be_seen(ada):
    with everything_asked() as asked:
        list(Quiz.objects.filter(seed=1).order_by())
    assert read_whole(asked) == [("quizzes_quiz", asked[0][0])]


@pytest.mark.once
@pytest.mark.parametrize(
    "whole",
    [
        Quiz.objects.order_by("mode").values("mode"),
        Attempt.objects.filter(score=1).order_by("learner", "-at").values("learner", "score"),
    ],
    ids=["for its order", "by what stands behind in it"],
)
def test_so_would_an_index_that_is_read_from_end_to_end(ada, whole):
    with everything_asked() as asked:
        list(whole)
    assert read_whole(asked) == [(whole.model._meta.db_table, asked[0][0])]


def begun(learner, mode: str) -> Quiz:
    first = makers.question()
    for _ in range(3):
        makers.question(objective=first.objectives.get())
    makers.edition()
    return practice.start(learner=learner, mode=mode, wanted=EVERYTHING, length=5, client_key=uuid4(), now=makers.NOW)


def answered(client, quiz: Quiz, number: int) -> None:
    """Wrongly or rightly, as the options lie."""
    form = {"choice": "A", "client_key": str(uuid4())}
    address = f"/practise/quizzes/{quiz.pk}/{number}/answer/"
    assert client.post(address, form, headers={"HX-Request": "true"}).status_code == 200


@contextmanager
def everything_asked() -> Iterator[Asked]:
    asked: Asked = []

    def note(execute: Callable, sql: str, params, many, context):
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", sql):
            asked.append((sql, params or ()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def read_whole(asked: Asked) -> list[tuple[str, str]]:
    """Which of the tables that grow a query reads from end to end, and the query."""
    look = {"postgresql": _on_postgres, "sqlite": _on_sqlite}[connection.vendor]
    return [(table, sql) for sql, params in asked for table in look(sql, params) if table in GROW]


def _on_sqlite(sql: str, params: tuple) -> list[str]:
    """Reading an index from end to end is no better."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [row[3] for row in cursor.fetchall()]
    return [step.split()[1] for step in steps if step.startswith("SCAN")]


def _on_postgres(sql: str, params: tuple) -> list[str]:
    """Only what no index serves: which of them a table of ten rows is read by is a matter of luck."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
        cursor.execute("SET LOCAL enable_seqscan = on")
    plans = json.loads(told) if isinstance(told, str) else told
    return [node["Relation Name"] for node in _nodes(plans[0]["Plan"]) if node["Node Type"] == "Seq Scan"]


def _nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
