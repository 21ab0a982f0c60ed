"""The code of a page that is run, with what its author says it prints; and that written back where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from content.compiler import code
from content.compiler.lexer import lex
from content.compiler.tokens import Callout, Fence, Quote, Token


@dataclass(frozen=True)
class Runnable:
    """`output` is None where none is shown. `line` is that of the code's first line, `shown` that of the output's."""

    code: str
    output: str | None
    line: int
    shown: int
    _run: Fence = field(compare=False, repr=False)
    _output: Fence | None = field(compare=False, repr=False)


def blocks(source: str) -> tuple[Runnable, ...]:
    """In the order of the page."""
    return tuple(_blocks(lex(source)))


def normal(printed: str) -> str:
    """What is printed as a page shows it: no blank space at the ends of lines, no empty lines at the end."""
    lines = [line.rstrip() for line in printed.replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\n" for line in lines)


def written(source: str, outputs: Sequence[str]) -> str:
    """The source with each block's output behind it. Nothing else is touched, and nothing where it says so already."""
    lines = source.split("\n")
    for block, printed in reversed(list(zip(blocks(source), outputs, strict=True))):
        printed = normal(printed)
        if printed == normal(block.output or "") or not block._run.closed:
            continue
        fence = block._output or block._run
        opening = lines[fence.line - 1]
        margin, end = _margin(opening), "\r" if opening.endswith("\r") else ""
        made = [f"{margin}{line}".rstrip() + end for line in _fenced(printed)] if printed else []
        start = fence.line - 1 if block._output else fence.end
        lines[start : fence.end] = made
    return "\n".join(lines)


def _blocks(tokens: Sequence[Token]) -> Iterator[Runnable]:
    for index, token in enumerate(tokens):
        match token:
            case Fence(info=info) if code.info(info).runs:
                after = tokens[index + 1] if index + 1 < len(tokens) else None
                output = after if isinstance(after, Fence) and after.info == code.OUTPUT else None
                shown = output.line + 1 if output else token.line
                yield Runnable(token.body, output.body if output else None, token.line + 1, shown, token, output)
            case Callout(body=body) | Quote(body=body):
                yield from _blocks(body)
            case _:
                pass


def _margin(opening: str) -> str:
    """What stands before the marks: the indentation of a list, the > of a callout."""
    return opening[: min(at for at in (opening.find("```"), opening.find("~~~")) if at >= 0)]


def _fenced(printed: str) -> list[str]:
    longest = max((len(run) for run in code.TICKS.findall(printed)), default=2)
    marks = "`" * max(3, longest + 1)
    return [f"{marks}{code.OUTPUT}", *printed.split("\n")[:-1], marks]
