"""What KaTeX would refuse in a formula, each with how many lines below its beginning, and a hint."""

import re
from collections.abc import Iterator

from content.compiler.mathematics import known, showing
from content.compiler.mathematics.reader import Reader, Refused, Token, tokens_of
from content.compiler.problems import did_you_mean

Fault = tuple[int, str, str]

LONGEST = 1500
LABEL = re.compile(r"\\label(?![A-Za-z])(\s*\{[^{}]*\})?")
REFERENCE = re.compile(r"\\(?:eq)?ref(?![A-Za-z])")


def inline(tex: str) -> Iterator[Fault]:
    if LABEL.search(tex):
        yield 0, r"a \label in a line of text", "it stands in a formula between $$"
    elif REFERENCE.search(tex):
        yield 0, r"\eqref in a formula with something else", r"$\eqref{name}$ is a formula of its own"
    else:
        yield from _all(tex)


def display(tex: str) -> Iterator[Fault]:
    """Its label is ours, not KaTeX's."""
    labels = list(LABEL.finditer(tex))
    for index, label in enumerate(labels):
        line, name = tex.count("\n", 0, label.start()), (label[1] or "").strip()[1:-1]
        if index:
            yield line, r"a second \label in one formula", "one formula has one number"
        elif not showing.NAME.fullmatch(name) or len(name) > showing.LONGEST_NAME:
            yield line, f"`{name}` is no name of an equation", r"small letters, digits and hyphens: \label{rnn-step}"
    if REFERENCE.search(tex):
        yield 0, r"\eqref in a formula with something else", r"$\eqref{name}$ stands in the text"
        return
    if not LABEL.sub("", tex).strip():
        yield 0, "an empty formula", "what is between $$ and $$"
        return
    # Same length, so that lines stay where they are.
    yield from _all(LABEL.sub(lambda label: " " * len(label[0]), tex))


def _all(tex: str) -> Iterator[Fault]:
    if len(tex) > LONGEST:
        yield 0, f"a formula of {len(tex)} characters", f"{LONGEST} are the most"
        return
    tokens = tuple(tokens_of(tex))
    unknown = [*_refused(tokens)] or [*_unknown(tokens)]
    yield from unknown
    try:
        Reader(tokens).whole()
    except Refused as refused:
        if not unknown:
            yield refused.fault


def _refused(tokens: tuple[Token, ...]) -> Iterator[Fault]:
    for token in tokens:
        if token.command in known.REFUSED:
            yield token.line, f"`{token.text}` is not used here", known.REFUSED[token.command]


def _unknown(tokens: tuple[Token, ...]) -> Iterator[Fault]:
    for token in tokens:
        name = token.command
        if token.text == "\\":
            yield token.line, r"a \ at the end of a formula", ""
        elif name and name not in known.COMMANDS:
            meant = did_you_mean(name, known.COMMANDS).replace("`", "`\\", 1)
            yield token.line, f"KaTeX knows no `\\{name}`", meant
