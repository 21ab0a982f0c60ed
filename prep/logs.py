"""What is left out of the logs: the schedule's own heartbeat, which would drown the rest."""

import logging

HOUSEKEEPING = {"prep.operations.tasks.pulse", "prep.operations.tasks.beat", "sandbox.tasks.ring_again"}


class NoHousekeeping(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno > logging.INFO or getattr(record, "data", {}).get("name") not in HOUSEKEEPING
