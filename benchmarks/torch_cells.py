"""PyTorch's cells on one thread of the CPU, where it is installed: a peer of the lab's, and a check of their gradients.

It is no dependency of the project; `torch` is None without it.
"""

from collections.abc import Callable

import numpy as np

from sandbox.nn.arrays import named
from sandbox.nn.fast import FastGru, FastLstm, FastRnn

try:
    import torch
except ImportError:
    torch = None
else:
    torch.set_num_threads(1)

ORDER = {"RNN": ("",), "LSTM": ("i", "f", "g", "o"), "GRU": ("r", "z", "n")}


def work(cell: str, layer, x, dh) -> Callable[[], None]:
    """Forward and back through time, of the same weights."""
    peer = _same(cell, layer, x)
    inputs, read = _tensor(x), _tensor(dh)

    def both_ways() -> None:
        peer.zero_grad(set_to_none=True)
        peer(inputs)[0].backward(read)

    return both_ways


def training(cell: str, layer, x, target) -> Callable[[], None]:
    peer = _same(cell, layer, x)
    readout = torch.nn.Linear(layer.H, len(target)).to(_tensor(x).dtype)
    weights = [*peer.parameters(), *readout.parameters()]
    adam = torch.optim.Adam(weights, lr=5e-3)
    inputs, wanted = _tensor(x), torch.from_numpy(np.ascontiguousarray(target.T))

    def iteration() -> None:
        adam.zero_grad(set_to_none=True)
        torch.nn.functional.mse_loss(readout(peer(inputs)[0][-1]), wanted).backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        adam.step()

    return iteration


def furthest_apart(cell: str, layer: FastRnn | FastLstm | FastGru, x, dh) -> float:
    """The largest difference among all states and gradients, relative to the largest number of its kind."""
    peer, inputs = _same(cell, layer, x), _tensor(x).requires_grad_()
    h = peer(inputs)[0]
    h.backward(_tensor(dh))
    ours = layer.forward(x).copy()
    back = layer.backward(dh, inputs=True)
    pairs = [(ours, _array(h)), (back.x, _array(inputs.grad))]
    gradients = named(layer.named(*back.weights))
    pairs += [
        (_stacked(cell, gradients, kind), weights.grad.numpy())
        for kind, weights in (("W", peer.weight_ih_l0), ("U", peer.weight_hh_l0), ("b", peer.bias_ih_l0))
    ]
    return max(float(np.abs(mine - theirs).max() / np.abs(theirs).max()) for mine, theirs in pairs)


def _same(cell: str, layer, x):
    peer = getattr(torch.nn, cell)(layer.D, layer.H).to(_tensor(x).dtype)
    weights = named(layer.named(*layer.weights))
    with torch.no_grad():
        for kind, its in (("W", peer.weight_ih_l0), ("U", peer.weight_hh_l0), ("b", peer.bias_ih_l0)):
            its.copy_(torch.from_numpy(_stacked(cell, weights, kind)))
        peer.bias_hh_l0.zero_()
        if cell == "GRU":
            peer.bias_hh_l0[2 * layer.H :].copy_(torch.from_numpy(weights["b_u"].copy()))
    return peer


def _stacked(cell: str, weights, kind: str):
    """In PyTorch's order; its z of a GRU is 1 − z of ours, which is a change of sign before the sigmoid."""
    if cell == "RNN":
        return np.ascontiguousarray(weights[{"W": "W_xh", "U": "W_hh", "b": "b"}[kind]])
    parts = [weights[f"{kind}_{gate}"] * (-1 if (cell, gate) == ("GRU", "z") else 1) for gate in ORDER[cell]]
    return np.concatenate(parts)


def _tensor(a):
    """(T, D, B) as (T, B, D)."""
    return torch.from_numpy(np.ascontiguousarray(a.transpose(0, 2, 1)))


def _array(tensor):
    return tensor.detach().numpy().transpose(0, 2, 1)
