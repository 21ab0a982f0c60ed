"""A plot as a drawing for the library's pages: axes with good numbers, lines told apart without colour, a legend.

It uses the classes and elements that a page's figures have (docs/writing.md), so a theme is the page's business.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import ceil, floor, isclose, log2, log10

from sandbox.experiments import pen
from sandbox.experiments.contract import Plot, Series
from sandbox.experiments.words import figure, listed

WIDTH, HIGH = 480, 230  # of the drawing, and of the area in which the lines are
RIGHT = 20  # room beside the area for half of the last label
ROW = 25  # of text
LETTER = 9.2  # about as wide as one is
SWATCH = 34
NEAR = 0.4  # how far a line may be from the points that it leaves out
EVERY = 105  # from a marker to the next
COLOURS = 4
MOST = 6  # lines that can still be told apart
TICKS = 6
GOOD = (1.0, 2.0, 2.5, 5.0, 10.0)
LONG, NEW_LINE = re.compile(r"(.{90,}?)L"), "\\1\nL"  # a file's lines have an end
PLAIN = 3  # powers of ten up to which a size is written out


class Undrawable(ValueError):
    """What was asked for isn't there, in words."""


@dataclass(frozen=True)
class Tick:
    at: float
    label: str
    raised: str = ""  # an exponent


@dataclass(frozen=True)
class Axis:
    """From its first value to its last, as they are plotted: logarithms where the scale is one of them."""

    first: float
    last: float
    ticks: tuple[Tick, ...]


def asked(plot: Plot, *, series: Sequence[int] = (), names: Sequence[str] = (), across: str = "", up: str = "") -> Plot:
    """Those of its series, counted from 1, under those names; raises Undrawable."""
    there = len(plot.series)
    for number in series:
        if not 1 <= number <= there:
            raise Undrawable(f"the plot has {there} series, and none is number {number}")
    chosen = [plot.series[number - 1] for number in series] or list(plot.series)
    if names and len(names) != len(chosen):
        raise Undrawable(f"{len(names)} names for {len(chosen)} series: {_labels(chosen)}")
    if len(chosen) > MOST:
        raise Undrawable(f"{len(chosen)} lines, and {MOST} are the most that can be told apart: {_labels(chosen)}")
    if not any(value is not None for each in chosen for value in each.values):
        raise Undrawable("these series have no values in this run")
    called = names or [each.label for each in chosen]
    return replace(
        plot,
        series=tuple(replace(each, label=name) for each, name in zip(chosen, called, strict=True)),
        x_label=across or plot.x_label,
        y_label=up or plot.y_label,
    )


def svg(plot: Plot) -> str:
    values = [value for series in plot.series for value in series.values if value is not None]
    up = logarithmic(min(values), max(values)) if plot.scale == "log10" else linear(min(values), max(values), fit=True)
    along = [log2(x) for x in plot.x] if plot.x_scale == "log2" else [float(x) for x in plot.x]
    across = doublings(min(along), max(along)) if plot.x_scale == "log2" else _counted(along)
    left = 8 + max(_wide(tick) for tick in up.ticks)
    legend, top = _legend(plot.series)
    top += ROW + 14  # what the axis counts
    bottom = top + HIGH
    place = Area(_scale(across.first, across.last, left, WIDTH - RIGHT), _scale(up.first, up.last, bottom, top))
    lines = [
        f'<svg viewBox="0 0 {WIDTH} {bottom + 52}">',
        *legend,
        f'<text class="fig-text" x="0" y="{top - 19}">{escape(plot.y_label, quote=False)}</text>',
        *(_rung(tick, place.down(tick.at), left) for tick in up.ticks),
        f'<path class="fig-line" d="M{left:g} {top}V{bottom}H{WIDTH - RIGHT}"/>',
        *(_foot(tick, place.across(tick.at), bottom) for tick in across.ticks),
        f'<text class="fig-text" x="{(left + WIDTH - RIGHT) / 2:g}" y="{bottom + 46}" text-anchor="middle">'
        f"{escape(plot.x_label, quote=False)}</text>",
    ]
    for number, series in reversed(list(enumerate(plot.series))):
        start = left + EVERY * (number + 0.5) / len(plot.series)
        at = start if number in _marked(plot.series) else None
        lines += _line(number, series, [place.point(x, y) for x, y in zip(along, series.values, strict=True)], at)
    return "\n".join([*lines, "</svg>", ""])


