"""What a learner answers: a question is asked, what was said is read, and what was read is graded. Knows no rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from content.compiler.questions.values import Choice, Cloze, InWords, Numeric, Order, Question
from quizzes.grading import choice, cloze, in_words, numeric, order, unknown
from quizzes.grading.attempt import Asked, ask
from quizzes.grading.marks import Grade, Part
from quizzes.grading.said import Refused, Said
from quizzes.grading.same_way import scored_by
from quizzes.grading.unknown import is_kept as is_unknown
from quizzes.grading.unknown import is_said as says_unknown

__all__ = [
    "Asked",
    "Grade",
    "Part",
    "Refused",
    "Said",
    "ask",
    "grade",
    "guessing",
    "is_unknown",
    "judged",
    "read",
    "says_unknown",
    "scored_by",
]


def read(asked: Asked, said: Said) -> dict[str, Any]:
    """The answer as JSON keeps it, in the author's indices: whatever the order it was shown in, it says the same."""
    if says_unknown(said):
        return unknown.response()
    match asked.question.answer:
        case Choice() as answer:
            return choice.read(asked, answer, said)
        case Numeric() as answer:
            return numeric.read(answer, said)
        case Order() as answer:
            return order.read(asked, answer, said)
        case Cloze() as answer:
            return cloze.read(answer, said)
        case InWords():
            return in_words.read(said)


def grade(asked: Asked, response: Mapping[str, Any]) -> Grade:
    """`response` is what `read` made, or what JSON kept of it."""
    if is_unknown(response):
        return unknown.grade(_untouched(asked))
    match asked.question.answer:
        case Choice() as answer:
            return choice.grade(asked, answer, response)
        case Numeric() as answer:
            return numeric.grade(asked, answer, response)
        case Order() as answer:
            return order.grade(answer, response)
        case Cloze() as answer:
            return cloze.grade(asked, answer, response)
        case InWords() as answer:
            return in_words.grade(asked, answer, response)


def _untouched(asked: Asked) -> tuple[Part, ...]:
    match asked.question.answer:
        case Choice() as answer:
            return choice.parts(asked, answer, chosen=())
        case Numeric() as answer:
            return numeric.untouched(asked, answer)
        case Order() as answer:
            return order.untouched(answer)
        case Cloze() as answer:
            return cloze.parts(asked, answer, fillings=[""] * len(answer.gaps))
        case InWords() as answer:
            return in_words.untouched(asked, answer)


def judged(question: Question, ticked: Sequence[int]) -> Grade:
    """The learner's own judgement of an answer in words: the lines of the rubric that it meets."""
    if not isinstance(question.answer, InWords):
        raise TypeError(f"{question.key} is judged by us: its kind is {question.kind}")
    return in_words.judged(ask(question, 0), question.answer, ticked)


def guessing(question: Question) -> float:
    """What an answer earns on average that was only guessed, by the rule of its kind."""
    match question.answer:
        case Choice() as answer:
            return choice.guessing(answer)
        case Order() as answer:
            return order.guessing(answer)
        case Numeric() | Cloze() | InWords():
            return 0.0
