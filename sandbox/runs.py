"""What changes Runs: asking for a Result under one's own name, and following a guest into their account."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from prep.accounts.models import User
from sandbox import limits, queries, results
from sandbox.experiments.contract import Experiment
from sandbox.experiments.parameters import Value
from sandbox.models import Result, Run


class QueueFull(Exception):
    """The learner waits for as many Results as anybody may."""

    def __str__(self) -> str:
        return (
            "One of your runs may be going at a time and three may wait, and three are waiting. "
            "Let one finish, or cancel one."
        )


def start(
    *,
    learner: User,
    experiment: Experiment,
    parameters: Mapping[str, Value],
    seed: int,
    prediction: str,
    client_key: UUID,
    now: datetime,
) -> Run:
    """Asks for the Result and records who asked. The same click sent again is the same Run, as it was first said."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=learner.pk)  # one click after another, or two would find one free place
        waiting = set(queries.pending_of(learner).filter(state=Result.State.QUEUED).values_list("pk", flat=True))
        click = uuid5(client_key, str(learner.pk))  # keys are the pages' own; two learners' may be equal
        result = results.request(experiment=experiment, parameters=parameters, seed=seed, now=now, click=click)
        if result.state == Result.State.QUEUED and len(waiting - {result.pk}) >= limits.QUEUED_AT_ONCE:
            raise QueueFull  # which takes back what was just asked for
        asked = {"result": result, "prediction": experiment.prediction.read(prediction), "asked_at": now}
        run, _ = Run.objects.get_or_create(learner=learner, client_key=client_key, defaults=asked)
        if run.result_id != result.pk:
            another_key = _another_key(client_key, result.pk)
            run, _ = Run.objects.get_or_create(learner=learner, client_key=another_key, defaults=asked)
        if run.cancelled_at:  # it is wanted again, and so counts again and can be called off again
            run.asked_at, run.cancelled_at = now, None
            run.save(update_fields=["asked_at", "cancelled_at"])
    return run


def cancel(*, learner: User, result_id: int, now: datetime) -> bool:
    """Calls off what this learner asked for. The Result goes on for whoever else waits for it."""
    with transaction.atomic():
        result = Result.objects.select_for_update().get(pk=result_id)
        own = Run.objects.filter(learner=learner, result=result, cancelled_at=None)
        if not result.pending or not own.update(cancelled_at=now):
            return False
        if not result.runs.filter(cancelled_at=None).exists():
            results.cancel(result_id=result_id, now=now)
    return True


def merge(*, guest: User, member: User, **signal: object) -> None:
    """Makes the guest's Runs the member's. Of two for the same click, the member's stays as it is."""
    asked = dict(member.runs.values_list("client_key", "result_id"))
    for run in guest.runs.filter(client_key__in=member.runs.values("client_key")):
        another_key = _another_key(run.client_key, run.result_id)
        if asked[run.client_key] == run.result_id or another_key in asked:
            run.delete()
        else:
            guest.runs.filter(pk=run.pk).update(client_key=another_key)
    guest.runs.update(learner=member)


def _another_key(client_key: UUID, result_id: int) -> UUID:
    """“Back” brings a page and its key again: asking it for something else is another click, with a key made of it."""
    return uuid5(client_key, str(result_id))
