"""What the fast cells share: the buffer of the steps, the walk back in chunks, and the sums over steps and batch.

Where the time goes at these sizes is calls and cache misses rather than arithmetic, so:
- Z_t = [x_t | 1 | h_{t−1}] is one block of memory a step. One product with W = [W_x | b | U] is a step's input, bias
  and recurrence at once, and one product of all steps is every weight's gradient.
- Arrays stay between calls, and so do their views, step by step: making a view costs as much as a small product.
- What a step's gradient will be multiplied by is known on the way there. It is computed for a chunk of steps at once,
  while all that it is made of is still in the processor's cache, and nothing else is kept. The walk back is three to
  five calls a step, in place.
- Gradients that leave the normal numbers of float32 would cost several times as much: they are 0 from there on.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from sandbox.nn.arrays import Array, filled, of_shape

CACHE = 2 * 1024 * 1024  # bytes that a chunk may take: long products are worth a little more than the second cache
LONGEST_CHUNK = 128
LOOK = 32  # steps between two looks at whether the gradient is still there
LINE = 64  # bytes
VANISHED = 1e-34  # the squared norm, in float32, below which a gradient is 0: far above where subnormals begin
VANISHED_64 = 1e-290  # the largest number, in float64, likewise: experiments on the flow of gradients look far down


@contextmanager
def unbuffered() -> Iterator[None]:
    """NumPy copies rows that don't lie side by side into a buffer when several fit: it takes longer than it saves."""
    kept = np.setbufsize(512)
    try:
        yield
    finally:
        np.setbufsize(kept)


@dataclass(frozen=True)
class Back:
    weights: list[Array]  # as `Layer.weights`
    x: Array | None  # (T, D, B), where it was asked for
    start: tuple[Array, ...]  # as `Layer.end`, each (H, B)


