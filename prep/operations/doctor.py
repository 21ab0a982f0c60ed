"""What is right with a running site, what isn't, and how to mend it: one examination a function."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from prep import library
from prep.accounts import letters
from prep.celery import app
from prep.operations import checks, health, pulses, statics, tasks

SKEW_ALLOWED = timedelta(seconds=2)
LOCAL = {"localhost", "127.0.0.1", "::1"}
START_IT = "Start the site: make run (or each process by itself, see docs/deploy.md)."


@dataclass(frozen=True)
class Finding:
    name: str
    state: Literal["ok", "warning", "wrong"]
    found: str
    mend: str = ""


def examine(*, wait_seconds: float) -> Iterator[Finding]:
    """One finding after another. Without a database there is little else to ask."""
    database = _guarded("database", _database, "Is the server up, and DATABASE_URL right?")
    yield database
    if database.state == "wrong":
        yield _guarded("broker", _broker, BROKER_MEND)
        return
    migrations = _guarded("migrations", _migrations, "Run: python manage.py migrate")
    yield migrations
    yield (broker := _guarded("broker", _broker, BROKER_MEND))
    yield _guarded("cache", _cache, "Is the server up, and REDIS_URL right?")
    if migrations.state == "ok":
        for queue in settings.QUEUES:
            if broker.state == "wrong":
                yield Finding(f"worker {queue}", "wrong", "can't be asked without a broker", "Mend the broker first.")
            else:
                yield _guarded(f"worker {queue}", lambda queue=queue: _worker(queue, wait_seconds), START_IT)
        yield _guarded("schedule", _schedule, START_IT)
        yield _guarded("content", _content, "Run: python manage.py library load")
        yield _guarded("clock", _clock, "Set the machine's clock (timedatectl set-ntp true).")
    yield _guarded("static files", _static_files, "Run: python manage.py collectstatic --noinput")
    yield _guarded("mail", _mail, "Is the server up, and SMTP_URL right?")
    yield _guarded("disk", _disk, f"Make room, and make {settings.VAR_DIR} writable for the site's user.")


BROKER_MEND = "Is the server up, and REDIS_URL right? Without one, can the site write in VAR_DIR?"


def _guarded(name: str, examination: Callable[[], Finding], mend: str) -> Finding:
    """A thing that can't even be examined is wrong, and says why in its own words."""
    try:
        finding = examination()
    except Exception as problem:
        first_line = (str(problem).strip() or type(problem).__name__).splitlines()[0]
        return Finding(name, "wrong", first_line, mend)
    return finding


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "sqlite":
            name = connection.settings_dict["NAME"]
            problems = checks.sqlite_keeps_answers(databases=[connection.alias])
            if problems:
                return Finding("database", "wrong", problems[0].msg, problems[0].hint)
            return Finding("database", "ok", f"SQLite at {name}: WAL, FULL, IMMEDIATE, foreign keys on")
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
        return Finding("database", "ok", f"PostgreSQL {version}, database {connection.settings_dict['NAME']}")


def _migrations() -> Finding:
    missing = health.unapplied_migrations()
    if missing:
        return Finding(
            "migrations", "wrong", f"{len(missing)} to apply, first {missing[0]}", "Run: python manage.py migrate"
        )
    return Finding("migrations", "ok", "all applied")


def _broker() -> Finding:
    if not settings.REDIS_URL:
        for folder in (settings.MESSAGES, settings.MESSAGES.with_name("control")):
            folder.mkdir(parents=True, exist_ok=True)
            _write_and_remove(folder / ".doctor")
        waiting = sum(1 for _ in settings.MESSAGES.glob("*.msg"))
        return Finding("broker", "ok", f"files in {settings.MESSAGES}, {waiting} waiting")
    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
        redis = broker.default_channel.client
        append_only = redis.info("persistence").get("aof_enabled")
        waiting = sum(redis.llen(queue) for queue in settings.QUEUES)
    if not append_only:
        return Finding(
            "broker",
            "warning",
            f"Redis, {waiting} waiting; it keeps nothing on disk (AOF is off)",
            "Start Redis with --appendonly yes: what waits in it then survives a crash "
            "(the schedule rings again for what is lost, later).",
        )
    return Finding("broker", "ok", f"Redis with AOF, {waiting} waiting")


def _cache() -> Finding:
    asked = timezone.now().isoformat()
    cache.set("doctor", asked, timeout=60)
    if cache.get("doctor") != asked:
        return Finding("cache", "wrong", "what was written doesn't come back", "Is REDIS_URL right?")
    return Finding("cache", "ok", "Redis" if settings.REDIS_URL else f"files in {settings.VAR_DIR / 'cache'}")


