"""A TOML file as a document: its values, and fields that are read one at a time, each with its place."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeGuard

from content.compiler.lines import BARE_KEY, Lines, Steps
from content.compiler.problems import Problem, did_you_mean
from content.compiler.values import Mention, Place

# What tomllib says of the commonest slips → what to do about them.
HINTS = {
    "Unescaped '\\' in a string": "text with backslashes stands between single quotes: '…'",
    "Expected newline or end of document after a statement": "text that holds a ' stands between three: '''…'''",
    "Illegal character '\\n'": "is a quote missing at the end of the line?",
    "Invalid value": "text stands between quotes: '…'",
    "Expected '=' after a key in a key/value pair": "a key with other signs than letters, digits, - and _ needs quotes",
}


@dataclass
class Document:
    path: str
    values: dict[str, object]
    lines: Lines
    problems: list[Problem] = field(default_factory=list)

    def place(self, *steps: str | int) -> Place:
        return Place(self.path, self.lines.at(*steps))

    def refuse(self, message: str, *steps: str | int, hint: str = "") -> None:
        self.problems.append(Problem(self.path, self.lines.at(*steps), message, hint))

    def only(self, required: Collection[str], optional: Collection[str] = (), inside: Steps = ()) -> None:
        """The keys that a table must have, and those that it may have."""
        table, names = self._value(inside), [*required, *optional]
        where = f"of `{inside[-1]}`" if inside else "in this kind of file"
        for name in table if isinstance(table, dict) else ():
            if name not in names:
                meant = did_you_mean(name, names) or f"there is {_listed(names)}"
                self.refuse(f"there is no key `{name}` {where}", *inside, name, hint=meant)
        for name in required:
            if isinstance(table, dict) and name not in table:
                self.refuse(f"the key {called((*inside, name))} is missing", *inside)

    def text(self, *steps: str) -> str | None:
        """The text under a key; None, and a problem unless the key is missing, when there is none."""
        value = self._value(steps)
        if value is None or isinstance(value, str):
            return value
        message = f"{called(steps)} should be text and is {_kind(value)}"
        self.refuse(message, *steps, hint="text stands between quotes")
        return None

    def number(self, *steps: str) -> int | None:
        """The whole number under a key; None, and a problem unless the key is missing, when there is none."""
        value = self._value(steps)
        if value is None or _is_whole(value):
            return value
        self.refuse(f"{called(steps)} should be a whole number and is {_kind(value)}", *steps)
        return None

    def numbers(self, *steps: str) -> tuple[int, ...] | None:
        """The whole numbers in a list; None, and a problem unless the key is missing, when there is no such list."""
        value = self._value(steps)
        if value is None:
            return None
        if isinstance(value, list) and all(_is_whole(each) for each in value):
            return tuple(value)
        self.refuse(f"{called(steps)} should be a list of whole numbers", *steps, hint="such as [1, 3]")
        return None

    def mentions(self, *steps: str, such_as: str = "['lstm', 'gru']", of: str = "keys") -> tuple[Mention, ...] | None:
        """The keys in a list; None, and a problem unless the key is missing, when there is no such list."""
        value = self._value(steps)
        if value is None:
            return None
        if not isinstance(value, list):
            self.refuse(
                f"{called(steps)} should be a list of {of} and is {_kind(value)}", *steps, hint=f"such as {such_as}"
            )
            return None
        for index, element in enumerate(value):
            if not isinstance(element, str):
                self.refuse(f"{called(steps)} should hold {of} and holds {_kind(element)}", *steps, index)
        return tuple(
            Mention(element, self.place(*steps, index))
            for index, element in enumerate(value)
            if isinstance(element, str)
        )

    def table(self, *steps: str) -> dict[str, object] | None:
        """The table of that name; None, and a problem unless it is missing, when there is none."""
        value = self._value(steps)
        if value is None or isinstance(value, dict):
            return value
        line = ".".join(step if BARE_KEY.fullmatch(step) else f"'{step}'" for step in steps)
        message = f"{called(steps)} should be a table and is {_kind(value)}"
        self.refuse(message, *steps, hint=f"it begins with a line [{line}]")
        return None

    def _value(self, steps: Steps) -> object:
        value: object = self.values
        for step in steps:
            value = value.get(str(step)) if isinstance(value, dict) else None
        return value


def called(steps: Steps) -> str:
    """How a problem calls a key: by its name, and by that of its table where many have the same."""
    return f"`{steps[-1]}` of `{steps[-2]}`" if len(steps) > 2 else f"`{steps[-1]}`"


def parse(path: str, data: bytes) -> Document | Problem:
    try:
        source = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return Problem(path, line, "this is not UTF-8 text", "save the file as UTF-8")
    try:
        return Document(path, tomllib.loads(source), Lines(source))
    except RecursionError:
        return Problem(path, Lines(source).last, "this is nested too deeply")
    except tomllib.TOMLDecodeError as problem:
        return _explained(path, source, str(problem))
    except ValueError:  # the one thing that tomllib lets through: Python's limit on the digits of a number
        digits = re.search(r"[0-9_]{4000,}", source)
        line = source.count("\n", 0, digits.start()) + 1 if digits else 1
        return Problem(path, line, "this number has too many digits")


def _explained(path: str, source: str, said: str) -> Problem:
    lines = Lines(source)
    message, _, position = said.removesuffix(")").partition(" (at ")
    number = re.match(r"line (\d+)", position)
    # At the end of the document it is the last key whose text was never closed.
    line = int(number[1]) if number else lines.last
    if message == "Cannot overwrite a value" and lines.repeated:
        steps, line = lines.repeated[0]
        return Problem(
            path, line, f"`{steps[-1]}` stands here for the second time", f"first in line {lines.at(*steps)}"
        )
    return Problem(path, line, f"this is not TOML: {message[:1].lower()}{message[1:]}", HINTS.get(message, ""))


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _kind(value: object) -> str:
    kinds = {bool: "a yes or no", int: "a number", float: "a number", str: "text", list: "a list", dict: "a table"}
    return kinds.get(type(value), "a date or a time")


def _listed(names: Collection[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)
