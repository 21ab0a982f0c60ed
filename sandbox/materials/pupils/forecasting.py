"""What the experiments on series share: a network that forecasts at every step, its training, and a linear rival.

A series is one row of numbers, scaled by whoever has it. Windows are cut from it at random; the loss is the squared
error of every forecast but the first few, whose state has not read enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn import drawn, losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent, layer

DTYPE = np.float32


@dataclass(frozen=True)
class Scaler:
    """Fitted on one part of a series, applied to all of it."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, part: Array) -> "Scaler":
        return cls(float(part.mean()), float(part.std()) or 1.0)

    def scaled(self, values: Array) -> Array:
        return (values - self.mean) / self.deviation

    def unscaled(self, values: Array) -> Array:
        return values * self.deviation + self.mean


class Forecaster:
    """A layer, and a number read off its state at every step."""

    def __init__(self, layer: Recurrent, out: Affine) -> None:
        self.layer, self.out = layer, out
        self.weights = [*layer.weights, *out.weights]

    @classmethod
    def drawn(cls, H: int, rng: np.random.Generator) -> "Forecaster":
        """A GRU that reads one number a step."""
        return cls(layer(drawn.gru(1, H, rng, dtype=DTYPE)), Affine.drawn(H, 1, rng, DTYPE))

    def ahead(self, x: Array, target: Array, unread: int = 0) -> float:
        """The mean squared error of all but the first `unread` steps. It is what `back` then goes back from."""
        y = self.out.forward(self.layer.forward(x))  # (T, 1, B)
        self.dy = np.zeros_like(y)
        loss, self.dy[unread:] = losses.mean_squared(y[unread:], target[unread:])
        return loss

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dh = self.out.backward(self.dy)
        return [*self.layer.backward(dh).weights, *found]

    def read(self, series: Array) -> Array:
        """At each step of one series, the forecast made from all of it up to there: as long as the series."""
        h = self.layer.forward(np.ascontiguousarray(series, DTYPE)[:, None, None])
        return self.out.forward(h)[:, 0, 0].astype(np.float64)

    def read_in_pieces(self, series: Array, piece: int, warm: int) -> Array:
        """The same, each forecast from the `warm` values before its piece on: all pieces at once, which is quicker."""
        starts = np.arange(0, len(series), piece)
        at = (np.arange(-warm, piece)[:, None] + starts).clip(0, len(series) - 1)
        y = self.out.forward(self.layer.forward(series[at][:, None].astype(DTYPE)))
        whole: Array = y[warm:, 0].T.ravel()[: len(series)].astype(np.float64)
        return whole


class Training:
    def __init__(self, network: Forecaster, rate: float, iterations: int) -> None:
        self.network, self.rate, self.iterations = network, rate, iterations
        self.adam = ClippedAdam(rate)

    def learn(self, x: Array, target: Array, unread: int = 0) -> float:
        """One batch. The rate falls to nothing in a half cosine, so that the last weights are not a noisy draw."""
        done = min(self.adam.t / self.iterations, 1.0)
        self.adam.rate = self.rate * 0.5 * (1 + float(np.cos(np.pi * done)))
        loss = self.network.ahead(x, target, unread)
        self.adam.step(self.network.weights, self.network.back())
        return loss


def windows(inputs: Array, targets: Array, starts: Array, steps: int) -> tuple[Array, Array]:
    """So many steps from each start, and what is to be forecast at each: both (steps, 1, B)."""
    at = np.arange(steps)[:, None] + starts
    return inputs[at][:, None].astype(DTYPE), targets[at][:, None].astype(DTYPE)


def batches(
    inputs: Array, targets: Array, steps: int, B: int, rng: np.random.Generator
) -> Iterator[tuple[Array, Array]]:
    """Windows from anywhere in the series, as long as there are targets."""
    while True:
        yield windows(inputs, targets, rng.integers(0, len(targets) - steps + 1, B), steps)


@dataclass(frozen=True)
class Autoregression:
    """A weighted sum of the last values and a constant: the rival that takes one line."""

    w: Array  # (lags + 1,), the oldest value first

    @classmethod
    def fitted(cls, series: Array, lags: int, lead: int) -> "Autoregression":
        X = cls._rows(series, lags)[: len(series) - lags - lead + 1]
        w: Array = np.linalg.lstsq(X, series[lags + lead - 1 :], rcond=None)[0]
        return cls(w)

    def read(self, series: Array) -> Array:
        """As a Forecaster's; not a number where there are too few values before."""
        lags = len(self.w) - 1
        early = np.full(lags - 1, np.nan)
        return np.concatenate([early, self._rows(series, lags) @ self.w])

    @staticmethod
    def _rows(series: Array, lags: int) -> Array:
        past = np.lib.stride_tricks.sliding_window_view(series, lags)
        return np.column_stack([past, np.ones(len(past))])


def mean_absolute(errors: Array | Sequence[float]) -> float:
    return float(np.abs(errors).mean())
