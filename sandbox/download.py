"""A done Result to take along: as JSON, and as one long table in which every number has a row."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from sandbox import form
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result

# One shape for all: filter by part and name, then pivot. `value` is a number but where `part` is about, table or text.
COLUMNS = ("part", "name", "row", "column", "value")
Cell = str | int | float | None
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def file_name(result: Result, ending: str) -> str:
    of_seed = f"-seed-{result.seed}" if EXPERIMENTS[result.experiment].draws else ""
    return f"{result.experiment}{of_seed}-result-{result.pk}.{ending}"


def as_plain(result: Result, site: str) -> dict[str, Any]:
    experiment = EXPERIMENTS[result.experiment]
    return {
        "experiment": result.experiment,
        "title": experiment.title,
        "version": result.version,
        "parameters": result.parameters,
        **({"seed": result.seed} if experiment.draws else {}),
        "computed_at": result.finished_at.isoformat(),
        "machine": result.machine,
        "page": site + form.permalink(experiment, result.parameters, result.seed),
        "outcome": result.outcome,
    }


def as_csv(result: Result, site: str) -> str:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for row in _rows(result, site):
        table.writerow([_harmless(cell) for cell in row])
    return written.getvalue()


def _rows(result: Result, site: str) -> Iterator[tuple[Cell, ...]]:
    plain = as_plain(result, site)
    outcome = plain.pop("outcome")
    parameters = plain.pop("parameters")
    for name, value in plain.items():
        yield "about", name, None, None, value
    for name, value in parameters.items():
        yield "parameter", name, None, None, value
    for number in outcome["numbers"]:
        yield "number", number["name"], None, None, number["value"]
    held = {True: "yes", False: "no", None: "not about this run"}[outcome["verdict"]["held"]]
    yield "verdict", "held", None, None, held
    for plot in outcome["plots"]:
        part = "plot-log10" if plot["scale"] == "log10" else "plot"
        for series in plot["series"]:
            for x, value in zip(plot["x"], series["values"], strict=True):
                yield part, plot["name"], x, series["name"], value
    for heatmap in outcome.get("heatmaps", ()):
        for y, values in zip(heatmap["y"], heatmap["values"], strict=True):
            for x, value in zip(heatmap["x"], values, strict=True):
                yield "heatmap", heatmap["name"], y, x, value
    for passages in outcome.get("passages", ()):
        for label, text in passages["lines"]:
            yield "text", passages["name"], label, None, text
    for melody in outcome.get("melodies", ()):
        for number, note in enumerate(melody["notes"], start=1):
            for name in ("start", "steps", "pitch"):
                yield "note", melody["name"], number, name, note[name]
    for table in outcome.get("tables", ()):
        for first, *others in table["rows"]:
            for heading, value in zip(table["columns"][1:], others, strict=True):
                yield "table", table["name"], first, heading, value


def _harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would compute is marked as text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
