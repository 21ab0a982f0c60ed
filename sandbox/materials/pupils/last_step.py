"""A network that answers with one number, at its last step."""

from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent


class LastStep:
    """A layer, and one number read off its last state."""

    def __init__(self, layer: Recurrent, out: Affine) -> None:
        self.layer, self.out = layer, out
        self.weights = [*layer.weights, *out.weights]

    def ahead(self, x: Array, target: Array) -> float:
        """The mean squared error. It is what `back` then goes back from."""
        loss, self.dy = losses.mean_squared(self.out.forward(self.layer.forward(x)[-1]), target)
        return loss

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dh = self.out.backward(self.dy)
        return [*self.layer.backward(None, (dh,)).weights, *found]
