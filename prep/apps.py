from collections.abc import Mapping

from django.apps import AppConfig
from django.urls import reverse
from django.utils.http import urlencode

from content import vocabulary
from content.compiler.vocabulary import Experiment, Parameter, Vocabulary
from sandbox.experiments import contract
from sandbox.experiments.registry import EXPERIMENTS


class PrepConfig(AppConfig):
    name = "prep"

    def ready(self) -> None:
        words = Vocabulary({key: _in_words(experiment) for key, experiment in EXPERIMENTS.items()})
        vocabulary.hand(words, _address)


def _in_words(experiment: contract.Experiment) -> Experiment:
    """The lab's experiment as a text may name it."""
    parameters = (*experiment.parameters, contract.SEED)
    return Experiment(
        key=experiment.key,
        title=experiment.title,
        claim=experiment.claim,
        parameters=tuple(
            Parameter(each.name, each.label, each.kind, each.least, each.most, each.default, each.step)
            for each in parameters
        ),
        refusals=lambda said: _refused(parameters, said),
    )


def _refused(parameters: tuple[contract.Parameter, ...], said: Mapping[str, str]) -> dict[str, str]:
    refused = {}
    for parameter in parameters:
        try:
            parameter.read(said.get(parameter.name, parameter.default))
        except contract.Unreadable as problem:
            refused[parameter.name] = str(problem)
    return refused


def _address(key: str, parameters: Mapping[str, str]) -> str:
    page = reverse("sandbox:experiment", args=[key])
    return f"{page}?{urlencode(parameters)}" if parameters else page
