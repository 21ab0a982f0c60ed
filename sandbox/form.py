"""The parameters as they travel: said in a query, shown as fields, and back into an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.http import urlencode

from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED, Parameter, Unreadable, Value
from sandbox.experiments.words import shown

LONGEST = 400  # letters of one field that are given back to be mended


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
    prediction: str
    client_key: UUID

    @property
    def sound(self) -> bool:
        return not any(field.problem for field in self.fields)

    @property
    def address(self) -> str:
        """The permalink of what was said, whether it can be run or not."""
        if self.sound:
            return permalink(self.experiment, self.values, self.seed)
        said = {field.parameter.name: field.said for field in self.fields}
        return address(self.experiment, said | ({"prediction": self.prediction} if self.prediction else {}))


def read(experiment: Experiment, said: Mapping[str, str]) -> Form:
    """What was said, defaults filled in. Names that the experiment does not know are somebody else's."""
    values, problems = experiment.read(said)
    try:
        seed = int(SEED.read(said.get("seed", SEED.default)))
    except Unreadable as problem:
        seed, problems["seed"] = int(SEED.default), str(problem)
    fields = tuple(
        Field(parameter, said.get(parameter.name, shown(parameter.default))[:LONGEST], problems.get(parameter.name, ""))
        for parameter in (*experiment.parameters, SEED)
    )
    prediction = experiment.prediction.read(said.get("prediction", ""))
    return Form(experiment, fields, values, seed, prediction, _client_key(said.get("client_key", "")))


def _client_key(said: str) -> UUID:
    """What makes one click one run; a new one where none can be read, as on a page that is about to be sent."""
    try:
        return UUID(said)
    except ValueError:
        return uuid4()


def address(experiment: Experiment, said: Mapping[str, str]) -> str:
    return f"{reverse('sandbox:experiment', args=[experiment.key])}?{urlencode(said)}"


def permalink(experiment: Experiment, values: Mapping[str, Value], seed: int) -> str:
    return address(experiment, spoken(experiment, values, seed))


def spoken(experiment: Experiment, values: Mapping[str, Value], seed: int) -> dict[str, str]:
    """Values as somebody would say them, defaults filled in."""
    complete = {**experiment.defaults, **values, SEED.name: seed}
    return {name: shown(value) for name, value in complete.items()}
