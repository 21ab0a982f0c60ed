"""How a question was answered, as JSON for who writes it: `Question.statistics`."""

from typing import Any

import numpy as np

from content.compiler.questions.values import Choice
from quizzes.adaptive import statistics
from quizzes.adaptive.scale import Array
from quizzes.calibration.counting import Counted

Told = dict[str, Any]
DIGITS = 4


def told(counted: Counted, *, since: int, seen: float) -> Told:
    """`revision` is what was counted of, `since` the first version of the parameters that is about the same key, and
    `seen` the share of the last assessments that asked it."""
    rows = counted.answers
    item = statistics.of_item(rows["score"], rows["ability"])
    return {
        "revision": counted.question.revision_id,
        "since": since,
        "answers": item.attempts,
        "facility": _rounded(item.facility),
        "sd": _rounded(item.sd),
        "discrimination": _rounded(item.discrimination_index),
        "efficiency": _rounded(item.discriminative_efficiency),
        "guess": _rounded(counted.item.prior.guessing),
        "fixed": _in_fixed_quizzes(rows[~np.isnan(rows["rest"])]),
        "median_seconds": _rounded(statistics.median_seconds(rows["seconds"])),
        "exposure": _rounded(seen),
        "options": _options(counted, rows),
    }


def _in_fixed_quizzes(rows: Array) -> Told:
    """There an answer can be laid against the rest of its quiz: nothing of that was chosen to suit the learner."""
    item = statistics.of_item(rows["score"], rows["rest"])
    return {
        "answers": item.attempts,
        "discrimination": _rounded(item.discrimination_index),
        "efficiency": _rounded(item.discriminative_efficiency),
    }


def _options(counted: Counted, rows: Array) -> list[Told]:
    """In their author's order."""
    if not isinstance(counted.value.answer, Choice):
        return []
    right = [option.right for option in counted.value.answer.options]
    chosen = (rows["chosen"] >> np.arange(len(right))[:, None]) & 1
    return [
        {
            "chosen": _rounded(option.chosen),
            "top": _rounded(option.top),
            "middle": _rounded(option.middle),
            "lower": _rounded(option.lower),
            "flagged": option.flagged,
        }
        for option in statistics.option_statistics(chosen, right, rows["ability"])
    ]


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
