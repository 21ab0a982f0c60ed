"""What the page that begins a quiz says, read into what is wanted. Every mistake has a sentence that says what to
do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from content.compiler.questions.values import KINDS, LEVELS
from quizzes import shelf as shelves
from quizzes import wanted
from quizzes.models import Quiz
from quizzes.wanted import Wanted

LENGTHS = (5, 10, 20, 30)
USUAL = 20
LONGEST = 60
MOST_CHOSEN = 200


class Unreadable(Exception):
    """A field, and what is wrong with it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Start:
    mode: str
    wanted: Wanted
    length: int
    client_key: UUID


def start(said: Mapping[str, Sequence[str]]) -> Start:
    """`said` has every value of a field, as a form sends it. Of a ready-made set nothing else is to be said."""
    ready = next(iter(said.get("set", ())), "")
    if ready:
        return Start(Quiz.Mode.FIXED, ready_made(ready), USUAL, client_key(said))
    return Start(_mode(said), choice(said), _length(said), client_key(said))


def ready_made(key: str) -> Wanted:
    found = shelves.current().set(key)
    if found is None:
        raise Unreadable("set", "There is no such set of questions now. Choose another one.")
    return found.wanted


def choice(said: Mapping[str, Sequence[str]]) -> Wanted:
    levels = []
    for level in said.get("level", ()):
        if level not in {str(known) for known in LEVELS}:
            raise Unreadable("level", "A level is 1, 2, 3, 4 or 5.")
        levels.append(int(level))
    unknown = [kind for kind in said.get("kind", ()) if kind not in KINDS]
    if unknown:
        raise Unreadable("kind", f"There is no kind “{unknown[0][:20]}”. There is {', '.join(KINDS)}.")
    return Wanted(
        topics=_keys(said, "topic"),
        objectives=_keys(said, "objective"),
        kinds=wanted.kinds(said.get("kind", ())),
        levels=tuple(sorted(set(levels))),
        company=next(iter(_keys(said, "company", most=80)), ""),
        questions=_keys(said, "question"),
    )


def client_key(said: Mapping[str, Sequence[str]]) -> UUID:
    """Of a form without one, such as a bookmark's, every click is another."""
    value = next(iter(said.get("client_key", ())), "")
    try:
        return UUID(value) if value else uuid4()
    except ValueError as problem:
        raise Unreadable("client_key", "This page’s key can’t be read. Load the page again.") from problem


def _mode(said: Mapping[str, Sequence[str]]) -> str:
    mode = next(iter(said.get("mode", ())), "") or Quiz.Mode.PRACTICE
    if mode not in Quiz.Mode.values:
        raise Unreadable("mode", "There is practice, assessment and fixed.")
    return mode


def _length(said: Mapping[str, Sequence[str]]) -> int:
    value = next(iter(said.get("length", ())), "") or str(USUAL)
    if not (value.isascii() and value.isdigit() and len(value) < 4 and 1 <= int(value) <= LONGEST):
        raise Unreadable("length", f"A quiz has 1 to {LONGEST} questions.")
    return int(value)


def _keys(said: Mapping[str, Sequence[str]], field: str, most: int = 60) -> tuple[str, ...]:
    values = [value for value in said.get(field, ()) if value]
    if len(values) > MOST_CHOSEN or any(len(value) > most or not value.isprintable() for value in values):
        raise Unreadable(field, "That is no choice of this page’s. Load it again and choose anew.")
    return tuple(dict.fromkeys(values))
