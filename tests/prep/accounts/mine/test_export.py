"""Everything about me: complete, explained, readable without our database, exact, and safe to open."""

import csv
import io
import json
import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test.utils import isolate_apps

from prep.accounts.mine import belongings, export, sheets
from prep.accounts.models import User
from sandbox import tasks
from sandbox.models import Run
from tests import makers
from tests.makers import EXPERIMENT, NOW
from tests.prep.accounts.mine.imagined import MODULE, key, model

KEY = UUID("5c1f0a52-7f0e-4a3e-9a57-0d8c5a3c2f11")


def archive_of(learner):
    return zipfile.ZipFile(export.archive(learner=learner, now=NOW))


def told(archive, name):
    return json.loads(archive.read(f"{name}.json"))


def table(archive, name):
    return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig"))))


@pytest.mark.django_db
class TestTheArchive:
    def test_tells_the_learner_themselves(self):
        ada = makers.member("ada", time_zone="Europe/London", interview_date=date(2026, 5, 1), last_login=NOW)

        assert told(archive_of(ada), "you") == [
            {
                "id": ada.pk,
                "last_login": "2026-03-02T09:00:00+00:00",
                "email": "ada@example.org",
                "role": "learner",
                "is_active": True,
                "joined_at": "2026-03-02T09:00:00+00:00",
                "last_seen_at": "2026-03-02T09:00:00+00:00",
                "deletion_asked_at": None,
                "time_zone": "Europe/London",
                "daily_goal_minutes": 20,
                "interview_date": "2026-05-01",
                "extra_time_percent": 100,
                "theme": "",
                "text_size": 100,
                "shortcuts": True,
            }
        ]

    def test_tells_a_run_with_what_it_gave_in_the_same_row(self):
        ada = makers.member("ada")
        run = makers.run(ada, seed=7, client_key=KEY)
        tasks.compute(run.result_id)
        run.result.refresh_from_db()

        assert told(archive_of(ada), "runs") == [
            {
                "id": run.pk,
                "learner": "you",
                "result": {
                    "experiment": "vanishing-gradients",
                    "version": EXPERIMENT.version,
                    "parameters": EXPERIMENT.defaults,
                    "seed": 7,
                    "state": "done",
                    "outcome": {
                        "verdict": run.result.outcome["verdict"],
                        "numbers": run.result.outcome["numbers"],
                    },
                },
                "client_key": str(KEY),
                "prediction": "below-all",
                "asked_at": "2026-03-02T09:00:00+00:00",
                "cancelled_at": None,
            }
        ]

    def test_tells_the_same_in_a_spreadsheet(self):
        ada = makers.member("ada")
        run = makers.run(ada, seed=7, client_key=KEY)

        rows = table(archive_of(ada), "runs")
        assert [{**row, "result.parameters": json.loads(row["result.parameters"])} for row in rows] == [
            {
                "id": str(run.pk),
                "learner": "you",
                "result.experiment": "vanishing-gradients",
                "result.version": str(EXPERIMENT.version),
                "result.parameters": EXPERIMENT.defaults,
                "result.seed": "7",
                "result.state": "queued",
                "result.outcome.verdict": "",
                "result.outcome.numbers": "",
                "client_key": str(KEY),
                "prediction": "below-all",
                "asked_at": "2026-03-02T09:00:00+00:00",
                "cancelled_at": "",
            }
        ]

    def test_has_two_files_a_table_and_a_readme(self):
        archive = archive_of(makers.guest())

        names = ["you", "email-addresses", "email-confirmations", "desk-log", "runs"]
        names += ["readings", "sections-read", "revisions"]
        names += ["quizzes", "turns", "attempts", "judgements", "skills", "masteries", "reports"]
        assert sorted(archive.namelist()) == sorted(
            [*[f"{name}.{kind}" for name in names for kind in ("json", "csv")], "README.txt"]
        )
        assert archive.testzip() is None

    def test_of_a_guest_who_did_nothing_has_empty_tables_with_their_columns(self):
        archive = archive_of(makers.guest())

        assert archive.read("runs.json") == b"[]\n"
        assert archive.read("runs.csv").decode("utf-8-sig").startswith("id,learner,result.experiment,")
        assert "For a guest, known by this browser alone." in archive.read("README.txt").decode()

    def test_holds_every_row_of_the_learner_s_and_none_of_anybody_else_s(self):
        ada, alan = makers.member("ada"), makers.member("alan")
        for learner in (ada, alan):
            for _ in range(2):
                makers.one_of_each(learner)
        archive = archive_of(ada)

        for sheet in export.sheets():
            own = [row.pk for row in sheet.rows.of(ada).order_by("pk")]
            assert [row["id"] for row in told(archive, sheet.name)] == own, sheet.name
            assert [row["id"] for row in table(archive, sheet.name)] == [str(pk) for pk in own], sheet.name
            assert own, sheet.name
        assert b"alan" not in b"".join(archive.read(name) for name in archive.namelist())

    def test_holds_no_secret(self):
        ada = makers.member("ada", browser_key="b" * 64)
        link = makers.email_confirmation(ada)
        archive = archive_of(ada)
        everything = b"".join(archive.read(name) for name in archive.namelist())

        assert [secret for secret in (ada.password, ada.browser_key, link.key) if secret.encode() in everything] == []

    def test_explains_itself(self):
        ada = makers.member("ada")
        makers.run(ada)
        readme = archive_of(ada).read("README.txt").decode()

        assert readme.startswith(
            "EVERYTHING THAT RECURRENT KNOWS ABOUT YOU\n\n"
            "For the account ada@example.org. Made at http://localhost:8000 on 2026-03-02 at 09:00 UTC.\n"
        )
        assert "RUNS (runs.json, runs.csv; 1 row)\n" in readme
        unexplained = [
            name
            for sheet in export.sheets()
            for name in (*[field.name for field in sheet.fields], *[column.name for column in sheet.columns])
            if f"\n  {name}\n    " not in readme
        ]
        assert unexplained == []
        left_out = readme.split("WHAT IS NOT IN HERE, AND WHY")[1]
        assert [label for label in export.LEFT_OUT if f", {label.rsplit('.', 1)[1]}\n    " not in left_out] == []
        assert "Failed logins\n    A wrong password is counted" in left_out
        assert max(len(line) for line in readme.splitlines()) <= 100

    def test_is_what_the_learner_downloads(self, client):
        ada = makers.member("ada")
        run = makers.run(ada)
        client.force_login(ada)
        answer = client.get("/you/export/")

        assert answer.headers["Content-Type"] == "application/zip"
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="recurrent-')
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        assert [row["id"] for row in told(archive, "runs")] == [run.pk]


