"""Where a request comes from, behind as many proxies as the operator says there are."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """What the outermost proxy of ours saw. What stands before that in X-Forwarded-For, anyone could have written."""
    direct = _place(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104 a server on a Unix socket sees none
    forwarded = [address.strip() for address in request.headers.get("X-Forwarded-For", "").split(",")]
    if not settings.TRUSTED_PROXIES:
        return direct
    return _place(forwarded[-min(settings.TRUSTED_PROXIES, len(forwarded))]) or direct


def _place(said: str) -> str:
    """Of an IPv6 address the network: its 2⁶⁴ addresses are one household's, or one attacker's."""
    try:
        address = ipaddress.ip_address(said)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return str(address)
