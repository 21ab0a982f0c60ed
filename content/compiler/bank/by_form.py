"""A reader who knows nothing and chooses by form alone: what does a right option look like in the other questions?

A conditional logit over how the options of a question differ (length, reasons, absolutes, hedges, …), fitted to nine
tenths of the questions and tried on the last, ten times over. Whatever it gets right beyond chance, form gives away.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.compiler.bank.lint import right_of, visible
from content.compiler.questions.values import Choice, Question

Array = NDArray[np.float64]
FOLDS, TIMES = 10, 8
SHRINKING = 3.0  # of the weights, so that a few questions teach little
FEWEST = 20  # questions with one right option, below which there is nothing to learn from


def _words_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


ABSOLUTES = _words_of(
    "always|never|only|all|every|each time|any|anything|whatever|nothing|none|no|nobody|exactly|entirely|completely|"
    "must|impossible|cannot|can’t|alone|whole|both|neither"
)
HEDGES = _words_of(
    "may|might|can|usually|often|about|nearly|almost|mostly|still|little|some|at most|at least|likely|tends?|rarely|"
    "seldom|hardly|roughly|partly|less|yet"
)
NEGATIONS = re.compile(r"\b(?:not|no|never|nothing|without)\b|n’t\b", re.IGNORECASE)
CONTRASTS = re.compile(r"\b(?:but|yet|though|although|while|whereas|and not|still)\b|;", re.IGNORECASE)
REASONS = re.compile(r"\b(?:because|since|so|as|for)\b|:", re.IGNORECASE)
LONG_WORD = re.compile(r"[a-z]{4,}")

COUNTS: dict[str, Callable[[str], float]] = {
    "absolutes": lambda option: len(ABSOLUTES.findall(option)),
    "hedges": lambda option: len(HEDGES.findall(option)),
    "negations": lambda option: len(NEGATIONS.findall(option)),
    "contrasts": lambda option: len(CONTRASTS.findall(option)),
    "reasons": lambda option: len(REASONS.findall(option)),
    "digits": lambda option: len(re.findall(r"\d", option)) / max(1, len(option)),
    "commas": lambda option: option.count(","),
}
FEATURES = ("length", "longest", "shortest", "words of the question", "words of other options", *COUNTS)


@dataclass(frozen=True)
class ByForm:
    """`right` is the share of questions that form alone gets right; `telling` how much more of each feature right
    options have than wrong ones, in standard deviations."""

    questions: int
    right: float
    by_chance: float
    telling: dict[str, float]


def by_form(questions: Iterable[Question]) -> ByForm | None:
    """None for too few to learn from."""
    single = [each for each in questions if isinstance(each.answer, Choice) and not each.answer.several]
    if len(single) < FEWEST:
        return None
    seen, right = _standardised([_features(question) for question in single]), [_right(each) for each in single]
    chance = float(np.mean([1 / len(options) for options in seen]))
    more = [options[at] - np.delete(options, at, axis=0).mean(axis=0) for options, at in zip(seen, right, strict=True)]
    telling = dict(zip(FEATURES, np.mean(more, axis=0).tolist(), strict=True))
    found = float(np.mean([_tried(seen, right, np.random.default_rng(seed)) for seed in range(TIMES)]))
    return ByForm(len(single), found, chance, telling)


def _right(question: Question) -> int:
    assert isinstance(question.answer, Choice)  # noqa: S101
    return right_of(question.answer)


def _features(question: Question) -> Array:
    """(options, features)"""
    assert isinstance(question.answer, Choice)  # noqa: S101
    options = [visible(option.text.source) for option in question.answer.options]
    asked = _long_words(f"{visible(question.title.source)} {visible(question.text.source)}")
    words = [_long_words(option) for option in options]
    lengths = np.array([len(option) for option in options], dtype=float)
    columns = [
        lengths / lengths.mean() - 1,
        lengths == lengths.max(),
        lengths == lengths.min(),
        [len(own & asked) / max(1, len(own)) for own in words],
        [
            np.mean([len(own & other) / max(1, len(own | other)) for at, other in enumerate(words) if at != place])
            for place, own in enumerate(words)
        ],
        *([count(option) for option in options] for count in COUNTS.values()),
    ]
    return np.array(columns, dtype=float).T


def _long_words(text: str) -> set[str]:
    return set(LONG_WORD.findall(text.lower()))


def _standardised(seen: Sequence[Array]) -> list[Array]:
    every = np.vstack(seen)
    mean, sd = every.mean(axis=0), every.std(axis=0) + 1e-9
    return [(options - mean) / sd for options in seen]


def _tried(seen: Sequence[Array], right: Sequence[int], rng: np.random.Generator) -> float:
    """The share that is right of questions which it has not seen; of options that look alike to it, one by chance."""
    fold = rng.permutation(len(seen)) % FOLDS
    found = 0.0
    for number in range(FOLDS):
        known, new = np.flatnonzero(fold != number).tolist(), np.flatnonzero(fold == number).tolist()
        weights = _fitted([seen[at] for at in known], [right[at] for at in known])
        for at in new:
            scores = seen[at] @ weights
            best = np.flatnonzero(scores >= scores.max() - 1e-9)
            found += (right[at] in best) / len(best)
    return found / len(seen)


def _fitted(seen: Sequence[Array], right: Sequence[int]) -> Array:
    """By Newton's method: the likelihood is concave."""
    weights = np.zeros(len(FEATURES))
    for _ in range(50):
        slope, curvature = -SHRINKING * weights, SHRINKING * np.eye(len(FEATURES))
        for options, at in zip(seen, right, strict=True):
            chances = np.exp(options @ weights - (options @ weights).max())
            chances /= chances.sum()
            expected = chances @ options
            slope += options[at] - expected
            curvature += (options * chances[:, None]).T @ options - np.outer(expected, expected)
        step = np.linalg.solve(curvature, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return weights
