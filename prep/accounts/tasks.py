"""Doorways for the schedule, and for the mail."""

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from prep.accounts import deletion, letters, lockout


def post(message: EmailMessage) -> None:
    """Writes the mail down and rings for it, once what it is about is committed. Without a broker it goes later."""
    for letter in letters.post(message, now=timezone.now()):
        transaction.on_commit(lambda letter_id=letter.pk: deliver.delay(letter_id), robust=True)


@shared_task
def deliver(letter_id: int) -> None:
    letters.deliver(letter_id=letter_id, now=timezone.now())


@shared_task
def deliver_waiting() -> None:
    letters.deliver_waiting(now=timezone.now())


@shared_task
def sweep() -> None:
    now = timezone.now()
    deletion.delete_due(now=now)
    deletion.sweep_guests(now=now)
    lockout.forget(before=now - settings.AXES_COOLOFF_TIME)
    letters.forget(now=now)
    call_command("clearsessions")
