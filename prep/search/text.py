"""What the compiler made, for the search: its words, its sentences in one line, a piece around what was found, marks.

Knows no rows. Its HTML is our own, so that it is well formed is known, not hoped.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from prep.search.language import WORD, fold, folded_match, words

FORMULA = r'<span class="arithmatex">.*?</span>'
EQUATION = r'<div class="equation\b.*?<div class="arithmatex">.*?</div>.*?</div>|<div class="arithmatex">.*?</div>'
# What is read past: drawings, what code prints, numbers of equations, marks of footnotes, labels of controls.
UNREAD = (
    r'<svg\b.*?</svg>|<pre\b[^<>]*\bclass="output.*?</pre>|<p class="output-label.*?</p>|<sup\b.*?</sup>'
    r'|<a\b[^<>]*\bclass="(?:eqref|misconception|footnote-backref|number)".*?</a>|<button\b.*?</button>'
)
PIECE = re.compile(
    rf"(?P<formula>{FORMULA})|(?P<equation>{EQUATION})|(?P<unread>{UNREAD})"
    r"|<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>|(?P<text>[^<]+|<)",
    re.DOTALL,
)
INLINE = {"a", "abbr", "b", "code", "del", "em", "i", "kbd", "mark", "s", "samp", "small", "span", "strong", "sub"}
# Of a formula's TeX, what its reader sees as a word: letters such as the diag of \mathrm{diag}, and these commands.
COMMAND_OR_LETTERS = re.compile(
    r"\\(?:begin|end|label|eqref|tag)\{[^}]*\}|\\(?P<command>[a-zA-Z]+)|(?P<letters>[a-zA-Z]{2,})"
)
SPOKEN = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi|psi|omega|"
    "arg|cos|cosh|det|dim|exp|inf|lim|ln|log|max|min|sin|sinh|sup|tan|tanh"
)
BREAK = "\n"  # between blocks of a text in one line
SNIPPET = 200
LEAD_IN = 60  # of a snippet, how far before what was found its sentence may begin

# Of folded words in a row: for each the number of what it says of that which is looked for, from 1; 0 for nothing.
Answers = Callable[[Sequence[str]], Sequence[int]]


def one_line(html: str) -> tuple[str, list[str]]:
    """HTML without its blocks (text, `code`, formulas, and a BREAK where a block ended), and all its words in order."""
    parts: list[str] = []
    spoken: list[str] = []
    for piece in PIECE.finditer(html):
        if text := piece["text"]:
            parts.append(re.sub(r"\s+", " ", text).replace("<", "&lt;"))
            spoken += words(unescape(text))
        elif formula := piece["formula"]:
            parts.append(re.sub(r"\s+", " ", formula))
            spoken += read_formula(formula)
        elif equation := piece["equation"]:
            parts.append(f"{BREAK}…{BREAK}")
            spoken += read_formula(re.sub(r"<a\b.*?</a>", "", equation, flags=re.DOTALL))
        elif tag := piece["tag"]:
            parts.append(f"<{piece['close']}code>" if tag == "code" else "" if tag in INLINE else BREAK)
    line = "".join(parts).replace("<code></code>", "")
    return re.sub(r"\s*\n[\s…]*", lambda gap: f" …{BREAK}" if "…" in gap[0] else BREAK, line).strip(), spoken


def read_formula(html: str) -> list[str]:
    """The words of a formula."""
    read = []
    for found in COMMAND_OR_LETTERS.finditer(unescape(re.sub(r"<[^<>]+>", "", html))):
        word = found["letters"] or (found["command"] or "").removeprefix("var")
        if found["letters"] or SPOKEN.fullmatch(word):
            read.append(fold(word))
    return read


class Atom(NamedTuple):
    """What can't be cut: a word, what stands between two, a formula, a tag, the end of a block."""

    html: str
    length: int
    answers: int = 0
    ends_sentence: bool = False


OPEN, CLOSE, END = Atom("<code>", 0), Atom("</code>", 0), Atom(BREAK, 1, ends_sentence=True)
FIXED = re.compile(rf"{FORMULA}|</?code>|{BREAK}", re.DOTALL)


