"""What we teach against what teaches it: objective × (page, questions, cards, experiment), of what is loaded."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from content import vocabulary
from content.queries import coverage

COLUMNS = ("page", "questions", "cards", "experiment")
NONE_NEEDED = "—"
MISSING = "missing"
LEVELS = 3  # of different difficulty must the questions be that test an objective


@dataclass(frozen=True)
class Cell:
    """What there is, in a word or a number; `missing` when there should be something."""

    said: str
    missing: bool = False


@dataclass(frozen=True)
class Row:
    objective: str
    cells: Mapping[str, Cell]

    def missing(self, columns: Collection[str]) -> list[str]:
        return [column for column in columns if self.cells[column].missing]


@dataclass(frozen=True)
class Table:
    """A topic's."""

    topic: str
    title: str
    rows: tuple[Row, ...]

    def lacking(self, column: str) -> list[str]:
        """The objectives for which something is missing in a column."""
        return [row.objective for row in self.rows if row.cells[column].missing]

    def total(self, column: str) -> str:
        needed = [row for row in self.rows if row.cells[column].said != NONE_NEEDED]
        return f"{len(needed) - len(self.lacking(column))}/{len(needed)}" if needed else NONE_NEEDED


def tables(topics: Collection[str] = ()) -> list[Table]:
    """In the order of the paths; of all topics when none is named."""
    built = vocabulary.current().experiments.keys()
    announced = coverage.announced()
    asked = coverage.asked()
    found = []
    for topic in coverage.topics(topics):
        shown = coverage.shown(topic)
        rows = tuple(
            Row(
                objective.key,
                {
                    "page": Cell("yes") if objective.section else Cell(MISSING, missing=True),
                    "questions": _questions(asked["question"].get(objective.key, [])),
                    "cards": _number(len(asked["card"].get(objective.key, []))),
                    "experiment": _experiment(objective.demos, shown.get(objective.key, set()) & built, announced),
                },
            )
            for objective in topic.objectives.all()
        )
        found.append(Table(topic.key, topic.title, rows))
    return found


def missing(tables: Iterable[Table], columns: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Objectives that lack something in these columns, and in which."""
    for table in tables:
        for row in table.rows:
            if lacks := row.missing(columns):
                yield row.objective, lacks


def _questions(levels: list[int | None]) -> Cell:
    """How many there are; behind it, where they are of too few levels, of how many."""
    different = len({*levels})
    if different >= LEVELS:
        return Cell(str(len(levels)))
    return Cell(f"{len(levels)} ({different}/{LEVELS})" if levels else "0", missing=True)


def _number(number: int) -> Cell:
    return Cell(str(number), missing=not number)


def _experiment(demos: list[str], shown: Collection[str], announced: Collection[str]) -> Cell:
    """All that must show it do; else the worst that is to be said of one."""
    if not demos:
        return Cell(NONE_NEEDED)
    left = [demo for demo in demos if demo not in shown]
    if not left:
        return Cell("shown")
    return Cell("announced" if set(left) <= set(announced) else MISSING, missing=True)
