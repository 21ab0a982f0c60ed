"""The lab's cells, forward and back through time with every weight's gradient: the fast form beside the readable one,
beside what its products and one tanh alone would take, and beside PyTorch where it is installed.

`python -m benchmarks.cells` needs nothing but NumPy, so it runs where PyTorch is. One thread each.
"""

import os

for library in ("OPENBLAS", "MKL", "OMP"):  # read when NumPy is imported
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from benchmarks.measuring import in_turns
from sandbox.nn import gru, lstm, rnn
from sandbox.nn.fast import FastGru, FastLstm, FastRnn, Layer

try:
    import torch
except ImportError:
    torch = None

SIZES = ((1, 100, 1, 16), (1, 500, 8, 32), (16, 100, 8, 32), (32, 50, 16, 64), (64, 100, 32, 128), (32, 200, 2, 64))
AT_MOST = {"RNN": 0.8, "GRU": 0.8, "LSTM": 1.0}
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}


@dataclass(frozen=True)
class Measured:
    cell: str
    size: tuple[int, int, int, int]
    dtype: str
    ours: float
    readable: float
    products: float
    torch: float | None


def at_most(cell: str, B: int, T: int) -> float:
    return 1.8 if cell == "LSTM" and (B, T) == (1, 500) else AT_MOST[cell]


def measured(cell: str, size: tuple[int, int, int, int], dtype: str, rounds: int) -> Measured:
    B, T, D, H = size
    rng = np.random.default_rng(0)
    x, dh = rng.standard_normal((T, D, B)).astype(dtype), rng.standard_normal((T, H, B)).astype(dtype)
    layer, readable = _cells(cell, D, H, rng, dtype, x, dh)

    def ours() -> None:
        layer.forward(x)
        layer.backward(dh)

    works = [ours, _products(GATES[cell], size, rng, dtype)]
    if torch is not None:
        works.append(_torch(cell, size, x, dh))
    each = in_turns(rounds, *(_often(work) for work in works))
    return Measured(cell, size, dtype, each[0], _often(readable)(), each[1], each[2] if torch is not None else None)


def table(rounds: int) -> Iterator[str]:
    if torch is None:
        yield "PyTorch isn't installed here: without its column. `python -m benchmarks.cells` runs where it is."
    yield f"{'B, T, D, H':<18} {'cell':<13} {'ours':>10} {'÷ readable':>11} {'÷ products':>11} {'÷ PyTorch':>11}  target"
    for size in SIZES:
        for cell, dtype in (("RNN", "float32"), ("GRU", "float32"), ("LSTM", "float32"), ("LSTM", "float64")):
            yield _line(measured(cell, size, dtype, rounds))


def _line(row: Measured) -> str:
    name = row.cell if row.dtype == "float32" else f"{row.cell} {row.dtype}"
    line = f"{', '.join(map(str, row.size)):<18} {name:<13} {row.ours * 1000:>7.2f} ms {row.ours / row.readable:>11.2f}"
    line += f" {row.ours / row.products:>11.2f}"
    if row.torch is None:
        return line
    target, ratio = at_most(row.cell, *row.size[:2]), row.ours / row.torch
    return f"{line} {ratio:>11.2f}  ≤ {target} {'met' if ratio <= target else 'MISSED'}"


def _often(work: Callable[[], object], least: float = 0.02) -> Callable[[], float]:
    """Seconds a call, over as many calls as fill `least` of them."""
    work()
    began = perf_counter()
    work()
    times = max(1, round(least / (perf_counter() - began)))

    def seconds_each() -> float:
        began = perf_counter()
        for _ in range(times):
            work()
        return (perf_counter() - began) / times

    return seconds_each


def _cells(
    cell: str, D: int, H: int, rng: np.random.Generator, dtype: str, x, dh
) -> tuple[Layer, Callable[[], object]]:
    def draw(*shape: int):
        return rng.uniform(-1, 1, shape).astype(dtype) / np.sqrt(H, dtype=dtype)

    start = np.zeros((H, x.shape[2]), dtype)
    if cell == "RNN":
        plain = rnn.Rnn(draw(H, D), draw(H, H), draw(H))
        return FastRnn.of(plain), lambda: rnn.gradients(plain, x, rnn.forward(plain, x, start), dh)
    gates = 3 if cell == "GRU" else 4
    W, U, b = ([draw(*shape) for _ in range(gates)] for shape in ((H, D), (H, H), (H,)))
    if cell == "GRU":
        gated = gru.Gru(*W, *U, *b, draw(H))
        return FastGru.of(gated), lambda: gru.gradients(gated, gru.forward(gated, x, start), dh)
    long = lstm.Lstm(*W, *U, *b)
    return FastLstm.of(long), lambda: lstm.gradients(long, lstm.forward(long, x, start, start), dh)


def _products(gates: int, size: tuple[int, int, int, int], rng: np.random.Generator, dtype: str) -> Callable[[], None]:
    """What no formulation can do without: three products a step, and a tanh of every gate."""
    B, T, D, H = size
    K, G = D + 1 + H, gates * H
    W, U = rng.standard_normal((G, K)).astype(dtype), rng.standard_normal((H, G)).astype(dtype)
    z, a, delta = np.ones((K, B), dtype), np.ones((G, B), dtype), np.ones((H, B), dtype)
    Z, A = np.ones((K, T * B), dtype), np.ones((G, T * B), dtype)

    def work() -> None:
        for _ in range(T):
            W.dot(z, a)
        np.tanh(A, A)
        for _ in range(T):
            U.dot(a, delta)
        A.dot(Z.T)

    return work


def _torch(cell: str, size: tuple[int, int, int, int], x, dh) -> Callable[[], None]:
    B, T, D, H = size
    torch.set_num_threads(1)
    peer = getattr(torch.nn, cell)(D, H).to(torch.from_numpy(x).dtype)
    inputs, read = (torch.from_numpy(np.ascontiguousarray(a.transpose(0, 2, 1))) for a in (x, dh))

    def work() -> None:
        peer.zero_grad(set_to_none=True)
        peer(inputs)[0].backward(read)

    return work


if __name__ == "__main__":
    for line in table(rounds=15):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