# --- Nothing is forgotten -------------------------------------------------------------------------------------------


def test_every_table_and_every_field_of_the_site_is_explained():
    assert export.problems() == []


def test_every_field_is_told_or_left_out_for_a_reason():
    everything = {
        f"{model._meta.label}.{field.name}"
        for model in [User, *[found.model for found in [*belongings.belongings(), *belongings.mentions()]]]
        for field in model._meta.concrete_fields
    }
    told_fields = {
        f"{sheet.rows.model._meta.label}.{field.name}" for sheet in export.sheets() for field in sheet.fields
    }

    assert told_fields | export.LEFT_OUT.keys() == everything
    assert told_fields & export.LEFT_OUT.keys() == set()


def test_no_words_are_kept_for_what_is_no_more():
    labels = {sheet.rows.model._meta.label for sheet in export.sheets()}
    fields = {f"{sheet.rows.model._meta.label}.{field.name}" for sheet in export.sheets() for field in sheet.fields}

    assert export.FILES.keys() <= labels
    assert export.EXPLAINED.keys() <= fields


@isolate_apps(MODULE)
def test_what_nobody_explained_is_named():
    person = model("Person", says="Somebody. Who lives here.", plural="people")
    model(
        "Note",
        plural="people",
        writer=key(person, help_text="Who wrote it."),
        text=models.TextField(),
        about=key(ContentType, help_text="What it is about."),
        secret=key(model("Secret"), help_text="A secret."),
    )

    assert export.problems(person) == [
        "accounts.Note has no docstring that says what its rows are.",
        "accounts.Note.text has no help text.",
        "accounts.Note.secret points to rows whose model has no exported_with.",
        "Two models would be told in people.json.",
    ]
    assert export.sheets(person)[0].about == "Somebody."


