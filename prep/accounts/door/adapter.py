"""How django-allauth's flows treat guests: signing up keeps the same row, logging in offers to bring the work along."""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from prep.accounts import guests, tasks
from prep.accounts.addresses import client_ip
from prep.accounts.mine import belongings
from prep.accounts.models import User

GUEST_TO_BRING = "guest_to_bring"  # in a member's session: the guest who logged in as them


class Adapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "No account has this e-mail address with this password. Look at both again.",
        "email_taken": "There is an account with this e-mail address. Log in to it, or reset its password.",
        "unverified_primary_email": "Confirm your e-mail address first: we sent you a link.",
        "rate_limited": "That was too often in a short time. Nothing is lost: try again in a minute.",
        "enter_current_password": "Enter your current password.",
        "incorrect_password": "This isn't your current password.",
        "duplicate_email": "This is the address you have already.",
        "same_as_current": "This is the address you have already.",
    }

    def new_user(self, request: HttpRequest) -> User:
        return request.user if request.user.is_authenticated and request.user.is_guest else User()

    def save_user(self, request: HttpRequest, user: User, form, commit: bool = True) -> User:
        user.browser_key = None
        user.deletion_asked_at = None  # a guest's: who signs up wants to stay
        return super().save_user(request, user, form, commit)

    def login(self, request: HttpRequest, user: User) -> None:
        before = request.user
        super().login(request, user)
        came_as_guest = before.is_authenticated and before.is_guest and before.pk != user.pk
        if came_as_guest and belongings.work_of(before):
            request.session[GUEST_TO_BRING] = before.pk

    def logout(self, request: HttpRequest) -> None:
        """A guest is never logged out, as by a link to reset a password: nobody could find their work again.

        Nor is a member by looking at a link, which may be somebody else's: a GET never writes. A guest whose work they
        didn't bring along has this browser to themselves again.
        """
        if request.method == "POST" and request.user.is_authenticated and request.user.is_member:
            left_behind = guests.still_a_guest(request.session.get(GUEST_TO_BRING))
            super().logout(request)
            if left_behind:
                guests.log_in(request, left_behind)

    def post_login(self, request: HttpRequest, user: User, **login) -> HttpResponse:
        response = super().post_login(request, user, **login)
        if GUEST_TO_BRING in request.session:
            return HttpResponseRedirect(f"{reverse('accounts:bring')}?{urlencode({'next': response.url})}")
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:you")

    def is_safe_url(self, url: str) -> bool:
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation) -> str:
        return _here(super().get_email_confirmation_url(request, emailconfirmation))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _here(super().get_reset_password_from_key_url(key))

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        links = {name: _here(value) for name, value in context.items() if name in ("signup_url", "password_reset_url")}
        said = {"request": self.request, "email": email, "site_url": settings.SITE_URL, **context, **links}
        tasks.post(self.render_mail(template_prefix, email, said))


def _here(url: str) -> str:
    """A link in a mail leads to where the operator says the site is, whatever host the request claimed to ask."""
    return settings.SITE_URL + urlsplit(url).path
