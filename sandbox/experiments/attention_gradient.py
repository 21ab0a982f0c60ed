"""What of a gradient reaches each state of an encoder: along the recurrence alone, and by way of attention."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log10

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.experiments.words import power, typeset
from sandbox.materials.measures.looking_back import (
    TOLD_AFTER,
    Encoder,
    Look,
    Query,
    look,
    queries,
    through_the_recurrence,
)
from sandbox.materials.measures.walking import ROUNDING

LEAST_STEPS, MOST_NORM, TIMES = 50, 0.9, 1000
CLAIM = (
    f"With a spectral norm of {MOST_NORM} or less, over {LEAST_STEPS} steps or more, attention passes at least its "
    "weight α₁ of the gradient to the first state. Where that weight is 1/T or more, over a thousand times as much "
    "arrives there as along the recurrence."
)
INPUTS = 0.3  # how far an input pushes a unit, a standard deviation
SHORTEST = 4
KINDS: tuple[Query, ...] = ("even", "drawn", "first", "last")


@dataclass(frozen=True)
class Arrival:
    """What reaches the first of so many states, as log10."""

    steps: int
    recurrence: float
    weight: float
    direct: float
    attention: float  # all paths

    @classmethod
    def of(cls, recurrence: list[float], look: Look) -> "Arrival":
        return cls(len(recurrence), recurrence[0], _log(look.weights[0]), look.direct[0], look.whole[0])

    @property
    def factor(self) -> float:
        """Of the recurrence, for each step back: the geometric mean."""
        return float(10 ** (self.recurrence / (self.steps - 1)))

    @property
    def of_an_even_share(self) -> float:
        return self.attention + log10(self.steps)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    T, H, norm = int(parameters["steps"]), int(parameters["hidden"]), float(parameters["norm"])
    kind = next(each for each in KINDS if each == parameters["query"])
    rng = np.random.default_rng(seed)
    encoder = Encoder.drawn(norm, INPUTS, H, T, rng)
    of_query = rng.integers(2**32)

    def looks(steps: int) -> Look:
        *_, learned = queries(kind, encoder.until(steps), np.random.default_rng(of_query))
        return look(encoder.until(steps), learned)

    recurrence = through_the_recurrence(encoder)
    for at, query in enumerate(queries(kind, encoder, np.random.default_rng(of_query)), start=1):
        looked = look(encoder, query)
        report(0.6 * at / len(TOLD_AFTER), (over_steps(recurrence, looked),))
    lengths = shorter(T)
    arrivals: list[Arrival] = []
    for steps in lengths:
        arrivals.append(Arrival.of(through_the_recurrence(encoder.until(steps)), looks(steps)))
        report(0.6 + 0.4 * len(arrivals) / len(lengths), (over_steps(recurrence, looked), over_lengths(arrivals, T)))
    arrivals.append(Arrival.of(recurrence, looked))
    return Outcome(
        plots=(over_steps(recurrence, looked), over_lengths(arrivals, T)),
        numbers=numbers(arrivals[-1], looked),
        verdict=verdict(arrivals[-1], norm),
    )


def seconds(parameters: Mapping[str, Value]) -> float:
    T, H = int(parameters["steps"]), int(parameters["hidden"])
    walk = T * (25e-6 + 0.03e-6 * H**2)  # of a Jacobian, its norm at every step
    looks = len(TOLD_AFTER) if parameters["query"] in ("first", "last") else 1
    return walk * (3 * looks + 6) + 0.02 * (looks > 1)


def shorter(steps: int) -> list[int]:
    """Doubling lengths, up to the one that was asked for."""
    return [length for length in (SHORTEST * 2**k for k in range(10)) if length < steps]


def over_steps(recurrence: list[float], looked: Look) -> Plot:
    T = len(recurrence)
    arrived = Arrival.of(recurrence, looked)
    return Plot(
        name="steps",
        title=f"What reaches each state, of {T}",
        description=f"Norms on a logarithmic scale, by step. At step 1: along the recurrence alone "
        f"{power(arrived.recurrence)}, with attention {power(arrived.attention)}, of it directly "
        f"{power(arrived.direct)} under a weight of {power(arrived.weight)}.",
        x_label="step",
        x=tuple(range(1, T + 1)),
        y_label="norm",
        scale="log10",
        series=(
            Series("attention", "with attention, all paths", tuple(looked.whole)),
            Series("direct", "with attention, direct path", tuple(looked.direct)),
            Series("recurrence", "recurrence alone", tuple(recurrence)),
            Series("weight", "attention weight α", tuple(_log(weight) for weight in looked.weights), dashed=True),
        ),
    )


def over_lengths(arrivals: list[Arrival], longest: int) -> Plot:
    lengths = [*shorter(longest), longest]
    rest = (None,) * (len(lengths) - len(arrivals))
    first, last = arrivals[0], arrivals[-1]
    return Plot(
        name="lengths",
        title="What reaches the first state, by the length",
        description=f"Norms at step 1 on a logarithmic scale, from length {first.steps} to {last.steps}: along the "
        f"recurrence from {power(first.recurrence)} to {power(last.recurrence)}, with attention from "
        f"{power(first.attention)} to {power(last.attention)}.",
        x_label="length T (doubling)",
        x=tuple(lengths),
        x_scale="log2",
        y_label="norm at step 1",
        scale="log10",
        series=(
            Series("attention", "with attention, all paths", (*(each.attention for each in arrivals), *rest)),
            Series("direct", "with attention, direct path", (*(each.direct for each in arrivals), *rest)),
            Series("recurrence", "recurrence alone", (*(each.recurrence for each in arrivals), *rest)),
            Series("share", "1/T", tuple(-log10(length) for length in lengths), dashed=True),
        ),
    )


def numbers(arrived: Arrival, looked: Look) -> tuple[Number, ...]:
    gain, ratio = arrived.direct - arrived.weight, arrived.attention - arrived.recurrence
    share = arrived.of_an_even_share
    return (
        Number("log10_weight", "weight α₁ on step 1", arrived.weight, power(arrived.weight)),
        Number("log10_direct", "direct path to step 1", arrived.direct, power(arrived.direct)),
        Number("log10_gain", "direct path ÷ weight", gain, power(gain)),
        Number("log10_attention", "with attention at step 1, all paths", arrived.attention, power(arrived.attention)),
        Number(
            "log10_of_an_even_share",
            f"the same, as a multiple of 1/T = {1 / arrived.steps:.3g}",
            share,
            f"{power(share)} × 1/T",
        ),
        Number("log10_recurrence", "recurrence alone at step 1", arrived.recurrence, power(arrived.recurrence)),
        Number("factor", "recurrence, factor per step (geometric mean)", arrived.factor, f"{arrived.factor:.3f}"),
        Number("log10_ratio", "with attention ÷ recurrence alone", ratio, power(ratio)),
        Number("last_weight", "weight on the last step", float(looked.weights[-1]), power(_log(looked.weights[-1]))),
    )


def verdict(arrived: Arrival, norm: float) -> Verdict:
    seen = (
        f"At the first of {arrived.steps} states the weight is {power(arrived.weight)}. By the direct path "
        f"{power(arrived.direct)} of the gradient arrives there, by all paths {power(arrived.attention)}. Along the "
        f"recurrence alone it is {power(arrived.recurrence)}, a factor of {arrived.factor:.3f} a step."
    )
    if arrived.direct < arrived.weight - ROUNDING:
        return Verdict(CLAIM, False, f"{seen} The direct path passed less than its weight.")
    if norm > MOST_NORM or arrived.steps < LEAST_STEPS:
        ran = f"this run had {typeset(norm)} and {arrived.steps}"
        about = f"The claim is about a norm of {MOST_NORM} or less and {LEAST_STEPS} steps or more; {ran}."
        return Verdict(CLAIM, None, f"{seen} {about}")
    if arrived.weight < -log10(arrived.steps) - ROUNDING:
        return Verdict(
            CLAIM, None, f"{seen} The weight is below 1/T: this query looks elsewhere, and then little is promised."
        )
    ratio = arrived.attention - arrived.recurrence
    return Verdict(CLAIM, ratio > log10(TIMES), f"{seen} Attention brings {power(ratio)} times as much.")


def how_much(log10_of_an_even_share: float | None) -> str:
    """What arrived, held against 1/T, as the key of a choice."""
    if log10_of_an_even_share is None or log10_of_an_even_share < -1:
        return "less"
    return "share" if log10_of_an_even_share <= 1 else "more"


def _log(weight: float) -> float:
    return log10(max(weight, np.finfo(float).tiny))


EXPERIMENT = Experiment(
    key="attention-gradient",
    version=1,
    title="The gradient through attention",
    summary="Send a gradient back to every state of an encoder: along the recurrence, and by way of attention with the "
    "query of your choice.",
    claim=CLAIM,
    parameters=(
        Quantity(
            name="steps",
            label="Sequence length T",
            unit="steps",
            kind="integer",
            default=100,
            least=20,
            most=400,
            step=1,
            help="The second plot has shorter ones, too, from 4 steps on.",
        ),
        Selection(
            name="query",
            label="The query",
            choices=(
                Choice("even", "zero, so that all weights are 1/T"),
                Choice("drawn", "drawn at random"),
                Choice("first", "learned, to look at the first step"),
                Choice("last", "learned, to look at the last step"),
            ),
            default="even",
            help="A learned one takes 256 steps of Adam on −log of the weight that it is to have.",
        ),
        Quantity(
            name="norm",
            label="Spectral norm of the recurrent weights",
            unit="",
            kind="real",
            default=0.9,
            least=0.3,
            most=1.5,
            step=0.01,
            help="An orthogonal matrix times this.",
        ),
        Quantity(
            name="hidden",
            label="Hidden units",
            unit="units",
            kind="integer",
            default=32,
            least=4,
            most=64,
            step=1,
            help="The length of a state, and of the query.",
        ),
    ),
    prediction=Prediction(
        question="Of a gradient at the attention’s context, how much reaches the first of the T states?",
        number="log10_of_an_even_share",
        choices=(
            Choice("more", "more than ten times 1/T"),
            Choice("share", "about 1/T, within a factor of ten"),
            Choice("less", "less than a tenth of 1/T"),
        ),
        right=how_much,
    ),
    run=run,
    seconds=seconds,
    say="Attention gives every encoder state a direct path scaled by its weight: with even weights 1/T, where a "
    "vanishing recurrence has a factor for every step between. But a query that looks elsewhere takes that path away, "
    "because the weight stands before it.",
    presets=(
        Preset("even weights", {"query": "even"}),
        Preset("learned, on the first step", {"query": "first"}),
        Preset("learned, on the last step", {"query": "last"}),
        Preset("a query at random, 400 steps", {"query": "drawn", "steps": 400}),
    ),
)
