"""A track.toml and a topic.toml as values; what can be seen in one file alone is checked here."""

import re

from content.compiler import prose
from content.compiler.documents import Document, called
from content.compiler.values import Mention, Misconception, Objective, Place, QuestionSet, Text, Topic, Track

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
OBJECTIVE_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_KEY = 60
LONGEST_TITLE = 80
LONGEST_SUMMARY = 300
LONGEST_STATEMENT = 1000
LONGEST_NAME = 60
FEWEST_IN_A_SET = 2
KEY_HINT = f"small letters, digits and single hyphens, such as `vanilla-rnn`; {LONGEST_KEY} at most"
OBJECTIVE_HINT = f"small letters, one dot, single hyphens, such as 'lstm.cell-update'; {LONGEST_KEY} at most"


def track(document: Document, key: str) -> Track:
    """A track without its topics yet."""
    document.only(("title", "summary", "topics"), ("experiments", "was"))
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
        announced=_announced(document),
        was=_was(document, KEY),
        place=document.place(),
    )


def topic(document: Document, key: str) -> Topic:
    """A topic without its page and its figures yet."""
    document.only(("title", "summary", "prerequisites", "objectives"), ("asked_at", "was", "misconceptions", "sets"))
    _check_folder(document, key)
    return Topic(
        key=key,
        title=_title(document),
        summary=_text(document, LONGEST_SUMMARY, "summary"),
        prerequisites=document.mentions("prerequisites") or (),
        objectives=_objectives(document),
        misconceptions=_misconceptions(document),
        sets=_sets(document),
        asked_at=_asked_at(document),
        was=_was(document, KEY),
        place=document.place(),
    )


def unread_track(path: str, key: str) -> Track:
    return Track(key=key, title="", summary=Text(), order=None, topics=(), place=Place(path, 1))


def unread_topic(path: str, key: str) -> Topic:
    """A topic that is there, though its file can't be read: what points at it isn't wrong."""
    return Topic(key=key, title="", summary=Text(), prerequisites=(), objectives=(), whole=False, place=Place(path, 1))


def _check_folder(document: Document, key: str) -> None:
    if not _well_formed(KEY, key):
        document.refuse(f"the folder's name `{key}` is no key", hint=KEY_HINT)


def _well_formed(pattern: re.Pattern[str], key: str) -> bool:
    return bool(pattern.fullmatch(key)) and len(key) <= LONGEST_KEY


def _title(document: Document, *inside: str) -> str:
    steps = (*inside, "title")
    title = document.text(*steps)
    for fault, hint in prose.faults(title, LONGEST_TITLE) if title is not None else ():
        document.refuse(f"{called(steps)} {fault}", *steps, hint=hint)
    return " ".join((title or "").split())


def _text(document: Document, longest: int, *steps: str) -> Text:
    source = document.text(*steps)
    if source is None:
        return Text()
    faults = list(prose.faults(source, longest))
    for fault, hint in faults:
        document.refuse(f"{called(steps)} {fault}", *steps, hint=hint)
    return Text() if faults else Text(source.strip(), prose.inline(source))


def _was(document: Document, pattern: re.Pattern[str], *inside: str) -> tuple[str, ...]:
    keys = document.mentions(*inside, "was") or ()
    for index, mention in enumerate(keys):
        if not _well_formed(pattern, mention.key):
            hint = KEY_HINT if pattern is KEY else OBJECTIVE_HINT
            document.refuse(f"`was` holds `{mention.key}`, which never was a key", *inside, "was", index, hint=hint)
    return tuple(mention.key for mention in keys)


def _asked_at(document: Document) -> tuple[str, ...]:
    names = document.mentions("asked_at", of="names", such_as="['A company']") or ()
    for index, mention in enumerate(names):
        for fault, hint in prose.faults(mention.key, LONGEST_NAME):
            document.refuse(f"a name in `asked_at` {fault}", "asked_at", index, hint=hint)
    return tuple(" ".join(mention.key.split()) for mention in names)


