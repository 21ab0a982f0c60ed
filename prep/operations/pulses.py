"""Signs of life: the schedule beats every queue, the doctor knocks at one, and a worker answers."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from prep.operations.models import Knock, Pulse

SILENT_AFTER = timedelta(seconds=100)  # three beats of the schedule, and a bit
KNOCKS_ARE_KEPT_FOR = timedelta(days=1)


def beat(*, queue: str, now: datetime) -> None:
    Pulse.objects.update_or_create(queue=queue, defaults={"beat_at": now})


def last_beats() -> dict[str, datetime]:
    return dict(Pulse.objects.values_list("queue", "beat_at"))


def silent_queues(now: datetime) -> list[str]:
    beats = last_beats()
    return [queue for queue in settings.QUEUES if queue not in beats or now - beats[queue] > SILENT_AFTER]


def knock(*, queue: str, now: datetime) -> Knock:
    return Knock.objects.create(queue=queue, knocked_at=now)


def answer(*, knock_id: int, answered_by: str, now: datetime) -> None:
    Knock.objects.filter(pk=knock_id, answered_at=None).update(answered_at=now, answered_by=answered_by)


def sweep(*, now: datetime) -> None:
    with transaction.atomic():
        Knock.objects.filter(knocked_at__lt=now - KNOCKS_ARE_KEPT_FOR).delete()
