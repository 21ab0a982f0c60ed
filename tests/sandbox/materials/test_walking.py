"""What experiments share in which a gradient walks back."""

from math import log10

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.experiments.registry import EXPERIMENTS
from sandbox.materials.measures.walking import Walker, bounds, is_shown, within

WALKS = ("vanishing-gradients", "exploding-gradients", "gradient-highway")


def walked(back, steps):
    walker = Walker(np.array([0.6, 0.8]), back, steps)
    for t in range(steps, 1, -1):
        walker.leave(t)
    return walker


@pytest.mark.parametrize("factor", [1e-3, 1e3])
def test_a_size_is_carried_where_no_float_could_hold_it(factor):
    walker = walked(lambda t, delta: factor * delta, steps=400)
    np.testing.assert_allclose(walker.sizes, [(400 - t) * log10(factor) for t in range(1, 401)])
    np.testing.assert_allclose(walker.delta, [0.6, 0.8])


def test_a_gradient_of_exactly_zero_is_a_gap():
    walker = walked(lambda t, delta: 0.1 * delta if t > 3 else 0 * delta, steps=5)
    assert walker.sizes == [None, None, pytest.approx(-2), pytest.approx(-1), 0.0]


def test_a_bound_is_met_within_rounding_and_a_gap_is_within_every_bound():
    allowed = bounds(0.1, steps=3)
    assert allowed == (-2, -1, 0)
    assert within((None, -1 + 1e-12, 0.0), allowed)
    assert not within((-2.0, -1 + 1e-6, 0.0), allowed)


@given(st.integers(1, 1000))
def test_a_way_is_shown_at_its_first_step_and_at_its_last_and_some_twenty_times_between(way):
    shown = [walked for walked in range(1, way + 1) if is_shown(walked, way)]
    assert (shown[0], shown[-1]) == (1, way)
    assert len(shown) == way if way <= 20 else 20 <= len(shown) <= 21
    assert max(np.diff(shown), default=1) <= -(-way // 20)


@pytest.mark.parametrize("key", WALKS)
def test_a_long_walk_reports_at_once_and_then_twenty_times(key):
    experiment, told = EXPERIMENTS[key], []
    experiment.run({**experiment.defaults, "steps": 200}, 1, lambda share, plots: told.append(share))
    assert told[0] <= 1 / 199
    assert told[1:] == pytest.approx([n / 20 for n in range(1, 21)], abs=1 / 199)
