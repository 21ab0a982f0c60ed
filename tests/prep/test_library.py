"""The library as one thing: what is compiled at all, what a load does together, and what learners read meanwhile."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import generated
from content import sync
from content.models import Edition, Objective
from prep import library
from prep.search.models import Entry
from tests.content.authors import LSTM, PAGE, RNN, write

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)


def generated_library(root: Path, *, topics: int) -> Path:
    generated.write(root, topics=topics, sections=2, words=100)
    return root


def load(root, *, now: datetime = MONDAY) -> sync.Report:
    return library.load(library.compiled(root), now=now)


@pytest.mark.parametrize("topics", [4, 12])
def test_an_unchanged_library_costs_one_query_of_a_digest_and_compiles_nothing(
    tmp_path, django_assert_num_queries, topics
):
    load(generated_library(tmp_path, topics=topics))
    with django_assert_num_queries(1):
        compiled = library.compiled(tmp_path)
    assert (compiled.recompiled, compiled.problems) == ((), ())


@pytest.mark.parametrize("topics", [4, 12])
def test_loading_it_again_asks_for_digests_alone(tmp_path, topics):
    load(generated_library(tmp_path, topics=topics))
    compiled = library.compiled(tmp_path)
    with CaptureQueriesContext(connection) as captured:
        assert library.load(compiled, now=TUESDAY) == sync.Report()
    asked = [query["sql"] for query in captured if "advisory" not in query["sql"] and "SAVEPOINT" not in query["sql"]]
    assert [re.search(r'FROM "(\w+)"', sql)[1] for sql in asked] == [
        "content_edition",
        *["search_entry", "search_entry"],  # by which code the index was made, and of what in the lab
    ]


def test_an_edited_file_compiles_and_writes_one_topic(tmp_path):
    load(generated_library(tmp_path, topics=12))
    generated.edit(tmp_path)
    compiled = library.compiled(tmp_path)
    report = library.load(compiled, now=TUESDAY)
    assert compiled.recompiled == ("topic-1",)
    assert report == sync.Report(changed=[("page", "topic-1")])
    assert report.topics == {"topic-1"}


def test_what_is_loaded_can_be_found(tmp_path):
    load(write(tmp_path, **{"cells/lstm/page.md": PAGE}))
    found = Entry.objects.filter(topic="lstm").count()
    write(tmp_path, **{"cells/lstm/page.md": PAGE + "\n## More {#more}\n\nText.\n"})
    load(tmp_path, now=TUESDAY)
    assert Entry.objects.filter(topic="lstm").count() == found + 1


def test_of_many_topics_the_search_comes_behind_and_a_load_that_was_broken_off_is_finished_by_the_next(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(library, "AT_ONCE", 2)
    root = generated_library(tmp_path, topics=5)
    with connection.execute_wrapper(_breaks_at_the_last_topic), pytest.raises(ConnectionAbortedError):
        load(root)
    assert library.state(root).found == "5 topics loaded, and the files say something else"
    assert load(root, now=TUESDAY) == sync.Report()
    assert library.state(root).current
    assert set(Entry.objects.exclude(topic="").values_list("topic", flat=True)) == {
        f"topic-{number}" for number in range(1, 6)
    }


def _breaks_at_the_last_topic(execute, sql, params, many, context):
    if sql.startswith("INSERT") and "search_entry" in sql and "topic-5" in str(params):
        raise ConnectionAbortedError
    return execute(sql, params, many, context)


def test_a_load_that_another_process_overtook_compiles_again(tmp_path):
    """Compiled against what was loaded on Monday; meanwhile somebody loaded other files."""
    load(write(tmp_path / "ours"))
    write(tmp_path / "ours", rnn=RNN.replace("first", "very first"))
    ours = library.compiled(tmp_path / "ours")
    load(write(tmp_path / "theirs", lstm=LSTM.replace("Three", "Four")))
    assert ours.recompiled == ("rnn",)
    report = library.load(ours, now=TUESDAY)
    assert report == sync.Report(changed=[("topic", "rnn"), ("objective", "lstm.gates")])
    assert Objective.objects.get(key="lstm.gates").statement == "Three gates."


def test_the_state_says_whether_what_is_loaded_is_what_the_files_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path)
    assert library.state(tmp_path).found == "nothing is loaded"
    load(tmp_path)
    assert library.state(tmp_path) == library.State(True, 2, (), "2 topics loaded, as the files say")
    write(tmp_path, rnn=RNN.replace("first", "very first"))
    assert library.state(tmp_path) == library.State(False, 2, (), "2 topics loaded, and the files say something else")
    write(tmp_path, rnn="title =")
    state = library.state(tmp_path)
    assert (state.current, len(state.problems)) == (False, 1)
    assert state.found == (
        "1 problem in the files, first cells/rnn/topic.toml:1: this is not TOML: invalid value (text stands between "
        "quotes: '…'); what was loaded on 2026-03-02 at 09:00 UTC goes on being served, 2 topics"
    )


def test_a_library_with_problems_changes_nothing(tmp_path):
    load(write(tmp_path))
    broken = library.compiled(write(tmp_path, lstm=LSTM.replace("$c_t$", "$c_t")))
    with pytest.raises(ValueError, match="not fit"):
        library.load(broken, now=TUESDAY)
    assert Edition.objects.count() == 1
