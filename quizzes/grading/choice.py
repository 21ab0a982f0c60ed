"""One option, or several.

Of one: 1 for the right one, else 0. Of several: (right ones chosen − wrong ones chosen) / number of right ones, never
below 0, so that choosing everything earns nothing to speak of and each right one earns the same.
"""

from collections.abc import Collection, Mapping
from itertools import product
from math import comb
from typing import Any

from content.compiler.questions.values import Choice
from quizzes.grading import said
from quizzes.grading.attempt import Asked
from quizzes.grading.marks import Grade, Part, counted, distinct, named

FIELD = "choice"


def read(asked: Asked, answer: Choice, what: said.Said) -> dict[str, Any]:
    places = said.places(what, FIELD, len(answer.options))
    if not places:
        raise said.Refused(FIELD, "Choose at least one option." if answer.several else "Choose an option.")
    if len(places) > 1 and not answer.several:
        raise said.Refused(FIELD, f"Choose one option, not {len(places)}.")
    return {"chosen": sorted(asked.order[place] for place in places)}


def grade(asked: Asked, answer: Choice, response: Mapping[str, Any]) -> Grade:
    chosen = set(response["chosen"])
    score, rule = (_several if answer.several else _single)(answer, chosen)
    return Grade(
        score,
        rule,
        parts(asked, answer, chosen),
        distinct(named(option.misconception) for option in answer.options if not option.right),
    )


def parts(asked: Asked, answer: Choice, chosen: Collection[int]) -> tuple[Part, ...]:
    return tuple(_part(asked, answer, index, index in chosen) for index in range(len(answer.options)))


def guessing(answer: Choice) -> float:
    """Who guesses on several chooses anything but nothing, one choice as likely as another."""
    options = len(answer.options)
    if not answer.several:
        return 1 / options
    all_right = sum(option.right for option in answer.options)
    all_wrong = options - all_right
    earned = sum(
        comb(all_right, right) * comb(all_wrong, wrong) * _earned(right, wrong, all_right)
        for right, wrong in product(range(all_right + 1), range(all_wrong + 1))
    )
    return float(earned / (2**options - 1))


def _single(answer: Choice, chosen: set[int]) -> tuple[float, str]:
    right = all(answer.options[index].right for index in chosen)
    return float(right), "One option is right: it earns 1, any other 0."


def _several(answer: Choice, chosen: set[int]) -> tuple[float, str]:
    all_right = sum(option.right for option in answer.options)
    right = sum(answer.options[index].right for index in chosen)
    wrong = len(chosen) - right
    rule = (
        f"You chose {right} of {counted(all_right, 'right option')} and {counted(wrong, 'wrong one')}: "
        f"({right} − {wrong}) / {all_right}, and never less than 0."
    )
    return _earned(right, wrong, all_right), rule


def _earned(right: int, wrong: int, all_right: int) -> float:
    return max(0.0, (right - wrong) / all_right)


def _part(asked: Asked, answer: Choice, index: int, chosen: bool) -> Part:
    option = answer.options[index]
    return Part(
        option.right if chosen else None,
        str(index),
        asked.filled(option.says.html),
        named(option.misconception) if chosen and not option.right else "",
        "chosen" if option.right else "",
    )
