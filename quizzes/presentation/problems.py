"""Something is wrong with a question: the form that says so, wherever the question stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from quizzes import forms
from quizzes.forms import Unreadable

LONGEST = 2000

Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Reporting:
    """As it stands with the question; once it was sent, thanks take its place."""

    words: str = ""
    problem: str = ""
    thanks: bool = False
    key: UUID = field(default_factory=uuid4)

    @property
    def opened(self) -> bool:
        return bool(self.words or self.problem or self.thanks)


def again(form: Form | None, problem: Exception | None = None) -> Reporting:
    """With what was typed already."""
    return Reporting(words=next(iter((form or {}).get("words", ())), ""), problem=str(problem or ""))


def words(form: Form) -> str:
    told = next(iter(form.get("words", ())), "").replace("\x00", "").strip()
    if not told:
        raise Unreadable("words", "Say in a few words what is wrong.")
    if len(told) > LONGEST:
        raise Unreadable("words", f"{LONGEST:,} characters are the most, and this has {len(told):,}.")
    return told


def key(form: Form) -> UUID:
    """Its own: the answer, which may be typed in the same form, has another."""
    return forms.client_key({"client_key": form.get("report_key", ())})
