"""Tokens → a manuscript: what each token becomes, and every fault that can be seen on the way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from content.compiler import callouts, code, directives, headings
from content.compiler.findings import Findings
from content.compiler.headings import Said
from content.compiler.markdown.manuscript import Manuscript
from content.compiler.markdown.marking import DELIMITER, Marking
from content.compiler.mathematics import faults, showing
from content.compiler.problems import did_you_mean
from content.compiler.tokens import Callout, Directive, Display, Fence, Heading, Prose, Quote, Token
from content.compiler.values import FigureMention, Mention

LONGEST_PARAGRAPH = 6000
SOURCES = "sources"  # the section with this key is for looking up
SPEAKER = re.compile(r"^\*\*([A-Za-z ]{1,30}):\*\* *\n?", re.MULTILINE)
RULE = re.compile(r" *(-{3,}|={3,}|\*{3,}|_{3,}|(?:[-*_] ){2,}[-*_])")
IN_LIST = r"(?: ++|(?: *+(?:[-*+]|\d{1,9}[.)]) ++)++)"
OUT_OF_PLACE = (
    (re.compile(IN_LIST + r"::[A-Za-z].*"), "a directive in a list", "it stands at the beginning of a line of its own"),
    (re.compile(IN_LIST + r"> ?\[![A-Za-z]+\].*"), "a callout in a list", "its lines begin with >"),
    (re.compile(rf"(?:{IN_LIST})?>.*"), "a quote in a list or in too many others", "its lines begin with >"),
    (re.compile(r"\[![A-Za-z]+\].*"), "a callout right behind other text", "an empty line stands between them"),
    (re.compile(r"#{1,6}[^#\s].*"), "a heading without a space behind its #", headings.EXAMPLE),
    (re.compile(r"::.*"), "this is no directive", "such as ::demo vanishing-gradients steps=100"),
    (RULE, "a line across the page", "sections have headings: ## The cell state {#cell-state}"),
)


@dataclass(frozen=True)
class Begins:
    """A section, or with level 3 a part of one."""

    level: int
    said: Said
    title: str
    line: int


@dataclass
class Composer:
    findings: Findings
    manuscript: Manuscript
    marking: Marking
    misconceptions: list[Mention] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)

    def compose(self, tokens: Sequence[Token], within: str = "") -> None:
        """`within` is the kind of callout that these stand in, `quote`, or nothing."""
        for before, token, after in _with_neighbours(tokens):
            if before is not None and before.line == token.line:
                hint = "first its text, then code or formula on a line of its own"
                self.findings.refuse(token.line, "a list's item without text", hint)
            match token:
                case Heading():
                    self._heading(token, within)
                case Directive():
                    self._directive(token, within, alone=_apart(before, token) and _apart(token, after))
                case Fence():
                    self._fence(token, before, after)
                case Display():
                    self._display(token)
                case Quote():
                    self._quote(token, within)
                case Callout():
                    self._callout(token, within, ends=_apart(token, after))
                case Prose():
                    self.paragraph(token.text, token.line)

    def paragraph(self, text: str, line: int) -> None:
        for offset, each in enumerate(text.split("\n")):
            for pattern, message, hint in OUT_OF_PLACE:
                if pattern.fullmatch(each):
                    self.findings.refuse(line + offset, message, hint)
                    break
            if "\t" in each:
                self.findings.refuse(line + offset, "a tab", "text is indented with spaces")
        if len(text) > LONGEST_PARAGRAPH:
            hint = f"{LONGEST_PARAGRAPH} are the most; an empty line begins another"
            self.findings.refuse(line, f"a paragraph of {len(text)} characters", hint)
            return
        table = DELIMITER.search(text)
        if table and table.start():
            above = text.rfind("\n", 0, table.start() - 1) + 1
            if above:
                self.manuscript.text(self.marking.marked(text[: above - 1], line), line)
                line += text.count("\n", 0, above)
                text = text[above:]
        self.manuscript.text(self.marking.marked(text, line), line)

    def _heading(self, heading: Heading, within: str) -> None:
        if heading.level == 2:
            self.marking.counts = heading.attributes.key != SOURCES
        title = self.marking.marked(heading.title, heading.line)
        if within:
            self.findings.refuse(heading.line, "a heading in a callout", "its title stands behind [!KIND]")
        elif heading.level not in (2, 3):
            hint = "## begins a section, ### a part of it; the page's title is topic.toml's"
            self.findings.refuse(heading.line, f"a heading with {heading.level} #", hint)
        else:
            said = headings.read(heading, self.findings)
            begins = Begins(heading.level, said, heading.title, heading.line)
            self.manuscript.block(begins, heading.line, title=title)

    def _directive(self, directive: Directive, within: str, *, alone: bool) -> None:
        if within:
            self.findings.refuse(directive.line, f"`::{directive.name}` in a callout", "it stands before or behind it")
        elif not alone:
            self.findings.refuse(directive.line, f"`::{directive.name}` needs an empty line above and below")
        block = directives.read(directive, self.findings)
        if isinstance(block, FigureMention):
            first = self.figures.setdefault(block.key, directive.line)
            if first != directive.line:
                self.findings.refuse(directive.line, f"the figure `{block.key}` again", f"first in line {first}")
        if block and not within:
            self.manuscript.block(block, directive.line)

    def _fence(self, fence: Fence, before: Token | None, after: Token | None) -> None:
        info = code.info(fence.info)
        if not fence.closed:
            self.findings.refuse(fence.line, "this code never ends", "``` on a line of its own closes it")
        if info.language == code.OUTPUT:
            if not (isinstance(before, Fence) and code.info(before.info).runs):
                self.findings.refuse(fence.line, "output of no code", "it follows right behind ```python run")
            return
        for message, hint in code.faults(fence.info, fence.body):
            self.findings.refuse(fence.line, message, hint)
        if info.runs and isinstance(after, Fence) and after.info == code.OUTPUT:
            shown = code.run(info.language, fence.body, after.body)
        else:
            shown = code.block(info.language, fence.body)
        self.manuscript.block(lambda _: shown, fence.line, indent=fence.indent)

    def _display(self, display: Display) -> None:
        if not display.closed:
            hint = "$$ on a line of its own closes it, and there is no empty line in it"
            self.findings.refuse(display.line, "this formula never ends", hint)
        for offset, message, hint in faults.display(display.tex):
            self.findings.refuse(min(display.line + 1 + offset, display.end), message, hint)
        label = next(iter(showing.labels(display.tex)), "")
        shown = showing.display(display.tex, label, self.marking.equations.get(label, 0))
        self.manuscript.block(lambda _: shown, display.line, indent=display.indent)

    def _quote(self, quote: Quote, within: str) -> None:
        self.manuscript.block(lambda _: "<blockquote>", quote.line)
        self.compose(quote.body, within or "quote")
        self.manuscript.block(lambda _: "</blockquote>", quote.end)

    def _callout(self, callout: Callout, within: str, *, ends: bool) -> None:
        kind = callouts.KINDS.get(callout.kind)
        if kind is None:
            hint = did_you_mean(callout.kind, callouts.KINDS) or f"there is {', '.join(callouts.KINDS)}"
            self.findings.refuse(callout.line, f"there is no callout [!{callout.kind.upper()}]", hint)
        if within:
            self.findings.refuse(callout.line, "a callout in another", "an empty line stands between two callouts")
        if not ends and not within:
            self.findings.refuse(callout.end + 1, "this line goes on behind a callout without its >")
        if not callout.body:
            self.findings.refuse(callout.line, "a callout without text")
        title = self.marking.marked(callout.title, callout.line)
        if kind is None:
            self.compose(callout.body, callout.kind)
            return
        pairs = self._said(callout, kind)
        asked_at = callouts.listed(callouts.companies(pairs.get("asked_at", "")))
        misconception = pairs.get("misconception", "")
        self.manuscript.block(lambda shown: callouts.opened(callout.kind, shown, asked_at), callout.line, title=title)
        if callout.kind == "dialogue":
            self._turns(callout)
        elif callout.kind == "followup":
            self._followup(callout)
        else:
            self.compose(callout.body, callout.kind)
        self.manuscript.block(lambda _: callouts.closed(callout.kind, misconception), callout.end)

    def _followup(self, callout: Callout) -> None:
        """Its question is read by everyone, its answer by who opens it."""
        counted, self.marking.counts = self.marking.counts, False
        self.compose(callout.body, callout.kind)
        self.marking.counts = counted

    def _said(self, callout: Callout, kind: callouts.Kind) -> dict[str, str]:
        line, name = callout.line, f"[!{callout.kind.upper()}]"
        if re.search(r"\{\s*#|=\s*[\"“”'][^}]*\}\s*$", callout.title):
            self.findings.refuse(line, "the attributes of this callout can't be read", 'such as {asked_at="A company"}')
        if callout.attributes.key:
            self.findings.refuse(line, "a callout has no key")
        if kind.titled and not callout.title:
            self.findings.refuse(line, f"{name} without its question", f"{name} Why not just use ReLU?")
        if kind.titled is False and callout.title:
            self.findings.refuse(line, f"{name} with a title", "what is said begins on the next line")
        if len(callout.title) > headings.LONGEST_TITLE * 2:
            self.findings.refuse(line, f"a title of {len(callout.title)} characters")
        pairs = headings.only(callout.attributes, kind.attributes, f"callout {name}", line, self.findings)
        if key := pairs.get("misconception"):
            if directives.KEY.fullmatch(key) and len(key) <= directives.LONGEST_KEY:
                self.misconceptions.append(self.findings.mention(key, line))
            else:
                self.findings.refuse(line, f"`{key}` is no key of a misconception")
                pairs.pop("misconception")
        return pairs

    def _turns(self, dialogue: Callout) -> None:
        speaking = False
        for speaker, line, tokens in _turns(dialogue.body):
            if speaker:
                if speaking:
                    self.manuscript.block(lambda _: "</div>", line)
                speaking = True
                self._turn(speaker, line)
            elif tokens:
                hint = "such as **Interviewer:** Walk me through an RNN."
                self.findings.refuse(line, "nobody says this", hint)
            self.compose(tokens, "dialogue")
        if speaking:
            self.manuscript.block(lambda _: "</div>", dialogue.end)

    def _turn(self, speaker: str, line: int) -> None:
        if speaker not in callouts.SPEAKERS:
            hint = did_you_mean(speaker, callouts.SPEAKERS) or f"there is {' and '.join(callouts.SPEAKERS)}"
            self.findings.refuse(line, f"`{speaker}` speaks in no dialogue", hint)
            speaker = callouts.SPEAKERS[0]
        self.manuscript.block(lambda _: callouts.turn(speaker), line)


def _turns(tokens: Sequence[Token]) -> Iterator[tuple[str, int, list[Token]]]:
    """Who speaks, from which line on, and what they say; at first nobody."""
    speaker, begun, said = "", tokens[0].line if tokens else 0, list[Token]()
    for token in tokens:
        if not isinstance(token, Prose):
            said.append(token)
            continue
        at = 0
        for turn in SPEAKER.finditer(token.text):
            said += _piece(token, at, turn.start())
            yield speaker, begun, said
            speaker, begun, said = turn[1], token.line + token.text.count("\n", 0, turn.start()), []
            at = turn.end()
        said += _piece(token, at, len(token.text))
    yield speaker, begun, said


def _piece(paragraph: Prose, start: int, end: int) -> list[Token]:
    text = paragraph.text[start:end].rstrip("\n")
    line = paragraph.line + paragraph.text.count("\n", 0, start)
    return [Prose(text, line=line, end=line + text.count("\n"))] if text.strip() else []


def _with_neighbours(tokens: Sequence[Token]) -> Iterator[tuple[Token | None, Token, Token | None]]:
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else None
        yield before, token, tokens[index + 1] if index + 1 < len(tokens) else None


def _apart(first: Token | None, second: Token | None) -> bool:
    return first is None or second is None or second.line > first.end + 1
