from datetime import UTC, datetime, timedelta

import pytest
from celery.app.task import Task
from kombu.exceptions import OperationalError

from sandbox import results, tasks
from sandbox.experiments.registry import EXPERIMENTS

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def experiment():
    return EXPERIMENTS["vanishing-gradients"]


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def later():
    return lambda seconds: NOON + timedelta(seconds=seconds)


@pytest.fixture
def queued(db, experiment):
    """The Result of the default parameters, waiting since noon."""
    return results.request(experiment=experiment, parameters=experiment.defaults, seed=1, now=NOON)


@pytest.fixture
def done(queued):
    tasks.compute(queued.pk)
    queued.refresh_from_db()
    return queued


@pytest.fixture
def rings(monkeypatch):
    """The ids that were rung, instead of a broker."""
    rung = []
    monkeypatch.setattr(Task, "apply_async", lambda task, args, kwargs, **options: rung.append((task.name, *args)))
    return rung


@pytest.fixture
def broker_is_down(monkeypatch):
    def refuse(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Task, "apply_async", refuse)
