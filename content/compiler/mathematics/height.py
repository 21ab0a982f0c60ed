"""About how high a formula will stand: the page keeps room for it, and doesn't jump when KaTeX has rendered it."""

import re
from collections.abc import Sequence
from math import ceil

EM = 1.21 / 1.6  # KaTeX's letters are larger than the text, whose lines are 1.6 of its own
MOST_LINES = 12
DEEPEST = 40
TOKEN = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}|\\\\(?:\s*\[\s*(?P<more>[\d.]+)\s*em\s*\])?|\\[A-Za-z]+|\\.|[^\s]", re.DOTALL
)
# In em, as KaTeX measures them in a formula on lines of its own.
SIGN = 0.95
OVER = {r"\frac", r"\dfrac", r"\cfrac", r"\binom", r"\dbinom"}
TALL = {r"\sum": 1.8, r"\prod": 1.8, r"\int": 2.2, r"\bigcup": 1.6, r"\bigoplus": 1.6, r"\coprod": 1.6}
LIMITS = {*TALL, r"\lim", r"\max", r"\min", r"\sup", r"\inf", r"\argmax", r"\argmin", r"\underbrace", r"\overbrace"}
BRACES = {r"\underbrace": 0.9, r"\overbrace": 0.9, r"\overline": 0.2, r"\xrightarrow": 0.6}
BRACES |= {r"\overrightarrow": 0.7, r"\overleftarrow": 0.7}
SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
ROW = {"aligned": 1.35, "gathered": 1.35, "alignedat": 1.35, "split": 1.35, "cases": 1.44, "rcases": 1.44}
SMALL = 0.7
INNER = 0.99  # in a fraction: letters keep their size, sums don't, and take their limits aside
APART = 0.25  # what keeps the two halves of a fraction apart


def lines(tex: str) -> int:
    """From 1 to 12 lines of text."""
    tokens = [match[0] for match in TOKEN.finditer(tex)]
    return max(1, min(MOST_LINES, ceil(_Reader(tokens).expression(0) * EM - 0.25)))


class _Reader:
    """Forgives whatever `faults` refuses."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def expression(self, depth: int, row: float = 0, small: float = 1) -> float:
        """Up to what closes it; with `row`, rows one below the other, each at least so high."""
        above = 0.0
        here = SIGN * small
        while (found := self.next()) and found != "}" and not found.startswith(r"\end"):
            self.at += 1
            if found.startswith(r"\\"):
                above += max(row, here + 0.1, _with_more(here, found)) if row else here
                here = SIGN * small
            else:
                here = max(here, self.atom(found, depth, small))
        return above + max(row, here + 0.1) if row else above + here

    def atom(self, found: str, depth: int, small: float) -> float:
        if depth > DEEPEST:
            return SIGN
        if found == "{":
            height = self.expression(depth + 1, small=small)
            self.at += 1
        elif found.startswith(r"\begin"):
            name = found.partition("{")[2][:-1]
            height = self.expression(depth + 1, ROW.get(name.rstrip("*"), 1.2), small)
            self.at += 1
        elif found in OVER:
            inside, apart = (INNER, APART) if small == 1 else (SMALL, -0.1)
            height = self.argument(depth, inside) + self.argument(depth, inside) + apart
        elif found in BRACES:
            height = self.argument(depth, small) + BRACES[found]
        else:
            size = re.fullmatch(r"\\([bB]igg?)[lrm]?", found)
            height = SIZES[size[1]] if size else (TALL.get(found, SIGN) if small == 1 else SIGN) * small
        limits = small == 1 and found in LIMITS
        while self.next() in ("^", "_"):
            self.at += 1
            script = self.argument(depth, SMALL)
            height = height + script if limits else max(height, height + script - 0.75)
        return height

    def argument(self, depth: int, small: float) -> float:
        found = self.next()
        if not found or found == "}":
            return 0
        self.at += 1
        return self.atom(found, depth + 1, small)


def _with_more(here: float, end_of_row: str) -> float:
    """What `\\\\[0.5em]` makes of a row: it goes below the line, where a tall row is already."""
    number = re.search(r"\d+(?:\.\d*)?|\.\d+", end_of_row)
    return max(0.84, here / 2 + 0.25) + min(9.0, float(number[0])) + 0.36 if number else 0
