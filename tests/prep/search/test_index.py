"""The index follows what is taught: as much is written as differs, and in the end it is as if made anew."""

import random
from datetime import UTC, datetime

import pytest
from django.db import connection

from benchmarks.finding import Prose, write
from content import vocabulary
from content.compiler.vocabulary import Experiment, Vocabulary
from content.models import Objective, Topic, Track
from prep import library
from prep.search import engines, index
from prep.search.finding import find
from prep.search.language import trigrams
from prep.search.models import Entry, Trigram, Word
from prep.search.understanding import understand
from tests.content import authors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lab_of_one")]

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LAB = Vocabulary(
    {"fading": Experiment(key="fading", title="Fading & more", claim="If a < b, it fades.", parameters=())}
)


def load(**files: str) -> None:
    library.load(authors.library(**files), now=NOW)


def everything() -> list[tuple]:
    """All that a search can see of the index."""
    entries = Entry.objects.order_by("address", "kind").values_list(
        "kind", "address", "stop", "position", "heading", "place", "body", "heading_words", "aside_words", "body_words"
    )
    words = Word.objects.order_by("text").values_list("text", "stem", "entries")
    letters = Trigram.objects.order_by("word__text", "letters").values_list("word__text", "letters", "length")
    return [*entries, *words, *letters]


def anew() -> list[tuple]:
    Entry.objects.all().delete()
    Trigram.objects.all().delete()
    Word.objects.all().delete()
    index.refresh(topics=None)
    return everything()


def lab(experiments: Vocabulary) -> None:
    vocabulary.hand(experiments, lambda key, parameters: f"/lab/{key}/")


@pytest.fixture
def another_lab():
    ours = dict(vocabulary._handed)
    lab(LAB)
    yield
    vocabulary.hand(**ours)


# --- It follows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"cells/lstm/page.md": authors.PAGE.replace("They multiply.", "They divide, and conquer.")},
        {"cells/lstm/page.md": authors.PAGE.replace("## The cell", "## Another heading")},
        {"lstm": authors.LSTM.replace("Three gates.", "Four gates.")},
        {"rnn": authors.RNN.replace("'RNN'", "'Recurrent networks'"), "cells/lstm/page.md": authors.PAGE},
        {"rnn": authors.RNN, "lstm": authors.LSTM},
    ],
)
def test_after_any_edit_it_is_as_if_made_anew(change):
    load(**{"cells/lstm/page.md": authors.PAGE})
    load(**change)
    assert everything() == anew()


def test_a_topic_that_leaves_takes_its_words_along_and_one_that_comes_back_brings_them():
    load(**{"cells/lstm/page.md": authors.PAGE})
    before = everything()
    Topic.objects.filter(key="lstm").update(retired_at=NOW)
    index.refresh(topics=["lstm"])
    assert not Entry.objects.filter(topic="lstm").exists()
    assert not Word.objects.filter(text="multiply").exists()
    Topic.objects.filter(key="lstm").update(retired_at=None)
    index.refresh(topics=["lstm"])
    assert everything() == before


def test_nothing_retired_is_in_it():
    load(**{"cells/lstm/page.md": authors.PAGE})
    Objective.objects.filter(key="lstm.gates").update(retired_at=NOW)
    index.refresh(topics=["lstm"])
    assert not Entry.objects.filter(address="/learn/lstm/#lstm.gates").exists()
    Track.objects.update(retired_at=NOW)
    index.refresh(topics=None)
    assert set(Entry.objects.values_list("kind", flat=True)) == {"experiment"}


def test_a_path_in_another_order_is_told_without_writing_its_topics_again():
    load()
    before = set(Entry.objects.values_list("pk", flat=True))
    Topic.objects.filter(key="rnn").update(position=9)
    index.refresh(topics=[])
    assert set(Entry.objects.values_list("pk", flat=True)) == before
    assert list(dict.fromkeys(Entry.objects.exclude(topic="").values_list("topic", flat=True))) == ["lstm", "rnn"]


