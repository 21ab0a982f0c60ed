"""What a library says, as values. A value is whole or empty, never half checked; places are for problems alone."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content.compiler.questions.values import Question


@dataclass(frozen=True)
class Place:
    path: str
    line: int


NOWHERE = Place("", 0)


@dataclass(frozen=True)
class Text:
    """What an author wrote, and the HTML it became."""

    source: str = ""
    html: str = ""


@dataclass(frozen=True)
class Mention:
    """A key that stands in one place and points at something that is defined in another."""

    key: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Objective:
    """`demos` are the experiments that must show it."""

    key: str
    statement: Text
    demos: tuple[Mention, ...] = ()
    was: tuple[str, ...] = ()
    place: Place = field(compare=False, default=NOWHERE)


@dataclass(frozen=True)
class Misconception:
    """A belief, the truth that corrects it, and the objective that teaches that truth."""

    key: str
    belief: Text
    truth: Text
    see: Mention | None
    was: tuple[str, ...] = ()
    place: Place = field(compare=False, default=NOWHERE)


@dataclass(frozen=True)
class QuestionSet:
    """Questions that belong together, in the order in which they are asked."""

    key: str
    title: str
    summary: Text
    questions: tuple[Mention, ...]
    was: tuple[str, ...] = ()
    place: Place = field(compare=False, default=NOWHERE)


@dataclass(frozen=True)
class Link:
    """From a page to a place in the library; an empty topic is the page itself, an empty anchor its beginning."""

    topic: str
    anchor: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Html:
    html: str


@dataclass(frozen=True)
class FigureMention:
    key: str
    alt: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class DemoMention:
    experiment: str
    parameters: tuple[tuple[str, str], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class QuestionMention:
    key: str
    place: Place = field(compare=False)


@dataclass(frozen=True)
class CardsMention:
    topic: str
    place: Place = field(compare=False)


Block = Html | FigureMention | DemoMention | QuestionMention | CardsMention


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `parts` are the sections one level down; those have none."""

    key: str
    title: Text
    teaches: tuple[Mention, ...]
    was: tuple[str, ...]
    blocks: tuple[Block, ...]
    parts: tuple["Section", ...]
    place: Place = field(compare=False)


@dataclass(frozen=True)
class Page:
    """`blocks` stand before the first section. `misconceptions` are those that its callouts name; `anchors` what a link
    may lead to besides sections and objectives, such as a numbered equation."""

    source: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    links: tuple[Link, ...]
    misconceptions: tuple[Mention, ...]
    words: int
    place: Place = field(compare=False)
    anchors: tuple[str, ...] = ()
    whole: bool = True


@dataclass(frozen=True)
class Part:
    """Of a figure: what lights up, and the formula that belongs to it."""

    key: str
    label: str
    formula: Text
    says: Text


@dataclass(frozen=True)
class Drawn:
    """That a figure shows a run of the lab: which run, what of it, and what its drawing says that it shows. Of plot and
    heatmap one is 0, the other counts from 1; no `series` (or rows) are all of them; empty words are the run's own."""

    demo: DemoMention
    plot: int = 1
    heatmap: int = 0
    series: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    across: str = ""
    up: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Figure:
    """`source` is the author's drawing, `svg` what is set into a page. Not `whole`: it has problems of its own."""

    key: str
    source: str
    svg: str
    title: str
    alt: str
    caption: Text
    parts: tuple[Part, ...]
    place: Place = field(compare=False)
    whole: bool = True
    drawn: Drawn | None = None


@dataclass(frozen=True)
class Topic:
    """`digest` is of its folder's bytes and of the compiler that read them. Not `whole`: its file couldn't be read;
    `questions` are None when theirs couldn't."""

    key: str
    title: str
    summary: Text
    prerequisites: tuple[Mention, ...]
    objectives: tuple[Objective, ...]
    misconceptions: tuple[Misconception, ...] = ()
    asked_at: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    page: Page | None = None
    figures: tuple[Figure, ...] = ()
    questions: tuple["Question", ...] | None = ()
    sets: tuple[QuestionSet, ...] = ()
    digest: str = ""
    whole: bool = True
    place: Place = field(compare=False, default=NOWHERE)


@dataclass(frozen=True)
class Track:
    """`order` is the path as its author listed it, None when that couldn't be read; `announced` are experiments that
    the lab doesn't have yet, each with what it will show."""

    key: str
    title: str
    summary: Text
    order: tuple[Mention, ...] | None
    topics: tuple[Topic, ...]
    announced: tuple[tuple[Mention, Text], ...] = ()
    was: tuple[str, ...] = ()
    digest: str = ""
    place: Place = field(compare=False, default=NOWHERE)


@dataclass(frozen=True)
class Library:
    tracks: tuple[Track, ...] = ()
