"""Everything about me, as a file to keep: a zip with each table as JSON and as CSV, and a README that explains it.

What is in it follows from the foreign keys (`belongings`), what a field means from its help text. Here are
only the words for what isn't ours, and what is left out, with the reason. `problems` names what nobody explained.
"""

import textwrap
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from tempfile import SpooledTemporaryFile
from typing import IO

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Field, ForeignKey, Model
from django.utils.text import slugify

from prep.accounts.mine import belongings
from prep.accounts.mine import sheets as sheets_of
from prep.accounts.mine.belongings import Belonging
from prep.accounts.mine.sheets import Column, Sheet, ToldField
from prep.accounts.models import User

IN_MEMORY = 500_000  # bytes; a larger archive goes to a temporary file

# Files whose name and meaning the model's own plural and docstring don't tell.
FILES = {
    "accounts.User": ("you", "You, and what you chose."),
    "account.EmailAddress": ("email-addresses", "The e-mail addresses of your account."),
    "account.EmailConfirmation": ("email-confirmations", "Links that were sent to confirm an address."),
    "admin.LogEntry": ("desk-log", "What you did at the desk, where those who write and run the site work."),
}

# What the authors of other people's packages didn't explain.
EXPLAINED = {
    "accounts.User.last_login": "When you last logged in. Empty for a guest.",
    "account.EmailAddress.user": "Whose address it is.",
    "account.EmailAddress.email": "The address.",
    "account.EmailAddress.verified": "Whether you followed the link that was sent to it.",
    "account.EmailAddress.primary": "Whether it is the one that mail is sent to.",
    "account.EmailConfirmation.email_address": "Which address: its number in email-addresses.",
    "account.EmailConfirmation.created": "When the link was made.",
    "account.EmailConfirmation.sent": "When it was sent.",
    "admin.LogEntry.user": "Who did it.",
    "admin.LogEntry.action_time": "When you did it.",
    "admin.LogEntry.content_type": "What kind of thing you did it to.",
    "admin.LogEntry.object_id": "The number of that thing.",
    "admin.LogEntry.action_flag": "1: you added it. 2: you changed it. 3: you deleted it.",
}

# For models of other people's packages that a key may point to: see prep.accounts.mine.sheets.
EXPORTED_WITH = {
    "contenttypes.ContentType": {
        "app_label": "The part of the site that the thing belongs to.",
        "model": "The kind of thing.",
    },
}

LEFT_OUT = {
    "accounts.User.password": "What your password is checked against. Your password itself is nowhere here.",
    "accounts.User.browser_key": "By it a guest's first request, sent twice, is known to be the same. It opens nothing "
    "to you, and might to others.",
    "account.EmailConfirmation.key": "The secret in a link. Whoever has it could confirm the address for you.",
    "admin.LogEntry.object_repr": "What the thing was called then: it may be somebody else's address.",
    "admin.LogEntry.change_message": "The details of what you did: they may name somebody else.",
}

# In no file at all.
KEPT_ELSEWHERE = {
    "Where you are logged in": "For each browser in which you are logged in we keep a session until you log out, or "
    "for a year after your last visit. Whoever had its key could act as you, so it isn't told. Deleting your account "
    "ends all of them.",
    "Failed logins": "A wrong password is counted by the address that was typed and where it came from, against "
    "guessing. That is kept for a day at the most. It may have been somebody else. Deleting your account deletes it.",
    "Mail to you that waits": "If a mail can't be sent at once it is kept for three days at the most. It may hold a "
    "link that lets whoever follows it choose a password, so it isn't told. Deleting your account deletes it.",
    "What admins did to your account": "The desk's log belongs to them. Deleting your account takes your address out "
    "of it.",
    "Other people": "Where a row names somebody else, it says just that.",
    "What is shared": "The results of experiments are nobody's: they are told with your runs, but stay when you go.",
}


