"""What experiments share whose network answers at every step: a layer, what reads each of its states, its training."""

from collections.abc import Callable

from sandbox.materials.pupils.clipped import ClippedAdam
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

Loss = Callable[[Array], tuple[float, Array]]  # of the answers (T, K, B): the loss, and its gradient


class EveryStep:
    def __init__(self, layer: Recurrent, out: Affine) -> None:
        self.layer, self.out = layer, out
        self.weights = [*layer.weights, *out.weights]

    def answers(self, x: Array) -> Array:
        """To x (T, D, B): (T, K, B)."""
        return self.out.forward(self.layer.forward(x))

    def back(self, dy: Array) -> list[Array]:
        """The gradients, in the order of the weights, from ∂L/∂answers of the last asking."""
        found, dh = self.out.backward(dy)
        return [*self.layer.backward(dh).weights, *found]


class Pupil:
    def __init__(self, network: EveryStep, rate: float) -> None:
        self.network, self.adam = network, ClippedAdam(rate)

    def learn(self, x: Array, loss: Loss) -> Array:
        """One step of Adam; the answers are those before it."""
        y = self.network.answers(x)
        _, dy = loss(y)
        self.adam.step(self.network.weights, self.network.back(dy.astype(y.dtype)))
        return y
