"""Two Results of one experiment, or of two of one kind, put into one: in the same plots, their numbers side by side."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sandbox import form
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED
from sandbox.experiments.registry import EXPERIMENTS, akin
from sandbox.experiments.words import shown
from sandbox.models import Result

Plain = dict[str, Any]
Name = TypeVar("Name", bound=Hashable)
NONE = "–"
AXES = ("y_label", "scale", "x_scale")


class Incomparable(Exception):
    """Why these two can't be laid over each other, in words."""


@dataclass(frozen=True)
class Row:
    """What A and B say of the same thing."""

    label: str
    a: str
    b: str

    @property
    def differs(self) -> bool:
        return self.a != self.b


@dataclass(frozen=True)
class Side:
    letter: str
    result: Result

    @property
    def experiment(self) -> Experiment:
        return EXPERIMENTS[self.result.experiment]

    @property
    def address(self) -> str:
        return form.permalink(self.experiment, self.result.parameters, self.result.seed)

    @property
    def verdict(self) -> Plain:
        return self.result.outcome["verdict"]


@dataclass(frozen=True)
class Pair:
    """Of a heatmap or a table that can't be laid over the other: first A's, then B's."""

    a: Plain | None
    b: Plain | None

    @property
    def both(self) -> list[tuple[str, Plain]]:
        return [(letter, one) for letter, one in (("A", self.a), ("B", self.b)) if one is not None]


@dataclass(frozen=True)
class Comparison:
    sides: tuple[Side, Side]
    parameters: list[Row]
    numbers: list[Row]
    plots: list[Plain]
    heatmaps: list[Plain]
    tables: list[Plain]
    passages: list[Plain]
    melodies: list[Plain]

    @property
    def title(self) -> str:
        return " and ".join(dict.fromkeys(side.experiment.title for side in self.sides))

    @property
    def of_two_experiments(self) -> bool:
        return self.sides[0].experiment != self.sides[1].experiment

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.parameters if row.differs]

    @property
    def same(self) -> list[Row]:
        return [row for row in self.parameters if not row.differs]


def compare(a: Result, b: Result) -> Comparison:
    experiment = EXPERIMENTS[a.experiment]
    if a.pk == b.pk:
        raise Incomparable("Both are the same run. Choose another one to compare it with.")
    other = EXPERIMENTS[b.experiment]
    if other != experiment and other not in akin(experiment):
        raise Incomparable(
            f"One is of “{experiment.title}”, the other of “{other.title}”: they have no plot in common."
        )
    if other == experiment and a.version != b.version:
        raise Incomparable(
            f"One was computed by version {a.version} of the experiment, the other by version {b.version}: their "
            "numbers are not about the same thing. Run the older one again."
        )
    if a.outcome is None or b.outcome is None:
        raise Incomparable("Only runs that are done can be compared.")
    return Comparison(
        sides=(Side("A", a), Side("B", b)),
        parameters=_parameters(a, b),
        numbers=_numbers(a.outcome, b.outcome),
        plots=[
            _overlaid(pair) for both in _pairs(a.outcome, b.outcome, "plots") for pair in _on_one_pair_of_axes(both)
        ],
        heatmaps=[
            {**heatmap, "title": f"{letter}: {heatmap['title']}", "name": f"{letter} {heatmap['name']}"}
            for pair in _pairs(a.outcome, b.outcome, "heatmaps")
            for letter, heatmap in _on_one_scale(pair).both
        ],
        tables=_one_after_the_other(a.outcome, b.outcome, "tables"),
        passages=_one_after_the_other(a.outcome, b.outcome, "passages"),
        melodies=_one_after_the_other(a.outcome, b.outcome, "melodies"),
    )


def _one_after_the_other(a: Plain, b: Plain, kind: str) -> list[Plain]:
    return [
        {**one, "title": f"{letter}: {one['title']}", "name": f"{letter} {one['name']}"}
        for pair in _pairs(a, b, kind)
        for letter, one in pair.both
    ]


