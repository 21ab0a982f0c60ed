"""A page.md: its bytes in, its values and all of its problems out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from content.compiler import text
from content.compiler.composer import Begins, Composer
from content.compiler.findings import Findings
from content.compiler.lexer import lex
from content.compiler.markdown import lists
from content.compiler.markdown.conversion import convert
from content.compiler.markdown.manuscript import Manuscript
from content.compiler.markdown.marking import Marking
from content.compiler.markdown.setting import Piece, Setting
from content.compiler.mathematics import showing
from content.compiler.problems import Problem, did_you_mean
from content.compiler.tokens import Callout, Display, Quote, Token
from content.compiler.values import (
    Block,
    CardsMention,
    DemoMention,
    FigureMention,
    Html,
    Link,
    Page,
    QuestionMention,
    Section,
    Text,
)

MOST_BLOCKS = 3000


def page(path: str, data: bytes, *, topic: str) -> tuple[Page | None, list[Problem]]:
    """Never raises. A page with problems comes back, too, as far as it can be read: others may point at it."""
    findings = Findings(path)
    source = text.read(data, findings)
    if source is None:
        return None, findings.problems
    tokens = lex(source)
    if (count := _count(tokens)) > MOST_BLOCKS:
        findings.refuse(1, f"{count:,} paragraphs, lists, formulas and so on", f"{MOST_BLOCKS:,} are the most")
        return None, findings.problems
    marking = Marking(findings, Manuscript(), _equations(tokens, findings))
    composer = Composer(findings, marking.manuscript, marking)
    composer.compose(tokens)
    markdown = "\n".join(lists.indented(marking.manuscript.lines, findings))
    pieces = Setting(marking.manuscript, findings).pieces(convert(markdown))
    blocks, sections = _assembled(pieces, findings)
    _check_names(marking, findings)
    _check_keys(sections, findings)
    made = Page(
        source=source,
        blocks=blocks,
        sections=sections,
        links=(*marking.links, *_within(marking, sections, findings)),
        misconceptions=tuple(composer.misconceptions),
        words=marking.words,
        place=findings.place(1),
        anchors=tuple(f"eq-{label}" for label in marking.equations),
        whole=not findings.problems,
    )
    return made, sorted(set(findings.problems))


def stored(page: Page) -> dict[str, object]:
    """As it is kept and rendered."""
    return {
        "blocks": [_block(block) for block in page.blocks],
        "words": page.words,
        "misconceptions": list(dict.fromkeys(mention.key for mention in page.misconceptions)),
        "sections": [_section(section) for section in page.sections],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "title": section.title.source,
        "title_html": section.title.html,
        "teaches": [mention.key for mention in section.teaches],
        "was": list(section.was),
        "blocks": [_block(block) for block in section.blocks],
        "parts": [_section(part) for part in section.parts],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Html(html):
            return {"kind": "html", "html": html}
        case FigureMention(key, alt):
            return {"kind": "figure", "key": key, "alt": alt}
        case DemoMention(experiment, parameters):
            return {"kind": "demo", "experiment": experiment, "parameters": [list(each) for each in parameters]}
        case QuestionMention(key):
            return {"kind": "question", "key": key}
        case CardsMention(topic):
            return {"kind": "cards", "topic": topic}


def _count(tokens: Iterable[Token]) -> int:
    return sum(1 + _count(token.body) if isinstance(token, Callout | Quote) else 1 for token in tokens)


def _equations(tokens: Sequence[Token], findings: Findings) -> dict[str, int]:
    """The labels of the whole page, numbered as they come."""
    lines: dict[str, int] = {}
    for display in _displays(tokens):
        for label, below in showing.labels(display.tex).items():
            line = display.line + 1 + below
            if label in lines:
                findings.refuse(line, f"there is an equation `{label}` already", f"in line {lines[label]}")
            lines.setdefault(label, line)
    return {label: number for number, label in enumerate(lines, start=1)}


def _displays(tokens: Iterable[Token]) -> Iterator[Display]:
    for token in tokens:
        if isinstance(token, Display):
            yield token
        elif isinstance(token, Callout | Quote):
            yield from _displays(token.body)


def _assembled(pieces: Sequence[Piece], findings: Findings) -> tuple[tuple[Block, ...], tuple[Section, ...]]:
    opening = _Open(Piece(None, "", "", ""))
    sections: list[_Open] = []
    here = opening
    for piece in pieces:
        if isinstance(piece.boundary, Begins):
            here = _Open(piece)
            if piece.boundary.level == 2:
                sections.append(here)
            elif sections:
                sections[-1].parts.append(here)
            else:
                findings.refuse(piece.boundary.line, "a part of no section", "## begins a section, ### a part of it")
                sections.append(here)
        elif piece.boundary is not None:
            here.blocks.append(cast(Block, piece.boundary))
        if piece.html:
            here.blocks.append(Html(piece.html))
    return tuple(opening.blocks), tuple(section.closed(findings) for section in sections)


@dataclass
class _Open:
    """A section that is still read, or what stands before the first."""

    piece: Piece
    blocks: list[Block] = field(default_factory=list)
    parts: list["_Open"] = field(default_factory=list)

    def closed(self, findings: Findings) -> Section:
        begins = cast(Begins, self.piece.boundary)
        return Section(
            key=begins.said.key,
            title=Text(self.piece.plain, self.piece.title),
            teaches=begins.said.teaches,
            was=begins.said.was,
            blocks=tuple(self.blocks),
            parts=tuple(part.closed(findings) for part in self.parts),
            place=findings.place(begins.line),
        )


def _with_parts(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from section.parts


def _check_keys(sections: Sequence[Section], findings: Findings) -> None:
    first: dict[str, int] = {}
    for section in _with_parts(sections):
        for key in (section.key, *section.was):
            if key in first:
                findings.refuse(section.place.line, f"there is a section `{key}` already", f"in line {first[key]}")
            elif key:
                first[key] = section.place.line


def _within(marking: Marking, sections: Sequence[Section], findings: Findings) -> Iterator[Link]:
    """Links inside the page. What this file can't know, objectives and misconceptions, is left to the library."""
    anchors = {f"eq-{label}" for label in marking.equations}
    for section in _with_parts(sections):
        anchors |= {section.key, *section.was, *(mention.key for mention in section.teaches)}
    for anchor, line in marking.within:
        if "." in anchor or anchor.startswith("misconception-"):
            if anchor not in anchors:
                yield Link("", anchor, findings.place(line))
        elif anchor not in anchors:
            hint = did_you_mean(anchor, anchors) or "a section is linked by its key"
            findings.refuse(line, f"there is no `#{anchor}` in this page", hint)


def _check_names(marking: Marking, findings: Findings) -> None:
    """Footnotes and references: whatever is used is defined, and the other way round."""
    for used, defined, kind, definition in (
        (marking.notes_used, marking.notes_defined, "footnote", "[^{}]: what it says"),
        (marking.references_used, marking.references_defined, "reference", "[{}]: https://…"),
    ):
        for name in used.keys() - defined.keys():
            hint = did_you_mean(name, defined) or f"on a line of its own: {definition.format(name)}"
            findings.refuse(used[name], f"the {kind} `{name}` is not defined", hint)
        for name in defined.keys() - used.keys():
            hint = did_you_mean(name, used) or "take it out"
            findings.refuse(defined[name], f"nothing uses the {kind} `{name}`", hint)
