"""A melody's piano roll: time to the right, pitch upwards, and what was given apart from what was written."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.experiments.contract import Melody, Note
from sandbox.roll import FEWEST_ROWS, LEFT, ROW, WIDTH, note_name, rolled


def melody(*notes, steps=16, given=0, steps_a_bar=8):
    return asdict(Melody("m", "A melody", "It rises.", notes, steps, given, 4.0, steps_a_bar))


@pytest.mark.parametrize(("pitch", "name"), [(60, "C4"), (69, "A4"), (61, "C♯4"), (71, "B4"), (72, "C5"), (21, "A0")])
def test_a_pitch_has_its_usual_name(pitch, name):
    assert note_name(pitch) == name


def test_a_higher_note_stands_higher_and_a_later_one_further_right():
    low, high = rolled(melody(Note(0, 4, 60), Note(8, 8, 64))).notes
    assert low.y - high.y == 4 * ROW
    assert (low.x, high.x) == (LEFT, LEFT + (WIDTH - LEFT - 2) / 2)
    assert high.width > low.width


def test_what_was_given_is_told_from_what_was_written():
    roll = rolled(melody(Note(0, 4, 60), Note(4, 4, 62), Note(8, 8, 64), given=8))
    assert [note.given for note in roll.notes] == [True, True, False]
    assert roll.given_until == roll.bars[1]
    assert rolled(melody(Note(0, 4, 60))).given_until is None


def test_bars_are_numbered_and_octaves_named():
    roll = rolled(melody(Note(0, 4, 59), Note(4, 4, 73), steps=160, steps_a_bar=8))
    assert [label.text for label in roll.octaves] == ["C4", "C5"]
    assert [label.text for label in roll.bar_numbers] == ["1", "4", "7", "10", "13", "16", "19"]
    assert len(roll.bars) == 20


def test_the_rows_of_black_keys_are_shaded():
    roll = rolled(melody(Note(0, 4, 60), Note(4, 4, 72)))
    assert len(roll.black_rows) == 6  # of the 15 rows from B3 to C♯5: five of the octave from C4, and C♯5


notes = st.lists(st.builds(Note, st.integers(0, 63), st.integers(1, 16), st.integers(21, 108)), max_size=30)


@given(notes)
def test_every_note_stands_on_the_roll(notes):
    roll = rolled(melody(*notes, steps=80))
    assert roll.bottom >= FEWEST_ROWS * ROW
    assert all(note.x >= LEFT and note.x + note.width <= WIDTH for note in roll.notes)
    assert all(note.y >= 0 and note.y + note.height <= roll.bottom for note in roll.notes)