def test_a_page_of_which_one_section_changed_keeps_the_other_rows():
    load(**{"cells/lstm/page.md": authors.PAGE})
    before = dict(Entry.objects.values_list("address", "pk"))
    load(**{"cells/lstm/page.md": authors.PAGE.replace("They multiply.", "They divide.")})
    after = dict(Entry.objects.values_list("address", "pk"))
    assert [address for address in before if after[address] != before[address]] == ["/learn/lstm/#its-gates"]


def test_an_experiment_is_found_once_the_lab_has_it_and_never_after(another_lab):
    load()
    assert [hit.heading for hit in find("fading").hits] == ["<mark>Fading</mark> &amp; more"]
    assert find("fading").hits[0].body == "If a &lt; b, it <mark>fades</mark>."
    lab(Vocabulary({}))
    assert index.is_stale()
    library.load(authors.library(), now=NOW)
    assert find("fading").hits == ()
    assert not index.is_stale()


def test_other_code_makes_all_entries_anew(monkeypatch):
    load()
    assert not index.is_stale()
    before = set(Entry.objects.values_list("pk", flat=True))
    monkeypatch.setattr(index, "recipe", lambda: "another")
    assert index.is_stale()
    index.refresh(topics=[])
    assert not before & set(Entry.objects.values_list("pk", flat=True))
    assert not index.is_stale()


def test_before_anything_is_loaded_the_lab_alone_is_found():
    index.refresh(topics=[])
    assert [hit.kind for hit in find("spectral").hits] == ["experiment"]


def test_the_vocabulary_counts_entries_and_knows_the_letters_of_longer_words():
    load(lstm=authors.LSTM.replace("Three gates.", "Gates gates xyz."))
    assert Word.objects.get(text="gates").entries == 1
    assert set(Trigram.objects.filter(word__text="gates").values_list("letters", flat=True)) == trigrams("gates")
    assert not Trigram.objects.filter(word__text="xyz").exists()


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sections", [20, 60])
def test_a_query_takes_three_queries_however_much_there_is(sections, django_assert_num_queries):
    write(sections, Prose(random.Random(1), size=200))
    index.refresh(topics=None)
    with django_assert_num_queries(3):  # the vocabulary, the index, the best
        assert find("state gradient").total >= 5


@pytest.mark.parametrize(("typed", "queries"), [("gradeint", 5), ("state xyzzyxyz", 8)])
def test_a_slip_takes_two_more_and_a_word_that_stands_nowhere_five(typed, queries, django_assert_num_queries):
    write(20, Prose(random.Random(1), size=200))
    index.refresh(topics=None)
    with django_assert_num_queries(queries):
        assert find(typed).total >= 5


def plan(sql: str, parameters: object) -> str:
    how = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {sql}", parameters)
        return "\n".join(" ".join(map(str, row)) for row in cursor.fetchall())


def test_the_databases_find_by_their_indexes():
    write(300, Prose(random.Random(1), size=8000))
    index.refresh(topics=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    things = understand("vanishing kernel", verbatim=False).things
    wanted = {"query": engines.query(things, every=True), "kind": ""}
    matching = engines.TSVECTOR if connection.vendor == "postgresql" else engines.FTS5
    found = plan(f"{matching} SELECT * FROM found", wanted)
    similar = plan(engines.SIMILAR.format(letters="%s, %s"), ["  g", "gra", 7, 9, 3])
    if connection.vendor == "postgresql":
        assert "Bitmap Index Scan on search_entry_index" in found
        assert "search_trigram_lookup" in similar
    else:
        assert "SCAN search_entry_index VIRTUAL TABLE INDEX" in found
        assert "SEARCH entry USING INTEGER PRIMARY KEY" in found
        assert "SEARCH search_trigram USING COVERING INDEX search_trigram_lookup" in similar
