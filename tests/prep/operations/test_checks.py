"""What keeps answers safe in SQLite is read back from the database, not from the settings."""

import pytest
from django.db import connections

from prep.operations.checks import sqlite_keeps_answers

SAFE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 5,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}


@pytest.fixture
def sqlite(tmp_path):
    """Opens a database of its own with the given OPTIONS, under the alias “other”."""

    def open_with(options):
        connections.settings["other"] = {
            **connections.settings["default"],
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(tmp_path / "other.sqlite3"),
            "OPTIONS": options,
        }
        return connections["other"]

    yield open_with
    connections["other"].close()
    del connections["other"], connections.settings["other"]


def found(databases) -> list[str]:
    return [problem.msg for problem in sqlite_keeps_answers(databases=databases)]


@pytest.fixture(autouse=True)
def _may_touch_other_databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_our_settings_are_safe(sqlite):
    sqlite(SAFE)

    assert found(["other"]) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (SAFE | {"transaction_mode": None}, "SQLite's transactions begin as None, not IMMEDIATE: two writers at once"),
        (SAFE | {"timeout": 0.1}, "SQLite's busy_timeout is 100, not 5000 ms: answers could be lost."),
        (
            SAFE | {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"},
            "SQLite's synchronous is 0, not FULL",
        ),
        (SAFE | {"init_command": "PRAGMA synchronous=FULL"}, "SQLite's journal_mode is delete, not WAL"),
    ],
)
def test_a_setting_that_could_lose_answers_is_an_error(sqlite, options, sentence):
    sqlite(options)
    problems = found(["other"])

    assert len(problems) == 1
    assert problems[0].startswith(sentence)


def test_it_looks_at_no_database_it_was_not_given():
    assert found(None) == []
