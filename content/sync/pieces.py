"""What is written at length, with its history: a new Revision when the text or what became of it differs, else none."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery

from content.compiler import figures, pages
from content.compiler.questions import stored
from content.compiler.values import Topic
from content.models import Piece, Revision
from content.sync.report import Report
from content.sync.rows import Refused, parts

KindAndKey = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """What a file says. `was` are the keys that the piece had before; a page is its topic's and is renamed with it."""

    kind: str
    key: str
    topic: str
    origin_path: str
    source: str
    compiled: dict[str, Any]
    was: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        told = json.dumps([self.source, self.compiled], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()


def of(topic: Topic, folder: str) -> list[Said]:
    """The pieces of a topic, whose folder inside the library is named."""
    found = []
    if topic.page:
        page = pages.stored(topic.page)
        found.append(Said(Piece.Kind.PAGE, topic.key, topic.key, f"{folder}/page.md", topic.page.source, page))
    for figure in topic.figures:
        path = f"{folder}/figures/{figure.key}.svg"
        drawn = figures.stored(figure)
        found.append(Said(Piece.Kind.FIGURE, figure.key, topic.key, path, figure.source, drawn))
    for question in topic.questions or ():
        path, asked = f"{folder}/questions.md", stored.written(question)
        found.append(Said(Piece.Kind.QUESTION, question.key, topic.key, path, question.source, asked, question.was))
    return found


def settle(
    said: Iterable[Said], ids: Mapping[str, int], topics: Collection[int], report: Report, *, now: datetime
) -> None:
    """`topics` are those whose pieces may be touched: what no file says is retired. The desk's are left alone."""
    wanted = {(each.kind, each.key): each for each in said}
    rows = _rows(topics, wanted)
    renamed = _renamed(rows, wanted, report)
    revise: list[tuple[Piece, Said]] = []
    stale: list[Piece] = []
    for name, each in wanted.items():
        piece = rows.get(name)
        if piece is None:
            piece = Piece(kind=each.kind, key=each.key, topic_id=ids[each.topic], origin_path=each.origin_path)
            report.added.append(name)
            revise.append((piece, each))
        elif not piece.origin_path:
            report.shadowed.append(name)
        else:
            differs = piece.digest != each.digest
            if piece.retired_at:
                report.returned.append(name)
            elif (differs or piece.topic_id != ids[each.topic]) and name not in renamed:
                report.changed.append(name)
            if differs:
                revise.append((piece, each))
            now_said = {
                "key": each.key,
                "topic_id": ids[each.topic],
                "origin_path": each.origin_path,
                "retired_at": None,
            }
            if any(getattr(piece, field) != value for field, value in now_said.items()):
                for field, value in now_said.items():
                    setattr(piece, field, value)
                stale.append(piece)
    for name, piece in rows.items():
        if name not in wanted and piece.origin_path and not piece.retired_at:
            piece.retired_at = now
            report.retired.append(name)
            stale.append(piece)
    _write(revise, stale, now=now)


def _rows(topics: Collection[int], wanted: Mapping[KindAndKey, Said]) -> dict[KindAndKey, Piece]:
    """By kind and key; a page by the key that its topic has now."""
    pieces = Piece.objects.annotate(digest=F("current__digest"), topic_key=F("topic__key"))
    found = [piece for some in parts(topics) for piece in pieces.filter(topic__in=some)]
    names = {*wanted, *((each.kind, old) for each in wanted.values() for old in each.was)}
    elsewhere = [piece for some in parts({key for _, key in names}) for piece in pieces.filter(key__in=some)]
    return {
        **{(piece.kind, piece.key): piece for piece in elsewhere if (piece.kind, piece.key) in names},
        **{(piece.kind, piece.topic_key if piece.kind == Piece.Kind.PAGE else piece.key): piece for piece in found},
    }


def _renamed(rows: dict[KindAndKey, Piece], wanted: Mapping[KindAndKey, Said], report: Report) -> set[KindAndKey]:
    """A piece whose key changed stays the piece it was, with its history and what learners did with it."""
    renamed: set[KindAndKey] = set()
    for name, each in wanted.items():
        olds = [(each.kind, old) for old in each.was]
        before = next((old for old in olds if old in rows and rows[old].origin_path), None)
        if before is None:
            continue
        if name not in rows:
            rows[name] = rows.pop(before)
            report.renamed.append((each.kind, before[1], each.key))
            renamed.add(name)
        elif rows[name].retired_at and not rows[before].retired_at:
            raise Refused(
                f"the {each.kind} `{each.key}` was `{before[1]}`, but there was another {each.kind} `{each.key}` "
                f"before it, with what learners did for that: give it a third key"
            )
    return renamed


def _write(revise: list[tuple[Piece, Said]], stale: list[Piece], *, now: datetime) -> None:
    numbers: dict[int, int] = {}
    for some in parts([piece.pk for piece, _ in revise if piece.pk]):
        numbers.update(Revision.objects.filter(piece__in=some).order_by().values_list("piece").annotate(Max("number")))
    Piece.objects.bulk_create([piece for piece, _ in revise if not piece.pk])
    Revision.objects.bulk_create(
        Revision(
            piece=piece,
            number=numbers.get(piece.pk, 0) + 1,
            source=each.source,
            compiled=each.compiled,
            digest=each.digest,
            at=now,
        )
        for piece, each in revise
    )
    if stale:
        Piece.objects.bulk_update(stale, ["key", "topic", "origin_path", "retired_at"])
    newest = Revision.objects.filter(piece=OuterRef("pk")).order_by("-number").values("pk")[:1]
    for some in parts([piece.pk for piece, _ in revise]):
        Piece.objects.filter(pk__in=some).update(current=Subquery(newest))
