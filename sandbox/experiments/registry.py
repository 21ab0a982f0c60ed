"""The list of experiments, by key: a file's name with “-” for “_”. A new experiment is an import and a word here."""

from sandbox.experiments import (
    adding_problem,
    cell_steps,
    cost_of_cells,
    exploding_gradients,
    forget_bias,
    gradient_clipping,
    gradient_highway,
    vanishing_gradients,
)
from sandbox.experiments.contract import Experiment

MODULES = (
    vanishing_gradients,
    exploding_gradients,
    gradient_clipping,
    gradient_highway,
    forget_bias,
    adding_problem,
    cell_steps,
    cost_of_cells,
)
EXPERIMENTS: dict[str, Experiment] = {module.EXPERIMENT.key: module.EXPERIMENT for module in MODULES}
