"""Rows for tests: one maker a model, which makes a row that belongs to, mentions or is about a learner.

`MAKERS` must know every model that can say something of a learner: test_belongings and test_deletion ask for them by
name. What a maker is told nothing about differs from row to row, so that no two rows are the same by chance.
"""

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from axes.models import AccessAttempt
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Model

from content import shelf
from content.compiler.questions import reader, stored
from content.models import Edition, Misconception, Objective, Piece, Reading, Revision, SectionRead, Topic, Track
from prep.accounts.models import Letter, User
from prep.accounts.roles import Role
from quizzes import bank, practice
from quizzes.models import Attempt, Judgement, Mastery, Question, Quiz, Report, Skill, Turn
from quizzes.wanted import Wanted
from sandbox import results, runs
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct-horse-battery"
# Hashed once, and as tests/conftest.py has it.
HASHED = MD5PasswordHasher().encode(PASSWORD, salt="pepper")
EXPERIMENT = EXPERIMENTS["vanishing-gradients"]

numbers = itertools.count(1)


# --- People ---------------------------------------------------------------------------------------------------------


def member(name: str = "ada", *, role: str = Role.LEARNER, **fields) -> User:
    """Someone with a confirmed address. Their password is PASSWORD."""
    fields = {"password": HASHED, "joined_at": NOW, "last_seen_at": NOW, **fields}
    user = User.objects.create(email=f"{name}@example.org", role=role, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def guest(**fields) -> User:
    return User.objects.create(**{"password": "!", "joined_at": NOW, "last_seen_at": NOW, **fields})


def address_of(learner: User) -> str:
    return learner.email or f"guest-{learner.pk}@example.org"


# --- What belongs to a learner, mentions them, or knows their address -----------------------------------------------


def run(learner: User, **asked) -> Run:
    asked = {"prediction": "below-all", "client_key": uuid4(), "seed": next(numbers), "now": NOW, **asked}
    return runs.start(learner=learner, experiment=EXPERIMENT, parameters=EXPERIMENT.defaults, **asked)


def reading(learner: User, **fields) -> Reading:
    fields = {"started_at": NOW, "seen_at": NOW, "place": "cell", **fields}
    return Reading.objects.create(**{"learner": learner, "topic": fields.get("topic") or topic(), **fields})


def section_read(learner: User) -> SectionRead:
    return SectionRead.objects.create(reading=reading(learner), section=f"section-{next(numbers)}", read_at=NOW)


def revision(learner: User) -> Revision:
    """Something they wrote at the desk."""
    piece = Piece.objects.create(kind=Piece.Kind.PAGE, key=f"page-{next(numbers)}", topic=topic())
    said = {"source": "…", "compiled": {}, "digest": f"{next(numbers)}", "at": NOW}
    return Revision.objects.create(piece=piece, number=1, author=learner, **said)


def quiz(learner: User, **fields) -> Quiz:
    """A practice with a question that waits, and one more of the same topic."""
    first = question()
    second = question(objective=first.objectives.get())
    edition()
    wanted = Wanted(questions=(first.key, second.key))
    asked = {"mode": Quiz.Mode.PRACTICE, "wanted": wanted, "length": 5, "client_key": uuid4(), "now": NOW, **fields}
    return practice.start(learner=learner, **asked)


def turn(learner: User) -> Turn:
    return quiz(learner).turns.get()


def attempt(learner: User, *, said: dict[str, list[str]] | None = None, **fields) -> Attempt:
    """An answer in a quiz, which goes on."""
    asked = turn(learner)
    said = {"said": said or {"choice": ["A"]}, "confidence": "unsure", "client_key": uuid4(), "now": NOW, **fields}
    return practice.answer(learner=learner, quiz_id=asked.quiz_id, number=asked.number, **said)


def judgement(learner: User) -> Judgement:
    """Of an answer in words, which stands alone."""
    asked = question(source=IN_WORDS)
    edition()
    words = practice.answer_alone(
        learner=learner,
        question=asked,
        revision_id=asked.revision_id,
        seed=1,
        said={"text": ["It scales."]},
        confidence="",
        client_key=uuid4(),
        now=NOW,
    )
    return practice.judge(learner=learner, attempt_id=words.pk, ticked=[0], client_key=uuid4(), now=NOW)


def skill(learner: User) -> Skill:
    return Skill.objects.get(learner=learner, topic=attempt(learner).question.topic)


def mastery(learner: User) -> Mastery:
    return Mastery.objects.get(learner=learner, objective__questions=attempt(learner).question)


def report(learner: User) -> Report:
    about = question()
    said = {"words": "The second option is right, too.", "seed": 1, "client_key": uuid4(), "now": NOW}
    return bank.report(learner=learner, question=about, revision_id=about.revision_id, **said)


def email_address(learner: User) -> EmailAddress:
    return EmailAddress.objects.create(user=learner, email=f"{next(numbers)}.{address_of(learner)}")


def email_confirmation(learner: User) -> EmailConfirmation:
    key = f"link-{next(numbers)}"
    return EmailConfirmation.objects.create(email_address=email_address(learner), created=NOW, sent=NOW, key=key)


def log_entry(learner: User) -> LogEntry:
    """Something they did at the desk."""
    return LogEntry.objects.create(
        user=learner,
        content_type=ContentType.objects.get_for_model(Result),
        object_id=str(next(numbers)),
        object_repr="A result",
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"fields": ["State"]}}]),
    )


