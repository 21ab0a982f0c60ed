"""The Markdown that Python-Markdown reads: the authors' text with marks in place of what is set in afterwards."""

import re
from dataclasses import dataclass, field

from content.compiler.markdown.links import Target

# Private signs, which no source may hold. A mark in a line stands for HTML; one of a block for a paragraph of its own,
# with a title perhaps; one of a link for its address.
IN_LINE = re.compile("\ue000(\\d+)\ue001")
BLOCK = re.compile("<p>\ue002(\\d+)\ue003\\s*(.*?)</p>", re.DOTALL)
LINK = re.compile("\ue004(\\d+)\ue005")


@dataclass(frozen=True)
class InLine:
    """`plain` is what it says without HTML, for a table's name or a contents list."""

    html: str
    plain: str


@dataclass(frozen=True)
class Address:
    """`named`: it defines a reference, and doesn't lead there itself."""

    target: Target
    written: str
    line: int
    named: bool = False


@dataclass
class Manuscript:
    """Every line with the number that it has in its file."""

    lines: list[tuple[str, int]] = field(default_factory=list)
    in_line: list[InLine] = field(default_factory=list)
    blocks: list[object] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)

    def text(self, text: str, line: int) -> None:
        """A block of lines, with an empty one behind it."""
        for offset, each in enumerate(text.split("\n")):
            self.lines.append((each, line + offset))
        self.lines.append(("", line))

    def block(self, what: object, line: int, *, title: str = "", indent: int = 0) -> None:
        self.blocks.append(what)
        if self.lines and self.lines[-1][0]:
            self.lines.append(("", line))
        mark = f"\ue002{len(self.blocks) - 1}\ue003"
        self.text(" " * indent + f"{mark} {title}".rstrip(), line)

    def mark(self, html: str, plain: str = "") -> str:
        self.in_line.append(InLine(html, plain))
        return f"\ue000{len(self.in_line) - 1}\ue001"

    def address(self, address: Address) -> str:
        self.addresses.append(address)
        return f"\ue004{len(self.addresses) - 1}\ue005"
