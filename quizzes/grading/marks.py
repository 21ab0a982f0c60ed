"""What becomes of an answer: its score, what each part of it is worth, and the beliefs that it betrays."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.compiler.values import Mention


@dataclass(frozen=True)
class Part:
    """An option, a step, a gap, a criterion, or the one number; `key` is its place in the author's order, or its field.

    `right` says whether what the learner did with it was right; None: they did nothing with it. `expected` is what
    should have been done or said there, and is empty where nothing should. `misconception` is the one betrayed here."""

    right: bool | None
    key: str
    says_html: str = ""
    misconception: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Grade:
    """`opportunities` are the misconceptions that an answer to this question can betray, `misconceptions` those that
    this one did. `rule` says in a sentence how the score came about. Not `judged`: the score is a suggestion."""

    score: float
    rule: str
    parts: tuple[Part, ...]
    opportunities: tuple[str, ...] = ()
    judged: bool = True

    @property
    def right(self) -> bool:
        return self.score == 1

    @property
    def misconceptions(self) -> tuple[str, ...]:
        return distinct(part.misconception for part in self.parts)


def distinct(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))


def named(mention: Mention | None) -> str:
    return mention.key if mention else ""


def counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
