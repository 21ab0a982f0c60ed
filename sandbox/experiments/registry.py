"""The list of experiments, by key: a file's name with “-” for “_”. A new experiment is an import and a word here."""

from sandbox.experiments import adding_problem, exploding_gradients, gradient_clipping, vanishing_gradients
from sandbox.experiments.contract import Experiment

EXPERIMENTS: dict[str, Experiment] = {
    module.EXPERIMENT.key: module.EXPERIMENT
    for module in (vanishing_gradients, exploding_gradients, gradient_clipping, adding_problem)
}
