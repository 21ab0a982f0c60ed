"""Doorways to the worker: what rings, what answers, and what rings again."""

from uuid import uuid4

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from sandbox import queries, results

# Enough to wake a worker whose rings were lost; more would pile up behind one that is merely busy.
RINGS_AT_ONCE = 50


def ring(result_id: int) -> None:
    """Tells the workers, once the row is committed. If the broker is down, `ring_again` tells them later."""
    # A lambda: when the broker is down, Django logs the function's name, and a partial has none.
    transaction.on_commit(lambda: compute.delay(result_id), robust=True)


@shared_task
def compute(result_id: int) -> None:
    results.compute(result_id=result_id, token=uuid4(), clock=timezone.now)


@shared_task
def ring_again() -> None:
    now = timezone.now()
    results.free_stale(now=now)
    for result_id in queries.unanswered(now).values_list("pk", flat=True)[:RINGS_AT_ONCE]:
        ring(result_id)
