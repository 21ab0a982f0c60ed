"""What every test may use, and the rule about skips: with REQUIRE_SERVICES=1 a skip is a failure."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from content import shelf, vocabulary, whole_pages
from content.compiler.vocabulary import Vocabulary
from quizzes import revisions
from quizzes import shelf as bank_shelf
from sandbox.experiments.registry import EXPERIMENTS
from tests.house import House, scratch_postgres, scratch_redis

TESTS = Path(__file__).parent
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/12")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Playwright's loop runs in the thread that Django's database connection belongs to; nothing here is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# What knows no Django is the same on every service, and so is what its tests find.
PURE = ("content/compiler/", "quizzes/adaptive/", "quizzes/grading/", "sandbox/nn/", "sandbox/materials/")
EXPERIMENT_TESTS = {f"test_{key.replace('-', '_')}.py" for key in EXPERIMENTS}
SERVICES_REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if SERVICES_REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_SERVICES=1 and this was skipped: {report.longrepr[2]}"
    return report


def pytest_collection_modifyitems(config, items):
    """The matrix starts the site on every pair of services by itself: once is enough, on the embedded default."""
    if not settings.EMBEDDED:
        anew = [item for item in items if not ("once" in item.keywords or is_pure(item.path))]
        config.hook.pytest_deselected(items=[item for item in items if item not in set(anew)])
        items[:] = anew


def is_pure(path: Path) -> bool:
    inside = path.relative_to(TESTS).as_posix()
    return inside.startswith(PURE) or path.name in EXPERIMENT_TESTS


def pytest_terminal_summary(terminalreporter):
    reasons = sorted(
        {report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped")}
    )
    if reasons:
        terminalreporter.section("not tested here, and why")
        for reason in reasons:
            terminalreporter.write_line(f"- {reason}")


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()
    shelf.forget()
    whole_pages.forget()
    bank_shelf.forget()
    revisions.forget()


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A password is meant to take long to hash; here nobody guesses. The houses hash as they do in earnest."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True):  # or each client reads 1,000 files
        yield


@pytest.fixture
def lab_of_one(monkeypatch) -> Iterator[None]:
    """One experiment, for tests that count what there is: they shall not change with every new experiment."""
    key, words = "vanishing-gradients", vocabulary.current().experiments
    monkeypatch.setitem(vocabulary._handed, "vocabulary", Vocabulary({key: words[key]}))
    whole = dict(EXPERIMENTS)
    for other in whole.keys() - {key}:
        del EXPERIMENTS[other]
    yield
    EXPERIMENTS.clear()  # and in their order again, which a lab is shown in
    EXPERIMENTS.update(whole)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        pytest.skip(f"no PostgreSQL at {POSTGRES} (TEST_POSTGRES_URL names another)")
    return POSTGRES


@pytest.fixture(scope="session")
def redis_server() -> str:
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=2).ping()
    except redis.ConnectionError:
        pytest.skip(f"no Redis at {REDIS} (TEST_REDIS_URL names another)")
    return REDIS


@contextlib.contextmanager
def services_like_ours() -> Iterator[dict[str, str]]:
    """The kinds of services this run is configured for, empty and for one house alone."""
    with contextlib.ExitStack() as stack:
        chosen = {}
        if settings.DATABASE_URL.startswith("postgres"):
            chosen["DATABASE_URL"] = stack.enter_context(scratch_postgres(settings.DATABASE_URL))
        if settings.REDIS_URL:
            chosen["REDIS_URL"] = stack.enter_context(scratch_redis(settings.REDIS_URL))
        if chosen:
            chosen["SECRET_KEY"] = settings.SECRET_KEY
        yield chosen


@pytest.fixture
def house(tmp_path) -> Iterator[House]:
    """The site, running, for one test that may break it."""
    with services_like_ours() as services:
        house = House(tmp_path / "var", **services)
        try:
            yield house.start()
        finally:
            house.stop()


@pytest.fixture(scope="session")
def standing_house(tmp_path_factory) -> Iterator[House]:
    """The site, running, for all tests that only use it."""
    with services_like_ours() as services:
        house = House(tmp_path_factory.mktemp("house") / "var", **services)
        try:
            yield house.start()
        finally:
            house.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator:
    if CHROMIUM is None:
        pytest.skip("no Chromium on the PATH (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()
