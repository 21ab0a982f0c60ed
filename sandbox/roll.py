"""Where everything of a melody stands on its piano roll: time goes to the right, pitch upwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAMES = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")
BLACK = {1, 3, 6, 8, 10}
WIDTH, LEFT, ROW, BELOW = 640, 44, 11, 22
FEWEST_ROWS = 13  # an octave
AROUND = 1  # rows above the highest note and below the lowest
LABELLED_BARS = 8


def note_name(pitch: int) -> str:
    return f"{NAMES[pitch % 12]}{pitch // 12 - 1}"


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    given: bool = False


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Roll:
    width: int
    height: int
    left: int
    bottom: int
    black_rows: tuple[Box, ...]
    octaves: tuple[Label, ...]
    bars: tuple[float, ...]
    bar_numbers: tuple[Label, ...]
    notes: tuple[Box, ...]
    given_until: float | None


def rolled(melody: Mapping[str, Any]) -> Roll:
    pitches = [note["pitch"] for note in melody["notes"]] or [60]
    lowest, highest = min(pitches) - AROUND, max(pitches) + AROUND
    highest += max(0, FEWEST_ROWS - (highest - lowest + 1))
    bottom = ROW * (highest - lowest + 1)
    a_step = (WIDTH - LEFT - 2) / melody["steps"]

    def across(step: float) -> float:
        return round(LEFT + step * a_step, 2)

    def down(pitch: int) -> int:
        return ROW * (highest - pitch)

    bars = range(0, melody["steps"], melody["steps_a_bar"])
    every = -(-len(bars) // LABELLED_BARS)
    return Roll(
        width=WIDTH,
        height=bottom + BELOW,
        left=LEFT,
        bottom=bottom,
        black_rows=tuple(
            Box(LEFT, down(pitch), WIDTH - LEFT - 2, ROW) for pitch in range(lowest, highest + 1) if pitch % 12 in BLACK
        ),
        octaves=tuple(
            Label(LEFT - 8, down(pitch) + ROW - 1, note_name(pitch))
            for pitch in range(lowest, highest + 1)
            if pitch % 12 == 0
        ),
        bars=tuple(across(step) for step in bars),
        bar_numbers=tuple(
            Label(across(step), bottom + BELOW - 5, str(number))
            for number, step in enumerate(bars, start=1)
            if (number - 1) % every == 0
        ),
        notes=tuple(
            Box(
                across(note["start"]),
                down(note["pitch"]),
                round(max(note["steps"] * a_step - 1.5, 2), 2),
                ROW,
                given=note["start"] < melody["given"],
            )
            for note in melody["notes"]
        ),
        given_until=across(melody["given"]) if melody["given"] else None,
    )
