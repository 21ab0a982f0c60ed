"""What the lab remembers: the Result of an experiment, shared by everyone who asks for the same one."""

import hashlib
import json
from collections.abc import Mapping

from django.db import models
from django.db.models import Q

MOST_TRIES = 3


def key_of(parameters: Mapping[str, int | float]) -> str:
    """The same for equal parameters, whatever their order; short enough for a unique index."""
    canonical = json.dumps(parameters, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Result(models.Model):
    """What an experiment gives for these parameters and this seed. The row is the truth, the broker a doorbell."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    experiment = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    parameters = models.JSONField()
    parameters_key = models.CharField(max_length=64)
    seed = models.PositiveIntegerField()

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    progress = models.FloatField(default=0)
    partial = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "version", "parameters_key", "seed"],
                name="one_result_for_the_same_request",
            ),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="result_progress_is_a_share"),
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="result_tries_are_few"),
            models.CheckConstraint(
                name="result_state_fits_its_columns",
                # isnull, not "=None": on a JSON column that would ask for the JSON value null.
                condition=(
                    Q(
                        Q(state="queued", error="", outcome__isnull=True, finished_at__isnull=True),
                        Q(token__isnull=True, heartbeat_at__isnull=True),
                    )
                    | Q(
                        Q(state="running", error="", outcome__isnull=True, finished_at__isnull=True),
                        Q(token__isnull=False, heartbeat_at__isnull=False, started_at__isnull=False),
                    )
                    | Q(
                        Q(state="done", error="", outcome__isnull=False, finished_at__isnull=False),
                        Q(token__isnull=True, heartbeat_at__isnull=True, started_at__isnull=False, progress=1),
                    )
                    | Q(
                        Q(~Q(error=""), state="failed", outcome__isnull=True, finished_at__isnull=False),
                        Q(token__isnull=True, heartbeat_at__isnull=True),
                    )
                ),
            ),
        ]
        indexes = [models.Index(fields=["state", "queued_at"], name="result_queue")]

    def __str__(self) -> str:
        return f"{self.experiment}, version {self.version}, seed {self.seed}: {self.state}"

    @property
    def pending(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}
