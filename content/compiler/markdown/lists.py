"""Lists as a code host reads them, indented as far as their text, written as Python-Markdown reads them: by fours."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from content.compiler.findings import Findings

ITEM = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)]) +(?=\S)|(?P<note>\[\^[^\]\s]*\]:) *")
TOO_LONG = re.compile(r"\d{10,}\. ")  # to be an item's number, but not for Python-Markdown
DEEPEST = 4
STEP = " " * 4
ZERO_WIDTH = "\u200b"  # before what shall not be read as an item, or where something has to stand


@dataclass(frozen=True)
class Around:
    """An item that a line stands in: the column at which its text begins, and of what kind of list it is."""

    column: int
    kind: str


def indented(lines: Iterable[tuple[str, int]], findings: Findings) -> Iterator[str]:
    around: list[Around] = []
    goes_on = False  # whether there is no empty line before
    for line, number in lines:
        text = line.lstrip(" ")
        column = len(line) - len(text)
        item = ITEM.match(text)
        if item and goes_on and _is_said(item, column, around):
            text = text.replace(item[0].strip(), item[0].strip().replace(".", "\\."), 1)
            item = None
        if TOO_LONG.match(text):
            text = text.replace(".", "\\.", 1)
        left: Around | None = None
        while around and column < around[-1].column and text and (item or not goes_on):
            left = around.pop()
        if item and goes_on and (left.kind != _kind(item) if left else not around):
            yield ""
        depth = STEP * len(around)
        if item:
            if len(around) == DEEPEST:
                findings.refuse(number, f"a list stands in {DEEPEST} others", "say it in fewer levels")
                around.pop()
            around.append(Around(column + (4 if item["note"] else item.end()), _kind(item)))
            mark = f"{item['number']}." if item["number"] else item[0].strip()
            said = text[item.end() :]
            if ITEM.match(said):
                findings.refuse(number, "a list's item that begins with another list", "first its text")
                said = ZERO_WIDTH + said
            if item["note"] and not said:
                findings.refuse(number, "a footnote that says nothing", "its text stands on the same line")
                said = ZERO_WIDTH
            yield f"{depth}{mark} {said}"
        else:
            if text and not goes_on and column >= 4 + (around[-1].column if around else 0):
                hint = "code stands between ``` and ```; what belongs to a list is indented as far as its text"
                findings.refuse(number, "this line is indented as if it were code", hint)
            yield depth + text if text else ""
        goes_on = bool(text)


def _kind(item: re.Match[str]) -> str:
    return "note" if item["note"] else "numbers" if item["number"] else "points"


def _is_said(item: re.Match[str], column: int, around: list[Around]) -> bool:
    """Whether what looks like a list's number is one in a sentence: `in` ends a line, and `1997.` begins the next."""
    return item["number"] not in (None, "1") and (not around or column >= around[-1].column)
