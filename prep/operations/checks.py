"""System checks: the settings that keep answers safe are read back from the database itself."""

from django.core.checks import Error, Tags, register
from django.db import connections

# PRAGMA → (the value that keeps answers safe, what it is called)
WANTED = {
    "journal_mode": ("wal", "WAL"),
    "synchronous": (2, "FULL"),
    "foreign_keys": (1, "ON"),
    "busy_timeout": (5000, "5000 ms"),
}


def sqlite_settings(connection) -> dict[str, object]:
    with connection.cursor() as cursor:
        found = {pragma: cursor.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in WANTED}
    return {**found, "transaction_mode": connection.transaction_mode}


@register(Tags.database)
def sqlite_keeps_answers(app_configs=None, databases=None, **kwargs) -> list[Error]:
    problems = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite" or connection.is_in_memory_db():
            continue
        found = sqlite_settings(connection)
        problems += [
            Error(
                f"SQLite's {pragma} is {found[pragma]}, not {name}: answers could be lost.",
                hint="Restore SQLITE_OPTIONS in prep/settings.py, under OPTIONS of the database.",
                id="prep.E001",
            )
            for pragma, (value, name) in WANTED.items()
            if found[pragma] != value
        ]
        if found["transaction_mode"] != "IMMEDIATE":
            problems.append(
                Error(
                    f"SQLite's transactions begin as {found['transaction_mode']}, not IMMEDIATE: "
                    "two writers at once would fail.",
                    hint="Restore SQLITE_OPTIONS in prep/settings.py, under OPTIONS of the database.",
                    id="prep.E001",
                )
            )
    return problems
