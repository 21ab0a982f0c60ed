"""The readable cells: steps by hand, and back-propagation through time against central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nn import gru, lstm, rnn
from sandbox.nn.arrays import count, named, sigmoid
from tests.sandbox.nn.differences import assert_gradient, drawn_gru, drawn_lstm, drawn_rnn

SIZES = {
    "T": st.integers(1, 3),
    "D": st.integers(1, 3),
    "H": st.integers(1, 3),
    "B": st.sampled_from([None, 1, 2]),
    "masked": st.booleans(),
    "seed": st.integers(0, 2**32 - 1),
}


class Case:
    """Inputs, states, a mask on the recurrence, and a loss that reads every state."""

    def __init__(self, T, D, H, B, masked, seed):
        self.rng = np.random.default_rng(seed)
        batch = () if B is None else (B,)
        self.x = self.rng.standard_normal((T, D, *batch))
        self.h_0, self.c_0 = self.rng.normal(0, 0.5, (2, H, *batch))
        self.dh, self.dc_T = self.rng.standard_normal((T, H, *batch)), self.rng.standard_normal((H, *batch))
        self.mask = self.rng.integers(0, 2, (H, *batch)) * 2.0 if masked else 1.0


def assert_every_gradient(loss, cell, gradients, **read):
    for name, array in named(cell).items():
        assert_gradient(loss, array, getattr(gradients.cell, name))
    for name, array in read.items():
        assert_gradient(loss, array, getattr(gradients, name))


@settings(max_examples=25, deadline=None)
@given(activation=st.sampled_from(["tanh", "relu"]), **SIZES)
def test_every_gradient_of_an_rnn(activation, T, D, H, B, masked, seed):
    case = Case(T, D, H, B, masked, seed)
    cell = drawn_rnn(case.rng, D, H, activation)

    def states():
        return rnn.forward(cell, case.x, case.h_0, case.mask)

    gradients = rnn.gradients(cell, case.x, states(), case.dh, case.mask)
    assert_every_gradient(lambda: np.sum(states()[1:] * case.dh), cell, gradients, x=case.x, h_0=case.h_0)


@settings(max_examples=25, deadline=None)
@given(peepholes=st.booleans(), **SIZES)
def test_every_gradient_of_an_lstm(peepholes, T, D, H, B, masked, seed):
    case = Case(T, D, H, B, masked, seed)
    cell = drawn_lstm(case.rng, D, H, peepholes)

    def steps():
        return lstm.forward(cell, case.x, case.h_0, case.c_0, case.mask)

    def loss():
        ran = steps()
        return sum(np.sum(step.h * dh) for step, dh in zip(ran, case.dh, strict=True)) + np.sum(ran[-1].c * case.dc_T)

    gradients = lstm.gradients(cell, steps(), case.dh, case.dc_T, case.mask)
    assert_every_gradient(loss, cell, gradients, x=case.x, h_0=case.h_0, c_0=case.c_0)


@settings(max_examples=25, deadline=None)
@given(resets_after=st.booleans(), **SIZES)
def test_every_gradient_of_a_gru(resets_after, T, D, H, B, masked, seed):
    case = Case(T, D, H, B, masked, seed)
    cell = drawn_gru(case.rng, D, H, resets_after)

    def steps():
        return gru.forward(cell, case.x, case.h_0, case.mask)

    def loss():
        return sum(np.sum(step.h * dh) for step, dh in zip(steps(), case.dh, strict=True))

    gradients = gru.gradients(cell, steps(), case.dh, case.mask)
    assert_every_gradient(loss, cell, gradients, x=case.x, h_0=case.h_0)


def column(*numbers):
    return [np.array([[float(number)]]) for number in numbers]


def test_a_step_of_an_lstm_by_hand():
    W, U = column(-1, 0.5, 1.5, 0), column(2, 1, -1, 2)
    b = [np.array([number]) for number in (-1.0, 1.0, 0.0, -1.0)]
    cell = lstm.Lstm(*W, *U, *b)
    at = lstm.step(cell, np.array([1.0]), np.array([0.5]), np.array([1.0]))
    gates = [at.i[0], at.f[0], at.g[0], at.o[0]]
    assert gates == pytest.approx([0.2689, 0.8808, 0.7616, 0.5], abs=5e-5)
    assert [at.c[0], at.h[0]] == pytest.approx([1.0856, 0.3976], abs=5e-5)


@pytest.mark.parametrize(("b_u", "candidate"), [(None, np.tanh(0.3 + 0.5 * 0.4)), ([0.2], np.tanh(0.3 + 0.5 * 0.6))])
def test_a_step_of_a_gru_by_hand(b_u, candidate):
    zero, one = column(0, 1)
    cell = gru.Gru(
        W_z=zero, W_r=zero, W_n=one, U_z=zero, U_r=zero, U_n=one,
        b_z=np.array([np.log(3)]), b_r=np.zeros(1), b_n=np.zeros(1), b_u=None if b_u is None else np.array(b_u),
    )  # fmt: skip
    at = gru.step(cell, np.array([0.3]), np.array([0.4]))
    assert [at.z[0], at.r[0], at.n[0]] == pytest.approx([0.75, 0.5, candidate])
    assert at.h[0] == pytest.approx(0.25 * 0.4 + 0.75 * candidate)


def test_parameters_as_they_are_counted_elsewhere():
    D, H, rng = 10, 20, np.random.default_rng(0)
    counted = [count(cell) for cell in (
        drawn_rnn(rng, D, H), drawn_lstm(rng, D, H), drawn_gru(rng, D, H), drawn_gru(rng, D, H, resets_after=True)
    )]  # fmt: skip
    # Keras: SimpleRNN(20), LSTM(20), GRU(20, reset_after=False); with reset_after=True it has a second bias for
    # z and r too, which adds nothing to what they can do: 1920, 40 of them to spare. PyTorch's second biases likewise.
    assert counted == [620, 2480, 1860, 1920 - 40]


def test_a_sigmoid_far_out_is_0_or_1_without_overflow():
    with np.errstate(all="raise"):
        assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_cell_keeps_the_dtype_of_its_weights(dtype):
    rng = np.random.default_rng(0)
    x, h_0 = rng.standard_normal((3, 2, 4)).astype(dtype), np.zeros((5, 4), dtype)
    cell = drawn_lstm(rng, 2, 5, peepholes=True, dtype=dtype)
    steps = lstm.forward(cell, x, h_0, h_0)
    back = lstm.gradients(cell, steps, np.ones((3, 5, 4), dtype))
    assert {steps[-1].h.dtype, back.x.dtype, back.h_0.dtype, back.cell.W_i.dtype} == {np.dtype(dtype)}


@pytest.mark.parametrize("make", [drawn_rnn, drawn_lstm, drawn_gru])
def test_the_gradient_of_whole_numbers_is_no_whole_number(make):
    """One-hot inputs and a first state of integers: nothing is cut off."""
    cell, x, h_0 = make(np.random.default_rng(0), 2, 3), np.eye(2, dtype=int), np.zeros(3, int)
    dh = np.ones((2, 3))

    def gradients(x, h_0):
        if isinstance(cell, rnn.Rnn):
            return rnn.gradients(cell, x, rnn.forward(cell, x, h_0), dh)
        if isinstance(cell, lstm.Lstm):
            return lstm.gradients(cell, lstm.forward(cell, x, h_0, h_0), dh)
        return gru.gradients(cell, gru.forward(cell, x, h_0), dh)

    whole, right = gradients(x, h_0), gradients(x.astype(float), h_0.astype(float))
    np.testing.assert_array_equal(whole.x, right.x)
    np.testing.assert_array_equal(whole.h_0, right.h_0)
