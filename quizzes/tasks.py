"""Doorways for the schedule: once a night, what answers say of questions."""

from celery import shared_task
from django.utils import timezone

from quizzes import calibration
from quizzes.queries import bank


@shared_task
def calibrate() -> None:
    """A ring for each topic, so that what learners wait for comes in between."""
    for topic_id, _, _ in bank.topics_with_questions():
        calibrate_topic.apply_async([topic_id], queue="heavy")


@shared_task
def calibrate_topic(topic_id: int) -> None:
    calibration.calibrate_topic(topic_id=topic_id, now=timezone.now())
