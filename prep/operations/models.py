from django.db import models


class Pulse(models.Model):
    """When the schedule last reached a queue: proof that beat, broker and a worker of that queue live."""

    queue = models.CharField(max_length=20, unique=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.queue} at {self.beat_at:%H:%M:%S}"


class Knock(models.Model):
    """The doctor's question to a queue: is anybody in? A worker answers by stamping it."""

    queue = models.CharField(max_length=20)
    knocked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.queue}: {self.answered_by or 'no answer yet'}"
