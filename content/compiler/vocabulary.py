"""What texts may name that isn't text: the lab's experiments, as whoever compiles is told of them."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from content.compiler.problems import did_you_mean


@dataclass(frozen=True)
class Parameter:
    name: str
    label: str
    kind: Literal["integer", "real", "choice", "numbers"]
    default: float | str
    bounds: tuple[float | str, ...]  # what it takes, as far as that can be listed: another kind has others
    labels: tuple[tuple[str, str], ...] = ()  # what a reader is told instead of a value

    def written(self, value: str) -> str:
        return dict(self.labels).get(value, value)


# What the experiment itself says of the values that a text gives: by name, those that it refuses, in its words.
Refusals = Callable[[Mapping[str, str]], Mapping[str, str]]


# All that decides what a run with these values shows, with what isn't said filled in, as the experiment writes it.
Settled = Callable[[Mapping[str, str]], Mapping[str, str]]


def _none_refused(said: Mapping[str, str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Experiment:
    key: str
    title: str
    claim: str
    parameters: tuple[Parameter, ...] = ()
    refusals: Refusals = field(default=_none_refused, compare=False, repr=False)
    version: int = 1  # another one gives other numbers
    settled: Settled = field(default=dict, compare=False, repr=False)

    def faults(self, said: Mapping[str, str]) -> list[tuple[str, str]]:
        """What is wrong with the parameters that a text gives, each with a hint."""
        names = [parameter.name for parameter in self.parameters]
        refused = self.refusals({name: value for name, value in said.items() if name in names})
        faults = []
        for name in said:
            if name not in names:
                hint = did_you_mean(name, names) or f"it has {', '.join(f'`{known}`' for known in names) or 'none'}"
                faults.append((f"the experiment `{self.key}` has no parameter `{name}`", hint))
            elif name in refused:
                faults.append((f"`{name}` of the experiment `{self.key}`: {refused[name].rstrip('.')}", ""))
        return faults

    def run(self, said: Mapping[str, str]) -> str:
        """The run with these values, in words that another run doesn't have."""
        values = [f"{name}={value}" for name, value in self.settled(said).items()]
        return f"{self.key} version {self.version}: {', '.join(values) or 'no parameters'}"


@dataclass(frozen=True)
class Vocabulary:
    experiments: Mapping[str, Experiment] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes when a text could mean something else, or show something else, than before."""
        told = [
            [each.key, each.title, each.claim, each.version, [asdict(parameter) for parameter in each.parameters]]
            for _, each in sorted(self.experiments.items())
        ]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


NO_WORDS = Vocabulary()
