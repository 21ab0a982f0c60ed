"""A guest logs in to an older account and brings their work along: all of it or nothing, once, if they want."""

from datetime import date
from uuid import UUID, uuid5

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from prep.accounts.mine import belongings, deletion, merging
from prep.accounts.models import User
from prep.accounts.signals import learner_merging
from sandbox import runs
from sandbox.models import Run
from tests import makers
from tests.makers import NOW, PASSWORD

RUN = "/lab/vanishing-gradients/run/"
LOGIN = "/account/login/"
BRING = "/you/bring/"


def log_in(browser, **more):
    return browser.post(LOGIN, {"login": "ada@example.org", "password": PASSWORD, **more})


@pytest.fixture
def ada(db):
    """A member, who ran something elsewhere."""
    ada = makers.member("ada")
    makers.run(ada, seed=100)
    return ada


@pytest.fixture
def browser(ada):
    """Where a guest ran something, and then logged in as ada."""
    browser = Client()
    browser.post(RUN, {"seed": "7"})
    browser.post(RUN, {"seed": "8"})
    log_in(browser)
    return browser


def seeds(learner):
    return sorted(Run.objects.filter(learner=learner).values_list("result__seed", flat=True))


# --- Through the pages ----------------------------------------------------------------------------------------------


def test_who_logs_in_after_working_as_a_guest_is_offered_it(ada):
    browser = Client()
    browser.post(RUN, {"seed": "7"})
    answer = log_in(browser, next="/lab/runs/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{BRING}?next=%2Flab%2Fruns%2F")
    page = browser.get(answer.headers["Location"])
    assert page.context["guest"]["work"] == [("run", 1)]
    assert (seeds(ada), User.objects.filter(email=None).count()) == ([100], 1), "nothing is moved unasked"


def test_who_did_nothing_as_a_guest_is_not_asked(ada):
    browser = Client()
    browser.post("/you/look/", {"theme": "dark"})

    assert log_in(browser).headers["Location"] == "/you/"
    assert browser.get("/you/").context["bring"] is None


def test_bringing_it_along_makes_it_the_member_s_and_the_guest_is_no_more(ada, browser):
    answer = browser.post(BRING, {"next": "/lab/runs/"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/lab/runs/")
    assert seeds(ada) == [7, 8, 100]
    assert list(User.objects.all()) == [ada]
    assert browser.get("/lab/runs/").context["page"].paginator.count == 3


def test_who_goes_on_without_it_finds_it_at_their_own_page_later(ada, browser):
    assert browser.get("/lab/runs/").context["page"].paginator.count == 1
    assert browser.get("/you/").context["bring"]["work"] == [("runs", 2)]
    browser.post(BRING)

    assert seeds(ada) == [7, 8, 100]
    assert browser.get("/you/").context["bring"] is None


def test_bringing_it_twice_brings_it_once(ada, browser):
    for _ in range(2):
        assert browser.post(BRING).headers["Location"] == "/you/"

    assert seeds(ada) == [7, 8, 100]


def test_a_guest_who_was_swept_meanwhile_is_nothing_to_bring(ada, browser):
    guest = User.objects.get(email=None)
    User.objects.filter(pk=guest.pk).update(last_seen_at=NOW)
    deletion.sweep_guests(now=timezone.now())

    assert browser.post(BRING).headers["Location"] == "/you/"
    assert seeds(ada) == [100]


def test_a_guest_who_became_a_member_meanwhile_is_left_alone(ada, browser):
    alan = User.objects.get(email=None)
    User.objects.filter(pk=alan.pk).update(email="alan@example.org")
    browser.post(BRING)

    assert (seeds(ada), seeds(alan)) == ([100], [7, 8])


def test_only_who_was_that_guest_may_bring_their_work(ada, browser):
    makers.member("alan")
    elsewhere = Client()
    elsewhere.post(LOGIN, {"login": "alan@example.org", "password": PASSWORD})
    elsewhere.post(BRING, {"guest": User.objects.get(email=None).pk})

    assert Run.objects.filter(learner__email="alan@example.org").count() == 0


def test_two_browsers_work_is_brought_one_after_the_other(ada, browser):
    other = Client()
    other.post(RUN, {"seed": "9"})
    log_in(other)
    for each in (browser, other):
        each.post(BRING)

    assert seeds(ada) == [7, 8, 9, 100]
    assert list(User.objects.all()) == [ada]


def test_signing_up_needs_no_bringing(db):
    browser = Client()
    browser.post(RUN, {"seed": "7"})
    guest = User.objects.get()
    browser.post("/account/signup/", {"email": "alan@example.org", "password1": PASSWORD})

    alan = User.objects.get()
    assert (alan.pk, alan.email, seeds(alan)) == (guest.pk, "alan@example.org", [7])
    assert browser.get("/you/").context["bring"] is None


# --- What is kept ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestPreferences:
    def test_of_the_member_s_stay(self):
        chosen = {
            "time_zone": "Europe/London",
            "interview_date": date(2026, 5, 1),
            "daily_goal_minutes": 45,
            "extra_time_percent": 150,
            "theme": "dark",
            "text_size": 125,
            "shortcuts": False,
        }
        ada = makers.member("ada", **chosen)
        guest = makers.guest(time_zone="Asia/Tokyo", interview_date=date(2027, 1, 1), theme="light", text_size=150)
        merging.bring(guest_id=guest.pk, member=ada, now=NOW)

        assert User.objects.values(*chosen).get() == chosen

    def test_that_the_member_left_open_are_filled_in(self):
        ada = makers.member("ada")
        guest = makers.guest(time_zone="Asia/Tokyo", interview_date=date(2027, 1, 1), theme="light")
        told = merging.bring(guest_id=guest.pk, member=ada, now=NOW)

        ada.refresh_from_db()
        assert (ada.time_zone, ada.interview_date, ada.theme) == ("Asia/Tokyo", date(2027, 1, 1), "")
        assert (told.pk, told.time_zone) == (ada.pk, "Asia/Tokyo")


KEYS = (1, 2, 3)
CLICKS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([7, 8])), max_size=6)


