"""What the lab's experiments take, beside what they say that they will: `python -m benchmarks.costs`, with the keys of
some or without. Where a run of more than a moment is OFF by more than a factor of two, `seconds` wants other constants.

A second is the processor's, on one thread; of the fastest of a few runs, so what else the machine does counts little.
"""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from time import process_time

from benchmarks.measuring import with_one_thread
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import Parameter, Quantity, Selection, Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import shown

MOMENT = 0.2  # below it nobody waits, so nobody minds
ENOUGH = 0.5  # seconds of runs, from which another one isn't worth its while


@dataclass(frozen=True)
class Cost:
    what: str
    estimated: float
    measured: float

    @property
    def ratio(self) -> float:
        return self.estimated / self.measured

    @property
    def is_off(self) -> bool:
        return self.measured > MOMENT and not 0.5 <= self.ratio <= 2

    def __str__(self) -> str:
        figures = f"{self.estimated:>8.3f} s {self.measured:>8.3f} s {self.ratio:>6.2f}"
        return f"{figures}  {'OFF  ' if self.is_off else ' ' * 5}{self.what}"


def main() -> None:
    with_one_thread("benchmarks.costs")
    asked = ArgumentParser(prog="python -m benchmarks.costs", description="What experiments take, and say they take.")
    asked.add_argument("keys", nargs="*", choices=[*EXPERIMENTS, []], metavar="key", help="all of them, unless said")
    for line in table([EXPERIMENTS[key] for key in asked.parse_args().keys or EXPERIMENTS]):
        print(line, flush=True)


def table(experiments: list[Experiment]) -> Iterator[str]:
    yield f"{'estimated':>10} {'measured':>10} {'ratio':>6}       experiment"
    for experiment in experiments:
        for what, parameters in occasions(experiment):
            yield str(Cost(f"{experiment.key}: {what}", experiment.seconds(parameters), taken(experiment, parameters)))


def occasions(experiment: Experiment) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """The defaults, the presets, and each parameter at its ends with each end of the others."""
    yield "defaults", experiment.defaults
    for preset in experiment.presets:
        yield preset.label, {**experiment.defaults, **preset.parameters}
    names = list(experiment.defaults)
    for corner in product(*(ends(parameter) for parameter in experiment.parameters)):
        parameters = dict(zip(names, corner, strict=True))
        yield ", ".join(f"{name} {shown(value)}" for name, value in parameters.items()), parameters


def ends(parameter: Parameter) -> tuple[Value, ...]:
    if isinstance(parameter, Quantity):
        return parameter.least, parameter.most
    return parameter.bounds if isinstance(parameter, Selection) else (parameter.default,)


def taken(experiment: Experiment, parameters: Mapping[str, Value]) -> float:
    runs: list[float] = []
    while len(runs) < 5 and sum(runs) < ENOUGH:
        began = process_time()
        experiment.run(parameters, 1, lambda *told: None)
        runs.append(process_time() - began)
    return min(runs)


if __name__ == "__main__":
    main()
