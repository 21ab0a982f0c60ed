"""The parameters as they travel: said in a query, shown as fields, and back into an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import SEED, Numbers, Parameter, Selection, Unreadable, Value
from sandbox.experiments.words import listed, shown

LONGEST = 400  # letters of one field that are given back to be mended
MOST_SEGMENTS = 4  # choices that stand side by side; more of them are a list to open


@dataclass(frozen=True)
class Field:
    parameter: Parameter
    said: str
    problem: str
    matters: bool
    condition: str  # in words; nothing where it always matters

    @property
    def control(self) -> str:
        """With a slider, with a button that draws another, in a row, side by side, or from a list."""
        if isinstance(self.parameter, Selection):
            return "segments" if len(self.parameter.choices) <= MOST_SEGMENTS else "list"
        if isinstance(self.parameter, Numbers):
            return "row"
        return "seed" if self.parameter is SEED else "slider"

    @property
    def on_offer(self) -> bool:
        return self.said in self.parameter.bounds


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
    def seconds(self) -> float:
        """About how long a run of it takes."""
        return self.experiment.seconds(self.values)

    @property
    def defaults(self) -> str:
        """The permalink of the defaults."""
        return permalink(self.experiment, {}, int(SEED.default))

    @property
    def address(self) -> str:
        """The permalink of what was said, whether it can be run or not."""
        if self.sound:
            return permalink(self.experiment, self.values, self.seed)
        said = {field.parameter.name: field.said for field in self.fields}
        return address(self.experiment, said | ({"prediction": self.prediction} if self.prediction else {}))


def said(query: QueryDict) -> dict[str, str]:
    """What was said once, and what was said more than once in a row: only where a row is wanted can that be read."""
    return {name: ", ".join(several) for name, several in query.lists()}


def read(experiment: Experiment, said: Mapping[str, str]) -> Form:
    """What was said, defaults filled in. Names that the experiment does not know are somebody else's."""
    values, problems = experiment.read(said)
    try:
        seed = experiment.read_seed(said.get(SEED.name, SEED.default))
    except Unreadable as problem:
        seed, problems[SEED.name] = int(SEED.default), str(problem)
    fields = tuple(
        Field(
            parameter=parameter,
            said=said.get(parameter.name, shown(parameter.default))[:LONGEST].strip(),
            problem=problems.get(parameter.name, ""),
            matters=parameter.matters(values),
            condition=_condition(experiment, parameter),
        )
        for parameter in experiment.settings
    )
    prediction = experiment.prediction.read(said.get("prediction", ""))
    return Form(experiment, fields, values, seed, prediction, _client_key(said.get("client_key", "")))


def _condition(experiment: Experiment, parameter: Parameter) -> str:
    """“Cell is LSTM or GRU”."""
    if parameter.only_if is None:
        return ""
    other = next(one for one in experiment.parameters if one.name == parameter.only_if.name)
    among = (other.said(key) if isinstance(other, Selection) else key for key in parameter.only_if.among)
    return f"{other.label} is {listed(among, last='or')}"


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
    if not experiment.draws:
        del complete[SEED.name]
    return {name: shown(value) for name, value in complete.items()}
