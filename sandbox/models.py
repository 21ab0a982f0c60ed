"""What the lab remembers: the Result of an experiment, shared by all who ask for the same one, and who asked for it."""

import hashlib
import json
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.db.models import Q

from sandbox.experiments.contract import Experiment, Hindsight
from sandbox.experiments.registry import EXPERIMENTS

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
        CANCELLED = "cancelled"

    experiment = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    parameters = models.JSONField()
    parameters_key = models.CharField(max_length=64)
    seed = models.PositiveIntegerField()
    # Empty for all but experiments that measure time: there, the click that it belongs to, and it is not shared.
    apart = models.CharField(max_length=36, blank=True)
    estimated_seconds = models.FloatField(default=0)

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    token = models.UUIDField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    machine = models.CharField(max_length=200, blank=True)  # what computed it, in words

    progress = models.FloatField(default=0)
    partial = models.JSONField(null=True)
    outcome = models.JSONField(null=True)
    error = models.TextField(blank=True)

    # What is told of a Result in the export of a learner who asked for it.
    exported_with = {
        "experiment": "Which experiment was run, by its key.",
        "version": "Which version of the experiment computed it.",
        "parameters": "The parameters that it was run with.",
        "seed": "The number that the random draws began from. The same seed draws the same.",
        "state": "How far it is: queued, running, done, failed or cancelled.",
        "outcome__verdict": "Whether the run bore the experiment's claim out: the claim, held or not, and a sentence.",
        "outcome__numbers": "What was measured. Where a name begins with log10, the value is a logarithm to base 10.",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "version", "parameters_key", "seed", "apart"],
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
                        Q(state="cancelled", error="", outcome__isnull=True, finished_at__isnull=False),
                        Q(token__isnull=True, heartbeat_at__isnull=True),
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

    @property
    def outdated(self) -> bool:
        """Of another version of its experiment: its numbers stand, but today's prediction doesn't speak about them."""
        return self.version != EXPERIMENTS[self.experiment].version

    def in_hindsight(self, prediction: str = "") -> Hindsight | None:
        if self.outdated or self.outcome is None:
            return None
        return EXPERIMENTS[self.experiment].prediction.in_hindsight(prediction, self.outcome)


class Run(models.Model):
    """One learner's request for a Result, with what they predicted. Its help texts explain the export to its owner."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="runs", help_text="Whose run it is."
    )
    result = models.ForeignKey(
        Result,
        models.PROTECT,
        related_name="runs",
        help_text="What the experiment gave: computed once for the same parameters and seed, whoever asks.",
    )
    client_key = models.UUIDField(
        help_text="Made by the page that asked, so that the same click sent twice is one run.",
    )
    prediction = models.CharField(
        max_length=60,
        blank=True,
        help_text="The choice made before the run, by its key. Empty if nothing was predicted.",
    )
    asked_at = models.DateTimeField(help_text="When Run was pressed.")
    cancelled_at = models.DateTimeField(null=True, blank=True, help_text="When it was called off, if it was.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_key"], name="one_run_for_the_same_click"),
        ]
        indexes = [models.Index(fields=["learner", "-asked_at"], name="run_newest_first")]

    def __str__(self) -> str:
        return f"{self.result}, asked for on {self.asked_at:%Y-%m-%d}"

    @property
    def experiment(self) -> Experiment:
        return EXPERIMENTS[self.result.experiment]

    @property
    def state(self) -> str:
        """For who asked: cancelled, even where the Result goes on for others."""
        return Result.State.CANCELLED if self.cancelled_at else self.result.state

    @property
    def predicted(self) -> str:
        return self.experiment.prediction.labels.get(self.prediction, "")

    @property
    def hindsight(self) -> Hindsight | None:
        if self.cancelled_at:
            return None
        return self.result.in_hindsight(self.prediction)
