"""How the lab's values are written in its templates."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from django import template

from sandbox import form, presentation, roll
from sandbox.experiments import words
from sandbox.experiments.pen import MARKERS
from sandbox.experiments.registry import EXPERIMENTS

register = template.Library()

register.filter("shown", words.shown)
register.filter("typeset", words.typeset)
register.filter("unbroken", words.unbroken)
register.filter("figure", words.figure)
register.filter("rolled", roll.rolled)
register.filter("note_name", roll.note_name)
register.filter("title_of", lambda result: EXPERIMENTS[result.experiment].title)
register.filter("asked_in_words", presentation.asked_in_words)
register.simple_tag(form.permalink, name="permalink")
register.simple_tag(presentation.shown_by)
register.simple_tag(presentation.whats_next)


TEMPLATES = {
    "plots": "sandbox/_plot.html",
    "heatmaps": "sandbox/_heatmap.html",
    "passages": "sandbox/_passages.html",
    "melodies": "sandbox/_melody.html",
    "tables": "sandbox/_table.html",
}


@register.filter
def drawings(found: Any, face: str) -> list[dict[str, Any]]:
    """What there is to look at, each with the template that draws it; results of earlier versions have plots alone."""
    kinds = sorted(TEMPLATES, key=lambda kind: kind != face)
    return [{"template": TEMPLATES[kind], "part": part} for kind in kinds for part in _of_kind(found, kind)]


def _of_kind(found: Any, kind: str) -> Any:
    return (found.get(kind) if isinstance(found, Mapping) else getattr(found, kind, None)) or ()


@register.filter
def about_seconds(seconds: float) -> str:
    return words.about_seconds(seconds).replace(" ", "\N{NO-BREAK SPACE}")


COLOURS = 5  # --plot-1 to --plot-5


@register.filter
def hue(number: int) -> int:
    """Which of the plot's colours the line of this number has, from 1."""
    return number % COLOURS + 1


@register.filter
def marker(number: int) -> str:
    """Which marker: lines of one colour have others."""
    return MARKERS[(number + number // COLOURS) % len(MARKERS)]


@register.filter
def numbered(plot: dict[str, Any]) -> list[dict[str, Any]]:
    """The plot's series, each with the number of its colour and marker; in a comparison two have the same."""
    return [{"number": number, **series} for number, series in enumerate(plot["series"])]


@register.filter
def uncapitalised(label: str, first: bool) -> str:
    """A label as it goes on within a sentence."""
    return label if first else label[:1].lower() + label[1:]


@register.filter
def measured(value: float | None, scale: str) -> str:
    """A value of a plot: itself, or the size that it is the logarithm of."""
    if value is None:
        return "–"
    return words.unbroken(words.power(value) if scale == "log10" else words.figure(value))


@register.filter
def cell(value: str | int | float | None) -> str:
    return words.unbroken(value if isinstance(value, str) else words.figure(value))


@register.filter
def rows(plot: dict[str, Any]) -> list[tuple[int | float, tuple[float | None, ...]]]:
    """The plot as a table: each x with the value of every series."""
    columns = [series["values"] for series in plot["series"]]
    return list(zip(plot["x"], zip(*columns, strict=True), strict=True))


@register.filter
def rows_of_heatmap(heatmap: dict[str, Any]) -> Iterator[tuple[int | str, list[float | None]]]:
    return zip(heatmap["y"], heatmap["values"], strict=True)


@register.filter
def has_gaps(heatmap: dict[str, Any]) -> bool:
    return any(value is None for row in heatmap["values"] for value in row)


@register.filter
def height(heatmap: dict[str, Any]) -> str:
    """How much room its rows need, in a word."""
    return next(word for word, most in (("low", 3), ("middling", 8), ("high", math.inf)) if len(heatmap["y"]) <= most)


@register.filter
def laid_out(table: dict[str, Any]) -> dict[str, Any]:
    """The table's cells, each with whether its column is one of numbers."""
    columns = list(zip(*table["rows"], strict=True)) or [()] * len(table["columns"])
    numeric = [not any(isinstance(value, str) for value in column) for column in columns]
    return {
        "headings": list(zip(table["columns"], numeric, strict=True)),
        "first_numeric": numeric[0],
        "rows": [(row[0], list(zip(row[1:], numeric[1:], strict=True))) for row in table["rows"]],
    }
