"""An answer in words, judged by its author's rubric: points earned / all points.

What keywords find is a suggestion, because they know neither a denial nor other words for the same; the learner who
lays the answer beside the model answer judges it by ticking criteria, each for all of its points.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from content.compiler.questions.values import Criterion, InWords
from quizzes.grading import said
from quizzes.grading.attempt import Asked
from quizzes.grading.marks import Grade, Part, counted

FIELD = "text"
TICKED = "ticked"
LONGEST = 20_000
BETWEEN = re.compile(r"[\s‐-―-]+")  # hyphens, dashes and blank space stand between words alike


def read(what: said.Said) -> dict[str, Any]:
    text = said.one(what, FIELD, LONGEST)
    if not text:
        raise said.Refused(FIELD, "Write an answer, if only in a few words.")
    return {"text": text}


def grade(asked: Asked, answer: InWords, response: Mapping[str, Any]) -> Grade:
    text = _plain(response["text"])
    found = {index for index, each in enumerate(answer.rubric) if _speaks_for(text, each)}
    return _grade(asked, answer, found, "Keywords speak for", lambda criterion: bool(criterion.keywords), judged=False)


def judged(asked: Asked, answer: InWords, ticked: Sequence[int]) -> Grade:
    for index in ticked:
        if not 0 <= index < len(answer.rubric):
            raise said.Refused(TICKED, f"Tick lines of the rubric, which are 0 to {len(answer.rubric) - 1}.")
    if len(set(ticked)) < len(ticked):
        raise said.Refused(TICKED, "Tick each line of the rubric once.")
    return _grade(asked, answer, set(ticked), "You judged your answer worth", lambda criterion: True, judged=True)


def untouched(asked: Asked, answer: InWords) -> tuple[Part, ...]:
    return tuple(Part(None, str(index), asked.filled(each.says.html)) for index, each in enumerate(answer.rubric))


def _grade(
    asked: Asked,
    answer: InWords,
    met: Collection[int],
    who: str,
    could_tell: Callable[[Criterion], bool],
    *,
    judged: bool,
) -> Grade:
    whole = sum(criterion.points for criterion in answer.rubric)
    points = sum(answer.rubric[index].points for index in met)
    parts = (
        Part(index in met if could_tell(criterion) else None, str(index), asked.filled(criterion.says.html))
        for index, criterion in enumerate(answer.rubric)
    )
    return Grade(points / whole, f"{who} {points} of {counted(whole, 'point')}.", tuple(parts), judged=judged)


def _speaks_for(text: str, criterion: Criterion) -> bool:
    return any(_beginning(keyword).search(text) for keyword in criterion.keywords if _plain(keyword))


@lru_cache(maxsize=1000)
def _beginning(keyword: str) -> re.Pattern[str]:
    """A keyword stands at the beginning of a word; one that begins with a sign may stand anywhere."""
    plain = _plain(keyword)
    return re.compile((r"(?<!\w)" if plain[:1].isalnum() else "") + re.escape(plain))


def _plain(text: str) -> str:
    return BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).casefold().replace("’", "'")).strip()
