"""Of `single` one option is right, of `multi` some are. Options are boxes, ticked where they are right."""

import re

from content.compiler import code
from content.compiler.problems import did_you_mean
from content.compiler.questions.draft import LONGEST_SAYS, Draft
from content.compiler.questions.items import Item, beginnings, counted, items, without_misconception
from content.compiler.questions.values import Choice, Option
from content.compiler.tokens import Fence

OPTION = re.compile(r"[-*+] \[([ xX])\](?: +|$)")
LONGEST_OPTION = 1500
COUNTS = {False: (2, 6), True: (3, 8)}


def read(draft: Draft, *, several: bool) -> Choice:
    begins = beginnings(draft.body, OPTION)
    at = begins[0] if begins else len(draft.body.lines)
    draft.tell(draft.body.part(0, at))
    listed = items(draft.body.part(at), OPTION, "an option", COUNTS[several][1], draft.findings)
    found = tuple(_option(item, draft) for item in listed)
    _check(found, several, draft)
    return Choice(found, several, _fixed(draft))


def _option(item: Item, draft: Draft) -> Option:
    tokens, betrayed = without_misconception(item.tokens, draft.findings)
    right = item.mark != " "
    if betrayed and right:
        draft.findings.refuse(item.line, "a right option betrays no misconception", "{!…} belongs to a wrong one")
    if not tokens:
        draft.findings.refuse(item.line, "an option without words")
    if not item.quoted:
        hint = "a quote under it does, two spaces from the margin: > Because …"
        draft.findings.refuse(item.line, f"nothing says why this option is {'right' if right else 'wrong'}", hint)
    for token in item.quoted:
        if isinstance(token, Fence) and code.info(token.info).runs:
            hint = "it runs in the question's text, or under ### Why"
            draft.findings.refuse(token.line, "code that is run in what is said of an option", hint)
    return Option(
        text=draft.texts.short(tokens, LONGEST_OPTION, "an option"),
        right=right,
        says=draft.texts.blocks(item.quoted, LONGEST_SAYS, "what is said of an option"),
        misconception=None if right else betrayed,
    )


def _check(options: tuple[Option, ...], several: bool, draft: Draft) -> None:
    kind, line = ("multi" if several else "single"), draft.line
    least, most = COUNTS[several]
    right = sum(option.right for option in options)
    if not least <= len(options) <= most:
        hint = f"{kind} has {least} to {most}, each a line: - [ ] or, if it is right, - [x]"
        draft.findings.refuse(line, counted(len(options), most, "option"), hint)
    elif not several and right != 1:
        hint = "single has one; multi may have several" if right else "- [x] says which is"
        draft.findings.refuse(line, f"{right or 'none'} of the options {'are' if right else 'is'} right", hint)
    elif several and right in (0, len(options)):
        message = "all of the options are right" if right else "none of the options is right"
        draft.findings.refuse(line, message, "multi has at least one that is right and one that is wrong")
    seen = [option.text.source for option in options if option.text.source]
    for twice in dict.fromkeys(each for each in seen if seen.count(each) > 1):
        draft.findings.refuse(line, f"the option `{twice[:40]}` stands here twice")


def _fixed(draft: Draft) -> bool:
    said = draft.fields.one("keep-order")
    if said and said.value and said.value not in ("yes", "no"):
        hint = did_you_mean(said.value, ("yes", "no")) or "yes or no"
        draft.findings.refuse(said.line, f"`keep-order` is `{said.value[:40]}`", hint)
    return bool(said and said.value == "yes")
