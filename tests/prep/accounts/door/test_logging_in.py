"""Logging in and out: to who one was, and never to another site."""

import pytest

from prep.accounts.models import User
from sandbox.models import Run
from tests.prep.accounts.pages import ELSEWHERE, PASSWORD, WRONG, log_in, refusals, run, told, whose

pytestmark = pytest.mark.django_db


class TestLoggingIn:
    def test_with_the_right_password(self, client, ada):
        answer = client.post("/account/login/", {"login": "ADA@example.org", "password": PASSWORD}, follow=True)

        assert whose(client) == ada
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == ["You are logged in as ada@example.org."]

    @pytest.mark.parametrize(
        ("email", "password"),
        [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)],
        ids=["wrong", "unknown"],
    )
    def test_is_refused_without_telling_which_was_wrong(self, client, ada, email, password):
        answer = log_in(client, email, password)

        assert refusals(answer) == {"__all__": [WRONG]}
        assert answer.context["form"]["login"].value() == email
        assert whose(client) is None

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_leads_to_another_site(self, client, ada, elsewhere):
        assert client.get("/account/login/", {"next": elsewhere}).status_code == 200
        assert log_in(client, next=elsewhere).url == "/you/"

    def test_offers_a_guest_their_work_and_says_so_before(self, client, ada):
        run(client)
        assert "What you did here as a guest is safe: 1 run." in client.get("/account/login/").content.decode()

        assert log_in(client, next="/lab/").url == "/you/bring/?next=%2Flab%2F"
        offer = client.get("/you/bring/?next=/lab/").content.decode()
        assert "1 run" in offer
        assert '<a class="button quiet" href="/lab/">Not now</a>' in offer
        assert "/you/bring/" in client.get("/you/").content.decode()

        assert client.post("/you/bring/", {"next": "/lab/"}).url == "/lab/"
        assert Run.objects.get().learner == ada

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_brings_along_to_another_site(self, client, ada, elsewhere):
        run(client)
        log_in(client)
        offer = client.get("/you/bring/", {"next": elsewhere}).content.decode()

        assert '<a class="button quiet" href="/you/">Not now</a>' in offer
        assert client.post("/you/bring/", {"next": elsewhere}).url == "/you/"
        assert client.post("/you/bring/", {"next": elsewhere}).url == "/you/", "nothing is left to bring along"

    @pytest.mark.parametrize("word", ["nowhere", "home"])
    def test_takes_a_word_for_an_address_and_not_for_a_page_s_name(self, client, ada, word):
        run(client)
        log_in(client)

        assert client.post("/you/bring/", {"next": word}).url == word
        assert client.post("/you/bring/", {"next": word}).url == word, "nothing is left to bring along"

    @pytest.mark.parametrize("way_out", ["/account/logout/", "/admin/logout/"])
    def test_leaves_a_guest_who_isn_t_brought_along_where_they_were(self, client, ada, way_out):
        User.objects.filter(pk=ada.pk).update(role="author")
        run(client)
        guest = whose(client)
        log_in(client)
        client.get("/lab/")  # not now
        client.post(way_out)

        assert whose(client) == guest
        assert client.get("/lab/runs/").context["learner"].runs.count() == 1
        assert log_in(client).url == "/you/bring/?next=%2Fyou%2F"

    def test_brings_no_guest_back_who_went_along(self, client, ada):
        run(client)
        log_in(client)
        client.post("/you/bring/")
        client.post("/account/logout/")

        assert whose(client) is None

    def test_of_a_member_who_is_logged_in_leads_to_their_page(self, client, ada):
        log_in(client)

        assert [client.get(f"/account/{page}/").url for page in ("login", "signup")] == ["/you/", "/you/"]

    def test_is_not_for_an_account_that_is_switched_off(self, client, ada):
        User.objects.update(is_active=False)
        assert refusals(log_in(client, password="wrong")) == {"__all__": [WRONG]}
        answer = client.post("/account/login/", {"login": ada.email, "password": PASSWORD}, follow=True)

        assert whose(client) is None
        assert "This account is switched off" in answer.content.decode()

    def test_ends_by_logging_out(self, client, ada):
        log_in(client)
        assert "Log out?" in client.get("/account/logout/").content.decode()
        assert whose(client) == ada, "looking changes nothing"

        answer = client.post("/account/logout/", follow=True)

        assert whose(client) is None
        assert answer.redirect_chain == [("/", 302)]
        assert told(answer) == ["You are logged out. What you did is kept in your account."]
