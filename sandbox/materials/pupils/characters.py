"""Text character by character: counts that predict it, a network that does, and what is said of a text it writes."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from sandbox.nn import losses
from sandbox.nn.affine import Affine
from sandbox.nn.arrays import Array
from sandbox.nn.layers import Recurrent

DTYPE = np.float32


class Alphabet:
    def __init__(self, text: str) -> None:
        self.characters = sorted(set(text))
        self.numbers = {character: number for number, character in enumerate(self.characters)}

    def __len__(self) -> int:
        return len(self.characters)

    def numbered(self, text: str) -> Array:
        return np.array([self.numbers[character] for character in text])

    def spelt(self, numbers: Sequence[int] | Array) -> str:
        return "".join(self.characters[number] for number in numbers)

    def one_hot(self, numbers: Array) -> Array:
        """(T, V, B) of (T, B)."""
        return np.moveaxis(np.eye(len(self), dtype=DTYPE)[numbers], 2, 1).copy()


def counted(train: str, held_out: str, order: int, alphabet: int) -> float:
    """Bits per character of held-out text, each predicted by what followed the last `order` − 1 characters in training.

    Each order is mixed with the next lower one, which weighs as much as one more occurrence; the lowest is uniform.
    """
    orders = range(min(order, 1), order + 1)
    seen = Counter(train[at : at + n] for n in orders for at in range(len(train) - n + 1) if n)
    before = Counter(train[at : at + n - 1] for n in orders if n for at in range(len(train) - n + 1))
    text = train[-1] + held_out
    bits = 0.0
    for at in range(1, len(text)):
        p = 1 / alphabet
        for n in range(1, order + 1):
            if n - 1 <= at:
                context = text[at - n + 1 : at]
                p = (seen[context + text[at]] + p) / (before[context] + 1)
        bits -= float(np.log2(p))
    return bits / len(held_out)


class Writer:
    """A layer, and the scores of the next character read off each of its states."""

    def __init__(self, layer: Recurrent, out: Affine, alphabet: Alphabet) -> None:
        self.layer, self.out, self.alphabet = layer, out, alphabet
        self.weights = [*layer.weights, *out.weights]

    def ahead(self, numbers: Array) -> float:
        """The mean cross-entropy, in nats, of each character after those before it, of (T + 1, B)."""
        scores = self.out.forward(self.layer.forward(self.alphabet.one_hot(numbers[:-1])))
        loss, self.dscores = losses.softmax_cross_entropy(scores, numbers[1:])
        return loss

    def back(self) -> list[Array]:
        """The gradients, in the order of the weights."""
        found, dh = self.out.backward(self.dscores)
        return [*self.layer.backward(dh).weights, *found]

    def write(self, prompt: str, length: int, texts: int, temperature: float, rng: np.random.Generator) -> list[str]:
        """So many texts that go on from the prompt, each character drawn from the scores over the temperature."""
        numbers = np.repeat(self.alphabet.numbered(prompt)[:, None], texts, axis=1)
        u = rng.random((length, texts))
        written = []
        states: tuple[Array, ...] = ()
        for t in range(length):
            scores = self.out.forward(self.layer.forward(self.alphabet.one_hot(numbers), states)[-1])
            states = tuple(state.copy() for state in self.layer.end)
            p = np.exp(losses.log_softmax(scores.astype(np.float64) / temperature))
            numbers = (p.cumsum(axis=0) < u[t] * p.sum(axis=0)).sum(axis=0)[None]
            written.append(numbers[0])
        return [self.alphabet.spelt(text) for text in np.array(written).T]


def share_of_words(texts: Sequence[str], vocabulary: set[str]) -> float:
    """The share of the words written that the vocabulary has; the last of a text may be cut off and isn't counted."""
    words = [word for text in texts for word in text.replace(".", " ").replace("\n", " ").split(" ")[:-1] if word]
    return sum(word in vocabulary for word in words) / len(words) if words else 0.0


def longest_copy(text: str, source: str) -> str:
    """The longest stretch of the text that stands in the source word for word."""
    longest, start = "", 0
    for end in range(1, len(text) + 1):
        while text[start:end] not in source:
            start += 1
        if end - start > len(longest):
            longest = text[start:end]
    return longest
