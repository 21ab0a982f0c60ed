"""Loading a library: what it adds, changes, retires and brings back, and what it leaves alone."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content import sync
from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources
from content.models import Edition, Objective, Topic, Track
from tests.content.authors import LSTM, RNN, TRACK, VOCABULARY, library, numbered_library, sources

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)


def without_lstm() -> Compiled:
    files = sources(track=TRACK.replace("'rnn', 'lstm'", "'rnn'")).files
    return compile_library(Sources({path: data for path, data in files.items() if "lstm" not in path}), VOCABULARY)


def rows() -> dict[str, list[tuple]]:
    return {
        "tracks": list(Track.objects.values_list("key", "position", "title", "retired_at")),
        "topics": list(Topic.objects.values_list("key", "track__key", "position", "prerequisites__key", "retired_at")),
        "objectives": list(
            Objective.objects.order_by("topic__position", "position").values_list(
                "key", "topic__key", "position", "statement", "retired_at"
            )
        ),
    }


def verbs(act: Callable[[], object]) -> list[str]:
    """What was asked of the database, by the first word of each query; PostgreSQL's lock has no like on SQLite."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"].split()[0] for query in captured if "advisory" not in query["sql"]]


def test_a_first_load_adds_everything_in_its_order():
    report = sync.load(library(), now=MONDAY)
    assert report == sync.Report(
        added=[
            ("track", "cells"),
            *[("topic", "rnn"), ("topic", "lstm")],
            *[("objective", "rnn.recurrence"), ("objective", "lstm.cell"), ("objective", "lstm.gates")],
        ]
    )
    assert str(report) == "added 1 track, 2 topics and 3 objectives"
    assert rows() == {
        "tracks": [("cells", 1, "Cells", None)],
        "topics": [("rnn", "cells", 1, None, None), ("lstm", "cells", 2, "rnn", None)],
        "objectives": [
            ("rnn.recurrence", "rnn", 1, "The state is $h_t$.", None),
            ("lstm.cell", "lstm", 1, "The cell is $c_t$.", None),
            ("lstm.gates", "lstm", 2, "Three gates.", None),
        ],
    }


def test_a_second_load_reads_the_digest_of_what_is_loaded_and_nothing_else():
    sync.load(library(), now=MONDAY)
    reports = []
    assert verbs(lambda: reports.append(sync.load(library(), now=TUESDAY))) == ["SAVEPOINT", "SELECT", "RELEASE"]
    assert reports == [sync.Report()]
    assert str(reports[0]) == "nothing changed"


@pytest.mark.parametrize("topics", [3, 9])
def test_a_load_takes_as_many_queries_for_three_topics_as_for_nine(topics):
    asked = verbs(lambda: sync.load(numbered_library(topics=topics), now=MONDAY))
    assert [verb for verb in asked if verb in {"SELECT", "INSERT", "UPDATE", "DELETE"}] == [
        "SELECT",  # the edition
        *["SELECT", "INSERT"],  # tracks
        *["SELECT", "INSERT"],  # topics
        *["SELECT", "INSERT"],  # prerequisites
        *["SELECT", "SELECT", "INSERT"],  # objectives, of these topics and with these keys
        "SELECT",  # misconceptions
        "SELECT",  # pieces
        "INSERT",  # the edition
    ]


def test_only_what_changed_is_written():
    sync.load(library(), now=MONDAY)
    kept = Objective.objects.get(key="lstm.cell")
    reports = []
    changed = library(lstm=LSTM.replace("Three gates.", "Three gates, $f_t$ among them."))
    asked = verbs(lambda: reports.append(sync.load(changed, now=TUESDAY)))
    assert asked.count("UPDATE") == 2  # the objective, and its topic's digest
    assert asked.count("INSERT") == 1  # the edition
    assert reports == [sync.Report(changed=[("objective", "lstm.gates")])]
    assert str(reports[0]) == "changed 1 objective"
    assert Objective.objects.get(key="lstm.gates").statement_html == (
        r'Three gates, <span class="arithmatex">\(f_t\)</span> among them.'
    )
    assert Topic.objects.get(key="lstm").digest == changed.library.tracks[0].topics[1].digest
    assert Objective.objects.get(key="lstm.cell").pk == kept.pk


def test_what_left_the_library_is_retired_and_kept():
    sync.load(library(), now=MONDAY)
    report = sync.load(without_lstm(), now=TUESDAY)
    assert report == sync.Report(
        retired=[("topic", "lstm"), ("objective", "lstm.cell"), ("objective", "lstm.gates")],
    )
    assert str(report) == "retired 1 topic and 2 objectives"
    assert rows()["topics"] == [("rnn", "cells", 1, None, None), ("lstm", "cells", 2, "rnn", TUESDAY)]
    assert rows()["objectives"] == [
        ("rnn.recurrence", "rnn", 1, "The state is $h_t$.", None),
        ("lstm.cell", "lstm", 1, "The cell is $c_t$.", TUESDAY),
        ("lstm.gates", "lstm", 2, "Three gates.", TUESDAY),
    ]


