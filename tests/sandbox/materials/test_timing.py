"""Things that take turns, by a clock that says what they take."""

import itertools
from functools import partial
from weakref import ref

import numpy as np
import pytest

from sandbox.materials.measures.memory import peak
from sandbox.materials.measures.timing import ENOUGH, MOST_REPEATS, SHORTEST, Turns, doubling, turn


class Machine:
    """A clock, and works that move it on."""

    def __init__(self):
        self.now = 0.0
        self.calls = []

    def clock(self):
        return self.now

    def work(self, name, *seconds):
        durations = itertools.cycle(seconds)

        def work():
            self.calls.append(name)
            self.now += next(durations)

        return work


def test_works_take_turns_and_medians_are_compared():
    machine = Machine()
    turns = Turns([machine.work("a", 1.0, 1.0, 5.0, 1.0), machine.work("b", 2.0)], machine.clock)
    for _ in range(3):
        turns.take()
    assert machine.calls == ["a", "b"] * 4
    assert turns.rounds == [(1.0, 2.0), (5.0, 2.0), (1.0, 2.0)]
    assert (turns.seconds(0), turns.seconds(1), turns.times(1, 0)) == (1.0, 2.0, 2.0)


def test_a_machine_that_slows_down_changes_no_ratio():
    machine = Machine()
    turns = Turns([machine.work("a", 1.0, 2.0, 4.0, 8.0), machine.work("b", 3.0, 6.0, 12.0, 24.0)], machine.clock)
    for _ in range(3):
        turns.take()
    assert turns.times(1, 0) == 3.0


def test_who_rests_keeps_what_was_measured_and_none_of_the_arrays():
    array = np.zeros(3)
    held = ref(array)
    turns = Turns([partial(np.sum, array)], Machine().clock)
    turns.take()
    del array
    assert held() is not None
    turns.rest()
    assert held() is None
    assert turns.seconds(0) == SHORTEST


def test_what_is_short_is_repeated_until_the_clock_can_see_it():
    machine = Machine()
    turns = Turns([machine.work("short", ENOUGH / 4), machine.work("shorter", ENOUGH / 1000)], machine.clock)
    machine.calls.clear()
    turns.take()
    assert machine.calls == ["short"] * 4 + ["shorter"] * MOST_REPEATS
    assert turns.rounds == [pytest.approx((ENOUGH / 4, ENOUGH / 1000))]
    assert [turn(ENOUGH / 4), turn(ENOUGH / 1000), turn(1.0)] == [ENOUGH, MOST_REPEATS * ENOUGH / 1000, 1.0]


def test_a_clock_too_coarse_measures_something_all_the_same():
    turns = Turns([lambda: None], lambda: 0.0)
    turns.take()
    assert turns.rounds == [(SHORTEST,)]


def test_sizes_double_up_to_the_last_which_is_always_there():
    assert list(doubling(4, 50)) == [4, 8, 16, 32, 50]
    assert list(doubling(4, 4)) == [4]


def test_the_peak_is_the_most_at_once_and_not_the_sum():
    def twice():
        for _ in range(2):
            bytearray(1_000_000)

    assert 1_000_000 <= peak(twice) < 1_100_000
