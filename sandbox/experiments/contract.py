"""What an experiment is and what it returns: frozen values. What it computes belongs in its own file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

from sandbox.experiments.parameters import SEED, Choice, Parameter, Unreadable, Value
from sandbox.experiments.words import about_seconds, unbroken

MOST_SECONDS = 30  # what a run may take by its own estimate; whatever would take longer is refused before it is queued


@dataclass(frozen=True)
class Series:
    """One line of a plot: a value for each x, or None where there is none (yet)."""

    name: str
    label: str
    values: tuple[float | None, ...]
    dashed: bool = False
    marks: bool = False  # each value for itself, with no line between them


@dataclass(frozen=True)
class Plot:
    name: str
    description: str
    x_label: str
    x: tuple[int | float, ...]
    y_label: str
    scale: Literal["linear", "log10"]  # log10: the values are logarithms already, so that none can underflow
    series: tuple[Series, ...]
    title: str = ""  # where there is more than one plot
    x_scale: Literal["linear", "log2"] = "linear"  # log2: as far from 64 to 128 as from 128 to 256


@dataclass(frozen=True)
class Heatmap:
    """A number for each row and column, drawn as a colour; None where there is none (yet)."""

    name: str
    title: str
    description: str
    x_label: str
    x: tuple[int | str, ...]  # a name for each column
    y_label: str
    y: tuple[int | str, ...]  # and for each row
    value_label: str
    values: tuple[tuple[float | None, ...], ...]  # a row for each y
    least: float  # the values at the ends of the colours
    most: float
    middle: float | None = None  # where given, what lies below and above it has different colours


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first cell of a row says what the row is about. None: there is no such value."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]


@dataclass(frozen=True)
class Passages:
    """Texts, one under the other, each with what it is: a sample after so many iterations, a candidate and its rank."""

    name: str
    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Note:
    start: int  # steps
    steps: int
    pitch: int  # as MIDI counts: 60 is middle C, 69 the A of 440 Hz


@dataclass(frozen=True)
class Melody:
    """Notes, drawn over time and playable."""

    name: str
    title: str
    description: str
    notes: tuple[Note, ...]
    steps: int
    given: int  # that many steps at the start were given; the notes from there on are the network's own
    steps_a_second: float
    steps_a_bar: int


@dataclass(frozen=True)
class Number:
    """One of the few numbers that matter: for a machine, and as a person reads it."""

    name: str
    label: str
    value: float | None
    text: str


@dataclass(frozen=True)
class Verdict:
    """Whether this run bore the claim out. None: the claim does not speak about this run."""

    claim: str
    held: bool | None
    sentence: str


@dataclass(frozen=True)
class Outcome:
    plots: tuple[Plot, ...]
    numbers: tuple[Number, ...]
    verdict: Verdict
    heatmaps: tuple[Heatmap, ...] = ()
    tables: tuple[Table, ...] = ()
    passages: tuple[Passages, ...] = ()
    melodies: tuple[Melody, ...] = ()


DRAWN = ("plots", "heatmaps", "tables", "passages", "melodies")  # what of an outcome there is to look at


@dataclass(frozen=True)
class Hindsight:
    """What came out, in the words of the prediction; beside it what was predicted, if anything was."""

    predicted: str
    was: str
    measured: str
    right: bool | None

    @property
    def word(self) -> str:
        return {True: "Right", False: "Wrong", None: ""}[self.right]

    @property
    def sentence(self) -> str:
        was = self.was if self.was == self.measured else f"{self.was}: {self.measured}"
        if self.right is None:
            return f"It was {was}."
        if self.right:
            return f"You predicted {self.predicted}, and it was: {self.measured}."
        return f"You predicted {self.predicted}. It was {was}."


@dataclass(frozen=True)
class Prediction:
    """What to commit to before a run. One of its numbers decides which choice was right."""

    question: str
    number: str
    choices: tuple[Choice, ...]
    right: Callable[[float | None], str]  # that number's value → the key of the choice that holds it

    def read(self, said: str) -> str:
        """The key of a choice, or nothing: a prediction is never a reason to refuse a run."""
        return said if said in self.labels else ""

    @property
    def labels(self) -> dict[str, str]:
        return {choice.key: choice.label for choice in self.choices}

    def in_hindsight(self, predicted: str, outcome: Mapping[str, Any]) -> Hindsight:
        """Judges a prediction by an outcome as it is stored, of the version that this prediction belongs to."""
        number = next(number for number in outcome["numbers"] if number["name"] == self.number)
        right = self.right(number["value"])
        return Hindsight(
            predicted=self.labels.get(predicted, ""),
            was=self.labels[right],
            measured=unbroken(number["text"]),
            right=predicted == right if predicted in self.labels else None,
        )


class Report(Protocol):
    """Called with the share done (0 to 1) and what can be drawn already: at once, and then a few times a second."""

    def __call__(
        self,
        progress: float,
        plots: tuple[Plot, ...] = (),
        heatmaps: tuple[Heatmap, ...] = (),
        tables: tuple[Table, ...] = (),
        passages: tuple[Passages, ...] = (),
        melodies: tuple[Melody, ...] = (),
    ) -> None: ...


@dataclass(frozen=True)
class Preset:
    label: str
    parameters: Mapping[str, Value]


@dataclass(frozen=True)
class Experiment:
    key: str
    version: int  # raised whenever the numbers or the prediction's choices change: stored results belong to a version
    title: str
    summary: str
    claim: str
    say: str  # in an interview, once one has seen it: true whatever the parameters were
    parameters: tuple[Parameter, ...]
    prediction: Prediction
    run: Callable[[Mapping[str, Value], int, Report], Outcome]
    seconds: Callable[[Mapping[str, Value]], float]  # about how long a run takes, on one core
    presets: tuple[Preset, ...] = ()
    face: Literal["plots", "heatmaps", "tables", "passages", "melodies"] = "plots"  # what of it is shown first
    kind: str = ""  # experiments of one kind draw a plot of one name and axes: their runs can be laid over each other
    figure: Callable[[Mapping[str, Value], Mapping[str, Any]], object] | None = None  # what its `_figure.html` shows
    measures_time: bool = False  # its numbers are this machine's, and another run's are others: never shared
    draws: bool = True  # False: it draws nothing at random, so there is no seed to choose and one Result for all

    @property
    def settings(self) -> tuple[Parameter, ...]:
        """What can be set before a run: its parameters, and the seed where it draws."""
        return (*self.parameters, SEED) if self.draws else self.parameters

    @property
    def has_figure(self) -> bool:
        return self.figure is not None

    @property
    def defaults(self) -> dict[str, Value]:
        return {parameter.name: parameter.default for parameter in self.parameters}

    def read(self, said: Mapping[str, object]) -> tuple[dict[str, Value], dict[str, str]]:
        """The parameters' values, defaults filled in, and the problems in words, by name."""
        values, problems = dict(self.defaults), {}
        for parameter in self.parameters:
            if parameter.name in said:
                try:
                    values[parameter.name] = parameter.read(said[parameter.name])
                except Unreadable as problem:
                    problems[parameter.name] = str(problem)
        for parameter in self.parameters:
            if not parameter.matters(values):
                values[parameter.name] = parameter.default  # what makes no difference makes no other result
                problems.pop(parameter.name, None)
        return values, problems or self._too_costly(values)

    def read_seed(self, said: object) -> int:
        """Where nothing is drawn all seeds are one, and what was said of it is nobody's mistake."""
        return int(SEED.read(said) if self.draws else SEED.default)

    def _too_costly(self, values: dict[str, Value]) -> dict[str, str]:
        """A problem for the parameter that, at its default, would save the most time."""
        seconds = self.seconds(values)
        if seconds <= MOST_SECONDS:
            return {}
        costliest = min(self.parameters, key=lambda one: self.seconds({**values, one.name: one.default}))
        return {
            costliest.name: f"All of this together takes about {about_seconds(seconds)}, and the lab’s limit is "
            f"{MOST_SECONDS} s. Less of this one helps most."
        }


def as_json(part: Outcome | Plot | Heatmap | Table | Passages | Melody) -> dict[str, Any]:
    """Plain values for a JSON column. Refuses NaN and infinities, which JSON does not have."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(part), allow_nan=False))
    return plain
