"""Prose with marks in place of what stands in it besides words; every fault of it is found on the way."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from content.compiler import code
from content.compiler.findings import Findings
from content.compiler.markdown import links
from content.compiler.markdown.manuscript import Address, Manuscript
from content.compiler.markdown.spans import Span, spans
from content.compiler.mathematics import faults, showing
from content.compiler.problems import did_you_mean
from content.compiler.values import Link

WORD = re.compile(r"[^\W_][\w'’-]*")
EQREF = re.compile(r"\\eqref\{([^{}]*)\}")
NOTE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
DELIMITER = re.compile(r"^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?\|? *$", re.MULTILINE)
# Markdown takes its time with these.
MOST_SIGNS = {"[": 100, "*_": 600}
PIPE = re.compile(r"(?<!\\)\|")


@dataclass
class Marking:
    """`equations` are the labels of the page with their numbers; notes and references are kept with their lines, as
    they are used and as they are defined. `words` are those that are read straight through; what is only looked up
    doesn't count."""

    findings: Findings
    manuscript: Manuscript
    equations: Mapping[str, int]
    links: list[Link] = field(default_factory=list)
    within: list[tuple[str, int]] = field(default_factory=list)
    notes_used: dict[str, int] = field(default_factory=dict)
    notes_defined: dict[str, int] = field(default_factory=dict)
    references_used: dict[str, int] = field(default_factory=dict)
    references_defined: dict[str, int] = field(default_factory=dict)
    words: int = 0
    counts: bool = True

    def marked(self, text: str, line: int) -> str:
        delimiter = DELIMITER.search(text)
        table = line + text.count("\n", 0, delimiter.start()) - 1 if delimiter and delimiter.start() else None
        marked = "".join(self._marked(span, table is not None and span.line >= table) for span in spans(text, line))
        for signs, most in MOST_SIGNS.items():
            found = sum(map(marked.count, signs))
            if found > most:
                hint = rf"{most} are the most; the sign itself is \{signs[0]}"
                self.findings.refuse(line, f"{found} of the signs {' '.join(signs)} in one paragraph", hint)
                return ""
        return marked

    def _marked(self, span: Span, in_table: bool) -> str:
        match span.kind:
            case "text":
                self.words += len(WORD.findall(span.whole)) if self.counts else 0
            case "code":
                return self._code(span, in_table)
            case "formula":
                return self._formula(span, in_table)
            case "address":
                return f"]({self._address(span.value, span.line)})"
            case "automatic":
                address = span.value if ":" in span.value else f"mailto:{span.value}"
                return f"[{span.value}]({self._address(address, span.line)})"
            case "escaped" if not span.value[1].isalnum() and not span.value[1].isspace():
                return self.manuscript.mark(html.escape(span.value[1], quote=False), span.value[1])
            case "footnote":
                self._note(span, self.notes_used)
            case "footnote_defined":
                if span.value in self.notes_defined:
                    hint = f"first in line {self.notes_defined[span.value]}"
                    self.findings.refuse(span.line, f"the footnote `{span.value}` is defined twice", hint)
                self._note(span, self.notes_defined)
            case "reference":
                self.references_used.setdefault(_folded(span.value), span.line)
            case "reference_defined":
                self.references_defined.setdefault(_folded(span.value), span.line)
                return f"[{span.value}]: {self._address(span.address, span.line, named=True)}"
            case "broken":
                self._refuse("broken", span)
                return r"]\("  # what stands behind it would else become attributes that we know nothing of
            case kind:
                self._refuse(kind, span)
        return span.whole

    def _refuse(self, kind: str, span: Span) -> None:
        refused = {
            "command": (
                f"`\\{span.value}` stands outside of a formula",
                "a formula stands between two $; is one missing?",
            ),
            "doubled": ("$$ stands in a line", "it stands on a line of its own, before the formula and behind it"),
            "stray": (
                "a $ without its partner",
                r"a formula stands between two, $…$, without a space inside; write \$ for the sign",
            ),
            "picture": ("a picture", "pictures are figures, on a line of their own: ::figure key"),
            "broken": ("this link's address can't be read", "[text](address), without spaces and titles"),
            "html": (f"HTML is not read: {_short(span.whole)}", "code stands between two `"),
        }
        if kind in refused:
            self.findings.refuse(span.line, *refused[kind])

    def _code(self, span: Span, in_table: bool) -> str:
        text = " ".join(span.value.split()) if "\n" in span.value else span.value
        text = text[1:-1] if text.startswith(" ") and text.endswith(" ") and text.strip() else text
        if in_table:
            if PIPE.search(text):
                self.findings.refuse(span.line, "a | in a table's code would end the cell", r"write \|")
            text = text.replace(r"\|", "|")
        return self.manuscript.mark(code.in_line(text), text)

    def _formula(self, span: Span, in_table: bool) -> str:
        reference = EQREF.fullmatch(span.value.strip())
        if reference:
            return self._equation(reference[1], span.line)
        for offset, message, hint in faults.inline(span.value):
            self.findings.refuse(span.line + offset, message, hint)
        if in_table and "|" in span.value:
            self.findings.refuse(
                span.line, "a | in a table's formula would end the cell", r"write \lvert … \rvert, \mid or \Vert"
            )
        return self.manuscript.mark(showing.in_line(span.value), showing.plain(span.value))

    def _equation(self, label: str, line: int) -> str:
        number = self.equations.get(label)
        if number is None:
            hint = did_you_mean(label, self.equations) or rf"a formula between $$ has it: \label{{{label}}}"
            self.findings.refuse(line, f"there is no equation `{label}`", hint)
            return ""
        return self.manuscript.mark(showing.reference(label, number), f"({number})")

    def _note(self, span: Span, seen: dict[str, int]) -> None:
        if not NOTE_NAME.fullmatch(span.value):
            hint = "small letters, digits and hyphens, such as [^pascanu]"
            self.findings.refuse(span.line, f"`{span.value}` is no name of a footnote", hint)
        seen.setdefault(span.value, span.line)

    def _address(self, address: str, line: int, *, named: bool = False) -> str:
        target = links.read(address)
        if isinstance(target, links.Refused):
            self.findings.refuse(line, target.message, target.hint)
        elif isinstance(target, links.Within):
            self.within.append((target.anchor, line))
        elif isinstance(target, links.Page):
            self.links.append(Link(target.topic, target.anchor, self.findings.place(line)))
        return self.manuscript.address(Address(target, address, line, named))


def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 30 else f"{text[:29]}…"
