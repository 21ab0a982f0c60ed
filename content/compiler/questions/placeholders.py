"""What is put into a question's texts later: drawn values, gaps, figures. Before Markdown sees a text, a number stands
in their place that no author wrote: it goes unchanged through words, formulas, code and its colours."""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from content.compiler.findings import Findings
from content.compiler.questions.expressions import Expression, Refused, parse
from content.compiler.tokens import Display, Fence, Prose, Quote, Token

SHOWN = re.compile(r"(?<!\\)\{\{([^{}\n]*)\}\}")
FORMULA = re.compile(r'class="arithmatex">[^<]*')
MOST = 30
HINT = "{{H}} shows a value; other braces have a space between them: { {"

Change = Callable[[str, int], str]


def unused_in(source: str) -> str:
    """Digits that stand nowhere in a source, beginning with its only 9: so they are found wherever they stand."""
    return next(sign for digits in itertools.count() if (sign := f"9{digits:07o}") not in source)


@dataclass(frozen=True)
class Shown:
    expression: Expression
    line: int


@dataclass
class Places:
    """Of one question. `reads`: {{…}} stands for an expression in it; else braces are an author's own."""

    findings: Findings
    sign: str
    reads: bool
    shown: list[Shown] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)

    def put(self, name: str) -> str:
        """Keeps a place for {{name}}."""
        if name not in self._names:
            self._names.append(name)
        return f"{self.sign}{self._names.index(name):03}"

    def marked(self, text: str, line: int) -> str:
        """A line of text, or several."""
        if not self.reads:
            return text
        return SHOWN.sub(lambda match: self._shown(match[1], line + text.count("\n", 0, match.start())), text)

    def in_token(self, token: Token) -> Token:
        return changed(token, prose=self.marked, formula=self.marked, code=self.marked)

    def _shown(self, text: str, line: int) -> str:
        try:
            expression = parse(text)
        except Refused as refused:
            self.findings.refuse(line, f"{{{{{text[:40]}}}}}: {refused.message}", refused.hint or HINT)
            return "0"
        known = [each.expression.source for each in self.shown]
        if expression.source not in known:
            if len(known) == MOST:
                self.findings.refuse(line, f"more than {MOST} values are shown")
                return "0"
            self.shown.append(Shown(expression, line))
            known.append(expression.source)
        return self.put(str(known.index(expression.source)))

    def filled(self, html: str) -> str:
        """With {{name}} where it belongs, in braces of its own where a formula would read its digits one by one."""
        html = re.sub(r"(?<=\{)\{", "&#123;", html)
        html = FORMULA.sub(lambda formula: self._named(formula[0], "{{{", "}}}"), html)
        return self._named(html, "{{", "}}")

    def _named(self, html: str, opening: str, closing: str) -> str:
        marks = re.compile(rf"{self.sign}(\d{{3}})")
        return marks.sub(lambda mark: f"{opening}{self._names[int(mark[1])]}{closing}", html)


def changed(token: Token, *, prose: Change, formula: Change, code: Change) -> Token:
    """With other text in it, each told from which line on it stands; a quote's tokens one by one."""
    match token:
        case Prose(text=text):
            return replace(token, text=prose(text, token.line))
        case Display(tex=tex):
            return replace(token, tex=formula(tex, token.line + 1))
        case Fence(body=body):
            return replace(token, body=code(body, token.line + 1))
        case Quote(body=inner):
            return replace(token, body=tuple(changed(each, prose=prose, formula=formula, code=code) for each in inner))
    return token
