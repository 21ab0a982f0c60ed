"""A list's items with all that belongs to each: an option, a step, a rubric's line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from content.compiler.directives import KEY, LONGEST_KEY
from content.compiler.findings import Findings
from content.compiler.lexer import lex
from content.compiler.tokens import Prose, Quote, Token
from content.compiler.values import Mention

BETRAYS = re.compile(r"(?<! ) *\{!([^{}]*)\} *$", re.MULTILINE)


@dataclass(frozen=True)
class Lines:
    """A stretch of a file, and the number of its first line."""

    lines: tuple[str, ...]
    first: int

    def part(self, start: int, end: int | None = None) -> "Lines":
        return Lines(self.lines[start:end], self.first + start)

    @property
    def tokens(self) -> tuple[Token, ...]:
        return lex("\n".join(self.lines), self.first)


@dataclass(frozen=True)
class Item:
    """`mark` is what its pattern's group holds; `quoted` the quote under its text, if there is one."""

    mark: str
    tokens: tuple[Token, ...]
    quoted: tuple[Token, ...]
    line: int


def beginnings(lines: Lines, pattern: re.Pattern[str]) -> list[int]:
    """At which of the lines items begin, leaving out those of code and formulas."""
    return [
        token.line + offset - lines.first
        for token in lines.tokens
        if isinstance(token, Prose)
        for offset, line in enumerate(token.text.split("\n"))
        if pattern.match(line)
    ]


def items(lines: Lines, pattern: re.Pattern[str], called: str, most: int, findings: Findings) -> Iterator[Item]:
    """The lines begin with an item. `called`, such as `an option`, is what each is to its author; one more than `most`
    is read, for whoever counts them."""
    begins = [at for at, line in enumerate(lines.lines) if pattern.match(line)]
    ends = [*begins[1:], len(lines.lines)]
    for at, after in zip(begins[: most + 1], ends, strict=False):
        yield _item(lines.part(at, after), pattern, called, findings)


def counted(count: int, most: int, called: str) -> str:
    """Such as `1 option`, `no steps` and `more than 8 options`."""
    if count > most:
        return f"more than {most} {called}s"
    return f"{count or 'no'} {called}{'' if count == 1 else 's'}"


def _item(lines: Lines, pattern: re.Pattern[str], called: str, findings: Findings) -> Item:
    mark = cast(re.Match[str], pattern.match(lines.lines[0]))
    inside = [lines.lines[0][mark.end() :]]
    for number, line in enumerate(lines.lines[1:], start=lines.first + 1):
        belongs = line.startswith("  ") or not line.strip() or (inside[-1].strip() and not line.startswith((">", "#")))
        if not belongs:
            findings.refuse(number, f"this belongs to no part of {called}", "indent it by two spaces, or take it out")
            line = line if line.startswith(">") else ""
        inside.append(line[min(3 if mark[0][0].isdigit() else 2, len(line) - len(line.lstrip(" "))) :])
    tokens = lex("\n".join(inside), lines.first)
    at = next((index for index, token in enumerate(tokens) if isinstance(token, Quote)), len(tokens))
    quoted = tokens[at] if at < len(tokens) else None
    for token in tokens[at + 1 :]:
        findings.refuse(token.line, f"this stands behind the quote of {called}", "the quote comes last")
    return Item(mark[1], tokens[:at], quoted.body if isinstance(quoted, Quote) else (), lines.first)


def without_misconception(tokens: Iterable[Token], findings: Findings) -> tuple[tuple[Token, ...], Mention | None]:
    """The tokens without {!key} at the end of a line, and the misconception that it names."""
    found: list[Mention] = []

    def taken(text: str, line: int) -> str:
        for match in BETRAYS.finditer(text):
            if mention := misconception(match[1], line + text.count("\n", 0, match.start()), findings):
                found.append(mention)
        return BETRAYS.sub("", text)

    left = [
        replace(token, text=taken(token.text, token.line)) if isinstance(token, Prose) else token for token in tokens
    ]
    if len(found) > 1:
        findings.refuse(found[1].place.line, "a second misconception", "a wrong answer betrays one")
    return tuple(each for each in left if not isinstance(each, Prose) or each.text.strip()), next(iter(found), None)


def misconception(key: str, line: int, findings: Findings) -> Mention | None:
    if KEY.fullmatch(key) and len(key) <= LONGEST_KEY:
        return findings.mention(key, line)
    findings.refuse(line, f"`{key}` is no key of a misconception", "such as {!forget-means-erase}")
    return None