def archive(*, learner: User, now: datetime) -> IO[bytes]:
    """The zip, ready to be read. Memory holds a few rows at a time, however many there are."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 who asked for it reads and closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archived, _snapshot():
        counted = []
        for sheet in sheets():
            with _entry(archived, f"{sheet.name}.json", now) as text:
                counted.append((sheet, sheet.write_json(text, learner)))
            with _entry(archived, f"{sheet.name}.csv", now) as text:
                sheet.write_csv(text, learner)
        with _entry(archived, "README.txt", now) as text:
            text.write(readme(learner, counted, now))
    file.seek(0)
    return file


def sheets(root: type[Model] = User) -> list[Sheet]:
    """The learner themselves, then everything that belongs to them or mentions them."""
    paths: dict[type[Model], tuple[str, ...]] = {}
    for found in [*belongings.belongings(root), *belongings.mentions(root)]:
        paths[found.model] = (*paths.get(found.model, ()), *found.paths)
    own = Belonging(root, ("",))
    return [_sheet(rows, root, set(paths)) for rows in [own, *[Belonging(*found) for found in paths.items()]]]


def problems(root: type[Model] = User) -> list[str]:
    """What the README could not explain: nothing, or a test fails."""
    found = []
    for sheet in sheets(root):
        label = sheet.rows.model._meta.label
        if not sheet.about:
            found.append(f"{label} has no docstring that says what its rows are.")
        for field in sheet.fields:
            if not field.explanation:
                found.append(f"{label}.{field.name} has no help text.")
            if not field.columns:
                found.append(f"{label}.{field.name} points to rows whose model has no exported_with.")
            told_with = [column for column in field.columns if column.name != field.name]
            found += [f"{label}, {column.name}: not explained." for column in told_with if not column.explanation]
    names = Counter(sheet.name for sheet in sheets(root))
    return found + [f"Two models would be told in {name}.json." for name, count in names.items() if count > 1]


def readme(learner: User, counted: list[tuple[Sheet, int]], now: datetime) -> str:
    who = f"the account {learner.email}" if learner.email else "a guest, known by this browser alone"
    return "\n".join(
        [
            "EVERYTHING THAT RECURRENT KNOWS ABOUT YOU",
            "",
            *_filled(f"For {who}. Made at {settings.SITE_URL} on {now.astimezone(UTC):%Y-%m-%d at %H:%M} UTC."),
            "",
            *_filled(
                "Each table is here twice: as .json for programs, which is exact, and as .csv for spreadsheets. In the "
                ".csv files a text that a spreadsheet would take for a formula has an apostrophe before it, and a text "
                "that is too long for a cell is cut, and says so. Times are in UTC unless they say otherwise. A row "
                "that you made and that stays when you go, without your name, is here too."
            ),
            *[line for sheet, count in counted for line in _told(sheet, count)],
            "",
            "",
            "WHAT IS NOT IN HERE, AND WHY",
            *[line for name, reason in _left_out(counted) for line in _entry_of_list(name, reason)],
            "",
        ]
    )


@contextmanager
def _snapshot() -> Iterator[None]:
    """All tables as they were at one moment, without anyone having to wait for it.

    PostgreSQL: REPEATABLE READ. SQLite: a DEFERRED transaction, which reads one state of the WAL; our usual IMMEDIATE
    ones would hold up every writer until the archive is done. Inside somebody's transaction, theirs decides.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _entry(archived: zipfile.ZipFile, name: str, now: datetime) -> Iterator[IO[str]]:
    about = zipfile.ZipInfo(name, date_time=now.astimezone(UTC).timetuple()[:6])
    about.compress_type = zipfile.ZIP_DEFLATED
    with archived.open(about, "w") as raw, TextIOWrapper(raw, encoding="utf-8", newline="") as text:
        yield text


def _sheet(rows: Belonging, root: type[Model], told: set[type[Model]]) -> Sheet:
    meta = rows.model._meta
    name, about = FILES.get(meta.label, (slugify(meta.verbose_name_plural), _first_sentence(rows.model)))
    fields = [field for field in meta.concrete_fields if f"{meta.label}.{field.name}" not in LEFT_OUT]
    return Sheet(name, about, rows, tuple(_told_field(field, root, told) for field in fields))


def _told_field(field: Field, root: type[Model], told: set[type[Model]]) -> ToldField:
    """A key to what has a file of its own stays a number; to people, says whether it is you; else it is told with."""
    explanation = _explanation(field)
    if not isinstance(field, ForeignKey) or field.related_model in told:
        return ToldField(field.name, explanation, (Column(field.name, field.attname, explanation),))
    if field.related_model is root:
        return ToldField(field.name, explanation, (Column(field.name, field.attname, explanation, of_people=True),))
    pointed_to = field.related_model
    told_with = EXPORTED_WITH.get(pointed_to._meta.label) or getattr(pointed_to, "exported_with", {})
    return ToldField(
        field.name,
        explanation,
        tuple(
            Column(f"{field.name}.{path.replace('__', '.')}", f"{field.name}__{path}", said)
            for path, said in told_with.items()
        ),
    )


def _explanation(field: Field) -> str:
    ours = EXPLAINED.get(f"{field.model._meta.label}.{field.name}", str(field.help_text))
    said = ours or ("Its number here." if field.primary_key else "")
    later = field.name in sheets_of.untold(field.model)
    return f"{said} Empty while an assessment goes on of which it would tell." if later else said


def _first_sentence(model: type[Model]) -> str:
    """Django writes a docstring where there is none: the fields' names."""
    said = " ".join((model.__doc__ or "").split())
    return "" if said.startswith(f"{model.__name__}(") else f"{said.removesuffix('.').split('. ')[0]}." if said else ""


def _left_out(counted: list[tuple[Sheet, int]]) -> list[tuple[str, str]]:
    names = {sheet.rows.model._meta.label: sheet.name for sheet, _ in counted}
    parts = [(*label.rsplit(".", 1), reason) for label, reason in LEFT_OUT.items()]
    return [*KEPT_ELSEWHERE.items(), *[(f"{names[model]}, {field}", reason) for model, field, reason in parts]]


def _told(sheet: Sheet, count: int) -> list[str]:
    rows = "1 row" if count == 1 else f"{count} rows"
    lines = ["", "", f"{sheet.name.upper()} ({sheet.name}.json, {sheet.name}.csv; {rows})", *_filled(sheet.about)]
    for field in sheet.fields:
        explained = {field.name: field.explanation, **{column.name: column.explanation for column in field.columns}}
        for name, explanation in explained.items():
            lines += _entry_of_list(name, explanation)
    return lines


def _entry_of_list(name: str, words: str) -> list[str]:
    return ["", f"  {name}", *textwrap.wrap(words, 96, initial_indent="    ", subsequent_indent="    ")]


def _filled(words: str) -> list[str]:
    return textwrap.wrap(words, 100)
