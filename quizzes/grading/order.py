"""Steps to be put into order.

Of all pairs of steps: (pairs in order − pairs out of order) / pairs, never below 0. One step too early costs little,
and an order that is half right by chance earns nothing. Which steps stand at their own place is told besides, and
earns nothing.
"""

from collections.abc import Mapping
from itertools import combinations
from string import ascii_uppercase
from typing import Any

from content.compiler.questions.values import Order
from quizzes.grading import said
from quizzes.grading.attempt import Asked
from quizzes.grading.marks import Grade, Part, counted

FIELD = "order"


def read(asked: Asked, answer: Order, what: said.Said) -> dict[str, Any]:
    places = said.places(what, FIELD, len(answer.steps))
    missing = [ascii_uppercase[place] for place in range(len(answer.steps)) if place not in places]
    if missing:
        raise said.Refused(
            FIELD,
            f"Put every step into the order: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.",
        )
    return {"order": [asked.order[place] for place in places]}


def grade(answer: Order, response: Mapping[str, Any]) -> Grade:
    order: list[int] = response["order"]
    pairs = list(combinations(order, 2))
    right = sum(earlier < later for earlier, later in pairs)
    wrong = len(pairs) - right
    rule = (
        f"What counts is not places but pairs, which step comes before which: of {counted(len(pairs), 'pair')} "
        f"{right} {'stands' if right == 1 else 'stand'} in order and {wrong} {'does' if wrong == 1 else 'do'} not, "
        f"so ({right} − {wrong}) / {len(pairs)}, and never less than 0."
    )
    parts = tuple(Part(step == index, str(index), expected=str(index + 1)) for index, step in enumerate(order))
    return Grade(_earned(right, wrong), rule, parts)


def untouched(answer: Order) -> tuple[Part, ...]:
    return tuple(Part(None, str(index), expected=str(index + 1)) for index in range(len(answer.steps)))


def guessing(answer: Order) -> float:
    """Any order is as likely."""
    orders = [1]  # that so many steps have with 0, 1, 2 … pairs out of order
    for steps in range(1, len(answer.steps) + 1):
        pairs = steps * (steps - 1) // 2
        orders = [sum(orders[max(0, wrong - steps + 1) : wrong + 1]) for wrong in range(pairs + 1)]
    pairs = len(orders) - 1
    return sum(many * _earned(pairs - wrong, wrong) for wrong, many in enumerate(orders)) / sum(orders)


def _earned(right: int, wrong: int) -> float:
    """Of so many pairs of steps; a step alone has none, and is in its place."""
    return max(0.0, (right - wrong) / (right + wrong)) if right + wrong else 1.0
