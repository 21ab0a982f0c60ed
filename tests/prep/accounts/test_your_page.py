"""The learner's own page, the pages of members alone, and the banner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prep.accounts.models import User
from prep.accounts.templatetags.people import in_words
from tests.prep.accounts.pages import PASSWORD, SETTINGS, log_in, refusals, run, told, whose

pytestmark = pytest.mark.django_db


MEMBERS_PAGES = ["email", "password/change", "password/set", "reauthenticate"]


class TestMembersPages:
    @pytest.mark.parametrize("page", MEMBERS_PAGES)
    def test_ask_somebody_unknown_to_log_in_and_come_back(self, client, page):
        assert client.get(f"/account/{page}/").url == f"/account/login/?next=/account/{page}/"

    @pytest.mark.parametrize("page", [*MEMBERS_PAGES, "logout"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_offer_a_guest_an_account_instead(self, client, page, method):
        run(client)
        guest = whose(client)

        assert getattr(client, method)(f"/account/{page}/").url == "/account/signup/"
        assert whose(client) == guest

    def test_ask_for_the_password_once_more(self, client, ada):
        log_in(client)
        wrong = client.post("/account/reauthenticate/", {"password": "wrong"})

        assert refusals(wrong) == {"password": ["This isn't your current password."]}
        assert client.post("/account/reauthenticate/", {"password": PASSWORD}).url == "/you/"


class TestYou:
    def test_says_to_somebody_unknown_that_nothing_is_kept(self, client):
        page = client.get("/you/").content.decode()

        assert "nothing about you is kept" in page
        assert User.objects.count() == 0

    def test_says_to_a_guest_until_when(self, client):
        run(client)
        until = whose(client).last_seen_at + timedelta(days=180)
        page = client.get("/you/").content.decode()

        day = f'<time datetime="{until:%Y-%m-%d}">{until.day} {until:%B %Y}</time>'
        assert f"kept until <b>{day}</b>" in page
        assert "Sign up to keep it" in page

    @pytest.mark.parametrize(("role", "desk"), [("learner", False), ("author", True), ("admin", True)])
    def test_leads_those_who_work_there_to_the_desk(self, client, ada, role, desk):
        User.objects.update(role=role)
        log_in(client)

        assert ('href="/admin/"' in client.get("/you/").content.decode()) == desk

    def test_keeps_how_they_study(self, client, ada):
        log_in(client)
        client.get("/you/")
        day = (timezone.now() + timedelta(days=40)).date()
        answer = client.post(
            "/you/", {**SETTINGS, "interview_date": day.isoformat(), "extra_time_percent": 150}, follow=True
        )

        ada.refresh_from_db()
        assert (ada.time_zone, ada.daily_goal_minutes) == ("Europe/Berlin", 30)
        assert (ada.interview_date, ada.extra_time_percent) == (day, 150)
        assert told(answer) == ["Saved."]

    @pytest.mark.parametrize(
        ("field", "said", "sentence"),
        [
            ("time_zone", "Mars/Olympus", "There is no time zone “Mars/Olympus”. One is “Europe/Berlin”."),
            ("daily_goal_minutes", "4", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "241", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "abc", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "", "Give a whole number from 5 to 240."),
            ("interview_date", "2020-01-01", "This day is past. Leave it empty if no interview is ahead."),
            ("interview_date", "2030-02-31", "Give a day that is in the calendar, or leave it empty."),
            ("extra_time_percent", "500", "Select a valid choice. 500 is not one of the available choices."),
        ],
    )
    def test_refuses_in_words_and_keeps_what_was_typed(self, client, ada, field, said, sentence):
        log_in(client)
        answer = client.post("/you/", {**SETTINGS, "daily_goal_minutes": "60", field: said})

        study = answer.context["study"]
        assert (answer.status_code, study.errors) == (422, {field: [sentence]})
        assert study[field].value() == said
        assert sentence in answer.content.decode()
        ada.refresh_from_db()
        assert (ada.time_zone, ada.daily_goal_minutes) == ("", 20)
        assert "ada@example.org" in answer.content.decode()

    def test_lets_a_day_that_has_passed_since_stand(self, client, ada):
        User.objects.update(interview_date="2020-01-01")
        log_in(client)

        assert client.post("/you/", {**SETTINGS, "interview_date": "2020-01-01"}).status_code == 302

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ({"theme": "dark"}, ("dark", 100, True)),
            ({"text_size": "150"}, ("", 150, True)),
            ({"shortcuts": "off"}, ("", 100, False)),
            ({"theme": "light", "text_size": "112", "shortcuts": "off"}, ("light", 112, False)),
            ({}, ("", 100, True)),
        ],
        ids=str,
    )
    def test_keeps_how_it_looks_each_part_for_itself(self, client, ada, said, kept):
        log_in(client)
        answer = client.post("/you/look/", said)

        ada.refresh_from_db()
        assert (ada.theme, ada.text_size, ada.shortcuts) == kept
        assert answer.url == "/you/#look"

    def test_looks_as_chosen_on_every_page(self, client, ada):
        log_in(client)
        client.post("/you/look/", {"theme": "dark", "text_size": "125", "shortcuts": "off"})

        root = '<html lang="en" data-learner data-theme="dark" data-text-size="125" data-shortcuts="off">'
        assert root in client.get("/you/").content.decode()
        assert root in client.get("/account/password/change/").content.decode()
        client.post("/you/look/", {"theme": "system", "text_size": "100", "shortcuts": "on"})
        assert '<html lang="en" data-learner>' in client.get("/you/").content.decode()

    @pytest.mark.parametrize("said", [{"theme": "sepia"}, {"text_size": "90"}, {"shortcuts": "perhaps"}], ids=str)
    def test_refuses_a_look_that_there_isn_t(self, client, ada, said):
        log_in(client)

        assert client.post("/you/look/", said).status_code == 422

    def test_answers_a_script_without_a_page(self, client, ada):
        log_in(client)
        answer = client.post("/you/look/", {"theme": "dark"}, headers={"Accept": "application/json"})

        assert (answer.status_code, answer.content) == (204, b"")

    def test_tells_times_as_they_are_where_the_learner_is(self, client, ada):
        User.objects.update(joined_at="2026-03-01T23:30:00Z", time_zone="Pacific/Kiritimati")
        log_in(client)
        assert "2 March 2026" in client.get("/you/").content.decode()

        User.objects.update(time_zone="America/New_York")
        assert "1 March 2026" in client.get("/you/").content.decode()


def test_a_choice_of_nothing_makes_nobody(client):
    assert client.post("/you/look/", {}).status_code == 302
    assert User.objects.count() == 0


def test_a_deletion_asked_for_twice_is_told_once(client, ada, post):
    log_in(client)
    for _ in range(2):
        client.post("/you/delete/", {"password": PASSWORD})

    assert [letter.subject for letter in post()] == ["Your account will be deleted"]


class TestTheBanner:
    def test_says_on_every_page_when_everything_will_be_deleted_and_undoes_it(self, client, ada):
        log_in(client)
        client.post("/you/delete/", {"password": PASSWORD})
        gone = timezone.now() + timedelta(days=7)
        day = f'<time datetime="{gone:%Y-%m-%d}">{gone.day} {gone:%B %Y}</time>'
        sentence = f"Everything of yours will be deleted on <b>{day}</b>"
        assert all(sentence in client.get(page).content.decode() for page in ("/", "/learn/", "/lab/", "/you/"))

        answer = client.post("/you/keep/", follow=True)

        assert told(answer) == ["Nothing will be deleted. Everything is as it was."]
        assert sentence not in answer.content.decode()

    def test_says_nothing_to_somebody_unknown(self, client):
        page = client.get("/learn/").content.decode()

        assert "banner" not in page
        assert "data-presence" not in page
        assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ([], "nothing"),
        ([("run", 1)], "1 run"),
        ([("runs", 3), ("answers", 12), ("sitting", 1)], "3 runs, 12 answers and 1 sitting"),
    ],
)
def test_work_is_told_in_words(work, words):
    assert in_words(work) == words
