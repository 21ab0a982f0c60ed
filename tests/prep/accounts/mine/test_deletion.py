"""Delete me: seven days to think again, and then nothing says anything of them, and nothing of anybody else is gone."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models.signals import pre_delete
from django.test import Client
from django.utils import timezone

from content.models import Revision
from prep.accounts.mine import belongings, deletion
from prep.accounts.models import User
from prep.accounts.roles import Role
from sandbox.models import Result, Run
from tests import makers
from tests.makers import NOW, PASSWORD
from tests.sandbox.threads import in_threads

WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


def everything():
    """Each row of each table, with its values."""
    return {
        (model._meta.label, row["pk"]): row
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.annotate(pk=models.F("pk")).values()
    }


def said_of(address, *, pk):
    """The tables in which a person still is: by key, by address, or inside a session."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        people = [field.attname for field in model._meta.concrete_fields if field.related_model is User]
        for row in model._base_manager.values():
            texts = [*row.values(), Session(**row).get_decoded() if model is Session else ""]
            if any(row[key] == pk for key in people) or any(address in str(text).lower() for text in texts):
                found.add(model._meta.label)
    return found


# --- Asking, and thinking again -------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestAsking:
    def test_names_the_day_and_deletes_nothing_before(self):
        ada = makers.member("ada")

        assert deletion.ask(learner=ada, now=NOW) == NOW + WEEK
        assert deletion.delete_due(now=NOW + WEEK - SECOND) == 0
        assert deletion.delete_due(now=NOW + WEEK) == 1
        assert User.objects.count() == 0

    def test_again_changes_nothing(self):
        ada = makers.member("ada")
        deletion.ask(learner=ada, now=NOW)

        assert deletion.ask(learner=ada, now=NOW + timedelta(days=6)) == NOW + WEEK

    def test_can_be_undone_in_the_last_second_with_everything_as_it_was(self):
        ada = makers.member("ada")
        makers.one_of_each(ada)
        before = everything()
        deletion.ask(learner=ada, now=NOW)

        assert deletion.undo(learner=ada) is True
        assert deletion.delete_due(now=NOW + WEEK) == 0
        assert everything() == before
        assert deletion.undo(learner=ada) is False

    def test_after_an_undo_begins_anew(self):
        ada = makers.member("ada")
        deletion.ask(learner=ada, now=NOW)
        deletion.undo(learner=ada)

        assert deletion.ask(learner=ada, now=NOW + timedelta(days=6)) == NOW + timedelta(days=13)

    def test_is_for_guests_alike(self):
        guest = makers.guest()
        makers.run(guest)
        deletion.ask(learner=guest, now=NOW)

        assert deletion.delete_due(now=NOW + WEEK) == 1
        assert (User.objects.count(), Run.objects.count(), Result.objects.count()) == (0, 0, 1)


# --- Then nothing is left -------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nothing_says_anything_of_who_was_deleted():
    ada = makers.member("ada")
    makers.one_of_each(ada)
    makers.log_entry_about(ada)
    # Of her address, of her reading, of her quiz and of her answer.
    by_another_row = {"account.EmailConfirmation", "content.SectionRead", "quizzes.Turn", "quizzes.Judgement"}
    told_by = {"accounts.User", *makers.MAKERS} - by_another_row
    assert said_of("ada@example.org", pk=ada.pk) == told_by

    deletion.ask(learner=ada, now=NOW)
    deletion.delete_due(now=NOW + WEEK)

    assert said_of("ada@example.org", pk=ada.pk) == set()


@pytest.mark.django_db
def test_everybody_else_keeps_everything_and_what_is_shared_stays():
    ada, alan = makers.member("ada"), makers.member("alan")
    for learner in (ada, alan):
        makers.one_of_each(learner)
    about_her = makers.log_entry_about(ada)
    about_him = makers.log_entry_about(alan)
    makers.run(alan, seed=11)
    makers.run(ada, seed=11)
    hers = {(found.model._meta.label, row.pk) for found in belongings.belongings() for row in found.of(ada)}
    written = Revision.objects.get(author=ada)
    before = everything()

    deletion.ask(learner=ada, now=NOW)
    deletion.delete_due(now=NOW + WEEK)
    after = everything()

    gone = before.keys() - after.keys()
    by_address = {key for key in gone if key[0] in {"accounts.Letter", "axes.AccessAttempt", "sessions.Session"}}
    assert gone - by_address == hers | {("accounts.User", ada.pk)}
    assert len(by_address) == 3
    changed = {key for key in after if after[key] != before[key]}
    assert changed == {("admin.LogEntry", about_her.pk), ("content.Revision", written.pk)}
    assert Revision.objects.get(pk=written.pk).author is None
    assert LogEntry.objects.get(pk=about_her.pk).object_repr == "a deleted account"
    assert LogEntry.objects.get(pk=about_him.pk).object_repr == "alan@example.org"


