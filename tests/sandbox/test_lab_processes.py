"""The lab while its processes are killed and its services go away: what was asked for ends, and is computed once.

Each run has a process of its own, forked by a worker of the lab: that is the process to look for.
"""

import contextlib
import itertools
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis
import yaml
from django.conf import settings

from tests.conftest import services_like_ours
from tests.house import ROOT, House, free_port

pytestmark = [pytest.mark.processes, pytest.mark.services, pytest.mark.timeout(300)]

LIGHT = {"experiment": "vanishing-gradients"}
SECONDS = {"experiment": "adding-problem"}  # light by its estimate, and long enough to be killed in the middle
HEAVY = {"experiment": "adding-problem", "parameters": {"iterations": 4000}}
LONG = {"experiment": "adding-problem", "parameters": {"steps": 100, "rate": 0.0005, "iterations": 4000}}
BUSY_FOR = 5  # seconds that SQLite lets a writer wait for another
seeds = itertools.count(1)


class Learner:
    def __init__(self, house: House) -> None:
        self.house, self.visitor = house, house.visitor()

    def asks(self, request: dict) -> "Asked":
        status, _, body = self.visitor.post_json("/api/runs/", {**request, "seed": next(seeds)})
        assert status == 202, body
        return Asked(self, json.loads(body))

    def reads(self, path: str) -> dict:
        status, _, body = self.visitor.get(path)
        return json.loads(body) if status == 200 else {}


class Asked:
    def __init__(self, learner: Learner, run: dict) -> None:
        self.learner, self.house = learner, learner.house
        self.path = urlsplit(run["url"]).path
        self.result_path = urlsplit(run["result"]).path

    @property
    def state(self) -> str:
        return self.learner.reads(self.path).get("state", "")

    @property
    def result(self) -> dict:
        return self.learner.reads(self.result_path)

    @property
    def tries(self) -> int:
        result_id = int(self.result_path.strip("/").split("/")[-1])
        return asked_of_rows(self.house, f"Result.objects.get(pk={result_id}).tries")

    def cancel(self) -> None:
        assert self.learner.visitor.post_json(f"{self.path}cancel/", {})[0] == 200

    def is_to_be(self, state: str, within: float = 120) -> None:
        self.house.wait_for(lambda: self.state == state, f"the run to be {state}", within=within, every=0.2)


