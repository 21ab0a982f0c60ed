"""Gaps in a text or a formula: the share of the gaps that are filled rightly. An empty gap earns nothing.

What counts as the same filling is `spelling`'s.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from content.compiler.questions.values import Cloze, Gap
from quizzes.grading import said, spelling
from quizzes.grading.attempt import Asked
from quizzes.grading.marks import Grade, Part, counted, distinct, named

LONGEST = 200


def read(answer: Cloze, what: said.Said) -> dict[str, Any]:
    gaps = [said.line(what, field(index), LONGEST) for index in range(len(answer.gaps))]
    if not any(gaps):
        raise said.Refused(field(0), "Fill in the gap." if len(gaps) == 1 else "Fill in at least one gap.")
    return {"gaps": gaps}


def grade(asked: Asked, answer: Cloze, response: Mapping[str, Any]) -> Grade:
    filled = parts(asked, answer, response["gaps"])
    right = sum(part.right is True for part in filled)
    return Grade(
        right / len(filled),
        f"Each gap earns the same: {right} of {counted(len(filled), 'gap')} filled rightly.",
        filled,
        distinct(named(wrong.misconception) for gap in answer.gaps for wrong in gap.foreseen if not wrong.right),
    )


def parts(asked: Asked, answer: Cloze, fillings: Sequence[str]) -> tuple[Part, ...]:
    return tuple(_part(asked, index, gap, fillings[index]) for index, gap in enumerate(answer.gaps))


def field(index: int) -> str:
    return f"gap-{index + 1}"


def _part(asked: Asked, index: int, gap: Gap, filling: str) -> Part:
    expected = gap.accepted[0]
    if not filling:
        return Part(None, field(index), expected=expected)
    right = any(spelling.is_same(filling, accepted, gap.formula) for accepted in gap.accepted)
    matches = (each for each in gap.foreseen if spelling.is_same(filling, each.formula, gap.formula))
    matched = None if right else next(matches, None)
    return Part(
        right or (matched is not None and matched.right),
        field(index),
        asked.filled(matched.says.html) if matched else "",
        named(matched.misconception) if matched and not matched.right else "",
        expected,
    )
