"""Courses on recall, as they are drawn and written: the same plot in every experiment that has some."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.experiments.contract import Plot, Series
from sandbox.experiments.words import capitalised, listed
from sandbox.materials.pupils.recalling import CHANCE, STRETCH, Course

KIND = "recall accuracy"


@dataclass(frozen=True)
class Line:
    """Accuracies as far as they are known, and in words where they have come to."""

    name: str
    label: str
    accuracies: tuple[float, ...]
    ended: str

    @classmethod
    def of(cls, name: str, label: str, course: Course) -> "Line":
        return cls(name, label, course.accuracies, ended(course))


def plot(lines: Sequence[Line], stretches: int, of: str = "Accuracy") -> Plot:
    def series(line: Line) -> Series:
        return Series(line.name, line.label, (*line.accuracies, *(None,) * (stretches - len(line.accuracies))))

    ends = capitalised("; ".join(f"{line.label}: {line.ended}" for line in lines))
    return Plot(
        name="accuracy",
        description=f"{of} over the iterations. {ends}. Chance is {CHANCE}.",
        x_label=f"iteration (means of {STRETCH})",
        x=tuple(range(STRETCH, stretches * STRETCH + 1, STRETCH)),
        y_label="accuracy",
        scale="linear",
        series=(
            *(series(line) for line in lines),
            Series("chance", f"chance: {CHANCE}", (CHANCE,) * stretches, dashed=True),
        ),
    )


def ended(course: Course) -> str:
    if course.overflowed_at:
        return f"overflowed at iteration {course.overflowed_at:,}"
    return f"solved after {course.solved_at:,} iterations" if course.solved_at else f"at {course.end:.2f}"


def seen(labels: Sequence[str], courses: Sequence[Course], iterations: int) -> str:
    """Who solved it and who didn't, with the budget and chance."""
    named = list(zip(labels, courses, strict=True))
    solved = [f"{label} after {course.solved_at:,}" for label, course in named if course.solved_at]
    failed = [f"{label} ({course.end:.2f} in the end)" for label, course in named if not course.solved_at]
    sentences = []
    if solved:
        sentences.append(f"Solved by {listed(solved)} iterations.")
    if failed:
        sentences.append(f"{iterations:,} iterations were not enough for {listed(failed)}; chance is {CHANCE}.")
    return " ".join(sentences)