def test_what_is_retired_stays_retired_since_then():
    sync.load(library(), now=MONDAY)
    sync.load(without_lstm(), now=TUESDAY)
    assert sync.load(without_lstm(), now=WEDNESDAY) == sync.Report()
    assert Topic.objects.get(key="lstm").retired_at == TUESDAY


def test_what_returns_is_the_row_it_was():
    sync.load(library(), now=MONDAY)
    before, pk = rows(), Objective.objects.get(key="lstm.cell").pk
    sync.load(without_lstm(), now=TUESDAY)
    report = sync.load(library(), now=WEDNESDAY)
    assert report == sync.Report(
        returned=[("topic", "lstm"), ("objective", "lstm.cell"), ("objective", "lstm.gates")],
    )
    assert str(report) == "brought back 1 topic and 2 objectives"
    assert rows() == before
    assert Objective.objects.get(key="lstm.cell").pk == pk


def test_an_objective_may_move_to_another_topic():
    sync.load(library(), now=MONDAY)
    moved = library(
        rnn=RNN + "'lstm.gates' = 'Three gates.'\n",
        lstm=LSTM.replace("'lstm.gates' = 'Three gates.'\n", ""),
    )
    assert sync.load(moved, now=TUESDAY) == sync.Report(changed=[("objective", "lstm.gates")])
    assert Objective.objects.get(key="lstm.gates").topic.key == "rnn"


def test_topics_may_change_places():
    independent = {"lstm": LSTM.replace("['rnn']", "[]")}
    sync.load(library(**independent), now=MONDAY)
    turned = library(track=TRACK.replace("'rnn', 'lstm'", "'lstm', 'rnn'"), **independent)
    assert sync.load(turned, now=TUESDAY) == sync.Report(changed=[("topic", "lstm"), ("topic", "rnn")])
    assert list(Topic.objects.values_list("key", "position")) == [("lstm", 1), ("rnn", 2)]


def test_a_prerequisite_that_comes_or_goes_changes_its_topic():
    alone = library(lstm=LSTM.replace("['rnn']", "[]"))
    sync.load(library(), now=MONDAY)
    assert sync.load(alone, now=TUESDAY) == sync.Report(changed=[("topic", "lstm")])
    assert list(Topic.objects.get(key="lstm").prerequisites.all()) == []
    assert sync.load(library(), now=WEDNESDAY) == sync.Report(changed=[("topic", "lstm")])
    assert [each.key for each in Topic.objects.get(key="lstm").prerequisites.all()] == ["rnn"]


def test_a_row_that_somebody_bent_says_again_what_the_library_says_when_all_is_loaded_anew():
    sync.load(library(), now=MONDAY)
    Objective.objects.filter(key="lstm.cell").update(statement_html="<script>")
    assert sync.load(library(), now=TUESDAY) == sync.Report()
    assert sync.load(library(), now=TUESDAY, anew=True) == sync.Report(changed=[("objective", "lstm.cell")])
    assert Objective.objects.get(key="lstm.cell").statement_html == (
        r'The cell is <span class="arithmatex">\(c_t\)</span>.'
    )


def test_a_library_with_problems_is_not_loaded():
    broken = compile_library(sources(lstm="title ="), VOCABULARY)
    with pytest.raises(ValueError, match="not fit to be loaded"):
        sync.load(broken, now=MONDAY)
    assert list(Track.objects.all()) == []


def test_every_load_that_changes_something_is_an_edition_with_its_report():
    sync.load(library(), now=MONDAY)
    sync.load(library(), now=TUESDAY)
    changed = library(lstm=LSTM.replace("Three gates.", "Gates."))
    sync.load(changed, now=WEDNESDAY)
    newest, first = Edition.objects.all()
    assert (first.at, newest.at) == (MONDAY, WEDNESDAY)
    assert newest.digest == changed.digest
    assert newest.report == {"changed": [["objective", "lstm.gates"]]}


def test_an_edit_that_says_the_same_is_an_edition_in_which_nothing_changed():
    sync.load(library(), now=MONDAY)
    assert sync.load(library(lstm="# a remark\n" + LSTM), now=TUESDAY) == sync.Report()
    assert Edition.objects.count() == 2
    assert Edition.objects.first().report == {}


def test_a_load_that_fails_half_way_leaves_everything_as_it_was():
    sync.load(library(), now=MONDAY)
    before = rows()
    too_much = library(rnn=RNN.replace("'RNN'", "'Other'"), lstm=LSTM.replace("'lstm.gates'", "'lstm.last'"))
    with (
        connection.execute_wrapper(_breaks_at_objectives),
        pytest.raises(ConnectionAbortedError),
    ):
        sync.load(too_much, now=TUESDAY)
    assert rows() == before


def _breaks_at_objectives(execute, sql, params, many, context):
    if sql.startswith("INSERT") and "content_objective" in sql:
        raise ConnectionAbortedError
    return execute(sql, params, many, context)
