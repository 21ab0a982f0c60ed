"""Texts of a question: the tokens that a page is read from, each text converted by itself, so that none runs on in
another; less may stand in them than in a page."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from content.compiler import writer
from content.compiler.composer import Composer
from content.compiler.findings import Findings
from content.compiler.markdown import lists
from content.compiler.markdown.conversion import convert
from content.compiler.markdown.manuscript import Manuscript
from content.compiler.markdown.marking import Marking
from content.compiler.markdown.setting import Piece, Setting
from content.compiler.mathematics import showing
from content.compiler.questions.placeholders import Places
from content.compiler.tokens import Callout, Directive, Display, Heading, Prose, Quote, Token
from content.compiler.values import FigureMention, Link, Text

MOST_TOKENS = 100
NOT_WORDS = re.compile(r"<(?:code|pre)\b.*?</(?:code|pre)>|class=\"arithmatex\">[^<]*|(?P<braces>\{&#123;)", re.DOTALL)
BETRAYS = re.compile(r"(?<![\\^_])\{![A-Za-z]")
TITLE = "title"


@dataclass
class Texts:
    """Of one question."""

    findings: Findings
    places: Places
    figures: list[FigureMention] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def blocks(
        self,
        tokens: Sequence[Token],
        longest: int,
        called: str,
        *,
        figures: bool = False,
        change: Callable[[Token], Token] | None = None,
    ) -> Text:
        """Paragraphs, lists, code and so on; `change` keeps the places in them, else the question's own do."""
        source = writer.write(tokens).strip("\n")
        if not tokens or not self._fits(source, tokens, longest, called):
            return Text()
        allowed = [*self._allowed(tokens, figures)]
        html = self._html(self._composed([*map(change or self.places.in_token, allowed)]))
        return Text(source, self._without_braces(html, tokens[0].line))

    def short(self, tokens: Sequence[Token], longest: int, called: str) -> Text:
        """The same, but a single paragraph is HTML for a line."""
        text = self.blocks(tokens, longest, called)
        return replace(text, html=_without_paragraph(text.html))

    def title(self, source: str, line: int) -> Text:
        """Words, code and formulas, without a paragraph around them."""
        manuscript = Manuscript()
        marking = Marking(self.findings, manuscript, {})
        manuscript.block(TITLE, line, title=marking.marked(self.places.marked(source, line), line))
        if manuscript.addresses:
            self.findings.refuse(line, "a link in a question's heading", "it can stand in the text below")
        pieces = self._converted(manuscript)
        self._check_names(marking)
        html = self.places.filled("".join(piece.title for piece in pieces))
        return Text(source, self._without_braces(html, line))

    def _without_braces(self, html: str, line: int) -> str:
        """{{…}} in words means a value."""
        if not self.places.reads and any(match["braces"] for match in NOT_WORDS.finditer(html)):
            hint = "only a numeric question has values; code stands between two `"
            self.findings.refuse(line, "{{…}} shows nothing in this question", hint)
        return html

    def _fits(self, source: str, tokens: Sequence[Token], longest: int, called: str) -> bool:
        count = sum(1 for _ in _all(tokens))
        if len(source) > longest:
            self.findings.refuse(tokens[0].line, f"{called} of {len(source)} characters", f"{longest} are the most")
        elif count > MOST_TOKENS:
            said = f"{called} of {count} paragraphs, formulas and so on"
            self.findings.refuse(tokens[0].line, said, f"{MOST_TOKENS} are the most")
        return len(source) <= longest and count <= MOST_TOKENS

    def _allowed(self, tokens: Iterable[Token], figures: bool) -> Iterator[Token]:
        """What may stand in this text; the rest is named and left out."""
        for token in tokens:
            match token:
                case Callout(kind=kind):
                    self.findings.refuse(token.line, f"a callout [!{kind.upper()}] in a question", "say it in words")
                case Directive(name=name) if name != "figure":
                    self.findings.refuse(token.line, f"`::{name}` in a question", "only ::figure can stand there")
                case Directive() if not figures:
                    self.findings.refuse(token.line, "a figure here", "it stands under the question's heading")
                case Heading():
                    self.findings.refuse(token.line, "a heading here", "a question has ### Hint, ### Why and the like")
                case Display(tex=tex) if showing.labels(tex):
                    self.findings.refuse(token.line, "an equation with a number in a question", r"without its \label")
                case Quote(body=body):
                    yield replace(token, body=tuple(self._allowed(body, figures=False)))
                case Prose(text=text) if betrays := BETRAYS.search(text):
                    line = token.line + text.count("\n", 0, betrays.start())
                    hint = "it stands at the end of a wrong option's line, or before the > of a `wrong`"
                    self.findings.refuse(line, "a misconception {!…} in the middle of a text", hint)
                case _:
                    yield token

    def _composed(self, tokens: Sequence[Token]) -> list[Piece]:
        manuscript = Manuscript()
        marking = Marking(self.findings, manuscript, {})
        Composer(self.findings, manuscript, marking).compose(tokens)
        self._check_names(marking)
        self.links += marking.links
        return self._converted(manuscript)

    def _converted(self, manuscript: Manuscript) -> list[Piece]:
        markdown = "\n".join(lists.indented(manuscript.lines, self.findings))
        return Setting(manuscript, self.findings).pieces(convert(markdown))

    def _html(self, pieces: Iterable[Piece]) -> str:
        return self.places.filled("\n".join(part for piece in pieces for part in self._parts(piece) if part))

    def _parts(self, piece: Piece) -> Iterator[str]:
        if isinstance(piece.boundary, FigureMention):
            self.figures.append(piece.boundary)
            yield self.places.put(f"figure:{len(self.figures)}")
        yield piece.html

    def _check_names(self, marking: Marking) -> None:
        """A question has no page around it: what is defined there, and what stands there, is out of reach."""
        for notes in (marking.notes_used, marking.notes_defined):
            for name, line in notes.items():
                self.findings.refuse(line, f"the footnote `{name}` in a question", "say it in the text, or leave it")
        for references in (marking.references_used, marking.references_defined):
            for name, line in references.items():
                self.findings.refuse(line, f"the reference `{name}` in a question", "[text](address) is a link")
        for anchor, line in marking.within:
            hint = f"a place in a page is linked as ../topic/page.md#{anchor}"
            self.findings.refuse(line, f"`#{anchor}` is no place in a question", hint)


def paragraph(text: str, line: int) -> list[Token]:
    """A line of its own as tokens."""
    return [Prose(text, line=line, end=line)] if text else []


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if isinstance(token, Callout | Quote):
            yield from _all(token.body)


def _without_paragraph(html: str) -> str:
    alone = html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>")
    return html.removeprefix("<p>").removesuffix("</p>") if alone else html
