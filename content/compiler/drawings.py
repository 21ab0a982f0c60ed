"""A drawing's SVG, read sign by sign: only what is on the lists below comes out, and everything else is named."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from content.compiler.directives import KEY
from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean

NAMESPACE = "http://www.w3.org/2000/svg"
DEEPEST = 20
MOST_ELEMENTS = 3000

CLASSES = (
    "fig-line", "fig-soft", "fig-dash", "fig-box", "fig-fill", "fig-dot", "fig-accent", "fig-warn", "fig-ok",
    "fig-plot-1", "fig-plot-2", "fig-plot-3", "fig-plot-4", "fig-text", "fig-small", "fig-math", "fig-bold",
    "fig-roman", "fig-hit", "fig-lit",
)  # fmt: skip

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?"
NUMBERS = rf"\s*{NUMBER}(?:[\s,]+{NUMBER})*\s*"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
MARKER = re.compile(r"url\(#([A-Za-z][A-Za-z0-9_-]*)\)")

# Attributes → what their values look like, and how that is said.
_number = (re.compile(NUMBER), "a number")
_point = (re.compile(NUMBERS), "numbers")
_shapes = {
    **dict.fromkeys(("x", "y", "dx", "dy", "rotate"), _point),
    **dict.fromkeys(("x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"), _number),
    **dict.fromkeys(("refX", "refY", "markerWidth", "markerHeight"), _number),
    "points": _point,
    "d": (re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE\s,.+-]+"), "the commands of a path"),
    "viewBox": (re.compile(rf"\s*{NUMBER}(?:[\s,]+{NUMBER}){{3}}\s*"), "four numbers"),
    "orient": (re.compile(rf"auto|auto-start-reverse|{NUMBER}"), "auto, auto-start-reverse or a number"),
    "markerUnits": (re.compile(r"strokeWidth|userSpaceOnUse"), "strokeWidth or userSpaceOnUse"),
    "transform": (
        re.compile(rf"\s*(?:(?:translate|rotate|scale|matrix|skewX|skewY)\({NUMBERS}\)[\s,]*)+"),
        "such as translate(10 20) rotate(45)",
    ),
    "text-anchor": (re.compile(r"start|middle|end"), "start, middle or end"),
    "dominant-baseline": (
        re.compile(r"auto|middle|central|hanging|alphabetic|mathematical|text-before-edge|text-after-edge"),
        "such as middle",
    ),
    "marker-start": (MARKER, "such as url(#arrow)"),
    "marker-end": (MARKER, "such as url(#arrow)"),
    "data-part": (KEY, "a key: small letters, digits and single hyphens"),
    "id": (NAME, "letters, digits and hyphens"),
}  # fmt: skip

_everywhere = ("class", "id", "transform")
_placed = ("x", "y", "dx", "dy", "rotate", "text-anchor", "dominant-baseline")
_ends = ("marker-start", "marker-end")
ELEMENTS = {
    "svg": ("viewBox", "xmlns"),
    "g": (*_everywhere, "data-part", "text-anchor", "dominant-baseline"),
    "path": (*_everywhere, *_ends, "d", "data-part"),
    "rect": (*_everywhere, "x", "y", "width", "height", "rx", "ry", "data-part"),
    "circle": (*_everywhere, "cx", "cy", "r", "data-part"),
    "ellipse": (*_everywhere, "cx", "cy", "rx", "ry", "data-part"),
    "line": (*_everywhere, *_ends, "x1", "y1", "x2", "y2", "data-part"),
    "polyline": (*_everywhere, *_ends, "points", "data-part"),
    "polygon": (*_everywhere, "points", "data-part"),
    "text": (*_everywhere, *_placed, "data-part"),
    "tspan": ("class", "id", *_placed),
    "title": (),
    "defs": (),
    "marker": ("id", "class", "viewBox", "refX", "refY", "markerWidth", "markerHeight", "orient", "markerUnits"),
}
WITH_TEXT = ("text", "tspan", "title")


@dataclass
class Drawing:
    """`parts` and `ids` with the line where each stands first."""

    svg: str = ""
    title: str = ""
    parts: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)


class _Stop(Exception):
    """What comes after can't be read, or isn't worth it."""


def drawing(source: str, key: str, findings: Findings) -> Drawing:
    reader = _Reader(key, findings)
    parser = expat.ParserCreate(encoding="utf-8")
    reader.listen(parser)
    try:
        parser.Parse(source.encode(), True)
    except _Stop:
        pass
    except expat.ExpatError as problem:
        said = expat.errors.messages.get(problem.code, "unreadable")
        findings.refuse(min(problem.lineno, source.count("\n") + 1), f"this is not XML: {said}")
    reader.check_markers()
    reader.made.svg = "".join(reader.out)
    return reader.made


@dataclass
class _Reader:
    key: str
    findings: Findings
    made: Drawing = field(default_factory=Drawing)
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)  # as closed again; empty for what is left out
    around: list[str] = field(default_factory=list)
    markers: dict[str, int] = field(default_factory=dict)
    wanted: list[tuple[str, int]] = field(default_factory=list)
    elements: int = 0
    line: int = 1

    def listen(self, parser: expat.XMLParserType) -> None:
        def at(handler: Callable[..., None]) -> Callable[..., None]:
            def heard(*said: Any) -> None:
                self.line = parser.CurrentLineNumber
                handler(*said)

            return heard

        parser.StartElementHandler = at(self.starts)
        parser.EndElementHandler = at(self.ends)
        parser.CharacterDataHandler = at(self.text)
        parser.StartDoctypeDeclHandler = at(self.doctype)
        parser.ProcessingInstructionHandler = at(self.instruction)

    def doctype(self, *_: object) -> None:
        self.findings.refuse(self.line, "a DOCTYPE", "take it out: a drawing begins with <svg viewBox=…>")
        raise _Stop

    def instruction(self, target: str, _: str) -> None:
        self.findings.refuse(self.line, f"an instruction <?{target} …?>", "take it out")

    def starts(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            limit = f"{MOST_ELEMENTS} elements and {DEEPEST} inside each other are the most"
            self.findings.refuse(self.line, "this drawing is too large", limit)
            raise _Stop
        if not self.around and name != "svg":
            self.findings.refuse(self.line, f"a drawing is an <svg>, and this is a <{name[:40]}>")
        allowed = ELEMENTS.get(name)
        if allowed is None or (name == "svg" and self.around):
            hint = did_you_mean(name, ELEMENTS) if allowed is None else "once, around everything"
            self.findings.refuse(self.line, f"no <{name[:40]}> in a drawing", hint or f"there is {', '.join(ELEMENTS)}")
            self.open.append("")
            self.around.append(name)
            return
        if name == "svg" and "viewBox" not in attributes:
            self.findings.refuse(self.line, "a drawing without a viewBox", '<svg viewBox="0 0 640 300">')
        if name == "marker" and "id" not in attributes:
            self.findings.refuse(self.line, "a marker without an id")
        written = "".join(self.attributes(name, attributes, allowed))
        self.out.append(f"<{name}{written}>")
        self.open.append(f"</{name}>")
        self.around.append(name)

    def ends(self, name: str) -> None:
        closing = self.open.pop()
        self.around.pop()
        if closing and self.out and self.out[-1].startswith(f"<{name}") and name not in WITH_TEXT:
            self.out[-1] = f"{self.out[-1][:-1]}/>"
        else:
            self.out.append(closing)

    def text(self, text: str) -> None:
        inside = self.around[-1] if self.around else ""
        if inside in WITH_TEXT and self.open[-1]:
            self.out.append(html.escape(text, quote=False))
            if inside == "title" and self.around == ["svg", "title"]:
                self.made.title += text
        elif text.strip() and all(self.open):
            self.findings.refuse(self.line, f"text outside of <text>: {text.strip()[:30]}")

    def attributes(self, element: str, given: dict[str, str], allowed: tuple[str, ...]) -> Iterator[str]:
        for name, value in given.items():
            if name == "xmlns" and element == "svg" and value == NAMESPACE:
                continue
            if name not in allowed:
                hint = WHY.get(name) or did_you_mean(name, allowed) or f"it may have {', '.join(allowed)}"
                self.findings.refuse(self.line, f"no `{name[:40]}` on a <{element}>", hint)
            elif name == "class":
                yield from self.classes(value)
            elif name == "xmlns" or not _shapes[name][0].fullmatch(value):
                said = NAMESPACE if name == "xmlns" else _shapes[name][1]
                self.findings.refuse(self.line, f'`{name}="{value[:40]}"` on a <{element}>', said)
            else:
                yield f' {name}="{html.escape(self.value(element, name, value))}"'

    def classes(self, value: str) -> Iterator[str]:
        known = []
        for name in value.split():
            if name in CLASSES:
                known.append(name)
            else:
                hint = did_you_mean(name, CLASSES) or f"there is {', '.join(CLASSES)}"
                self.findings.refuse(self.line, f"no class `{name[:40]}` in a drawing", hint)
        if known:
            yield f' class="{" ".join(known)}"'

    def value(self, element: str, name: str, value: str) -> str:
        """Ids are prefixed by the figure's key, because several figures share a page."""
        if name == "id":
            if value in self.made.ids:
                self.findings.refuse(self.line, f"the id `{value}` is here already", f"in line {self.made.ids[value]}")
            self.made.ids.setdefault(value, self.line)
            if element == "marker":
                self.markers.setdefault(value, self.line)
            return f"{self.key}-{value}"
        if name in _ends:
            marker = value[len("url(#") : -1]
            self.wanted.append((marker, self.line))
            return f"url(#{self.key}-{marker})"
        if name == "data-part":
            self.made.parts.setdefault(value, self.line)
        return " ".join(value.split())

    def check_markers(self) -> None:
        for marker, line in self.wanted:
            if marker not in self.markers:
                hint = did_you_mean(marker, self.markers) or "a <marker> in <defs> has that id"
                self.findings.refuse(line, f"there is no marker `{marker}`", hint)


WHY = {
    "style": "a drawing has classes, so that it follows the theme",
    "fill": "a drawing has classes, so that it follows the theme: fig-fill, fig-box, fig-dot",
    "stroke": "a drawing has classes, so that it follows the theme: fig-line, fig-soft, fig-accent",
    "stroke-width": "a drawing has classes, so that it follows the theme: fig-line, fig-soft",
    "stroke-dasharray": "the class fig-dash",
    "font-size": "the class fig-small",
    "font-family": "the classes fig-text, fig-math",
    "font-weight": "the class fig-bold",
    "width": "the page gives a drawing its width; viewBox says how it is divided",
    "height": "the page gives a drawing its height; viewBox says how it is divided",
    "href": "a drawing points at nothing outside of it",
}
