"""Where weights begin."""

import numpy as np
import pytest

from sandbox.nn import drawn, initial
from sandbox.nn.arrays import named


def rng():
    return np.random.default_rng(5)


def test_uniform_weights_fill_their_interval_and_no_more():
    W = initial.uniform(50, 80, 16, rng())
    assert 0.245 < np.abs(W).max() <= 0.25


def test_the_identity_keeps_a_state():
    np.testing.assert_array_equal(initial.identity(3) @ np.arange(3.0), np.arange(3.0))


def test_chrono_biases_are_of_gates_that_forget_within_1_to_T_steps():
    bias = initial.chrono(2000, 100, rng())
    assert 0 <= bias.min() < 0.1
    assert np.log(95) < bias.max() <= np.log(99)
    # σ(b) keeps e^{−1} for about e^b steps: uniform in steps, so their mean is that of U(1, T − 1)
    assert np.exp(bias).mean() == pytest.approx(50, rel=0.05)


def test_chrono_of_each_cell_is_the_bias_of_what_keeps():
    lstm, gru = drawn.lstm(2, 30, rng(), chrono=50), drawn.gru(2, 30, rng(), chrono=50)
    assert lstm.b_f.min() >= 0
    np.testing.assert_array_equal(lstm.b_i, -lstm.b_f)
    assert gru.b_z.max() <= 0  # z writes
    assert gru.b_z.min() < -3


def test_a_forget_bias_is_of_the_forget_gate_alone():
    cell = drawn.lstm(2, 3, rng(), forget_bias=1.0)
    assert [cell.b_i.sum(), cell.b_f.tolist(), cell.b_g.sum(), cell.b_o.sum()] == [0, [1, 1, 1], 0, 0]


@pytest.mark.parametrize(("recurrence", "values"), [("orthogonal", [1.5] * 6), ("identity", [1.5] * 6)])
def test_the_recurrence_of_an_rnn_is_drawn_as_asked(recurrence, values):
    cell = drawn.rnn(2, 6, rng(), recurrence=recurrence, gain=1.5)
    assert np.linalg.svd(cell.W_hh, compute_uv=False) == pytest.approx(values)


def test_a_gaussian_recurrence_stretches_a_state_by_the_gain_on_average():
    cell = drawn.rnn(2, 300, rng(), recurrence="gaussian", gain=1.5)
    stretched = np.linalg.norm(cell.W_hh, axis=0)  # unit vectors, one a column
    assert np.sqrt(np.mean(stretched**2)) == pytest.approx(1.5, rel=0.02)


@pytest.mark.parametrize("draw", [drawn.rnn, drawn.lstm, drawn.gru])
def test_a_cell_is_of_the_dtype_asked_for(draw):
    cell = draw(2, 3, rng(), dtype=np.float32)
    assert {array.dtype for array in named(cell).values()} == {np.dtype(np.float32)}


def test_options_bring_their_weights():
    assert drawn.lstm(2, 3, rng(), peepholes=True).p_o.shape == (3,)
    assert drawn.lstm(2, 3, rng()).p_o is None
    assert drawn.gru(2, 3, rng()).resets_after
    assert not drawn.gru(2, 3, rng(), resets_after=False).resets_after
