"""Questions for tests, made of what matters to them."""

from content.compiler.questions.values import (
    Answer,
    Choice,
    Cloze,
    Criterion,
    Foreseen,
    Gap,
    InWords,
    Kind,
    Numeric,
    Option,
    Order,
    Question,
    Variable,
)
from content.compiler.values import NOWHERE, Mention, Text


def text(html: str) -> Text:
    return Text(html, html)


def belief(key: str) -> Mention | None:
    return Mention(key, NOWHERE) if key else None


def question(answer: Answer, *, kind: Kind = "single", key: str = "asked", shown: tuple[str, ...] = ()) -> Question:
    return Question(key, kind, text("?"), text("…"), (), 3, 60, answer, text("why"), shown=shown)


def option(right: bool, misconception: str = "", says: str = "") -> Option:
    return Option(text("option"), right, text(says), belief(misconception))


def foreseen(formula: str, misconception: str = "", *, right: bool = False, says: str = "") -> Foreseen:
    return Foreseen(formula, right, text(says), belief(misconception))


def single(right: int = 0, options: int = 4, *, fixed: bool = False) -> Question:
    """Each wrong option betrays a belief of its own."""
    each = tuple(option(index == right, "" if index == right else f"belief-{index}") for index in range(options))
    return question(Choice(each, fixed=fixed))


def multi(*right: bool) -> Question:
    each = tuple(option(is_right, "" if is_right else f"belief-{index}") for index, is_right in enumerate(right))
    return question(Choice(each, several=True), kind="multi")


def numeric(
    answer: str = "4*H*(D+H+1)",
    *also: Foreseen,
    within: float = 0.0,
    absolute: bool = False,
    unit: str = "",
    shown: tuple[str, ...] = (),
    **variables: tuple[float, ...],
) -> Question:
    drawn = tuple(Variable(name, values) for name, values in variables.items())
    return question(Numeric(answer, within, absolute, unit, drawn, also), kind="numeric", shown=shown)


def order(steps: int) -> Question:
    return question(Order(tuple(text(f"step {index}") for index in range(steps))), kind="order")


def gap(*accepted: str, formula: bool = True, wrong: tuple[Foreseen, ...] = ()) -> Gap:
    return Gap(accepted, formula, wrong)


def cloze(*gaps: Gap) -> Question:
    return question(Cloze(gaps), kind="cloze")


def in_words(*criteria: tuple[int, str]) -> Question:
    """Of each criterion its points, and its keywords between bars."""
    rubric = (
        Criterion(text(f"line {index}"), points, tuple(filter(None, keywords.split("|"))))
        for index, (points, keywords) in enumerate(criteria)
    )
    return question(InWords(text("model"), tuple(rubric)), kind="text")
