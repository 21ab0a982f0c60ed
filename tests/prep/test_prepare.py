"""`manage.py prepare`, which every start runs first: it looks before it lets anybody in."""

import pytest

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
