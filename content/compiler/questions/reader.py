"""A questions.md: its bytes in, its questions and all of its problems out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from content.compiler import headings, text
from content.compiler.directives import KEY, LONGEST_KEY
from content.compiler.findings import Findings
from content.compiler.lexer import lex
from content.compiler.problems import Problem, did_you_mean
from content.compiler.questions import choice, cloze, fields, in_words, numeric, order, said
from content.compiler.questions.draft import Draft
from content.compiler.questions.items import Lines, beginnings
from content.compiler.questions.placeholders import Places, unused_in
from content.compiler.questions.texts import Texts
from content.compiler.questions.values import LEVELS, Answer, InWords, Kind, Numeric, Question
from content.compiler.tokens import Fence, Heading, Token
from content.compiler.values import Text

MOST_BYTES = 400_000
MOST_QUESTIONS = 200
LONGEST_TITLE = 240
LONGEST_HINT = 1500
LONGEST_WHY = 5000
MOST_HINTS = 6
EXAMPLE = "such as ## Which gate keeps the cell? {#which-gate-keeps}"
HINT, WHY = "Hint", "Why"
PARTS = (HINT, WHY, in_words.MODEL, in_words.RUBRIC)
SECONDS: dict[Kind, int] = {"single": 60, "multi": 75, "numeric": 90, "order": 75, "cloze": 60, "text": 240}
SECONDS_BETWEEN = (5, 1800)

READERS: dict[Kind, Callable[[Draft], Answer]] = {
    "single": lambda draft: choice.read(draft, several=False),
    "multi": lambda draft: choice.read(draft, several=True),
    "numeric": numeric.read,
    "order": order.read,
    "cloze": cloze.read,
    "text": in_words.read,
}


def questions(path: str, data: bytes) -> tuple[tuple[Question, ...] | None, list[Problem]]:
    """Never raises; None where the file can't be read at all. Questions with problems come back, too, as far as they
    can be read: others may point at them."""
    findings = Findings(path)
    source = text.read(data, findings, MOST_BYTES)
    if source is None:
        return None, findings.problems
    written = list(_written(source, findings))
    if len(written) > MOST_QUESTIONS:
        findings.refuse(1, f"{len(written)} questions", f"{MOST_QUESTIONS} are the most; make it two topics")
        return None, findings.problems
    if not written:
        findings.refuse(1, "there is no question in this file", EXAMPLE)
    sign = unused_in(source)
    found = [_question(each, sign, findings) for each in written]
    return tuple(each for each in found if each.key), sorted(set(findings.problems))


@dataclass(frozen=True)
class _Written:
    """A question's lines, its heading first, and the headings of its parts."""

    heading: Heading
    parts: tuple[Heading, ...]
    lines: Lines


def _written(source: str, findings: Findings) -> Iterator[_Written]:
    tokens = lex(source)
    _check_notes(tokens, findings)
    all_lines = Lines(tuple(source.split("\n")), 1)
    own: list[Heading] = []
    for token in tokens:
        if isinstance(token, Heading):
            if token.level == 2:
                if own:
                    yield _Written(own[0], tuple(own[1:]), all_lines.part(own[0].line - 1, token.line - 1))
                own = [token]
            elif not own:
                findings.refuse(token.line, "a heading above the first question", "## begins one, ### a part of it")
            elif token.level == 3:
                own.append(token)
    if own:
        yield _Written(own[0], tuple(own[1:]), all_lines.part(own[0].line - 1))


def _check_notes(tokens: tuple[Token, ...], findings: Findings) -> None:
    """Code before the first question that never ends would take all of them."""
    for token in tokens:
        if isinstance(token, Heading):
            return
        if isinstance(token, Fence) and not token.closed:
            findings.refuse(token.line, "this code never ends", "``` on a line of its own closes it")


