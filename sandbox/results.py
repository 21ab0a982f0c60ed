"""What changes Results: each a conditional update, so that whoever comes second finds nothing to do."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, QuerySet

from prep.accounts.models import User
from sandbox import limits, machine, queries
from sandbox.confinement import Broken, Killed, News, OutOfMemory, OutOfTime, Stopped, confined
from sandbox.experiments.contract import DRAWN, Experiment, Outcome, as_json
from sandbox.experiments.parameters import Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import MOST_TRIES, Result, key_of

logger = logging.getLogger(__name__)

State = Result.State
RELEASED: dict[str, Any] = {"token": None, "heartbeat_at": None, "partial": None}
AGAIN: dict[str, Any] = {
    "started_at": None,
    "finished_at": None,
    "tries": 0,
    "progress": 0,
    "partial": None,
    "error": "",
}

LOST = "The computation was cut off three times before it finished. Run it again; if it keeps happening, tell us."
CHANGED = "The experiment changed after this was asked for. Run it again to get the numbers of its new version."
BROKEN = "The experiment stopped on an error of ours, which is in the log. Other parameters may work."
TOO_LONG = (
    f"It took longer than {limits.A_RUN.seconds} seconds, which is the lab’s limit; its estimate was wrong, or the "
    "machine is very busy. Smaller numbers will work, or the same ones later."
)
TOO_LARGE = (
    f"It needed more than the {limits.A_RUN.megabytes} MB of memory that a run may have. Smaller numbers will work."
)


def request(
    *, experiment: Experiment, parameters: Mapping[str, Value], seed: int, now: datetime, click: UUID | None = None
) -> Result:
    """The Result for this request, queued if it is new, had failed or was cancelled. Asking twice is asking once.

    Where an experiment measures time, each click has a Result of its own.
    """
    result, is_new = Result.objects.get_or_create(
        experiment=experiment.key,
        version=experiment.version,
        parameters_key=key_of(parameters),
        seed=seed,
        apart=str(click or "") if experiment.measures_time else "",
        defaults={
            "parameters": dict(parameters),
            "estimated_seconds": experiment.seconds(parameters),
            "queued_at": now,
        },
    )
    if is_new:
        return result
    with transaction.atomic():
        # Held until whoever asked has written down that they did: it can't be cancelled in between.
        result = Result.objects.select_for_update().get(pk=result.pk)
        if result.state in (State.FAILED, State.CANCELLED):
            Result.objects.filter(pk=result.pk).update(state=State.QUEUED, queued_at=now, **AGAIN)
            result.refresh_from_db()
    return result


def claim(*, result_id: int, token: UUID, now: datetime) -> Result | None:
    """Makes a queued Result this worker's. None: somebody else was first, or all who want it have a run going."""
    with transaction.atomic():
        wanted_by = queries.who_waits_for(result_id)
        # Held, so that two workers that claim two of a learner's Results count one after the other.
        held = set(
            User.objects.select_for_update().filter(pk__in=wanted_by).order_by("pk").values_list("pk", flat=True)
        )
        if held and held <= queries.busy_among(held):
            return None
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


def beat(*, result_id: int, token: UUID, news: News | None, now: datetime) -> bool:
    """Says that the worker lives, and shows what it has. False: the Result is no longer its own."""
    changes: dict[str, Any] = {"heartbeat_at": now}
    if news is not None:
        changes["progress"] = min(1, max(0, news.progress))  # in this order, NaN is 0
        changes["partial"] = {kind: [as_json(one) for one in getattr(news, kind)] for kind in DRAWN}
    return _own(result_id, token).update(**changes) == 1


def finish(*, result_id: int, token: UUID, outcome: Outcome, now: datetime) -> bool:
    changes = {"state": State.DONE, "finished_at": now, "progress": 1, "outcome": as_json(outcome)}
    return _own(result_id, token).update(machine=machine.in_words(), **changes, **RELEASED) == 1


def fail(*, result_id: int, token: UUID, error: str, now: datetime) -> bool:
    changes = {"state": State.FAILED, "finished_at": now, "error": error}
    return _own(result_id, token).update(**changes, **RELEASED) == 1


def give_back(*, result_id: int, token: UUID, now: datetime) -> None:
    """Its computation was killed: back to the queue, or failed after the third try."""
    _give_back(_own(result_id, token), now)


def cancel(*, result_id: int, now: datetime) -> bool:
    """Calls it off. A worker that computes it hears of that at its next heartbeat."""
    pending = Result.objects.filter(pk=result_id, state__in=queries.PENDING)
    return pending.update(state=State.CANCELLED, finished_at=now, **RELEASED) == 1


def free_stale(*, now: datetime) -> None:
    """Takes Results from workers that are gone: back to the queue, or failed after the third try."""
    _give_back(queries.stale(now), now)


def _give_back(held: QuerySet[Result], now: datetime) -> None:
    held.filter(tries__lt=MOST_TRIES).update(state=State.QUEUED, progress=0, **RELEASED)
    held.filter(tries__gte=MOST_TRIES).update(state=State.FAILED, finished_at=now, error=LOST, **RELEASED)


def _own(result_id: int, token: UUID) -> QuerySet[Result]:
    return Result.objects.filter(pk=result_id, state=State.RUNNING, token=token)


def compute(*, result_id: int, token: UUID, clock: Callable[[], datetime]) -> bool:
    """Claims the Result, runs its experiment and writes down what came out. False: it was not to be had."""
    result = claim(result_id=result_id, token=token, now=clock())
    if result is None:
        return False
    own: dict[str, Any] = {"result_id": result_id, "token": token}

    def failed(error: str) -> None:
        _insistently(lambda: fail(**own, error=error, now=clock()))

    experiment = EXPERIMENTS.get(result.experiment)
    if experiment is None or experiment.version != result.version:
        failed(CHANGED)
        return True
    try:
        outcome = confined(
            lambda report: experiment.run(result.parameters, result.seed, report),
            listen=lambda news: _beat_if_possible(own, news, clock()),
            limits=limits.A_RUN,
        )
        _insistently(lambda: finish(**own, outcome=outcome, now=clock()))
    except Stopped:
        logger.info("Result %s was called off, or went to another worker.", result_id)
    except Killed:
        logger.warning("Result %s: its process was killed.", result_id)
        _insistently(lambda: give_back(**own, now=clock()))
    except OutOfTime:
        failed(TOO_LONG)
    except OutOfMemory:
        failed(TOO_LARGE)
    except Broken as problem:
        logger.error("Result %s failed.\n%s", result_id, problem)
        failed(BROKEN)
    except (ValueError, TypeError):
        logger.exception("Result %s told what JSON does not have.", result_id)
        failed(BROKEN)
    return True


def _beat_if_possible(own: dict[str, Any], news: News | None, now: datetime) -> bool:
    """A database that is briefly away is no reason to throw away what is being computed."""
    try:
        return beat(**own, news=news, now=now)
    except (OperationalError, InterfaceError):
        connection.close()
        return True


def _insistently(write: Callable[[], object]) -> None:
    """Tries again for as long as nobody else can have taken the Result over; after that it is computed anew."""
    end = time.monotonic() + limits.STALE_AFTER.total_seconds()
    while True:
        try:
            write()
            return
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
