from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from celery.app.task import Task
from kombu.exceptions import OperationalError

from prep.accounts import guests
from prep.accounts.models import User
from sandbox import results, runs, tasks
from sandbox.experiments.parameters import Choice, Condition, Numbers, Quantity, Selection
from sandbox.experiments.registry import EXPERIMENTS
from tests.sandbox.defaults import outcome_at_defaults

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def experiment():
    return EXPERIMENTS["vanishing-gradients"]


@pytest.fixture(scope="session")
def at_defaults():
    """What an experiment shows at its defaults, by key and seed; computed once, whoever asks."""
    return outcome_at_defaults


@pytest.fixture
def costly(monkeypatch, experiment):
    """The same experiment, but that a step takes it a second."""
    slow = replace(experiment, seconds=lambda parameters: float(parameters["steps"]))
    monkeypatch.setitem(EXPERIMENTS, experiment.key, slow)
    return slow


@pytest.fixture
def of_every_kind(monkeypatch, experiment):
    """The experiment with a parameter of every kind, one of which counts only with some cells."""
    cells = tuple(Choice(key, label) for key, label in (("rnn", "RNN"), ("lstm", "LSTM"), ("gru", "GRU")))
    tasks = tuple(Choice(key, key) for key in ("adding", "recall", "copying", "order", "counting"))
    more = (
        Selection("cell", "Cell", cells, "rnn"),
        Selection("task", "Task", tasks, "adding"),
        Quantity("bias", "Forget bias", "", "real", 1.0, -2, 8, 0.1, only_if=Condition("cell", ("lstm", "gru"))),
        Quantity("rate", "Learning rate", "", "real", 0.005, 0.0005, 0.05, 0.0005),
        Numbers("inputs", "Inputs", "1, 0, -0.5", fewest=2, most_of_them=4, least=-2, most=2),
    )

    def seconds(values):
        return values["steps"] / (5 if values["cell"] == "lstm" else 100)

    extended = replace(experiment, parameters=(*experiment.parameters, *more), seconds=seconds)
    monkeypatch.setitem(EXPERIMENTS, experiment.key, extended)
    return extended


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
def ada(db):
    """A member."""
    return User.objects.create_user("ada@example.org")


@pytest.fixture
def alan(db):
    """A guest."""
    return guests.born(browser_key=None, time_zone="", now=NOON)


@pytest.fixture
def start(experiment):
    """Starts a Run of the experiment, or of another one, at its defaults but for what is said."""

    def start(learner, *, seed=1, prediction="", client_key=None, now=NOON, key=experiment.key, **parameters):
        return runs.start(
            learner=learner,
            experiment=EXPERIMENTS[key],
            parameters={**EXPERIMENTS[key].defaults, **parameters},
            seed=seed,
            prediction=prediction,
            client_key=client_key or uuid4(),
            now=now,
        )

    return start


@pytest.fixture
def finished(start):
    """The same, and computed."""

    def finished(learner, **said):
        run = start(learner, **said)
        tasks.compute(run.result_id)
        run.result.refresh_from_db()
        return run

    return finished


@pytest.fixture
def rings(monkeypatch):
    """The ids that were rung, instead of a broker."""
    rung = []
    monkeypatch.setattr(Task, "apply_async", lambda task, args, *, queue: rung.append((task.name, queue, *args)))
    return rung


@pytest.fixture
def broker_is_down(monkeypatch):
    def refuse(*args, **options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(Task, "apply_async", refuse)
