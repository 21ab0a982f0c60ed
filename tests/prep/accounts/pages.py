"""What somebody does on the pages about an account, as a browser without JavaScript does it."""

import re

from django.conf import settings
from django.contrib import auth
from django.test import Client

from prep.accounts.models import User

SETTINGS = {"time_zone": "Europe/Berlin", "daily_goal_minutes": 30, "interview_date": "", "extra_time_percent": 100}


PASSWORD = "correct horse battery"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "https:evil.example",
    "http://testserver@evil.example",
    "\x01//evil.example",
    "javascript:alert(1)",
    "//[",
    "http://[::1",
]


def run(client: Client, **parameters: str) -> None:
    client.post("/lab/vanishing-gradients/run/", parameters)


def sign_up(client: Client, email: str = "ada@example.org", password: str = PASSWORD, **more: str):
    return client.post("/account/signup/", {"email": email, "password1": password, **more})


def log_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD, headers=None, **more: str):
    return client.post("/account/login/", {"login": email, "password": password, **more}, headers=headers)


def whose(client: Client) -> User | None:
    user = auth.get_user(client)
    return user if user.is_authenticated else None


def refusals(answer) -> dict[str, list[str]]:
    """What a refused form says, by field, where the page shows it."""
    form = answer.context["form"]
    for sentences in form.errors.values():
        for sentence in sentences:
            assert sentence in answer.content.decode().replace("&#x27;", "'")
    return {name: list(sentences) for name, sentences in form.errors.items()}


def told(answer) -> list[str]:
    """The sentences after an action, on the page where it ended."""
    return [str(message) for message in answer.context["messages"]]


def link_in(letter) -> str:
    """The path of a mail's one link that can't be guessed."""
    secret = r"/account/(?:confirm-email|password/reset/key)/\S+"
    return re.search(f"^{re.escape(settings.SITE_URL)}({secret})$", letter.body, re.MULTILINE)[1]


def twin_of(browser: Client) -> Client:
    """The same browser once more, as it sends a form again before the first answer came."""
    twin = Client()
    twin.cookies.load({name: cookie.value for name, cookie in browser.cookies.items()})
    return twin


def change_password(client: Client, old: str, new: str):
    return client.post("/account/password/change/", {"oldpassword": old, "password1": new}, follow=True)


def change_address(client: Client, email: str, password: str = PASSWORD):
    """With the password, if it is asked for."""
    asked = {"action_add": "yes", "email": email}
    answer = client.post("/account/email/", asked, follow=True)
    if answer.request["PATH_INFO"] != "/account/reauthenticate/":
        return answer
    return client.post("/account/reauthenticate/", {"password": password, "next": "/account/email/"}, follow=True)


WRONG = "No account has this e-mail address with this password. Look at both again."
