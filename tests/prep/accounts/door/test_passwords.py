"""A password forgotten, and one changed."""

import pytest
from django.conf import settings
from django.test import Client

from prep.accounts.models import User
from tests.prep.accounts.pages import PASSWORD, change_password, link_in, log_in, refusals, run, told, whose

pytestmark = pytest.mark.django_db


class TestResettingThePassword:
    def ask(self, client: Client, email: str):
        return client.post("/account/password/reset/", {"email": email}, follow=True)

    def test_by_a_link_that_works_once(self, client, ada, post):
        other_browser = Client()
        log_in(other_browser)
        asked = self.ask(client, "ADA@example.org")
        (letter,) = post()
        assert "Look at your mail" in asked.content.decode()
        assert (letter.to, letter.subject) == (["ada@example.org"], "Choose a new password")

        form = client.get(link_in(letter), follow=True)
        assert "For the account of <b>ada@example.org</b>" in form.content.decode()
        short = client.post(form.request["PATH_INFO"], {"password1": "short"})
        assert refusals(short) == {"password1": ["This password is too short. It must contain at least 8 characters."]}
        done = client.post(form.request["PATH_INFO"], {"password1": "another horse"}, follow=True)

        assert "Your new password holds" in done.content.decode()
        assert [letter.subject for letter in post()] == ["Choose a new password", "Your password was reset"]
        assert whose(other_browser) is None
        assert log_in(client).status_code == 200
        assert log_in(client, password="another horse").status_code == 302
        again = Client().get(link_in(letter), follow=True)
        assert "This link doesn’t work any more" in again.content.decode()

    def test_doesn_t_tell_whether_there_is_an_account(self, client, ada, post):
        known, unknown = self.ask(client, "ada@example.org"), self.ask(client, "nobody@example.org")

        assert known.content == unknown.content
        assert {letter.to[0]: letter.subject for letter in post()} == {
            "ada@example.org": "Choose a new password",
            "nobody@example.org": "There is no account with this address",
        }

    def test_takes_nothing_from_a_guest_who_has_forgotten_it(self, client, ada, post):
        run(client)
        guest = whose(client)
        self.ask(client, ada.email)
        form = client.get(link_in(post()[-1]), follow=True)
        done = client.post(form.request["PATH_INFO"], {"password1": "another horse"}, follow=True)

        assert whose(client) == guest
        assert told(done) == ["Your password is changed."]
        assert log_in(client, password="another horse").url == "/you/bring/?next=%2Fyou%2F"


class TestChangingThePassword:
    def test_keeps_this_browser_in_and_asks_the_others_again(self, client, ada, post):
        other_browser = Client()
        log_in(client)
        log_in(other_browser)
        client.get("/you/")
        answer = change_password(client, PASSWORD, "another horse")

        assert (whose(client), whose(other_browser)) == (ada, None)
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == ["Your password is changed."]
        (letter,) = post()
        assert letter.subject == "Your password was changed"
        assert "From where: 127.0.0.1" in letter.body
        assert f"{settings.SITE_URL}/account/password/reset/" in letter.body

    def test_is_refused_without_the_current_one(self, client, ada):
        log_in(client)

        assert refusals(change_password(client, "wrong", "another horse")) == {
            "oldpassword": ["Enter your current password."]
        }

    def test_is_a_choice_for_who_has_none(self, client, ada):
        User.objects.update(password="!")
        client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/account/password/change/").url == "/account/password/set/"
        client.post("/account/password/set/", {"password1": "another horse"})

        assert User.objects.get().check_password("another horse")
