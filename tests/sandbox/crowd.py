"""Many learners at the lab at once. Runs in a process of the house's, as its web server would: asks, and rings."""

import json
import sys
import time
from collections import Counter, deque
from uuid import uuid4

from django.db.models import QuerySet
from django.utils import timezone

from prep.accounts import guests
from prep.accounts.models import User
from sandbox import queries, runs, tasks
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result, Run, key_of

EXPERIMENT = EXPERIMENTS["vanishing-gradients"]
SMALL = {**EXPERIMENT.defaults, "steps": 10, "hidden": 4}


def come(learners: int, runs_each: int) -> None:
    """Everybody asks for what they want as soon as they may, and stays until the last of it has ended."""
    wanted = {
        guests.born(browser_key=None, time_zone="", now=timezone.now()): _seeds(number, runs_each)
        for number in range(learners)
    }
    distinct = {seed for seeds in wanted.values() for seed in seeds}
    while any(wanted.values()):
        for learner, seeds in wanted.items():
            _ask(learner, seeds)
        time.sleep(0.1)
    asked = Result.objects.filter(parameters_key=key_of(SMALL))
    while asked.filter(state__in=queries.PENDING).exists():
        time.sleep(0.1)
    sys.stdout.write(json.dumps({"different": len(distinct), **_ended(asked)}))


def _seeds(number: int, count: int) -> deque[int]:
    """Every other one is a neighbour's too, who asks in the opposite order."""
    pair, second = divmod(number, 2)
    seeds = [2 * (pair * count + n) + (second if n % 2 else 0) for n in range(count)]
    return deque(reversed(seeds) if second else seeds)


def _ask(learner: User, seeds: deque[int]) -> None:
    while seeds:
        try:
            run = runs.start(
                learner=learner,
                experiment=EXPERIMENT,
                parameters=SMALL,
                seed=seeds[0],
                prediction="",
                client_key=uuid4(),
                now=timezone.now(),
            )
        except runs.QueueFull:
            return
        seeds.popleft()
        if run.result.state == Result.State.QUEUED:
            tasks.ring(run.result)


def _ended(asked: QuerySet[Result]) -> dict[str, object]:
    of_runs = Run.objects.filter(result__in=asked).values_list("learner", "result__state")
    return {
        "runs": len(of_runs),
        "runs_each": sorted(set(Counter(learner for learner, _ in of_runs).values())),
        "ends": sorted({state for _, state in of_runs}),
        "results": asked.count(),
        "tries": sorted(set(asked.values_list("tries", flat=True))),
    }
