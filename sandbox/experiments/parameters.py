"""What can be set before a run: a quantity, a choice, a few numbers in a row. Each reads what a person says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from sandbox.experiments.words import listed, shown, typeset

Value = int | float | str


class Unreadable(ValueError):
    """A value that a parameter refuses; the message says so in words."""


@dataclass(frozen=True)
class Choice:
    key: str
    label: str  # as it stands in the middle of a sentence


@dataclass(frozen=True)
class Condition:
    """Another parameter's values with which this one matters."""

    name: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Quantity:
    name: str
    label: str
    unit: str
    kind: Literal["integer", "real"]
    default: int | float
    least: int | float
    most: int | float
    step: int | float
    help: str = ""
    only_if: Condition | None = None

    def read(self, said: object) -> int | float:
        """The value, whether it came as text or as a number; equal values come out identical."""
        text = _text(said)
        if not text:
            raise Unreadable(f"A number from {typeset(self.least)} to {typeset(self.most)}, please.")
        number = _number(text, self.least, self.most)
        if number % Decimal(str(self.step)):
            wanted = "whole numbers" if self.kind == "integer" else f"steps of {shown(self.step)}"
            raise Unreadable(f"{text[:40]} is too fine: in {wanted}, please.")
        return int(number) if self.kind == "integer" else float(number) + 0.0  # −0.0 + 0.0 is 0.0

    def matters(self, values: Mapping[str, Value]) -> bool:
        return _fulfilled(self.only_if, values)

    @property
    def bounds(self) -> tuple[int | float, ...]:
        return self.least, self.most, self.step

    def said(self, value: Value) -> str:
        """With its unit, unless the label has named that."""
        return shown(value) if self.label.lower().endswith(self.unit) else f"{shown(value)} {self.unit}"


@dataclass(frozen=True)
class Selection:
    """One of a few that have names; its value is the key."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    default: str
    help: str = ""
    only_if: Condition | None = None
    kind: Literal["choice"] = "choice"
    unit: str = ""

    def read(self, said: object) -> str:
        text = _text(said)
        if text not in {choice.key for choice in self.choices}:
            offered = listed((choice.key for choice in self.choices), last="or")
            raise Unreadable(f"“{text[:40]}” is not on offer: {offered}, please.")
        return text

    def matters(self, values: Mapping[str, Value]) -> bool:
        return _fulfilled(self.only_if, values)

    @property
    def bounds(self) -> tuple[str, ...]:
        return tuple(choice.key for choice in self.choices)

    def said(self, value: Value) -> str:
        return next(choice.label for choice in self.choices if choice.key == value)


@dataclass(frozen=True)
class Numbers:
    """A few numbers in a row. The value is their text in one fixed form, “1, 0, -0.5”, which `in_a_row` takes apart."""

    name: str
    label: str
    default: str
    fewest: int
    most_of_them: int
    least: int | float
    most: int | float
    help: str = ""
    only_if: Condition | None = None
    kind: Literal["numbers"] = "numbers"
    unit: str = ""

    def read(self, said: object) -> str:
        if isinstance(said, list | tuple):
            texts = [_text(one) for one in said]
        else:
            texts = [text for text in re.split(r"[,;\s]+", _text(said)) if text]
        if not self.fewest <= len(texts) <= self.most_of_them:
            raise Unreadable(
                f"{self.wanted}, please; there {'is' if len(texts) == 1 else 'are'} {len(texts) or 'none'}."
            )
        return ", ".join(shown(round(float(_number(text, self.least, self.most)), 4) + 0.0) for text in texts)

    @property
    def wanted(self) -> str:
        several = f"{self.most_of_them} numbers"
        how_many = several if self.fewest == self.most_of_them else f"{self.fewest} to {several}"
        return f"{how_many} from {typeset(self.least)} to {typeset(self.most)}"

    def matters(self, values: Mapping[str, Value]) -> bool:
        return _fulfilled(self.only_if, values)

    @property
    def bounds(self) -> tuple[int | float, ...]:
        return self.least, self.most, self.fewest, self.most_of_them

    def said(self, value: Value) -> str:
        return shown(value)


Parameter = Quantity | Selection | Numbers


def in_a_row(value: Value) -> tuple[float, ...]:
    """The numbers in the value of a Numbers."""
    return tuple(float(text) for text in str(value).split(", "))


def _fulfilled(condition: Condition | None, values: Mapping[str, Value]) -> bool:
    return condition is None or values[condition.name] in condition.among


def _text(said: object) -> str:
    return "" if said is None or isinstance(said, bool) else str(said).strip().replace("\N{MINUS SIGN}", "-")


def _number(text: str, least: float, most: float) -> Decimal:
    try:
        number = Decimal(text) if len(text) <= 40 else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise Unreadable(f"“{text[:40]}” is not a number.")
    if not Decimal(str(least)) <= number <= Decimal(str(most)):
        raise Unreadable(f"{text[:40]} is out of range: from {typeset(least)} to {typeset(most)}.")
    return number


SEED = Quantity(
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
