"""A small library with a bank: two topics, questions of every kind, beliefs that several of them can betray."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from content import sync
from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources, read
from prep import library
from tests.content.authors import VOCABULARY

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
RNN, LSTM = "cells/rnn/questions.md", "cells/lstm/questions.md"
RNN_TOPIC = "cells/rnn/topic.toml"
SOURCES = read(Path(__file__).parent / "library")
KEYS = {
    RNN: [
        "shared-sets",
        "shared-count",
        "step-order",
        "shared-growth",
        "shared-why",
        "step-update",
        "shared-lengths",
        "step-memory",
    ],
    LSTM: ["gate-half", "cell-sum", "gate-values", "gate-count", "cell-or-state", "cell-order"],
}


def load(files: Mapping[str, str] | None = None, *, now: datetime = NOON) -> sync.Report:
    """The library, with other text in these files; where it is empty, without the file."""
    return library.load(_compiled(tuple(sorted((files or {}).items()))), now=now)


def edited(path: str, *changes: tuple[str, str]) -> dict[str, str]:
    """The file with each `old` in it replaced."""
    text = SOURCES.files[path].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return {path: text}


def without(path: str, *keys: str) -> dict[str, str]:
    """The file without these questions."""
    questions = f"\n{SOURCES.files[path].decode()}".split("\n## ")[1:]
    return {path: "\n".join(f"## {each}" for each in questions if not any(f"{{#{key}}}" in each for key in keys))}


def with_more(count: int) -> dict[str, str]:
    """The file of RNNs with so many more questions, all about one objective."""
    more = "".join(
        f"\n## Is it {number}? {{#more-{number}}}\ntype: single\ntests: rnn.recurrence\nlevel: 3\n\n"
        "- [x] Yes\n  > It is.\n- [ ] No\n  > It isn't.\n\n### Why\nIt is so.\n"
        for number in range(1, count + 1)
    )
    return {RNN: SOURCES.files[RNN].decode() + more}


@lru_cache(maxsize=64)
def _compiled(files: tuple[tuple[str, str], ...]) -> Compiled:
    texts = {path: text.encode() for path, text in files}
    kept = {path: text for path, text in {**SOURCES.files, **texts}.items() if text}
    compiled = compile_library(Sources(kept), VOCABULARY)
    assert compiled.problems == ()
    return compiled
