from collections.abc import Mapping

from django.apps import AppConfig
from django.utils.http import urlencode

from content import vocabulary
from content.compiler.vocabulary import Experiment, Parameter, Vocabulary
from prep.addresses import address
from sandbox.experiments import contract, parameters, words
from sandbox.experiments.registry import EXPERIMENTS


class PrepConfig(AppConfig):
    name = "prep"

    def ready(self) -> None:
        known = Vocabulary({key: _in_words(experiment) for key, experiment in EXPERIMENTS.items()})
        vocabulary.hand(known, _address)


def _in_words(experiment: contract.Experiment) -> Experiment:
    """The lab's experiment as a text may name it."""
    known = experiment.settings
    return Experiment(
        key=experiment.key,
        title=experiment.title,
        claim=experiment.claim,
        parameters=tuple(
            Parameter(each.name, each.label, each.kind, each.default, each.bounds, _labels(each)) for each in known
        ),
        refusals=lambda said: _refused(experiment, said),
        version=experiment.version,
        settled=lambda said: _settled(experiment, said),
    )


def _labels(parameter: parameters.Parameter) -> tuple[tuple[str, str], ...]:
    choices = parameter.choices if isinstance(parameter, parameters.Selection) else ()
    return tuple((choice.key, choice.label) for choice in choices)


def _refused(experiment: contract.Experiment, said: Mapping[str, str]) -> dict[str, str]:
    refused = experiment.read(said)[1]
    try:
        experiment.read_seed(said.get(parameters.SEED.name, parameters.SEED.default))
    except parameters.Unreadable as problem:
        refused[parameters.SEED.name] = str(problem)
    return refused


def _settled(experiment: contract.Experiment, said: Mapping[str, str]) -> dict[str, str]:
    values, _ = experiment.read(said)
    if experiment.draws:
        values[parameters.SEED.name] = experiment.read_seed(said.get(parameters.SEED.name, parameters.SEED.default))
    return {name: words.shown(value) for name, value in values.items()}


def _address(key: str, parameters: Mapping[str, str]) -> str:
    page = address("sandbox:experiment", key)
    return f"{page}?{urlencode(parameters)}" if parameters else page
