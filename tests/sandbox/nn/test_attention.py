"""Attention, and what is built of it: gradients by central differences, and what may be looked at."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn import attention, drawn, padding
from sandbox.nn.affine import Affine
from sandbox.nn.attention import AdditiveAttention, CausalSelfAttention, DotAttention
from sandbox.nn.composed import Bidirectional
from sandbox.nn.encoder_decoder import EncoderDecoder
from sandbox.nn.layers import layer
from sandbox.nn.losses import softmax_cross_entropy
from tests.sandbox.nn.differences import assert_gradient

H = 3


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def dot(rng):
    return DotAttention()


def additive(rng):
    return AdditiveAttention.drawn(H, 4, rng)


@pytest.mark.parametrize("make", [dot, additive])
@settings(max_examples=15, deadline=None)
@given(
    U=st.integers(1, 3),
    T=st.integers(1, 3),
    B=st.integers(1, 2),
    padded=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_gradient_of_attention(make, U, T, B, padded, seed):
    rng = np.random.default_rng(seed)
    attend, q, k = make(rng), rng.standard_normal((U, H, B)), rng.standard_normal((T, H, B))
    allowed = padding.valid(rng.integers(1, T + 1, B), T).T[:, None] if padded else None
    dcontext = rng.standard_normal((U, H, B))

    def loss():
        return np.sum(attend.forward(q, k, allowed) * dcontext)

    loss()
    of_weights, dq, dk = attend.backward(dcontext)
    for array, gradient in zip([*attend.weights, q, k], [*of_weights, dq, dk], strict=True):
        assert_gradient(loss, array, gradient)


@settings(max_examples=15, deadline=None)
@given(T=st.integers(1, 4), heads=st.sampled_from([1, 2]), B=st.integers(1, 2), seed=st.integers(0, 2**32 - 1))
def test_every_gradient_of_causal_self_attention(T, heads, B, seed):
    rng = np.random.default_rng(seed)
    attend, x, dy = CausalSelfAttention.drawn(4, heads, rng), rng.standard_normal((T, 4, B)), rng.normal(size=(T, 4, B))

    def loss():
        return np.sum(attend.forward(x) * dy)

    loss()
    (dW,), dx = attend.backward(dy)
    assert_gradient(loss, attend.weights[0], dW)
    assert_gradient(loss, x, dx)


def test_a_step_does_not_see_what_comes_after_it(rng):
    attend, x = CausalSelfAttention.drawn(4, 2, rng), rng.standard_normal((5, 4, 2))
    before = attend.forward(x)
    x[3:] = rng.standard_normal((2, 4, 2))
    after = attend.forward(x)
    np.testing.assert_array_equal(before[:3], after[:3])
    assert not np.allclose(before[3:], after[3:])


def test_heads_divide_the_features(rng):
    with pytest.raises(ValueError, match="4 features don't divide into 3 heads"):
        CausalSelfAttention.drawn(4, 3, rng)


def test_attention_by_hand():
    k = np.array([[[1.0], [0.0]], [[0.0], [1.0]]])  # two steps
    q = np.log(3) * k[:1]
    attend = DotAttention()
    context = attend.forward(q, k)
    assert attend.attended.ravel() == pytest.approx([0.75, 0.25])
    assert context.ravel() == pytest.approx([0.75, 0.25])


def test_padding_gets_no_weight_and_nothing_at_all_gives_none():
    weights = attention.softmax(np.array([[1.0, 5.0], [1.0, 5.0]]), np.array([[True, False], [False, False]]))
    assert weights.tolist() == [[1, 0], [0, 0]]


def made(rng, kind):
    encoder = layer(drawn.gru(2, H, rng)) if kind != "lstm" else layer(drawn.lstm(2, H, rng))
    decoder = layer(drawn.gru(4, H, rng)) if kind != "lstm" else layer(drawn.lstm(4, H, rng))
    attend = {"dot": DotAttention, "lstm": DotAttention, "additive": lambda: additive(rng), "none": lambda: None}[
        kind
    ]()
    combine = None if attend is None else Affine.drawn(2 * H, H, rng)
    return EncoderDecoder(encoder, decoder, Affine.drawn(H, 4, rng), attend, combine)


@pytest.mark.parametrize("kind", ["none", "dot", "additive", "lstm"])
def test_every_gradient_of_an_encoder_decoder(kind, rng):
    network, x, told = made(rng, kind), rng.standard_normal((4, 2, 2)), rng.standard_normal((3, 4, 2))
    allowed, dlogits = padding.valid(np.array([4, 3]), 4), rng.standard_normal((3, 4, 2))

    def loss():
        return np.sum(network.forward(x, told, allowed) * dlogits)

    loss()
    back = network.backward(dlogits)
    idle = {id(part.weights[0]): part.D for part in (network.encoder, network.decoder) if kind != "lstm"}
    for array, gradient in zip([*network.weights, x, told], [*back.weights, back.x, back.told], strict=True):
        of_effect = np.ones(array.shape, bool)
        if id(array) in idle:
            of_effect[2 * H :, : idle[id(array)]] = False  # what a GRU resets reads no x
        assert_gradient(loss, array, gradient, told=of_effect)


@pytest.mark.parametrize("kind", ["none", "dot", "additive"])
def test_a_step_at_a_time_it_writes_the_same(kind, rng):
    network, x, told = made(rng, kind), rng.standard_normal((4, 2, 2)), rng.standard_normal((3, 4, 2))
    at_once = network.forward(x, told)
    network.encode(x)
    np.testing.assert_allclose([network.decode(told[u : u + 1])[0] for u in range(3)], at_once, atol=1e-12)


def test_attention_comes_with_what_combines_it(rng):
    with pytest.raises(ValueError, match="combines"):
        EncoderDecoder(
            layer(drawn.gru(2, H, rng)), layer(drawn.gru(2, H, rng)), Affine.drawn(H, 2, rng), DotAttention()
        )


def test_states_of_both_directions_may_be_attended_to(rng):
    both = Bidirectional(layer(drawn.gru(2, 2, rng)), layer(drawn.gru(2, 1, rng)))
    states = both.forward(rng.standard_normal((4, 2, 2)))
    assert additive(rng).forward(rng.standard_normal((1, H, 2)), states).shape == (1, H, 2)


def test_float32_stays_float32(rng):
    x = rng.standard_normal((3, 2, 2)).astype(np.float32)
    encoder, decoder = (layer(drawn.gru(2, H, rng, dtype=np.float32)) for _ in range(2))
    readout, combine = Affine.drawn(H, 2, rng, np.float32), Affine.drawn(2 * H, H, rng, np.float32)
    attend = AdditiveAttention.drawn(H, 4, rng, np.float32)
    network = EncoderDecoder(encoder, decoder, readout, attend, combine)
    logits = network.forward(x, x, padding.valid(np.array([2, 3]), 3))
    _, dlogits = softmax_cross_entropy(logits, np.zeros((3, 2), int), padding.valid(np.array([2, 3]), 3))
    back = network.backward(dlogits)
    causal = CausalSelfAttention.drawn(2, 1, rng, np.float32)
    arrays = [logits, dlogits, *back.weights, back.x, causal.forward(x), *causal.backward(x)[0]]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_scores_that_are_not_numbers_give_no_weights_that_look_like_some():
    assert np.isnan(attention.softmax(np.array([np.nan, 1.0]))).all()
    assert attention.softmax(np.array([1e4, -1e4])).tolist() == [1, 0]


def test_a_decoder_starts_from_as_many_states_as_the_encoder_ends_with(rng):
    with pytest.raises(ValueError, match="A decoder of 1 states can't start from an encoder's 2"):
        EncoderDecoder(layer(drawn.lstm(2, H, rng)), layer(drawn.gru(4, H, rng)), Affine.drawn(H, 4, rng))
