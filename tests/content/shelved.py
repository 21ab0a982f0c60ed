"""Rows as a load leaves them: two topics and a page that holds every kind of block and every construct of a text."""

from pathlib import Path
from typing import Any

from content.models import Edition, Misconception, Piece, Revision, Topic, Track
from tests import makers
from tests.makers import NOW, numbers

Json = dict[str, Any]

EVERYTHING = (Path(__file__).parent / "everything.html").read_text()
DRAWING = (
    '<svg viewBox="0 0 640 160"><g data-part="state"><rect class="fig-box" x="40" y="40" width="160" height="80"/>'
    '<text class="fig-text" x="80" y="85">h</text></g></svg>'
)


def section(
    key: str, *, title: str = "", teaches: list[str] | None = None, html: str = "<p>Text.</p>", **fields
) -> Json:
    blocks = [{"kind": "html", "html": html}]
    title = title or key.replace("-", " ").capitalize()
    named = {"key": key, "title": title, "title_html": title, "teaches": teaches or [], "was": []}
    return {**named, "blocks": blocks, "parts": [], **fields}


def compiled(*sections: Json, words: int = 900, html: str = "<p>It begins.</p>") -> Json:
    blocks = [{"kind": "html", "html": html}] if html else []
    return {"blocks": blocks, "words": words, "misconceptions": [], "sections": list(sections)}


def page(topic: Topic, compiled: Json, *, source: str = "It begins.\n") -> Piece:
    """The topic's page, as if it had just been loaded."""
    topic.outline = {
        **topic.outline,
        "page": {"sections": [{"key": each["key"], "was": each["was"]} for each in compiled["sections"]]},
    }
    topic.save()
    return _piece(Piece.Kind.PAGE, topic.key, topic, compiled, source)


def figure(topic: Topic, key: str, **fields) -> Piece:
    said = {"svg": DRAWING, "title": "The cell", "alt": "A box.", "caption_html": "One step.", "parts": []}
    return _piece(Piece.Kind.FIGURE, key, topic, {**said, **fields}, DRAWING)


def edition() -> Edition:
    number = next(numbers)
    return Edition.objects.create(at=NOW, digest=f"{number}", report={})


def misconception(topic: Topic, key: str, **fields) -> Misconception:
    said = {"belief": "It explodes.", "belief_html": "It explodes.", "truth": "Rarely.", "truth_html": "Rarely."}
    return Misconception.objects.create(topic=topic, key=key, position=next(numbers), **{**said, **fields})


def two_topics() -> tuple[Topic, Topic]:
    """A track with a topic that is written, in full, and one that builds on it and isn't."""
    track = makers.track(
        key="cells",
        title="Cells",
        summary="Two kinds.",
        summary_html="Two kinds.",
        announced={"echo-state": "A recurrence that is never trained."},
    )
    rnn = _topic(track, "rnn", "RNN", asked_at=["A company", "Another"])
    lstm = _topic(track, "lstm", "LSTM", was=["long-short-term-memory"])
    lstm.prerequisites.add(rnn)
    taught = makers.objective(
        topic=rnn, key="rnn.recurrence", statement_html=r'The state is <span class="arithmatex">\(h_t\)</span>.'
    )
    makers.objective(topic=rnn, key="rnn.shared", statement_html="The same weights.", was=["rnn.sharing"])
    makers.objective(topic=lstm, key="lstm.cell", statement_html="There is a cell.", was=["lstm.state"])
    misconception(rnn, "norm-explodes", see=taught, was=["explodes"])
    figure(rnn, "rnn-cell")
    whole = section(
        "recurrence", title="A function in a loop", teaches=["rnn.recurrence"], html=EVERYTHING, was=["loop"]
    )
    whole["blocks"] += [
        {"kind": "figure", "key": "rnn-cell", "alt": "One step."},
        {"kind": "demo", "experiment": "vanishing-gradients", "parameters": [["steps", "100"], ["norm", "0.9"]]},
        {"kind": "demo", "experiment": "echo-state", "parameters": []},
        {"kind": "question", "key": "rnn-shapes"},
        {"kind": "cards", "topic": "rnn"},
    ]
    whole["parts"] = [section("shared", title="The same weights", teaches=["rnn.shared"])]
    page(rnn, compiled(whole, section("memory", title="What it keeps"), section("sources")))
    edition()
    return rnn, lstm


def _topic(track: Track, key: str, title: str, **fields) -> Topic:
    said = {"key": key, "title": title, "summary": f"What {title} is.", "summary_html": f"What <em>{title}</em> is."}
    return makers.topic(track=track, **{**said, **fields})


def _piece(kind: str, key: str, topic: Topic, compiled: Json, source: str) -> Piece:
    piece = Piece.objects.create(kind=kind, key=key, topic=topic)
    revision = Revision.objects.create(
        piece=piece, number=1, source=source, compiled=compiled, digest=f"{next(numbers)}", at=NOW
    )
    Piece.objects.filter(pk=piece.pk).update(current=revision)
    return piece
