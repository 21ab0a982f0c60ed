"""How much one address may ask for: a classroom's for instance, so enough for people and too little for a script."""

from django.http import HttpRequest
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle

from prep.accounts.addresses import client_ip


class ByAddress(SimpleRateThrottle):
    def get_cache_key(self, request, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_ip(request)}


class GuestsThrottle(ByAddress):
    scope = "guests"


class AnonThrottle(AnonRateThrottle):
    """The API's general limit, for the same addresses."""

    def get_ident(self, request) -> str:
        return client_ip(request)


def too_many_guests(request: HttpRequest) -> bool:
    """Counts this one, unless it is one too many."""
    return not GuestsThrottle().allow_request(request, view=None)
