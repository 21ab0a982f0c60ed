"""Where weights begin: one function a scheme, the random generator an argument."""

import numpy as np

from sandbox.nn.arrays import Array


def gaussian(rows: int, columns: int, deviation: float, rng: np.random.Generator) -> Array:
    return rng.normal(0.0, deviation, (rows, columns))


def uniform(rows: int, columns: int, hidden: int, rng: np.random.Generator) -> Array:
    """U(±1/√H), as most libraries draw the weights of recurrent cells."""
    bound = 1 / np.sqrt(hidden)
    return rng.uniform(-bound, bound, (rows, columns))


def orthogonal(size: int, rng: np.random.Generator) -> Array:
    """Uniform over the orthogonal matrices: every singular value is 1."""
    Q, R = np.linalg.qr(rng.standard_normal((size, size)))
    # QR leaves the signs to the library; without this the draw would not be uniform.
    columns: Array = Q * np.sign(np.diag(R))
    return columns


def identity(size: int) -> Array:
    """With ReLU, an RNN that begins by adding up (Le, Jaitly and Hinton 2015)."""
    return np.eye(size)


def chrono(size: int, longest: int, rng: np.random.Generator) -> Array:
    """log U(1, T − 1): gates whose memories last from one step to T of them (Tallec and Ollivier 2018).

    It is the bias of a gate that keeps, the LSTM's f; i gets its negative, and so does the z of our GRU, which writes.
    """
    steps = rng.uniform(1.0, max(longest - 1, 1), size)
    return np.log(steps)
