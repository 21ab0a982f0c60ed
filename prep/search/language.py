"""Words as the search knows them: folded, stemmed lightly, how far two are apart, and what says the same."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# A word keeps the apostrophe inside it ("doesn't"); of a name_with_underscores, each part is a word.
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 40
KEPT = 50_000  # words in memory
LETTERS = re.compile(r"[a-z]+")
CORRECTABLE = 4
TWO_ERRORS_FROM = 8

LITTLE = """
a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my no
nor not of on or our should so some such than that the their them then there these they this those to us was we were
what when where which while who whom whose why will with would you your
"""
STOP = frozenset(LITTLE.split())

# In a query these ask; they say nothing of what is asked for.
QUESTIONING = """
about between compare comparison define definition describe differ difference differences example examples explain get
give happen happens help know learn like make mean meaning means need problem question tell use used using versus vs
want work works
"""
ASKING = frozenset(QUESTIONING.split())

# What rules would get wrong, or would not know.
STEMS = {
    "analyses": "analysis",
    "axes": "axis",
    "bias": "bias",
    "biases": "bias",
    "carousel": "carousel",
    "decoding": "decod",
    "does": "do",
    "explosion": "explod",
    "explosions": "explod",
    "forgot": "forget",
    "forgotten": "forget",
    "gave": "giv",
    "held": "hold",
    "here": "here",
    "indices": "index",
    "kept": "keep",
    "learnt": "learn",
    "loss": "loss",
    "losses": "loss",
    "lost": "los",
    "matrices": "matrix",
    "note": "note",
    "noted": "note",
    "notes": "note",
    "one": "one",
    "ones": "one",
    "plane": "plane",
    "planes": "plane",
    "series": "series",
    "stationary": "stationary",
    "string": "string",
    "strings": "string",
    "taught": "teach",
    "this": "this",
    "thus": "thus",
    "vertices": "vertex",
    "went": "go",
    "written": "writ",
    "wrote": "writ",
}

# Each line says one thing. Whichever of them is looked for, the others are found as well.
SYNONYMS = (
    ("rnn", "recurrent neural network", "recurrent network", "recurrent net"),
    ("lstm", "long short-term memory"),
    ("gru", "gated recurrent unit"),
    ("bptt", "backpropagation through time", "backprop through time"),
    ("tbptt", "truncated bptt", "truncated backpropagation through time", "truncated backpropagation"),
    ("backprop", "backpropagation", "back-propagate", "backward pass"),
    ("sgd", "stochastic gradient descent"),
    ("cnn", "convolutional neural network", "convolutional network"),
    ("mlp", "multilayer perceptron"),
    ("nn", "neural network", "neural net"),
    ("nlp", "natural language processing"),
    ("nmt", "neural machine translation"),
    ("relu", "rectified linear unit"),
    ("sigma", "sigmoid", "logistic function"),
    ("tanh", "hyperbolic tangent"),
    ("seq2seq", "sequence to sequence", "encoder decoder"),
    ("lm", "language model"),
    ("nll", "negative log likelihood"),
    ("layernorm", "layer norm", "layer normalization"),
    ("batchnorm", "batch norm", "batch normalization"),
    ("init", "initialization", "initial weight"),
    ("grad", "gradient"),
    ("seq", "sequence"),
    ("svd", "singular value decomposition"),
    ("bidirectional rnn", "birnn"),
    ("bidirectional lstm", "bilstm"),
    ("weight sharing", "parameter sharing", "shared weights", "tied weights"),
    ("long-term dependency", "long-range dependency"),
    ("constant error carousel", "cec"),
    ("hadamard product", "elementwise product", "element-wise multiplication", "pointwise product"),
    ("asr", "speech recognition"),
    ("recsys", "recommender system", "recommendation"),
)


def fold(word: str) -> str:
    """Without case, accents and apostrophes, in ASCII alone: a Greek letter by its name, any other sign by its number.

    So both databases cut a text of ours into words exactly where there is a space.
    """
    if word.isascii() and word.isalnum():
        return word.lower()[:LONGEST]
    return "".join(_folded(sign) for sign in unicodedata.normalize("NFKD", word).casefold())[:LONGEST]


def _folded(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isalnum() else ""
    if unicodedata.combining(sign):
        return ""
    name = unicodedata.name(sign, "")
    greek = re.fullmatch(r"GREEK SMALL LETTER (?:FINAL )?([A-Z]+)", name)
    if greek:
        return greek[1].lower().replace("lamda", "lambda")
    return f"u{ord(sign):04x}" if sign.isalnum() else ""


def words(text: str) -> list[str]:
    """The folded words of a plain text, in order."""
    return [word for found in WORD.findall(text) if (word := folded_match(found))]


@lru_cache(maxsize=KEPT)
def folded_match(found: str) -> str:
    """Of what WORD found: folded, and without an owner's ’s."""
    return fold(re.sub(r"['’]s$", "", found))


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """Of a folded word, what its plural, its verb forms and its other spelling share. Light, and no dictionary."""
    if word in STEMS:
        return STEMS[word]
    if len(word) < 4 or not LETTERS.fullmatch(word) or word in STOP:
        return word
    if len(word) > 5:
        word = re.sub(r"our(?=s?$|ed$|ing$|al$)", "or", word)
        word = re.sub(r"is(?=e[sd]?$|ing$|ations?$|ers?$)", "iz", word)
        word = re.sub(r"(?<=iz)ations?$", "e", word)
    word = _singular(word)
    if len(word) > 7 and word.endswith("ation"):
        return word[:-3]
    return _without_e(_without_verb_ending(word))


def _singular(word: str) -> str:
    if word in STEMS:
        return STEMS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", word):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _without_verb_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3 and re.search(r"[aeiouy]", bare) and not bare.endswith(("e", "th")):
            if re.search(r"([bdgklmnprt])\1$", bare) and len(bare) > 3:
                bare = bare[:-1]
            return bare[:-1] + "y" if bare.endswith("i") else bare
    if word.endswith(("elled", "elling")):
        return word.split("ell")[0] + "el"
    return word


def _without_e(word: str) -> str:
    return word[:-1] if len(word) > 3 and re.search(r"[^aeiouy]e$", word) else word


def errors_allowed(word: str) -> int:
    """How many slips a word of this length may hold and still be taken for another."""
    if len(word) < CORRECTABLE or not LETTERS.fullmatch(word):
        return 0
    return 2 if len(word) >= TWO_ERRORS_FROM else 1


def distance(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or swapped with the next; `most` + 1 means more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, its in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def trigrams(word: str) -> set[str]:
    """Its runs of three letters, two blanks around it."""
    padded = f"  {word}  "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def shared_at_least(word: str, errors: int) -> int:
    """How many trigrams are left when so many slips were made in it: one that swaps two letters breaks four."""
    return max(1, len(trigrams(word)) - 4 * errors)


def _table(lines: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    table: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for line in lines:
        phrases = list(dict.fromkeys(tuple(stems(phrase)) for phrase in line))
        for phrase in phrases:
            table.setdefault(phrase, []).extend(other for other in phrases if other != phrase)
    return table


MEANS_THE_SAME = _table(SYNONYMS)
LONGEST_PHRASE = max(len(phrase) for phrase in MEANS_THE_SAME)
KNOWN_BY_NAME = frozenset(stem for phrase in MEANS_THE_SAME for stem in phrase)


def same_meaning(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Other phrases, in stems, for what this one says."""
    yield from MEANS_THE_SAME.get(phrase, ())
