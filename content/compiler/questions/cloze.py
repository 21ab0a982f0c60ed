"""Gaps in the question's text: [[accepted | also accepted]], in prose and in formulas."""

import re
from dataclasses import dataclass, field, replace

from content.compiler.mathematics import faults
from content.compiler.questions.draft import Draft
from content.compiler.questions.placeholders import changed
from content.compiler.questions.values import Cloze, Foreseen, Gap
from content.compiler.tokens import Token

SPAN = re.compile(
    r"(?<!`)(?P<ticks>`++).+?(?<!`)(?P=ticks)(?!`)|\[\[(?P<gap>.{0,1000}?)\]\](?!\])|\\.|(?P<dollar>\$)", re.DOTALL
)
BOX = r"{{\boxed{{\small {}}}}}"
MOST_GAPS = 6
MOST_SPELLINGS = 12
LONGEST_SPELLING = 200
MOST_FORESEEN = 12
NUMBERED = re.compile(r"(\d+) *: *(.*)")


@dataclass
class _Gaps:
    draft: Draft
    found: list[Gap] = field(default_factory=list)

    def in_token(self, token: Token) -> Token:
        return changed(token, prose=self.in_prose, formula=self.in_formula, code=lambda code, _: code)

    def in_prose(self, text: str, line: int) -> str:
        inside = False

        def put(span: re.Match[str]) -> str:
            nonlocal inside
            inside ^= span["dollar"] is not None
            at = line + text.count("\n", 0, span.start())
            return span[0] if span["gap"] is None else self.gap(span["gap"], at, formula=inside)

        return SPAN.sub(put, text)

    def in_formula(self, tex: str, line: int) -> str:
        def put(span: re.Match[str]) -> str:
            at = line + tex.count("\n", 0, span.start())
            return span[0] if span["gap"] is None else self.gap(span["gap"], at, formula=True)

        return SPAN.sub(put, tex)

    def gap(self, written: str, line: int, *, formula: bool) -> str:
        accepted = tuple(" ".join(each.split()) for each in written.split("|"))
        findings = self.draft.findings
        if "" in accepted:
            findings.refuse(
                line, "an empty gap" if len(accepted) == 1 else "an empty spelling", "such as [[f_t | forget]]"
            )
        elif formula:
            for _, message, hint in faults.inline(accepted[0]):
                findings.refuse(line, f"what belongs into a gap is shown as a formula: {message}", hint)
        if len(accepted) > MOST_SPELLINGS or any(len(each) > LONGEST_SPELLING for each in accepted):
            hint = f"{MOST_SPELLINGS} of {LONGEST_SPELLING} characters are the most"
            findings.refuse(line, "too many spellings of what belongs into a gap", hint)
        self.found.append(Gap(tuple(dict.fromkeys(accepted)), formula))
        number = len(self.found)
        return BOX.format(number) if formula else self.draft.texts.places.put(f"gap:{number}")


def read(draft: Draft) -> Cloze:
    gaps = _Gaps(draft)
    draft.tell(draft.body, gaps.in_token)
    count = len(gaps.found)
    if not 1 <= count <= MOST_GAPS:
        hint = f"1 to {MOST_GAPS}, such as [[forget gate | f_t]], in the text or in its formulas"
        draft.findings.refuse(draft.line, f"{count or 'no'} gaps" if count != 1 else "1 gap", hint)
    for number, foreseen in _foreseen(draft, gaps.found):
        gap = gaps.found[number - 1]
        gaps.found[number - 1] = replace(gap, foreseen=(*gap.foreseen, foreseen))
    return Cloze(tuple(gaps.found))


def _foreseen(draft: Draft, gaps: list[Gap]) -> list[tuple[int, Foreseen]]:
    found = []
    fields = draft.fields.all("wrong")
    if len(fields) > MOST_FORESEEN:
        draft.findings.refuse(fields[-1].line, f"{len(fields)} wrong fillings", f"{MOST_FORESEEN} are the most")
    for each in fields[:MOST_FORESEEN]:
        numbered = NUMBERED.fullmatch(each.value)
        if numbered is None:
            hint = "the gap's number first: wrong: 1: i_t {!key} > Why not."
            draft.findings.refuse(each.line, "a wrong filling of no gap", hint)
            continue
        foreseen = draft.foreseen(numbered[2], each)
        number = int(numbered[1]) if len(numbered[1]) < 4 else 0
        if not 1 <= number <= len(gaps):
            hint = f"they are counted from 1, and the last is {len(gaps)}" if gaps else ""
            draft.findings.refuse(each.line, f"there is no gap {numbered[1][:6]}", hint)
        elif not foreseen.formula:
            draft.findings.refuse(each.line, "a wrong filling without words", "wrong: 1: i_t > Why not.")
        elif _is_accepted(foreseen.formula, gaps[number - 1]):
            draft.findings.refuse(each.line, f"`{foreseen.formula[:40]}` is what belongs into gap {number}")
        else:
            found.append((number, foreseen))
    return found


def _is_accepted(said: str, gap: Gap) -> bool:
    if gap.formula:
        return said in gap.accepted
    return said.casefold() in [spelling.casefold() for spelling in gap.accepted]