class Layer(ABC):
    """A cell over a sequence."""

    rows: int  # of what a step of the walk back makes, in units of H
    states: int  # arrays that the state is

    def __init__(self, weights: list[Array], D: int, H: int) -> None:
        self.weights = weights  # an optimiser may change them in place
        self.D, self.H, self.K = D, H, D + 1 + H
        self.dtype = weights[0].dtype
        self.T = self.B = 0
        self._stood: tuple[int, int, bool] | None = None  # what the arrays are for
        self._ahead = False  # whether a walk ahead waits for its walk back
        self.walked = 0  # steps that the last walk back took, before nothing was left to carry
        self.mask: Array | None = None  # (H, B): dropout on the recurrence, as the next `forward` will have it
        self._mask: Array | None = None  # as the last one had it, for its way back
        self.end: tuple[Array, ...] = ()  # the state after the last step: a copy, to start the next sequence from

    def forward(self, x: Array, start: Sequence[Array] = ()) -> Array:
        """Every state (T, H, B) of x (T, D, B); states that aren't given start at 0."""
        self._ahead = False
        T, _, B = x.shape
        of_shape("x", x, (T, self.D, B))
        if not x.size:
            raise ValueError(f"x, {x.shape}, holds nothing to go over.")
        start = filled("start", start, self.states, (self.H, B), self.dtype)
        self._mask = None if self.mask is None else np.array(self.mask, self.dtype)
        if self._mask is not None:
            of_shape("mask", self._mask, (self.H, B))
        if self._stood != (T, B, self._mask is not None):
            self._stood = None
            self.T, self.B = T, B
            self._stand()
            self._stood = (T, B, self._mask is not None)
        with unbuffered():
            self._prepare(start)
            for first in range(0, T, self.chunk):
                last = min(first + self.chunk, T)
                self.Z[first:last, : self.D] = x[first:last]
                self._run(first, last)
                self._slopes(first, last)
            h = self._ran().view()
        h.flags.writeable = False  # the way back reads it too
        self._ahead = True
        return h

    def backward(self, dh: Array | None, dend: Sequence[Array] = (), inputs: bool = False) -> Back:
        """From ∂L/∂h_t as the loss itself reads the states, dh (T, H, B), and ∂L/∂end, 0 where it isn't given.

        A loss that reads the end alone has None for dh. One walk back for one ahead: it uses up what that one left.
        """
        if not self._ahead:
            raise RuntimeError("There is no way ahead to go back on: call forward first, once for each backward.")
        dend = filled("dend", dend, self.states, (self.H, self.B), self.dtype)
        if dh is not None:
            of_shape("dh", dh, (self.T, self.H, self.B))
        self._ahead = False
        found = [np.zeros_like(weight) for weight in self.weights]
        dx = np.zeros((self.T, self.D, self.B), self.dtype) if inputs else None
        self.walked = 0
        self._begin(dend)
        if dh is not None:
            self._read(dh)
        with unbuffered():
            for first in range((self.T - 1) // self.chunk * self.chunk, -1, -self.chunk):
                last = min(first + self.chunk, self.T)
                gone = self._chunk_back(first, last, dh is not None)
                self._collect(first, last, found, dx)
                if gone:
                    break
            self._scale(found)
        return Back(found, dx, self._started())

    def _chunk_back(self, first: int, last: int, read: bool) -> bool:
        """Whether nothing is left to carry back, nor to be read on the way."""
        for high in range(last, first, -LOOK):
            low = max(first, high - LOOK)
            self._walk(low, high, read)
            self.walked += high - low
            if self._vanished() and not read:
                self.F[first:low] = 0
                return True
        return False

    def _stand(self) -> None:
        """Everything a sequence of this length and batch needs."""
        T, B, H, K = self.T, self.B, self.H, self.K
        self.Z = self._array(T + 1, self._block(), B)
        self.Z[:, self.D] = 1
        self.z = [self._flat(Z[:K]) for Z in self.Z[:T]]
        self.seen = [self._flat(Z[self.D + 1 : K]) for Z in self.Z]  # h_{t−1}, masked
        a_step = (2 * self.rows * H + K) * B * self.dtype.itemsize
        self.chunk = min(T, LONGEST_CHUNK, max(4, CACHE // a_step))
        # What a gradient is multiplied by, then the product; one more for what the last step is handed.
        self.F = self._array(T + 1, self.rows * H, B)
        self.read = self._array(T, *self._reads())
        self.reads = [self._flat(read) for read in self.read]
        self._columns_of_F = self._array(self.rows * H * self.chunk * B)
        self._lines_of_Z = self._array(K * self.chunk * B)
        self._part = [np.empty_like(weight) for weight in self.weights]
        self.delta = self._flat(self._array(H, B))
        self.set_up()

    def _block(self) -> int:
        """Rows of a step's block of memory."""
        return self.K

    @abstractmethod
    def set_up(self) -> None:
        """The arrays and views that only this cell needs."""

    @abstractmethod
    def _prepare(self, start: Sequence[Array]) -> None:
        """The weights as the products want them, and the state before the first step."""

    @abstractmethod
    def _run(self, first: int, last: int) -> None: ...

    @abstractmethod
    def _slopes(self, first: int, last: int) -> None:
        """Fills F: all that the gradients of these steps will be multiplied by."""

    @abstractmethod
    def _ran(self) -> Array:
        """Every state; keeps the last as `end`."""

    @abstractmethod
    def _walk(self, low: int, high: int, read: bool) -> None:
        """Back through these steps; leaves in F the gradients of what the steps' products were."""

    @abstractmethod
    def _collect(self, first: int, last: int, found: list[Array], dx: Array | None) -> None:
        """Adds these steps to the gradients of the weights, and sets those of the inputs."""

    @abstractmethod
    def _scale(self, found: list[Array]) -> None:
        """Takes back the factors that were carried along."""

    def _reads(self) -> tuple[int, int]:
        return self.H, self.B

    def _read(self, dh: Array) -> None:
        """Kept, as its views are."""
        np.copyto(self.read, dh)

    def _begin(self, dend: Sequence[Array]) -> None:
        self._square(self.delta)[...] = dend[0]

    def _started(self) -> tuple[Array, ...]:
        return (self._square(self.delta).copy(),)

    def _carried(self) -> Sequence[Array]:
        return (self.delta,)

    def _vanished(self) -> bool:
        for part in self._carried():  # what is not a number hasn't vanished
            single = self.dtype == np.float32
            gone = np.vdot(part, part) <= VANISHED if single else np.abs(part).max() <= VANISHED_64
            if not gone:
                return False
        for part in self._carried():
            part.fill(0)
        return True

    def _array(self, *shape: int) -> Array:
        """Zeros that begin where a line of the cache does: vectors are read a line at a time."""
        size = math.prod(shape)
        memory = np.zeros(size + LINE // self.dtype.itemsize, self.dtype)
        before = -memory.ctypes.data % LINE // self.dtype.itemsize
        return memory[before : before + size].reshape(shape)

    def _flat(self, a: Array) -> Array:
        """A batch of one is a vector: products with it are cheaper."""
        return a[..., 0] if self.B == 1 else a

    def _square(self, a: Array) -> Array:
        return a.reshape(-1, self.B)

    def _columns(self, first: int, last: int, rows: slice) -> tuple[Array, Array]:
        """Rows of F, and Z, of these steps with all that is summed over in one axis: (rows, steps·B), (steps·B, K)."""
        F, Z = self.F[first:last, rows], self.Z[first:last, : self.K]
        if self.B == 1:
            return F[..., 0].T, Z[..., 0]
        steps, wide, B = F.shape
        columns = self._columns_of_F[: F.size].reshape(wide, steps, B)
        lines = self._lines_of_Z[: Z.size].reshape(steps, B, self.K)
        whole = f"V{B * self.dtype.itemsize}"  # a batch is copied as one thing: NumPy's loop is over the steps then
        np.copyto(columns.view(whole), F.view(whole).transpose(1, 0, 2))
        np.copyto(lines, Z.transpose(0, 2, 1))
        return columns.reshape(wide, steps * B), lines.reshape(steps * B, self.K)

    def _spread(self, columns: Array, dx: Array, first: int, last: int) -> None:
        """(D, steps·B) into the steps of dx."""
        dx[first:last] = columns.reshape(self.D, last - first, self.B).transpose(1, 0, 2)
