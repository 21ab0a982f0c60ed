"""Against guessing: five wrong passwords for one account from one address, and that pair waits (django-axes)."""

import math
from datetime import datetime

from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from prep.accounts.addresses import client_ip


def account(request: HttpRequest, credentials: dict | None) -> str:
    """The account that is tried, however its address is spelt."""
    return str((credentials or {}).get("email") or (credentials or {}).get("username") or "").strip().lower()[:255]


def refused(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """The page for who has to wait, and how long."""
    tried = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials), ip_address=client_ip(request)
    )
    last = tried.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    seconds = max(1, math.ceil((last + settings.AXES_COOLOFF_TIME - timezone.now()).total_seconds()))
    page = render(request, "account/locked.html", {"minutes": math.ceil(seconds / 60)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    return page


def forgive(email: str) -> None:
    """Who proved by mail that the account is theirs needn't wait any more."""
    AccessAttempt.objects.filter(username=email.lower()).delete()


def forget(*, before: datetime) -> None:
    """Nobody waits for these any more, and they hold addresses."""
    AccessAttempt.objects.filter(attempt_time__lt=before).delete()
