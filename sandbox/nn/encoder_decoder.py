"""From one sequence to another: the decoder starts from the state that the encoder ended with.

With attention, placed after the decoder's cell (Luong et al. 2015), each state of the decoder looks at all states of
the encoder, and both are read together: tanh(W_c [context; h]). The decoder is told what came before (teacher forcing);
to write on its own, ask `decode` for one step after the other.
"""

from dataclasses import dataclass

import numpy as np

from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.attention import AdditiveAttention, DotAttention
from sandbox.nn.layers import Recurrent


@dataclass(frozen=True)
class Back:
    weights: list[Array]  # as `EncoderDecoder.weights`
    x: Array  # (T, D, B)
    told: Array  # (U, K, B)


class EncoderDecoder:
    def __init__(
        self,
        encoder: Recurrent,
        decoder: Recurrent,
        readout: Affine,
        attention: DotAttention | AdditiveAttention | None = None,
        combine: Affine | None = None,  # W_c, (H, 2H), wherever there is attention
    ) -> None:
        if (attention is None) != (combine is None):
            raise ValueError("Attention comes with what combines it with a state.")
        if encoder.states != decoder.states:
            raise ValueError(f"A decoder of {decoder.states} states can't start from an encoder's {encoder.states}.")
        self.encoder, self.decoder, self.readout = encoder, decoder, readout
        self.attention, self.combine = attention, combine

    @property
    def weights(self) -> list[Array]:
        parts = (self.encoder, self.decoder, self.readout, self.attention, self.combine)
        return [weight for part in parts if part is not None for weight in part.weights]

    def forward(self, x: Array, told: Array, allowed: Array | None = None) -> Array:
        """Logits (U, K, B) of x (T, D, B) and what the decoder is told (U, K', B).

        `allowed` (T, B) is what attention may look at. Padding is not all kept out by that: the decoder starts from the
        encoder's end, after the padding, so give sequences of one length, or learn with the padding there.
        """
        self.encode(x, allowed)
        return self.decode(told)

    def encode(self, x: Array, allowed: Array | None = None) -> None:
        self.states = self.encoder.forward(x)  # (T, H, B)
        self.allowed = None if allowed is None else allowed.T[:, None]  # (B, 1, T)
        self.at = self.encoder.end

    def decode(self, told: Array) -> Array:
        """One step or more, from where the last call ended."""
        h = self.decoder.forward(told, self.at)  # (U, H, B)
        self.at = self.decoder.end
        if self.attention is None or self.combine is None:
            return self.readout.forward(h)
        context = self.attention.forward(h, self.states, self.allowed)
        self.read = np.tanh(self.combine.forward(np.concatenate([context, h], axis=1)))
        return self.readout.forward(self.read)

    def backward(self, dlogits: Array) -> Back:
        """Through one `forward`."""
        of_readout, dh = self.readout.backward(dlogits)
        of_attention: list[Array] = []
        dstates: Array | None = None
        if self.attention is not None and self.combine is not None:
            of_combine, dboth = self.combine.backward((1 - self.read**2) * dh)
            H = dboth.shape[1] // 2
            of_scores, dquery, dstates = self.attention.backward(dboth[:, :H])
            dh = dboth[:, H:] + dquery
            of_attention = [*of_scores, *of_combine]
        decoded = self.decoder.backward(dh, inputs=True)
        encoded = self.encoder.backward(dstates, decoded.start, inputs=True)
        if encoded.x is None or decoded.x is None:
            raise RuntimeError("The gradients of the inputs were asked for.")
        return Back([*encoded.weights, *decoded.weights, *of_readout, *of_attention], encoded.x, decoded.x)