@pytest.mark.django_db
def test_an_address_is_found_however_it_is_spelt():
    ada = makers.member("ada")
    User.objects.filter(pk=ada.pk).update(email="Ada@Example.org")
    removed = makers.log_entry_about(makers.email_address(ada))
    for row, field in [(makers.letter(ada), "recipient"), (removed, "object_repr")]:
        type(row).objects.filter(pk=row.pk).update(**{field: "ADA@example.ORG"})
    deletion.ask(learner=ada, now=NOW)
    deletion.delete_due(now=NOW + WEEK)

    assert said_of("ada@example.org", pk=ada.pk) == set()


@pytest.mark.django_db
def test_the_whole_way_through_the_pages(client):
    """A wrong password, a login, the form, seven days: and no table knows of it."""
    makers.member("ada")
    ada = User.objects.get()
    for password in ("wrong", PASSWORD):
        client.post("/account/login/", {"login": "Ada@example.org", "password": password})
    AccessAttempt.objects.update_or_create(  # the right password forgave it; somebody tries again
        username="ada@example.org", defaults={"ip_address": "192.0.2.7", "failures_since_start": 1}
    )
    assert client.post("/you/delete/", {"password": "wrong"}).status_code == 422
    assert User.objects.get().deletion_asked_at is None
    assert client.post("/you/delete/", {"password": PASSWORD}).headers["Location"] == "/you/"
    assert User.objects.get().deletion_asked_at is not None

    deletion.delete_due(now=timezone.now() + WEEK)

    assert said_of("ada@example.org", pk=ada.pk) == set()
    assert client.get("/you/export/").headers["Location"] == "/you/"
    assert client.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD}).status_code == 200


@pytest.mark.django_db
def test_a_guest_s_session_stays_so_that_they_are_told(client):
    client.post("/you/look/", {"theme": "dark"})
    deletion.ask(learner=User.objects.get(), now=NOW)
    deletion.delete_due(now=NOW + WEEK)

    assert client.get("/you/").context["guest_is_gone"] is True


def test_every_table_that_may_hold_an_address_has_a_maker_so_that_these_tests_see_it():
    may = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, (models.EmailField, models.GenericIPAddressField))
        or re.search("user|mail|recipient|address|name", field.name)
    }
    known = {
        "accounts.User": "themselves",
        "auth.Group": "not in use",
        "auth.Permission": "the name of a permission",
        "axes.AccessFailureLog": "switched off (AXES_ENABLE_ACCESS_FAILURE_LOG)",
        "axes.AccessLog": "switched off (AXES_DISABLE_ACCESS_LOG)",
        "operations.Knock": "the name of a queue's worker",
        "search.Entry": "the address of what can be found",
    }
    assert may - makers.MAKERS.keys() - known.keys() == set(), "Give it a maker in tests/makers.py."


