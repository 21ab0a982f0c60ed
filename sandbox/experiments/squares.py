"""A heatmap as a drawing for the library's pages: a square in each cell, whose area is the value.

Unlike a colour it is read alike in every theme, in print and without seeing colours. What lies below a heatmap's middle
is a frame; where there is no value, a cross.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from math import sqrt

from sandbox.experiments.contract import Heatmap
from sandbox.experiments.picture import LETTER, RIGHT, ROW, WIDTH, Undrawable
from sandbox.experiments.words import figure, listed

MOST_CELLS = 40  # in a row or a column
LARGEST = 44  # a cell's side
SHARE = 0.88  # of a cell's side, the largest square's
LEAST = 0.004  # of the largest square's area: what is smaller isn't drawn
LINE = 15  # room that a line of text needs, at least
ABOVE, BELOW, NONE = "fig-plot-1 fig-dot", "fig-plot-2", "fig-soft"


def asked(
    heatmap: Heatmap, *, rows: Sequence[int] = (), names: Sequence[str] = (), across: str = "", up: str = ""
) -> Heatmap:
    """Those of its rows, counted from 1, under those names; raises Undrawable."""
    there = len(heatmap.y)
    for number in rows:
        if not 1 <= number <= there:
            raise Undrawable(f"the heatmap has {there} rows, and none is number {number}")
    chosen = [number - 1 for number in rows] or list(range(there))
    called = names or [str(heatmap.y[at]) for at in chosen]
    if len(called) != len(chosen):
        raise Undrawable(f"{len(names)} names for {len(chosen)} rows: {listed(str(heatmap.y[at]) for at in chosen)}")
    if max(len(heatmap.x), len(chosen)) > MOST_CELLS:
        raise Undrawable(f"{len(chosen)} rows of {len(heatmap.x)} cells, and {MOST_CELLS} are the most")
    return replace(
        heatmap,
        y=tuple(called),
        values=tuple(heatmap.values[at] for at in chosen),
        x_label=across or heatmap.x_label,
        y_label=up or heatmap.y_label,
    )


def svg(heatmap: Heatmap) -> str:
    rows, columns = [str(name) for name in heatmap.y], [str(name) for name in heatmap.x]
    left = 8 + LETTER * max(map(len, rows))
    side = min(LARGEST, (WIDTH - RIGHT - left) / len(columns))
    top = 2 * ROW + 8
    right, bottom = left + side * len(columns), top + side * len(rows)
    slanted = max(map(len, columns)) * LETTER > side and not all(name.isdigit() for name in columns)
    under = 18 + (0.7 * LETTER * max(map(len, columns)) if slanted else 4)
    lines = [
        f'<svg viewBox="0 0 {WIDTH} {bottom + under + 30:.0f}">',
        *_key(heatmap),
        _text(0, ROW + 22, heatmap.y_label),
        f'<rect class="fig-soft" x="{left:g}" y="{top}" width="{right - left:.1f}" height="{bottom - top:.1f}"/>',
    ]
    for i in _thinned(rows, side, LINE):
        lines.append(_text(left - 6, top + (i + 0.5) * side + 5, rows[i], "end"))
    widest = LINE if slanted else max(map(len, columns)) * LETTER
    for j in _thinned(columns, side, widest):
        x, y = left + (j + 0.5) * side, bottom + 18
        lines.append(_slanted(x + 4, y, columns[j]) if slanted else _text(x, y, columns[j], "middle"))
    lines.append(_text((left + right) / 2, bottom + under + 20, heatmap.x_label, "middle"))
    found: dict[str, list[str]] = {ABOVE: [], BELOW: [], NONE: []}
    for i, row in enumerate(heatmap.values):
        for j, value in enumerate(row):
            kind, way = _cell(heatmap, value, (left + (j + 0.5) * side, top + (i + 0.5) * side), side)
            found[kind].append(way)
    for kind, ways in found.items():
        lines += [f'<path class="{kind}" d="{way}"/>' for way in _bundled(ways)]
    return "\n".join([*lines, "</svg>", ""])


def share(heatmap: Heatmap, value: float) -> float:
    """The area of a value's square, of the largest one's; below 0 for what is below the middle."""
    middle = _middle(heatmap)
    reach = max(heatmap.most - middle, middle - heatmap.least) or 1.0
    return min(max((value - middle) / reach, -1.0), 1.0)


def _middle(heatmap: Heatmap) -> float:
    return heatmap.least if heatmap.middle is None else heatmap.middle


def _cell(heatmap: Heatmap, value: float | None, at: tuple[float, float], side: float) -> tuple[str, str]:
    """Which kind of mark, and its path about a point."""
    x, y = at
    if value is None:
        arm = side / 5
        return (
            NONE,
            f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}m0 {-2 * arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}",
        )
    part = share(heatmap, value)
    if abs(part) < LEAST:
        return ABOVE, ""
    wide = sqrt(abs(part)) * SHARE * side - (2.5 if part < 0 else 0)  # a frame's line is outside of it
    wide = max(wide, 0.5)
    return (ABOVE if part > 0 else BELOW), f"M{x - wide / 2:.1f} {y - wide / 2:.1f}h{wide:.1f}v{wide:.1f}h-{wide:.1f}z"


def _key(heatmap: Heatmap) -> Iterator[str]:
    """What the values are, and how large some of them are drawn."""
    yield _text(0, 17, heatmap.value_label)
    x = 8.5 * len(heatmap.value_label) + 18
    for value in _samples(heatmap):
        kind, way = _cell(heatmap, value, (x + 11, 12), 22)
        yield f'<path class="{kind}" d="{way}"/>' if way else ""
        yield _text(x + 27, 17, figure(value))
        x += 27 + LETTER * len(figure(value)) + 14
    yield _text(x, 17, f"empty: {figure(_middle(heatmap))}")


def _samples(heatmap: Heatmap) -> Sequence[float]:
    if heatmap.middle is None:
        return [heatmap.least + part * (heatmap.most - heatmap.least) for part in (0.1, 0.5, 1.0)]
    return [value for value in (heatmap.least, heatmap.most) if value != heatmap.middle]


def _thinned(names: Sequence[str], room: float, needed: float) -> list[int]:
    """Which names there is room for: all, or those at a round distance from one another."""
    every = next(step for step in (1, 2, 5, 10, 20, MOST_CELLS) if step * room >= needed or step == MOST_CELLS)
    counted = all(name.isdigit() for name in names)
    return [i for i, name in enumerate(names) if (int(name) if counted else i) % every == 0]


def _bundled(ways: Sequence[str], most: int = 40) -> Iterator[str]:
    """Several to a path, and a path to a line."""
    drawn = [way for way in ways if way]
    for start in range(0, len(drawn), most):
        yield "".join(drawn[start : start + most])


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="fig-text" x="{x:.4g}" y="{y:.4g}"{placed}>{escape(words, quote=False)}</text>'


def _slanted(x: float, y: float, words: str) -> str:
    turned = f'transform="rotate(-40 {x:.4g} {y:.4g})" text-anchor="end"'
    return f'<text class="fig-text" x="{x:.4g}" y="{y:.4g}" {turned}>{escape(words, quote=False)}</text>'
