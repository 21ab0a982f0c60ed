"""The Celery application."""

import os

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
# One BLAS thread a process: the workers are as many as the cores. NumPy reads this once, when it is first imported.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

app = Celery("prep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def first_pulse(**kwargs) -> None:
    """The schedule says at once that it lives, rather than at its first full interval."""
    app.send_task("prep.operations.tasks.pulse", queue="quick")