def alike(one: str, other: str) -> bool:
    """Whether two drawings show the same, but for what another processor's rounding moves a little."""
    numbers = re.compile(r"-?\d+(?:\.\d+)?")
    if numbers.sub("", one) != numbers.sub("", other):
        return False
    pairs = zip(numbers.findall(one), numbers.findall(other), strict=True)
    return all(abs(float(mine) - float(theirs)) <= 1 for mine, theirs in pairs)


@dataclass(frozen=True)
class Area:
    across: Callable[[float], float]
    down: Callable[[float], float]

    def point(self, x: float, y: float | None) -> pen.Point | None:
        return None if y is None else (self.across(x), self.down(y))


def linear(least: float, most: float, *, fit: bool = False, whole: bool = False) -> Axis:
    """`fit`: from a tick to a tick, else just as far as the values. `whole`: with nothing between 2 and 3."""
    if isclose(least, most, abs_tol=1e-300):
        room = abs(least) / 2 or 0.5
        least, most = least - room, most + room
    step = _whole((most - least) / TICKS) if whole else _good((most - least) / TICKS)
    first, last = floor(least / step + 1e-9), ceil(most / step - 1e-9)
    if not fit:
        first, last = ceil(least / step - 1e-9), floor(most / step + 1e-9)
    decimals = max(0, -floor(log10(step) + 1e-9) + (_mantissa(step) == 2.5))
    ticks = tuple(Tick(float(f"{at * step:.12g}"), _written(at * step, decimals)) for at in range(first, last + 1))
    return Axis(first * step, last * step, ticks) if fit else Axis(least, most, ticks)


def _counted(along: Sequence[float]) -> Axis:
    return linear(min(along), max(along), whole=all(x.is_integer() for x in along))


def logarithmic(least: float, most: float) -> Axis:
    """Of logarithms to base ten, from a tick to a tick: powers of ten if it is decades, else numbers between them."""
    if most - least > 1.2:
        step = _whole((most - least) / TICKS)
        exponents = range(floor(least / step + 1e-9) * step, ceil(most / step - 1e-9) * step + 1, step)
        plain = all(abs(exponent) <= PLAIN for exponent in exponents)
        return Axis(exponents[0], exponents[-1], tuple(_decade(exponent, plain=plain) for exponent in exponents))
    if isclose(least, most, abs_tol=1e-6):
        least, most = least - 0.1, most + 0.1
    for mantissas in ((1, 2, 5), range(1, 10), [tenth / 10 for tenth in range(10, 100)]):
        around = range(floor(least) - 1, ceil(most) + 2)
        sizes = sorted(log10(mantissa) + exponent for exponent in around for mantissa in mantissas)
        first, last = max(s for s in sizes if s <= least + 1e-9), min(s for s in sizes if s >= most - 1e-9)
        found = [size for size in sizes if first <= size <= last]
        if len(found) > 2:
            break
    kept = found[:: ceil(len(found) / (TICKS + 2))]
    return Axis(found[0], found[-1], tuple(Tick(size, figure(10**size)) for size in kept))


def doublings(least: float, most: float) -> Axis:
    """Of logarithms to base two."""
    first, last = ceil(least - 1e-9), floor(most + 1e-9)
    every = ceil((last - first + 1) / (TICKS + 1)) or 1
    return Axis(least, most, tuple(Tick(at, figure(2.0**at)) for at in range(first, last + 1, every)))


def _whole(step: float) -> int:
    """The next larger number that is easily counted in."""
    ten: int = 10 ** max(0, floor(log10(step)))
    return next(good * ten for good in (1, 2, 5, 10) if good * ten >= step)


def _good(step: float) -> float:
    """The next larger one that is easily counted in."""
    ten = 10.0 ** floor(log10(step))
    return next(good * ten for good in GOOD if good * ten >= step * (1 - 1e-9))


def _mantissa(step: float) -> float:
    return round(step / 10.0 ** floor(log10(step) + 1e-9), 6)


def _written(value: float, decimals: int) -> str:
    if decimals > PLAIN + 1:
        return figure(value)
    return f"{value:,.{decimals}f}".replace("-", "−") if round(value, 9) else "0"


