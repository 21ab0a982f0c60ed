"""The list of experiments, by key: a file's name with “-” for “_”. A new experiment is an import and a word here."""

from sandbox.experiments import (
    adding_problem,
    anomaly,
    attention_gradient,
    bidirectional,
    cell_steps,
    character_model,
    cost_of_cells,
    counting,
    decoding,
    encoder_decoder,
    exploding_gradients,
    exposure_bias,
    forecast,
    forget_bias,
    fused_kernels,
    gate_anatomy,
    gradient_check,
    gradient_clipping,
    gradient_highway,
    gru_or_lstm,
    leaky_split,
    linear_scan,
    melody,
    order_matters,
    padding,
    peephole_timing,
    recurrence_or_attention,
    recurrent_dropout,
    sentiment,
    stateful_streams,
    truncated_bptt,
    vanishing_gradients,
)
from sandbox.experiments.contract import Experiment

MODULES = (
    vanishing_gradients,
    cell_steps,
    order_matters,
    gradient_check,
    exploding_gradients,
    gradient_clipping,
    truncated_bptt,
    adding_problem,
    gate_anatomy,
    gradient_highway,
    forget_bias,
    cost_of_cells,
    gru_or_lstm,
    counting,
    peephole_timing,
    bidirectional,
    encoder_decoder,
    padding,
    stateful_streams,
    exposure_bias,
    recurrent_dropout,
    recurrence_or_attention,
    fused_kernels,
    leaky_split,
    decoding,
    attention_gradient,
    linear_scan,
    character_model,
    sentiment,
    forecast,
    anomaly,
    melody,
)
EXPERIMENTS: dict[str, Experiment] = {module.EXPERIMENT.key: module.EXPERIMENT for module in MODULES}


def akin(experiment: Experiment) -> list[Experiment]:
    """The other experiments whose runs can be laid over its own."""
    others = (other for other in EXPERIMENTS.values() if other.key != experiment.key)
    return [other for other in others if experiment.kind and other.kind == experiment.kind]
