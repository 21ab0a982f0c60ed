"""The task of the gates: a stream in which a digit is stored after “(”, asked for at “?” and forgotten at “)”.

Letters, and digits that no “(” stands before, mean nothing. Beside it the network that learns it.
"""

import numpy as np

from sandbox.materials.pupils.every_step import EveryStep, Pupil
from sandbox.nn import drawn, losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.fast import FastGru, FastLstm
from sandbox.nn.gru import Gru
from sandbox.nn.lstm import Lstm

DIGITS, LETTERS = "1234", "abcd"
CHARACTERS = f"()?{DIGITS}{LETTERS}"
CODES = {character: code for code, character in enumerate(CHARACTERS)}
STORE, ERASE, ASK = (CODES[character] for character in "()?")
FIRST_DIGIT, FIRST_LETTER = CODES[DIGITS[0]], CODES[LETTERS[0]]
NOTHING = len(DIGITS)  # the answer where nothing is stored
ANSWERS = (*DIGITS, "nothing")
OFTEN = {STORE: 0.10, ERASE: 0.12, ASK: 0.20} | {CODES[digit]: 0.04 for digit in DIGITS}  # letters share the rest
DTYPE = np.float32


def streams(T: int, B: int, rng: np.random.Generator) -> Array:
    """Codes of characters, (T, B). A digit follows on every “(”."""
    rest = (1 - sum(OFTEN.values())) / len(LETTERS)
    shares = [OFTEN.get(code, rest) for code in range(len(CHARACTERS))]
    codes = rng.choice(len(CHARACTERS), size=(T, B), p=shares)
    digits = rng.integers(FIRST_DIGIT, FIRST_LETTER, (T, B))
    for t in range(1, T):
        codes[t] = np.where(codes[t - 1] == STORE, digits[t], codes[t])
    return codes


def stored(codes: Array) -> Array:
    """What is stored after each step: the number of the digit, or NOTHING."""
    found = np.empty(codes.shape, int)
    now, before = np.full(codes.shape[1], NOTHING), np.full(codes.shape[1], ASK)
    for t, code in enumerate(codes):
        now = np.where(before == STORE, code - FIRST_DIGIT, now)
        now = np.where(code == ERASE, NOTHING, now)
        found[t], before = now, code
    return found


def spelled(text: str) -> Array:
    """The codes of one sequence, (T, 1)."""
    return np.array([[CODES[character]] for character in text])


def as_inputs(codes: Array) -> Array:
    """One of (T, D, B) is 1."""
    inputs: Array = np.moveaxis(np.eye(len(CHARACTERS), dtype=DTYPE)[codes], -1, 1)
    return np.ascontiguousarray(inputs)


class Keeper:
    """A network that learns to answer; only its answers at “?” count."""

    def __init__(self, kind: str, H: int, rate: float, rng: np.random.Generator) -> None:
        D = len(CHARACTERS)
        self.layer: FastLstm | FastGru
        if kind == "lstm":
            self.layer = FastLstm.of(drawn.lstm(D, H, rng, forget_bias=1.0, dtype=DTYPE))
        else:
            self.layer = FastGru.of(drawn.gru(D, H, rng, dtype=DTYPE))
        self.out = Affine.drawn(H, len(ANSWERS), rng, DTYPE)
        self.pupil = Pupil(EveryStep(self.layer, self.out), rate)

    def learn(self, codes: Array) -> None:
        asked, right = codes == ASK, stored(codes)
        self.pupil.learn(as_inputs(codes), lambda y: losses.softmax_cross_entropy(y, right, asked))

    @property
    def cell(self) -> Lstm | Gru:
        """In the readable form, whose steps can be looked at."""
        return self.layer.named(*self.layer.weights)
