"""`manage.py coverage`: objective × (page, questions, cards, experiment), and what is missing."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from content import sync
from content.compiler.library import compile_library
from content.models import Piece, Revision, Topic
from content.vocabulary import current
from tests.content.authors import LSTM, PAGE, TRACK, sources
from tests.content.compiler.questions.written import BODIES, written

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHOWN = "[objectives.'lstm.cell']\nstatement = 'The cell.'\ndemo = ['vanishing-gradients']\n"
ANNOUNCED = "[objectives.'lstm.gates']\nstatement = 'Three gates.'\ndemo = ['gate-race']\n"
WITH_DEMOS = LSTM.partition("'lstm.cell'")[0] + SHOWN + ANNOUNCED
BODY = BODIES["single"].replace(" {!other-way}", "")
DEMO = "It adds.\n\n::demo vanishing-gradients steps=3"


@pytest.fixture
def loaded():
    """A library of which the second topic has a page with an experiment that exists and one that will."""
    track = TRACK + "[experiments]\ngate-race = 'Three gates run.'\n"
    page = PAGE.replace("It adds.", DEMO).replace("They multiply.", "They multiply.\n\n::demo gate-race")
    compiled = compile_library(sources(track=track, lstm=WITH_DEMOS, **{"cells/lstm/page.md": page}), current())
    assert compiled.problems == ()
    return sync.load(compiled, now=NOW)


def coverage(*arguments: str) -> tuple[str, list[str], list[str]]:
    """What the command exits with in words ("" for 0), and the lines it prints and complains with."""
    out, err, refusal = StringIO(), StringIO(), ""
    try:
        call_command("coverage", *arguments, stdout=out, stderr=err, no_color=True)
    except CommandError as error:
        refusal = str(error)
    return refusal, out.getvalue().splitlines(), err.getvalue().splitlines()


def asking(kind: str, key: str, *tests: str, **more: int) -> None:
    """A piece such as cards will be."""
    piece = Piece.objects.create(kind=kind, key=key, topic=Topic.objects.get(key="lstm"), origin_path="a.md")
    compiled = {"tests": list(tests), **more}
    piece.current = Revision.objects.create(piece=piece, number=1, source="", compiled=compiled, digest="", at=NOW)
    piece.save()


def test_the_table_has_every_objective_and_every_topic_its_totals(loaded):
    for level in (1, 3, 3, 5):
        asking("question", f"which-{level}-{Piece.objects.count()}", "lstm.cell", level=level)
    asking("question", "why", "lstm.gates", level=2)
    asking("question", "when", "lstm.gates", level=2)
    asking("card", "what", "lstm.gates")
    assert coverage() == (
        "",
        [
            "                  page       questions  cards      experiment",
            "RNN",
            "  rnn.recurrence  missing    0          0          —",
            "LSTM",
            "  lstm.cell       yes        4          0          shown",
            "  lstm.gates      yes        2 (1/3)    1          announced",
            "",
            "      page       questions  cards      experiment",
            "rnn   0/1        0/1        0/1        —",
            "lstm  2/2        1/2        1/2        1/2",
        ],
        [],
    )


def test_an_experiment_counts_in_the_section_that_teaches_its_objective(loaded):
    elsewhere = PAGE.replace("They multiply.", "They multiply.\n\n::demo vanishing-gradients")
    in_a_part = PAGE.replace("It adds.", "It adds.\n\n### A part {#a-part}\n\n::demo vanishing-gradients")
    found = []
    for page in (elsewhere, in_a_part):
        lstm = LSTM.partition("'lstm.cell'")[0] + SHOWN + "[objectives.'lstm.gates']\nstatement = 'Gates.'\n"
        sync.load(compile_library(sources(lstm=lstm, **{"cells/lstm/page.md": page}), current()), now=NOW)
        found.append(coverage("--topic", "lstm")[1][2].split()[-1])
    assert found == ["missing", "shown"]


def test_what_is_required_and_missing_makes_it_fail_with_the_list(loaded):
    refusal, _, missing = coverage("--require", "page,experiment")
    assert refusal == "2 objectives to cover"
    assert missing == ["rnn.recurrence: page missing", "lstm.gates: experiment missing"]
    assert coverage("--require", "page", "--topic", "lstm")[0] == ""


def test_an_objective_needs_questions_of_three_levels(loaded):
    """As they are loaded: a question that left its file tests nothing any more."""
    questions = [
        written(heading=f"Is it? {{#is-it-{level}}}", body=BODY, tests="lstm.cell", level=str(level))
        for level in (1, 2, 4)
    ]
    found = []
    for count in (3, 2):
        file = {"cells/lstm/questions.md": "\n".join(questions[:count])}
        sync.load(compile_library(sources(**file), current()), now=NOW)
        found.append(coverage("--topic", "lstm", "--require", "questions")[2])
    assert found == [
        ["lstm.gates: questions missing"],
        ["lstm.cell: questions missing", "lstm.gates: questions missing"],
    ]


def test_it_speaks_json(loaded):
    refusal, out, _ = coverage("--format", "json", "--topic", "rnn")
    cells = {
        "page": {"said": "missing", "missing": True},
        "questions": {"said": "0", "missing": True},
        "cards": {"said": "0", "missing": True},
        "experiment": {"said": "—", "missing": False},
    }
    rows = [{"objective": "rnn.recurrence", "cells": cells}]
    assert (refusal, json.loads("\n".join(out))) == ("", [{"topic": "rnn", "title": "RNN", "rows": rows}])


def test_what_is_not_there_is_said(loaded):
    assert coverage("--topic", "gru")[0] == "There is no topic gru."
    with pytest.raises(CommandError, match="there is page, questions, cards, experiment, and no figures"):
        call_command("coverage", "--require", "page,figures")


def test_of_an_empty_site_nothing_is_covered():
    assert coverage()[0] == "Nothing is loaded. Run: python manage.py library load"


def test_it_takes_as_many_queries_for_one_topic_as_for_two(loaded, django_assert_num_queries):
    with django_assert_num_queries(4):
        coverage()
    with django_assert_num_queries(4):
        coverage("--topic", "lstm")