def atoms(line: str, answers: Answers) -> list[Atom]:
    pieces: list[Atom | str] = []  # a word is a str until it is known what it answers
    end = 0
    for fixed in FIXED.finditer(line):
        pieces += _of_text(unescape(line[end : fixed.start()]))
        pieces.append(
            {"<code>": OPEN, "</code>": CLOSE, BREAK: END}.get(fixed[0]) or Atom(fixed[0], _breadth(fixed[0]))
        )
        end = fixed.end()
    pieces += _of_text(unescape(line[end:]))
    numbers = iter(answers([folded_match(piece) for piece in pieces if isinstance(piece, str)]))
    return [_word(piece, next(numbers)) if isinstance(piece, str) else piece for piece in pieces]


def _of_text(text: str) -> Iterator[Atom | str]:
    end = 0
    for found in WORD.finditer(text):
        if between := text[end : found.start()]:
            yield _between(between)
        yield found[0]
        end = found.end()
    if text[end:]:
        yield _between(text[end:])


def _word(word: str, number: int) -> Atom:
    return Atom(f"<mark>{word}</mark>" if number else word, len(word), number)  # letters and digits need no escaping


@lru_cache(maxsize=1000)
def _between(text: str) -> Atom:
    return Atom(escape(text, quote=False), len(text), ends_sentence=bool(re.search(r"[.!?…]\S*\s", text)))


def _breadth(formula: str) -> int:
    """About how many letters broad a formula is once it is set."""
    tex = re.sub(r"<[^<>]+>|\\(?:mathbf|mathrm|boldsymbol|tilde|text|left|right)\b|[\\{}_^\s]", "", formula)
    return max(1, len(re.sub(r"[a-z]{3,}", "x", tex)))


def marked(line: str, answers: Answers) -> SafeString:
    """The whole line with <mark> around each word that answers. Formulas are left to KaTeX."""
    return _joined(atoms(line, answers))


def snippet(line: str, answers: Answers, *, length: int = SNIPPET) -> SafeString:
    """About so many letters of it, around what answers best."""
    pieces = atoms(line, answers)
    if sum(piece.length for piece in pieces) <= length:
        return _joined(pieces)
    start = _beginning(pieces, _densest(pieces, length - LEAD_IN))
    end, room = start, length
    while end < len(pieces) and pieces[end].length <= room:
        room -= pieces[end].length
        end += 1
    end = max(end, start + 1)  # a formula that is longer than all of it
    inside = sum((piece is OPEN) - (piece is CLOSE) for piece in pieces[:start])
    still = inside + sum((piece is OPEN) - (piece is CLOSE) for piece in pieces[start:end])
    shown = [OPEN] * inside + pieces[start:end] + [CLOSE] * still
    before = "" if start == 0 or pieces[start - 1].ends_sentence else "… "
    after = "" if end == len(pieces) or pieces[end - 1].html.endswith("…") else " …"
    return mark_safe(f"{before}{_joined(shown).rstrip()}{after}")  # noqa: S308


def _densest(pieces: Sequence[Atom], length: int) -> int:
    """Where the stretch of this length begins that answers most of what was asked, then closest together, then most
    often; the first such."""
    best, worth = 0, (0, 0, 0)
    for start in [at for at, piece in enumerate(pieces) if piece.answers]:
        found: set[int] = set()
        read, spread, times = 0, 0, 0
        for piece in pieces[start:]:
            read += piece.length
            if read > length:
                break
            if piece.answers:
                spread = spread if piece.answers in found else read
                found.add(piece.answers)
                times += 1
        if (len(found), -spread, times) > worth:
            best, worth = start, (len(found), -spread, times)
    return best


def _beginning(pieces: Sequence[Atom], at: int) -> int:
    """Where the sentence begins in which that stands, or as near to it as there is room."""
    room, nearest = LEAD_IN, at
    for start in range(at - 1, -1, -1):
        if pieces[start].ends_sentence and _begins_sentence(pieces[start + 1]):
            return start + 1
        room -= pieces[start].length
        if room < 0:
            return nearest
        if pieces[start].answers or pieces[start].html[0].isalnum():
            nearest = start
    return 0


def _begins_sentence(piece: Atom) -> bool:
    """Not so the year after “et al.”."""
    return not re.sub(r"<[^<>]*>", "", piece.html)[:1].islower() and not piece.html[:1].isdigit()


def _joined(pieces: Sequence[Atom]) -> SafeString:
    # It was safe, and what is new in it is escaped.
    blocks = "".join(piece.html for piece in pieces).strip(BREAK)
    return mark_safe(re.sub(rf"(?<=[.!?:;…]){BREAK}", " ", blocks).replace(BREAK, " · "))  # noqa: S308
