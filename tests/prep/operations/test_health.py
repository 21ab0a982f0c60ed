"""What a load balancer is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from prep.operations import health, pulses

pytestmark = pytest.mark.django_db
ALIVE = {
    "database": "ok",
    "migrations": "ok",
    "static files": "ok",
    "queue quick": "ok",
    "queue light": "ok",
    "queue heavy": "ok",
}


@pytest.fixture
def alive():
    for queue in ("quick", "light", "heavy"):
        pulses.beat(queue=queue, now=timezone.now())


def test_a_whole_site_is_ready(client, alive):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "checks": ALIVE})
    assert response["Cache-Control"] == "no-store"


def test_without_workers_learners_are_still_served(client, alive):
    pulses.beat(queue="heavy", now=timezone.now() - pulses.SILENT_AFTER - timedelta(seconds=1))
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        200,
        {"status": "degraded", "checks": ALIVE | {"queue heavy": "degraded"}},
    )


def test_with_a_migration_missing_no_learner_is_sent_here(client, alive, monkeypatch):
    monkeypatch.setattr(health, "_was_current", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'operations'")
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (
        503,
        {"status": "failed", "checks": {"database": "ok", "migrations": "failed"}},
    )


@pytest.mark.django_db(databases=[])
def test_being_up_asks_nothing_of_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_answers_by_any_host_name_and_without_tls(client, alive, settings, path):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.0.0.7:8000"}).status_code == 400


def test_it_costs_two_queries(client, alive, django_assert_num_queries):
    client.get("/readyz")

    with django_assert_num_queries(2):
        client.get("/readyz")