def _worker(queue: str, wait_seconds: float) -> Finding:
    """A real round trip: a row, a message, a worker, the row again."""
    name = f"worker {queue}"
    knock = pulses.knock(queue=queue, now=timezone.now())
    began = time.monotonic()
    tasks.answer.apply_async([knock.pk], queue=queue, expires=60)
    while time.monotonic() - began < wait_seconds:
        knock.refresh_from_db()
        if knock.answered_at:
            milliseconds = round((knock.answered_at - knock.knocked_at) / timedelta(milliseconds=1))
            late = timezone.now() + SKEW_ALLOWED
            if not knock.knocked_at - SKEW_ALLOWED <= knock.answered_at <= late:
                return Finding(
                    name,
                    "warning",
                    f"{knock.answered_by}'s clock differs from ours by {milliseconds} ms",
                    "Set both machines' clocks from the same time server.",
                )
            return Finding(name, "ok", f"{knock.answered_by} answered in {max(milliseconds, 0)} ms")
        time.sleep(0.05)
    return Finding(name, "wrong", f"no answer within {wait_seconds:g} s: none is running, or all are busy", START_IT)


def _schedule() -> Finding:
    now = timezone.now()
    beats = pulses.last_beats()
    silent = pulses.silent_queues(now)
    if silent:
        last = min((beats[queue] for queue in silent if queue in beats), default=None)
        since = f"its last sign of life was {_ago(now - last)} ago" if last else "it has never run here"
        return Finding("schedule", "wrong", f"{since} (queue {', '.join(silent)})", START_IT)
    return Finding("schedule", "ok", f"last sign of life {_ago(now - min(beats.values()))} ago")


def _content() -> Finding:
    state = library.state()
    if state.current:
        return Finding("content", "ok", state.found)
    mend = f"Run: python manage.py library {'check' if state.problems else 'load'}"
    return Finding("content", "warning" if state.topics else "wrong", state.found, mend)


def _clock() -> Finding:
    now = timezone.now()
    newest = MigrationRecorder(connection).migration_qs.order_by("-applied").values_list("applied", flat=True).first()
    if newest and newest > now + SKEW_ALLOWED:
        return Finding(
            "clock",
            "wrong",
            f"it is {now:%Y-%m-%d %H:%M} here, before the last migration was applied",
            "Set the machine's clock (timedatectl set-ntp true).",
        )
    skew = _database_time() - timezone.now()
    if abs(skew) > SKEW_ALLOWED:
        return Finding(
            "clock",
            "warning",
            f"the database server's clock differs by {skew.total_seconds():.1f} s",
            "Set both machines' clocks from the same time server.",
        )
    return Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M:%S} UTC, as the database has it")


def _database_time() -> datetime:
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _static_files() -> Finding:
    if settings.DEBUG:
        return Finding("static files", "ok", "served from the source (DEBUG)")
    if not statics.collected():
        return Finding("static files", "wrong", "not collected", "Run: python manage.py collectstatic --noinput")
    if stale := statics.stale():
        return Finding(
            "static files",
            "warning",
            f"{len(stale)} differ from the source, first {stale[0]}",
            "Run: python manage.py collectstatic --noinput, then restart the web server.",
        )
    return Finding("static files", "ok", f"collected in {settings.STATIC_ROOT}")


def _mail() -> Finding:
    if settings.SMTP_URL:
        with get_connection():
            found = f"{settings.EMAIL_HOST} takes mail on port {settings.EMAIL_PORT}"
        if unsent := letters.unsent().count():
            mend = "The worker's log says why each was refused. They are tried again, and kept three days."
            return Finding("mail", "warning", f"{found}, but {unsent} could not be sent yet", mend)
        return Finding("mail", "ok", found)
    found = f"shown in the log and kept in {settings.EMAIL_FILE_PATH} (SMTP_URL is empty)"
    if urlsplit(settings.SITE_URL).hostname in LOCAL:
        return Finding("mail", "ok", found)
    return Finding("mail", "warning", found, "Set SMTP_URL and MAIL_FROM: nobody can reset a password without mail.")


def _disk() -> Finding:
    folder = Path(settings.VAR_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    _write_and_remove(folder / ".doctor")
    usage = shutil.disk_usage(folder)
    found = f"{usage.free / 1e9:.1f} GB free at {folder}"
    if usage.free < 100e6:
        return Finding("disk", "wrong", found, "Make room now: soon no answer can be kept.")
    if usage.free < 1e9 or usage.free < usage.total * 0.03:
        return Finding("disk", "warning", found, "Make room.")
    return Finding("disk", "ok", found)


def _write_and_remove(path: Path) -> None:
    path.write_text("")
    path.unlink()


def _ago(span: timedelta) -> str:
    seconds = round(span.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
