"""What changes Results: each a conditional update, so that whoever comes second finds nothing to do."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.db.models import F, QuerySet

from sandbox import queries
from sandbox.experiments.contract import Experiment, Outcome, Plot, as_json
from sandbox.experiments.parameters import Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import MOST_TRIES, Result, key_of

logger = logging.getLogger(__name__)

State = Result.State
RELEASED: dict[str, Any] = {"token": None, "heartbeat_at": None, "partial": None}
BEAT_EVERY = timedelta(seconds=0.25)

LOST = "The computation was cut off three times before it finished. Run it again; if it keeps happening, tell us."
CHANGED = "The experiment changed after this was asked for. Run it again to get the numbers of its new version."
BROKEN = "The experiment stopped on an error of ours, which is in the log. Other parameters may work."


class Superseded(Exception):
    """The Result is somebody else's by now: stop computing."""


def request(*, experiment: Experiment, parameters: Mapping[str, Value], seed: int, now: datetime) -> Result:
    """The Result for this request, queued if it is new or had failed. Asking twice is asking once."""
    result, _ = Result.objects.get_or_create(
        experiment=experiment.key,
        version=experiment.version,
        parameters_key=key_of(parameters),
        seed=seed,
        defaults={"parameters": dict(parameters), "queued_at": now},
    )
    queued_again = Result.objects.filter(pk=result.pk, state=State.FAILED).update(
        state=State.QUEUED,
        queued_at=now,
        started_at=None,
        finished_at=None,
        tries=0,
        progress=0,
        partial=None,
        error="",
    )
    if queued_again:
        result.refresh_from_db()
    return result


def claim(*, result_id: int, token: UUID, now: datetime) -> Result | None:
    """Makes a queued Result this worker's. None: somebody else was first."""
    claimed = Result.objects.filter(pk=result_id, state=State.QUEUED, tries__lt=MOST_TRIES).update(
        state=State.RUNNING,
        token=token,
        tries=F("tries") + 1,
        started_at=now,
        heartbeat_at=now,
        progress=0,
        partial=None,
    )
    return Result.objects.get(pk=result_id) if claimed else None


def beat(*, result_id: int, token: UUID, progress: float, plots: tuple[Plot, ...], now: datetime) -> bool:
    """Says that the worker lives, and shows what it has. False: the Result is no longer its own."""
    partial = {"plots": [as_json(plot) for plot in plots]}
    changes = {"heartbeat_at": now, "progress": min(max(progress, 0), 1), "partial": partial}
    return _own(result_id, token).update(**changes) == 1


def finish(*, result_id: int, token: UUID, outcome: Outcome, now: datetime) -> bool:
    changes = {"state": State.DONE, "finished_at": now, "progress": 1, "outcome": as_json(outcome)}
    return _own(result_id, token).update(**changes, **RELEASED) == 1


def fail(*, result_id: int, token: UUID, error: str, now: datetime) -> bool:
    changes = {"state": State.FAILED, "finished_at": now, "error": error}
    return _own(result_id, token).update(**changes, **RELEASED) == 1


def _own(result_id: int, token: UUID) -> QuerySet[Result]:
    return Result.objects.filter(pk=result_id, state=State.RUNNING, token=token)


def free_stale(*, now: datetime) -> None:
    """Takes Results from workers that are gone: back to the queue, or failed after the third try."""
    queries.stale(now).filter(tries__lt=MOST_TRIES).update(state=State.QUEUED, progress=0, **RELEASED)
    queries.stale(now).filter(tries__gte=MOST_TRIES).update(state=State.FAILED, finished_at=now, error=LOST, **RELEASED)


def compute(*, result_id: int, token: UUID, clock: Callable[[], datetime]) -> None:
    """Claims the Result, runs its experiment and writes down what came out. Leaves quietly if it is not to be had."""
    result = claim(result_id=result_id, token=token, now=clock())
    if result is None:
        return
    experiment = EXPERIMENTS.get(result.experiment)
    if experiment is None or experiment.version != result.version:
        fail(result_id=result_id, token=token, error=CHANGED, now=clock())
        return

    last_beat = result.heartbeat_at

    def report(progress: float, plots: tuple[Plot, ...]) -> None:
        nonlocal last_beat
        now = clock()
        if now - last_beat >= BEAT_EVERY:
            last_beat = now
            if not beat(result_id=result_id, token=token, progress=progress, plots=plots, now=now):
                raise Superseded

    try:
        outcome = experiment.run(result.parameters, result.seed, report)
        finish(result_id=result_id, token=token, outcome=outcome, now=clock())
    except Superseded:
        logger.info("Result %s went to another worker.", result_id)
    except DatabaseError:
        raise  # the row still says running; free_stale gives it to another worker
    except Exception:
        logger.exception("Result %s failed.", result_id)
        fail(result_id=result_id, token=token, error=BROKEN, now=clock())
