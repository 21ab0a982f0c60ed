"""Steps by hand, and clipping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.nn import clipping
from sandbox.nn.optimisers import Adam, Sgd


def test_a_step_of_gradient_descent():
    W = np.array([1.0, -2.0])
    Sgd(0.1).step([W], [np.array([10.0, 20.0])])
    assert W.tolist() == pytest.approx([0.0, -4.0])


def test_momentum_keeps_some_of_the_way():
    W, descend = np.array([0.0]), Sgd(0.1, momentum=0.9)
    for _ in range(2):
        descend.step([W], [np.array([1.0])])
    assert W.tolist() == pytest.approx([-0.1 - 0.1 * 1.9])


def test_two_steps_of_adam_by_hand():
    W, adam = np.array([1.0, 1.0]), Adam(0.01)
    adam.step([W], [np.array([0.5, -200.0])])
    assert W.tolist() == pytest.approx([0.99, 1.01])  # a first step is of the rate, whatever the gradient's size
    adam.step([W], [np.array([1.0, -200.0])])
    m, v = (0.9 * 0.05 + 0.1) / 0.19, (0.999 * 0.00025 + 0.001) / 0.001999
    assert W.tolist() == pytest.approx([0.99 - 0.01 * m / (np.sqrt(v) + 1e-8), 1.02])


def test_weights_are_changed_in_place_and_gradients_are_left():
    W, g = np.ones((2, 3), np.float32), np.ones((2, 3), np.float32)
    for optimiser in (Sgd(0.1, 0.5), Adam(0.1)):
        optimiser.step([W], [g])
    assert W.dtype == np.float32
    assert np.all(W < 1)
    np.testing.assert_array_equal(g, np.ones((2, 3)))


@pytest.mark.parametrize("optimiser", [Sgd(0.1), Adam(0.1)])
def test_a_gradient_has_the_shape_of_its_weights(optimiser):
    with pytest.raises(ValueError, match=r"gradient has the shape \(2, 1\) where \(2, 3\) is wanted"):
        optimiser.step([np.ones((2, 3))], [np.ones((2, 1))])


@given(seed=st.integers(0, 2**32 - 1), most=st.floats(0.01, 10))
def test_clipping_by_the_norm_keeps_the_direction(seed, most):
    rng = np.random.default_rng(seed)
    gradients = [rng.standard_normal((3, 2)), rng.standard_normal(4)]
    before = np.concatenate([g.ravel() for g in gradients])
    norm = clipping.by_global_norm(gradients, most)
    after = np.concatenate([g.ravel() for g in gradients])
    assert norm == pytest.approx(np.linalg.norm(before))
    assert np.linalg.norm(after) == pytest.approx(min(norm, most))
    assert after / np.linalg.norm(after) == pytest.approx(before / norm)


def test_clipping_by_value_may_turn_the_direction():
    g = np.array([3.0, -0.5])
    clipping.by_value([g], 1.0)
    assert g.tolist() == [1.0, -0.5]


@pytest.mark.parametrize(("dtype", "far"), [(np.float32, 1e30), (np.float32, 1e-30), (np.float64, 1e200)])
def test_a_norm_whose_square_is_out_of_reach_clips_as_any_other(dtype, far):
    gradients = [np.array([3 * far], dtype), np.array([-4 * far, 0], dtype)]
    assert clipping.by_global_norm(gradients, far) == pytest.approx(5 * far)
    assert np.concatenate(gradients) == pytest.approx(np.array([0.6, -0.8, 0]) * far, rel=1e-6, abs=0)


@pytest.mark.parametrize("odd", [np.inf, np.nan])
@pytest.mark.parametrize("other", [0.0, 2.0])
def test_where_a_gradient_has_diverged_nothing_is_clipped_and_the_norm_says_so(odd, other):
    gradients = [np.array([other]), np.array([odd, other])]
    np.testing.assert_equal(clipping.by_global_norm(gradients, 1.0), odd)
    np.testing.assert_array_equal(np.concatenate(gradients), [other, odd, other])


def test_a_gradient_of_0_is_left():
    gradients = [np.zeros(2), np.zeros((0, 3))]
    assert clipping.by_global_norm(gradients, 0.0) == 0
    assert gradients[0].tolist() == [0, 0]
