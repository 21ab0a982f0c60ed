"""On which line of a TOML source each key and each element of a list stands; `tomllib` keeps the values alone.

Reads sources that `tomllib` has accepted. In others it gets as far as it can.
"""

import contextlib
import re
import tomllib
from dataclasses import dataclass, field

Steps = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
BARE_VALUE = re.compile(r"[^,\]}#\n]+")
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{1,2}(?!"))?'
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?!"")(?:\\.|[^"\\\n])*"'
    r"|'(?!'')[^'\n]*'",
    re.DOTALL,
)


class _Lost(Exception):
    """Not TOML from here on."""


@dataclass
class Lines:
    source: str
    of: dict[Steps, int] = field(default_factory=dict)
    repeated: list[tuple[Steps, int]] = field(default_factory=list)
    last: int = 1
    _at: int = 0
    _counted_to: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        with contextlib.suppress(_Lost, RecursionError):
            self._document()

    def at(self, *steps: str | int) -> int:
        """The line of a key, or of the nearest one around it that has a line."""
        while steps and steps not in self.of:
            steps = steps[:-1]
        return self.of.get(steps, 1)

    def _document(self) -> None:
        table: Steps = ()
        tables_of: dict[Steps, int] = {}
        while self._skip(BLANK) < len(self.source):
            start = self._at
            if self._accept("[["):
                name = self._key()
                self._expect("]]")
                tables_of[name] = tables_of.get(name, -1) + 1
                table = (*name, tables_of[name])
                self._note(table, start)
            elif self._accept("["):
                table = self._key()
                self._expect("]")
                self._note(table, start)
            else:
                self._pair(table)

    def _pair(self, table: Steps) -> None:
        start = self._at
        steps = (*table, *self._key())
        if steps in self.of:
            self.repeated.append((steps, self._line(start)))
        self._note(steps, start)
        self._expect("=")
        self._skip(SPACE)
        self._value(steps)

    def _value(self, steps: Steps) -> None:
        if self._accept("["):
            index = 0
            while self._more("]"):
                self._note((*steps, index), self._at)
                self._value((*steps, index))
                index += 1
        elif self._accept("{"):
            while self._more("}"):
                self._pair(steps)
        elif self.source[self._at : self._at + 1] in {'"', "'"}:
            self._take(STRING)
        else:
            self._take(BARE_VALUE)

    def _more(self, end: str) -> bool:
        """Whether a list or an inline table goes on here, past a comma."""
        self._skip(BLANK)
        if self._accept(","):
            self._skip(BLANK)
        return not self._accept(end)

    def _key(self) -> tuple[str, ...]:
        parts: list[str] = []
        while not parts or self._accept("."):
            self._skip(SPACE)
            quoted = self.source[self._at : self._at + 1] in {'"', "'"}
            part = self._take(STRING if quoted else BARE_KEY)
            parts.append(_unquoted(part) if quoted else part)
            self._skip(SPACE)
        return tuple(parts)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.source, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self._at)
        if match is None:
            raise _Lost
        self._at = match.end()
        return match[0]

    def _accept(self, text: str) -> bool:
        found = self.source.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def _expect(self, text: str) -> None:
        self._skip(SPACE)
        if not self._accept(text):
            raise _Lost

    def _note(self, steps: Steps, start: int) -> None:
        self.last = self._line(start)
        for length in range(1, len(steps) + 1):
            self.of.setdefault(steps[:length], self.last)

    def _line(self, at: int) -> int:
        seen, line = self._counted_to
        if at < seen:
            seen, line = 0, 1
        self._counted_to = at, line + self.source.count("\n", seen, at)
        return self._counted_to[1]


def _unquoted(key: str) -> str:
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except ValueError as problem:
        raise _Lost from problem
