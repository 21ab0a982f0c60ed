"""Times are shown in the learner's zone, and what a page says depends on who asks."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers

from prep.accounts import guests


class WhoAsks:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone(request)):
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        if guests.known(request) and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, guests.TooManyGuests):
            return None
        refused = render(request, "429.html", status=429)
        refused.headers["Retry-After"] = "60"
        return refused


def _zone(request: HttpRequest) -> ZoneInfo | None:
    """None: the site's, and where this machine doesn't know the learner's."""
    learner = guests.known(request)
    try:
        return ZoneInfo(learner.time_zone) if learner and learner.time_zone else None
    except ZoneInfoNotFoundError:
        return None
