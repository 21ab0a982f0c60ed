"""What the fields of a question say, whatever its kind."""

import re

from content.compiler import callouts, directives, headings
from content.compiler.directives import LONGEST_KEY
from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean
from content.compiler.questions.fields import Fields
from content.compiler.questions.values import KINDS, Kind
from content.compiler.tokens import Directive
from content.compiler.values import DemoMention, Mention

LONGEST_COMPANY = 60
MOST_TESTED = 3


def kind(fields: Fields, findings: Findings) -> Kind | None:
    field = fields.one("type")
    kind = next((kind for kind in KINDS if field and kind == field.value), None)
    if field and field.value and kind is None:
        hint = did_you_mean(field.value, KINDS) or f"there is {', '.join(KINDS)}"
        findings.refuse(field.line, f"there is no kind of question `{field.value[:40]}`", hint)
    return kind


def tests(fields: Fields, findings: Findings) -> tuple[Mention, ...]:
    field = fields.one("tests")
    if field is None:
        return ()
    keys = list(dict.fromkeys(field.value.split()))
    for key in keys:
        if not headings.OBJECTIVE.fullmatch(key) or len(key) > LONGEST_KEY:
            hint = "keys with spaces between them, without commas" if "," in key else "such as lstm.cell-update"
            findings.refuse(field.line, f"`{key[:80]}` in tests is no key of an objective", hint)
    if len(keys) > MOST_TESTED:
        findings.refuse(field.line, f"it tests {len(keys)} objectives", f"{MOST_TESTED} are the most; one is best")
    return tuple(findings.mention(key, field.line) for key in keys if headings.OBJECTIVE.fullmatch(key))


def number(fields: Fields, name: str, between: tuple[int, int], otherwise: int, findings: Findings) -> int:
    field = fields.one(name)
    if field is None or not field.value:
        return otherwise
    least, most = between
    number = int(field.value) if re.fullmatch(r"[0-9]{1,6}", field.value) else -1
    if not least <= number <= most:
        findings.refuse(field.line, f"`{name}` is `{field.value[:40]}`", f"a whole number from {least} to {most}")
        return otherwise
    return number


def demo(fields: Fields, findings: Findings) -> DemoMention | None:
    field = fields.one("demo")
    if field is None or not field.value:
        return None
    block = directives.read(Directive("demo", field.value, line=field.line), findings)
    return block if isinstance(block, DemoMention) else None


def asked_at(fields: Fields, findings: Findings) -> tuple[str, ...]:
    field = fields.one("asked_at")
    if field is None:
        return ()
    names = callouts.companies(field.value)
    for name in names:
        if len(name) > LONGEST_COMPANY:
            findings.refuse(field.line, f"a name of {len(name)} characters", f"{LONGEST_COMPANY} are the most")
    return tuple(dict.fromkeys(names))
