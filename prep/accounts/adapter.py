"""How django-allauth's flows treat guests: signing up keeps the same row, logging in offers to bring the work along."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from prep.accounts import belongings, tasks
from prep.accounts.addresses import client_ip
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
        return super().save_user(request, user, form, commit)

    def login(self, request: HttpRequest, user: User) -> None:
        before = request.user
        super().login(request, user)
        came_as_guest = before.is_authenticated and before.is_guest and before.pk != user.pk
        if came_as_guest and belongings.work_of(before):
            request.session[GUEST_TO_BRING] = before.pk

    def logout(self, request: HttpRequest) -> None:
        """A guest is never logged out, as by a link to reset a password: nobody could find their work again.

        Nor is a member by looking at a link, which may be somebody else's: a GET never writes.
        """
        if request.method == "POST" and request.user.is_authenticated and request.user.is_member:
            super().logout(request)

    def post_login(self, request: HttpRequest, user: User, **login) -> HttpResponse:
        response = super().post_login(request, user, **login)
        if GUEST_TO_BRING in request.session:
            return HttpResponseRedirect(f"{reverse('accounts:bring')}?{urlencode({'next': response.url})}")
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:you")

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_ip(request)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        address = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        tasks.post(self.render_mail(template_prefix, email, {**address, **context}))
