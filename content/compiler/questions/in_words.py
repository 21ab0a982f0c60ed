"""An answer in words: what a good one says, and for what there are points."""

import re
from collections.abc import Iterator

from content.compiler import headings
from content.compiler.lexer import attributed
from content.compiler.questions.draft import Draft
from content.compiler.questions.items import Item, Lines, counted, items
from content.compiler.questions.texts import paragraph
from content.compiler.questions.values import Criterion, InWords
from content.compiler.values import Text

MODEL, RUBRIC = "Model answer", "Rubric"
CRITERION = re.compile(r"[-*+] \((\d{1,3})\) +")
EXAMPLE = '- (2) Names the product of Jacobians {keywords="jacobian | chain rule"}'
LONGEST_MODEL = 5000
LONGEST_CRITERION = 500
MOST_CRITERIA = 10
MOST_POINTS = 5
MOST_KEYWORDS = 20
LONGEST_KEYWORD = 60


def read(draft: Draft) -> InWords:
    draft.tell(draft.body)
    model = draft.parts.get(MODEL)
    rubric = draft.parts.get(RUBRIC)
    for name, part in ((MODEL, model), (RUBRIC, rubric)):
        if part is None:
            draft.findings.refuse(draft.line, f"a question of the kind text has no ### {name}")
    says = draft.texts.blocks(model.tokens, LONGEST_MODEL, "a model answer") if model else Text()
    return InWords(says, tuple(_criteria(rubric, draft)) if rubric else ())


def _criteria(rubric: Lines, draft: Draft) -> Iterator[Criterion]:
    at = next((at for at, line in enumerate(rubric.lines) if line.strip()), 0)
    if at < len(rubric.lines) and rubric.lines[at].strip() and not CRITERION.match(rubric.lines[at]):
        draft.findings.refuse(rubric.first + at, "a rubric is a list of points and what they are for", EXAMPLE)
        return
    found = [*items(rubric.part(at), CRITERION, "a rubric's line", MOST_CRITERIA, draft.findings)]
    if not 1 <= len(found) <= MOST_CRITERIA:
        said = f"a rubric of {counted(len(found), MOST_CRITERIA, 'line')}"
        draft.findings.refuse(rubric.first, said, f"1 to {MOST_CRITERIA}, such as {EXAMPLE}")
    for item in found:
        yield _criterion(item, rubric, draft)


def _criterion(item: Item, rubric: Lines, draft: Draft) -> Criterion:
    line, findings = item.line, draft.findings
    last = item.tokens[-1].end if item.tokens else line
    written = rubric.part(line - rubric.first, last - rubric.first + 1).lines
    said, attributes = attributed(" ".join(each.strip() for each in written)[len(f"- ({item.mark})") :])
    if not 1 <= int(item.mark) <= MOST_POINTS:
        findings.refuse(line, f"{item.mark} points", f"whole numbers from 1 to {MOST_POINTS}")
    if not said or item.quoted:
        findings.refuse(line, "a quote in a rubric" if item.quoted else "points for nothing", EXAMPLE)
    if attributes.key or re.search(r"\{ *(?:#|keywords)", said):
        findings.refuse(line, "the attributes of this line can't be read", f"such as {EXAMPLE}")
    pairs = headings.only(attributes, ("keywords",), "rubric's line", line, findings)
    keywords = [" ".join(each.split()) for each in pairs.get("keywords", "").split("|")]
    if len(keywords) > MOST_KEYWORDS or any(len(each) > LONGEST_KEYWORD for each in keywords):
        findings.refuse(line, "too many keywords", f"{MOST_KEYWORDS} of {LONGEST_KEYWORD} characters are the most")
    if len(keywords) > 1 and "" in keywords:
        findings.refuse(line, "a keyword between bars is empty", 'such as {keywords="one | other"}')
    text = draft.texts.short(paragraph(said, line), LONGEST_CRITERION, "a rubric's line")
    return Criterion(text, int(item.mark), tuple(each for each in keywords if each))
