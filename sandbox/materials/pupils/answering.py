"""What experiments share whose network answers yes or no: a layer, one logit read off a state, and how it learns."""

from collections.abc import Callable

import numpy as np

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent


class Answering:
    """The layer is asked for its states, `logits` reads them, and `learn` follows on both."""

    def __init__(self, layer: Recurrent, out: Affine, rate: float) -> None:
        self.layer, self.out, self.adam = layer, out, ClippedAdam(rate)
        self.weights = [*layer.weights, *out.weights]

    def logits(self, h: Array) -> Array:
        return self.out.forward(h)

    def learn(
        self,
        logits: Array,
        target: Array,
        valid: Array | None = None,
        spread: Callable[[Array], Array] = lambda dh: dh,
    ) -> float:
        """A step of Adam on the cross-entropy. `spread`: from ∂L/∂h of those read to that of all."""
        loss, dy = losses.binary_cross_entropy(logits, target, valid)
        of_out, dh = self.out.backward(dy)
        gradients = [*self.layer.backward(spread(dh)).weights, *of_out]
        self.adam.step(self.weights, gradients)
        return loss


def right(logits: Array, target: Array) -> Array:
    """Where the answer is the target's, (…, B)."""
    same: Array = ((logits > 0) == (target > 0.5))[..., 0, :]
    return same


def share(hits: Array) -> float:
    return float(np.mean(hits))
