"""Guessing passwords is stopped, by account and address."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from tests.prep.accounts.pages import link_in, log_in, whose

pytestmark = pytest.mark.django_db


class TestTheLockOut:
    def guess(self, client: Client, times: int, email: str = "ada@example.org", **more):
        return [log_in(client, email, "wrong", **more).status_code for _ in range(times)]

    def test_after_five_wrong_passwords_not_even_the_right_one_is_tried(self, client, ada):
        assert self.guess(client, 5) == [200, 200, 200, 200, 429]
        answer = log_in(client)

        assert (answer.status_code, whose(client)) == (429, None)
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        page = answer.content.decode()
        assert "Too many wrong passwords" in page
        assert "<b>15 minutes</b>" in page
        assert 'href="/account/password/reset/"' in page

    def test_another_spelling_of_the_address_doesn_t_help(self, client, ada):
        self.guess(client, 5)

        assert log_in(client, "ADA@Example.ORG").status_code == 429

    def test_other_accounts_and_other_addresses_are_let_in(self, client, ada, alan):
        self.guess(client, 5)
        elsewhere = Client(REMOTE_ADDR="203.0.113.7")

        assert log_in(client, alan.email).status_code == 302
        assert log_in(elsewhere).status_code == 302

    def test_behind_a_proxy_each_client_counts_for_itself_whatever_it_says_of_itself(self, settings, client, ada):
        settings.TRUSTED_PROXIES = 1
        for forged in range(5):
            log_in(client, password="wrong", headers={"X-Forwarded-For": f"10.0.0.{forged}, 203.0.113.7"})

        assert log_in(client, headers={"X-Forwarded-For": "10.0.0.9, 203.0.113.7"}).status_code == 429
        assert log_in(client, headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 302

    def test_a_home_s_many_addresses_of_ipv6_count_as_one(self, client, ada):
        for device in range(5):
            log_in(Client(REMOTE_ADDR=f"2001:db8:0:1::{device}"), password="wrong")

        assert log_in(Client(REMOTE_ADDR="2001:db8:0:1:ffff::9")).status_code == 429
        assert log_in(Client(REMOTE_ADDR="2001:db8:0:2::9")).status_code == 302

    def test_a_right_password_clears_the_count(self, client, ada):
        self.guess(client, 4)
        log_in(client)
        client.post("/account/logout/")

        assert self.guess(client, 4) == [200] * 4

    def test_is_over_after_a_quarter_of_an_hour(self, client, ada):
        self.guess(client, 5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))

        assert log_in(client).status_code == 302

    def test_is_over_for_who_reset_their_password(self, client, ada, post):
        self.guess(client, 5)
        client.post("/account/password/reset/", {"email": ada.email})
        form = client.get(link_in(post()[-1]), follow=True)
        client.post(form.request["PATH_INFO"], {"password1": "another horse"})

        assert log_in(client, password="another horse").status_code == 302

    @pytest.mark.parametrize(("page", "refused"), [("/you/delete/", 422), ("/account/reauthenticate/", 200)])
    def test_counts_guesses_where_a_member_says_theirs_again(self, client, ada, page, refused):
        log_in(client)
        statuses = [client.post(page, {"password": "wrong"}).status_code for _ in range(6)]

        assert statuses == [refused] * 4 + [429, 429]
