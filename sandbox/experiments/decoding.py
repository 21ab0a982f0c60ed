"""Greedy search, beams of every width and sampling, on a word model whose likeliest text is known exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np

from sandbox.experiments.contract import (
    Experiment,
    Number,
    Outcome,
    Passages,
    Plot,
    Prediction,
    Preset,
    Report,
    Series,
    Verdict,
)
from sandbox.experiments.parameters import Choice, Quantity, Selection, Value
from sandbox.experiments.words import shown
from sandbox.materials.tasks import markov
from sandbox.materials.tasks.markov import Markov, Text
from sandbox.materials.tasks.markov_models import POSTCARD, SEA, WORDS

CLAIM = (
    "Greedy search misses the likeliest text, a wider beam finds it, and that text has less than two thirds of the "
    "surprise that the model’s texts have on average."
)
WIDEST = 16
SAMPLES = 1000
SHOWN = 4  # of the samples
SHARE = 2 / 3
ROUNDING = 1e-9


@dataclass(frozen=True)
class Found:
    """What the searches have found so far, and what is known without them."""

    model: Markov
    penalty: float
    sampled: tuple[Text, ...]
    surprises: tuple[float, ...]  # of the samples
    plain: tuple[Text, ...]  # by beams of width 1, 2 and so on
    penalised: tuple[Text, ...]
    best: Text
    mean_bits: float
    mean_words: float

    def bits(self, text: Text) -> float:
        return -self.model.log2_p(text)

    def is_whole(self, text: Text) -> bool:
        return text[-1] == self.model.end or not self.model.ends

    @property
    def found_at(self) -> int | None:
        """The narrowest beam that found the likeliest text."""
        least = self.bits(self.best) + ROUNDING
        found = (at for at, text in enumerate(self.plain, 1) if self.is_whole(text) and self.bits(text) <= least)
        return next(found, None)


def run(parameters: Mapping[str, Value], seed: int, report: Report) -> Outcome:
    model = {"postcard": POSTCARD, "sea": SEA}.get(str(parameters["model"]))
    rng = np.random.default_rng(seed)
    if model is None:
        model = markov.random(WORDS, rng)
    longest, width, penalty = int(parameters["longest"]), int(parameters["width"]), float(parameters["penalty"])
    sampled = tuple(markov.samples(model, SAMPLES, longest, float(parameters["temperature"]), rng))
    surprises = tuple(-model.log2_p(text) for text in sampled)
    best = markov.best(model, longest)
    found = Found(model, penalty, sampled, surprises, (), (), best, *markov.expected(model, longest))
    for beam in range(1, WIDEST + 1):
        found = replace(
            found,
            plain=(*found.plain, markov.beam(model, beam, longest)),
            penalised=(*found.penalised, markov.beam(model, beam, longest, penalty)),
        )
        report(beam / WIDEST, plots(found), (), (), (texts(found, width),))
    return Outcome(plots=plots(found), numbers=numbers(found), verdict=verdict(found), passages=(texts(found, width),))


def seconds(parameters: Mapping[str, Value]) -> float:
    return 0.01 + 0.003 * int(parameters["longest"])


def plots(found: Found) -> tuple[Plot, Plot]:
    return over_widths(found), spread(found)


def over_widths(found: Found) -> Plot:
    def line(name: str, label: str, texts: Sequence[Text]) -> Series:
        known = [-found.bits(text) if found.is_whole(text) else None for text in texts]
        return Series(name, label, (*known, *(None,) * (WIDEST - len(known))))

    where = f"from width {found.found_at}" if found.found_at else f"at no width up to {len(found.plain)}"
    return Plot(
        name="widths",
        title="What a beam finds, by its width",
        description=f"The logarithm of the probability of what a beam found, for each width: the likeliest text, "
        f"at {_minus(found.bits(found.best))}, is found {where}. The model’s texts average {_minus(found.mean_bits)}.",
        x_label="beam width",
        x=tuple(range(1, WIDEST + 1)),
        y_label="log₂ p",
        scale="linear",
        series=(
            line("plain", "found by a beam", found.plain),
            line("penalised", f"with length penalty {shown(found.penalty)}", found.penalised),
            Series("best", "the likeliest text", (-found.bits(found.best),) * WIDEST, dashed=True),
            Series("mean", "the model’s texts, on average", (-found.mean_bits,) * WIDEST, dashed=True),
        ),
    )


def spread(found: Found) -> Plot:
    """A histogram in whole bits, and where in it the likeliest text stands."""
    bits = np.array(found.surprises)
    least = found.bits(found.best)
    edges = range(ceil(max(bits.max(), least)) + 1)
    counts, _ = np.histogram(bits, bins=[*edges, len(edges)])
    own = found.sampled.count(found.best) / SAMPLES
    return Plot(
        name="spread",
        title="How surprising sampled texts are",
        description=f"The share of {SAMPLES:,} sampled texts by their surprise in bits. Half of them have "
        f"{np.median(bits):.1f} or more; the likeliest text has {least:.1f}, and {own:.1%} of the samples are it.",
        x_label="surprise −log₂ p, in whole bits, rounded down",
        x=tuple(edges),
        y_label="share of the samples",
        scale="linear",
        series=(
            Series("samples", "sampled texts", tuple(float(count) for count in counts / SAMPLES)),
            Series(
                "best",
                f"the likeliest text: {least:.1f} bits",
                tuple(own if at == int(least) else None for at in edges),
                marks=True,
            ),
        ),
    )


def texts(found: Found, width: int) -> Passages:
    """The searches' as far as they have come."""
    at = min(width, len(found.plain)) - 1
    lines = [
        ("greedy", found.plain[0]),
        (f"beam of {at + 1}", found.plain[at]),
        (f"beam of {at + 1}, length penalty {shown(found.penalty)}", found.penalised[at]),
        ("the likeliest of all", found.best),
        *((f"sample {number}", text) for number, text in enumerate(found.sampled[:SHOWN], 1)),
    ]
    return Passages(
        name="texts",
        title="The texts, each with its surprise",
        lines=tuple((f"{label}: {found.bits(text):.1f} bits", found.model.spelt(text)) for label, text in lines),
    )


