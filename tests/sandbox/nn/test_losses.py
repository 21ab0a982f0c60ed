"""Losses by hand, and their gradients by central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn import losses
from tests.sandbox.nn.differences import assert_gradient

LOSSES = {
    "squared": (losses.mean_squared, lambda rng, shape: rng.standard_normal(shape)),
    "softmax": (losses.softmax_cross_entropy, lambda rng, shape: rng.integers(0, shape[-2], (*shape[:-2], shape[-1]))),
    "binary": (losses.binary_cross_entropy, lambda rng, shape: rng.integers(0, 2, shape).astype(float)),
}


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=25, deadline=None)
@given(
    T=st.sampled_from([None, 1, 3]),
    K=st.integers(1, 4),
    B=st.integers(1, 3),
    padded=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_loss_has_its_gradient(name, T, K, B, padded, seed):
    rng = np.random.default_rng(seed)
    shape = (K, B) if T is None else (T, K, B)
    loss, targets = LOSSES[name]
    y, target = rng.standard_normal(shape), targets(rng, shape)
    valid = rng.integers(0, 2, (*shape[:-2], B)).astype(bool) if padded else None
    assert_gradient(lambda: loss(y, target, valid)[0], y, loss(y, target, valid)[1])


def test_losses_by_hand():
    y = np.array([[0.0], [2.0]])
    assert losses.mean_squared(y, np.array([[1.0], [0.0]]))[0] == pytest.approx((1 + 4) / 2)
    assert losses.softmax_cross_entropy(np.log([[1.0], [3.0]]), np.array([1]))[0] == pytest.approx(-np.log(0.75))
    assert losses.binary_cross_entropy(np.log([[3.0]]), np.array([[1.0]]))[0] == pytest.approx(-np.log(0.75))


@pytest.mark.parametrize("name", LOSSES)
def test_padding_counts_for_nothing(name):
    rng = np.random.default_rng(0)
    loss, targets = LOSSES[name]
    y, target = rng.standard_normal((3, 2, 2)), targets(rng, (3, 2, 2))
    valid = np.array([[True, True], [True, False], [True, False]])
    whole, gradient = loss(y, target, valid)
    alone = [loss(y[:, :, :1], target[..., :1])[0], loss(y[:1, :, 1:], target[:1, ..., 1:])[0]]
    assert whole == pytest.approx((3 * alone[0] + alone[1]) / 4)
    assert np.all(gradient[1:, :, 1] == 0)


def test_what_is_far_from_right_is_a_large_loss_and_no_overflow():
    far = np.array([[1000.0], [-1000.0]])
    with np.errstate(over="raise", invalid="raise"):
        assert losses.softmax_cross_entropy(far, np.array([1]))[0] == pytest.approx(2000)
        assert losses.binary_cross_entropy(far, np.array([[0.0], [1.0]]))[0] == pytest.approx(1000)


@pytest.mark.parametrize("name", LOSSES)
def test_shapes_that_numpy_would_stretch_are_refused(name):
    loss, targets = LOSSES[name]
    y, target = np.zeros((3, 2, 4)), targets(np.random.default_rng(0), (3, 2, 4))
    with pytest.raises(ValueError, match=r"(target|labels)s? has the shape"):
        loss(y, target[:1])
    with pytest.raises(ValueError, match=r"valid has the shape \(4,\) where \(3, 4\) is wanted"):
        loss(y, target, np.ones(4, bool))
