"""The fast cells are the readable cells: every state, every gradient, over shapes, dtypes and options."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn.arrays import named
from sandbox.nn.fast import FastGru, FastLstm, FastRnn
from sandbox.nn.layers import ReadableLayer, layer
from tests.sandbox.nn.differences import drawn_gru, drawn_lstm, drawn_rnn

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
    layer, readable = fast_cell.of(cell), ReadableLayer(cell)
    tolerance = {"rtol": 1e-12, "atol": 1e-12} if dtype == np.float64 else {"rtol": 2e-3, "atol": 2e-3}
    for _ in range(times):  # what the first sequence left behind doesn't matter to the second

        def draw(*shape):
            return rng.normal(0, 0.7, shape).astype(dtype)

        x, start, dend = draw(T, D, B), tuple(draw(states, H, B)), tuple(draw(states, H, B))
        dh = None if reads == "end" else draw(T, H, B)
        mask = rng.integers(0, 2, (H, B)).astype(dtype) * 2 if masked else None
        layer.mask = readable.mask = mask
        np.testing.assert_allclose(layer.forward(x, start), readable.forward(x, start), **tolerance)
        ours, theirs = layer.backward(dh, dend, inputs=True), readable.backward(dh, dend, inputs=True)
        for mine, right in zip((*layer.end, *ours.start), (*readable.end, *theirs.start), strict=True):
            np.testing.assert_allclose(mine, right, **tolerance)
        np.testing.assert_allclose(ours.x, theirs.x, **tolerance)
        for mine, right in zip(named(layer.named(*ours.weights)).values(), theirs.weights, strict=True):
            bound = max(1.0, float(np.abs(right).max()))
            np.testing.assert_allclose(mine / bound, right / bound, **tolerance)
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
@pytest.mark.parametrize(("T", "B"), [(300, 1), (140, 3)])
@pytest.mark.parametrize("masked", [False, True])
def test_long_sequences_go_there_and_back_in_several_chunks(name, T, B, masked):
    rng = np.random.default_rng(0)
    assert_equal(name, 2, 4, T=T, B=B, dtype=np.float64, masked=masked, rng=rng, times=1, scale=0.4)


@pytest.mark.parametrize("name", CELLS)
def test_so_do_wide_ones(name):
    rng = np.random.default_rng(0)
    assert_equal(name, 8, 64, T=30, B=64, dtype=np.float64, rng=rng, times=1, scale=0.25)


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
@pytest.mark.parametrize("B", [1, 2])
def test_in_float64_a_gradient_is_carried_for_as_long_as_there_is_one(name, B):
    _, drawn, states = CELLS[name]
    made = layer(drawn(np.random.default_rng(0), 2, 3, dtype=np.float64))
    made.forward(np.ones((80, 2, B)))
    one = made.backward(None, (np.ones((3, B)),) * states, inputs=True)
    made.forward(np.ones((80, 2, B)))
    tiny = made.backward(None, (np.full((3, B), 1e-200),) * states, inputs=True)
    np.testing.assert_allclose(tiny.x * 1e200, one.x, rtol=1e-9, atol=0)
    made.forward(np.ones((80, 2, B)))
    made.backward(None, (np.full((3, B), 1e-300),) * states)
    assert made.walked < 80  # not on into subnormals


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
def test_what_has_no_fast_form_runs_as_it_reads(fast_cell, cell):
    with pytest.raises(ValueError, match="with the readable cell"):
        fast_cell.of(cell)
    assert type(layer(cell)) is ReadableLayer


@pytest.mark.parametrize("name", CELLS)
def test_what_has_a_fast_form_runs_fast(name):
    fast_cell, drawn, states = CELLS[name]
    made = layer(drawn(np.random.default_rng(0), 2, 3, dtype=np.float64))
    assert (type(made), made.states) == (fast_cell, states)


@pytest.mark.parametrize("name", CELLS)
def test_a_way_back_is_gone_once(name):
    made = layer(CELLS[name][1](np.random.default_rng(0), 2, 3, dtype=np.float64))
    made.forward(np.ones((4, 2, 1)))
    made.backward(np.ones((4, 3, 1)))
    with pytest.raises(RuntimeError, match="forward first"):
        made.backward(np.ones((4, 3, 1)))


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("B", [1, 2])
def test_a_gradient_that_is_not_a_number_is_not_mistaken_for_one_that_has_faded(name, B):
    _, drawn, states = CELLS[name]
    made = layer(drawn(np.random.default_rng(0), 2, 3, dtype=np.float32))
    made.forward(np.ones((80, 2, B), np.float32))
    back = made.backward(None, (np.full((3, B), np.nan, np.float32),) * states, inputs=True)
    assert made.walked == 80
    assert np.isnan(back.x).all()
    assert all(np.isnan(state).all() for state in back.start)


@pytest.mark.parametrize("name", CELLS)
def test_one_layer_serves_batches_of_any_shape(name):
    rng = np.random.default_rng(4)
    cell = CELLS[name][1](rng, 2, 3, dtype=np.float64)
    made = layer(cell)
    for T, B in ((4, 2), (1, 1), (6, 3), (4, 2)):
        x, dh = rng.standard_normal((T, 2, B)), rng.standard_normal((T, 3, B))
        anew = layer(cell)
        np.testing.assert_array_equal(made.forward(x), anew.forward(x))
        np.testing.assert_array_equal(made.backward(dh).weights[0], anew.backward(dh).weights[0])


def test_numpy_is_left_as_it_was():
    before = np.getbufsize()
    made = layer(drawn_gru(np.random.default_rng(0), 2, 3, resets_after=True))
    made.forward(np.ones((4, 2, 1)))
    made.backward(None)
    assert np.getbufsize() == before


@pytest.mark.parametrize("make", [layer, ReadableLayer])
def test_states_that_are_not_given_are_0(make):
    rng = np.random.default_rng(0)
    made, x, (h_0, dh), zero = (
        make(drawn_lstm(rng, 2, 3)),
        np.ones((4, 2, 2)),
        rng.normal(size=(2, 3, 2)),
        np.zeros((3, 2)),
    )
    short = made.forward(x, [h_0]).copy(), made.backward(None, [dh]).weights[0]
    whole = made.forward(x, [h_0, zero]), made.backward(np.zeros((4, 3, 2)), [dh, zero]).weights[0]
    for ours, theirs in zip(short, whole, strict=True):
        np.testing.assert_array_equal(ours, theirs)


BOTH = [layer, ReadableLayer]


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("name", CELLS)
def test_shapes_that_numpy_would_stretch_are_refused(make, name):
    made = make(CELLS[name][1](np.random.default_rng(0), 2, 3, dtype=np.float64))
    x, state = np.ones((4, 2, 2)), np.ones((3, 2))
    for bad, start in ((x[:, :1], []), (x[:0], []), (x[..., :0], []), (x, [state[:1]]), (x, [state] * 3)):
        with pytest.raises(ValueError, match=r"x|start"):
            made.forward(bad, start)
    made.forward(x)
    for dh, dend in ((np.ones((1, 3, 2)), []), (None, [state[:, :1]]), (None, [state] * 3)):
        with pytest.raises(ValueError, match=r"dh|dend"):
            made.backward(dh, dend)
    made.backward(np.ones((4, 3, 2)))
    made.mask = state[:, :1]
    with pytest.raises(ValueError, match="mask"):
        made.forward(x)


@pytest.mark.parametrize("name", CELLS)
def test_a_way_ahead_that_failed_has_no_way_back(name):
    made = layer(CELLS[name][1](np.random.default_rng(0), 2, 3, dtype=np.float64))
    made.forward(np.ones((4, 2, 2)))
    with pytest.raises(ValueError, match="start"):
        made.forward(np.ones((4, 2, 2)), [np.ones((1, 2))])
    with pytest.raises(RuntimeError, match="forward first"):
        made.backward(None)


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("name", CELLS)
def test_the_way_back_has_the_mask_of_the_way_ahead(make, name):
    rng = np.random.default_rng(0)
    made = make(CELLS[name][1](rng, 2, 3, dtype=np.float64))
    x, masks = rng.standard_normal((4, 2, 2)), 2.0 * rng.integers(0, 2, (2, 3, 2))
    made.mask = masks[0].copy()
    made.forward(x)
    right = made.backward(np.ones((4, 3, 2)))
    made.forward(x)
    made.mask[...] = masks[1]
    made.mask = None
    after = made.backward(np.ones((4, 3, 2)))
    np.testing.assert_array_equal(after.weights[0], right.weights[0])
    np.testing.assert_array_equal(after.start[0], right.start[0])


@pytest.mark.parametrize("name", CELLS)
def test_the_states_are_to_be_read_only(name):
    h = layer(CELLS[name][1](np.random.default_rng(0), 2, 3, dtype=np.float64)).forward(np.ones((4, 2, 2)))
    with pytest.raises(ValueError, match="read-only"):
        h[0] = 0


@pytest.mark.parametrize("make", BOTH)
@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("given", [int, np.float64])
def test_numbers_come_out_as_the_weights_are_whatever_went_in(make, name, given):
    rng = np.random.default_rng(0)
    made = make(CELLS[name][1](rng, 2, 3, dtype=np.float32))
    x, dh = rng.integers(0, 2, (4, 2, 2)).astype(given), np.ones((4, 3, 2), given)
    h, back = made.forward(x), made.backward(dh, inputs=True)
    assert {a.dtype for a in (h, *made.end, *back.weights, back.x, *back.start)} == {np.dtype(np.float32)}
    assert np.abs(back.x % 1).max() > 0
