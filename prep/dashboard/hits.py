"""Words found in a text, how much that is worth, and the text with them marked. Knows no rows and no pages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"[^\W_]+")
FORMULA = r'<span class="arithmatex">.*?</span>'
FORMULA_OR_TAG = re.compile(rf"{FORMULA}|<[^<>]+>", re.DOTALL)
# Of a formula's TeX, what its reader sees as a word: letters such as the diag of \mathrm{diag}, and these commands.
COMMAND_OR_LETTERS = re.compile(r"\\(?P<command>[a-zA-Z]+)|(?P<letters>[a-zA-Z]{2,})")
SPOKEN = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|"
    "arg|cos|cosh|det|dim|exp|inf|lim|ln|log|max|min|sin|sinh|sup|tan|tanh"
)


def words(text: str) -> list[str]:
    """Without case and accents, each once."""
    return list(dict.fromkeys(_folded(found) for found in WORD.findall(text)))


def _folded(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word).casefold() if not unicodedata.combining(sign))


@dataclass(frozen=True)
class Text:
    """Inline HTML that is safe to show, and how much a word in it says about the whole."""

    html: str
    weight: int

    @classmethod
    def plain(cls, text: str, weight: int) -> "Text":
        return cls(escape(text), weight)

    def worth(self, word: str, known: Iterable[str]) -> int:
        """Of a word among those known of this text: whole is worth more than the beginning of one."""
        beginnings = [each for each in known if each.startswith(word)]
        return 2 * self.weight - (word not in beginnings) if beginnings else 0

    def words(self) -> set[str]:
        return {
            word
            for piece, is_text in _pieces(self.html)
            for word in (words(unescape(piece)) if is_text else _read(piece))
        }

    def marked(self, wanted: Iterable[str]) -> SafeString:
        """The HTML with <mark> around each word that begins with one that is wanted. Formulas are left to KaTeX."""
        beginnings = tuple(wanted)
        marked = (_marked(unescape(piece), beginnings) if is_text else piece for piece, is_text in _pieces(self.html))
        # It was safe, and what is new in it is escaped.
        return mark_safe("".join(marked))  # noqa: S308


def score(texts: Iterable[Text], wanted: Iterable[str]) -> int:
    """How well the texts answer: the sum over the words of their best place, or 0 if one is in none of them."""
    known = [(text, text.words()) for text in texts]
    best = [max(text.worth(word, its) for text, its in known) for word in wanted]
    return sum(best) if all(best) else 0


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """HTML cut into text (True) and what has to stay as it is: tags, and formulas as a whole."""
    end = 0
    for fixed in FORMULA_OR_TAG.finditer(html):
        yield html[end : fixed.start()], True
        yield fixed[0], False
        end = fixed.end()
    yield html[end:], True


def _read(fixed: str) -> Iterator[str]:
    """The words of a formula. A tag has none."""
    if not re.match(FORMULA, fixed, re.DOTALL):
        return
    for found in COMMAND_OR_LETTERS.finditer(unescape(re.sub(r"<[^<>]+>", "", fixed))):
        word = found["letters"] or found["command"].removeprefix("var")
        if found["letters"] or SPOKEN.fullmatch(word):
            yield _folded(word)


def _marked(text: str, beginnings: tuple[str, ...]) -> str:
    parts, end = [], 0
    for found in WORD.finditer(text):
        if _folded(found[0]).startswith(beginnings):
            parts += [escape(text[end : found.start()], quote=False), f"<mark>{escape(found[0])}</mark>"]
            end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])
