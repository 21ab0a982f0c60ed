"""What of a gradient reaches the first state: the derivative, held against central differences."""

from math import log10

import numpy as np
import pytest

from sandbox.materials.measures.reaching import log10_reaching
from sandbox.materials.pupils.recalling import recall
from sandbox.nn import drawn, losses, rnn
from sandbox.nn.affine import Affine

EPSILON = 1e-6


def test_of_an_rnn_it_is_what_central_differences_say():
    rng = np.random.default_rng(1)
    cell, out = drawn.rnn(5, 6, rng, dtype=np.float32), Affine.drawn(6, 4, rng)
    x, symbols = recall(7, 3, rng)
    double = drawn.rnn(5, 6, np.random.default_rng(1))
    double = rnn.Rnn(cell.W_xh.astype(float), cell.W_hh.astype(float), double.b)
    h = rnn.forward(double, x, np.zeros((6, 3)))

    def loss(t, h_t):
        return losses.softmax_cross_entropy(out.forward(rnn.forward(double, x[t:], h_t)[-1]), symbols)[0]

    def size(t):
        slopes = []
        for at in np.ndindex(6, 3):
            nudge = np.zeros((6, 3))
            nudge[at] = EPSILON
            slopes.append((loss(t, h[t] + nudge) - loss(t, h[t] - nudge)) / (2 * EPSILON))
        return np.linalg.norm(slopes)

    assert log10_reaching(cell, out.weights[0], x, symbols) == pytest.approx(log10(size(1) / size(7)), abs=1e-4)


def test_from_the_identity_all_of_it_reaches_units_that_stay_on():
    rng = np.random.default_rng(1)
    cell = drawn.rnn(5, 6, rng, recurrence="identity", activation="relu")
    np.abs(cell.W_xh, out=cell.W_xh)
    x, symbols = recall(30, 8, rng)
    out = Affine.drawn(6, 4, rng).weights[0]
    assert log10_reaching(cell, out, x, symbols) == pytest.approx(0)
    cell.W_xh[...] = -cell.W_xh
    assert log10_reaching(cell, out, x, symbols) is None


@pytest.mark.parametrize("draw", [drawn.lstm, drawn.gru])
def test_of_gated_cells_more_is_left_where_they_start_with_chrono_biases(draw):
    x, symbols = recall(30, 8, np.random.default_rng(1))
    out = Affine.drawn(6, 4, np.random.default_rng(2)).weights[0]
    usual, chrono = (draw(5, 6, np.random.default_rng(3), chrono=longest) for longest in (None, 30))
    assert log10_reaching(usual, out, x, symbols) < -3 < log10_reaching(chrono, out, x, symbols) < 0
