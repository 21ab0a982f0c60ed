"""Doorways for the schedule and the doctor."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from prep.operations import pulses


@shared_task
def pulse() -> None:
    for queue in settings.QUEUES:
        beat.apply_async([queue], queue=queue, expires=60)


@shared_task
def beat(queue: str) -> None:
    pulses.beat(queue=queue, now=timezone.now())


@shared_task(bind=True)
def answer(self, knock_id: int) -> None:
    pulses.answer(knock_id=knock_id, answered_by=self.request.hostname, now=timezone.now())


@shared_task
def sweep() -> None:
    pulses.sweep(now=timezone.now())
