"""Losses, each with its gradient: features before the batch, (K, B) or (T, K, B).

Each is a mean over what counts. `valid`, (B,) or (T, B), says which columns do; padding doesn't.
"""

import numpy as np

from sandbox.nn.arrays import Array, of_shape, sigmoid


def mean_squared(y: Array, target: Array, valid: Array | None = None) -> tuple[float, Array]:
    of_shape("target", target, y.shape)
    share = _shares(y, valid) / y.shape[-2]
    error = y - target
    return float(np.sum(share * error**2)), 2 * share * error


def softmax_cross_entropy(logits: Array, labels: Array, valid: Array | None = None) -> tuple[float, Array]:
    """`labels` are numbers of classes, (B,) or (T, B)."""
    of_shape("labels", labels, (*logits.shape[:-2], logits.shape[-1]))
    share = _shares(logits, valid)
    log_p = log_softmax(logits)
    hit = np.expand_dims(labels, -2)
    loss = -np.sum(share * np.take_along_axis(log_p, hit, axis=-2))
    gradient = np.exp(log_p)
    np.put_along_axis(gradient, hit, np.take_along_axis(gradient, hit, axis=-2) - 1, axis=-2)
    return float(loss), share * gradient


def binary_cross_entropy(logits: Array, targets: Array, valid: Array | None = None) -> tuple[float, Array]:
    of_shape("targets", targets, logits.shape)
    share = _shares(logits, valid) / logits.shape[-2]
    # max(a, 0) − a y + log(1 + e^−|a|): what −y log σ(a) − (1 − y) log(1 − σ(a)) is, without overflow
    each = np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
    return float(np.sum(share * each)), share * (sigmoid(logits) - targets)


def log_softmax(logits: Array) -> Array:
    shifted = logits - logits.max(axis=-2, keepdims=True)
    log_p: Array = shifted - np.log(np.exp(shifted).sum(axis=-2, keepdims=True))
    return log_p


def _shares(like: Array, valid: Array | None) -> Array | float:
    """What each column weighs: all the same, or (…, 1, B)."""
    if valid is None:
        return float(like.shape[-2] / like.size)
    of_shape("valid", valid, (*like.shape[:-2], like.shape[-1]))
    counted = valid.astype(like.dtype)
    shares: Array = np.expand_dims(counted / max(counted.sum(), 1), -2)
    return shares
