"""The directives by name, and how the arguments of each are read. A new one is an entry in DIRECTIVES."""

import re
from collections.abc import Callable

from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean
from content.compiler.tokens import Directive
from content.compiler.values import Block, CardsMention, DemoMention, FigureMention, QuestionMention

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_KEY = 60
LONGEST_ALT = 1000
WORDS = re.compile(r'"([^"]*)"|(\S+)')
PARAMETER = re.compile(r"([a-z][a-z0-9_]*)=(\S+)")

Reader = Callable[[Directive, Findings], Block | None]


def read(directive: Directive, findings: Findings) -> Block | None:
    """What a page shows there; None, and a problem, when it can't be read."""
    reader = DIRECTIVES.get(directive.name)
    if reader is None:
        names = ", ".join(f"::{name}" for name in DIRECTIVES)
        hint = did_you_mean(directive.name, DIRECTIVES) or f"there is {names}"
        findings.refuse(directive.line, f"there is no directive `::{directive.name}`", hint)
        return None
    return reader(directive, findings)


def _demo(directive: Directive, findings: Findings) -> DemoMention | None:
    key, *words = directive.arguments.split() or [""]
    parameters: dict[str, str] = {}
    for word in words:
        parameter = PARAMETER.fullmatch(word)
        if parameter is None:
            findings.refuse(directive.line, f"`{word}` is no parameter of a demo", "such as steps=100, without spaces")
        elif parameter[1] in parameters:
            findings.refuse(directive.line, f"the parameter `{parameter[1]}` is given twice")
        else:
            parameters[parameter[1]] = parameter[2]
    if not _is_key(directive, key, "::demo vanishing-gradients steps=100", findings):
        return None
    return DemoMention(key, tuple(parameters.items()), findings.place(directive.line))


def _figure(directive: Directive, findings: Findings) -> FigureMention | None:
    example = '::figure lstm-cell "What it says, for who can\'t see it"'
    key, _, said = directive.arguments.partition(" ")
    said = said.strip()
    quoted = re.fullmatch(r'"([^"]+)"', said)
    if said and quoted is None:
        message = "the figure's text stands between two straight double quotes, and holds none"
        findings.refuse(directive.line, message, f"such as {example}")
    elif len(said) > LONGEST_ALT:
        findings.refuse(directive.line, f"the figure's text is {len(said)} characters long", f"{LONGEST_ALT} at most")
    if not _is_key(directive, key, example, findings):
        return None
    return FigureMention(key, " ".join(quoted[1].split()) if quoted else "", findings.place(directive.line))


def _question(directive: Directive, findings: Findings) -> QuestionMention | None:
    if not _is_key(directive, directive.arguments, "::question lstm-highway", findings):
        return None
    return QuestionMention(directive.arguments, findings.place(directive.line))


def _cards(directive: Directive, findings: Findings) -> CardsMention | None:
    if not _is_key(directive, directive.arguments, "::cards lstm", findings):
        return None
    return CardsMention(directive.arguments, findings.place(directive.line))


DIRECTIVES: dict[str, Reader] = {"demo": _demo, "question": _question, "figure": _figure, "cards": _cards}


def _is_key(directive: Directive, key: str, example: str, findings: Findings) -> bool:
    if KEY.fullmatch(key) and len(key) <= LONGEST_KEY:
        return True
    message = f"`{key}` is no key" if key else f"`::{directive.name}` names nothing"
    findings.refuse(directive.line, message, f"such as {example}")
    return False
