"""Sets what the marks stand for into the converted HTML, and cuts it where blocks of their own stand."""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

from content.compiler.findings import Findings
from content.compiler.markdown import links
from content.compiler.markdown.manuscript import BLOCK, IN_LINE, LINK, Manuscript

ANCHOR = re.compile(r'<a href="([^"]*)">')
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
HEADER = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FOOTNOTES = re.compile(r'<div class="footnote">\s*(<ol>.*</ol>)\s*</div>', re.DOTALL)
BACK = re.compile(r'(<a class="footnote-backref" href="[^"]*") title="([^"]*)"')
NUMBER = re.compile(r'(<a class="footnote-ref" href="[^"]*")>(\d+)<')


@dataclass(frozen=True)
class Piece:
    """HTML behind a boundary; the boundary is what the manuscript was given, with its title as HTML and as words."""

    boundary: object
    title: str
    plain: str
    html: str


@dataclass
class Setting:
    manuscript: Manuscript
    findings: Findings

    def pieces(self, converted: str) -> list[Piece]:
        converted = TABLE.sub(self._table, self._links(converted))
        converted = FOOTNOTES.sub(r'<section class="footnotes" aria-label="Footnotes">\1</section>', converted)
        converted = BACK.sub(r'\1 aria-label="\2"', converted)
        converted = NUMBER.sub(r'\1 aria-label="Footnote \2">\2<', converted)
        found: list[tuple[object, str, list[str]]] = [(None, "", [])]
        for what, text in self._parts(converted):
            if what is None:
                found[-1][2].append(text)
            elif callable(what):
                found[-1][2].append(what(self._set(text)))
            else:
                found.append((what, text, []))
        return [Piece(what, self._set(title), self._plain(title), _tidy("".join(html))) for what, title, html in found]

    def _parts(self, converted: str) -> Iterator[tuple[object, str]]:
        """Alternately HTML, and what a mark of a block stands for with its title."""
        at = 0
        for mark in BLOCK.finditer(converted):
            yield None, self._set(converted[at : mark.start()])
            yield self.manuscript.blocks[int(mark[1])], mark[2]
            at = mark.end()
        yield None, self._set(converted[at:])

    def _set(self, text: str) -> str:
        return IN_LINE.sub(lambda mark: self.manuscript.in_line[int(mark[1])].html, text)

    def _plain(self, text: str) -> str:
        words = entities.unescape(TAG.sub("", text))
        return IN_LINE.sub(lambda mark: self.manuscript.in_line[int(mark[1])].plain, words)

    def _links(self, converted: str) -> str:
        """What Markdown didn't read as a link, though it looks like one, is said rather than shown."""
        read: set[int] = set()

        def attributes(anchor: re.Match[str]) -> str:
            mark = LINK.fullmatch(anchor[1])
            if mark is None:
                return "<a>"
            read.add(int(mark[1]))
            return f"<a {links.attributes(self.manuscript.addresses[int(mark[1])].target)}".rstrip() + ">"

        converted = ANCHOR.sub(attributes, converted)
        for index, address in enumerate(self.manuscript.addresses):
            if index not in read and not address.named:
                message = f"the link to {address.written[:60] or 'nowhere'} is not read as one"
                self.findings.refuse(address.line, message, "[text](address), and no link in another's text")
        return LINK.sub(lambda mark: entities.escape(self.manuscript.addresses[int(mark[1])].written), converted)

    def _table(self, table: re.Match[str]) -> str:
        headers = [self._plain(header[1]).strip() for header in HEADER.finditer(table[0])]
        name = entities.escape(f"Table: {', '.join(header for header in headers if header)}")
        return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">{table[0]}</div>'


def _tidy(html: str) -> str:
    return html.strip("\n")