def _announced(document: Document) -> tuple[tuple[Mention, Text], ...]:
    return tuple(
        (Mention(key, document.place("experiments", key)), _text(document, LONGEST_SUMMARY, "experiments", key))
        for key in document.table("experiments") or {}
        if _is_key(document, "experiments", key, "an experiment")
    )


def _objectives(document: Document) -> tuple[Objective, ...]:
    table = document.table("objectives")
    if table == {}:
        document.refuse("`objectives` is empty", "objectives", hint="a line each: 'lstm.cell-update' = 'what to know'")
    return tuple(
        _objective(document, key, value) for key, value in (table or {}).items() if _fits(document, key, value)
    )


def _fits(document: Document, key: str, value: object) -> bool:
    if _well_formed(OBJECTIVE_KEY, key):
        return True
    if isinstance(value, dict) and value:
        whole = f"{key}.{next(iter(value))}"
        document.refuse(f"`{whole}` has a dot outside of quotes", "objectives", key, hint=f"write '{whole}'")
    else:
        document.refuse(f"`{key}` is no key of an objective", "objectives", key, hint=OBJECTIVE_HINT)
    return False


def _objective(document: Document, key: str, value: object) -> Objective:
    steps, place = ("objectives", key), document.place("objectives", key)
    if not isinstance(value, dict):
        return Objective(key=key, statement=_text(document, LONGEST_STATEMENT, *steps), place=place)
    document.only(("statement",), ("demo", "was"), inside=steps)
    return Objective(
        key=key,
        statement=_text(document, LONGEST_STATEMENT, *steps, "statement"),
        demos=document.mentions(*steps, "demo", such_as="['vanishing-gradients']") or (),
        was=_was(document, OBJECTIVE_KEY, *steps),
        place=place,
    )


def _misconceptions(document: Document) -> tuple[Misconception, ...]:
    table = document.table("misconceptions") or {}
    return tuple(
        _misconception(document, key) for key in table if _is_key(document, "misconceptions", key, "a misconception")
    )


def _misconception(document: Document, key: str) -> Misconception:
    steps = ("misconceptions", key)
    if document.table(*steps) is not None:
        document.only(("belief", "truth", "see"), ("was",), inside=steps)
    see = document.text(*steps, "see")
    return Misconception(
        key=key,
        belief=_text(document, LONGEST_STATEMENT, *steps, "belief"),
        truth=_text(document, LONGEST_STATEMENT, *steps, "truth"),
        see=None if see is None else Mention(see, document.place(*steps, "see")),
        was=_was(document, KEY, *steps),
        place=document.place(*steps),
    )


def _sets(document: Document) -> tuple[QuestionSet, ...]:
    table = document.table("sets") or {}
    return tuple(_set(document, key) for key in table if _is_key(document, "sets", key, "a set of questions"))


def _set(document: Document, key: str) -> QuestionSet:
    steps = ("sets", key)
    if document.table(*steps) is not None:
        document.only(("title", "summary", "questions"), ("was",), inside=steps)
    questions = document.mentions(*steps, "questions", such_as="['lstm-highway', 'lstm-weights']") or ()
    keys = [mention.key for mention in questions]
    for index, asked in enumerate(keys):
        if asked in keys[:index]:
            document.refuse(f"the question `{asked}` stands twice in the set", *steps, "questions", index)
    if len(keys) < FEWEST_IN_A_SET:
        document.refuse(f"a set of {len(keys)} question{'s'[: len(keys) != 1]}", *steps, hint="it takes two at least")
    return QuestionSet(
        key=key,
        title=_title(document, *steps),
        summary=_text(document, LONGEST_SUMMARY, *steps, "summary"),
        questions=questions,
        was=_was(document, KEY, *steps),
        place=document.place(*steps),
    )


def _is_key(document: Document, table: str, key: str, of: str) -> bool:
    well_formed = _well_formed(KEY, key)
    if not well_formed:
        document.refuse(f"`{key}` is no key of {of}", table, key, hint=KEY_HINT)
    return well_formed
