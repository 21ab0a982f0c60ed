"""How much the lab does for anybody: what a run may take, and how many a learner may have going."""

from datetime import timedelta

from sandbox.confinement import Limits

# The estimate that lets a run in is contract.MOST_SECONDS; a slower or busier machine may take twice as long.
A_RUN = Limits(seconds=60, megabytes=512)

LIGHT_SECONDS = 1.0  # by estimate: a light run never waits behind a heavy one

RUNNING_AT_ONCE = 1
QUEUED_AT_ONCE = 3

RING_AGAIN_AFTER = timedelta(seconds=10)
STALE_AFTER = timedelta(seconds=20)
