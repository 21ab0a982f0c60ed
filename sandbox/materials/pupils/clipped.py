"""How every pupil steps: Adam, after the global norm of the gradients was clipped at 1."""

from collections.abc import Sequence

from sandbox.nn import clipping
from sandbox.nn.arrays import Array
from sandbox.nn.optimisers import Adam

CLIP = 1.0


class ClippedAdam(Adam):
    steepest = 0.0  # the largest norm that the gradients had, before they were clipped

    def step(self, weights: Sequence[Array], gradients: Sequence[Array]) -> None:
        """Clips the gradients in place."""
        self.steepest = max(self.steepest, clipping.by_global_norm(gradients, CLIP))
        super().step(weights, gradients)
