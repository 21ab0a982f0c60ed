"""Layers of layers: their gradients by central differences, and what each of them is for."""

import numpy as np
import pytest

from sandbox.nn import drawn, dropout, padding
from sandbox.nn.affine import Affine
from sandbox.nn.composed import Bidirectional, Stacked, windows
from sandbox.nn.fast import FastGru, FastLstm, FastRnn
from tests.sandbox.nn.differences import assert_gradient

T, D, H, B = 5, 2, 3, 2


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def gru(rng, D=D):
    return FastGru.of(drawn.gru(D, H, rng))


def lstm(rng, D=D):
    return FastLstm.of(drawn.lstm(D, H, rng))


def two_layers(rng):
    stacked = Stacked([lstm(rng), FastRnn.of(drawn.rnn(H, H, rng))])
    stacked.between = [dropout.mask((1, H, B), 0.5, rng)]
    return stacked


def both_ways(rng):
    return Bidirectional(gru(rng), lstm(rng))


def both_ways_padded(rng):
    both = both_ways(rng)
    both.lengths = np.array([3, 5])
    return both


def two_layers_of_both_ways(rng):
    return Stacked([both_ways_padded(rng), Bidirectional(gru(rng, D=2 * H), gru(rng, D=2 * H))])


def dropped(rng):
    layer = lstm(rng)
    layer.mask = dropout.mask((H, B), 0.5, rng)
    return layer


LAYERS = [two_layers, both_ways, both_ways_padded, two_layers_of_both_ways, dropped]


@pytest.mark.parametrize("make", LAYERS)
def test_every_gradient(make, rng):
    layer = make(rng)
    x, start = rng.standard_normal((T, D, B)), [rng.normal(0, 0.5, (H, B)) for _ in range(layer.states)]
    dh, dend = rng.standard_normal(layer.forward(x, start).shape), [rng.standard_normal((H, B)) for _ in start]

    def loss():
        h = layer.forward(x, start)
        return np.sum(h * dh) + sum(np.sum(state * d) for state, d in zip(layer.end, dend, strict=True))

    loss()
    back = layer.backward(dh, dend, inputs=True)
    for array, gradient in zip([*layer.weights, x, *start], [*back.weights, back.x, *back.start], strict=True):
        idle = _of_no_effect(layer, array)
        assert np.all(gradient[idle] == 0)
        assert_gradient(loss, array, gradient, told=~idle)


def _of_no_effect(layer, array):
    """The weights of a fast GRU that are 0 and stay 0: it has no x in what is reset."""
    idle = np.zeros(array.shape, bool)
    for cell in _cells(layer):
        if isinstance(cell, FastGru) and array is cell.weights[0]:
            idle[2 * H :, : cell.D] = True
    return idle


def _cells(layer):
    if isinstance(layer, Stacked):
        return [cell for part in layer.layers for cell in _cells(part)]
    return [*_cells(layer.ahead), *_cells(layer.back)] if isinstance(layer, Bidirectional) else [layer]


def test_padding_changes_nothing_that_is_valid(rng):
    both = both_ways_padded(rng)
    x = rng.standard_normal((T, D, B))
    h = both.forward(x)
    both.lengths = None
    np.testing.assert_allclose(h[:3, :, :1], both.forward(x[:3, :, :1]), atol=1e-12)


def test_the_last_valid_state_and_its_gradient(rng):
    h, lengths = rng.standard_normal((4, 3, 2)), np.array([2, 4])
    last = padding.last(h, lengths)
    np.testing.assert_array_equal(last, np.stack([h[1, :, 0], h[3, :, 1]], axis=1))
    back = padding.last_back(last, lengths, 4)
    np.testing.assert_array_equal(padding.last(back, lengths), last)
    assert np.count_nonzero(back) == last.size


def test_a_sequence_of_no_steps_has_no_last_state():
    for read in (lambda n: padding.last(np.ones((4, 3, 2)), n), lambda n: padding.last_back(np.ones((3, 2)), n, 4)):
        with pytest.raises(ValueError, match="no last state"):
            read(np.array([0, 4]))


def test_which_steps_are_valid():
    np.testing.assert_array_equal(padding.valid(np.array([1, 3]), 3), [[True, True], [False, True], [False, True]])


