"""A number: an expression of variables that are drawn anew for everyone, worked out for each of their combinations."""

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from content.compiler.findings import Findings
from content.compiler.problems import did_you_mean
from content.compiler.questions import expressions
from content.compiler.questions.draft import Draft
from content.compiler.questions.expressions import Expression, Refused
from content.compiler.questions.fields import Field
from content.compiler.questions.values import Foreseen, Numeric, Variable

MOST_COMBINATIONS = 1000
MOST_VALUES = 50
MOST_VARIABLES = 6
MOST_FORESEEN = 12
LONGEST_UNIT = 40
USUAL = 0.01
VARIABLE = re.compile(r"(\S+) +in +(.+)")
WITHIN = re.compile(r"(?P<absolute>±|\+-)?\s*(?P<number>\d*\.?\d+(?:[eE]-?\d+)?)\s*(?P<percent>%)?")
EXACTLY = 1e-9

Values = Mapping[str, float]


def read(draft: Draft) -> Numeric:
    draft.tell(draft.body)
    seen = {name for each in draft.texts.places.shown for name in each.expression.names}
    variables = tuple(_variables(draft))
    for variable in variables:
        if variable.name not in seen:
            line = field.line if (field := draft.fields.one("vars")) else draft.line
            hint = f"such as $H={{{{{variable.name}}}}}$ in the heading or under it"
            draft.findings.refuse(line, f"nothing tells a learner what `{variable.name}` is", hint)
    within, absolute = _within(draft)
    answer = draft.fields.one("answer")
    fields = draft.fields.all("also", "wrong")
    if len(fields) > MOST_FORESEEN:
        draft.findings.refuse(fields[-1].line, f"{len(fields)} answers are foreseen", f"{MOST_FORESEEN} are the most")
    foreseen = [(each, draft.foreseen(each.value, each)) for each in fields[:MOST_FORESEEN]]
    numeric = Numeric(
        answer=answer.value if answer else "",
        within=within,
        absolute=absolute,
        unit=_unit(draft),
        variables=variables,
        foreseen=tuple(each for _, each in foreseen),
    )
    _check_answers(numeric, answer, [field for field, _ in foreseen], draft.findings)
    return numeric


def check_shown(draft: Draft, answer: Numeric) -> None:
    """That whatever is shown can be worked out. Asked when all texts are read."""
    combinations = list(_combinations(answer.variables))
    for each in draft.texts.places.shown:
        _parsed_values(each.expression, answer.variables, combinations, each.line, draft.findings)


def _variables(draft: Draft) -> Iterator[Variable]:
    field = draft.fields.one("vars")
    if field is None or not field.value:
        return
    names: list[str] = []
    count = 1
    for written in field.value.split(";"):
        said = VARIABLE.fullmatch(written.strip())
        if said is None:
            hint = "such as vars: D in 32, 64, 128; H in 64, 128"
            draft.findings.refuse(field.line, f"`{written.strip()[:40]}` is no variable with its values", hint)
            continue
        name, values = said[1], tuple(_values(said[2], field, draft.findings))
        count *= max(1, len(values))
        if not expressions.is_name(name):
            hint = "a letter, and letters, digits and _ behind it; and not the name of a function or of e and pi"
            draft.findings.refuse(field.line, f"`{name[:40]}` is no name of a variable", hint)
        elif name in names:
            draft.findings.refuse(field.line, f"the variable `{name}` stands here twice")
        elif len(names) == MOST_VARIABLES or count > MOST_COMBINATIONS:
            hint = f"{MOST_VARIABLES} variables and {MOST_COMBINATIONS:,} combinations are the most"
            draft.findings.refuse(field.line, f"with `{name}` there are too many combinations", hint)
            return
        elif values:
            names.append(name)
            yield Variable(name, values)


def _values(written: str, field: Field, findings: Findings) -> Iterator[float]:
    found: list[float] = []
    for each in written.split(","):
        try:
            value = expressions.parse(each).at({})
        except Refused as refused:
            findings.refuse(field.line, f"`{each.strip()[:40]}` is no value: {refused.message}", refused.hint)
            continue
        if value in found:
            findings.refuse(field.line, f"the value {each.strip()} stands here twice")
        elif len(found) < MOST_VALUES:
            found.append(value)
            yield value
        else:
            findings.refuse(field.line, f"more than {MOST_VALUES} values of a variable")
            return


