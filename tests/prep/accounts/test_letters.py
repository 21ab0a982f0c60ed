"""Mail waits for a server that is away, goes once, and is kept no longer than it is worth."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends import locmem
from django.db import connection

from prep.accounts import letters, tasks
from prep.accounts.models import Letter

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def letter(db) -> Letter:
    return letters.post(EmailMessage("A link", "https://prep.example.org/x", to=["ada@example.org"]), now=NOW)[0]


class RefusesSome(locmem.EmailBackend):
    """A mail server with opinions: each recipient with the one it has of them."""

    opinions = {
        "nobody@example.org": smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"No such user here")}),
        "wordy@example.org": smtplib.SMTPDataError(552, b"Too much mail data"),
        "ada@bücher.example": smtplib.SMTPNotSupportedError("SMTPUTF8 not supported by server"),
        "away@example.org": smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
    }

    def send_messages(self, messages) -> int:
        for message in messages:
            if message.to[0] in self.opinions:
                raise self.opinions[message.to[0]]
        return super().send_messages(messages)


def posted_to(*recipients: str) -> None:
    for minute, recipient in enumerate(recipients):
        at = NOW - timedelta(hours=1) + timedelta(minutes=minute)
        letters.post(EmailMessage("A link", "https://prep.example.org/x", to=[recipient]), now=at)


def waiting_times() -> dict[str, tuple[int, timedelta]]:
    """Of what was not sent yet: how often it was tried, and how long it waits now."""
    return {letter.recipient: (letter.tries, letter.next_try_at - NOW) for letter in Letter.objects.all()}


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
def test_without_a_server_it_waits_longer_each_time_and_is_never_given_up(letter):
    tried, now = [], NOW
    while now < NOW + letters.KEPT_FOR:
        letters.deliver_waiting(now=now - timedelta(seconds=1))
        assert Letter.objects.get().tries == len(tried), "it is not yet time"
        letters.deliver_waiting(now=now)
        tried.append(now - NOW)
        now = Letter.objects.get().next_try_at

    assert tried == [timedelta(minutes=minutes) for minutes in (0, 1, 6, 36, 156, 876, 1596, 2316, 3036, 3756)]
    assert letters.unsent().count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("no_server")
def test_a_server_that_doesn_t_answer_is_asked_once_and_the_others_wait_a_minute():
    posted_to("ada@example.org", "alan@example.org", "grace@example.org")
    letters.post(EmailMessage("A link", "x", to=["later@example.org"]), now=NOW + timedelta(minutes=5))
    minute, minutes = timedelta(minutes=1), timedelta(minutes=5)

    assert letters.deliver_waiting(now=NOW) == 0
    assert waiting_times() == {
        "ada@example.org": (1, minute),
        "alan@example.org": (0, minute),
        "grace@example.org": (0, minute),
        "later@example.org": (0, minutes),
    }
    assert letters.unsent().count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "refused",
    [
        "nobody@example.org",
        "wordy@example.org",
        "ada@bücher.example",
        f"ada@{'ü' * 60}.example",
        "ada@exam ple\n.org",
        "ada@example.org\nBcc: alan@example.org",
    ],
    ids=["unknown there", "too long", "no such letters", "no such host", "in two lines", "a header"],
)
def test_one_that_can_t_be_sent_holds_up_no_other(settings, refused):
    settings.EMAIL_BACKEND = f"{__name__}.RefusesSome"
    posted_to(refused, "alan@example.org")

    assert letters.deliver_waiting(now=NOW) == 1
    assert [arrived.to for arrived in mail.outbox] == [["alan@example.org"]]
    assert waiting_times() == {refused: (1, timedelta(minutes=1))}


@pytest.mark.django_db
def test_a_server_that_hangs_up_is_let_alone_for_a_minute(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusesSome"
    posted_to("away@example.org", "alan@example.org")

    assert letters.deliver_waiting(now=NOW) == 0
    assert letters.deliver_waiting(now=NOW + timedelta(minutes=1)) == 0
    assert letters.deliver_waiting(now=NOW + timedelta(minutes=2)) == 1
    assert [arrived.to for arrived in mail.outbox] == [["alan@example.org"]]


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


@pytest.mark.usefixtures("no_server")
def test_one_that_is_written_while_the_server_is_away_waits_with_the_others(letter):
    letters.deliver(letter_id=letter.pk, now=NOW)
    soon = NOW + timedelta(seconds=20)
    later = letters.post(EmailMessage("Another", "x", to=["alan@example.org"]), now=soon)[0]
    letters.deliver(letter_id=later.pk, now=soon)

    later.refresh_from_db()
    assert (later.tries, later.next_try_at) == (0, NOW + timedelta(minutes=1))
