"""Arrays, the order of their axes, and sums over weights that are kept apart by name.

Time comes first, then features, then the batch: x is (T, D, B), a state (H, B). One sequence alone is (T, D), its
state (H,): a cell is written once, in the paper's columns, and reads both.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Weights = TypeVar("Weights")  # a dataclass whose arrays are weights


def sigmoid(a: Array) -> Array:
    """Written with tanh, which doesn't overflow."""
    half: Array = 0.5 * np.tanh(0.5 * a)
    return half + 0.5


def of_shape(what: str, a: Array, shape: tuple[int, ...]) -> None:
    """Said here, since NumPy would repeat an axis of one without a word."""
    if a.shape != shape:
        raise ValueError(f"{what} has the shape {a.shape} where {shape} is wanted.")


def filled(what: str, states: Sequence[Array], wanted: int, shape: tuple[int, int], dtype: DTypeLike) -> list[Array]:
    """As many states as a layer has, with 0 for those that weren't given."""
    if len(states) > wanted:
        raise ValueError(f"{what} has {len(states)} states where a layer has {wanted}.")
    for state in states:
        of_shape(what, state, shape)
    return [*states, *(np.zeros(shape, dtype) for _ in range(wanted - len(states)))]


def beside(b: Array, like: Array) -> Array:
    """A bias as it is added: to one column, or to every column of a batch; of a stack of biases each to its own."""
    return b if like.ndim == 1 else b[..., None]


def outer(da: Array, x: Array) -> Array:
    """∂L/∂W of a = W x, summed over the batch if there is one."""
    product: Array = _columns(da) @ _columns(x).T
    return product


def summed(da: Array) -> Array:
    """∂L/∂b of a = … + b, summed over the batch if there is one."""
    total: Array = _columns(da).sum(axis=1)
    return total


def zeros_like(weights: Weights) -> Weights:
    arrays = {name: np.zeros_like(array) for name, array in named(weights).items()}
    return replace(weights, **arrays)  # type: ignore[type-var]


def named(weights: object) -> dict[str, Array]:
    found = {field.name: getattr(weights, field.name) for field in fields(weights)}  # type: ignore[arg-type]
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


def count(weights: object) -> int:
    """How many parameters these are."""
    return sum(array.size for array in named(weights).values())


def _columns(a: Array) -> Array:
    return a.reshape(len(a), -1)
