"""The readable RNN: its backward chain is the derivative of its forward pass."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn import initial, rnn

EPSILON = 1e-6


def random_cell(rng, inputs, hidden):
    return rnn.Rnn(
        W_xh=initial.gaussian(hidden, inputs, 0.8, rng),
        W_hh=initial.gaussian(hidden, hidden, 0.8, rng),
        b=rng.normal(0, 0.5, hidden),
    )


def test_one_step_by_hand():
    cell = rnn.Rnn(W_xh=np.array([[2.0]]), W_hh=np.array([[0.5]]), b=np.array([0.1]))
    h = rnn.forward(cell, np.array([[0.3], [-1.0]]), np.array([0.4]))
    assert h[:, 0] == pytest.approx([0.4, np.tanh(0.9), np.tanh(-1.9 + 0.5 * np.tanh(0.9))])


def test_a_step_back_by_hand():
    cell = rnn.Rnn(W_xh=np.eye(1), W_hh=np.array([[0.5]]), b=np.zeros(1))
    assert rnn.step_back(cell, np.array([0.6]), np.array([2.0])) == pytest.approx([0.5 * (1 - 0.36) * 2])


@settings(max_examples=60, deadline=None)
@given(T=st.integers(1, 7), inputs=st.integers(1, 5), hidden=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_the_chain_agrees_with_central_differences_at_every_step(T, inputs, hidden, seed):
    rng = np.random.default_rng(seed)
    cell = random_cell(rng, inputs, hidden)
    x, h_0, readout = rng.standard_normal((T, inputs)), rng.normal(0, 0.5, hidden), rng.standard_normal(hidden)

    def loss(t, h_t):
        return readout @ rnn.forward(cell, x[t:], h_t)[-1]

    h = rnn.forward(cell, x, h_0)
    delta = rnn.backward(cell, h, readout)
    assert delta.shape == h.shape == (T + 1, hidden)
    for t in range(T + 1):
        for i, nudge in enumerate(np.eye(hidden) * EPSILON):
            numeric = (loss(t, h[t] + nudge) - loss(t, h[t] - nudge)) / (2 * EPSILON)
            assert abs(delta[t, i] - numeric) <= 1e-7 + 1e-5 * abs(numeric)


@given(size=st.integers(1, 40), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_every_singular_value_of_an_orthogonal_matrix_is_1(size, seed):
    Q = initial.orthogonal(size, np.random.default_rng(seed))
    np.testing.assert_allclose(np.linalg.svd(Q, compute_uv=False), np.ones(size), atol=1e-12)


def test_the_same_generator_draws_the_same_weights():
    first, second = (initial.orthogonal(5, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
