"""Of django-allauth's pages those we want, under the names it looks for. A guest is logged in, but has no account."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path


def for_members(view: Callable) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_guest:
            return redirect("account_signup")
        return view(request, *args, **kwargs)

    return guarded


def for_who_is_no_member(view: Callable) -> Callable:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated and request.user.is_member:
            return redirect("accounts:you")
        return view(request, *args, **kwargs)

    return guarded


def confirm_email(request: HttpRequest, key: str) -> HttpResponse:
    """The address may have become somebody else's between the mail and its link."""
    try:
        with transaction.atomic():
            return views.confirm_email(request, key=key)
    except IntegrityError:
        messages.error(request, "This address belongs to another account by now. Nothing was changed.")
        return redirect("accounts:you")


urlpatterns = [
    path("login/", for_who_is_no_member(views.login), name="account_login"),
    path("signup/", for_who_is_no_member(views.signup), name="account_signup"),
    path("logout/", for_members(views.logout), name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", for_members(views.reauthenticate), name="account_reauthenticate"),
    path("email/", for_members(views.email), name="account_email"),
    path("confirm-email/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", confirm_email, name="account_confirm_email"),
    path("password/change/", for_members(views.password_change), name="account_change_password"),
    path("password/set/", for_members(views.password_set), name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