def test_backwards_is_within_each_sequence_and_undoes_itself():
    x = np.arange(4.0)[:, None, None] * np.ones((1, 1, 2))
    turned = padding.backwards(x, np.array([2, 4]))
    assert turned[:, 0].T.tolist() == [[1, 0, 2, 3], [3, 2, 1, 0]]
    np.testing.assert_array_equal(padding.backwards(turned, np.array([2, 4])), x)


@pytest.mark.parametrize("make", [gru, lstm, two_layers])
def test_windows_carry_the_state_and_no_gradient(make, rng):
    layer, x = make(rng), rng.standard_normal((7, D, B))
    whole = layer.forward(x).copy()
    backs = []
    for window, h in windows(layer, x, 3):
        np.testing.assert_allclose(h, whole[window], atol=1e-12)
        backs.append(layer.backward(np.ones_like(h)).weights)
    summed = [sum(parts) for parts in zip(*backs, strict=True)]

    layer.forward(x[:3])
    first = layer.backward(np.ones((3, H, B)))
    np.testing.assert_allclose(backs[0][0], first.weights[0], atol=1e-12)
    layer.forward(x)
    full = layer.backward(np.ones((7, H, B))).weights
    assert not np.allclose(summed[0], full[0])


def test_one_window_over_everything_is_full_back_propagation(rng):
    layer, x = lstm(rng), rng.standard_normal((7, D, B))
    ((_, h),) = windows(layer, x, 100)
    windowed = layer.backward(np.ones_like(h)).weights
    layer.forward(x)
    np.testing.assert_array_equal(windowed[0], layer.backward(np.ones((7, H, B))).weights[0])


@pytest.mark.parametrize("shape", [(H, B), (T, H, B)])
def test_a_readout_of_one_state_or_of_all(shape, rng):
    h, readout = rng.standard_normal(shape), Affine(rng.standard_normal((4, H + 1)))
    dy = rng.standard_normal((*shape[:-2], 4, B))
    readout.forward(h)
    (dW,), dh = readout.backward(dy)
    assert_gradient(lambda: np.sum(readout.forward(h) * dy), readout.weights[0], dW)
    assert_gradient(lambda: np.sum(readout.forward(h) * dy), h, dh)


def test_dropout_keeps_the_mean(rng):
    mask = dropout.mask((400, 500), 0.2, rng)
    assert set(np.unique(mask)) == {0.0, 1.25}
    assert mask.mean() == pytest.approx(1, abs=0.01)
    with pytest.raises(ValueError, match="below 1"):
        dropout.mask((2, 2), 1.0, rng)


def test_the_way_back_has_the_masks_and_lengths_of_the_way_ahead(rng):
    for layer, change in (
        (two_layers(rng), lambda layer: layer.between[0].fill(1)),
        (two_layers(rng), lambda layer: setattr(layer, "between", None)),
        (both_ways_padded(rng), lambda layer: layer.lengths.fill(5)),
        (both_ways_padded(rng), lambda layer: setattr(layer, "lengths", None)),
    ):
        x = rng.standard_normal((T, D, B))
        dh = rng.standard_normal(layer.forward(x).shape)
        right = layer.backward(dh, inputs=True)
        layer.forward(x)
        change(layer)
        np.testing.assert_array_equal(layer.backward(dh, inputs=True).x, right.x)


@pytest.mark.parametrize("make", [two_layers, both_ways])
def test_states_too_many_are_refused(make, rng):
    layer, x = make(rng), rng.standard_normal((T, D, B))
    states = [np.zeros((H, B))] * (layer.states + 1)
    with pytest.raises(ValueError, match="states"):
        layer.forward(x, states)
    layer.forward(x)
    with pytest.raises(ValueError, match="states"):
        layer.backward(None, states)


def test_there_is_a_mask_between_every_two_layers(rng):
    layer = two_layers(rng)
    layer.between = [*layer.between, *layer.between]
    with pytest.raises(ValueError, match="2 layers have 1 masks between them"):
        layer.forward(rng.standard_normal((T, D, B)))


def test_a_window_is_at_least_a_step(rng):
    with pytest.raises(ValueError, match="one step"):
        list(windows(gru(rng), rng.standard_normal((T, D, B)), -1))