def _parameters(a: Result, b: Result) -> list[Row]:
    """By name and label: two experiments may call different things by one name."""
    said = [_said(result) for result in (a, b)]
    return [Row(label, *(each.get((name, label), NONE) for each in said)) for name, label in _in_order(*said)]


def _said(result: Result) -> dict[tuple[str, str], str]:
    experiment = EXPERIMENTS[result.experiment]
    said = {
        (one.name, one.label): one.said(result.parameters.get(one.name, one.default)) for one in experiment.parameters
    }
    return {**said, (SEED.name, SEED.label): shown(result.seed)} if experiment.draws else said


def _numbers(a: Plain, b: Plain) -> list[Row]:
    """A number that is called something else in each run is another number in each."""
    said = [{(number["name"], number["label"]): number["text"] for number in outcome["numbers"]} for outcome in (a, b)]
    return [Row(key[1], said[0].get(key, NONE), said[1].get(key, NONE)) for key in _in_order(*said)]


def _in_order(a: Mapping[Name, Any], b: Mapping[Name, Any]) -> list[Name]:
    return [*a, *(name for name in b if name not in a)]


def _pairs(a: Plain, b: Plain, kind: str) -> Iterator[Pair]:
    named = [{one["name"]: one for one in outcome.get(kind, ())} for outcome in (a, b)]
    for name in _in_order(*named):
        yield Pair(named[0].get(name), named[1].get(name))


def _on_one_pair_of_axes(pair: Pair) -> list[Pair]:
    """The pair, or each alone where they measure something else."""
    axes = [[plot.get(name) for name in AXES] for _, plot in pair.both]
    return [pair] if axes[0] == axes[-1] else [Pair(pair.a, None), Pair(None, pair.b)]


def _overlaid(pair: Pair) -> Plain:
    """One plot over all the x of both. B's line has the colour of A's; what is the same in both is drawn once."""
    frame = pair.a or pair.b
    x = sorted({at for _, plot in pair.both for at in plot["x"]})
    lines = {letter: {series["name"]: series for series in plot["series"]} for letter, plot in pair.both}
    order = _in_order(lines.get("A", {}), lines.get("B", {}))
    at = {
        (letter, series["name"]): dict(zip(plot["x"], series["values"], strict=True))
        for letter, plot in pair.both
        for series in plot["series"]
    }
    drawn = []
    for number, name in enumerate(order):
        owners = [letter for letter in lines if name in lines[letter]]
        values = {letter: at[letter, name] for letter in owners}
        labels = {lines[letter][name]["label"] for letter in owners}
        if len(owners) == 2 and len(labels) == 1 and _agree(*values.values()):
            both = {**values["B"], **values["A"]}
            drawn.append(_line(lines["A"][name], number, f"A and B: {labels.pop()}", both, x))
            continue
        for letter in owners:
            series = lines[letter][name]
            label = f"{letter}: {series['label']}"
            drawn.append(_line(series, number, label, values[letter], x) | {"second": letter == "B"})
    descriptions = " ".join(f"{letter}: {plot['description']}" for letter, plot in pair.both)
    return {**frame, "description": descriptions, "title": _said_of_both(pair, "title"), "x": x, "series": drawn} | {
        "x_label": _said_of_both(pair, "x_label")
    }


def _line(series: Plain, number: int, label: str, values: Plain, x: Sequence[float]) -> Plain:
    return {**series, "number": number, "label": label, "values": [values.get(at) for at in x]}


def _agree(a: Plain, b: Plain) -> bool:
    return all(b.get(at, value) == value for at, value in a.items()) and bool(a.keys() & b.keys())


def _said_of_both(pair: Pair, name: str) -> str:
    said = [one[name] for _, one in pair.both]
    return said[0] if len(set(said)) == 1 else " · ".join(f"{letter}: {one[name]}" for letter, one in pair.both)


def _on_one_scale(pair: Pair) -> Pair:
    """The same colour is the same value in both."""
    ends = {
        "least": min(one["least"] for _, one in pair.both),
        "most": max(one["most"] for _, one in pair.both),
    }
    return Pair(*(one and {**one, **ends} for one in (pair.a, pair.b)))
