"""When two fillings of a gap are the same: prose whatever its capitals, formulas however they are set."""

import re
import unicodedata

from quizzes.grading import formulas

# Words, of which one is too long to be a product of letters.
WORDS = re.compile(r"(?=.*[^\W\d_]{3})[^\W\d_]+(?:[ ’'‐‑-]+[^\W\d_]+)*")
FORMULA = re.compile(r"[\\_^=<>≤≥()\[\]{}|+*/]")
UNSAID = re.compile(r"[\s'\"‘’‚“”„`‐-―-]+")


def is_same(filling: str, accepted: str, formula: bool) -> bool:
    """A gap in prose may want a formula, and one in a formula words: then `accepted` looks like it."""
    if formula:
        return formulas.is_same(filling, accepted) or (bool(WORDS.fullmatch(accepted)) and _in_words(filling, accepted))
    if FORMULA.search(accepted):
        return formulas.is_same(filling, accepted)
    return _in_words(filling, accepted) or formulas.is_same(filling, accepted)


def _in_words(filling: str, accepted: str) -> bool:
    said = _folded(filling)
    return said != "" and said == _folded(accepted)


def _folded(text: str) -> str:
    """Without capitals, hyphens, blank space, quotes, a full stop, and the s of a plural."""
    folded = UNSAID.sub("", unicodedata.normalize("NFKC", text).casefold()).rstrip(".")
    return folded[:-1] if len(folded) > 3 and folded[-1] == "s" and folded[-2] != "s" else folded
