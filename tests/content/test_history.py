"""What is written at length has a history: a Revision when its text or what became of it differs, never otherwise."""

from datetime import UTC, datetime

import pytest

from content import sync
from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources
from content.models import Misconception, Objective, Piece, Revision, Topic
from tests.content.authors import LSTM, PAGE, TRACK, VOCABULARY, library, sources

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)

DRAWING = '<svg viewBox="0 0 640 160"><title>The cell</title><text x="8" y="20">c</text></svg>'
BELIEF = "[misconceptions.gates-erase]\nbelief = 'They *erase*.'\ntruth = 'They scale.'\nsee = 'rnn.recurrence'\n"
WORDS = "title = 'The cell'\nalt = 'A letter.'\n"


def written(
    page: str = PAGE, drawing: str = DRAWING, words: str = WORDS, lstm: str = LSTM + BELIEF, **others: str
) -> Compiled:
    folder = "cells/lstm"
    pieces = {
        f"{folder}/page.md": page,
        f"{folder}/figures/the-cell.svg": drawing,
        f"{folder}/figures/the-cell.toml": words,
    }
    return library(lstm=lstm, **pieces, **others)


def history(key: str) -> list[tuple[int, str, datetime]]:
    return list(Revision.objects.filter(piece__key=key).values_list("number", "source", "at"))


def test_a_page_and_its_figures_are_pieces_with_a_first_revision():
    report = sync.load(written(), now=MONDAY)
    assert report.added[-3:] == [("misconception", "gates-erase"), ("page", "lstm"), ("figure", "the-cell")]
    assert str(report) == "added 1 track, 2 topics, 3 objectives, 1 misconception, 1 page and 1 figure"
    page, figure = Piece.objects.order_by("-kind")
    assert (page.topic.key, page.origin_path) == ("lstm", "cells/lstm/page.md")
    assert (figure.topic.key, figure.origin_path) == ("lstm", "cells/lstm/figures/the-cell.svg")
    assert (page.current.number, page.current.source, page.current.author) == (1, PAGE, None)
    assert [section["key"] for section in page.current.compiled["sections"]] == ["the-cell", "its-gates"]
    assert (figure.current.source, figure.current.compiled["title"]) == (DRAWING, "The cell")


def test_objectives_know_their_section_and_misconceptions_the_objective_that_corrects_them():
    sync.load(written(), now=MONDAY)
    assert list(Objective.objects.order_by("key").values_list("key", "section")) == [
        ("lstm.cell", "the-cell"),
        ("lstm.gates", "its-gates"),
        ("rnn.recurrence", ""),
    ]
    belief = Misconception.objects.get()
    assert (belief.belief_html, belief.see.key, belief.topic.key) == ("They <em>erase</em>.", "rnn.recurrence", "lstm")


def test_an_edit_is_one_more_revision_and_the_current_one():
    sync.load(written(), now=MONDAY)
    changed = PAGE.replace("They multiply.", "They scale.")
    assert sync.load(written(changed), now=TUESDAY) == sync.Report(changed=[("page", "lstm")])
    assert history("lstm") == [(2, changed, TUESDAY), (1, PAGE, MONDAY)]
    assert Piece.objects.get(key="lstm").current.number == 2
    assert [number for number, *_ in history("the-cell")] == [1]


def test_an_edit_elsewhere_in_the_folder_is_no_revision_of_the_page():
    sync.load(written(), now=MONDAY)
    changed = written(lstm=LSTM.replace("Three", "Four") + BELIEF)
    assert sync.load(changed, now=TUESDAY) == sync.Report(changed=[("objective", "lstm.gates")])
    assert Revision.objects.count() == 2


def test_words_beside_a_drawing_are_part_of_its_figure():
    sync.load(written(), now=MONDAY)
    assert sync.load(written(words=WORDS.replace("letter", "sign")), now=TUESDAY) == sync.Report(
        changed=[("figure", "the-cell")]
    )
    assert history("the-cell") == [(2, DRAWING, TUESDAY), (1, DRAWING, MONDAY)]


