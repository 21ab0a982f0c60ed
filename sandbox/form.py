"""The parameters as they travel: said in a query, shown as fields, and back into an address."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from sandbox.experiments.contract import SEED, Experiment, Parameter, Unreadable, Value
from sandbox.experiments.words import shown


@dataclass(frozen=True)
class Field:
    parameter: Parameter
    said: str
    problem: str


@dataclass(frozen=True)
class Form:
    experiment: Experiment
    fields: tuple[Field, ...]
    values: dict[str, Value]
    seed: int

    @property
    def sound(self) -> bool:
        return not any(field.problem for field in self.fields)

    @property
    def address(self) -> str:
        """The permalink of what was said, whether it can be run or not."""
        if self.sound:
            return permalink(self.experiment, self.values, self.seed)
        return address(self.experiment, {field.parameter.name: field.said for field in self.fields})


def read(experiment: Experiment, said: Mapping[str, str]) -> Form:
    """What was said, defaults filled in. Names that the experiment does not know are somebody else's."""
    values, problems = experiment.read(said)
    try:
        seed = int(SEED.read(said.get("seed", SEED.default)))
    except Unreadable as problem:
        seed, problems["seed"] = int(SEED.default), str(problem)
    fields = tuple(
        Field(parameter, said.get(parameter.name, shown(parameter.default))[:40], problems.get(parameter.name, ""))
        for parameter in (*experiment.parameters, SEED)
    )
    return Form(experiment, fields, values, seed)


def address(experiment: Experiment, said: Mapping[str, str]) -> str:
    return f"{reverse('sandbox:experiment', args=[experiment.key])}?{urlencode(said)}"


def permalink(experiment: Experiment, values: Mapping[str, Value], seed: int) -> str:
    complete = {**experiment.defaults, **values, "seed": seed}
    return address(experiment, {name: shown(value) for name, value in complete.items()})
