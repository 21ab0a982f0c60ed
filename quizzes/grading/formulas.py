"""When two formulas say the same: a normal form in which fonts, braces, blank space and names of signs are settled.

A reader of what is typed into a gap, not of all TeX: what it can't make sense of is compared letter by letter.
"""

import re
import unicodedata
from itertools import groupby

from quizzes.grading.signs import ACCENTS, COMBINING, COMMANDS, FONTS, NAMES, SIGNS

DEEPEST = 20
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)
SCRIPTS = {"<sub>": "_", "<super>": "^"}
ACCENTED = re.compile(rf"(\w)([{''.join(COMBINING)}])")
IN_BRACES = re.compile(r"\{[^{}]*\}")
OPERATOR = re.compile(r"[-+*/]")


def is_same(one: str, other: str) -> bool:
    readings = _readings(one)
    return not readings.isdisjoint(_readings(other)) and readings != {""}


def _readings(text: str) -> set[str]:
    """In TeX one sign is a script; people who type W_hh or x_10 mean all of it."""
    return {_normal(text, whole_words=False), _normal(text, whole_words=True)}


def _normal(text: str, *, whole_words: bool) -> str:
    tokens = [sign for sign in TOKEN.findall(_in_tex(text)) if not sign.isspace()]
    try:
        return _Reader(tokens, whole_words).expression().replace("||", "‖")
    except _Unreadable:
        return "".join(text.split())


def _in_tex(text: str) -> str:
    """Characters that set a sign by themselves, such as 𝐟, ₜ₋₁ and c̃, as TeX writes them."""
    runs = groupby(text.replace("$", ""), lambda sign: SCRIPTS.get(unicodedata.decomposition(sign).split(" ")[0], ""))
    parts = (f"{script}{{{''.join(signs)}}}" if script else "".join(signs) for script, signs in runs)
    plain = unicodedata.normalize("NFKD", "".join(parts).translate(SIGNS)).translate(SIGNS)
    return ACCENTED.sub(lambda found: f"\\{COMBINING[found[2]]}{{{found[1]}}}", plain)


class _Unreadable(Exception):
    pass


class _Reader:
    def __init__(self, tokens: list[str], whole_words: bool) -> None:
        self.tokens = tokens
        self.at = 0
        self.whole_words = whole_words
        self.depth = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def expression(self, end: str = "") -> str:
        """Up to the sign that ends it, or to the end of all."""
        if self.depth == DEEPEST:
            raise _Unreadable
        self.depth += 1
        atoms = []
        while self.next != end:
            if self.next in ("", "}"):
                raise _Unreadable
            nested = end == ")" and self.next == "("
            atoms.append(self._bracketed() if nested else self._atom() + self._scripts())
        self.at += 1
        self.depth -= 1
        return "".join(atoms)

    def _bracketed(self) -> str:
        self.at += 1
        return f"({self.expression(')')})"

    def _atom(self) -> str:
        if self.next and self.next in "_^":
            return ""  # scripts of nothing
        taken = self._taken()
        if taken == "{":
            return self.expression("}")
        name = taken.removeprefix("\\")
        if name in ACCENTS:
            return f"{ACCENTS[name]}{{{self._argument()}}}"
        if not taken.startswith("\\") or not name:
            return self._sign(NAMES.get(taken, taken))
        if name in FONTS or name.isspace():
            return ""
        if name in ("frac", "dfrac", "tfrac"):
            return f"{self._operand()}/{self._operand()}"
        return self._sign(COMMANDS.get(name, name))

    def _sign(self, sign: str) -> str:
        if sign != "√":
            return sign
        return f"√({self._bracketed()[1:-1] if self.next == '(' else self._argument()})"

    def _operand(self) -> str:
        """Of a fraction: in brackets where a line of text needs them."""
        part = flat = self._argument()
        while IN_BRACES.search(flat):
            flat = IN_BRACES.sub("", flat)
        return f"({part})" if OPERATOR.search(flat) else part

    def _scripts(self) -> str:
        """What stands below before what stands above."""
        below = above = ""
        while self.next and self.next in "_^'":
            sign = self._taken()
            if sign == "'":
                above += "'"
            elif sign == "_":
                below += self._script()
            else:
                above += self._script()
        return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")

    def _script(self) -> str:
        if self.next == "(":
            return self._bracketed()[1:-1]
        if self.whole_words and self.next.isalnum() and self.next not in NAMES:
            return self._taken()
        return self._argument()

    def _argument(self) -> str:
        """A group, a command with what it takes, or one letter or digit."""
        while self.next.removeprefix("\\") in FONTS:
            self.at += 1
        if self.next.isalnum() and self.next not in NAMES:
            word = self._taken()
            if len(word) > 1:
                self.at -= 1
                self.tokens[self.at] = word[1:]
            return word[0]
        if self.depth == DEEPEST or self.next in ("", "}", "_", "^"):
            raise _Unreadable
        self.depth += 1
        atom = self._atom()
        self.depth -= 1
        return atom

    def _taken(self) -> str:
        if not self.next:
            raise _Unreadable
        token = self.next
        self.at += 1
        return token