def _decade(exponent: int, *, plain: bool) -> Tick:
    if plain or exponent == 0:
        return Tick(exponent, f"{10.0**exponent:,.{max(0, -exponent)}f}")
    return Tick(exponent, "10", str(exponent).replace("-", "−"))


def _wide(tick: Tick) -> float:
    return round(10.5 * len(tick.label) + 10 * len(tick.raised))


def _scale(first: float, last: float, start: float, end: float) -> Callable[[float], float]:
    if first == last:
        return lambda value: (start + end) / 2
    return lambda value: round(start + (value - first) / (last - first) * (end - start), 1)


def _rung(tick: Tick, y: float, left: float) -> str:
    raised = f'<tspan class="fig-small" dy="-6">{tick.raised}</tspan>' if tick.raised else ""
    label = f'<text class="fig-text" x="{left - 8:g}" y="{y + 5:g}" text-anchor="end">{tick.label}{raised}</text>'
    return f'<path class="fig-soft" d="M{left:g} {y:g}H{WIDTH - RIGHT}"/>{label}'


def _foot(tick: Tick, x: float, bottom: float) -> str:
    label = f'<text class="fig-text" x="{x:g}" y="{bottom + 22}" text-anchor="middle">{tick.label}</text>'
    return f'<path class="fig-line" d="M{x:g} {bottom}v5"/>{label}'


def _legend(series: Sequence[Series]) -> tuple[list[str], int]:
    """Its elements, and how far down it goes."""
    drawn, x, y = [], 0.0, 12
    marked = _marked(series)
    for number, each in enumerate(series):
        wide = SWATCH + 8 + LETTER * len(each.label)
        if x and x + wide > WIDTH:
            x, y = 0.0, y + ROW
        line = "" if each.marks else f'<path class="{_classes(number, each)}" d="M{x:g} {y}h{SWATCH}"/>'
        marker = _marker(number, (x + SWATCH / 2, y)) if number in marked else ""
        words = f'<text class="fig-text" x="{x + SWATCH + 8:g}" y="{y + 5}">{escape(each.label, quote=False)}</text>'
        drawn.append(line + marker + words)
        x = round(x + wide + 18, 1)
    return drawn, y + 12


def _line(number: int, series: Series, points: list[pen.Point | None], start: float | None) -> Iterator[str]:
    """With markers from `start` on, if there is one."""
    there = [point for point in points if point is not None]
    if series.marks:
        yield from (_marker(number, point) for point in there)
        return
    found = list(pen.stretches(points))
    ways = "".join(pen.way(stretch, NEAR) + ("h0" if len(stretch) == 1 else "") for stretch in found)
    if ways:
        yield f'<path class="{_classes(number, series)}" d="{LONG.sub(NEW_LINE, ways)}"/>'
    if start is not None:
        alone = [stretch[0] for stretch in found if len(stretch) == 1]
        yield from (_marker(number, point) for point in sorted({*_some(there, start), *alone}))


def _some(points: list[pen.Point], start: float) -> Iterator[pen.Point]:
    """Some way apart, each line's in other places than the next one's; at least one."""
    wanted, none = start, True
    for x, y in points:
        if x >= wanted or (none and (x, y) == points[-1]):
            none = False
            yield x, y
            while wanted <= x:
                wanted += EVERY


def _marker(number: int, point: pen.Point) -> str:
    shape = pen.MARKERS[number % len(pen.MARKERS)]
    filled = " fig-dot" if shape.endswith("Z") else ""
    place = f"translate({point[0]:g} {point[1]:g})"
    return f'<path class="fig-plot-{number % COLOURS + 1}{filled}" transform="{place}" d="{shape}"/>'


def _marked(series: Sequence[Series]) -> set[int]:
    """The numbers of those that have markers: all, but for a dashed one that is told apart by that alone."""
    dashed = [number for number, each in enumerate(series) if each.dashed]
    return set(range(len(series))) - (set(dashed) if len(dashed) == 1 else set())


def _classes(number: int, series: Series) -> str:
    return f"fig-plot-{number % COLOURS + 1}{' fig-dash' if series.dashed else ''}"


def _labels(series: Iterable[Series]) -> str:
    return listed(f"“{each.label}”" for each in series)