# --- In the last second, at once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_undoes_while_the_sweep_is_on_its_way_to_them_keeps_everything():
    """The sweep has seen that they are due, and not locked them yet."""
    ada = makers.member("ada")
    makers.run(ada)
    deletion.ask(learner=ada, now=NOW)
    undone = []

    def last_second(execute, sql, params, many, context):
        if ("FOR UPDATE" in sql or sql.startswith("BEGIN")) and not undone:
            undone.extend(in_threads([lambda: deletion.undo(learner=ada)]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(last_second):
        deleted = deletion.delete_due(now=NOW + WEEK)

    assert (undone, deleted, User.objects.count(), Run.objects.count()) == ([True], 0, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_undoing_and_deleting_at_once_do_one_of_them_whole():
    for _ in range(5):
        ada = makers.member("ada")
        makers.run(ada)
        deletion.ask(learner=ada, now=NOW)
        deleted, undone = in_threads(
            [lambda: deletion.delete_due(now=NOW + WEEK), lambda ada=ada: deletion.undo(learner=ada)]
        )
        left = (User.objects.filter(pk=ada.pk).count(), Run.objects.filter(learner=ada.pk).count())

        assert (deleted, undone, *left) in [(1, False, 0, 0), (0, True, 1, 1)]
        User.objects.all().delete()


@pytest.mark.django_db
def test_one_who_cannot_be_deleted_stops_nobody_else(caplog):
    ada, alan = makers.member("ada"), makers.member("alan")
    for learner in (ada, alan):
        deletion.ask(learner=learner, now=NOW)

    def refuse(sender, instance, **kwargs):
        if instance.pk == ada.pk:
            raise RuntimeError("not her")

    pre_delete.connect(refuse, sender=User)
    try:
        assert deletion.delete_due(now=NOW + WEEK) == 1
    finally:
        pre_delete.disconnect(refuse, sender=User)
    assert list(User.objects.all()) == [ada]
    assert f"User {ada.pk} could not be deleted." in caplog.text
    assert deletion.delete_due(now=NOW + WEEK) == 1


# --- Admins ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestTheLastAdmin:
    def test_cannot_ask(self):
        grace = makers.member("grace", role=Role.ADMIN)

        with pytest.raises(deletion.LastAdmin):
            deletion.ask(learner=grace, now=NOW)
        assert User.objects.get().deletion_asked_at is None

    @pytest.mark.parametrize(
        "other", [{"is_active": False}, {"deletion_asked_at": NOW}, {"role": Role.REVIEWER}], ids=str
    )
    def test_is_the_last_who_can_run_the_site(self, other):
        makers.member("alan", **{"role": Role.ADMIN, **other})

        with pytest.raises(deletion.LastAdmin):
            deletion.ask(learner=makers.member("grace", role=Role.ADMIN), now=NOW)

    def test_is_told_on_the_page(self, client):
        client.force_login(makers.member("grace", role=Role.ADMIN))
        page = client.post("/you/delete/", {"password": PASSWORD})

        assert page.status_code == 422
        assert "You are the only admin. Make somebody else one first" in page.content.decode()

    def test_of_two_one_may_go(self):
        grace, alan = makers.member("grace", role=Role.ADMIN), makers.member("alan", role=Role.ADMIN)
        deletion.ask(learner=grace, now=NOW)

        assert deletion.delete_due(now=NOW + WEEK) == 1
        assert list(User.objects.all()) == [alan]

    def test_who_became_the_last_meanwhile_waits_for_another(self, caplog):
        grace, alan = makers.member("grace", role=Role.ADMIN), makers.member("alan", role=Role.ADMIN)
        deletion.ask(learner=grace, now=NOW)
        User.objects.filter(pk=alan.pk).update(role=Role.LEARNER)

        assert deletion.delete_due(now=NOW + WEEK) == 0
        assert f"User {grace.pk} asked for deletion but is the only admin by now" in caplog.text
        User.objects.filter(pk=alan.pk).update(role=Role.ADMIN)
        assert deletion.delete_due(now=NOW + WEEK) == 1


@pytest.mark.django_db
class TestAtTheDesk:
    USERS = "/admin/accounts/user/"

    @pytest.fixture
    def grace(self, client):
        grace = makers.member("grace", role=Role.ADMIN)
        client.force_login(grace)
        return grace

    def choose(self, client, action, *users):
        client.post(self.USERS, {"action": action, "_selected_action": [user.pk for user in users]})

    def change(self, client, user, **fields):
        """The form as the desk shows it, but for what is said; the answer, with its problems."""
        page = client.get(f"{self.USERS}{user.pk}/change/")
        shown = {name: value for name, value in page.context["adminform"].form.initial.items() if value is not None}
        return client.post(f"{self.USERS}{user.pk}/change/", {**shown, **fields})

    def test_an_admin_may_ask_for_somebody_and_keep_them_after_all(self, client, grace):
        ada = makers.member("ada")
        self.choose(client, "delete_in_seven_days", ada, grace)

        assert set(User.objects.exclude(deletion_asked_at=None)) == {ada}, "grace is the only admin"
        self.choose(client, "keep", ada)
        assert set(User.objects.exclude(deletion_asked_at=None)) == set()

    def test_nobody_is_deleted_at_once(self, client, grace):
        ada = makers.member("ada")
        self.choose(client, "delete_selected", ada)

        assert client.post(f"{self.USERS}{ada.pk}/delete/", {"post": "yes"}).status_code == 403
        assert User.objects.filter(pk=ada.pk).exists()

    @pytest.mark.parametrize("fields", [{"role": Role.AUTHOR}, {"is_active": ""}], ids=str)
    def test_the_only_admin_stays_one(self, client, grace, fields):
        page = self.change(client, grace, **fields)

        assert page.context["errors"] == [["This is the only admin. Make somebody else one first: the site needs one."]]
        makers.member("alan", role=Role.ADMIN)
        assert self.change(client, grace, **fields).status_code == 302
        assert not User.objects.filter(pk=grace.pk, role=Role.ADMIN, is_active=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_leave_at_once_one_stays():
    def leave(admin):
        try:
            return deletion.ask(learner=admin, now=NOW)
        except deletion.LastAdmin:
            return "the last"

    for number in range(5):
        admins = [makers.member(f"{name}-{number}", role=Role.ADMIN) for name in ("grace", "alan")]
        answers = in_threads([lambda admin=admin: leave(admin) for admin in admins])
        assert sorted(map(str, answers)) == [str(NOW + WEEK), "the last"]
        User.objects.all().delete()


# --- Guests who won't come again ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_guest_who_stayed_away_for_180_days_is_swept_and_a_member_never_is():
    stale, member = makers.guest(), makers.member("ada")
    makers.run(stale)
    fresh = makers.guest(last_seen_at=NOW + SECOND)
    day = NOW + timedelta(days=180)

    assert deletion.sweep_guests(now=day) == 0
    assert deletion.sweep_guests(now=day + SECOND) == 1
    assert set(User.objects.all()) == {fresh, member}
    assert Run.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_guest_who_comes_back_while_the_sweep_is_on_its_way_stays():
    guest = makers.guest()
    came = []

    def last_second(execute, sql, params, many, context):
        if ("FOR UPDATE" in sql or sql.startswith("BEGIN")) and not came:
            came.extend(in_threads([lambda: User.objects.filter(pk=guest.pk).update(last_seen_at=timezone.now())]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(last_second):
        swept = deletion.sweep_guests(now=NOW + timedelta(days=181))

    assert (came, swept, User.objects.count()) == ([1], 0, 1)


# --- Deactivated ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestADeactivatedMember:
    @pytest.fixture
    def ada(self):
        return makers.member("ada")

    @pytest.fixture
    def browser(self, ada):
        browser = Client()
        browser.force_login(ada)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        return browser

    def test_is_nobody_here(self, browser, ada):
        assert browser.get("/you/").context["learner"] is None
        assert browser.get("/you/export/").headers["Location"] == "/you/"
        browser.post("/you/delete/", {"password": PASSWORD})
        assert User.objects.get(pk=ada.pk).deletion_asked_at is None

    def test_is_a_guest_like_any_other_if_they_do_something(self, browser, ada):
        makers.run(ada)
        browser.post("/you/look/", {"theme": "dark"})

        assert User.objects.get(email=None).theme == "dark"
        assert (User.objects.get(pk=ada.pk).theme, ada.runs.count()) == ("", 1)

    def test_cannot_log_in(self, browser):
        answer = browser.post("/account/login/", {"login": "ada@example.org", "password": PASSWORD})

        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/inactive/")
        assert browser.get("/you/").context["learner"] is None

    def test_is_deleted_all_the_same_if_they_had_asked(self, browser, ada):
        User.objects.filter(pk=ada.pk).update(deletion_asked_at=NOW)

        assert deletion.delete_due(now=NOW + WEEK) == 1
        assert said_of("ada@example.org", pk=ada.pk) == set()

    def test_has_everything_back_when_an_admin_says_so(self, browser, ada):
        makers.run(ada)
        User.objects.filter(pk=ada.pk).update(is_active=True)

        assert browser.get("/you/").context["learner"] == ada
        assert ada.runs.count() == 1
