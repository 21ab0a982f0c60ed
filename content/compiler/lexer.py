"""The one lexer of Markdown sources: pages and questions; cards and interviews are read from the same tokens.

It accepts every text, and says nothing about what is wrong: who reads the tokens does.
"""

import re
from collections.abc import Iterator

from content.compiler.tokens import Attributes, Callout, Directive, Display, Fence, Heading, Prose, Quote, Token

HEADING = re.compile(r"(#{1,6})(?: +(.*))?")
ATTRIBUTES = re.compile(r"(?:(.*)(?<=\s))?\{\s*+(#[^\s{}\"]+(?=[\s}]))?((?:\s*+[a-z_]+=\"[^\"{}]*\")*)\s*+\}")
ATTRIBUTE = re.compile(r"([a-z_]+)=\"([^\"{}]*)\"")
DIRECTIVE = re.compile(r"::([A-Za-z][A-Za-z0-9_-]*)(?: +(.*))?")
FENCE = re.compile(r"( *)(`{3,}|~{3,}) *([^`]*)")
DISPLAY = re.compile(r"( *)\$\$")
CALLOUT = re.compile(r"\[!([A-Za-z]+)\](?: +(.*))?")
# A list's item, perhaps with a box to tick, that begins with code or a formula, which then stands in it.
ITEM = re.compile(r"( *(?:[-*+]|\d{1,9}[.)]) +(?:\[[ xX]\] +)?)(?=(?:`{3,}|~{3,})[^`]*$|\$\$$)")
DEEPEST_QUOTE = 5


def lex(source: str, first: int = 1) -> tuple[Token, ...]:
    """`first` is the number of the source's first line in its file."""
    return _lex([line.rstrip() for line in source.split("\n")], first, 0)


def _lex(lines: list[str], first: int, depth: int) -> tuple[Token, ...]:
    """`first` is the number of the first of these lines in the file."""
    tokens: list[Token] = []
    at = 0
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        if item := ITEM.match(lines[at]):
            tokens.append(Prose(item[1].rstrip(), line=first + at, end=first + at))
            lines[at] = " " * len(item[1]) + lines[at][item.end() :]
        token, used = _token(lines, at, first + at, depth)
        tokens.append(token)
        at += used
    return tuple(tokens)


def _token(lines: list[str], at: int, number: int, depth: int) -> tuple[Token, int]:
    """The token that begins at a line that isn't empty, and how many lines it takes."""
    line = lines[at]
    if opening := FENCE.fullmatch(line):
        return _fence(lines, at, number, opening)
    if opening := DISPLAY.fullmatch(line):
        return _display(lines, at, number, len(opening[1]))
    if heading := HEADING.fullmatch(line):
        title, attributes = attributed(heading[2] or "")
        return Heading(len(heading[1]), title, attributes, line=number, end=number), 1
    if directive := DIRECTIVE.fullmatch(line):
        return Directive(directive[1], (directive[2] or "").strip(), line=number, end=number), 1
    if line.startswith(">") and depth < DEEPEST_QUOTE:
        return _quote(lines, at, number, depth)
    prose = [line, *_until_something_else(lines, at + 1, depth)]
    return Prose("\n".join(prose), line=number, end=number + len(prose) - 1), len(prose)


def _until_something_else(lines: list[str], at: int, depth: int) -> Iterator[str]:
    while at < len(lines) and lines[at] and not _begins_something(lines[at], depth):
        yield lines[at]
        at += 1


def _begins_something(line: str, depth: int) -> bool:
    kinds = (FENCE, DISPLAY, HEADING, DIRECTIVE)
    return (
        any(kind.fullmatch(line) for kind in kinds)
        or ITEM.match(line) is not None
        or (line.startswith(">") and depth < DEEPEST_QUOTE)
    )


def _fence(lines: list[str], at: int, number: int, opening: re.Match[str]) -> tuple[Token, int]:
    indent, marks, info = len(opening[1]), opening[2], opening[3].strip()
    body: list[str] = []
    closed = False
    for line in _from(lines, at + 1):
        inside = line.strip()
        closed = len(inside) >= len(marks) and set(inside) == {marks[0]}
        if closed:
            break
        body.append(_dedented(line, indent))
    used = len(body) + 1 + closed
    while not closed and body and not body[-1]:
        body.pop()
    text = "".join(f"{line}\n" for line in body)
    return Fence(info, text, indent, closed, line=number, end=number + used - 1), used


def _display(lines: list[str], at: int, number: int, indent: int) -> tuple[Token, int]:
    """Ends with its second $$, or before an empty line, so that one that isn't closed swallows little."""
    inside: list[str] = []
    closed = False
    for line in _from(lines, at + 1):
        closed = DISPLAY.fullmatch(line) is not None
        if closed or not line:
            break
        inside.append(_dedented(line, indent))
    used = len(inside) + 1 + closed
    return Display("\n".join(inside), indent, closed, line=number, end=number + used - 1), used


def _quote(lines: list[str], at: int, number: int, depth: int) -> tuple[Token, int]:
    inside: list[str] = []
    for line in _from(lines, at):
        if not line.startswith(">"):
            break
        inside.append(line[1:].removeprefix(" "))
    last = number + len(inside) - 1
    begins = next((index for index, line in enumerate(inside) if line), 0)
    opening = CALLOUT.fullmatch(inside[begins])
    if opening is None:
        return Quote(_lex(inside, number, depth + 1), line=number, end=last), len(inside)
    title, attributes = attributed(opening[2] or "")
    body = _lex(inside[begins + 1 :], number + begins + 1, depth + 1)
    return Callout(opening[1].lower(), title, attributes, body, line=number, end=last), len(inside)


def attributed(text: str) -> tuple[str, Attributes]:
    """A title and the attributes behind it; what only looks like attributes stays with the title."""
    text = text.strip()
    match = ATTRIBUTES.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return text, Attributes()
    pairs = tuple((name, value) for name, value in ATTRIBUTE.findall(match[3]))
    return (match[1] or "").strip(), Attributes((match[2] or "").removeprefix("#"), pairs)


def _from(lines: list[str], at: int) -> Iterator[str]:
    """Without the copy that a slice would be, so that many short tokens stay cheap."""
    return (lines[index] for index in range(at, len(lines)))


def _dedented(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]
