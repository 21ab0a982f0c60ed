"""A question as one attempt shows it: variables drawn, options and steps in an order of its own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.compiler.questions import expressions
from content.compiler.questions.values import Choice, Numeric, Order, Question
from quizzes.grading import showing


@dataclass(frozen=True)
class Asked:
    """`values` are the variables', `order` the author's index of each option or step in the order they are shown."""

    question: Question
    seed: int
    values: dict[str, float]
    order: tuple[int, ...]

    def filled(self, html: str) -> str:
        """{{0}}, {{1}} replaced by what they stand for, set as the prose, formula or code around them wants it."""
        if not self.question.shown:
            return html
        return showing.filled(html, [self.worked_out(expression) for expression in self.question.shown])

    def worked_out(self, expression: str) -> float:
        return _parsed(expression).at(self.values)


@lru_cache(maxsize=4000)
def _parsed(expression: str) -> expressions.Expression:
    """An author's: there are as many as stand in the library."""
    return expressions.parse(expression)


def ask(question: Question, seed: int) -> Asked:
    """The same for the same seed, on any machine and under any version of Python: nothing of it is kept."""
    match question.answer:
        case Choice(options=options, fixed=fixed):
            order = tuple(range(len(options))) if fixed else _shuffled(question, seed, options)
        case Order(steps=steps):
            order = _shuffled(question, seed, steps)
            if order == tuple(range(len(steps))):
                order = (*order[1:], *order[:1])
        case _:
            order = ()
    return Asked(question, seed, _values(question, seed), order)


def _shuffled(question: Question, seed: int, things: Sequence[object]) -> tuple[int, ...]:
    return tuple(sorted(range(len(things)), key=lambda index: _drawn(question, seed, str(index))))


def _values(question: Question, seed: int) -> dict[str, float]:
    if not isinstance(question.answer, Numeric):
        return {}
    variables = question.answer.variables
    return {each.name: each.values[_drawn(question, seed, each.name) % len(each.values)] for each in variables}


def _drawn(question: Question, seed: int, what: str) -> int:
    """The key is in it, so that two questions under one seed are not shuffled alike."""
    return int.from_bytes(hashlib.blake2b(f"{question.key} {seed} {what}".encode(), digest_size=8).digest())
