"""The doctor: what is wrong is found, said in words, and told by the exit status."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from prep import library
from prep.operations import pulses
from prep.operations.models import Knock
from tests.content.authors import LSTM, RNN, write
from tests.house import House, scratch_postgres, scratch_redis

HEALTHY = [
    "database",
    "migrations",
    "broker",
    "cache",
    "worker quick",
    "worker light",
    "worker heavy",
    "schedule",
    "content",
    "clock",
]
HEALTHY += ["static files", "mail", "disk"]


def examined(capsys) -> tuple[int, dict[str, dict]]:
    with pytest.raises(SystemExit) as ending:
        call_command("doctor", "--format", "json", "--wait", "0.2")
    return ending.value.code, {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)["findings"]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_a_site_that_nobody_started(capsys):
    status, findings = examined(capsys)

    assert status == 1
    assert list(findings) == HEALTHY
    assert {name for name, finding in findings.items() if finding["state"] == "wrong"} == {
        "worker quick",
        "worker light",
        "worker heavy",
        "schedule",
        "content",
    }
    assert findings["worker quick"]["found"] == "no answer within 0.2 s: none is running, or all are busy"
    assert findings["schedule"]["found"] == "it has never run here (queue quick, light, heavy)"
    assert findings["content"]["mend"] == "Run: python manage.py library load"


@pytest.mark.django_db(transaction=True)
def test_mistakes_in_the_files_while_what_was_loaded_goes_on_being_served(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(library, "ROOT", write(tmp_path))
    library.load(library.compiled(), now=datetime(2026, 3, 2, 9, tzinfo=UTC))
    write(tmp_path, rnn=RNN.replace("The first.", ""), lstm=LSTM.replace("['rnn']", "['rrn']"))
    _, findings = examined(capsys)

    assert findings["content"] == {
        "name": "content",
        "state": "warning",
        "found": "2 problems in the files, first cells/lstm/topic.toml:3: there is no topic `rrn` in this track "
        "(did you mean `rnn`?); what was loaded on 2026-03-02 at 09:00 UTC goes on being served, 2 topics",
        "mend": "Run: python manage.py library check",
    }


@pytest.mark.django_db(transaction=True)
def test_a_schedule_that_stopped(capsys):
    for queue in settings.QUEUES:
        pulses.beat(queue=queue, now=timezone.now() - timedelta(hours=3))
    _, findings = examined(capsys)

    assert findings["schedule"]["state"] == "wrong"
    assert findings["schedule"]["found"] == "its last sign of life was 3 h ago (queue quick, light, heavy)"


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_is_behind(capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_migrations SET applied = %s WHERE app = 'operations'", ["2099-01-01 00:00:00+00:00"]
        )
    try:
        _, findings = examined(capsys)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET applied = %s WHERE app = 'operations'", [timezone.now()])

    assert findings["clock"]["state"] == "wrong"
    assert findings["clock"]["mend"] == "Set the machine's clock (timedatectl set-ntp true)."


@pytest.mark.django_db
def test_knocks_are_swept_after_a_day():
    now = timezone.now()
    pulses.knock(queue="quick", now=now - timedelta(hours=25))
    kept = pulses.knock(queue="quick", now=now - timedelta(hours=23))
    pulses.sweep(now=now)

    assert list(Knock.objects.all()) == [kept]


@pytest.mark.django_db
def test_a_knock_is_answered_once():
    now = timezone.now()
    knock = pulses.knock(queue="quick", now=now)
    pulses.answer(knock_id=knock.pk, answered_by="first", now=now)
    pulses.answer(knock_id=knock.pk, answered_by="second", now=now)
    knock.refresh_from_db()

    assert knock.answered_by == "first"


@pytest.fixture(params=["sqlite+files", "postgres+redis", "sqlite+redis", "postgres+files"])
def any_house(request, tmp_path):
    database, broker = request.param.split("+")
    chosen = {"SECRET_KEY": "for-this-test-only-0123456789-abcdefghijklmnopqrstuvwxyz"}
    postgres = request.getfixturevalue("postgres_server") if database == "postgres" else None
    redis = request.getfixturevalue("redis_server") if broker == "redis" else None
    with contextlib.ExitStack() as stack:
        if postgres:
            chosen["DATABASE_URL"] = stack.enter_context(scratch_postgres(postgres))
        if redis:
            chosen["REDIS_URL"] = stack.enter_context(scratch_redis(redis))
        house = House(tmp_path / "var", **chosen)
        try:
            yield house.start()
        finally:
            house.stop()


@pytest.mark.once
@pytest.mark.processes
def test_every_pair_of_services_is_healthy_with_the_same_code(any_house):
    diagnosis = any_house.manage("doctor", "--format", "json", "--wait", "10")
    findings = json.loads(diagnosis.stdout)["findings"]

    assert [finding["name"] for finding in findings] == HEALTHY
    # Redis on a developer's machine may keep nothing on disk; that is a warning, and no other is expected.
    assert [
        f["found"] for f in findings if f["state"] != "ok" and "AOF" not in f["found"] and f["name"] != "disk"
    ] == []
    assert diagnosis.returncode == 0


@pytest.mark.once
def test_a_database_that_is_away_is_said_in_a_sentence(tmp_path):
    house = House(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/none", SECRET_KEY="k" * 60)
    diagnosis = house.manage("doctor")

    assert diagnosis.returncode == 1
    first, mend, *_ = diagnosis.stdout.splitlines()
    assert first.startswith("✗ database      connection failed: ")
    assert mend.strip() == "→ Is the server up, and DATABASE_URL right?"
    assert "Traceback" not in diagnosis.stderr


@pytest.mark.once
def test_a_broker_that_is_away_is_said_in_a_sentence(tmp_path):
    house = House(tmp_path, REDIS_URL="redis://127.0.0.1:1/0", SECRET_KEY="k" * 60)
    house.manage("migrate")
    diagnosis = house.manage("doctor", "--format", "json", "--wait", "0.1")
    findings = {finding["name"]: finding for finding in json.loads(diagnosis.stdout)["findings"]}

    assert (diagnosis.returncode, findings["database"]["state"]) == (1, "ok")
    assert findings["broker"]["state"] == findings["cache"]["state"] == "wrong"
    assert findings["worker quick"]["found"] == "can't be asked without a broker"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("smtp", "site", "state", "found"),
    [
        ("", "http://localhost:8000", "ok", "shown in the log and kept in"),
        ("", "https://prep.example.org", "warning", "shown in the log and kept in"),
        ("smtp+plain://localhost:1", "https://prep.example.org", "wrong", "Connection refused"),
    ],
)
def test_mail_that_would_reach_nobody(capsys, settings, smtp, site, state, found):
    settings.SMTP_URL, settings.SITE_URL = smtp, site
    if smtp:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    _, findings = examined(capsys)

    assert findings["mail"]["state"] == state
    assert found in findings["mail"]["found"]
