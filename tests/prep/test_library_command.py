"""`manage.py library`: what authors, the build and the operator run."""

import json
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from content.models import Objective
from tests.content.authors import LSTM, PAGE, write

BROKEN = {"lstm": LSTM.replace("$c_t$", "$c_t").replace("['rnn']", "['rrn']")}
FAULTS = [
    "library/cells/lstm/topic.toml:3: there is no topic `rrn` in this track (did you mean `rnn`?)",
    "library/cells/lstm/topic.toml:6: `lstm.cell` has a $ without its partner "
    r"(a formula stands between two, $…$, without a space inside; write \$ for the sign)",
]


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Writes a small library into ./library."""
    monkeypatch.chdir(tmp_path)
    return partial(write, Path("library"))


def library(*arguments: object) -> tuple[str, list[str], list[str]]:
    """What the command exits with in words ("" for 0), and the lines it prints and complains with."""
    out, err, refusal = StringIO(), StringIO(), ""
    try:
        call_command("library", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        refusal = str(error)
        assert error.returncode == 1
    return refusal, out.getvalue().splitlines(), err.getvalue().splitlines()


def test_check_has_nothing_against_a_good_library(written):
    said = library("check", "--root", written())
    assert said == ("", ["No problems in 2 topics with 3 objectives, 0 pages and 0 questions."], [])


def test_check_prints_all_problems_and_fails(written):
    assert library("check", "--root", written(**BROKEN)) == ("2 problems", FAULTS, [])


def test_check_speaks_json(written):
    refusal, out, _ = library("check", "--format", "json", "--root", written(**BROKEN))
    problems = json.loads("\n".join(out))
    assert refusal == "2 problems"
    assert problems[0] == {
        "path": "library/cells/lstm/topic.toml",
        "line": 3,
        "message": "there is no topic `rrn` in this track",
        "hint": "did you mean `rnn`?",
    }
    assert [problem["line"] for problem in problems] == [3, 6]


def test_check_in_json_has_an_empty_list_for_a_good_library(written):
    assert library("check", "--format", "json", "--root", written()) == ("", ["[]"], [])


@pytest.mark.django_db
def test_load_says_what_changed(written):
    root = written()
    assert library("load", "--root", root) == ("", ["Library: added 1 track, 2 topics and 3 objectives."], [])
    assert library("load", "--root", root) == ("", ["Library: nothing changed."], [])
    written(lstm=LSTM.replace("Three gates.", "Gates."))
    assert library("load", "--root", root) == ("", ["Library: changed 1 objective."], [])


@pytest.mark.django_db
def test_load_says_what_is_called_otherwise(written):
    library("load", "--root", written())
    renamed = "[objectives.'lstm.three']\nstatement = 'Three gates.'\nwas = ['lstm.gates']"
    root = written(lstm=LSTM.replace("'lstm.gates' = 'Three gates.'", renamed))
    assert library("load", "--root", root) == (
        "",
        ["The objective lstm.gates is lstm.three now.", "Library: renamed 1 objective."],
        [],
    )


@pytest.mark.django_db
def test_load_anew_writes_what_somebody_bent(written):
    root = written()
    library("load", "--root", root)
    Objective.objects.filter(key="lstm.gates").update(statement="Bent.")
    assert library("load", "--root", root)[1] == ["Library: nothing changed."]
    assert library("load", "--anew", "--root", root)[1] == ["Library: changed 1 objective."]


@pytest.mark.django_db
def test_load_refuses_a_library_with_problems_and_loads_nothing(written):
    assert library("load", "--root", written(**BROKEN)) == ("2 problems: nothing was loaded.", [], FAULTS)
    assert list(Objective.objects.all()) == []


@pytest.mark.django_db
def test_load_refuses_a_folder_that_is_not_there_and_retires_nothing(written):
    library("load", "--root", written())
    refusal, _, err = library("load", "--root", "elsewhere")
    assert refusal == "1 problem: nothing was loaded."
    assert err == ["elsewhere:1: there is no track in this folder (a track is a folder with a track.toml)"]
    assert Objective.objects.filter(retired_at=None).count() == 3


CODE = PAGE + "\n```python run\nprint(6 * 7)\n```\n"


def test_outputs_says_where_a_page_shows_something_else(written):
    root = written(**{"cells/lstm/page.md": CODE})
    assert library("outputs", "--root", root) == (
        "1 problem",
        [
            "library/cells/lstm/page.md:11: the page doesn't show what this prints (library outputs --write does it)",
        ],
        [],
    )


def test_outputs_writes_them_and_is_content(written):
    root = written(**{"cells/lstm/page.md": CODE})
    assert library("outputs", "--write", "--root", root) == ("", ["Every page shows what its code prints."], [])
    assert (root / "cells/lstm/page.md").read_text() == CODE + "```output\n42\n```\n"


def test_outputs_is_not_content_with_a_folder_that_is_not_there(written):
    assert library("outputs", "--root", "elsewhere") == ("elsewhere: there is no track in this folder.", [], [])


def test_outputs_of_one_topic_leaves_the_others_alone(written):
    root = written(**{"cells/lstm/page.md": CODE, "cells/gru/page.md": CODE.replace("lstm", "gru")})
    done = ("", ["What was asked for shows what its code prints."], [])
    assert library("outputs", "--write", "--topic", "lstm", "--root", root) == done
    assert library("outputs", "--topic", "lstm", "--root", root) == done
    assert "output" not in (root / "cells/gru/page.md").read_text()


def test_outputs_of_a_topic_that_is_not_there_says_which_was_meant(written):
    refusal, _, _ = library("outputs", "--topic", "lstn", "--root", written())
    assert refusal == "There is no topic lstn: did you mean `lstm`?"
