"""A track.toml and a topic.toml as values; what can be seen in one file alone is checked here."""

import re

from content.compiler import prose
from content.compiler.documents import Document
from content.compiler.values import Objective, Place, Text, Topic, Track

FOLDER_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
OBJECTIVE_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60
LONGEST_TITLE = 80
LONGEST_SUMMARY = 300
LONGEST_STATEMENT = 1000


def track(document: Document, key: str) -> Track:
    """A track without its topics yet."""
    document.only(("title", "summary", "topics"))
    _check_folder(document, key)
    order = document.mentions("topics")
    if order == () and not document.values["topics"]:
        document.refuse("`topics` is empty", "topics", hint="it lists the topics' folders in the order of the path")
    return Track(
        key=key,
        title=_title(document),
        summary=_text(document, LONGEST_SUMMARY, "summary"),
        order=order,
        topics=(),
        place=document.place(),
    )


def topic(document: Document, key: str) -> Topic:
    document.only(("title", "summary", "prerequisites", "objectives"))
    _check_folder(document, key)
    return Topic(
        key=key,
        title=_title(document),
        summary=_text(document, LONGEST_SUMMARY, "summary"),
        prerequisites=document.mentions("prerequisites") or (),
        objectives=_objectives(document),
        place=document.place(),
    )


def unread_track(path: str, key: str) -> Track:
    return Track(key=key, title="", summary=Text(), order=None, topics=(), place=Place(path, 1))


def unread_topic(path: str, key: str) -> Topic:
    """A topic that is there, though its file can't be read: what points at it isn't wrong."""
    return Topic(key=key, title="", summary=Text(), prerequisites=(), objectives=(), place=Place(path, 1))


def _check_folder(document: Document, key: str) -> None:
    if not FOLDER_KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        document.refuse(
            f"the folder's name `{key}` is no key",
            hint=f"small letters, digits and single hyphens, such as `vanilla-rnn`; {LONGEST_KEY} at most",
        )


def _title(document: Document) -> str:
    title = document.text("title")
    for fault, hint in prose.faults(title, LONGEST_TITLE) if title is not None else ():
        document.refuse(f"`title` {fault}", "title", hint=hint)
    return " ".join((title or "").split())


def _text(document: Document, longest: int, *steps: str) -> Text:
    source = document.text(*steps)
    if source is None:
        return Text()
    faults = list(prose.faults(source, longest))
    for fault, hint in faults:
        document.refuse(f"`{steps[-1]}` {fault}", *steps, hint=hint)
    return Text() if faults else Text(source.strip(), prose.inline(source))


def _objectives(document: Document) -> tuple[Objective, ...]:
    table = document.table("objectives")
    if table == {}:
        document.refuse("`objectives` is empty", "objectives", hint="a line each: 'lstm.cell-update' = 'what to know'")
    return tuple(_objective(document, key) for key, value in (table or {}).items() if _fits(document, key, value))


def _fits(document: Document, key: str, value: object) -> bool:
    if isinstance(value, dict) and value:
        whole = f"{key}.{next(iter(value))}"
        document.refuse(f"`{whole}` has a dot outside of quotes", "objectives", key, hint=f"write '{whole}' = …")
        return False
    if not OBJECTIVE_KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        document.refuse(
            f"`{key}` is no key of an objective",
            *("objectives", key),
            hint=f"small letters, one dot, single hyphens, such as 'lstm.cell-update'; {LONGEST_KEY} at most",
        )
        return False
    return True


def _objective(document: Document, key: str) -> Objective:
    return Objective(
        key=key,
        statement=_text(document, LONGEST_STATEMENT, "objectives", key),
        place=document.place("objectives", key),
    )
