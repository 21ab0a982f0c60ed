"""The elements that a formula becomes; KaTeX renders them in the browser, and without it the TeX can be read."""

import html
import re

from content.compiler.mathematics import height

LABEL = re.compile(r"\s*\\label\s*\{([^{}]*)\}")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 60


def labels(tex: str) -> dict[str, int]:
    """The names that a formula is given, each with how many lines below its beginning."""
    found = {label[1].strip(): tex.count("\n", 0, label.start(1)) for label in LABEL.finditer(tex)}
    return {name: line for name, line in found.items() if NAME.fullmatch(name) and len(name) <= LONGEST_NAME}


def in_line(tex: str) -> str:
    return rf'<span class="arithmatex">\({html.escape(tex, quote=False)}\)</span>'


def reference(label: str, number: int) -> str:
    return f'<a class="eqref" href="#eq-{label}">({number})</a>'


def display(tex: str, label: str = "", number: int = 0) -> str:
    tex = LABEL.sub("", tex).strip()
    formula = rf'<div class="arithmatex">\[{html.escape(tex, quote=False)}\]</div>'
    lines = f"equation lines-{height.lines(tex)}"
    if not label:
        return f'<div class="{lines}">{formula}</div>'
    link = f'<a class="number" href="#eq-{label}" aria-label="Equation {number}">({number})</a>'
    return f'<div class="{lines}" id="eq-{label}">{formula}{link}</div>'


def plain(tex: str) -> str:
    """Readable where there is no mathematics: a contents list, a table's name."""
    return re.sub(r"[{}\\$]", "", re.sub(r"\\(?:mathbf|mathrm|mathcal|boldsymbol|text|operatorname)\b\s*", "", tex))
