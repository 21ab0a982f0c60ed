"""What a learner wants to be asked: read from a form or from JSON, and kept with the quiz."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from content.compiler.questions.values import KINDS, LEVELS


@dataclass(frozen=True)
class Wanted:
    """Nothing said means all of them. `questions` are a chosen set, in this order; then nothing else counts. `title` is
    what a ready-made one is called."""

    topics: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    company: str = ""
    questions: tuple[str, ...] = ()
    title: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items() if value
        }


EVERYTHING = Wanted()
KNOWN_KINDS, KNOWN_LEVELS = frozenset(KINDS), frozenset(LEVELS)


def read(said: Mapping[str, Any]) -> Wanted:
    """What a quiz's row holds."""
    known = {field.name for field in fields(Wanted)}
    return Wanted(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in said.items() if name in known}
    )


def kinds(said: Iterable[str]) -> tuple[str, ...]:
    return tuple(kind for kind in KINDS if kind in set(said))