def asked_of_rows(house: House, expression: str):
    """What the house's own process finds in the lab's rows."""
    code = f"import json; from sandbox.models import Result; print(json.dumps({expression}))"
    done = house.manage("shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def computing(house: House) -> list[psutil.Process]:
    """The processes of the runs that are going."""
    workers = [process for process in psutil.Process(house.process.pid).children() if is_of_the_lab(process)]
    return [child for worker in workers for child in worker.children()]


def is_of_the_lab(process: psutil.Process) -> bool:
    return bool({"light", "light,heavy"} & set(process.cmdline()))


def next_computation(house: House, but: tuple[psutil.Process, ...] = ()) -> psutil.Process:
    found = []
    house.wait_for(lambda: found.extend(set(computing(house)) - set(but)) or found, "a run's process", within=60)
    return found[0]


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[House]:
    with services_like_ours() as services, standing(House(tmp_path_factory.mktemp("lab") / "var", **services)) as house:
        yield house


@contextlib.contextmanager
def standing(house: House) -> Iterator[House]:
    try:
        yield house.start()
    finally:
        house.stop()


@pytest.fixture
def ada(lab) -> Learner:
    return Learner(lab)


@pytest.fixture
def alan(lab) -> Learner:
    return Learner(lab)


# --- What is killed ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def schedule_asleep(house: House) -> Iterator[None]:
    """Whatever happens meanwhile, the worker did by itself."""
    schedule = house.child("beat")
    schedule.suspend()
    try:
        yield
    finally:
        schedule.resume()


def test_a_run_whose_process_is_killed_is_computed_again_at_once(lab, ada):
    with schedule_asleep(lab):
        asked = ada.asks(SECONDS)
        next_computation(lab).kill()
        asked.is_to_be("done")

    assert asked.tries == 2


def test_a_run_whose_process_is_killed_at_every_try_fails_in_words(lab, ada):
    with schedule_asleep(lab):
        asked, killed = ada.asks(SECONDS), ()
        for _ in range(3):
            killed = (*killed, next_computation(lab, but=killed))
            killed[-1].kill()
        asked.is_to_be("failed")

    assert asked.result["error"].startswith("The computation was cut off three times before it finished.")
    assert (asked.tries, computing(lab)) == (3, [])


def test_a_run_whose_worker_is_killed_is_computed_by_another(lab, ada):
    asked = ada.asks(SECONDS)
    computation = next_computation(lab)
    computation.parent().kill()

    assert psutil.wait_procs([computation], timeout=10)[1] == []
    asked.is_to_be("done")
    assert asked.tries == 2


# --- What goes away ---------------------------------------------------------------------------------------------------


@pytest.fixture
def own_redis(tmp_path) -> Iterator["OwnRedis"]:
    if not shutil.which("redis-server"):
        pytest.skip("no redis-server on the PATH (Debian: apt install redis-server)")
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.kill()


class OwnRedis:
    """One that may be killed. It writes nothing down, so what it was told dies with it."""

    def __init__(self, folder) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as client:
            for _ in range(200):
                with contextlib.suppress(redis.ConnectionError):
                    client.ping()
                    return
                time.sleep(0.05)
        raise AssertionError("redis-server doesn't answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def house_and_its_broker_s_end(request) -> Iterator[tuple[House, Callable[[], None]]]:
    """A house, and what makes its broker forget all it was told: Redis is killed, and files are deleted."""
    if not settings.REDIS_URL:
        messages = request.getfixturevalue("lab").folder / "broker" / "messages"
        yield request.getfixturevalue("lab"), lambda: [message.unlink() for message in messages.glob("*.heavy.msg")]
        return
    own, folder = request.getfixturevalue("own_redis"), request.getfixturevalue("tmp_path")
    with (
        services_like_ours() as services,
        standing(House(folder / "var", **{**services, "REDIS_URL": own.url})) as house,
    ):
        yield house, own.kill


def test_what_the_broker_forgot_is_rung_for_again(request):
    with house_and_its_broker_s_end(request) as (house, end):
        begun = Learner(house).asks(HEAVY)
        begun.is_to_be("running")
        waiting = [Learner(house).asks(HEAVY), Learner(house).asks(HEAVY)]
        end()
        late = Learner(house).asks(LIGHT)
        if settings.REDIS_URL:
            request.getfixturevalue("own_redis").start()
        for asked in (begun, *waiting, late):
            asked.is_to_be("done")

        assert [asked.tries for asked in (begun, *waiting, late)] == [1, 1, 1, 1]


@pytest.mark.once
def test_a_run_whose_pool_s_child_is_killed_is_computed_again_by_the_workers_of_compose(tmp_path, own_redis):
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    begin = """
from uuid import uuid4
from django.utils import timezone
from prep.accounts import guests
from sandbox import runs, tasks
from sandbox.experiments.registry import EXPERIMENTS
now, experiment = timezone.now(), EXPERIMENTS["adding-problem"]
run = runs.start(
    learner=guests.born(browser_key=None, time_zone="", now=now), experiment=experiment, seed=1, prediction="",
    parameters={**experiment.defaults, "iterations": 4000}, client_key=uuid4(), now=now,
)
tasks.ring(run.result)
"""
    with contextlib.ExitStack() as stack:
        house = House(tmp_path / "var", REDIS_URL=own_redis.url, SECRET_KEY="only-for-this-house-" * 3)
        assert house.manage("prepare").returncode == 0
        started = {}
        for name in ("worker-heavy", "worker-quick", "beat"):
            command = [sys.executable, "-m", *services[name]["command"]]
            started[name] = stack.enter_context(running(command, house))
        pool = psutil.Process(started["worker-heavy"].pid)
        assert house.manage("shell", "--no-imports", "-c", begin).returncode == 0
        busy = []
        house.wait_for(lambda: busy.extend(c for c in pool.children() if c.children()) or busy, "a run's process", 60)
        busy[0].kill()
        row = "[(row.state, row.tries) for row in Result.objects.all()]"
        house.wait_for(lambda: asked_of_rows(house, row) == [["done", 2]], "the run to be done", within=120, every=1)


@contextlib.contextmanager
def running(command: list[str], house: House) -> Iterator[subprocess.Popen]:
    with subprocess.Popen(command, cwd=ROOT, env=house.environment, stdin=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            for each in [*psutil.Process(process.pid).children(recursive=True), process]:
                each.kill()


def test_a_database_that_is_away_while_a_run_ends_costs_nothing(lab, ada):
    asked = ada.asks(SECONDS)
    computation = next_computation(lab)
    with database_away(lab):
        lab.wait_for(lambda: computation not in computing(lab), "the computation to end", within=60)
        time.sleep(BUSY_FOR + 1)

    asked.is_to_be("done")
    assert asked.tries == 1


@contextlib.contextmanager
def database_away(house: House) -> Iterator[None]:
    """PostgreSQL throws everybody out and lets nobody in; SQLite is locked for longer than a writer waits."""
    if "DATABASE_URL" not in house.environment:
        with contextlib.closing(sqlite3.connect(house.folder / "db.sqlite3", isolation_level=None)) as locking:
            locking.execute("BEGIN EXCLUSIVE")
            yield
        return
    name = urlsplit(house.environment["DATABASE_URL"]).path.strip("/")
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


# --- Who waits for whom -----------------------------------------------------------------------------------------------


def test_cancelling_ends_the_process_and_lets_the_learner_s_next_run_begin(lab, ada):
    heavy = ada.asks(LONG)
    computation = next_computation(lab)
    light = ada.asks(LIGHT)
    assert (heavy.state, light.state) == ("running", "queued")
    heavy.cancel()

    assert psutil.wait_procs([computation], timeout=10)[1] == []
    assert heavy.result["state"] == "cancelled"
    light.is_to_be("done")
    assert heavy.state == "cancelled"


def test_heavy_runs_hold_up_no_light_run_of_another_learner(lab, ada, alan):
    heavy = [ada.asks(LONG), alan.asks(LONG)]
    heavy[0].is_to_be("running")
    light = Learner(lab).asks(LIGHT)
    light.is_to_be("done")
    assert [asked.state for asked in heavy] == ["running", "queued"]
    for asked in reversed(heavy):
        asked.cancel()


def test_many_runs_of_many_learners_are_all_computed_once(lab):
    """A thousand where it is all one machine's; on the other pairs of services a fifth of it."""
    learners, runs_each = 50, 20 if settings.EMBEDDED else 4
    code = f"from tests.sandbox import crowd; crowd.come({learners}, {runs_each})"
    done = lab.manage("shell", "--no-imports", "-c", code, within=280)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found == {
        "different": learners * runs_each * 3 // 4,
        "runs": learners * runs_each,
        "runs_each": [runs_each],
        "ends": ["done"],
        "results": found["different"],
        "tries": [1],
    }
