"""`python -m benchmarks.lab`: from a click on Run to its first plotted point, and how many light runs a second.

On the embedded default, or on the services that BENCH_POSTGRES_URL and BENCH_REDIS_URL name: there the site gets a
database and a numbered database of its own. The limits are for an idle machine.
"""

import contextlib
import json
import os
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, seconds, table, with_one_thread

EXPERIMENT = "vanishing-gradients"
WORKERS = (1, 2, 4)
LIMIT = {"embedded": 0.3, "on Redis": 0.15}  # seconds from the click to the first point, as the median
APART_MS = 2100  # so that one address, which may ask thirty times a minute, is not refused
FIRST_POINT = """() => new Promise((seen) => {
  performance.clearResourceTimings();
  const clicked = performance.now();
  const look = () => {
    if (!document.querySelector("#result [data-plot] canvas")) return requestAnimationFrame(look);
    const loaded = performance.getEntriesByType("resource");
    const [post, ...polls] = loaded.filter(({ initiatorType }) => initiatorType === "xmlhttprequest");
    seen({ total: performance.now() - clicked, post: post.responseEnd - clicked, polls: polls.length });
  };
  document.getElementById("run").click();
  requestAnimationFrame(look);
})"""
BURST = """
import json, time
from uuid import uuid4
from django.utils import timezone
from prep.accounts import guests
from sandbox import runs, tasks
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result
experiment, now = EXPERIMENTS["{experiment}"], timezone.now()
asked = [
    runs.start(
        learner=guests.born(browser_key=None, time_zone="", now=now), experiment=experiment, seed={first} + n,
        parameters=experiment.defaults, prediction="", client_key=uuid4(), now=now,
    ).result
    for n in range({count})
]
began = timezone.now()
for result in asked:
    tasks.ring(result)
own = Result.objects.filter(pk__in=[result.pk for result in asked])
while own.exclude(state="done").exists():
    time.sleep(0.05)
print(json.dumps({count} / (own.latest("finished_at").finished_at - began).total_seconds()))
"""


@dataclass(frozen=True)
class Click:
    """Seconds: until the point was seen, until the answer to the click had come; and what the row says."""

    total: float
    post: float
    polls: int
    waited: float
    computed: float


@contextlib.contextmanager
def chosen_services() -> Iterator[dict[str, str]]:
    from tests.house import scratch_postgres, scratch_redis

    with contextlib.ExitStack() as stack:
        services = {}
        if postgres := os.environ.get("BENCH_POSTGRES_URL"):
            services["DATABASE_URL"] = stack.enter_context(scratch_postgres(postgres))
        if redis := os.environ.get("BENCH_REDIS_URL"):
            services["REDIS_URL"] = stack.enter_context(scratch_redis(redis))
        yield {**services, "SECRET_KEY": "only-for-a-benchmark-" * 3} if services else {}


@contextlib.contextmanager
def house(workers: int) -> Iterator:
    from tests.house import House

    with chosen_services() as services, tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        standing = House(Path(folder) / "var", WORKER_PROCESSES=str(workers), LOG_LEVEL="WARNING", **services)
        try:
            yield standing.start()
        finally:
            standing.stop()


def clicks(url: str, count: int) -> list[Click]:
    """In a browser, each on a page of its own seed; the first warms up, and doesn't count."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        found = []
        for seed in range(1, count + 2):
            page.goto(f"{url}/lab/{EXPERIMENT}/?seed={seed}", wait_until="networkidle")
            seen = page.evaluate(FIRST_POINT)
            page.wait_for_selector("#result .provenance")
            found.append(_click(seen, page.evaluate("() => fetch('/api/runs/').then((answer) => answer.json())"), page))
            page.wait_for_timeout(APART_MS)
        browser.close()
    return found[1:]


def _click(seen: dict, runs: dict, page) -> Click:
    from datetime import datetime

    result = page.evaluate("(address) => fetch(address).then((answer) => answer.json())", runs["results"][0]["result"])
    queued, started, finished = (datetime.fromisoformat(result[f"{at}_at"]) for at in ("queued", "started", "finished"))
    return Click(
        seen["total"] / 1000,
        seen["post"] / 1000,
        seen["polls"],
        (started - queued).total_seconds(),
        (finished - started).total_seconds(),
    )


def alone(count: int) -> float:
    """Runs a second in one process that does nothing else."""
    from sandbox.experiments.registry import EXPERIMENTS

    experiment = EXPERIMENTS[EXPERIMENT]
    took = seconds(lambda: [experiment.run(experiment.defaults, seed, lambda *told: None) for seed in range(count)])
    return count / took


def rate(standing, *, first: int, count: int) -> float:
    code = BURST.format(experiment=EXPERIMENT, first=first, count=count)
    done = standing.manage("shell", "--no-imports", "-c", code)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def rows(name: str, *, count: int, burst: int, rounds: int) -> Iterator[Row]:
    with house(workers=2) as standing:
        found = clicks(standing.url, count)
    of = {field: median(getattr(click, field) for click in found) for field in Click.__dataclass_fields__}
    limit = LIMIT[name]
    yield Row(f"Click to first point, {name}", of["total"], "the limit", limit, rate=False, target=1)
    yield Row("… of it, until the click is answered", of["post"], "the limit", limit, rate=False)
    yield Row("… in it, from the click's row to a worker", of["waited"], "the limit", limit, rate=False)
    yield Row(f"… in it, the worker ({of['polls']:g} polls)", of["computed"], "the limit", limit, rate=False)
    single = alone(burst)
    for workers in WORKERS:
        with house(workers) as standing:
            measure = partial(rate, standing, count=burst)
            found = median(measure(first=1 + n * burst) for n in range(rounds))
        peer = f"run in a loop in one process, × {workers}"
        yield Row(
            f"Light runs, {name}, {workers} worker{'s' if workers > 1 else ''}",
            found,
            peer,
            single * workers,
            rate=True,
        )


def main() -> None:
    asked = ArgumentParser(prog="python -m benchmarks.lab", description="From a click to a point, and runs a second.")
    asked.add_argument("--clicks", type=int, default=20)
    asked.add_argument("--burst", type=int, default=200)
    asked.add_argument("--rounds", type=int, default=3)
    said = asked.parse_args()
    with_one_thread("benchmarks.lab")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    name = "on Redis" if os.environ.get("BENCH_REDIS_URL") else "embedded"
    found = list(rows(name, count=said.clicks, burst=said.burst, rounds=said.rounds))
    sys.stdout.write("\n".join([*table(found), ""]))


if __name__ == "__main__":
    main()
