"""What the experiment on two directions trains: a label for every bit, made of bits before and after it, and readers.

Every batch is new, so the accuracy of training is the accuracy on sequences never seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import DTypeLike

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn import losses, padding
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

BATCH = 32
RATE = 0.01
STRETCH = 10  # iterations whose mean is a point of the plot
LAST = 3  # stretches whose mean is the accuracy at the end
LEARNED = 0.995


@dataclass(frozen=True)
class Labelling:
    """How a step's label is made of the bits at `offsets` from it."""

    kind: str
    offset: int

    @property
    def offsets(self) -> tuple[int, ...]:
        k = self.offset
        return {"xor": (0, k), "majority": (-k, 0, k), "around": (-k, k)}[self.kind]

    def label(self, bits: Array) -> Array:
        """Of as many rows as there are offsets, in their order."""
        ones = bits.sum(axis=0)
        made: Array = ones >= 2 if self.kind == "majority" else ones % 2 == 1
        return made

    def of(self, x: Array) -> Array:
        """The labels of `valid` steps, from bits (T, B)."""
        first, last = self.valid(len(x))
        return self.label(np.array([x[first + k : last + k] for k in self.offsets]))

    def valid(self, T: int) -> tuple[int, int]:
        """The steps, from the first to before the last, for which every bit is there: the others have no label."""
        return max(0, -min(self.offsets)), T - max(0, *self.offsets)

    def best(self, first: float, last: float) -> float:
        """The accuracy that nobody exceeds who has read the bits from `first` to `last`, counted from the step."""
        distinct = sorted(set(self.offsets))
        ones: dict[tuple[int, ...], list[bool]] = {}
        for bits in product((0, 1), repeat=len(distinct)):
            told = dict(zip(distinct, bits, strict=True))
            seen = tuple(bit for offset, bit in told.items() if first <= offset <= last)
            made = self.label(np.array([[told[offset]] for offset in self.offsets]))
            ones.setdefault(seen, []).append(bool(made[0]))
        right = sum(max(sum(each), len(each) - sum(each)) for each in ones.values())
        return right / sum(len(each) for each in ones.values())

    @property
    def looks_ahead(self) -> bool:
        return max(self.offsets) > 0


def bits(T: int, B: int, rng: np.random.Generator) -> Array:
    """Fair and independent: (T, B)."""
    return rng.integers(0, 2, (T, B))


class Reader:
    """A network that says at each step what the label is; `late` by some steps, or reading from the end."""

    def __init__(
        self, layer: Recurrent, out: Affine, late: int = 0, turned: bool = False, dtype: DTypeLike = np.float32
    ) -> None:
        self.layer, self.out, self.late, self.turned, self.dtype = layer, out, late, turned, dtype
        self.weights = [*layer.weights, *out.weights]
        self.adam = ClippedAdam(RATE)
        self.shares: list[float] = []
        self.accuracies: tuple[float, ...] = ()

    def ahead(self, x: Array, labelling: Labelling) -> float:
        """The share that is right. It is the cross-entropy that `back` then goes back from."""
        first, last = labelling.valid(len(x))
        inputs = np.zeros((len(x) + self.late, 1, x.shape[1]), self.dtype)  # who is late waits, and reads zeros
        inputs[: len(x), 0] = 2 * x - 1
        h = self._turn(self.layer.forward(self._turn(inputs)))
        self.answers = slice(first + self.late, last + self.late)
        self.shape, target = h.shape, labelling.of(x)[:, None]
        self.scores = self.out.forward(h[self.answers])
        self.loss, self.dy = losses.binary_cross_entropy(self.scores, target.astype(self.dtype))
        return float(np.mean((self.scores > 0) == target))

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, read = self.out.backward(self.dy)
        dh = np.zeros(self.shape, self.dtype)
        dh[self.answers] = read
        return [*self.layer.backward(self._turn(dh)).weights, *found]

    def learn(self, batches: Sequence[Array], labelling: Labelling) -> None:
        shares = []
        for x in batches:
            shares.append(self.ahead(x, labelling))
            self.adam.step(self.weights, self.back())
        self.accuracies = (*self.accuracies, sum(shares) / len(shares))

    @property
    def end(self) -> float:
        last = self.accuracies[-LAST:]
        return sum(last) / len(last)

    @property
    def learned_at(self) -> int | None:
        """After how many iterations."""
        learned = (n for n, accuracy in enumerate(self.accuracies, start=1) if accuracy >= LEARNED)
        return next((n * STRETCH for n in learned), None)

    def _turn(self, a: Array) -> Array:
        return padding.backwards(a) if self.turned else a