def test_a_page_that_leaves_is_retired_and_returns_with_its_history():
    sync.load(written(), now=MONDAY)
    assert sync.load(library(lstm=LSTM + BELIEF), now=TUESDAY) == sync.Report(
        changed=[("objective", "lstm.cell"), ("objective", "lstm.gates")],
        retired=[("figure", "the-cell"), ("page", "lstm")],
    )
    assert set(Piece.objects.values_list("retired_at", flat=True)) == {TUESDAY}
    report = sync.load(written(), now=WEDNESDAY)
    assert report.returned == [("page", "lstm"), ("figure", "the-cell")]
    assert [number for number, *_ in history("lstm")] == [1]


def test_with_its_topic_everything_in_it_is_retired():
    sync.load(written(), now=MONDAY)
    files = sources(track=TRACK.replace(", 'lstm'", "")).files
    alone = compile_library(Sources({path: data for path, data in files.items() if "lstm" not in path}), VOCABULARY)
    assert sync.load(alone, now=TUESDAY).retired == [
        ("topic", "lstm"),
        *[("objective", "lstm.cell"), ("objective", "lstm.gates")],
        ("misconception", "gates-erase"),
        *[("figure", "the-cell"), ("page", "lstm")],
    ]


def test_a_page_follows_its_topic_to_another_name():
    sync.load(written(), now=MONDAY)
    piece = Piece.objects.get(kind="page")
    files = {path.replace("/lstm/", "/gated/"): data for path, data in written().sources.files.items()}
    files["cells/track.toml"] = TRACK.replace("'lstm'", "'gated'").encode()
    toml = LSTM.replace("\n[objectives]", "was = ['lstm']\n[objectives]") + BELIEF
    compiled = compile_library(Sources(files | {"cells/gated/topic.toml": toml.encode()}), VOCABULARY)
    assert sync.load(compiled, now=TUESDAY) == sync.Report(renamed=[("topic", "lstm", "gated")])
    piece.refresh_from_db()
    assert (piece.key, piece.origin_path) == ("gated", "cells/gated/page.md")
    assert [number for number, *_ in history("gated")] == [1]


def test_a_figure_may_move_to_another_topic():
    sync.load(written(), now=MONDAY)
    files = dict(written().sources.files)
    for kind in ("svg", "toml"):
        files[f"cells/rnn/figures/the-cell.{kind}"] = files.pop(f"cells/lstm/figures/the-cell.{kind}")
    assert sync.load(compile_library(Sources(files), VOCABULARY), now=TUESDAY) == sync.Report(
        changed=[("figure", "the-cell")]
    )
    assert Piece.objects.get(key="the-cell").topic.key == "rnn"


def test_what_is_written_at_the_desk_shadows_its_file_and_is_left_alone():
    sync.load(written(), now=MONDAY)
    piece = Piece.objects.get(key="lstm")
    desk = Revision.objects.create(piece=piece, number=2, source="Mine.", compiled={}, digest="", at=TUESDAY)
    Piece.objects.filter(pk=piece.pk).update(origin_path="", current=desk)
    report = sync.load(written(PAGE.replace("adds", "sums")), now=WEDNESDAY)
    assert report == sync.Report(shadowed=[("page", "lstm")])
    assert str(report) == "left the page lstm alone, which is written at the desk and shadows its file"
    assert Piece.objects.get(key="lstm").current.source == "Mine."
    assert sync.load(library(lstm=LSTM + BELIEF), now=WEDNESDAY).retired == [("figure", "the-cell")]


def test_only_topics_that_changed_are_touched():
    sync.load(written(), now=MONDAY)
    Objective.objects.filter(key="rnn.recurrence").update(statement="Bent.")
    report = sync.load(written(PAGE.replace("adds", "sums")), now=TUESDAY)
    assert report.topics == {"lstm"}
    assert Objective.objects.get(key="rnn.recurrence").statement == "Bent."
    assert Topic.objects.get(key="lstm").outline["page"]["sections"][0]["key"] == "the-cell"
