"""What changes how far somebody has read. Each may be sent again, later or from two places at once: nothing counts
twice, and what was read stays read. A page here is as it is today (`content.queries.reading.Page`)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest, Least

from content.models import Reading, SectionRead, Topic
from content.queries.reading import Page, today_s_keys
from prep.accounts.models import User


def progress(*, learner: User, page: Page, sections: Mapping[str, datetime], place: str, now: datetime) -> None:
    """Keeps which sections were read to their end and when, and the one the reader was at.

    `now` is when they were there. Keys that sections had before are today's; of keys that the page doesn't know, which
    may have left it since, nothing is kept.
    """
    key_of = today_s_keys(page.sections)
    read: dict[str, datetime] = {}
    for key in sections.keys() & key_of.keys():
        read[key_of[key]] = min(sections[key], read.get(key_of[key], now))
    place = key_of.get(place, "")
    if not read and not place:
        return
    with transaction.atomic():
        reading = _begun(learner, page, min([now, *read.values()]), seen_at=now, place=place)
        said = [SectionRead(reading=reading, section=key, read_at=at) for key, at in sorted(read.items())]
        SectionRead.objects.bulk_create(said, ignore_conflicts=True)
        if read:
            at = Case(*[When(section=key, then=Value(at)) for key, at in read.items()])
            reading.sections.filter(section__in=read).update(read_at=Least("read_at", at))


def mark_read(*, learner: User, page: Page, now: datetime) -> None:
    """Again changes nothing: it was read when they first said so."""
    with transaction.atomic():
        reading = _begun(learner, page, now, seen_at=now)
        Reading.objects.filter(pk=reading.pk, read_at=None).update(read_at=now)


def mark_unread(*, learner: User, page: Page) -> None:
    """Takes the mark back, and nothing else."""
    Reading.objects.filter(learner=learner, topic__key=page.key).update(read_at=None)


def merge(*, guest: User, member: User, **signal: object) -> None:
    """Makes the guest's readings the member's. Of a page that both have read, it becomes one."""
    own = {reading.topic_id: reading for reading in member.readings.all()}
    for theirs in guest.readings.filter(topic__in=own):
        _join(own[theirs.topic_id], theirs)
    guest.readings.update(learner=member)


def _begun(learner: User, page: Page, started_at: datetime, *, seen_at: datetime, place: str = "") -> Reading:
    """Their reading of the page. What arrives late moves no place that is newer."""
    reading, new = Reading.objects.get_or_create(
        learner=learner,
        topic=Topic.objects.get(key=page.key),
        defaults={"started_at": started_at, "seen_at": seen_at, "place": place},
    )
    if not new:
        latest = Case(When(seen_at__lte=seen_at, then=Value(place)), default=F("place")) if place else F("place")
        Reading.objects.filter(pk=reading.pk).update(
            started_at=Least("started_at", started_at), seen_at=Greatest("seen_at", seen_at), place=latest
        )
    return reading


def _join(own: Reading, theirs: Reading) -> None:
    """Begun when either was, at the place of the later one, read where either was; first times count."""
    earlier, later = sorted([theirs, own], key=lambda reading: reading.seen_at)
    own.place, own.seen_at = later.place or earlier.place, later.seen_at
    own.started_at = min(own.started_at, theirs.started_at)
    own.read_at = min(filter(None, [own.read_at, theirs.read_at]), default=None)
    own.save()
    known = {row.section: row for row in own.sections.all()}
    moved = []
    for row in theirs.sections.all():
        kept = known.get(row.section, row)
        kept.reading, kept.read_at = own, min(kept.read_at, row.read_at)
        moved.append(kept)
    SectionRead.objects.bulk_update(moved, ["reading", "read_at"])
    theirs.delete()
