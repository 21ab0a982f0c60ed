"""Doorways to the worker: what rings, what answers, and what rings again."""

from uuid import uuid4

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from sandbox import queries, results
from sandbox.models import Result

# Enough to wake a worker whose rings were lost; more would pile up behind one that is merely busy.
RINGS_AT_ONCE = 50


def ring(result: Result) -> None:
    """Tells the workers, once the row is committed. If the broker is down, `ring_again` tells them later."""
    lane = "light" if queries.is_light(result) else "heavy"
    # A lambda: when the broker is down, Django logs the function's name, and a partial has none.
    transaction.on_commit(lambda: compute.apply_async([result.pk], queue=lane), robust=True)


def ring_next(result_id: int) -> None:
    """One of a learner's Results is settled: the next of theirs may run."""
    for result in queries.next_after(result_id):
        ring(result)


@shared_task
def compute(result_id: int) -> None:
    if results.compute(result_id=result_id, token=uuid4(), clock=timezone.now):
        ring_next(result_id)


@shared_task
def ring_again() -> None:
    now = timezone.now()
    results.free_stale(now=now)
    for result in queries.unanswered(now)[:RINGS_AT_ONCE]:
        ring(result)
