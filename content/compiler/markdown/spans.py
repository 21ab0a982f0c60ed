"""What stands in a line of prose besides words: code, formulas, links, footnotes, and what isn't read here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SPAN = re.compile(
    r"""
      ^\ {0,3}\[\^(?P<footnote_defined>[^\]\s]*)\]:
    | ^\ {0,3}\[(?P<reference_defined>[^\]\[^][^\]\[]*)\]:[ ]*(?P<defined_address>\S*)[ ]*(?P<defined_more>[^\n]*)$
    | (?<!`)(?P<ticks>`++)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
    | \\(?P<command>[A-Za-z]{2,})
    | (?P<escaped>\\.)
    | (?P<doubled>\$\$)
    | \$(?!\s)(?P<formula>(?:\\.|[^\\$])+?)(?<!\s)\$
    | (?P<stray>\$)
    | \[\^(?P<footnote>[^\]\s]*)\]
    | (?P<picture>!\[(?:[^\]\[\n]{0,300}\](?:\([^()\n]{0,300}\))?)?)
    | \]\(\s*+<?(?P<address>[^\s()<>]*+(?:\([^\s()<>]*+\)[^\s()<>]*+)*+)>?\s*+\)
    | (?P<broken>\]\()
    | \]\[(?P<reference>[^\]\[\n]*)\]
    | <(?P<automatic>[a-z][a-z0-9+.-]*:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>
    | (?P<html><!--|</?[A-Za-z][^<>]*>)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Span:
    """Of some kind (a name of a group in SPAN, or `text`); `value` is what that group holds, `whole` all of it, and
    `address` where a reference leads that is defined here."""

    kind: str
    value: str
    whole: str
    line: int
    address: str = ""


def spans(text: str, line: int) -> Iterator[Span]:
    at = 0
    for match in SPAN.finditer(text):
        if match.start() > at:
            yield Span("text", text[at : match.start()], text[at : match.start()], line)
            line += text.count("\n", at, match.start())
        kind = _kind(match)
        yield Span(kind, match[kind], match[0], line, match["defined_address"] or "")
        line += match[0].count("\n")
        at = match.end()
    if at < len(text):
        yield Span("text", text[at:], text[at:], line)


def _kind(match: re.Match[str]) -> str:
    found = match.groupdict()
    return next(name for name in KINDS if found[name] is not None)


KINDS = [name for name in SPAN.groupindex if name not in ("ticks", "defined_address", "defined_more")]
