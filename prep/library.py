"""The library and everything that follows from it, as one thing: compiled against what is loaded, loaded together with
the bank of questions and the search's index, and looked at."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from content import sync, vocabulary
from content.compiler import digests
from content.compiler.library import Compiled, compile_library, unchanged
from content.compiler.problems import Problem
from content.compiler.sources import LIBRARY, read
from content.models import Edition
from content.queries import loaded
from prep.search import index
from quizzes import bank

ROOT = LIBRARY
AT_ONCE = 100  # of topics in a transaction
UNFINISHED = ""  # the digest of an edition that the search doesn't know all of yet: no library has it


@dataclass(frozen=True)
class State:
    """Whether what is loaded is what the files say, and all of it in words."""

    current: bool
    topics: int
    problems: tuple[Problem, ...]
    found: str


def compiled(root: Path | None = None) -> Compiled:
    """Compiles only what isn't loaded just so; nothing, with a single query, when all of it is."""
    sources, words = read(root or ROOT), vocabulary.current()
    edition = loaded.edition()
    if edition and edition.digest == digests.of(sources).whole(words):
        return unchanged(sources, words)
    return compile_library(sources, words, loaded.known() if edition else {})


def load(compiled: Compiled, *, now: datetime, anew: bool = False) -> sync.Report:
    """Raises ValueError for a library with problems. What it says is seen by everybody at once, or not at all."""
    try:
        return _load(compiled, now=now, anew=anew)
    except sync.Overtaken:
        whole = compile_library(compiled.sources, compiled.vocabulary)
        return _load(whole, now=now, anew=anew)


def _load(compiled: Compiled, *, now: datetime, anew: bool) -> sync.Report:
    """Bank and search come along in the same transaction; of many topics in several behind it, so that on SQLite
    no answer has to wait longer than it can."""
    with transaction.atomic():
        report = sync.load(compiled, now=now, anew=anew)
        everything = anew or report.before == UNFINISHED or index.is_stale()
        topics = sorted(index.topics() if everything else report.topics)
        if len(topics) <= AT_ONCE:
            if everything or report.before != compiled.digest:
                _follow(topics, now=now)
            return report
        sync.mark(report.edition, digest=UNFINISHED)
    for start in range(0, len(topics), AT_ONCE):
        _follow(topics[start : start + AT_ONCE], now=now)
    sync.mark(report.edition, digest=compiled.digest)
    return report


def _follow(topics: list[str], *, now: datetime) -> None:
    """What is made of the library: the bank of questions, and the search's index."""
    with transaction.atomic():
        bank.stock(topics=topics, now=now)
        index.refresh(topics=topics, complete=False)


def state(root: Path | None = None) -> State:
    edition, topics = loaded.edition(), loaded.topics()
    fresh = compiled(root)
    if fresh.problems:
        found = f"{counted(fresh.problems)} in the files, first {fresh.problems[0]}; {_served(edition, topics)}"
        return State(False, topics, fresh.problems, found)
    if edition is None:
        return State(False, topics, (), "nothing is loaded")
    if edition.digest != fresh.digest:
        return State(False, topics, (), f"{_topics(topics)} loaded, and the files say something else")
    return State(True, topics, (), f"{_topics(topics)} loaded, as the files say")


def served() -> str:
    """What learners read now, whatever stands in the files."""
    return _served(loaded.edition(), loaded.topics())


def counted(problems: tuple[Problem, ...]) -> str:
    return f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"


def _served(edition: Edition | None, topics: int) -> str:
    if edition is None:
        return "nothing is loaded"
    return f"what was loaded on {edition.at:%Y-%m-%d at %H:%M} UTC goes on being served, {_topics(topics)}"


def _topics(number: int) -> str:
    return f"{number} topic{'s' if number != 1 else ''}"