def _question(written: _Written, sign: str, findings: Findings) -> Question:
    heading, line = written.heading, written.heading.line
    key, was = _named(heading, findings)
    inside = written.lines.part(0, written.parts[0].line - line if written.parts else None)
    told, taken = fields.read(list(inside.lines[1:]), line + 1, findings)
    kind = said.kind(told, findings)
    fields.check(told, kind, findings)
    parts, hints = _parts(written, kind, findings)
    texts = Texts(findings, Places(findings, sign, reads=kind in (None, "numeric")))
    draft = Draft(findings, line, told, inside.part(taken + 1), parts, texts)
    title = _title(heading, texts, findings)
    answer = _answer(kind, draft)
    why = parts.get(WHY)
    question = Question(
        key=key,
        kind=kind or "text",
        title=title,
        text=draft.text,
        tests=said.tests(told, findings),
        level=said.number(told, "level", (LEVELS[0], LEVELS[-1]), LEVELS[0], findings),
        seconds=said.number(told, "seconds", SECONDS_BETWEEN, SECONDS[kind or "text"], findings),
        answer=answer,
        why=texts.blocks(why.tokens, LONGEST_WHY, "an explanation") if why else Text(),
        hints=tuple(texts.blocks(each.tokens, LONGEST_HINT, "a hint") for each in hints),
        demo=said.demo(told, findings),
        asked_at=said.asked_at(told, findings),
        shown=tuple(each.expression.source for each in texts.places.shown),
        figures=tuple(texts.figures),
        links=tuple(texts.links),
        was=was,
        source="\n".join(written.lines.lines).strip("\n") + "\n",
        place=findings.place(line),
    )
    if isinstance(answer, Numeric):
        numeric.check_shown(draft, answer)
    return question


def _named(heading: Heading, findings: Findings) -> tuple[str, tuple[str, ...]]:
    line = heading.line
    if re.search(r"\{\s*#|=\s*[\"“”'][^}]*\}\s*$", heading.title):
        findings.refuse(line, "the attributes of this heading can't be read", EXAMPLE)
    elif not heading.attributes.key:
        findings.refuse(line, "this question has no key", EXAMPLE)
    pairs = headings.only(heading.attributes, ("was",), "question", line, findings)
    was = tuple(dict.fromkeys(pairs.get("was", "").split()))
    for key in (heading.attributes.key, *was):
        if key and not _is_key(key):
            hint = f"small letters, digits and single hyphens; {LONGEST_KEY} at most"
            findings.refuse(line, f"`{key[:80]}` is no key of a question", hint)
    return heading.attributes.key if _is_key(heading.attributes.key) else "", tuple(key for key in was if _is_key(key))


def _is_key(key: str) -> bool:
    return bool(KEY.fullmatch(key)) and len(key) <= LONGEST_KEY


def _title(heading: Heading, texts: Texts, findings: Findings) -> Text:
    if not heading.title:
        findings.refuse(heading.line, "a question without words", EXAMPLE)
    if len(heading.title) > LONGEST_TITLE:
        said = f"a question of {len(heading.title)} characters in its heading"
        findings.refuse(heading.line, said, f"{LONGEST_TITLE} are the most; what leads to it stands below")
        return Text()
    return texts.title(heading.title, heading.line)


def _parts(written: _Written, kind: Kind | None, findings: Findings) -> tuple[dict[str, Lines], list[Lines]]:
    """What stands under each ###, by its name; hints by themselves."""
    parts: dict[str, Lines] = {}
    hints: list[Lines] = []
    first = written.heading.line
    ends = [*(part.line - first for part in written.parts[1:]), len(written.lines.lines)]
    for part, end in zip(written.parts, ends, strict=False):
        name, lines = part.title, written.lines.part(part.line - first + 1, end)
        if part.attributes:
            findings.refuse(part.line, "a question's part has no attributes", f"### {name}")
        if name not in PARTS:
            hint = did_you_mean(name, PARTS) or f"there is {', '.join(PARTS)}"
            findings.refuse(part.line, f"there is no part `{name[:40]}` of a question", hint)
        elif name in (in_words.MODEL, in_words.RUBRIC) and kind not in ("text", None):
            findings.refuse(part.line, f"`{name}` of a question of the kind {kind}", "only text has it")
        elif name in parts:
            findings.refuse(part.line, f"a second part `{name}`", f"first in line {parts[name].first - 1}")
        elif not "".join(lines.lines).strip():
            findings.refuse(part.line, f"the part `{name}` is empty", "take it out, or say it")
            parts.setdefault(name, lines)
        elif name == HINT:
            hints.append(lines)
        else:
            parts[name] = lines
    if len(hints) > MOST_HINTS:
        findings.refuse(hints[-1].first, f"{len(hints)} hints", f"{MOST_HINTS} are the most")
    if WHY not in parts:
        findings.refuse(first, "nothing explains the answer", "### Why, and under it the explanation for all")
    return parts, hints[:MOST_HINTS]


def _answer(kind: Kind | None, draft: Draft) -> Answer:
    if kind is None:
        return InWords(Text(), ())
    boxes = beginnings(draft.body, choice.OPTION)
    if kind not in ("single", "multi") and boxes:
        line = draft.body.first + boxes[0]
        draft.findings.refuse(line, f"an option of a question of the kind {kind}", "single and multi have options")
    return READERS[kind](draft)
