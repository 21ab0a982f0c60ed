"""What an experiment is and what it returns: frozen values. What it computes belongs in its own file."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from sandbox.experiments.words import shown

Value = int | float


class Unreadable(ValueError):
    """A value that a parameter refuses; the message says so in words."""


@dataclass(frozen=True)
class Parameter:
    name: str
    label: str
    unit: str
    kind: Literal["integer", "real"]
    default: Value
    least: Value
    most: Value
    step: Value
    help: str = ""

    def read(self, said: object) -> Value:
        """The value, whether it came as text or as a number; equal values come out identical."""
        text = "" if said is None or isinstance(said, bool) else str(said).strip()
        if not text:
            raise Unreadable(f"A number from {shown(self.least)} to {shown(self.most)}, please.")
        number = _decimal(text)
        if number is None:
            raise Unreadable(f"“{text[:40]}” is not a number.")
        if not Decimal(str(self.least)) <= number <= Decimal(str(self.most)):
            raise Unreadable(f"{text[:40]} is out of range: from {shown(self.least)} to {shown(self.most)}.")
        if number % Decimal(str(self.step)):
            wanted = "whole numbers" if self.kind == "integer" else f"steps of {shown(self.step)}"
            raise Unreadable(f"{text[:40]} is too fine: in {wanted}, please.")
        return int(number) if self.kind == "integer" else float(number) + 0.0  # −0.0 + 0.0 is 0.0


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if len(text) <= 40 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


SEED = Parameter(
    name="seed",
    label="Seed",
    unit="",
    kind="integer",
    default=1,
    least=0,
    most=999_999,
    step=1,
    help="Another seed draws other weights and inputs.",
)


@dataclass(frozen=True)
class Series:
    """One line of a plot: a value for each x, or None where there is none (yet)."""

    name: str
    label: str
    values: tuple[float | None, ...]
    dashed: bool = False


@dataclass(frozen=True)
class Plot:
    name: str
    description: str
    x_label: str
    x: tuple[int, ...]
    y_label: str
    scale: Literal["linear", "log10"]  # log10: the values are logarithms already, so that none can underflow
    series: tuple[Series, ...]


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


@dataclass(frozen=True)
class Choice:
    key: str
    label: str  # as it stands in “You predicted …”


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
        if self.right is None:
            return f"It was {self.was}: {self.measured}."
        if self.right:
            return f"You predicted {self.predicted}, and it was: {self.measured}."
        return f"You predicted {self.predicted}. It was {self.was}: {self.measured}."


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
            measured=number["text"].replace(" ", "\N{NO-BREAK SPACE}"),
            right=predicted == right if predicted in self.labels else None,
        )


# Called with the share done (0 to 1) and what can be drawn already, at least every second or so.
Report = Callable[[float, tuple[Plot, ...]], None]


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
    parameters: tuple[Parameter, ...]
    prediction: Prediction
    run: Callable[[Mapping[str, Value], int, Report], Outcome]
    presets: tuple[Preset, ...] = field(default=())

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
        return values, problems


def as_json(part: Outcome | Plot) -> dict[str, Any]:
    """Plain values for a JSON column. Refuses NaN and infinities, which JSON does not have."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(part), allow_nan=False))
    return plain
