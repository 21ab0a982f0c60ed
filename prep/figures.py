"""Draws the library's figures that show a run of the lab, and compares what is drawn with what their files hold."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from content import vocabulary
from content.compiler import documents, drawn
from content.compiler.folders import FIGURE
from content.compiler.problems import Problem
from content.compiler.sources import read
from content.compiler.values import Drawn
from sandbox.experiments import picture, squares
from sandbox.experiments.contract import Experiment, Heatmap, Outcome, Plot
from sandbox.experiments.parameters import SEED
from sandbox.experiments.registry import EXPERIMENTS

Part = TypeVar("Part", Plot, Heatmap)


@dataclass(frozen=True)
class Figure:
    """A figure of a run: its drawing, which may not be there yet, and what is asked for; or why that can't be read."""

    file: Path
    drawn: Drawn | None
    faults: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        return self.file.stem

    @property
    def experiment(self) -> Experiment | None:
        return EXPERIMENTS.get(self.drawn.demo.experiment) if self.drawn else None


def figures(root: Path, topics: Collection[str] | None = None) -> Iterator[Figure]:
    """Of these topics, or of all."""
    sources = read(root)
    for track, topic in sources.topics:
        for name in sources.inside(track, topic):
            inside = f"{track}/{topic}/{name}"
            match = FIGURE.fullmatch(name)
            ours = match and match["kind"] == "toml" and drawn.of_a_run(sources.files[inside])
            if ours and (topics is None or topic in topics):
                yield _figure((root / inside).with_suffix(".svg"), sources.path(inside), sources.files[inside])


def problems(figure: Figure, *, write: bool = False) -> Iterator[Problem]:
    """Where a drawing isn't what its run gives; `write` draws it, and leaves only what can't be drawn."""
    if figure.drawn is None or figure.experiment is None or figure.faults:
        yield from figure.faults
        return
    place = figure.drawn.demo.place
    there = figure.file.read_text(encoding="utf-8") if figure.file.exists() else ""
    if figure.experiment.measures_time and drawn.stamp(there) == drawn.fitting(figure.drawn, vocabulary.current()):
        return  # another run would show other numbers than those that may have been written about
    try:
        made = draw(figure.drawn)
    except picture.Undrawable as problem:
        yield Problem(place.path, place.line, str(problem))
        return
    if write:
        if made != there:
            figure.file.write_text(made, encoding="utf-8", newline="\n")
    elif drawn.stamp(there) != drawn.stamp(made) or not picture.alike(there, made):
        says = "isn't what this run gives" if there else "isn't drawn yet"
        yield Problem(place.path, place.line, f"`{figure.file.name}` {says}", drawn.COMMAND)


def draw(asked: Drawn) -> str:
    """The drawing with its stamp. The experiment runs."""
    experiment = EXPERIMENTS[asked.demo.experiment]
    said = dict(asked.demo.parameters)
    values, _ = experiment.read(said)
    outcome = experiment.run(
        values, experiment.read_seed(said.get(SEED.name, SEED.default)), lambda *told, **more: None
    )
    return drawn.stamped(
        _heatmap(outcome, asked) if asked.heatmap else _plot(outcome, asked), asked, vocabulary.current()
    )


def _plot(outcome: Outcome, asked: Drawn) -> str:
    plot = _number(outcome.plots, asked.plot, "plot")
    return picture.svg(picture.asked(plot, series=asked.series, names=asked.names, across=asked.across, up=asked.up))


def _heatmap(outcome: Outcome, asked: Drawn) -> str:
    heatmap = _number(outcome.heatmaps, asked.heatmap, "heatmap")
    return squares.svg(squares.asked(heatmap, rows=asked.series, names=asked.names, across=asked.across, up=asked.up))


def _number(there: Sequence[Part], number: int, kind: str) -> Part:
    if number > len(there):
        names = ", ".join(f"`{each.name}`" for each in there)
        raise picture.Undrawable(f"this run has no {kind} number {number}; it has {names or 'none'}")
    return there[number - 1]


def _figure(file: Path, path: str, data: bytes) -> Figure:
    document = documents.parse(path, data)
    if isinstance(document, Problem):
        return Figure(file, None, (document,))
    asked = drawn.read(document)
    faults = [*document.problems, *(drawn.faults(asked, vocabulary.current()) if asked else ())]
    return Figure(file, asked, tuple(sorted(set(faults))))
