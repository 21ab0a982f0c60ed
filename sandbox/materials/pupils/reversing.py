"""A sequence to be written backwards: the task, a network that learns it, and how it writes on its own."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn import drawn, losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.attention import AdditiveAttention, DotAttention
from sandbox.nn.encoder_decoder import EncoderDecoder
from sandbox.nn.layers import layer

DTYPE = np.float32
SHORTEST = 2
RATE = 0.01

Looks = Literal["none", "dot", "additive"]


@dataclass(frozen=True)
class Batch:
    x: Array  # (T, V, B): the source, symbol by symbol
    told: Array  # (T, V + 1, B): what comes before each symbol to be written; at first, the start symbol
    target: Array  # (T, B): the source backwards


def batch(length: int, symbols: int, many: int, rng: np.random.Generator) -> Batch:
    source = rng.integers(0, symbols, (length, many))
    target = source[::-1]
    start = np.full((1, many), symbols)
    return Batch(one_hot(source, symbols), one_hot(np.concatenate([start, target[:-1]]), symbols + 1), target)


def length_of(iteration: int, longest: int, rng: np.random.Generator) -> int:
    """Every second batch has the longest, the others any: with the longest alone no shorter one is learned, and with
    all alike the longest is learned late."""
    return longest if iteration % 2 else int(rng.integers(SHORTEST, longest + 1))


def pace(iteration: int, iterations: int) -> float:
    """Steps become smaller over the second half: at full size, what looks in the right place still jumps."""
    return min(1.0, 2 * (1 - (iteration - 1) / iterations))


def network(symbols: int, hidden: int, looks: Looks, rng: np.random.Generator) -> EncoderDecoder:
    encoder = layer(drawn.gru(symbols, hidden, rng, dtype=DTYPE))
    decoder = layer(drawn.gru(symbols + 1, hidden, rng, dtype=DTYPE))
    readout = Affine.drawn(hidden, symbols, rng, DTYPE)
    if looks == "none":
        return EncoderDecoder(encoder, decoder, readout)
    attention = DotAttention() if looks == "dot" else AdditiveAttention.drawn(hidden, hidden, rng, DTYPE)
    return EncoderDecoder(encoder, decoder, readout, attention, Affine.drawn(2 * hidden, hidden, rng, DTYPE))


@dataclass(frozen=True)
class Written:
    symbols: Array  # (T, B)
    weights: Array | None  # (B, T written, T read): where it looked, if it looks at all


def write(network: EncoderDecoder, x: Array) -> Written:
    """Told nothing but what it has written itself, always the likeliest symbol."""
    length, symbols, many = x.shape
    network.encode(x)
    last, written, looked = np.full((1, many), symbols), [], []
    for _ in range(length):
        last = network.decode(one_hot(last, symbols + 1)).argmax(axis=1)
        written.append(last[0])
        if network.attention is not None:
            looked.append(network.attention.attended[:, 0])
    return Written(np.array(written), np.stack(looked, axis=1) if looked else None)


class Pupil:
    def __init__(self, network: EncoderDecoder) -> None:
        self.network, self.adam = network, ClippedAdam(RATE)

    def learn(self, batch: Batch, pace: float = 1.0) -> None:
        """One step, with the true last symbol as input (teacher forcing)."""
        self.adam.rate = RATE * pace
        _, dlogits = losses.softmax_cross_entropy(self.network.forward(batch.x, batch.told), batch.target)
        self.adam.step(self.network.weights, self.network.backward(dlogits).weights)


def right(written: Written, batch: Batch) -> float:
    """The share of symbols."""
    return float(np.mean(written.symbols == batch.target))


def on_the_antidiagonal(weights: Array, later: int = 0) -> float:
    """The mean weight on the state after the symbol to be written was read, or on one so many steps later."""
    length = weights.shape[1]
    steps = np.arange(later, length)
    return float(weights[:, steps, length - 1 - steps + later].mean())


def one_hot(symbols: Array, many: int) -> Array:
    """(T, B) as (T, many, B)."""
    hot: Array = np.eye(many, dtype=DTYPE)[symbols].transpose(0, 2, 1)
    return np.ascontiguousarray(hot)
