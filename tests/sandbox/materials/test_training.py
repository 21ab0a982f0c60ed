"""What the experiments that train share."""

from math import log10

import numpy as np
import pytest

from sandbox.experiments.loss_curves import constant, curve, written
from sandbox.materials.pupils.last_step import LastStep
from sandbox.materials.tasks.adding import CONSTANT, adding
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


def test_losses_are_drawn_as_logarithms_as_far_as_training_went():
    drawn = curve("rnn", "RNN", (100.0, 0.1, 0.0), points=5)
    assert drawn.values == (2.0, pytest.approx(-1), None, None, None)
    assert (drawn.name, drawn.label, drawn.dashed) == ("rnn", "RNN", False)


def test_the_constant_answer_is_a_dashed_line_all_along():
    level = constant(points=3)
    assert level.values == (pytest.approx(log10(CONSTANT)),) * 3
    assert (level.label, level.dashed) == ("always answering 1: 0.167", True)


def test_a_loss_is_written_as_a_size():
    assert (written(0.1678), written(2e6), written(0.0)) == ("0.168", "2.0 × 10⁶", "0")
