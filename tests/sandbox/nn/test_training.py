"""What all of it is for: a small training run, seeded."""

import numpy as np

from sandbox.nn import clipping, drawn
from sandbox.nn.affine import Affine
from sandbox.nn.fast import FastGru
from sandbox.nn.losses import mean_squared
from sandbox.nn.optimisers import Adam

LAG, BATCH, HIDDEN = 10, 32, 32


def adding_problem(rng):
    """Two of the numbers are marked; what do they add up to? Saying 1 always is an error of 1/6."""
    numbers, marks = rng.uniform(0, 1, (LAG, BATCH)), np.zeros((LAG, BATCH))
    first, second = rng.integers(0, LAG // 2, BATCH), rng.integers(LAG // 2, LAG, BATCH)
    marks[first, np.arange(BATCH)] = marks[second, np.arange(BATCH)] = 1
    x = np.stack([numbers, marks], axis=1)  # (T, 2, B)
    return x.astype(np.float32), (numbers * marks).sum(axis=0, keepdims=True).astype(np.float32)


def test_a_gru_learns_to_add_over_ten_steps():
    rng = np.random.default_rng(3)
    cell = FastGru.of(drawn.gru(2, HIDDEN, rng, dtype=np.float32))
    readout = Affine.drawn(HIDDEN, 1, rng, dtype=np.float32)
    weights, adam = [*cell.weights, *readout.weights], Adam(5e-3)
    errors = []
    for _ in range(400):
        x, target = adding_problem(rng)
        cell.forward(x)
        error, dy = mean_squared(readout.forward(cell.end[0]), target)
        of_readout, dh = readout.backward(dy)
        gradients = [*cell.backward(None, [dh]).weights, *of_readout]
        clipping.by_global_norm(gradients, 1.0)
        adam.step(weights, gradients)
        errors.append(error)
    assert np.mean(errors[:5]) > 0.1
    assert np.mean(errors[-20:]) < 0.01