class TestWhateverWasDoneOnBothSides(TestCase):
    """A page that was opened as a guest and sent again as a member carries one key on both sides."""

    @settings(max_examples=40, deadline=None)
    @given(guest_s=CLICKS, member_s=CLICKS)
    def test_each_click_is_a_run_of_the_member_s_and_their_own_runs_are_untouched(self, guest_s, member_s):
        ada, guest = makers.member("ada"), makers.guest()
        for learner, clicks in ((ada, member_s), (guest, guest_s)):
            for key, seed in clicks:
                makers.run(learner, client_key=UUID(int=key), seed=seed)
        own = list(ada.runs.order_by("pk").values())

        merging.bring(guest_id=guest.pk, member=ada, now=NOW)

        assert clicks_of(ada) == {*guest_s, *member_s}
        assert [row for row in ada.runs.order_by("pk").values() if row in own] == own
        assert not User.objects.filter(pk=guest.pk).exists()


def clicks_of(learner):
    """What was asked for and under which key; under one key for something else, it is kept under one made from it."""
    return {
        (key, run.result.seed)
        for run in learner.runs.select_related("result")
        for key in KEYS
        if run.client_key in (UUID(int=key), uuid5(UUID(int=key), str(run.result_id)))
    }


# --- Nothing is forgotten -------------------------------------------------------------------------------------------

NEVER_A_GUEST_S = {
    "account.EmailAddress": "who has an address is a member",
    "account.EmailConfirmation": "who has an address is a member",
    "admin.LogEntry": "no guest enters the desk",
    "content.Revision": "no guest enters the desk",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "label", [found.model._meta.label for found in [*belongings.belongings(), *belongings.mentions()]]
)
def test_each_kind_of_row_is_moved_and_none_is_lost(label):
    """A model that nobody merges fails here, by its name."""
    make = makers.MAKERS[label]
    ada, guest, alan = makers.member("ada"), makers.guest(), makers.guest()
    rows = [make(learner) for learner in (ada, guest, guest, alan)]
    model = type(rows[0])
    before = model.objects.count()

    if label in NEVER_A_GUEST_S:
        with pytest.raises(merging.LeftBehind, match="Not moved by any receiver"):
            merging.bring(guest_id=guest.pk, member=ada, now=NOW)
        assert User.objects.filter(pk=guest.pk).exists()
    else:
        merging.bring(guest_id=guest.pk, member=ada, now=NOW)
        of = {found.model: found for found in [*belongings.mentions(), *belongings.belongings()]}[model].of
        assert set(of(ada)) >= set(rows[:3])
        assert set(of(alan)) == {rows[3]}
    assert model.objects.count() == before


@pytest.mark.django_db
def test_rows_that_nobody_moves_are_refused_by_name_and_stay_where_they_were():
    ada, guest = makers.member("ada"), makers.guest()
    run = makers.run(guest)
    assert learner_merging.disconnect(dispatch_uid="sandbox.runs.merge")
    try:
        with pytest.raises(merging.LeftBehind, match=r"^Not moved by any receiver of learner_merging: sandbox.Run\.$"):
            merging.bring(guest_id=guest.pk, member=ada, now=NOW)
    finally:
        learner_merging.connect(runs.merge, dispatch_uid="sandbox.runs.merge")

    assert list(guest.runs.all()) == [run]
    assert merging.bring(guest_id=guest.pk, member=ada, now=NOW) == ada
    assert list(ada.runs.all()) == [run]


@pytest.mark.django_db
def test_an_app_that_fails_undoes_all_of_it():
    ada, guest = makers.member("ada"), makers.guest(time_zone="Asia/Tokyo")
    run = makers.run(guest)

    def fail(sender, **signal):
        assert list(signal["member"].runs.all()) == [run], "the app before it has moved its rows"
        raise RuntimeError("the disk is full")

    learner_merging.connect(fail)
    try:
        with pytest.raises(RuntimeError, match="the disk is full"):
            merging.bring(guest_id=guest.pk, member=ada, now=NOW)
    finally:
        learner_merging.disconnect(fail)

    ada.refresh_from_db()
    assert (list(guest.runs.all()), ada.time_zone) == ([run], "")


# --- Refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestThereIsNothingToBring:
    def refused(self, guest, member):
        with pytest.raises(merging.NotAGuest):
            merging.bring(guest_id=guest.pk, member=member, now=NOW)

    def test_of_a_member(self):
        ada, alan = makers.member("ada"), makers.member("alan")
        makers.run(alan)
        self.refused(alan, ada)
        assert alan.runs.count() == 1

    def test_of_oneself(self):
        ada = makers.member("ada")
        self.refused(ada, ada)
        assert User.objects.get() == ada

    def test_to_another_guest(self):
        guest, alan = makers.guest(), makers.guest()
        makers.run(guest)
        self.refused(guest, alan)
        assert guest.runs.count() == 1

    def test_of_a_guest_who_is_no_more(self):
        ada, guest = makers.member("ada"), makers.guest()
        User.objects.filter(pk=guest.pk).delete()
        self.refused(guest, ada)

    def test_to_a_member_who_is_no_more(self):
        ada, guest = makers.member("ada"), makers.guest()
        makers.run(guest)
        User.objects.filter(pk=ada.pk).delete()
        self.refused(guest, ada)
        assert guest.runs.count() == 1
