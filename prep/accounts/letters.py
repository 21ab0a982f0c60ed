"""Mail. It is written down with what it is about and sent by a worker, so that a mail server which is away or slow
holds up nobody, and the mail is sent when it is back."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db.models import F, QuerySet

from prep.accounts.models import Letter

logger = logging.getLogger(__name__)

# After each failure, the last of them again and again, until the letter is too old to be worth anything.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720)]
KEPT_FOR = timedelta(days=3)
SERVER_IS_AWAY = "mail-server-is-away-until"
# Said of one letter alone. ValueError: its address is none that mail can go to.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError, ValueError)


def post(message: EmailMessage, *, now: datetime) -> list[Letter]:
    """One letter a recipient, to be sent at once. Whoever calls this rings for them."""
    return [
        Letter.objects.create(
            recipient=recipient, subject=message.subject[:200], body=message.body, written_at=now, next_try_at=now
        )
        for recipient in message.to
    ]


def waiting(now: datetime) -> QuerySet[Letter]:
    """Those whose time has come, the oldest first."""
    return Letter.objects.filter(next_try_at__lte=now).order_by("written_at")


def unsent() -> QuerySet[Letter]:
    """Those that had to wait: they failed, or another did because the server didn't answer."""
    return Letter.objects.filter(next_try_at__gt=F("written_at"))


def deliver(*, letter_id: int, now: datetime) -> bool:
    """Sends it, if nobody else is doing so. After a failure it waits longer each time.

    A server that doesn't answer takes a worker's seconds each time it is asked: then all the others wait a minute too,
    and those that are written meanwhile. One that refuses a letter has answered.
    """
    letter = waiting(now).filter(pk=letter_id).first()
    if letter is None:
        return False
    away_until = cache.get(SERVER_IS_AWAY)
    if away_until and now < away_until:
        waiting(now).filter(pk=letter_id).update(next_try_at=away_until)
        return False
    later = now + WAITS[min(letter.tries, len(WAITS) - 1)]
    claimed = waiting(now).filter(pk=letter_id, tries=letter.tries).update(tries=letter.tries + 1, next_try_at=later)
    if not claimed:
        return False
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.recipient]).send()
    except (OSError, *REFUSALS) as problem:
        logger.warning(
            "The mail “%s” could not be sent: %s. Tried %s times.", letter.subject, problem, letter.tries + 1
        )
        if not isinstance(problem, REFUSALS):
            cache.set(SERVER_IS_AWAY, now + WAITS[0], timeout=WAITS[0].total_seconds())
            waiting(now).update(next_try_at=now + WAITS[0])
        return False
    letter.delete()
    return True


def deliver_waiting(*, now: datetime) -> int:
    """All whose time has come. Returns how many were sent."""
    return sum(deliver(letter_id=pk, now=now) for pk in list(waiting(now).values_list("pk", flat=True)))


def forget(*, now: datetime) -> None:
    """Links in mails live a day or three."""
    Letter.objects.filter(written_at__lt=now - KEPT_FOR).delete()
