"""A done Result as a file: everything in it once, in a form that other programs read."""

import csv
import io
import json

import pytest

from sandbox.models import Result

pytestmark = pytest.mark.django_db


def table(client, result):
    answer = client.get(f"/lab/results/{result.pk}.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_json_is_all_that_makes_the_run_and_all_that_came_out(client, done):
    answer = client.get(f"/lab/results/{done.pk}.json")
    assert json.loads(answer.content) == {
        "experiment": "vanishing-gradients",
        "title": "Vanishing gradients",
        "version": done.version,
        "parameters": done.parameters,
        "seed": 1,
        "computed_at": done.finished_at.isoformat(),
        "machine": done.machine,
        "page": "http://testserver/lab/vanishing-gradients/?steps=100&norm=0.9&hidden=64&input_scale=0.3&seed=1",
        "outcome": done.outcome,
    }


def test_the_csv_is_one_long_table_with_a_row_for_every_number(client, done):
    rows = table(client, done)
    plot = done.outcome["plots"][0]
    points = [row for row in rows if row["part"] == "plot-log10"]
    assert list(rows[0]) == ["part", "name", "row", "column", "value"]
    assert [(row["name"], row["row"], row["column"], float(row["value"])) for row in points] == [
        (plot["name"], str(x), series["name"], value)
        for series in plot["series"]
        for x, value in zip(plot["x"], series["values"], strict=True)
    ]
    assert {row["name"]: float(row["value"]) for row in rows if row["part"] == "parameter"} == done.parameters
    assert [row["name"] for row in rows if row["part"] == "number"] == [
        each["name"] for each in done.outcome["numbers"]
    ]
    assert [row["value"] for row in rows if row["part"] == "verdict"] == ["yes"]


def test_texts_and_notes_are_in_it(client, done):
    done.outcome["passages"] = [{"name": "samples", "title": "", "lines": [["after 0", "=abc"]]}]
    done.outcome["melodies"] = [{"name": "tune", "notes": [{"start": 0, "steps": 2, "pitch": 60}]}]
    done.save()
    rows = [tuple(row.values()) for row in table(client, done) if row["part"] in {"text", "note"}]
    assert rows == [
        ("text", "samples", "after 0", "", "'=abc"),
        ("note", "tune", "1", "start", "0"),
        ("note", "tune", "1", "steps", "2"),
        ("note", "tune", "1", "pitch", "60"),
    ]


def test_heatmaps_and_tables_are_in_it_and_a_missing_value_is_an_empty_cell(client, done):
    done.outcome["heatmaps"] = [{"name": "gates", "x": [1, 2], "y": ["forget"], "values": [[0.5, None]]}]
    done.outcome["tables"] = [{"name": "sizes", "columns": ["cell", "weights"], "rows": [["LSTM", 12]]}]
    done.save()
    rows = [tuple(row.values()) for row in table(client, done) if row["part"] in {"heatmap", "table"}]
    assert rows == [
        ("heatmap", "gates", "forget", "1", "0.5"),
        ("heatmap", "gates", "forget", "2", ""),
        ("table", "sizes", "LSTM", "weights", "12"),
    ]


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1, 0.5", "@SUM(A1)", "\t=1"])
def test_text_is_nothing_that_a_spreadsheet_computes_and_numbers_stay_numbers(client, done, formula):
    Result.objects.update(parameters={**done.parameters, "inputs": formula, "norm": -0.5})
    rows = table(client, done)
    assert {row["name"]: row["value"] for row in rows if row["name"] in {"inputs", "norm"}} == {
        "inputs": f"'{formula}",
        "norm": "-0.5",
    }


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_a_file_is_called_what_it_is_and_linked_below_the_result(client, done, ending):
    disposition = client.get(f"/lab/results/{done.pk}.{ending}").headers["Content-Disposition"]
    assert disposition == f'attachment; filename="vanishing-gradients-seed-1-result-{done.pk}.{ending}"'
    assert f'href="/lab/results/{done.pk}.{ending}"' in client.get(f"/lab/results/{done.pk}/").content.decode()


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_of_what_is_not_done_there_is_no_file(client, queued, ending):
    assert client.get(f"/lab/results/{queued.pk}.{ending}").status_code == 404
    assert client.get(f"/lab/results/404.{ending}").status_code == 404
