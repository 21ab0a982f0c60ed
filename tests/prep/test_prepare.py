"""`manage.py prepare`, which every start runs first: it looks before it lets anybody in."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from content.models import Objective
from prep import library
from tests.content.authors import LSTM, write
from tests.house import House

pytestmark = pytest.mark.once


def test_settings_that_could_lose_answers_stop_it(tmp_path):
    """The check that reads SQLite's settings back is part of every start."""
    (tmp_path / "careless.py").write_text('from prep.settings import *\nDATABASES["default"]["OPTIONS"] = {}\n')
    house = House(tmp_path / "var", DJANGO_SETTINGS_MODULE="careless", PYTHONPATH=str(tmp_path))
    done = house.manage("prepare")

    assert done.returncode == 1
    assert "(prep.E001) SQLite's journal_mode is delete, not WAL: answers could be lost." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_is_none_is_one_sentence(tmp_path):
    house = House(tmp_path / "var")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "static").write_text("in the way")
    done = house.manage("prepare")

    assert done.returncode == 1
    assert done.stderr.strip().endswith("is there room, and may the site write there?")
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_mistakes_in_the_library_stop_nobody_from_learning(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "ROOT", write(tmp_path))
    library.load(library.compiled(), now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    write(tmp_path, lstm=LSTM.replace("'Three gates.'", "''"))
    call_command("prepare", stdout=(out := StringIO()), stderr=(err := StringIO()))

    assert err.getvalue() == "cells/lstm/topic.toml:7: `lstm.gates` is empty\n"
    assert (
        out.getvalue()
        .splitlines()[-1]
        .startswith(
            "1 problem in the files; what was loaded on 2026-03-02 at 09:00 UTC goes on being served, 2 topics ("
        )
    )
    assert Objective.objects.get(key="lstm.gates").statement == "Three gates."
