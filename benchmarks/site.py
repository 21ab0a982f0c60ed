"""The site in a folder of its own, with a generated library: for this process, and for those it starts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

TOKEN = "k" * 32  # against forgery: the cookie and the form say the same


@contextmanager
def standing(**services: str) -> Iterator[Path]:
    """Django is set up for it, the database migrated, the static files collected; embedded, unless said."""
    with TemporaryDirectory(prefix="benchmarks-") as folder:
        for service in ("DATABASE_URL", "REDIS_URL", "SITE_URL", "DEBUG"):
            os.environ.pop(service, None)
        os.environ.update(
            ENV_FILE=os.devnull, VAR_DIR=folder, DJANGO_SETTINGS_MODULE="prep.settings", LOG_LEVEL="ERROR", **services
        )
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Path(folder)


@contextmanager
def chosen_database() -> Iterator[dict[str, str]]:
    """What the site is told of it: one of its own, on the server that BENCH_POSTGRES_URL names, or nothing (SQLite)."""
    server = os.environ.get("BENCH_POSTGRES_URL")
    if server is None:
        yield {}
        return
    import psycopg

    name = f"benchmarks_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            yield {"DATABASE_URL": url, "SECRET_KEY": "only-for-a-benchmark-" * 3}
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def load(root: Path) -> None:
    from django.utils import timezone

    from prep import library

    compiled = library.compiled(root)
    if compiled.problems:
        raise SystemExit(f"The generated library has problems, first: {compiled.problems[0]}")
    library.load(compiled, now=timezone.now())


def member_s_cookie() -> str:
    """Of a member who has read some of the first page."""
    from allauth.account.models import EmailAddress
    from django.utils import timezone

    from content import reading, shelf
    from prep.accounts.models import User

    now = timezone.now()
    ada = User.objects.create(email="ada@example.org", joined_at=now, last_seen_at=now, time_zone="Europe/Vienna")
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    page = shelf.topic("topic-1", shelf.edition())
    read = {section.key: now for section in page.sections[:5]}
    reading.progress(learner=ada, page=page, sections=read, place=page.sections[4].key, now=now)
    return cookie_of(ada)


def cookie_of(learner) -> str:
    """Of a new session of theirs."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from prep.accounts.door.sessions import SessionStore
    from prep.accounts.guests import BACKEND

    session = SessionStore()
    session.update(
        {SESSION_KEY: str(learner.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: learner.get_session_auth_hash()}
    )
    session.create()
    return f"sessionid={session.session_key}; csrftoken={TOKEN}"
