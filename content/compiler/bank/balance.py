"""What a bank of questions is made of, and whether its form gives answers away."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from content.compiler.bank import lint
from content.compiler.questions.values import Choice, Question

LETTERS = "ABCDEF"


@dataclass(frozen=True)
class Share:
    """How often something was so, and how often it would be by chance, give or take `by_luck`."""

    found: int
    of: int
    by_chance: float
    variance: float

    @property
    def by_luck(self) -> float:
        return 2 * sqrt(self.variance)

    @property
    def more_than_chance(self) -> bool:
        return self.found > self.by_chance + self.by_luck


@dataclass(frozen=True)
class Balance:
    questions: int
    kinds: Mapping[str, int]
    levels: Mapping[int, int]
    positions: Mapping[str, int]  # of the one right option, as its author wrote it
    longest_right: Share
    shortest_right: Share
    wrong_options: int
    named: int  # of those, the ones that name a misconception
    shown: int  # questions that an experiment shows
    betrayed: Mapping[str, int]  # by misconception, in how many questions


def balance(questions: Iterable[Question]) -> Balance:
    questions = list(questions)
    answers = [question.answer for question in questions if isinstance(question.answer, Choice)]
    single = [answer for answer in answers if not answer.several]
    wrong = [option for answer in answers for option in answer.options if not option.right]
    return Balance(
        questions=len(questions),
        kinds=Counter(question.kind for question in questions),
        levels=Counter(question.level for question in questions),
        positions=Counter(LETTERS[lint.right_of(answer)] for answer in single),
        longest_right=_share(single, max),
        shortest_right=_share(single, min),
        wrong_options=len(wrong),
        named=sum(option.misconception is not None for option in wrong),
        shown=sum(question.demo is not None for question in questions),
        betrayed=Counter(key for question in questions for key in {mention.key for mention in question.betrays}),
    )


def _share(single: Sequence[Choice], extreme: Callable[[list[int]], int]) -> Share:
    """How often the right one is the longest, or the shortest; where several are, each may be it."""
    found, chances = 0, []
    for answer in single:
        lengths = lint.lengths(answer)
        length = extreme(lengths)
        found += lengths[lint.right_of(answer)] == length
        chances.append(lengths.count(length) / len(lengths))
    return Share(found, len(single), sum(chances), sum(chance * (1 - chance) for chance in chances))
