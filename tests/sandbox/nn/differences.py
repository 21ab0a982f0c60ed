"""Central differences, and cells with drawn weights: what the tests of the kernels share."""

import numpy as np

from sandbox.materials.measures.differencing import central_differences
from sandbox.nn.gru import Gru
from sandbox.nn.lstm import Lstm
from sandbox.nn.rnn import Rnn

EPSILON = 1e-6


def one_at_a_time(loss, array):
    """For a loss that reads `array` itself: the losses of a stack, one after the other."""

    def losses(stack):
        kept, found = array.copy(), []
        for nudged in stack:
            array[...] = nudged
            found.append(loss())
        array[...] = kept
        return np.array(found)

    return losses


def assert_gradient(loss, array, gradient, told=None):
    """`loss` reads `array`, of which every number (`told`: these) is nudged in place: |Δ| ≤ 1e-7 + 1e-5·|g|."""
    assert gradient.shape == array.shape
    places = [tuple(at) for at in np.argwhere(np.ones_like(array, bool) if told is None else told)]
    numeric = central_differences(one_at_a_time(loss, array), array, EPSILON, places)
    for at, slope in zip(places, numeric, strict=True):
        assert abs(gradient[at] - slope) <= 1e-7 + 1e-5 * abs(slope), (at, gradient[at], slope)


def drawn_rnn(rng, D, H, activation="tanh", dtype=np.float64):
    draw = _drawing(rng, dtype)
    return Rnn(draw(H, D), draw(H, H), draw(H), activation)


def drawn_lstm(rng, D, H, peepholes=False, dtype=np.float64):
    draw = _drawing(rng, dtype)
    W, U, b = ([draw(*shape) for _ in range(4)] for shape in ((H, D), (H, H), (H,)))
    return Lstm(*W, *U, *b, *([draw(H) for _ in range(3)] if peepholes else []))


def drawn_gru(rng, D, H, resets_after=False, dtype=np.float64):
    draw = _drawing(rng, dtype)
    W, U, b = ([draw(*shape) for _ in range(3)] for shape in ((H, D), (H, H), (H,)))
    return Gru(*W, *U, *b, draw(H) if resets_after else None)


def _drawing(rng, dtype):
    return lambda *shape: rng.normal(0, 0.7, shape).astype(dtype)
