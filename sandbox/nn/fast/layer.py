"""What the fast cells share: the buffer of the steps, the walk back in chunks, and the sums over steps and batch.

Where the time goes at these sizes is calls and cache misses rather than arithmetic, so:
- Z_t = [x_t | 1 | h_{t−1}] is one block of memory a step. One product with W = [W_x | b | U] is a step's input, bias
  and recurrence at once, and one product of all steps is every weight's gradient.
- Arrays stay between calls, and so do their views, step by step: making a view costs as much as a small product.
- What a step's gradient is multiplied by is known before the walk back, and is computed for many steps at once. The
  walk itself is three to six calls a step, in place.
- The steps go back in chunks that stay in the processor's second cache.
- Gradients that leave the normal numbers of float32 would cost several times as much: they are 0 from there on.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandbox.nn.arrays import Array

CACHE = 512 * 1024  # bytes that a chunk may take
LONGEST_CHUNK = 32  # steps between two looks at whether the gradient is still there
VANISHED = 1e-34  # the squared norm, in float32, below which a gradient is 0: far above where subnormals begin


@dataclass(frozen=True)
class Back:
    weights: list[Array]  # as `Layer.weights`
    x: Array | None  # (T, D, B), where it was asked for
    start: tuple[Array, ...]  # as `Layer.end`, each (H, B)


class Layer(ABC):
    """A cell over a sequence. What `forward` returns is valid until it is called again."""

    rows: int  # of what a step of the walk back makes, in units of H

    def __init__(self, weights: list[Array], D: int, H: int) -> None:
        self.weights = weights  # an optimiser may change them in place
        self.D, self.H, self.K = D, H, D + 1 + H
        self.dtype = weights[0].dtype
        self.T = self.B = 0
        self.walked = 0  # steps that the last walk back took, before nothing was left to carry
        self.mask: Array | None = None
        self.end: tuple[Array, ...] = ()  # the state after the last step: a copy, to start the next sequence from

    def forward(self, x: Array, start: Sequence[Array] = (), mask: Array | None = None) -> Array:
        """Every state (T, H, B) of x (T, D, B); it starts at 0 unless told. `mask` (H, B) is on the recurrence."""
        T, _, B = x.shape
        if (T, B, mask is None) != (self.T, self.B, self.mask is None):
            self.T, self.B, self.mask = T, B, mask
            self._stand()
        self.mask = mask
        self.Z[:T, : self.D] = x
        return self._run(start or self._zeros())

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        """From ∂L/∂h_t as the loss itself reads the states, dh (T, H, B), and ∂L/∂end. None: it reads the end alone.

        One walk back for one walk ahead: it uses up what that one left.
        """
        found = [np.zeros_like(weight) for weight in self.weights]
        dx = np.zeros((self.T, self.D, self.B), self.dtype) if inputs else None
        self._begin(dend or self._zeros())
        self.walked = 0
        for first in range((self.T - 1) // self.chunk * self.chunk, -1, -self.chunk):
            last = min(first + self.chunk, self.T)
            self._slopes(first, last)
            self._walk(first, last, dh)
            self._collect(first, last, found, dx)
            self.walked += last - first
            if self._vanished() and dh is None:
                break
        return Back(found, dx, self._started())

    def _stand(self) -> None:
        """Everything a sequence of this length and batch needs."""
        T, B, H, K = self.T, self.B, self.H, self.K
        self.Z = self._array(T + 1, self._block(), B)
        self.Z[:, self.D] = 1
        self.z = [self._flat(Z[:K]) for Z in self.Z[:T]]
        self.seen = [self._flat(Z[self.D + 1 : K]) for Z in self.Z]  # h_{t−1}, masked
        a_step = (2 * self.rows * H + K) * B * self.dtype.itemsize
        self.chunk = min(T, LONGEST_CHUNK, max(4, CACHE // a_step))
        self.F = self._array(self.chunk, self.rows * H, B)  # what a gradient is multiplied by, then the product
        self._columns_of_F = self._array(self.rows * H, self.chunk * B)
        self._columns_of_Z = self._array(K, self.chunk * B)
        self.delta = self._flat(self._array(H, B))
        self.set_up()

    def _block(self) -> int:
        """Rows of a step's block of memory."""
        return self.K

    @abstractmethod
    def set_up(self) -> None:
        """The arrays and views that only this cell needs."""

    @abstractmethod
    def _run(self, start: Sequence[Array]) -> Array: ...

    @abstractmethod
    def _slopes(self, first: int, last: int) -> None:
        """Fills F: all that the gradients of these steps will be multiplied by."""

    @abstractmethod
    def _walk(self, first: int, last: int, dh: Array | None) -> None:
        """Back through these steps; leaves in F the gradients of what the steps' products were."""

    @abstractmethod
    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        """Adds these steps to the gradients of the weights, and sets those of the inputs."""

    def _begin(self, dend: Sequence[Array]) -> None:
        self._square(self.delta)[...] = dend[0]

    def _started(self) -> tuple[Array, ...]:
        return (self._square(self.delta).copy(),)

    def _carried(self) -> Sequence[Array]:
        return (self.delta,)

    def _vanished(self) -> bool:
        floor = VANISHED if self.dtype == np.float32 else 0.0
        if any(np.vdot(part, part) > floor for part in self._carried()):
            return False
        for part in self._carried():
            part.fill(0)
        return True

    def _zeros(self) -> tuple[Array, ...]:
        return (np.zeros((self.H, self.B), self.dtype),) * 2

    def _array(self, *shape: int) -> Array:
        return np.zeros(shape, self.dtype)

    def _flat(self, a: Array) -> Array:
        """A batch of one is a vector: products with it are cheaper."""
        return a[..., 0] if self.B == 1 else a

    def _square(self, a: Array) -> Array:
        return a.reshape(-1, self.B)

    def _columns(self, first: int, last: int, rows: slice) -> tuple[Array, Array]:
        """Rows of F, and Z, of these steps with all that is summed over in one axis: (rows, steps·B), (K, steps·B)."""
        F, Z = self.F[: last - first, rows], self.Z[first:last, : self.K]
        if self.B == 1:
            return F[..., 0].T, Z[..., 0].T
        return self._gathered(F, self._columns_of_F), self._gathered(Z, self._columns_of_Z)

    def _gathered(self, a: Array, out: Array) -> Array:
        steps, rows, B = a.shape
        columns = out.reshape(-1)[: rows * steps * B].reshape(rows, steps, B)
        np.copyto(columns, a.transpose(1, 0, 2))
        return columns.reshape(rows, steps * B)

    def _spread(self, columns: Array, dx: Array, first: int, last: int) -> None:
        """(D, steps·B) into the steps of dx."""
        dx[first:last] = columns.reshape(self.D, last - first, self.B).transpose(1, 0, 2)
