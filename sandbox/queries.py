"""Everything the lab reads from the database."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from prep.accounts.models import User
from sandbox import limits
from sandbox.experiments.contract import Experiment, Preset
from sandbox.experiments.parameters import Value
from sandbox.experiments.registry import EXPERIMENTS, akin
from sandbox.models import Result, Run, key_of

PENDING = (Result.State.QUEUED, Result.State.RUNNING)
MOST_TO_CHOOSE_FROM = 30


def readable() -> QuerySet[Result]:
    """All Results but those of experiments that are no more."""
    return Result.objects.filter(experiment__in=EXPERIMENTS)


def same_request(
    experiment: Experiment, parameters: Mapping[str, Value], seed: int, learner: User | None
) -> Result | None:
    """The one Result of this request, if there is one; of an experiment that measures time, the learner's newest."""
    found = Result.objects.filter(
        experiment=experiment.key, version=experiment.version, parameters_key=key_of(parameters), seed=seed
    )
    if experiment.measures_time:
        own = Run.objects.filter(learner=learner).values("result") if learner else no_runs().values("result")
        found = found.filter(pk__in=own).order_by("-queued_at", "-pk")
    return found.first()


def unanswered(now: datetime) -> QuerySet[Result]:
    """Queued long enough ago that the ring may have been lost; the oldest first."""
    return Result.objects.filter(state=Result.State.QUEUED, queued_at__lte=now - limits.RING_AGAIN_AFTER).order_by(
        "queued_at"
    )


def stale(now: datetime) -> QuerySet[Result]:
    """Running, but without a heartbeat for so long that its worker must be gone."""
    return Result.objects.filter(state=Result.State.RUNNING, heartbeat_at__lt=now - limits.STALE_AFTER)


def place_in_queue(result: Result) -> int:
    """1 for the one that is next in its lane."""
    ahead = Result.objects.filter(state=Result.State.QUEUED, queued_at__lt=result.queued_at)
    lane = {"estimated_seconds__lte" if is_light(result) else "estimated_seconds__gt": limits.LIGHT_SECONDS}
    return ahead.filter(**lane).count() + 1


def is_light(result: Result) -> bool:
    return result.estimated_seconds <= limits.LIGHT_SECONDS


def who_waits_for(result_id: int) -> QuerySet[Run]:
    """The ids of the learners whose Runs of it aren't cancelled."""
    return Run.objects.filter(result=result_id, cancelled_at=None).values("learner")


def busy_among(learners: Collection[int]) -> set[int]:
    """Those who have as many Runs going as anybody may."""
    going = Run.objects.filter(learner__in=learners, cancelled_at=None, result__state=Result.State.RUNNING)
    counted = going.values("learner").annotate(going=Count("result", distinct=True))
    return set(counted.filter(going__gte=limits.RUNNING_AT_ONCE).values_list("learner", flat=True))


def pending_of(learner: User) -> QuerySet[Result]:
    """What this learner waits for."""
    wanted = Run.objects.filter(learner=learner, cancelled_at=None).values("result")
    return Result.objects.filter(pk__in=wanted, state__in=PENDING)


def next_after(result_id: int) -> list[Result]:
    """What may run now that this one doesn't: the oldest that each of those who wanted it has in the queue."""
    learners = Run.objects.filter(result=result_id).values("learner")
    queued = Run.objects.filter(learner__in=learners, cancelled_at=None, result__state=Result.State.QUEUED)
    oldest = {run.learner_id: run.result for run in queued.select_related("result").order_by("-result__queued_at")}
    return list({result.pk: result for result in oldest.values()}.values())


def runs_of(learner: User) -> QuerySet[Run]:
    """A learner's own Runs with their Results, the newest first; not those of experiments that are no more."""
    return (
        Run.objects.filter(learner=learner, result__experiment__in=EXPERIMENTS)
        .select_related("result")
        .defer("result__partial")
        .order_by("-asked_at", "-pk")
    )


def how_often_run(learner: User) -> dict[str, int]:
    """By the key of each experiment that this learner has run."""
    counted = Run.objects.filter(learner=learner, result__experiment__in=EXPERIMENTS).values_list("result__experiment")
    return dict(counted.annotate(Count("pk")).order_by())


def comparable_runs(learner: User, result: Result) -> list[Run]:
    """A learner's own other runs that can be laid over this one: the newest of each Result, the newest first."""
    comparable = Q(result__experiment=result.experiment, result__version=result.version)
    for other in akin(EXPERIMENTS[result.experiment]):
        comparable |= Q(result__experiment=other.key, result__version=other.version)
    done = runs_of(learner).filter(comparable, result__state=Result.State.DONE)
    runs = done.exclude(result=result)[:MOST_TO_CHOOSE_FROM]
    return list({run.result_id: run for run in reversed(runs)}.values())[::-1]


def no_runs() -> QuerySet[Run]:
    """Those of somebody who has done nothing yet."""
    return Run.objects.none()


def latest_run(learner: User, result: Result) -> Run | None:
    """What this learner last said when they asked for this Result."""
    run = Run.objects.filter(learner=learner, result=result).order_by("-asked_at", "-pk").first()
    if run is not None:
        run.result = result
    return run


def preset_not_run(learner: User | None, result: Result) -> Preset | None:
    """The first preset of its experiment that is not this one and that this learner has not run, on whatever seed."""
    experiment = EXPERIMENTS[result.experiment]
    own = Run.objects.filter(learner=learner, result__experiment=experiment.key) if learner else no_runs()
    run = {result.parameters_key, *own.values_list("result__parameters_key", flat=True)}
    return next((one for one in experiment.presets if key_of(experiment.defaults | one.parameters) not in run), None)


def first_preset_not_run(learner: User) -> tuple[Experiment, Preset] | None:
    """What to try next, on whatever seed: the lab's presets in their order, less those this learner has run."""
    run = set(Run.objects.filter(learner=learner).values_list("result__experiment", "result__parameters_key"))
    for experiment in EXPERIMENTS.values():
        for preset in experiment.presets:
            if (experiment.key, key_of(experiment.defaults | preset.parameters)) not in run:
                return experiment, preset
    return None
