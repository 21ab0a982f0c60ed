"""“I don’t know”: an answer to a question of any kind. It earns what a wrong one does and, as nothing was tried, it
betrays no belief and resists none."""

from collections.abc import Mapping
from typing import Any

from quizzes.grading.marks import Grade, Part
from quizzes.grading.said import Said

FIELD = "unknown"
YES = "yes"
RULE = "It counts as a wrong answer does, and betrays no belief."


def is_said(what: Said) -> bool:
    """Whatever was tried besides."""
    return YES in what.get(FIELD, ())


def is_kept(response: Mapping[str, Any]) -> bool:
    return FIELD in response


def response() -> dict[str, Any]:
    return {FIELD: True}


def grade(untouched: tuple[Part, ...]) -> Grade:
    return Grade(0.0, RULE, untouched)
