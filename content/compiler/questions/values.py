"""A question as a value. Options, steps, gaps and variables stand in their author's order; an attempt shuffles them."""

from dataclasses import dataclass, field
from typing import Literal

from content.compiler.values import NOWHERE, DemoMention, FigureMention, Link, Mention, Place, Text

Kind = Literal["single", "multi", "numeric", "order", "cloze", "text"]
KINDS: tuple[Kind, ...] = ("single", "multi", "numeric", "order", "cloze", "text")
LEVELS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Option:
    """`says` is why it is right, or what speaks against it; a wrong one may betray a misconception. A `text` of one
    paragraph is HTML for a line, and so is a step's."""

    text: Text
    right: bool
    says: Text
    misconception: Mention | None = None


@dataclass(frozen=True)
class Choice:
    """Of `single` one option is right, of `multi` any number but none. `fixed`: they keep their author's order."""

    options: tuple[Option, ...]
    several: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Variable:
    """Drawn anew in every attempt, one of these."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Foreseen:
    """An answer that the author foresaw besides the right one: as good (`also`), or wrong in a way that has a name."""

    formula: str
    right: bool
    says: Text
    misconception: Mention | None = None


@dataclass(frozen=True)
class Numeric:
    """`answer` and what is `foreseen` are expressions of the variables. An answer is right within `within` of it,
    relative to it unless `absolute`. `unit` is what stands behind the field, and may be typed."""

    answer: str
    within: float
    absolute: bool = False
    unit: str = ""
    variables: tuple[Variable, ...] = ()
    foreseen: tuple[Foreseen, ...] = ()


@dataclass(frozen=True)
class Order:
    """The steps in their right order."""

    steps: tuple[Text, ...]


@dataclass(frozen=True)
class Gap:
    """`accepted` are the spellings of what belongs there, the first is shown as the answer. In a `formula`, how it is
    set (bold, braces, spaces, a name or the Greek letter) makes no difference, but capitals do."""

    accepted: tuple[str, ...]
    formula: bool
    foreseen: tuple[Foreseen, ...] = ()


@dataclass(frozen=True)
class Cloze:
    """The gaps of the question's text, in which {{gap:1}} stands for the first."""

    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class Criterion:
    """A line of a rubric. Any one of its keywords in an answer speaks for it."""

    says: Text
    points: int
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class InWords:
    """An answer in words, laid beside the model answer and judged by the rubric."""

    model: Text
    rubric: tuple[Criterion, ...]


Answer = Choice | Numeric | Order | Cloze | InWords


@dataclass(frozen=True)
class Question:
    """`title` is the question in a line, `text` what stands under it. {{0}}, {{1}} in the HTML of `title`, `text`,
    `hints`, `why` and what is said of answers stand for the `shown` expressions, worked out with the attempt's
    variables; {{figure:1}} in `text` for the first of the `figures`. Two braces stand in it for nothing else."""

    key: str
    kind: Kind
    title: Text
    text: Text
    tests: tuple[Mention, ...]
    level: int
    seconds: int
    answer: Answer
    why: Text
    hints: tuple[Text, ...] = ()
    demo: DemoMention | None = None
    asked_at: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    figures: tuple[FigureMention, ...] = ()
    links: tuple[Link, ...] = ()
    was: tuple[str, ...] = ()
    source: str = ""
    place: Place = field(compare=False, default=NOWHERE)

    @property
    def betrays(self) -> tuple[Mention, ...]:
        """The misconceptions that an answer to it may betray, each where it is named."""
        match self.answer:
            case Choice(options=options):
                named = [option.misconception for option in options]
            case Numeric(foreseen=foreseen):
                named = [each.misconception for each in foreseen]
            case Cloze(gaps=gaps):
                named = [each.misconception for gap in gaps for each in gap.foreseen]
            case _:
                named = []
        return tuple(mention for mention in named if mention)
