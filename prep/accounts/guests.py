"""Who is asking, when something of theirs is about to be kept: a guest is made at that moment and not before."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Q
from django.http import HttpRequest

from prep.accounts import presence, throttle
from prep.accounts.models import User, time_zones

# As long as a first request may be sent again (a double click, a lost response) without its session.
SAME_BROWSER_FOR = timedelta(minutes=10)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARK = "guest"  # in the session: whose it was is still known when the guest is no more


class TooManyGuests(Exception):
    """One address makes guests faster than people come."""


def learner(request: HttpRequest, *, now: datetime) -> User:
    """The one who asks; a guest made and logged in for them if they were nobody yet. Only for what changes rows."""
    if request.user.is_authenticated:
        presence.seen(learner=request.user, now=now)
        return request.user
    if throttle.too_many_guests(request):
        raise TooManyGuests
    guest = born(browser_key=_browser_key(request), time_zone=request.headers.get("X-Time-Zone", ""), now=now)
    log_in(request, guest)
    return guest


def known(request: HttpRequest) -> User | None:
    """Who asks, if we know them. Of someone who did nothing yet the session isn't touched, so pages can be shared."""
    if request.session.session_key is None or not request.user.is_authenticated:
        return None
    return request.user


def still_a_guest(pk: int | None) -> User | None:
    """The guest of that id, unless they are no more, or somebody by now."""
    return User.objects.filter(pk=pk, email=None).first()


def born(*, browser_key: str | None, time_zone: str, now: datetime) -> User:
    """A new guest, or the one that this browser's same request made a moment ago."""
    zone = time_zone if time_zone in time_zones() else ""
    fields = {"time_zone": zone, "joined_at": now, "last_seen_at": now, "password": "!"}
    if browser_key is None:
        return User.objects.create(**fields)
    too_late = Q(joined_at__lt=now - SAME_BROWSER_FOR) | Q(email__isnull=False)
    User.objects.filter(too_late, browser_key=browser_key).update(browser_key=None)
    guest, _ = User.objects.get_or_create(browser_key=browser_key, defaults=fields)
    return guest


def _browser_key(request: HttpRequest) -> str | None:
    """From the CSRF cookie: a secret of this browser's that the form's page gave it before there was a session."""
    secret = request.COOKIES.get(settings.CSRF_COOKIE_NAME)
    return hashlib.sha256(f"guest:{secret}".encode()).hexdigest() if secret else None


def log_in(request: HttpRequest, guest: User) -> None:
    """Django's login(), without a new CSRF token: nobody's rights grew, and other open pages hold the old one."""
    request.session.flush() if SESSION_KEY in request.session else request.session.cycle_key()
    request.session[SESSION_KEY] = str(guest.pk)
    request.session[BACKEND_SESSION_KEY] = BACKEND
    request.session[HASH_SESSION_KEY] = guest.get_session_auth_hash()
    request.session[MARK] = True
    request.user = guest
