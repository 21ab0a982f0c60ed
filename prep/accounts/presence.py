"""When a learner was last here, to within a day, and in which time zone: enough to know which guests are stale."""

from datetime import datetime

from prep.accounts.models import SEEN_AGAIN_AFTER, User, time_zones


def due(learner: User, now: datetime) -> bool:
    """Whether a visit is worth writing down."""
    return learner.last_seen_at < now - SEEN_AGAIN_AFTER or not learner.time_zone


def seen(*, learner: User, now: datetime) -> None:
    """Writes the visit down, at most once a day."""
    if learner.last_seen_at < now - SEEN_AGAIN_AFTER:
        User.objects.filter(pk=learner.pk, last_seen_at__lt=now).update(last_seen_at=now)
        learner.last_seen_at = now


def notice_time_zone(*, learner: User, time_zone: str) -> None:
    """What the browser says, until the learner chooses for themselves. One that we don't know is as good as UTC."""
    if time_zone:
        zone = time_zone if time_zone in time_zones() else "UTC"
        User.objects.filter(pk=learner.pk, time_zone="").update(time_zone=zone)
