"""What the mails say."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.prep.accounts.pages import (
    PASSWORD,
    change_address,
    change_password,
    log_in,
    sign_up,
)

pytestmark = pytest.mark.django_db


def test_the_letters_name_this_site_whatever_host_was_asked(settings, ada, post):
    settings.SITE_URL = "https://prep.example.org"
    client = Client(headers={"host": "localhost:1337"})
    log_in(client)
    client.post("/you/delete/", {"password": PASSWORD})
    client.post("/account/password/reset/", {"email": "nobody@grace.example"})
    client.post("/account/password/reset/", {"email": ada.email})
    change_address(client, "countess@grace.example")
    change_password(client, PASSWORD, "another horse")
    sign_up(Client(headers={"host": "localhost:1337"}), "alan@example.org")
    letters = post()

    assert [letter.subject for letter in letters] == [
        "Your account will be deleted",
        "There is no account with this address",
        "Choose a new password",
        "Confirm your e-mail address",
        "Your password was changed",
        "Welcome: please confirm your e-mail address",
    ]
    for letter in letters:
        links = re.findall(r"\w+://\S+", letter.body)
        assert {urlsplit(link)[:2] for link in links} == {("https", "prep.example.org")}, letter.subject
        assert letter.body.rstrip().endswith("Recurrent\nhttps://prep.example.org/")
        assert letter.body.isprintable() or "\n" in letter.body
        assert max(len(line) for line in letter.body.splitlines() if "http" not in line) <= 78
        assert "{" not in letter.body
