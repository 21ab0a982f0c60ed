"""The fast cells are the readable cells: every state, every gradient, over shapes, dtypes and options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn import gru, lstm, rnn
from sandbox.nn.arrays import named
from sandbox.nn.fast import FastGru, FastLstm, FastRnn
from tests.sandbox.nn.differences import drawn_gru, drawn_lstm, drawn_rnn


class Readable:
    """The readable cell, asked as the fast ones are."""

    def __init__(self, cell):
        self.cell, self.module = cell, {rnn.Rnn: rnn, lstm.Lstm: lstm, gru.Gru: gru}[type(cell)]

    def both_ways(self, x, start, mask, dh, dend):
        mask = 1.0 if mask is None else mask
        dh = np.zeros((len(x), *start[0].shape), x.dtype) if dh is None else dh.copy()
        dh[-1] += dend[0]
        if self.module is rnn:
            h = rnn.forward(self.cell, x, start[0], mask)
            back = rnn.gradients(self.cell, x, h, dh, mask)
            return h[1:], (h[-1],), back, (back.h_0,)
        steps = self.module.forward(self.cell, x, *start, mask)
        h = np.stack([step.h for step in steps])
        if self.module is lstm:
            back = lstm.gradients(self.cell, steps, dh, dend[1], mask)
            return h, (h[-1], steps[-1].c), back, (back.h_0, back.c_0)
        back = gru.gradients(self.cell, steps, dh, mask)
        return h, (h[-1],), back, (back.h_0,)


CELLS = {
    "rnn": (FastRnn, drawn_rnn, 1),
    "relu": (FastRnn, lambda *of, dtype: drawn_rnn(*of, activation="relu", dtype=dtype), 1),
    "lstm": (FastLstm, drawn_lstm, 2),
    "gru": (FastGru, lambda *of, dtype: drawn_gru(*of, resets_after=True, dtype=dtype), 1),
}


def assert_equal(name, D, H, *, T, B, dtype, masked=False, reads="all", rng, times=2, scale=1.0):
    fast_cell, drawn, states = CELLS[name]
    cell = drawn(rng, D, H, dtype=dtype)
    for weights in named(cell).values():
        weights *= scale
    layer = fast_cell.of(cell)
    tolerance = {"rtol": 1e-12, "atol": 1e-12} if dtype == np.float64 else {"rtol": 2e-3, "atol": 2e-3}
    for _ in range(times):  # what the first sequence left behind doesn't matter to the second

        def draw(*shape):
            return rng.normal(0, 0.7, shape).astype(dtype)

        x, start, dend = draw(T, D, B), tuple(draw(states, H, B)), tuple(draw(states, H, B))
        dh = None if reads == "end" else draw(T, H, B)
        mask = rng.integers(0, 2, (H, B)).astype(dtype) * 2 if masked else None
        h, end, back, dstart = Readable(cell).both_ways(x, start, mask, dh, dend)

        layer.mask = mask
        np.testing.assert_allclose(layer.forward(x, start), h, **tolerance)
        ours = layer.backward(dh, dend, inputs=True)
        for mine, theirs in zip((*layer.end, *ours.start), (*end, *dstart), strict=True):
            np.testing.assert_allclose(mine, theirs, **tolerance)
        np.testing.assert_allclose(ours.x, back.x, **tolerance)
        theirs = named(back.cell)
        for key, mine in named(layer.named(*ours.weights)).items():
            bound = max(1.0, float(np.abs(theirs[key]).max()))
            np.testing.assert_allclose(mine / bound, theirs[key] / bound, **tolerance)
            assert mine.dtype == dtype


@pytest.mark.parametrize("name", CELLS)
@settings(max_examples=30, deadline=None)
@given(
    T=st.integers(1, 9),
    D=st.integers(1, 4),
    H=st.integers(1, 6),
    B=st.integers(1, 4),
    masked=st.booleans(),
    reads=st.sampled_from(["all", "end"]),
    dtype=st.sampled_from([np.float32, np.float64]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_number_is_that_of_the_readable_cell(name, T, D, H, B, masked, reads, dtype, seed):
    rng = np.random.default_rng(seed)
    assert_equal(name, D, H, T=T, B=B, dtype=dtype, masked=masked, reads=reads, rng=rng, scale=0.7)


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize(("T", "D", "H", "B"), [(70, 3, 8, 1), (65, 2, 16, 5), (12, 8, 64, 64)])
def test_long_sequences_go_back_in_several_chunks(name, T, D, H, B):
    rng = np.random.default_rng(0)
    assert_equal(name, D, H, T=T, B=B, dtype=np.float64, rng=rng, times=1, scale=0.25)


def fading(name, H=8, T=200, B=2):
    """A float32 layer whose gradient fades to nothing long before the first step, and its loss reads the end alone."""
    fast_cell, drawn, states = CELLS[name]
    rng = np.random.default_rng(1)
    cell = drawn(rng, 2, H, dtype=np.float32)
    for key, weights in named(cell).items():
        weights *= 0.3 if key.startswith(("W_h", "U")) else 1.0
    layer = fast_cell.of(cell)
    layer.forward(rng.standard_normal((T, 2, B)).astype(np.float32))
    return layer, layer.backward(None, (np.ones((H, B), np.float32),) * states, inputs=True)


@pytest.mark.parametrize("name", CELLS)
def test_a_gradient_that_has_faded_is_0_rather_than_subnormal_and_is_carried_no_further(name):
    layer, back = fading(name)
    sizes = np.abs(back.x)
    subnormal = (sizes > 0) & (sizes < np.finfo(np.float32).tiny)
    assert layer.walked < 200
    assert np.all(sizes[: 200 - layer.walked] == 0)
    assert subnormal.sum() <= 0.02 * sizes.size
    assert all(np.all(state == 0) for state in back.start)


@pytest.mark.parametrize("name", CELLS)
def test_what_the_loss_reads_before_that_is_walked_back_all_the_same(name):
    rng = np.random.default_rng(2)
    layer, _ = fading(name)
    dh = np.zeros((200, 8, 2), np.float32)
    dh[5] = 1
    x = rng.standard_normal((200, 2, 2)).astype(np.float32)
    layer.forward(x)
    found = layer.backward(dh, inputs=True)
    assert layer.walked == 200
    assert np.all(found.x[6:] == 0)
    layer.forward(x[:6])
    alone = layer.backward(dh[:6], inputs=True)
    np.testing.assert_allclose(found.x[:6], alone.x, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize(
    ("fast_cell", "cell"),
    [
        (FastLstm, drawn_lstm(np.random.default_rng(0), 2, 3, peepholes=True)),
        (FastGru, drawn_gru(np.random.default_rng(0), 2, 3, resets_after=False)),
    ],
)
def test_what_has_no_fast_form_says_so(fast_cell, cell):
    with pytest.raises(ValueError, match="with the readable cell"):
        fast_cell.of(cell)