def _within(draft: Draft) -> tuple[float, bool]:
    field = draft.fields.one("within")
    if field is None or not field.value:
        return USUAL, False
    said = WITHIN.fullmatch(field.value[:40])
    number = float(said["number"]) / (100 if said["percent"] else 1) if said else math.inf
    absolute = bool(said and said["absolute"])
    if not math.isfinite(number) or (absolute and said and said["percent"]) or (number > 0.5 and not absolute):
        hint = "1% or 0.01 of the answer, ±0.05 around it, or 0 for exactly"
        draft.findings.refuse(field.line, f"`within` is `{field.value[:40]}`", hint)
        return USUAL, False
    return number, absolute


def _unit(draft: Draft) -> str:
    field = draft.fields.one("unit")
    if field and len(field.value) > LONGEST_UNIT:
        draft.findings.refuse(field.line, f"a unit of {len(field.value)} characters", f"{LONGEST_UNIT} are the most")
    return field.value[:LONGEST_UNIT] if field else ""


def _check_answers(numeric: Numeric, answer: Field | None, fields: Sequence[Field], findings: Findings) -> None:
    """Each can be worked out everywhere, and is nowhere another that is right."""
    if answer is None or not answer.value:
        return
    combinations = list(_combinations(numeric.variables))
    said = [(answer, numeric.answer, True), *_foreseen(fields, numeric.foreseen)]
    right: list[tuple[str, list[float]]] = []
    wrong: list[tuple[Field, str, list[float]]] = []
    for field, formula, is_right in said:
        found = _values_of(formula, numeric.variables, combinations, field.line, findings)
        if found is None:
            continue
        if is_right:
            _check_apart(field, formula, found, right, numeric, combinations, findings)
            right.append((formula, found))
        else:
            wrong.append((field, formula, found))
    for field, formula, found in wrong:
        _check_apart(field, formula, found, right, numeric, combinations, findings)


def _foreseen(fields: Sequence[Field], foreseen: Sequence[Foreseen]) -> Iterator[tuple[Field, str, bool]]:
    for field, each in zip(fields, foreseen, strict=True):
        yield field, each.formula, each.right


def _check_apart(
    field: Field,
    formula: str,
    found: Sequence[float],
    others: Iterable[tuple[str, list[float]]],
    numeric: Numeric,
    combinations: Sequence[Values],
    findings: Findings,
) -> None:
    for other, values in others:
        for value, right, variables in zip(found, values, combinations, strict=True):
            if _accepts(numeric, right, value):
                hint = "within what is accepted; `within` may be too wide" if value != right else ""
                where = f" for {_shown(variables)}" if variables else ""
                findings.refuse(field.line, f"`{formula}` is as good as `{other}`{where}", hint)
                return


def _accepts(numeric: Numeric, right: float, value: float) -> bool:
    """Whether a value is near enough to the right one, which is always as good as itself."""
    within = numeric.within if numeric.absolute else numeric.within * abs(right)
    return abs(value - right) <= max(within, EXACTLY * abs(right))


def _combinations(variables: Sequence[Variable]) -> Iterator[Values]:
    names = [variable.name for variable in variables]
    for values in itertools.product(*(variable.values for variable in variables)):
        yield dict(zip(names, values, strict=True))


def _values_of(
    formula: str, variables: Sequence[Variable], combinations: Sequence[Values], line: int, findings: Findings
) -> list[float] | None:
    try:
        expression = expressions.parse(formula)
    except Refused as refused:
        findings.refuse(line, refused.message, refused.hint)
        return None
    return _parsed_values(expression, variables, combinations, line, findings)


def _parsed_values(
    expression: Expression,
    variables: Sequence[Variable],
    combinations: Sequence[Values],
    line: int,
    findings: Findings,
) -> list[float] | None:
    names = [variable.name for variable in variables]
    for name in sorted(expression.names.difference(names)):
        known = f"there is {', '.join(f'`{each}`' for each in names)}" if names else "`vars` says which there are"
        findings.refuse(line, f"there is no variable `{name[:40]}`", did_you_mean(name, names) or known)
    if not expression.names <= {*names}:
        return None
    found: list[float] = []
    for values in combinations:
        try:
            found.append(expression.at(values))
        except Refused as refused:
            where = f" for {_shown(values)}" if values else ""
            findings.refuse(line, f"{refused.message}{where}")
            return None
    return found


def _shown(values: Values) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in values.items())
