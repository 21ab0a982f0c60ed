"""The Celery application, and the vow of every process it forks: not to outlive its parent."""

import os

from billiard.process import current_process
from celery import Celery
from celery.signals import beat_embedded_init, beat_init, worker_process_init

from prep.parenthood import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
# One BLAS thread a process: the workers are as many as the cores. NumPy reads this once, when it is first imported.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

app = Celery("prep")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
@beat_embedded_init.connect
def vow(**kwargs) -> None:
    die_with_parent(current_process()._parent_pid)


@beat_init.connect
@beat_embedded_init.connect
def first_pulse(**kwargs) -> None:
    """The schedule says at once that it lives, rather than at its first full interval."""
    app.send_task("prep.operations.tasks.pulse", queue="quick")
