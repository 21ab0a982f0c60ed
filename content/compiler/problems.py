"""A mistake of an author's, in words, with its place: one kind for everything that is compiled."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}" + (f" ({self.hint})" if self.hint else "")


def did_you_mean(word: str, words: Iterable[str]) -> str:
    meant = difflib.get_close_matches(word, list(words), n=1)
    return f"did you mean `{meant[0]}`?" if meant else ""
