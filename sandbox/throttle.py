"""How often one address may ask for a computation: one limit for the page and the API together."""

import math

from prep.accounts.throttle import ByAddress


class ExperimentsThrottle(ByAddress):
    scope = "experiments"


def seconds_to_wait(request) -> int:
    """0 if the request may go ahead, which this counts."""
    throttle = ExperimentsThrottle()
    return 0 if throttle.allow_request(request, view=None) else math.ceil(throttle.wait() or throttle.duration)


def refusal(seconds: int) -> str:
    wait = "a second" if seconds == 1 else f"{seconds} seconds"
    return f"Too many runs in a short time. Nothing is lost: try again in {wait}."
