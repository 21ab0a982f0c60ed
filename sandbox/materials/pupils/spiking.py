"""What the experiment on timing trains: crowds of small LSTMs that read nothing and spike at every n-th step."""

from math import comb

import numpy as np

from sandbox.materials.pupils.clipped import CLIP
from sandbox.nn.arrays import Array
from sandbox.nn.open_lstm import OpenLstm
from sandbox.nn.optimisers import Adam

PERIODS = 3  # to be spiked in training
RATE = 0.1
THRESHOLD = 0.5  # above it, an output is a spike
WEIGHT = 4.0  # of the squared error at a spike, where the error of silence is 1: else saying nothing is nearly right
HELD = 20  # iterations in a row in which every step was right, and a network has learned it
FORGET, INPUT, OUTPUT, CANDIDATE = 3.0, -2.0, -2.0, 1.0  # first biases: a slow count behind an output nearly closed
NEVER = -1


def spikes(period: int, periods: int = PERIODS) -> Array:
    """1 at the steps n, 2n, …, and 0 between: (T,)"""
    wanted = np.zeros(period * periods)
    wanted[period - 1 :: period] = 1
    return wanted


def counters(networks: int, H: int, rng: np.random.Generator) -> Array:
    """The first weights of LSTMs that read nothing, (N, 4H, 1+H): drawn but for the biases."""
    W: Array = rng.uniform(-1, 1, (networks, 4 * H, 1 + H)) / np.sqrt(H)
    W[..., 0] = np.repeat([CANDIDATE, FORGET, INPUT, OUTPUT], H)
    return W


class Crowd:
    """Networks that learn side by side, each for itself. The state of the first unit is the output, with no readout."""

    def __init__(self, W: Array, period: int, peepholes: Array | None = None) -> None:
        self.layer = OpenLstm(W, peepholes)
        # Where the peepholes are all 0 there are none, and none shall be learned.
        self.peeps = None if peepholes is None else peepholes.any(axis=(1, 2, 3), keepdims=True)
        self.adam = Adam(RATE)
        self.wanted = spikes(period)[:, None]  # (T, 1)
        weights = np.where(self.wanted > THRESHOLD, WEIGHT, 1.0)
        self.shares = weights / weights.sum()
        self.iteration = 0
        self.right_for = np.zeros(len(W), int)
        self.learned_at = np.full(len(W), NEVER)  # after how many iterations

    def ahead(self) -> Array:
        """The weighted mean squared error of each network, (N,). `back` goes back from their sum."""
        h = self.layer.forward(np.empty((len(self.wanted), 0, 1)))
        self.output, self.cell = h[:, :, 0, 0], self.layer.c[:, :, 0, 0]  # (T, N)
        error = self.output - self.wanted
        self.dh = np.zeros_like(h)
        self.dh[:, :, 0, 0] = 2 * self.shares * error
        errors: Array = np.sum(self.shares * error**2, axis=0)
        return errors

    def back(self) -> list[Array]:
        gradients = self.layer.backward(self.dh)
        if self.peeps is not None:
            gradients[1] *= self.peeps
        return gradients

    def learn(self) -> None:
        """An iteration of all of them."""
        self.errors = self.ahead()
        gradients = self.back()
        clip_each(gradients, CLIP)
        self.adam.step(self.layer.weights, gradients)
        self.iteration += 1
        right = ((self.output > THRESHOLD) == (self.wanted > THRESHOLD)).all(axis=0)
        self.right_for = np.where(right, self.right_for + 1, 0)
        self.learned_at[(self.learned_at == NEVER) & (self.right_for == HELD)] = self.iteration


def clip_each(gradients: list[Array], most: float) -> None:
    """By the global norm of each network; the first axis says whose gradient it is."""
    squares = sum(np.sum(g.reshape(len(g), -1) ** 2, axis=1) for g in gradients)
    factors = most / np.maximum(np.sqrt(squares), most)
    for g in gradients:
        g *= factors.reshape(-1, *(1 for _ in g.shape[1:]))


def by_chance(more: int, fewer: int, of: int) -> float:
    """Fisher's exact test, one-sided: how likely a difference at least as large is where both are alike."""
    both = more + fewer
    ways = sum(comb(of, k) * comb(of, both - k) for k in range(more, min(of, both) + 1))
    return ways / comb(2 * of, both)
