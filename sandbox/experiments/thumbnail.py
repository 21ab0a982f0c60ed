"""An outcome as a tiny picture without a word: of what is the experiment's face, else of what else it draws."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log2
from typing import Any

from sandbox.experiments import pen
from sandbox.experiments.contract import Experiment, Heatmap, Melody, Outcome, Passages, Plot, Table

WIDTH, HEIGHT, EDGE = 480, 240, 12
NEAR = 1.0  # a point this near to the line between others isn't needed to see the curve
COLUMNS, ROWS, LEVELS = 32, 16, 4  # what can be told apart of a heatmap
BARS = 6
MARK = 3


def template(experiment: Experiment, outcome: Outcome) -> str:
    return f"{stamp(experiment)}\n{svg(outcome, experiment.face)}\n"


def stamp(experiment: Experiment) -> str:
    """Says which version was drawn, so that a picture of another one is noticed."""
    return f"{{# Drawn by “manage.py thumbnails”: version {experiment.version}, default parameters, seed 1. #}}"


def svg(outcome: Outcome, face: str = "plots") -> str:
    drawn = "\n".join(f"  {path}" for path in _drawn(outcome, face))
    frame = f'class="thumbnail" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false"'
    return f"<svg {frame}>\n{drawn}\n</svg>"


def _drawn(outcome: Outcome, face: str) -> Iterable[str]:
    drawers: dict[str, Callable[[Any], Iterable[str]]] = {
        "plots": _lines,
        "heatmaps": _cells,
        "melodies": _notes,
        "passages": _words,
        "tables": _bars,
    }
    for kind in sorted(drawers, key=lambda kind: kind != face):
        if parts := getattr(outcome, kind):
            return drawers[kind](parts[0])
    raise ValueError("An outcome of numbers alone has nothing to be drawn.")


def _lines(plot: Plot) -> Iterator[str]:
    """The first series on top."""
    values = [value for series in plot.series for value in series.values if value is not None]
    along = [log2(x) for x in plot.x] if plot.x_scale == "log2" else plot.x
    across = _scale(min(along), max(along), EDGE, WIDTH - EDGE)
    down = _scale(max(values), min(values), EDGE, HEIGHT - EDGE)
    yield f'<path class="axis" d="M{EDGE} 0V{HEIGHT - 2}H{WIDTH}"/>'
    for number, series in reversed(list(enumerate(plot.series, start=1))):
        pairs = zip(along, series.values, strict=True)
        points = [None if value is None else (across(x), down(value)) for x, value in pairs]
        if series.marks:
            spots = "".join(f"M{x - MARK} {y}h{2 * MARK}" for x, y in filter(None, points))
            yield f'<path class="line line-{number} marks" d="{spots}"/>'
        elif ways := "".join(pen.way(stretch, NEAR) for stretch in pen.stretches(points)):
            yield f'<path class="line line-{number}{" dashed" if series.dashed else ""}" d="{ways}"/>'


def _cells(heatmap: Heatmap) -> Iterator[str]:
    """A path for each depth of colour."""
    columns, rows = _picked(len(heatmap.x), COLUMNS), _picked(len(heatmap.y), ROWS)
    wide, high = WIDTH // len(columns), HEIGHT // len(rows)
    found: dict[str, list[str]] = {}
    for row, i in enumerate(rows):
        for column, j in enumerate(columns):
            if depth := _depth(heatmap, heatmap.values[i][j]):
                found.setdefault(depth, []).append(f"M{column * wide} {row * high}h{wide}v{high}h-{wide}z")
    for depth, cells in sorted(found.items()):
        yield f'<path class="cell {depth}" d="{"".join(cells)}"/>'


def _notes(melody: Melody) -> Iterator[str]:
    pitches = [note.pitch for note in melody.notes]
    across = _scale(0, melody.steps, EDGE, WIDTH - EDGE)
    down = _scale(max(pitches), min(pitches), EDGE, HEIGHT - 2 * EDGE)
    for name, given in (("below-3", True), ("above-3", False)):
        notes = [note for note in melody.notes if (note.start < melody.given) is given]
        boxes = [(across(note.start), across(note.start + note.steps) - 2, down(note.pitch)) for note in notes]
        if ways := "".join(f"M{start} {y}H{end}v{EDGE}H{start}z" for start, end, y in boxes):
            yield f'<path class="cell {name}" d="{ways}"/>'


def _words(passages: Passages) -> Iterator[str]:
    """The last text as lines of words: a bar for each, as long as the word."""
    x, y, letter, high = EDGE, EDGE, 12, 26
    way = ""
    for word in passages.lines[-1][1].split():
        long = letter * min(len(word), 30)
        if x > EDGE and x + long > WIDTH - EDGE:
            x, y = EDGE, y + high + EDGE
        if y + high > HEIGHT:
            break
        way += f"M{x} {y}h{long}v{high}h-{long}z"
        x += long + letter
    yield f'<path class="cell above-2" d="{way}"/>'


def _bars(table: Table) -> Iterator[str]:
    """Those of the first column that holds numbers."""
    columns = ([row[at] for row in table.rows[:BARS]] for at in range(1, len(table.columns)))
    sizes = next(_numbers(column) for column in columns if any(_numbers(column)))
    pitch, most = HEIGHT // len(sizes), max(sizes)
    yield f'<path class="axis" d="M{EDGE} 0V{HEIGHT}"/>'
    for row, size in enumerate(sizes):
        long = round(size / most * (WIDTH - 2 * EDGE))
        yield f'<path class="cell above-3" d="M{EDGE} {row * pitch + pitch // 4}h{long}v{pitch // 2}h-{long}z"/>'


def _numbers(column: Sequence[object]) -> list[float]:
    return [abs(cell) if isinstance(cell, int | float) else 0.0 for cell in column]


def _depth(heatmap: Heatmap, value: float | None) -> str:
    """A class, or nothing for what is at the middle: the lightest colour is none."""
    if value is None:
        return ""
    middle = heatmap.least if heatmap.middle is None else heatmap.middle
    end = heatmap.most if value >= middle else heatmap.least
    share = (value - middle) / (end - middle) if end != middle else 0.0
    level = min(round(share * LEVELS), LEVELS)
    return f"{'above' if value >= middle else 'below'}-{level}" if level else ""


def _scale(first: float, last: float, start: int, end: int) -> Callable[[float], int]:
    if first == last:
        return lambda value: (start + end) // 2
    return lambda value: round(start + (value - first) / (last - first) * (end - start))


def _picked(many: int, most: int) -> list[int]:
    """Some of so many, evenly; all where they are few."""
    some = min(many, most)
    return [index * many // some for index in range(some)]
