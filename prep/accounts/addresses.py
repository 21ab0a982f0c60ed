"""Where a request comes from, behind as many proxies as the operator says there are."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """What the outermost proxy of ours saw. What stands before that in X-Forwarded-For, anyone could have written."""
    direct = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 a server on a Unix socket sees none
    forwarded = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")]
    if not settings.TRUSTED_PROXIES:
        return direct
    said = forwarded[-min(settings.TRUSTED_PROXIES, len(forwarded))]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return direct
