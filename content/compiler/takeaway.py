"""A page as plain Markdown, to take to an assistant or to read anywhere: what only a site can show is said in words."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from content.compiler import callouts, code, directives
from content.compiler.findings import Findings
from content.compiler.lexer import lex
from content.compiler.markdown import links
from content.compiler.markdown.spans import spans
from content.compiler.mathematics import showing
from content.compiler.tokens import Callout, Directive, Display, Fence, Heading, Prose, Quote, Token
from content.compiler.values import DemoMention, FigureMention
from content.compiler.writer import write

EQREF = re.compile(r"\$\\eqref\{([^{}]*)\}\$")

# Of a topic and an anchor, either may be empty: the absolute address.
Address = Callable[[str, str], str]
# Of an experiment and its parameters: its title and its absolute address.
Demo = Callable[[str, tuple[tuple[str, str], ...]], tuple[str, str]]


def markdown(
    source: str, *, title: str, summary: str = "", address: Address, demo: Demo, figures: Mapping[str, str]
) -> str:
    """`figures` are the text alternatives that the figures' own files give, by key."""
    tokens = lex(source)
    numbers = {label: number for number, label in enumerate(dict.fromkeys(_labels(tokens)), start=1)}
    opening: list[Token] = [Heading(1, title), *([Prose(summary)] if summary else [])]
    return write([*opening, *_Rewriting(numbers, address, demo, figures).tokens(tokens)])


def _labels(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if isinstance(token, Display):
            yield from showing.labels(token.tex)
        elif isinstance(token, Callout | Quote):
            yield from _labels(token.body)


@dataclass
class _Rewriting:
    numbers: Mapping[str, int]
    address: Address
    demo: Demo
    figures: Mapping[str, str]

    def tokens(self, tokens: Sequence[Token]) -> Iterator[Token]:
        for token in tokens:
            match token:
                case Heading():
                    yield Heading(token.level, self.text(token.title))
                case Directive():
                    yield from self.directive(token)
                case Fence():
                    language = "text" if token.info == code.OUTPUT else code.info(token.info).language
                    yield replace(token, info=language)
                case Display():
                    yield replace(token, tex=self.display(token.tex))
                case Quote():
                    yield replace(token, body=tuple(self.tokens(token.body)))
                case Callout():
                    yield from self.callout(token)
                case Prose():
                    yield replace(token, text=self.text(token.text))

    def directive(self, directive: Directive) -> Iterator[Token]:
        match directives.read(directive, Findings("")):
            case DemoMention(experiment, parameters):
                title, address = self.demo(experiment, parameters)
                if address:  # else there is nothing to try yet
                    yield Prose(f"Try it: [{title}]({address})")
            case FigureMention(key, alt):
                said = alt or self.figures.get(key, "")
                yield Prose(f"*Figure: {said}*" if said else f"*Figure: {key}*")
            case _:
                pass

    def callout(self, callout: Callout) -> Iterator[Token]:
        body = tuple(self.tokens(callout.body))
        kind = callouts.KINDS.get(callout.kind)
        if callout.kind == "dialogue" or kind is None:
            yield Quote(body)
            return
        title = self.text(callout.title)
        asked_at = callouts.listed(callouts.companies(callout.attributes.get("asked_at")))
        named = f"**{kind.word}: {title}**" if title else f"**{kind.word}**"
        yield Quote((Prose(named + (f" (asked at {asked_at})" if asked_at else "")), *body))

    def display(self, tex: str) -> str:
        number = next((self.numbers[label] for label in showing.labels(tex)), None)
        return showing.LABEL.sub("" if number is None else rf" \\tag{{{number}}}", tex)

    def text(self, text: str) -> str:
        return "".join(self.span(span.kind, span.value, span.whole, span.address) for span in spans(text, 1))

    def span(self, kind: str, value: str, whole: str, defined: str) -> str:
        match kind:
            case "formula" if reference := EQREF.fullmatch(whole):
                return f"({self.numbers.get(reference[1], '?')})"
            case "address":
                return f"]({self.absolute(value)})"
            case "reference_defined":
                return f"[{value}]: {self.absolute(defined)}"
            case _:
                return whole

    def absolute(self, address: str) -> str:
        match links.read(address):
            case links.Within(anchor):
                return self.address("", anchor)
            case links.Page(topic, anchor):
                return self.address(topic, anchor)
            case _:
                return address
