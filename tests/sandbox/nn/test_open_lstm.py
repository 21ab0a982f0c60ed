"""The LSTM that is open to what the fast one leaves out: it is the readable one, and its gradients are right."""

import numpy as np
import pytest

from sandbox.nn import dropout, lstm
from sandbox.nn.open_lstm import OpenLstm
from tests.sandbox.nn.differences import assert_gradient, drawn_lstm

T, D, H, B, N = 4, 1, 2, 2, 2


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def many(rng, peepholes=True, inputs=D):
    W = rng.normal(0, 0.7, (N, 4 * H, inputs + 1 + H))
    return OpenLstm(W, rng.normal(0, 0.7, (N, 3, H, 1)) if peepholes else None)


@pytest.mark.parametrize("peepholes", [True, False])
def test_it_is_the_readable_cell(peepholes, rng):
    cell = drawn_lstm(rng, D, H, peepholes=peepholes)
    x = rng.standard_normal((T, D, B))
    steps = lstm.forward(cell, x, np.zeros((H, B)), np.zeros((H, B)))
    one = OpenLstm.of(cell)
    np.testing.assert_allclose(one.forward(x), [step.h for step in steps], atol=1e-14)
    np.testing.assert_allclose(one.c, [step.c for step in steps], atol=1e-14)


def test_a_peephole_that_a_readable_cell_has_not_is_0(rng):
    cell = lstm.Lstm(**{**vars(drawn_lstm(rng, D, H, peepholes=True)), "p_i": None})
    x = rng.standard_normal((T, D, B))
    steps = lstm.forward(cell, x, np.zeros((H, B)), np.zeros((H, B)))
    np.testing.assert_allclose(OpenLstm.of(cell).forward(x), [step.h for step in steps], atol=1e-14)


def test_each_of_many_computes_what_it_computes_alone(rng):
    together = many(rng)
    x, dh = rng.standard_normal((T, D, B)), rng.standard_normal((T, N, H, B))
    h, gradients = together.forward(x), together.backward(dh)
    for n in range(N):
        alone = OpenLstm(together.W[n], together.peepholes[n])
        np.testing.assert_allclose(alone.forward(x), h[:, n], atol=1e-14)
        for own, shared in zip(alone.backward(dh[:, n]), gradients, strict=True):
            np.testing.assert_allclose(own, shared[n], atol=1e-12)


@pytest.mark.parametrize("peepholes", [True, False])
@pytest.mark.parametrize("masked", [(), ("written",), ("kept",), ("written", "kept")])
def test_every_gradient(peepholes, masked, rng):
    layer = many(rng, peepholes)
    x, dh = rng.standard_normal((T, D, B)), rng.standard_normal((T, N, H, B))
    for name in masked:
        setattr(layer, name, dropout.mask((T, N, H, B), 0.4, rng))
    layer.forward(x)
    for weights, gradient in zip(layer.weights, layer.backward(dh), strict=True):
        assert_gradient(lambda: np.sum(layer.forward(x) * dh), weights, gradient)


def test_it_runs_without_any_input(rng):
    layer = many(rng, inputs=0)
    h = layer.forward(np.empty((T, 0, 1)))
    assert h.shape == (T, N, H, 1)
    assert layer.backward(np.ones_like(h))[0].shape == layer.W.shape


def test_a_cell_that_is_dropped_at_every_step_keeps_nothing(rng):
    layer = OpenLstm.of(drawn_lstm(rng, D, H))
    x = rng.standard_normal((T, D, B))
    layer.kept = np.zeros((T, H, B))
    layer.forward(x)
    np.testing.assert_array_equal(layer.before, 0)


def test_a_candidate_that_is_dropped_is_not_written_and_what_stands_is_kept(rng):
    layer = OpenLstm.of(drawn_lstm(rng, D, H))
    x = rng.standard_normal((T, D, B))
    layer.written = np.zeros((T, H, B))
    layer.written[0] = 1
    layer.forward(x)
    f = layer.gates[1:, H : 2 * H]
    np.testing.assert_allclose(layer.c[1:], layer.c[0] * np.cumprod(f, axis=0))
    assert np.all(layer.c[0] != 0)


def test_peepholes_of_another_shape_are_refused(rng):
    with pytest.raises(ValueError, match="peepholes has the shape"):
        OpenLstm(rng.standard_normal((4 * H, D + 1 + H)), rng.standard_normal((3, H)))
