"""What the experiments that train share."""

import numpy as np
import pytest

from sandbox.experiments.training import CONSTANT, LastStep, adding
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer


@pytest.mark.parametrize("T", [4, 9, 50])
def test_two_numbers_are_marked_one_in_each_half_and_their_sum_is_wanted(T):
    x, target = adding(T, 200, np.random.default_rng(1))
    marks = x[:, 1]
    assert x.shape == (T, 2, 200)
    assert set(np.unique(marks)) == {0, 1}
    assert (marks[: T // 2].sum(axis=0) == 1).all()
    assert (marks[T // 2 :].sum(axis=0) == 1).all()
    np.testing.assert_allclose(target, [(x[:, 0] * marks).sum(axis=0)])
    assert x[:, 0].min() >= 0
    assert x[:, 0].max() < 1


def test_always_answering_1_has_the_error_of_the_constant_answer():
    _, target = adding(10, 100_000, np.random.default_rng(1))
    assert np.mean((target - 1) ** 2) == pytest.approx(CONSTANT, rel=0.02)


@pytest.mark.parametrize("cell", [drawn.rnn, drawn.gru])
def test_the_gradients_are_those_of_the_error(cell):
    rng = np.random.default_rng(1)
    network = LastStep(layer(cell(2, 3, rng)), Affine.drawn(3, 1, rng))
    x, target = adding(5, 4, rng)
    network.ahead(x, target)
    gradients = network.back()
    for weights, gradient in zip(network.weights, gradients, strict=True):
        at = np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape)
        kept, around = weights[at], []
        for moved in (1e-6, -1e-6):
            weights[at] = kept + moved
            around.append(network.ahead(x, target))
        weights[at] = kept
        assert gradient[at] == pytest.approx((around[0] - around[1]) / 2e-6, rel=1e-5)