def numbers(found: Found) -> tuple[Number, ...]:
    greedy = found.plain[0] if found.is_whole(found.plain[0]) else None
    least = found.bits(found.best)
    bits = float(np.mean(found.surprises))
    again = float(np.mean([markov.said_before(text) for text in found.sampled]))
    return (
        Number(
            "found_at",
            "narrowest beam that finds the likeliest text",
            found.found_at,
            f"width {found.found_at}" if found.found_at else f"none up to width {WIDEST}",
        ),
        Number(
            "greedy_bits",
            "surprise of the greedy text",
            None if greedy is None else found.bits(greedy),
            "cut off before an end" if greedy is None else f"{found.bits(greedy):.2f} bits",
        ),
        Number("best_bits", "surprise of the likeliest text", least, f"{least:.2f} bits"),
        Number("mean_bits", "mean surprise of the model’s texts", found.mean_bits, f"{found.mean_bits:.2f} bits"),
        Number("sampled_bits", "mean surprise of these samples", bits, f"{bits:.2f} bits"),
        Number("best_words", "words of the likeliest text, with its end", len(found.best), str(len(found.best))),
        Number("mean_words", "words of the model’s texts, on average", found.mean_words, f"{found.mean_words:.1f}"),
        Number(
            "best_again",
            "pairs of words that the likeliest text had before",
            markov.said_before(found.best),
            f"{markov.said_before(found.best):.0%}",
        ),
        Number("sampled_again", "pairs of words that the samples had before", again, f"{again:.0%}"),
    )


def verdict(found: Found) -> Verdict:
    least, share = found.bits(found.best), found.bits(found.best) / found.mean_bits
    counted = " with its end" if found.model.ends else ""
    typical = (
        f"The likeliest text has {least:.1f} bits and {len(found.best)} words{counted}, the model’s texts "
        f"{found.mean_bits:.1f} bits and {found.mean_words:.1f} words on average."
    )
    if found.found_at == 1:
        return Verdict(CLAIM, False, f"Here greedy search found the likeliest text. {typical}")
    if found.found_at is None:
        return Verdict(CLAIM, False, f"No beam up to width {WIDEST} found the likeliest text. {typical}")
    greedy = found.plain[0]
    missed = f"found one of {found.bits(greedy):.1f} bits" if found.is_whole(greedy) else "came to no end in time"
    seen = f"Greedy search {missed}, and it took a beam of {found.found_at} to find the likeliest. {typical}"
    return Verdict(CLAIM, share < SHARE, seen)


def how_wide(found_at: float | None) -> str:
    """The narrowest beam that finds the likeliest text, as the key of a choice."""
    if found_at is None:
        return "none"
    return "greedy" if found_at == 1 else "narrow" if found_at <= 3 else "wide"


def _minus(bits: float) -> str:
    return f"−{bits:.1f}"


EXPERIMENT = Experiment(
    key="decoding",
    version=1,
    title="Decoding",
    summary="Search a small word model greedily and with beams, sample it, and hold both against the likeliest text, "
    "which is known exactly.",
    claim=CLAIM,
    parameters=(
        Selection(
            name="model",
            label="Model",
            choices=(
                Choice("postcard", "a postcard, which ends"),
                Choice("sea", "the sea, which never ends"),
                Choice("random", "words whose probabilities the seed draws"),
            ),
            default="postcard",
            help="In each of them a word depends on the one before it and on nothing else.",
        ),
        Quantity(
            name="width",
            label="Beam width",
            unit="",
            kind="integer",
            default=3,
            least=1,
            most=WIDEST,
            step=1,
            help="Whose texts are shown. The plot has all widths.",
        ),
        Quantity(
            name="penalty",
            label="Length penalty α",
            unit="",
            kind="real",
            default=1.0,
            least=0.0,
            most=2.0,
            step=0.1,
            help="Texts that have ended are ranked by log p divided by their length to this power.",
        ),
        Quantity(
            name="temperature",
            label="Temperature τ",
            unit="",
            kind="real",
            default=1.0,
            least=0.1,
            most=2.0,
            step=0.1,
            help="Samples are drawn from p to the power of 1/τ. At 1 the model’s own texts.",
        ),
        Quantity(
            name="longest",
            label="Longest text",
            unit="words",
            kind="integer",
            default=16,
            least=4,
            most=30,
            step=1,
            help="Where a text is cut off. The end of a text counts as a word.",
        ),
    ),
    prediction=Prediction(
        question="How wide must a beam be to find the likeliest text?",
        number="found_at",
        choices=(
            Choice("greedy", "1: greedy search finds it"),
            Choice("narrow", "2 or 3"),
            Choice("wide", f"4 to {WIDEST}"),
            Choice("none", f"wider than {WIDEST}"),
        ),
        right=how_wide,
    ),
    run=run,
    seconds=seconds,
    presets=(
        Preset("a postcard", {"model": "postcard"}),
        Preset("the sea: the likeliest text repeats itself", {"model": "sea", "width": 2}),
        Preset("random words, no length penalty", {"model": "random", "penalty": 0.0}),
        Preset("cold samples of the sea", {"model": "sea", "temperature": 0.3}),
    ),
    say="I search with a beam where one answer is right, and normalise by length, because every further word costs "
    "probability; for open text I sample, because the likeliest text has far less surprise than what the model writes.",
)