def log_entry_about(row: Model) -> LogEntry:
    """Something that an admin did at the desk to somebody's account, or to a row of theirs."""
    return LogEntry.objects.create(
        user=member(f"admin-{next(numbers)}", role=Role.ADMIN),
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row),
        action_flag=CHANGE,
        change_message=json.dumps([{"changed": {"fields": ["Role"]}}]),
    )


def access_attempt(learner: User) -> AccessAttempt:
    """Somebody tried a wrong password for their account."""
    return AccessAttempt.objects.create(
        username=address_of(learner),
        ip_address="192.0.2.7",
        user_agent=f"Browser {next(numbers)}",
        failures_since_start=1,
        post_data=f"email={address_of(learner)}",
    )


def letter(learner: User) -> Letter:
    """Mail to them that waits to be sent."""
    return Letter.objects.create(
        recipient=address_of(learner), subject=f"Letter {next(numbers)}", body="…", written_at=NOW, next_try_at=NOW
    )


def session(learner: User) -> Model:
    """They are logged in somewhere; allauth keeps the address with it."""
    store = SessionStore()
    store["_auth_user_id"] = str(learner.pk)
    store["account_authentication_methods"] = [{"method": "password", "email": address_of(learner)}]
    store.set_expiry(datetime.now(UTC) + timedelta(days=300))
    store.create()
    return store.model.objects.get(pk=store.session_key)


# --- What is taught, which is nobody's ------------------------------------------------------------------------------


def track(**fields) -> Track:
    number = next(numbers)
    return Track.objects.create(
        **{"key": f"track-{number}", "position": number, "title": f"Track {number}", "summary": "…", **fields}
    )


def topic(**fields) -> Topic:
    number = next(numbers)
    fields = {"key": f"topic-{number}", "position": number, "title": f"Topic {number}", "summary": "…", **fields}
    return Topic.objects.create(**{"track": fields.get("track") or track(), **fields})


def objective(**fields) -> Objective:
    number = next(numbers)
    fields = {"key": f"topic.objective-{number}", "position": number, "statement": "Know it.", **fields}
    return Objective.objects.create(**{"topic": fields.get("topic") or topic(), **fields})


def misconception(**fields) -> Misconception:
    number = next(numbers)
    said = {"belief": "It erases.", "belief_html": "It erases.", "truth": "It scales.", "truth_html": "It scales."}
    fields = {"key": f"belief-{number}", "position": number, **said, **fields}
    return Misconception.objects.create(**{"topic": fields.get("topic") or topic(), **fields})


def piece(**fields) -> Piece:
    fields = {"kind": Piece.Kind.FIGURE, "key": f"figure-{next(numbers)}", "origin_path": "a/b/c.svg", **fields}
    return Piece.objects.create(**{"topic": fields.get("topic") or topic(), **fields})


