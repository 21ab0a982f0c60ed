"""Where weights begin: one function a scheme, the random generator an argument."""

import numpy as np

from sandbox.nn.arrays import Array


def gaussian(rows: int, columns: int, deviation: float, rng: np.random.Generator) -> Array:
    return rng.normal(0.0, deviation, (rows, columns))


def orthogonal(size: int, rng: np.random.Generator) -> Array:
    """Uniform over the orthogonal matrices: every singular value is 1."""
    Q, R = np.linalg.qr(rng.standard_normal((size, size)))
    # QR leaves the signs to the library; without this the draw would not be uniform.
    columns: Array = Q * np.sign(np.diag(R))
    return columns
