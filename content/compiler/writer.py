"""Tokens → the Markdown they are read from: `lex(write(tokens))` are the same tokens."""

from collections.abc import Iterable

from content.compiler import code
from content.compiler.tokens import Attributes, Callout, Directive, Display, Fence, Heading, Prose, Quote, Token


def write(tokens: Iterable[Token]) -> str:
    """With an empty line between two tokens, but none before what a piece of code prints."""
    written: list[str] = []
    before: Token | None = None
    for token in tokens:
        if before is not None and not (isinstance(before, Fence) and _is_output(token)):
            written.append("")
        written += _lines(token)
        before = token
    return "".join(f"{line}\n" for line in written)


def attributes(attributes: Attributes) -> str:
    """As they stand in braces."""
    key = [f"#{attributes.key}"] if attributes.key else []
    return "{" + " ".join([*key, *(f'{name}="{value}"' for name, value in attributes.pairs)]) + "}"


def _lines(token: Token) -> list[str]:
    match token:
        case Heading():
            return [_spaced("#" * token.level, token.title, attributes(token.attributes) if token.attributes else "")]
        case Directive():
            return [_spaced(f"::{token.name}", token.arguments)]
        case Fence():
            longest = max((len(marks) for marks in code.TICKS.findall(token.body)), default=2)
            marks = "`" * max(3, longest + 1)
            lines = [f"{marks}{token.info}", *token.body.split("\n")[:-1], *[marks][: token.closed]]
            return [_indented(line, token.indent) for line in lines]
        case Display():
            lines = ["$$", *(token.tex.split("\n") if token.tex else []), *["$$"][: token.closed]]
            return [_indented(line, token.indent) for line in lines]
        case Quote():
            return [_quoted(line) for line in write(token.body).split("\n")[:-1] or [""]]
        case Callout():
            title = _spaced(
                f"[!{token.kind.upper()}]", token.title, attributes(token.attributes) if token.attributes else ""
            )
            return [_quoted(line) for line in (title, *write(token.body).split("\n")[:-1])]
        case Prose():
            return token.text.split("\n")
    raise TypeError(token)


def _is_output(token: Token) -> bool:
    return isinstance(token, Fence) and token.info == code.OUTPUT


def _spaced(*words: str) -> str:
    return " ".join(word for word in words if word)


def _indented(line: str, indent: int) -> str:
    return " " * indent + line if line else line


def _quoted(line: str) -> str:
    return f"> {line}" if line else ">"