@isolate_apps(MODULE)
def test_what_stays_without_the_name_is_told_too_and_other_people_are_not_named():
    person = model("Person")
    if_known = {"on_delete": models.SET_NULL, "null": True}
    model("Page", writer=key(person, **if_known), reviewer=key(person, **if_known), owner=key(person))

    page = export.sheets(person)[1]

    assert page.rows.paths == ("owner", "reviewer", "writer")
    assert [(column.name, column.of_people) for column in page.columns] == [
        ("id", False),
        ("writer", True),
        ("reviewer", True),
        ("owner", True),
    ]
    assert [sheets.who(pk, person(pk=1)) for pk in (1, 2, None)] == ["you", "somebody else", None]


# --- How values are written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "in_json", "in_a_cell"),
    [
        (None, "null", ""),
        (True, "true", "true"),
        (-3, "-3", "-3"),
        (0.1, "0.1", "0.1"),
        ("hät, “так”", '"hät, “так”"', "hät, “так”"),
        (Decimal("-1.50"), '"-1.50"', "-1.50"),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"', "00000000-0000-0000-0000-000000000001"),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), '"2026-03-02T09:00:00+00:00"', "2026-03-02T09:00:00+00:00"),
        (
            datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=2))),
            '"2026-03-02T09:00:00+02:00"',
            "2026-03-02T09:00:00+02:00",
        ),
        (date(2026, 3, 2), '"2026-03-02"', "2026-03-02"),
        (time(9, 30), '"09:30:00"', "09:30:00"),
        (timedelta(hours=1), '"P0DT01H00M00S"', "P0DT01H00M00S"),
        (b"\x00\xff", '"AP8="', "AP8="),
        ({"b": ["ä", -1]}, '{"b": ["ä", -1]}', '{"b": ["ä", -1]}'),
    ],
)
def test_values_are_exact(value, in_json, in_a_cell):
    plain = sheets.plain(value)
    assert json.dumps(plain, ensure_ascii=False) == in_json
    assert sheets.cell(plain) == in_a_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_text_is_no_formula(start):
    text = f"{start}HYPERLINK(1)"
    assert sheets.cell(sheets.plain(text)) == f"'{text}"
    assert sheets.plain(text) == text


def test_a_text_that_would_break_the_row_is_cut_and_says_so():
    assert sheets.cell("a" * 40_000) == "a" * 32_000 + "… (cut here: the .json file has all of it)"
    assert sheets.cell("a" * 32_000) == "a" * 32_000


def test_a_kind_of_value_that_nobody_thought_of_is_refused():
    with pytest.raises(TypeError, match="How is a complex told"):
        sheets.plain(1j)


@pytest.mark.django_db
def test_a_line_break_stays_in_its_cell():
    ada = makers.member("ada")
    Run.objects.filter(pk=makers.run(ada).pk).update(prediction='a\r\n"b", c')

    assert [row["prediction"] for row in table(archive_of(ada), "runs")] == ['a\r\n"b", c']
    assert [row["prediction"] for row in told(archive_of(ada), "runs")] == ['a\r\n"b", c']


# --- One moment -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_all_of_it_is_as_it_was_at_one_moment_and_nobody_waits_for_it():
    """Between the JSON and the CSV of one table somebody else writes to it, and is through at once."""
    ada = makers.member("ada")
    makers.run(ada)
    asked_for_runs = []

    def meanwhile(execute, sql, params, many, context):
        if sql.startswith("SELECT") and 'FROM "sandbox_run"' in sql:
            asked_for_runs.append(sql)
            if len(asked_for_runs) == 2:
                elsewhere(lambda: makers.run(ada))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meanwhile):
        archive = archive_of(ada)

    assert (len(told(archive, "runs")), len(table(archive, "runs")), Run.objects.count()) == (1, 1, 2)


def elsewhere(do):
    """In another thread, on a connection of its own, until it is done."""

    def alone():
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(alone).result()


# --- What it costs --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_asks_twice_a_table_however_many_rows_there_are(django_assert_num_queries):
    ada = makers.member("ada")
    tables = len(export.sheets())
    for _ in range(3):
        with django_assert_num_queries(2 * tables):
            archive_of(ada)
        makers.one_of_each(ada)


@pytest.mark.django_db
def test_four_times_the_rows_need_no_more_memory(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(export, "IN_MEMORY", 50_000)
    ada, result = makers.member("ada"), makers.result()

    def held(rows: int) -> int:
        made = [Run(learner=ada, result=result, client_key=uuid4(), asked_at=NOW) for _ in range(rows)]
        Run.objects.bulk_create(made, batch_size=500)
        tracemalloc.start()
        try:
            archive_of(ada)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, more = held(500), held(1_500)
    assert more < 1.2 * few
