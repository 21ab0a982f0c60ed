"""Mail waits for a server that is away, goes once, and is kept no longer than it is worth."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection

from prep.accounts import letters, tasks
from prep.accounts.models import Letter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def letter(db) -> Letter:
    return letters.post(EmailMessage("A link", "https://prep.example.org/x", to=["ada@example.org"]), now=NOW)[0]


@pytest.fixture
def no_server(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1


def test_it_is_sent_once_and_then_no_more(letter):
    sent = [letters.deliver(letter_id=letter.pk, now=NOW) for _ in range(2)]

    assert (sent, Letter.objects.count()) == ([True, False], 0)
    assert [(arrived.to, arrived.subject, arrived.body) for arrived in mail.outbox] == [
        (["ada@example.org"], "A link", "https://prep.example.org/x")
    ]


@pytest.mark.usefixtures("no_server")
def test_without_a_server_it_waits_longer_each_time_and_in_the_end_for_good(letter):
    tried, now = [], NOW
    while now < NOW + timedelta(days=2):
        before = Letter.objects.get().tries
        letters.deliver_waiting(now=now)
        if Letter.objects.get().tries > before:
            tried.append(now - NOW)
        now += timedelta(minutes=1)

    assert tried == [timedelta(minutes=minutes) for minutes in (0, 1, 6, 36, 156, 876)]
    assert letters.unsent().count() == 1


def test_it_goes_when_the_server_is_back(letter, settings):
    here = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend", "localhost", 1,
    )  # fmt: skip
    assert letters.deliver_waiting(now=NOW) == 0
    settings.EMAIL_BACKEND = here

    assert letters.deliver_waiting(now=NOW) == 0, "it is not yet time"
    assert letters.deliver_waiting(now=NOW + timedelta(minutes=1)) == 1
    assert len(mail.outbox) == 1


def test_what_nobody_could_use_any_more_is_forgotten(letter):
    letters.forget(now=NOW + timedelta(days=3))
    assert Letter.objects.count() == 1
    letters.forget(now=NOW + timedelta(days=3, seconds=1))
    assert Letter.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_of_four_workers_one_sends_it():
    letter = letters.post(EmailMessage("A link", "x", to=["ada@example.org"]), now=NOW)[0]

    def work(_: int) -> bool:
        try:
            return letters.deliver(letter_id=letter.pk, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(work, range(4))) == [False, False, False, True]
    assert len(mail.outbox) == 1


def test_the_worker_s_doorway_leads_there(letter):
    tasks.deliver(letter.pk)

    assert len(mail.outbox) == 1