def edition() -> Edition:
    """From here on the library says what its rows say now."""
    return Edition.objects.create(at=NOW, digest=f"{next(numbers)}", report={})


def page(
    key: str, *sections: str, was: dict[str, list[str]] | None = None, html: str = "<p>It is so.</p>", **fields
) -> shelf.TopicPage:
    """A topic with a page of these sections, as it is read; again, the page as it is now."""
    row = Topic.objects.filter(key=key).first() or topic(key=key, **fields)
    piece, _ = Piece.objects.get_or_create(kind=Piece.Kind.PAGE, key=key, topic=row)
    former = {section: (was or {}).get(section, []) for section in sections}
    blocks = [{"kind": "html", "html": html}]
    rest = {"teaches": [], "blocks": blocks, "parts": []}
    said = [{"key": each, "title": each.title(), "title_html": each.title(), "was": former[each]} for each in sections]
    compiled = {
        "blocks": blocks,
        "words": 100,
        "misconceptions": [],
        "sections": [{**section, **rest} for section in said],
    }
    number = piece.revisions.count() + 1
    piece.current = Revision.objects.create(piece=piece, number=number, source="…", compiled=compiled, at=NOW)
    piece.save()
    row.outline = {"page": {"sections": [{"key": each, "was": former[each]} for each in sections]}}
    row.save()
    return shelf.topic(key, edition().pk)


SINGLE = """## What does a gate do? {#%s}
type: single
tests: %s
level: 3

- [x] It scales
  > Each number by its own factor.
- [ ] It erases {!%s}
  > Only where it is 0.

### Why
A gate is a factor between 0 and 1.
"""
IN_WORDS = """## What does a gate do, in your words? {#%s}
type: text
tests: %s
level: 3

### Model answer
It scales. %.0s
### Rubric
- (2) Says that it scales {keywords="scales"}
- (1) Says by how much

### Why
A gate is a factor between 0 and 1.
"""


def question(*, source: str = SINGLE, **fields) -> Question:
    """One that can be asked, as its author wrote it; again, the question as it is now."""
    key = fields.get("key") or f"question-{next(numbers)}"
    piece = Piece.objects.filter(kind=Piece.Kind.QUESTION, key=key).first()
    if piece is None:
        tested = fields.get("objective") or objective()
        belief = misconception(topic=tested.topic)
        piece = Piece.objects.create(kind=Piece.Kind.QUESTION, key=key, topic=tested.topic, origin_path="questions.md")
        source %= (key, tested.key, belief.key)
    (value,), problems = reader.questions("questions.md", source.encode())
    assert problems == []
    said = {"source": source, "compiled": stored.written(value), "digest": f"{next(numbers)}", "at": NOW}
    piece.current = Revision.objects.create(piece=piece, number=piece.revisions.count() + 1, **said)
    piece.save()
    bank.stock(topics=[piece.topic.key], now=NOW)
    return Question.objects.get(piece=piece)


def result(**asked) -> Result:
    asked = {"parameters": EXPERIMENT.defaults, "seed": next(numbers), "now": NOW, **asked}
    return results.request(experiment=EXPERIMENT, **asked)


# --- By model -------------------------------------------------------------------------------------------------------

MAKERS: dict[str, Callable[[User], Model]] = {
    "account.EmailAddress": email_address,
    "account.EmailConfirmation": email_confirmation,
    "accounts.Letter": letter,
    "admin.LogEntry": log_entry,
    "axes.AccessAttempt": access_attempt,
    "content.Reading": reading,
    "content.Revision": revision,
    "content.SectionRead": section_read,
    "quizzes.Attempt": attempt,
    "quizzes.Judgement": judgement,
    "quizzes.Mastery": mastery,
    "quizzes.Quiz": quiz,
    "quizzes.Report": report,
    "quizzes.Skill": skill,
    "quizzes.Turn": turn,
    "sandbox.Run": run,
    "sessions.Session": session,
}


def one_of_each(learner: User) -> dict[str, Model]:
    """A row of each model that says something of a learner."""
    return {label: make(learner) for label, make in MAKERS.items()}
