"""Moving to another e-mail address."""

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from prep.accounts.models import User
from tests.prep.accounts.pages import (
    PASSWORD,
    change_address,
    change_password,
    link_in,
    log_in,
    refusals,
    sign_up,
    told,
    whose,
)

pytestmark = pytest.mark.django_db


class TestChangingTheAddress:
    @pytest.fixture
    def confirmed(self, client, post) -> Client:
        sign_up(client)
        client.post(link_in(post()[-1]))
        client.get("/you/")
        return client

    def test_waits_for_the_new_one_to_be_confirmed_and_tells_the_old_one(self, confirmed, post):
        answer = change_address(confirmed, "Countess@example.org")
        assert "countess@example.org waits to be confirmed" in answer.content.decode()
        assert "and your account moves there" in confirmed.get(link_in(post()[-1])).content.decode()
        assert User.objects.get().email == "ada@example.org"

        confirmed.post(link_in(post()[-1]))

        assert User.objects.get().email == "countess@example.org"
        letter = post()[-1]
        assert (letter.to, letter.subject) == (["ada@example.org"], "Your e-mail address was changed")
        assert log_in(Client()).status_code == 200
        assert log_in(Client(), "countess@example.org").status_code == 302

    def test_opens_nothing_to_a_stranger_whose_address_it_turns_out_to_be(self, confirmed, post):
        change_address(confirmed, "stranger@example.org")
        Client().post("/account/password/reset/", {"email": "stranger@example.org"})

        letter = post()[-1]
        assert (letter.to, letter.subject) == (["stranger@example.org"], "There is no account with this address")

    def test_can_be_given_up(self, confirmed, post):
        change_address(confirmed, "countess@example.org")
        link = link_in(post()[-1])
        answer = confirmed.post(
            "/account/email/", {"action_remove": "yes", "email": "countess@example.org"}, follow=True
        )

        assert "waits to be confirmed" not in answer.content.decode()
        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        assert User.objects.get().email == "ada@example.org"

    def test_takes_the_password_not_only_a_browser_that_somebody_left_open(self, confirmed, post):
        asked = {"action_add": "yes", "email": "countess@example.org"}
        answer = confirmed.post("/account/email/", asked, follow=True)
        assert answer.redirect_chain == [("/account/reauthenticate/?next=%2Faccount%2Femail%2F", 302)]
        assert "Your password once more" in answer.content.decode()
        assert refusals(change_address(confirmed, asked["email"], password="wrong")) == {
            "password": ["This isn't your current password."]
        }
        assert {letter.to[0] for letter in post()} == {"ada@example.org"}

        change_address(confirmed, asked["email"])

        assert post()[-1].to == ["countess@example.org"]
        again = confirmed.post("/account/email/", {**asked, "email": "lovelace@example.org"})
        assert again.url == "/account/email/", "once is enough for some minutes"

    def test_takes_the_password_to_be_given_up_as_well(self, confirmed):
        change_address(confirmed, "countess@example.org")
        later = Client()
        log_in(later)
        answer = later.post("/account/email/", {"action_remove": "yes", "email": "countess@example.org"})

        assert urlsplit(answer.url).path == "/account/reauthenticate/"

    def test_ends_with_a_new_password(self, confirmed, post):
        change_address(confirmed, "mallory@example.org")
        link = link_in(post()[-1])
        change_password(confirmed, PASSWORD, "another horse")

        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        Client().post(link)
        assert User.objects.get().email == "ada@example.org"
        assert "waits to be confirmed" not in confirmed.get("/account/email/").content.decode()

    def test_ends_with_a_password_that_was_reset(self, client, post):
        """Who signed up with somebody else's address keeps no way in once its owner takes the account."""
        mallory = Client()
        sign_up(mallory)
        change_address(mallory, "mallory@example.org")
        link = link_in(post()[-1])
        client.post("/account/password/reset/", {"email": "ada@example.org"})
        form = client.get(link_in(post()[-1]), follow=True)
        client.post(form.request["PATH_INFO"], {"password1": "another horse"})
        Client().post(link)

        assert (User.objects.get().email, whose(mallory)) == ("ada@example.org", None)
        assert log_in(client, password="another horse").status_code == 302

    def test_to_one_that_became_another_account_s_is_refused_in_words(self, confirmed, post):
        change_address(confirmed, "alan@example.org")
        link = link_in(post()[-1])
        alan = User.objects.create_user("alan@example.org", PASSWORD)
        answer = confirmed.post(link, follow=True)

        assert told(answer)[-1] == "This address belongs to another account by now. Nothing was changed."
        assert (User.objects.exclude(pk=alan.pk).get().email, whose(confirmed).email) == ("ada@example.org",) * 2
        assert log_in(Client(), "alan@example.org").status_code == 302
        assert log_in(Client()).status_code == 302

    def test_is_open_to_who_mistyped_theirs_when_signing_up(self, client, post):
        sign_up(client, "adda@example.org")
        change_address(client, "ada@example.org")
        assert User.objects.get().email == "adda@example.org"
        client.post(link_in(post()[-1]))

        assert User.objects.get().email == "ada@example.org"
        assert log_in(Client()).status_code == 302

    def test_logs_out_nobody_else_who_looks_at_the_link(self, confirmed, alan, post):
        change_address(confirmed, "countess@example.org")
        somebody_else = Client()
        log_in(somebody_else, alan.email)
        somebody_else.get("/you/")
        looked = somebody_else.get(link_in(post()[-1]))
        assert (told(looked), whose(somebody_else)) == ([], alan)

        confirmed_for_her = somebody_else.post(link_in(post()[-1]), follow=True)
        assert whose(somebody_else) is None
        assert "You are logged out. What you did is kept in your account." in told(confirmed_for_her)

    def test_a_second_thought_replaces_the_first(self, confirmed, post):
        change_address(confirmed, "countess@example.org")
        first = link_in(post()[-1])
        change_address(confirmed, "lovelace@example.org")

        assert "This link doesn’t work any more" in Client().get(first).content.decode()
        confirmed.post(link_in(post()[-1]))
        assert User.objects.get().email == "lovelace@example.org"

    def test_is_refused_in_words(self, confirmed):
        assert refusals(change_address(confirmed, "countess")) == {
            "email": ["This is no e-mail address yet. One looks like ada@example.org."]
        }
        assert refusals(change_address(confirmed, "ada@example.org")) == {
            "email": ["This is the address you have already."]
        }

    def test_never_takes_another_account_s(self, confirmed, alan, post):
        EmailAddress.objects.create(user=alan, email=alan.email, verified=True, primary=True)
        change_address(confirmed, alan.email)
        page = Client().get(link_in(post()[-1])).content.decode()

        assert "belongs to an account that confirmed it" in page
        assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "alan@example.org"}

    def test_sends_the_first_link_again(self, client, post):
        sign_up(client)
        client.get("/account/email/")
        again = client.post("/account/email/", {"action_send": "yes", "email": "ada@example.org"}, follow=True)

        assert again.status_code == 200
        assert {letter.to[0] for letter in post()} == {"ada@example.org"}
