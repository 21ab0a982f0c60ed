"""Doorways for the schedule, and for the mail."""

from datetime import datetime

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from prep.accounts import letters
from prep.accounts.door import lockout
from prep.accounts.mine import deletion
from prep.accounts.models import User


def post(message: EmailMessage) -> None:
    """Writes the mail down and rings for it, once what it is about is committed. Without a broker it goes later."""
    for letter in letters.post(message, now=timezone.now()):
        transaction.on_commit(lambda letter_id=letter.pk: deliver.delay(letter_id), robust=True)


def ask_for_deletion(*, learner: User, now: datetime, by_admin: bool = False) -> None:
    """With a mail, the first time: if it was somebody else who asked, this is how its owner hears of it."""
    asked_before = learner.deletion_asked_at
    with transaction.atomic():
        deletion.ask(learner=learner, now=now)
        if learner.is_member and not asked_before:
            keep = settings.SITE_URL + reverse("accounts:you")
            said = {"learner": learner, "by_admin": by_admin, "site_url": settings.SITE_URL, "keep": keep}
            body = render_to_string("account/email/deletion_asked_message.txt", said)
            post(EmailMessage("Your account will be deleted", body, to=[learner.email]))


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
