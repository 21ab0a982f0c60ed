"""Attention in blocks has the numbers of the one that stores its weights, and stores none."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.materials.measures.memory import held
from sandbox.nn.attention import CausalSelfAttention
from sandbox.nn.blockwise import InBlocks


@settings(max_examples=30, deadline=None)
@given(
    T=st.integers(1, 9),
    block=st.integers(1, 10),
    heads=st.sampled_from([1, 2]),
    B=st.integers(1, 2),
    seed=st.integers(0, 2**32 - 1),
)
def test_outputs_and_gradients_are_those_of_attention_that_stores_its_weights(T, block, heads, B, seed):
    rng = np.random.default_rng(seed)
    whole = CausalSelfAttention.drawn(4, heads, rng)
    blocks = InBlocks(whole.weights[0], heads, block)
    x, dy = rng.standard_normal((2, T, 4, B))
    np.testing.assert_allclose(blocks.forward(x), whole.forward(x), atol=1e-12)
    ([dW], dx), ([dW_whole], dx_whole) = blocks.backward(dy), whole.backward(dy)
    np.testing.assert_allclose(dW, dW_whole, atol=1e-12)
    np.testing.assert_allclose(dx, dx_whole, atol=1e-12)


def test_of_the_weights_nothing_is_kept():
    W = np.zeros((16, 4), np.float32)
    x = np.zeros((100, 4, 1), np.float32)
    kept = []
    for attention in (CausalSelfAttention(W), InBlocks(W)):
        attention.forward(x)
        kept.append((held(attention) - W.nbytes) // 4)
    assert kept == [5 * 100 * 4 + 100**2, 5 * 100 * 4]
