"""A number: 1 within the author's tolerance of the answer or of what counts as well, else 0.

Where a wrong number was foreseen, the nearest one within the same tolerance says what went wrong.
"""

from collections.abc import Mapping
from typing import Any

from content.compiler.questions.values import Foreseen, Numeric
from quizzes.grading import numbers, said, showing
from quizzes.grading.attempt import Asked
from quizzes.grading.marks import Grade, Part, distinct, named

FIELD = "number"
LONGEST = 100
NOISE = 1e-12  # of the larger number: what arithmetic in floating point may cost, and no more


def read(answer: Numeric, what: said.Said) -> dict[str, Any]:
    typed = said.line(what, FIELD, LONGEST)
    if not typed:
        raise said.Refused(FIELD, "Write a number.")
    try:
        return {"number": typed, "value": numbers.value(typed, answer.unit)}
    except numbers.Unreadable as problem:
        raise said.Refused(FIELD, str(problem)) from problem


def grade(asked: Asked, answer: Numeric, response: Mapping[str, Any]) -> Grade:
    value, exact = float(response["value"]), asked.worked_out(answer.answer)
    right = _within(answer, value, exact)
    matched = None if right else _foreseen(asked, answer, value)
    right = right or (matched is not None and matched.right)
    part = Part(
        right,
        FIELD,
        asked.filled(matched.says.html) if matched else "",
        named(matched.misconception) if matched and not matched.right else "",
        _expected(exact, answer.unit),
    )
    return Grade(
        float(right),
        _rule(answer),
        (part,),
        distinct(named(each.misconception) for each in answer.foreseen if not each.right),
    )


def untouched(asked: Asked, answer: Numeric) -> tuple[Part, ...]:
    return (Part(None, FIELD, expected=_expected(asked.worked_out(answer.answer), answer.unit)),)


def _within(answer: Numeric, value: float, of: float) -> bool:
    allowed = answer.within if answer.absolute else answer.within * abs(of)
    return abs(value - of) <= allowed + NOISE * max(abs(value), abs(of))


def _foreseen(asked: Asked, answer: Numeric, value: float) -> Foreseen | None:
    """What counts as right comes first; then the nearest."""
    near = [
        (not each.right, abs(value - number), place)
        for place, each in enumerate(answer.foreseen)
        if _within(answer, value, number := asked.worked_out(each.formula))
    ]
    return answer.foreseen[min(near)[2]] if near else None


def _expected(number: float, unit: str) -> str:
    return f"{showing.in_prose(number)}{'' if unit in ('', '%') else ' '}{unit}"


def _rule(answer: Numeric) -> str:
    if not answer.within:
        return "The exact number earns 1, any other 0."
    within = showing.in_prose(answer.within if answer.absolute else 100 * answer.within)
    share = (f" {answer.unit}" if answer.unit else "") if answer.absolute else " % of the answer"
    return f"A number within {within}{share} earns 1, any other 0."
