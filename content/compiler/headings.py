"""What a heading says about its section."""

import re
from dataclasses import dataclass

from content.compiler.directives import KEY, LONGEST_KEY
from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean
from content.compiler.tokens import Attributes, Heading
from content.compiler.values import Mention

OBJECTIVE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*")
# What begins so are our own anchors.
RESERVED = ("eq-", "fn-", "fnref-", "glance-", "misconception-")
# What every page has besides its text (templates/content/, base.html).
PAGE_S_OWN = ("goals", "goals-title", "misconceptions", "reading", "reading-state")
TAKEN = ("account", "display", "main", "shortcuts-title", *PAGE_S_OWN)
LONGEST_TITLE = 120
EXAMPLE = 'such as ## The cell state {#cell-state teaches="lstm.cell-update"}'


@dataclass(frozen=True)
class Said:
    key: str
    teaches: tuple[Mention, ...]
    was: tuple[str, ...]


def read(heading: Heading, findings: Findings) -> Said:
    line = heading.line
    if not heading.title:
        findings.refuse(line, "a heading without words", EXAMPLE)
    if len(heading.title) > LONGEST_TITLE:
        findings.refuse(line, f"a heading of {len(heading.title)} characters", f"{LONGEST_TITLE} at most")
    if re.search(r"\{\s*#|=\s*[\"“”'][^}]*\}\s*$", heading.title):
        findings.refuse(line, "the attributes of this heading can't be read", EXAMPLE)
    elif not heading.attributes.key:
        findings.refuse(line, "this section has no key", EXAMPLE)
    else:
        _check_key(heading.attributes.key, line, findings)
    pairs = only(heading.attributes, ("teaches", "was"), "heading", line, findings)
    teaches = tuple(key for key in pairs.get("teaches", "").split())
    for key in teaches:
        if not OBJECTIVE.fullmatch(key) or len(key) > LONGEST_KEY:
            hint = "keys with spaces between them, without commas" if "," in key else "such as lstm.cell-update"
            findings.refuse(line, f"`{key}` in teaches is no key of an objective", hint)
    was = tuple(pairs.get("was", "").split())
    for key in was:
        _check_key(key, line, findings)
    mentions = tuple(findings.mention(key, line) for key in dict.fromkeys(teaches) if OBJECTIVE.fullmatch(key))
    return Said(heading.attributes.key, mentions, tuple(dict.fromkeys(was)))


def only(attributes: Attributes, names: tuple[str, ...], whose: str, line: int, findings: Findings) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, value in attributes.pairs:
        if name not in names:
            known = ", ".join(names)
            hint = did_you_mean(name, names) or (f"there is {known}" if names else "it has none")
            findings.refuse(line, f"there is no attribute `{name}` of a {whose}", hint)
        elif name in pairs:
            findings.refuse(line, f"the attribute `{name}` stands here twice")
        elif not value.strip():
            findings.refuse(line, f"the attribute `{name}` is empty")
        else:
            pairs[name] = value
    return pairs


def _check_key(key: str, line: int, findings: Findings) -> None:
    if not KEY.fullmatch(key) or len(key) > LONGEST_KEY:
        hint = f"small letters, digits and single hyphens, such as cell-state; {LONGEST_KEY} at most"
        findings.refuse(line, f"`{key}` is no key of a section", hint)
    elif key.startswith(RESERVED):
        findings.refuse(line, f"`{key}` begins like one of our own anchors", f"these begin so: {', '.join(RESERVED)}")
    elif key in TAKEN:
        findings.refuse(line, f"`{key}` is an anchor of the page itself", f"taken are {', '.join(TAKEN)}")
