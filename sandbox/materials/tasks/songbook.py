"""Tunes of our own, put together at random by a few rules; and how far notes keep these rules.

A tune is two phrases of four bars, in C major, four quarters to a bar, an eighth to a step. The chords of a phrase are
C, F, G, C, and a bar begins on a note of its chord. Most notes are a step or a third from the last. A tune has two
rhythms, a and b; its bars go a b a and a close, twice. A phrase ends on a long C.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

Event = tuple[int, int]  # a degree of SCALE, and a duration in steps
Tune = tuple[Event, ...]

SCALE = (55, 57, 59, 60, 62, 64, 65, 67, 69, 71, 72, 74, 76)  # from the G below middle C, as MIDI counts
DURATIONS = (1, 2, 3, 4)
STEPS_A_BAR, BARS = 8, 8
STEPS = STEPS_A_BAR * BARS
C, F, G = frozenset({0, 4, 7}), frozenset({5, 9, 0}), frozenset({7, 11, 2})  # as pitches above a C
CHORDS = (C, F, G, C) * 2
RHYTHMS = ((2, 2, 2, 2), (3, 1, 2, 2), (2, 1, 1, 4), (1, 1, 2, 4), (2, 1, 1, 2, 2), (3, 1, 4), (2, 2, 1, 1, 2))
CLOSES = ((2, 2, 4), (3, 1, 4))
FORM = "aba.aba."
LONG = 4
MOVES, CHANCES = (-2, -1, 0, 1, 2), (0.1, 0.35, 0.1, 0.35, 0.1)  # along the scale, within a bar
LEAP = 3  # the farthest to a chord's note at the start of a bar
SMALL = 2  # degrees: a third


def composed(rng: np.random.Generator) -> Tune:
    first, second = rng.choice(len(RHYTHMS), 2, replace=False)
    close = CLOSES[int(rng.integers(len(CLOSES)))]
    rhythms = {"a": RHYTHMS[first], "b": RHYTHMS[second], ".": close}
    degree = int(rng.choice([3, 5, 7]))
    tune: list[Event] = []
    for chord, part in zip(CHORDS, FORM, strict=True):
        near = [each for each in _of(chord) if abs(each - degree) <= LEAP]
        for at, duration in enumerate(rhythms[part]):
            if at == 0:
                degree = int(rng.choice(near))
            else:
                degree = int(np.clip(degree + rng.choice(MOVES, p=CHANCES), 0, len(SCALE) - 1))
            tune.append((degree, duration))
        if part == ".":
            degree = min((each for each in range(len(SCALE)) if is_home(each)), key=lambda home: abs(home - degree))
            tune[-1] = (degree, duration)
    return tuple(tune)


def is_home(degree: int) -> bool:
    return SCALE[degree] % 12 == 0


def _of(chord: frozenset[int]) -> list[int]:
    return [degree for degree, pitch in enumerate(SCALE) if pitch % 12 in chord]


@dataclass(frozen=True)
class Score:
    """A tune on its bars."""

    tune: Tune

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The step at which each note begins."""
        durations = [duration for _, duration in self.tune]
        return tuple(sum(durations[:at]) for at in range(len(durations)))

    @cached_property
    def rhythms(self) -> list[tuple[int, ...]]:
        """Of each bar: the durations of the notes that begin in it, after what is left of the one before."""
        bars: list[list[int]] = [[] for _ in range(BARS)]
        for start, (_, duration) in zip(self.starts, self.tune, strict=True):
            bars[start // STEPS_A_BAR].append(duration)
        return [tuple(bar) for bar in bars]

    def sounding(self, step: int) -> Event:
        return next(
            event for start, event in zip(reversed(self.starts), reversed(self.tune), strict=True) if start <= step
        )

    def given(self, bars: int) -> Tune:
        """The notes that begin in the first so many bars."""
        return tuple(event for start, event in zip(self.starts, self.tune, strict=True) if start < bars * STEPS_A_BAR)


def bars_filled(score: Score, given: int) -> list[bool]:
    """Whether a note ends where the bar does."""
    ends = {start + duration for start, (_, duration) in zip(score.starts, score.tune, strict=True)}
    return [(bar + 1) * STEPS_A_BAR in ends for bar in range(given, BARS)]


def on_their_chord(score: Score, given: int) -> list[bool]:
    """Of what sounds as a bar begins."""
    sounding = [SCALE[score.sounding(bar * STEPS_A_BAR)[0]] % 12 for bar in range(given, BARS)]
    return [pitch in chord for pitch, chord in zip(sounding, CHORDS[given:], strict=True)]


def small_steps(score: Score, given: int) -> list[bool]:
    """To each note of its own, from the one before."""
    first = len(score.given(given))
    degrees = [degree for degree, _ in score.tune]
    return [abs(degrees[at] - degrees[at - 1]) <= SMALL for at in range(max(first, 1), len(degrees))]


def phrases_close(score: Score, given: int) -> list[bool]:
    """On a long C."""
    last = [score.sounding(bar * STEPS_A_BAR - 1) for bar in (BARS // 2, BARS) if bar > given]
    return [is_home(degree) and duration == LONG for degree, duration in last]


def rhythms_return(score: Score, given: int) -> list[bool]:
    return [
        score.rhythms[bar] == score.rhythms[FORM.index(part)]
        for bar, part in enumerate(FORM)
        if bar >= given and part != "." and FORM.index(part) < bar
    ]


RULES: dict[str, tuple[str, Callable[[Score, int], list[bool]]]] = {
    "bars": ("bars filled exactly", bars_filled),
    "chords": ("bars that begin on their chord", on_their_chord),
    "steps": ("steps of a third or less", small_steps),
    "closes": ("phrases that end on a long C", phrases_close),
    "rhythms": ("rhythms that come back where they should", rhythms_return),
}


def kept(tunes: Sequence[Tune], given: int) -> dict[str, float]:
    """How often each rule is kept, of the times that it could be, after the bars that were given."""
    scores = [Score(tune) for tune in tunes]
    return {
        name: float(np.mean([yes for score in scores for yes in rule(score, given)]))
        for name, (_, rule) in RULES.items()
    }


class Memory:
    """The songbook by its runs of notes: how much of a tune is in it as it stands."""

    def __init__(self, book: Sequence[Tune]) -> None:
        self.book = book
        self.runs: dict[int, set[Tune]] = {}

    def longest_run(self, tune: Tune, first: int) -> int:
        """Of the notes from `first` on, the most in a row that some tune of the book has, too."""
        longest = 0
        for start in range(first, len(tune)):
            while start + longest < len(tune) and tune[start : start + longest + 1] in self._of(longest + 1):
                longest += 1
        return longest

    def _of(self, length: int) -> set[Tune]:
        if length not in self.runs:
            self.runs[length] = {tune[at : at + length] for tune in self.book for at in range(len(tune) - length + 1)}
        return self.runs[length]
