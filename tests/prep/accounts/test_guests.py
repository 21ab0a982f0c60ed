"""A guest is made when something of theirs is first kept, once, and never by looking."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from prep.accounts import guests, presence
from prep.accounts.mine import deletion
from prep.accounts.models import User

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SETTINGS = {"time_zone": "", "daily_goal_minutes": 30, "extra_time_percent": 100}


def from_the_same_browser(browser: Client) -> Client:
    """As if its first request had not come back yet: the CSRF cookie, and no session."""
    twin = Client()
    twin.cookies[settings.CSRF_COOKIE_NAME] = browser.cookies[settings.CSRF_COOKIE_NAME].value
    return twin


@pytest.mark.django_db
class TestTheFirstRequestThatKeepsSomething:
    def test_makes_a_guest_and_the_next_ones_are_the_same_guest_s(self, client):
        client.post("/you/", SETTINGS)
        client.post("/you/", {**SETTINGS, "daily_goal_minutes": 45})

        guest = User.objects.get()
        assert (guest.is_guest, guest.daily_goal_minutes, guest.has_usable_password()) == (True, 45, False)

    @pytest.mark.parametrize(
        "path", ["/", "/learn/", "/lab/", "/lab/runs/", "/you/", "/search/?q=rnn", "/account/login/"]
    )
    def test_looking_makes_nobody_and_no_session(self, client, path):
        client.get(path, follow=True)

        assert User.objects.count() == 0
        assert settings.SESSION_COOKIE_NAME not in client.cookies

    def test_a_refused_one_makes_nobody(self, client):
        assert client.post("/you/", {**SETTINGS, "daily_goal_minutes": 1}).status_code == 422
        assert User.objects.count() == 0

    def test_sent_twice_before_the_first_came_back_is_one_guest(self, client):
        client.get("/you/")
        twin = from_the_same_browser(client)
        client.post("/you/", SETTINGS)
        twin.post("/you/", SETTINGS)

        assert User.objects.count() == 1
        assert client.session["_auth_user_id"] == twin.session["_auth_user_id"]

    def test_other_browsers_are_other_guests(self):
        for browser in (Client(), Client()):
            browser.get("/you/")
            browser.post("/you/", SETTINGS)

        assert User.objects.count() == 2

    def test_tells_the_time_zone_if_there_is_one(self, client):
        client.post("/you/look/", {"theme": "dark"}, headers={"X-Time-Zone": "Asia/Tokyo"})
        other = Client()
        other.post("/you/look/", {"theme": "dark"}, headers={"X-Time-Zone": "Mars/Olympus"})

        assert list(User.objects.order_by("pk").values_list("time_zone", flat=True)) == ["Asia/Tokyo", ""]

    def test_is_refused_to_an_address_that_makes_more_guests_than_people_come(self):
        browsers = [Client() for _ in range(61)]
        answers = [browser.post("/you/look/", {"theme": "dark"}) for browser in browsers]
        refused = answers.pop()

        assert [answer.status_code for answer in answers] == [302] * 60
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
        assert "That was a lot at once" in refused.content.decode()
        assert User.objects.count() == 60
        assert browsers[0].post("/you/look/", {"theme": "light"}).status_code == 302
        assert Client(REMOTE_ADDR="203.0.113.7").post("/you/look/", {"theme": "dark"}).status_code == 302

    def test_leaves_the_other_open_pages_their_token(self):
        browser = Client(enforce_csrf_checks=True)
        first, second = (browser.get("/you/").context["csrf_token"] for _ in range(2))

        assert browser.post("/you/", {**SETTINGS, "csrfmiddlewaretoken": str(first)}).status_code == 302
        assert browser.post("/you/", {**SETTINGS, "csrfmiddlewaretoken": str(second)}).status_code == 302


@pytest.mark.django_db
def test_a_browser_s_key_opens_its_guest_for_minutes_and_never_a_member():
    born = guests.born(browser_key="k", time_zone="", now=NOW)

    assert guests.born(browser_key="k", time_zone="", now=NOW + timedelta(minutes=9)) == born
    later = guests.born(browser_key="k", time_zone="", now=NOW + timedelta(minutes=11))
    assert later != born
    User.objects.filter(pk=later.pk).update(email="ada@example.org")
    assert guests.born(browser_key="k", time_zone="", now=NOW + timedelta(minutes=12)) not in (born, later)


@pytest.mark.django_db(transaction=True)
@pytest.mark.services
def test_eight_at_once_are_one_guest():
    def born(_: int) -> int:
        try:
            return guests.born(browser_key="k", time_zone="", now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(born, range(8)))) == 1


@pytest.mark.django_db
class TestPresence:
    def test_a_visit_is_written_down_once_a_day(self):
        guest = guests.born(browser_key=None, time_zone="UTC", now=NOW)

        assert not presence.due(guest, NOW + timedelta(hours=19))
        assert presence.due(guest, NOW + timedelta(hours=21))
        presence.seen(learner=guest, now=NOW + timedelta(hours=19))
        assert User.objects.get().last_seen_at == NOW
        presence.seen(learner=guest, now=NOW + timedelta(hours=21))
        assert User.objects.get().last_seen_at == NOW + timedelta(hours=21)

    def test_the_browser_s_time_zone_is_taken_until_one_is_chosen(self, client):
        client.post("/you/", SETTINGS)
        assert "data-presence" in client.get("/you/").content.decode()
        client.post("/you/presence/", {"time_zone": "Asia/Tokyo"})
        client.post("/you/presence/", {"time_zone": "Europe/Berlin"})

        assert User.objects.get().time_zone == "Asia/Tokyo"
        assert "data-presence" not in client.get("/you/").content.decode()

    @pytest.mark.parametrize("unknown", ["Mars/Olympus", "localtime", "Factory", "x" * 500])
    def test_a_time_zone_that_we_don_t_know_is_as_good_as_utc(self, client, unknown):
        client.post("/you/", SETTINGS)
        client.post("/you/presence/", {"time_zone": unknown})

        assert User.objects.get().time_zone == "UTC"
        assert "data-presence" not in client.get("/you/").content.decode()

    def test_a_browser_that_says_none_is_asked_again(self, client):
        client.post("/you/", SETTINGS)
        client.post("/you/presence/", {"time_zone": ""})

        assert User.objects.get().time_zone == ""

    def test_a_daily_visit_renews_the_cookie(self, client):
        client.post("/you/", SETTINGS)
        answer = client.post("/you/presence/", {"time_zone": "UTC"})

        assert answer.status_code == 204
        assert int(answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"]) == settings.SESSION_COOKIE_AGE

    def test_of_nobody_it_is_nothing(self, client):
        assert client.post("/you/presence/", {"time_zone": "UTC"}).status_code == 204
        assert User.objects.count() == 0


@pytest.mark.django_db
def test_a_guest_who_comes_too_late_is_told_and_may_begin_anew(client):
    client.post("/you/", SETTINGS)
    deletion.sweep_guests(now=User.objects.get().last_seen_at + timedelta(days=181))

    assert "guest was removed" in client.get("/learn/").content.decode()
    client.post("/you/understood/")
    assert "guest was removed" not in client.get("/learn/").content.decode()
    client.post("/you/", SETTINGS)
    assert User.objects.count() == 1
