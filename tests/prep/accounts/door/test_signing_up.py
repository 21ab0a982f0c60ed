"""Signing up: what a guest did stays theirs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prep.accounts.mine import deletion
from prep.accounts.models import User
from tests.prep.accounts.door import meanwhile
from tests.prep.accounts.pages import (
    ELSEWHERE,
    PASSWORD,
    change_address,
    link_in,
    log_in,
    refusals,
    run,
    sign_up,
    told,
    twin_of,
    whose,
)

pytestmark = pytest.mark.django_db


class TestSigningUp:
    def test_makes_the_guest_a_member_with_all_they_did(self, client):
        run(client, seed="1")
        run(client, seed="2")
        guest = whose(client)
        assert "What you did so far stays yours: 2 runs." in client.get("/account/signup/").content.decode()

        answer = client.post("/account/signup/", {"email": "Ada@Example.org", "password1": PASSWORD}, follow=True)

        ada = User.objects.get()
        assert (ada.pk, ada.email, ada.is_member) == (guest.pk, "ada@example.org", True)
        assert whose(client) == ada
        assert ada.runs.count() == 2
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == [
            "We sent a link to ada@example.org. Open it to confirm that the address is yours.",
            "You are logged in as ada@example.org.",
        ]

    def test_makes_a_member_of_somebody_who_did_nothing_yet(self, client):
        assert "An account keeps what you do here for good" in client.get("/account/signup/").content.decode()
        sign_up(client)

        assert whose(client) == User.objects.get(email="ada@example.org")

    def test_leads_to_where_they_were_going(self, client):
        page = client.get("/account/signup/?next=/lab/runs/").content.decode()

        assert '<input type="hidden" name="next" value="/lab/runs/">' in page
        assert sign_up(client, next="/lab/runs/").url == "/lab/runs/"

    @pytest.mark.parametrize(
        ("email", "password", "refused"),
        [
            ("", "", {"email": ["Enter an e-mail address."], "password1": ["Enter a password."]}),
            ("ada", PASSWORD, {"email": ["This is no e-mail address yet. One looks like ada@example.org."]}),
            (
                "ALAN@example.org",
                PASSWORD,
                {"email": ["There is an account with this e-mail address. Log in to it, or reset its password."]},
            ),
            ("ada@example.org", "password", {"password1": ["This password is too common."]}),
            (
                "ada@example.org",
                "k9-vine",
                {"password1": ["This password is too short. It must contain at least 8 characters."]},
            ),
            (
                "ada@example.org",
                "ada@example.org",
                {"password1": ["The password is too similar to the e-mail address."]},
            ),
        ],
        ids=["nothing", "no address", "taken, in another case", "common", "short", "the address itself"],
    )
    def test_is_refused_in_words_and_keeps_the_address(self, client, alan, email, password, refused):
        answer = sign_up(client, email, password)

        assert refusals(answer) == refused
        assert answer.context["form"]["email"].value() == email
        assert "<title>Please look again: Sign up" in answer.content.decode()
        assert User.objects.get() == alan

    def test_refuses_an_address_that_no_row_can_hold(self, client):
        answer = sign_up(client, f"ada@{'x.' * 124}example.org")

        assert refusals(answer) == {"email": ["Ensure this value has at most 254 characters (it has 263)."]}

    @pytest.mark.parametrize("known", [False, True], ids=["nobody yet", "guest"])
    def test_sent_twice_at_once_makes_one_account_and_logs_in_twice(self, settings, client, post, known):
        if known:
            run(client)
        twin = twin_of(client)
        meanwhile.once(settings, lambda: sign_up(twin))
        answer = sign_up(client)

        ada = User.objects.get()
        assert (answer.status_code, answer.url) == (302, "/you/")
        assert (whose(client), whose(twin)) == (ada, ada)
        assert [letter.subject for letter in post()] == ["Welcome: please confirm your e-mail address"]

    def test_of_an_address_that_somebody_took_meanwhile_opens_nothing(self, settings, client):
        run(client)
        guest = whose(client)
        meanwhile.once(settings, lambda: sign_up(Client(), password="somebody else's words"))

        assert sign_up(client).url == "/account/login/"
        assert whose(client) == guest
        assert User.objects.get(email="ada@example.org").runs.count() == 0

    def test_of_one_guest_under_two_addresses_at_once_is_the_first_s(self, settings, client):
        run(client)
        twin = twin_of(client)
        meanwhile.once(settings, lambda: sign_up(twin))

        assert sign_up(client, "countess@example.org").url == "/account/login/"
        assert User.objects.get() == whose(twin)
        assert (whose(twin).email, whose(client)) == ("ada@example.org", None)

    def test_isn_t_barred_by_who_only_said_they_would_move_to_this_address(self, client, post):
        mallory = Client()
        sign_up(mallory, "mallory@example.org")
        change_address(mallory, "ada@example.org")
        link = link_in(post()[-1])
        sign_up(client)

        assert whose(client).email == "ada@example.org"
        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        Client().post(link)
        assert User.objects.get(email="mallory@example.org") == whose(mallory)

    def test_leaves_who_is_about_to_move_elsewhere_to_it(self, client, alan, post):
        moving = Client()
        log_in(moving, alan.email)
        change_address(moving, "turing@example.org")
        sign_up(client)
        moving.post(link_in(post()[0]))

        assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "turing@example.org"}

    def test_that_is_refused_takes_no_address_from_who_is_about_to_move_there(self, client, alan, post):
        moving = Client()
        log_in(moving, alan.email)
        change_address(moving, "turing@example.org")
        assert refusals(sign_up(client, "turing@example.org", "password")) == {
            "password1": ["This password is too common."]
        }
        moving.post(link_in(post()[0]))

        assert User.objects.get().email == "turing@example.org"

    def test_with_an_address_that_has_an_account_leaves_its_owner_the_link(self, client, post):
        sign_up(client)
        assert refusals(sign_up(Client())) == {
            "email": ["There is an account with this e-mail address. Log in to it, or reset its password."]
        }
        client.post(link_in(post()[0]))

        assert "not confirmed yet" not in client.get("/you/").content.decode()

    def test_keeps_a_guest_who_had_asked_for_deletion(self, client):
        run(client)
        client.post("/you/delete/", {"sure": "on"})
        assert "Everything of yours will be deleted" in client.get("/learn/").content.decode()
        sign_up(client)

        assert "Everything of yours will be deleted" not in client.get("/learn/").content.decode()
        assert deletion.delete_due(now=timezone.now() + timedelta(days=8)) == 0
        assert whose(client).runs.count() == 1

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_leads_to_another_site(self, client, elsewhere):
        assert client.get("/account/signup/", {"next": elsewhere}).status_code == 200
        assert sign_up(client, next=elsewhere).url == "/you/"

    def test_confirms_the_address_by_a_link_in_a_mail(self, client, post):
        sign_up(client)
        (letter,) = post()
        assert "not confirmed yet" in client.get("/you/").content.decode()
        assert (letter.to, letter.subject) == (["ada@example.org"], "Welcome: please confirm your e-mail address")
        page = client.get(link_in(letter)).content.decode()
        assert "Is this address yours?" in page
        assert "so that we know a lost password can be reset through it" in page
        assert "not confirmed yet" in client.get("/you/").content.decode(), "looking changes nothing"

        answer = client.post(link_in(letter), follow=True)

        assert told(answer) == ["ada@example.org is confirmed."]
        assert "not confirmed yet" not in client.get("/you/").content.decode()
