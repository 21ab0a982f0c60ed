"""The kinds of callouts: what they may say about themselves, and the element that each becomes."""

import html
from dataclasses import dataclass

SPEAKERS = ("Interviewer", "Candidate")


@dataclass(frozen=True)
class Kind:
    word: str
    attributes: tuple[str, ...] = ()
    titled: bool | None = None  # must (True), must not (False), may (None) have a title


KINDS = {
    "note": Kind("Note"),
    "tip": Kind("Tip"),
    "warning": Kind("Warning"),
    "pitfall": Kind("Pitfall", ("misconception",)),
    "interview": Kind("Interview", ("asked_at",)),
    "followup": Kind("Follow-up", titled=True),
    "dialogue": Kind("Dialogue", titled=False),
}


def opened(kind: str, title: str, asked_at: str = "") -> str:
    """`title` is HTML."""
    if kind == "followup":
        return f'<details class="callout followup"><summary>{title}</summary><div>'
    if kind == "dialogue":
        return '<div class="dialogue">'
    word = KINDS[kind].word
    whole = f"{word}: {title}" if title else word
    asked = f'<p class="asked-at">Asked at {html.escape(asked_at)}</p>' if asked_at else ""
    return f'<aside class="callout {kind}"><p class="title">{whole}</p>{asked}'


def closed(kind: str, misconception: str = "") -> str:
    if kind == "followup":
        return "</div></details>"
    if kind == "dialogue":
        return "</div>"
    link = f'<p><a class="misconception" href="#misconception-{misconception}">The belief behind it</a></p>'
    return (link if misconception else "") + "</aside>"


def turn(speaker: str) -> str:
    return f'<div class="turn {speaker.lower()}"><p class="speaker">{speaker}</p>'


def companies(asked_at: str) -> list[str]:
    return [name.strip() for name in asked_at.split(",") if name.strip()]


def listed(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
