"""Everything the lab reads from the database."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from prep.accounts.models import User
from sandbox.experiments.contract import Experiment, Preset
from sandbox.experiments.parameters import Value
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run, key_of

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


def runs_of(learner: User) -> QuerySet[Run]:
    """A learner's own Runs with their Results, the newest first; not those of experiments that are no more."""
    return (
        Run.objects.filter(learner=learner, result__experiment__in=EXPERIMENTS)
        .select_related("result")
        .defer("result__partial")
        .order_by("-asked_at", "-pk")
    )


def no_runs() -> QuerySet[Run]:
    """Those of somebody who has done nothing yet."""
    return Run.objects.none()


def latest_run(learner: User, result: Result) -> Run | None:
    """What this learner last said when they asked for this Result."""
    run = Run.objects.filter(learner=learner, result=result).order_by("-asked_at", "-pk").first()
    if run is not None:
        run.result = result
    return run


def first_preset_not_run(learner: User) -> tuple[Experiment, Preset] | None:
    """What to try next, on whatever seed: the lab's presets in their order, less those this learner has run."""
    run = set(Run.objects.filter(learner=learner).values_list("result__experiment", "result__parameters_key"))
    for experiment in EXPERIMENTS.values():
        for preset in experiment.presets:
            if (experiment.key, key_of(experiment.defaults | preset.parameters)) not in run:
                return experiment, preset
    return None
