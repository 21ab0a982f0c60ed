"""The lab's cells, forward and back through time with every weight's gradient: the fast form beside the readable one,
beside what its products and one tanh alone would take, and beside PyTorch where it is installed.

It needs nothing but NumPy, so `python -m benchmarks.cells` runs with the Python that has PyTorch. One thread each.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks import torch_cells
from benchmarks.measuring import in_turns, often, with_one_thread
from sandbox.nn import clipping, drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import ReadableLayer, layer
from sandbox.nn.losses import mean_squared
from sandbox.nn.optimisers import Adam

DRAWN = {"RNN": drawn.rnn, "GRU": drawn.gru, "LSTM": drawn.lstm}
GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
KINDS = (("RNN", "float32"), ("GRU", "float32"), ("LSTM", "float32"), ("LSTM", "float64"))
ROUNDS = 21


@dataclass(frozen=True)
class Size:
    """Batch, steps, inputs, hidden."""

    B: int
    T: int
    D: int
    H: int

    def __str__(self) -> str:
        return f"{self.B}, {self.T}, {self.D}, {self.H}"


SIZES = (
    Size(1, 100, 1, 16),
    Size(1, 500, 8, 32),
    Size(16, 100, 8, 32),
    Size(32, 50, 16, 64),
    Size(64, 100, 32, 128),
    Size(32, 200, 2, 64),
)
TRAINED = Size(32, 50, 2, 32)


@dataclass(frozen=True)
class Measured:
    size: str
    cell: str
    seconds: float
    readable: float | None  # what the others took, and is not always measured
    products: float | None
    torch: float | None
    at_most: float  # of PyTorch's time
    at_most_products: float | None = None  # times theirs

    def __str__(self) -> str:
        line = f"{self.size:<26} {self.cell:<13} {self.seconds * 1000:>9.2f} ms"
        for peer in (self.readable, self.products, self.torch):
            line += f"{self.seconds / peer:>12.2f}" if peer else " " * 12
        targets = (("products", self.products, self.at_most_products), ("PyTorch", self.torch, self.at_most))
        for name, peer, at_most in targets:
            if peer and at_most:
                line += f"  ≤ {at_most} × {name} {'met' if self.seconds / peer <= at_most else 'MISSED'}"
        return line.rstrip()


def main() -> None:
    with_one_thread("benchmarks.cells")
    for line in table(tiny="--tiny" in sys.argv):
        print(line, flush=True)


def table(tiny: bool) -> Iterator[str]:
    yield f"{_peer()} {_products_run()}"
    header = f"{'B, T, D, H':<26} {'cell':<13} {'ours':>12}{'÷ readable':>12}{'÷ products':>12}{'÷ PyTorch':>12}"
    yield f"{header}  targets"
    rounds = 1 if tiny else ROUNDS
    for size in SIZES[:1] if tiny else SIZES:
        for cell, dtype in KINDS:
            yield str(both_ways(size, cell, dtype, rounds))
    for cell in DRAWN:
        yield str(training(cell, rounds))


def _peer() -> str:
    if torch_cells.torch is None:
        return "No PyTorch here, so its column is empty: --python names a Python that has it."
    apart = max(_furthest_apart(cell) for cell in DRAWN)
    return f"States and gradients (float64) differ from PyTorch's {torch_cells.torch.__version__} by {apart:.0e}."


def _products_run() -> str:
    """OpenBLAS can be told which processor to write its products for; PyTorch's cells don't listen to that."""
    told = os.environ.get("OPENBLAS_CORETYPE")
    chosen = f"as OPENBLAS_CORETYPE={told} has them" if told else "as OpenBLAS chose for this processor"
    return f"NumPy {np.__version__}, its products {chosen}."


def both_ways(size: Size, cell: str, dtype: str, rounds: int) -> Measured:
    rng = np.random.default_rng(0)
    drawn_cell = DRAWN[cell](size.D, size.H, rng, dtype=dtype)
    x = rng.standard_normal((size.T, size.D, size.B)).astype(dtype)
    dh = rng.standard_normal((size.T, size.H, size.B)).astype(dtype)
    fast, readable = layer(drawn_cell), ReadableLayer(drawn_cell)
    works = [_walks(fast, x, dh), _walks(readable, x, dh), _products(GATES[cell], size, rng, dtype)]
    if torch_cells.torch is not None:
        works.append(torch_cells.work(cell, fast, x, dh))
    ours, slow, products, *peer = in_turns(rounds, *(often(work) for work in works))
    name = cell if dtype == "float32" else f"{cell} {dtype}"
    at_most_products = 1.6 if size.H == 128 else None
    return Measured(str(size), name, ours, slow, products, *(peer or [None]), _at_most(cell, size), at_most_products)


def training(cell: str, rounds: int) -> Measured:
    """An iteration: forward, the loss at the last step, back, clipped, Adam."""
    rng = np.random.default_rng(0)
    size = TRAINED
    cells = layer(DRAWN[cell](size.D, size.H, rng, dtype="float32"))
    x = rng.standard_normal((size.T, size.D, size.B)).astype("float32")
    target = rng.standard_normal((1, size.B)).astype("float32")
    readout, adam = Affine.drawn(size.H, 1, rng, "float32"), Adam(5e-3)
    weights = [*cells.weights, *readout.weights]

    def iteration() -> None:
        cells.forward(x)
        _, dy = mean_squared(readout.forward(cells.end[0]), target)
        of_readout, dh = readout.backward(dy)
        gradients = [*cells.backward(None, [dh]).weights, *of_readout]
        clipping.by_global_norm(gradients, 1.0)
        adam.step(weights, gradients)

    works = [iteration] if torch_cells.torch is None else [iteration, torch_cells.training(cell, cells, x, target)]
    ours, *peer = in_turns(rounds, *(often(work) for work in works))
    return Measured(f"{size}: training", cell, ours, None, None, *(peer or [None]), at_most=0.6)


def _at_most(cell: str, size: Size) -> float:
    if cell == "LSTM":
        return 1.8 if (size.B, size.T) == (1, 500) else 1.0
    return 0.8


def _walks(cells, x, dh) -> Callable[[], None]:
    def work() -> None:
        cells.forward(x)
        cells.backward(dh)

    return work


def _products(gates: int, size: Size, rng: np.random.Generator, dtype: str) -> Callable[[], None]:
    """What no formulation can do without: three products a step, and a tanh of every gate."""
    K, G = size.D + 1 + size.H, gates * size.H
    W, U = rng.standard_normal((K, G)).astype(dtype), rng.standard_normal((size.H, G)).astype(dtype)
    z, a, delta = np.ones((K, size.B), dtype), np.ones((G, size.B), dtype), np.ones((size.H, size.B), dtype)
    A, Z = np.ones((G, size.T * size.B), dtype), np.ones((size.T * size.B, K), dtype)
    out = np.empty((G, K), dtype)

    def work() -> None:
        for _ in range(size.T):
            W.T.dot(z, a)
        np.tanh(A, A)
        for _ in range(size.T):
            U.dot(a, delta)
        A.dot(Z, out)

    return work


def _furthest_apart(cell: str) -> float:
    rng = np.random.default_rng(0)
    cells = layer(DRAWN[cell](3, 8, rng))
    return torch_cells.furthest_apart(cell, cells, rng.standard_normal((20, 3, 4)), rng.standard_normal((20, 8, 4)))


if __name__ == "__main__":
    main()
