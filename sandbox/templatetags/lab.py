"""How the lab's values are written in its templates."""

from django import template

from sandbox import form, presentation
from sandbox.experiments import words

register = template.Library()

register.filter("shown", words.shown)
register.filter("typeset", words.typeset)
register.filter("in_words", presentation.in_words)
register.simple_tag(form.permalink, name="permalink")
register.simple_tag(presentation.shown_by)
register.simple_tag(presentation.whats_next)


@register.filter
def about_seconds(seconds: float) -> str:
    return words.about_seconds(seconds).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def measured(value: float | None, scale: str) -> str:
    """A value of a plot: itself, or the size that it is the logarithm of."""
    if value is None:
        return "–"
    return words.power(value) if scale == "log10" else words.shown(value)


@register.filter
def rows(plot: dict) -> list[tuple[int, list[float | None]]]:
    """The plot as a table: each x with the value of every series."""
    columns = [series["values"] for series in plot["series"]]
    return list(zip(plot["x"], zip(*columns, strict=True), strict=True))
