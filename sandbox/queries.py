"""Everything the lab reads from the database."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from sandbox.experiments.contract import Experiment, Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, key_of

RING_AGAIN_AFTER = timedelta(seconds=10)
STALE_AFTER = timedelta(seconds=20)


def readable() -> QuerySet[Result]:
    """All Results but those of experiments that are no more."""
    return Result.objects.filter(experiment__in=EXPERIMENTS)


def same_request(experiment: Experiment, parameters: Mapping[str, Value], seed: int) -> QuerySet[Result]:
    """The one Result of this request, if there is one."""
    return Result.objects.filter(
        experiment=experiment.key, version=experiment.version, parameters_key=key_of(parameters), seed=seed
    )


def unanswered(now: datetime) -> QuerySet[Result]:
    """Queued long enough ago that the ring may have been lost; the oldest first."""
    return Result.objects.filter(state=Result.State.QUEUED, queued_at__lte=now - RING_AGAIN_AFTER).order_by("queued_at")


def stale(now: datetime) -> QuerySet[Result]:
    """Running, but without a heartbeat for so long that its worker must be gone."""
    return Result.objects.filter(state=Result.State.RUNNING, heartbeat_at__lt=now - STALE_AFTER)


def place_in_queue(result: Result) -> int:
    """1 for the one that is next."""
    return Result.objects.filter(state=Result.State.QUEUED, queued_at__lt=result.queued_at).count() + 1
