"""The lines `name: value` under a question's heading."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean
from content.compiler.questions.values import Kind

FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*) *:(?: +(.*))?")
BELONGS_TO_A_LIST = re.compile(r"[-*+] |\d{1,9}[.)] ")
COMMON = ("type", "tests", "level", "seconds", "asked_at", "demo")
OF_KIND: dict[Kind, tuple[str, ...]] = {
    "single": ("keep-order",),
    "multi": ("keep-order",),
    "numeric": ("vars", "answer", "within", "unit", "also", "wrong"),
    "order": (),
    "cloze": ("wrong",),
    "text": (),
}
REPEATED = ("also", "wrong")
ANY = {name for names in OF_KIND.values() for name in names}


@dataclass(frozen=True)
class Field:
    name: str
    value: str
    line: int


@dataclass
class Fields:
    """`line` is the heading's, where what is missing is missed."""

    line: int
    found: list[Field] = field(default_factory=list)

    def one(self, name: str) -> Field | None:
        return next((each for each in self.found if each.name == name), None)

    def all(self, *names: str) -> list[Field]:
        return [each for each in self.found if each.name in names]


def read(lines: list[str], first: int, findings: Findings) -> tuple[Fields, int]:
    """The fields, and how many of the lines they take. `first` is the number of the first of these lines."""
    fields = Fields(first - 1)
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at < len(lines) and not FIELD.fullmatch(lines[at].rstrip()):
        return fields, at
    while at < len(lines) and lines[at].strip():
        line = lines[at].rstrip()
        said = FIELD.fullmatch(line)
        if BELONGS_TO_A_LIST.match(line) or line.startswith(("#", ">", "::", "```")):
            findings.refuse(first + at, "this stands right behind the fields", "an empty line ends them")
            break
        if said is None:
            findings.refuse(first + at, f"`{line[:40]}` is no field", "such as level: 3; an empty line ends the fields")
        else:
            fields.found.append(Field(said[1], (said[2] or "").strip(), first + at))
        at += 1
    return fields, at


def check(fields: Fields, kind: Kind | None, findings: Findings) -> None:
    """That these are the fields of such a question, each once and none empty. Without a kind, of any."""
    known = (*COMMON, *(OF_KIND[kind] if kind else ANY))
    first: dict[str, int] = {}
    for each in fields.found:
        if each.name not in known:
            findings.refuse(each.line, f"there is no field `{each.name}`{_of(kind)}", _meant(each.name, known))
        elif each.name in first and each.name not in REPEATED:
            findings.refuse(each.line, f"the field `{each.name}` again", f"first in line {first[each.name]}")
        elif not each.value:
            findings.refuse(each.line, f"the field `{each.name}` is empty", "take it out, or say it")
        first.setdefault(each.name, each.line)
    for name in ("type", "tests", "level", *(["answer"] if kind == "numeric" else [])):
        if name not in first:
            meant = did_you_mean(name, [each.name for each in fields.found if each.name not in known])
            findings.refuse(fields.line, f"the field `{name}` is missing", "" if meant else EXAMPLES[name])


EXAMPLES = {
    "type": "such as type: single",
    "tests": "such as tests: lstm.cell-update",
    "level": "from 1, to recall it, to 5, to judge or derive it",
    "answer": "such as answer: 4*H*(D+H+1)",
}


def _of(kind: Kind | None) -> str:
    return f" of a question of the kind {kind}" if kind else ""


def _meant(name: str, known: Collection[str]) -> str:
    kinds = [kind for kind, names in OF_KIND.items() if name in names]
    if kinds:
        return f"{' and '.join(kinds)} {'have' if len(kinds) > 1 else 'has'} it"
    return did_you_mean(name, known) or f"there is {', '.join(known)}"
