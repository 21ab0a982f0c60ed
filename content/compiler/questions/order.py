"""Steps to be put in their order, in which the author numbers them."""

import re

from content.compiler.questions.draft import Draft
from content.compiler.questions.items import Item, beginnings, counted, items
from content.compiler.questions.values import Order
from content.compiler.values import Text

STEP = re.compile(r"(\d{1,2})[.)] +")
LEAST, MOST = 3, 8
LONGEST_STEP = 800


def read(draft: Draft) -> Order:
    """The last numbered list are the steps; another may stand in the text before it."""
    begins = [at for at in beginnings(draft.body, STEP) if _number(draft.body.lines[at]) == 1]
    at = begins[-1] if begins else len(draft.body.lines)
    draft.tell(draft.body.part(0, at))
    found = [*items(draft.body.part(at), STEP, "a step", MOST, draft.findings)]
    if not LEAST <= len(found) <= MOST:
        hint = f"{LEAST} to {MOST}, numbered in their right order: 1. First"
        draft.findings.refuse(draft.line, counted(len(found), MOST, "step"), hint)
    for number, item in enumerate(found, start=1):
        if int(item.mark) != number:
            draft.findings.refuse(
                item.line, f"step {item.mark} stands where step {number} belongs", "steps are numbered 1., 2., 3."
            )
    steps = tuple(_step(item, draft) for item in found)
    sources = [step.source for step in steps if step.source]
    for twice in dict.fromkeys(each for each in sources if sources.count(each) > 1):
        draft.findings.refuse(draft.line, f"the step `{twice[:40]}` stands here twice", "which comes first?")
    return Order(steps)


def _step(item: Item, draft: Draft) -> Text:
    if not item.tokens:
        draft.findings.refuse(item.line, "a step without words")
    if item.quoted:
        draft.findings.refuse(item.line, "a quote under a step", "### Why explains the order")
    return draft.texts.short(item.tokens, LONGEST_STEP, "a step")


def _number(line: str) -> int:
    mark = STEP.match(line)
    return int(mark[1]) if mark else 0
