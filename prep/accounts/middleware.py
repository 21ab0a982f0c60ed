"""Times are shown in the learner's zone, and what a page says depends on who asks."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from prep.accounts import guests


class WhoAsks:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        with timezone.override(_zone(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response


def _zone(request: HttpRequest) -> ZoneInfo | None:
    """None: the site's."""
    learner = guests.known(request)
    return ZoneInfo(learner.time_zone) if learner and learner.time_zone else None
