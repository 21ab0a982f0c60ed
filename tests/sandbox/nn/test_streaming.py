"""Token by token a layer puts out what it puts out over the whole sequence, and carries what the formulas say."""

import numpy as np
import pytest

from sandbox.nn import drawn
from sandbox.nn.attention import CausalSelfAttention
from sandbox.nn.layers import layer
from sandbox.nn.streaming import CachedAttention, LstmStream, RnnStream

T, D = 9, 6


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize(("draw", "stream", "numbers"), [(drawn.rnn, RnnStream, D), (drawn.lstm, LstmStream, 2 * D)])
def test_a_recurrence_carries_its_state_and_no_more(draw, stream, numbers, rng):
    cell, x = draw(D, D, rng), rng.standard_normal((T, D, 1))
    states, streamed = layer(cell).forward(x), stream(cell)
    for x_t, h_t in zip(x, states, strict=True):
        np.testing.assert_allclose(streamed.step(x_t[:, 0]), h_t[:, 0], atol=1e-12)
        assert streamed.carried == numbers * 8


def test_the_biases_of_a_cell_are_its_stream_s_too(rng):
    cell, x = drawn.lstm(D, D, rng, forget_bias=2.0), rng.standard_normal((T, D, 1))
    streamed = LstmStream(cell)
    for x_t, h_t in zip(x, layer(cell).forward(x), strict=True):
        np.testing.assert_allclose(streamed.step(x_t[:, 0]), h_t[:, 0], atol=1e-12)


def test_attention_carries_keys_and_values_of_every_token(rng):
    attention, x = CausalSelfAttention.drawn(D, 1, rng), rng.standard_normal((T, D, 1))
    outputs, cached = attention.forward(x), CachedAttention(attention.weights[0], T)
    for t in range(T):
        np.testing.assert_allclose(cached.step(x[t, :, 0]), outputs[t, :, 0], atol=1e-12)
        assert cached.carried == 2 * (t + 1) * D * 8


def test_a_filled_cache_is_as_one_that_has_seen_the_tokens(rng):
    attention, x = CausalSelfAttention.drawn(D, 1, rng), rng.standard_normal((T, D))
    seen, filled = (CachedAttention(attention.weights[0], T) for _ in range(2))
    for x_t in x[:-1]:
        seen.step(x_t)
    filled.fill(seen.keys[:-1], seen.values[:-1])
    assert filled.step(x[-1]).tolist() == seen.step(x[-1]).tolist()
