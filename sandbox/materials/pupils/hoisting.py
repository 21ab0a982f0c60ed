"""A vanilla RNN whose inputs are projected step by step, or all of them in one product. Nothing else differs."""

import numpy as np

from sandbox.nn.arrays import Array

DTYPE = np.float32


class Walker:
    """A vanilla RNN without a bias over x (T, B, D), with the arrays that it needs."""

    def __init__(self, x: Array, W_xh: Array, W_hh: Array, rng: np.random.Generator) -> None:
        (T, B, _), H = x.shape, len(W_hh)
        self.x, self.rows = x, x.reshape(T * B, -1)
        self.W, self.U = np.ascontiguousarray(W_xh.T), np.ascontiguousarray(W_hh.T)  # (D, H), (H, H)
        self.h: Array = np.zeros((T + 1, B, H), DTYPE)  # row 0 is before the first step
        self.projected: Array = np.empty((T, B, H), DTYPE)
        self.da: Array = rng.standard_normal((T, B, H), dtype=DTYPE)  # ∂L/∂a_t, as a walk back has left it
        self.found: Array = np.empty((H, len(self.W)), DTYPE)
        self.part = np.empty_like(self.found)
        self.of_step: Array = np.empty((B, H), DTYPE)

    def stepwise(self) -> Array:
        dot, add, tanh, U, W, p = np.dot, np.add, np.tanh, self.U, self.W, self.of_step
        for before, h_t, x_t in zip(self.h[:-1], self.h[1:], self.x, strict=True):
            dot(before, U, h_t)
            dot(x_t, W, p)
            add(h_t, p, h_t)
            tanh(h_t, h_t)
        return self.h[1:]

    def at_once(self) -> Array:
        dot, add, tanh, U = np.dot, np.add, np.tanh, self.U
        self.project()
        for before, h_t, p in zip(self.h[:-1], self.h[1:], self.projected, strict=True):
            dot(before, U, h_t)
            add(h_t, p, h_t)
            tanh(h_t, h_t)
        return self.h[1:]

    def project_stepwise(self) -> Array:
        dot, W = np.dot, self.W
        for x_t, p in zip(self.x, self.projected, strict=True):
            dot(x_t, W, p)
        return self.projected

    def project(self) -> Array:
        np.dot(self.rows, self.W, self.projected.reshape(len(self.rows), -1))
        return self.projected

    def collect_stepwise(self) -> Array:
        dot, add, part, found = np.dot, np.add, self.part, self.found
        found.fill(0)
        for da_t, x_t in zip(self.da, self.x, strict=True):
            dot(da_t.T, x_t, part)
            add(found, part, found)
        return found

    def collect(self) -> Array:
        return np.dot(self.da.reshape(len(self.rows), -1).T, self.rows, self.found)


def largest_difference(walker: Walker) -> float:
    """Of states and gradients, by the largest of each."""
    h, found = walker.stepwise().copy(), walker.collect_stepwise().copy()
    pairs = ((h, walker.at_once()), (found, walker.collect()))
    return max(float(np.abs(one - other).max() / np.abs(one).max()) for one, other in pairs)
