"""Who a user can be, what the database itself refuses, and what each role may do."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from prep.accounts.models import User
from prep.accounts.roles import Role, permissions_of
from tests import makers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_a_guest_has_no_address_and_a_member_has_one():
    guest, ada = User.objects.create(), User.objects.create_user("ada@example.org", "k9-vines")

    assert (guest.is_guest, guest.is_member, str(guest)) == (True, False, f"guest {guest.pk}")
    assert (ada.is_guest, ada.is_member, str(ada)) == (False, True, "ada@example.org")
    assert (guest.stale_at, ada.stale_at) == (guest.last_seen_at + timedelta(days=180), None)


def test_there_can_be_many_guests():
    assert len({User.objects.create().pk for _ in range(3)}) == 3


@pytest.mark.parametrize(
    "fields",
    [
        {"email": ""},
        {"email": "ADA@example.org"},
        {"email": None, "role": Role.AUTHOR},
        {"role": "wizard"},
        {"daily_goal_minutes": 4},
        {"daily_goal_minutes": 241},
        {"extra_time_percent": 110},
        {"theme": "sepia"},
        {"text_size": 90},
    ],
    ids=str,
)
def test_the_database_refuses_what_nobody_can_be(fields):
    User.objects.create_user("ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(**{"email": "alan@example.org", **fields})


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+12"])
def test_a_time_zone_is_one_that_exists(zone):
    User(email="ada@example.org", password="!", time_zone=zone).full_clean()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "europe/berlin", "UTC\n", "localtime", "Factory"])
def test_another_is_refused_in_words(zone):
    with pytest.raises(ValidationError, match="There is no time zone"):
        User(email="ada@example.org", password="!", time_zone=zone).full_clean()


def test_each_role_may_do_what_those_before_it_may():
    grown = [permissions_of(role) for role in Role.values]

    assert all(less <= more for less, more in itertools.pairwise(grown))
    assert grown[0] == frozenset()


@pytest.mark.parametrize(
    ("role", "desk", "sees_topics", "sees_people"),
    [
        (Role.LEARNER, False, False, False),
        (Role.AUTHOR, True, True, False),
        (Role.REVIEWER, True, True, False),
        (Role.ADMIN, True, True, True),
    ],
)
def test_what_a_role_opens(role, desk, sees_topics, sees_people):
    grace = User(email="grace@example.org", role=role)

    assert grace.is_staff == desk
    assert grace.has_perm("content.view_topic") == grace.has_module_perms("content") == sees_topics
    assert grace.has_perm("accounts.change_user") == grace.has_module_perms("accounts") == sees_people
    assert grace.has_perms(["content.view_topic", "accounts.change_user"]) == (sees_topics and sees_people)


def test_a_deactivated_admin_may_do_nothing():
    grace = User(email="grace@example.org", role=Role.ADMIN, is_active=False)

    assert not grace.has_perm("content.view_topic")
    assert not grace.has_module_perms("content")


def test_an_admin_makes_an_author_at_the_desk(client, admin_user):
    client.force_login(admin_user)
    added = client.post(
        reverse("admin:accounts_user_add"),
        {"email": "grace@example.org", "usable_password": "true", "password1": "k9-vines-9", "password2": "k9-vines-9"}
        | {"role": "author"},
    )
    grace = User.objects.get(email="grace@example.org")

    assert (added.status_code, grace.role, grace.check_password("k9-vines-9")) == (302, "author", True)
    assert client.get(reverse("admin:accounts_user_change", args=[grace.pk])).status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist"), {"kind": "guest"}).status_code == 200


def test_nobody_is_added_at_the_desk_without_an_address(client, admin_user):
    client.force_login(admin_user)
    passwords = {"usable_password": "true", "password1": "k9-vines-9", "password2": "k9-vines-9"}
    refused = client.post(reverse("admin:accounts_user_add"), {"email": "", "role": "learner", **passwords})

    assert refused.context["adminform"].form.errors == {"email": ["This field is required."]}
    assert User.objects.get() == admin_user


@pytest.mark.parametrize("said", ["mallory@example.org", ""])
def test_an_address_is_not_the_desk_s_to_change(client, admin_user, said):
    ada = makers.member("ada")
    client.force_login(admin_user)
    page = reverse("admin:accounts_user_change", args=[ada.pk])
    fields = {"role": "author", "is_active": "on", "time_zone": "UTC", "daily_goal_minutes": 20, "interview_date": ""}
    answer = client.post(page, {**fields, "extra_time_percent": 100, "email": said})

    assert answer.status_code == 302
    ada.refresh_from_db()
    assert (ada.email, ada.role) == ("ada@example.org", "author")
    assert 'name="email"' not in client.get(page).content.decode()


def test_a_guest_gets_neither_a_role_nor_a_password_at_the_desk(client, admin_user):
    guest = makers.guest()
    browser = Client()
    browser.force_login(guest)
    client.force_login(admin_user)
    page = reverse("admin:accounts_user_change", args=[guest.pk])
    fields = {"role": "author", "is_active": "on", "time_zone": "", "daily_goal_minutes": 25, "interview_date": ""}
    passwords = {"usable_password": "true", "password1": "k9-vines-9", "password2": "k9-vines-9"}

    assert client.post(page, {**fields, "extra_time_percent": 100}).status_code == 302
    guest.refresh_from_db()
    assert (guest.role, guest.daily_goal_minutes) == ("learner", 25)
    assert "../password/" not in client.get(page).content.decode()
    assert client.post(reverse("admin:auth_user_password_change", args=[guest.pk]), passwords).status_code == 403
    assert browser.get("/you/").context["learner"] == guest


class TestAnAdminWhoDeletesSomebody:
    @pytest.fixture
    def desk(self, client, admin_user) -> Client:
        client.force_login(admin_user)
        return client

    def act(self, desk: Client, action: str, *people: User):
        asked = {"action": action, "_selected_action": [person.pk for person in people]}
        return desk.post(reverse("admin:accounts_user_changelist"), asked, follow=True)

    def logged(self) -> list[tuple[str, str]]:
        return [(entry.object_repr, entry.change_message) for entry in LogEntry.objects.order_by("pk")]

    def test_leaves_seven_days_a_mail_and_a_line_in_the_log(self, settings, desk, post):
        settings.SITE_URL = "https://prep.example.org"
        ada = makers.member("ada")
        self.act(desk, "delete_in_seven_days", ada)

        ada.refresh_from_db()
        assert ada.deletion_asked_at is not None
        assert [(letter.to, letter.subject) for letter in post()] == [
            (["ada@example.org"], "Your account will be deleted")
        ]
        assert post()[-1].body.startswith(
            "Those who run this site asked for your account ada@example.org\nto be deleted"
        )
        assert "https://prep.example.org/you/" in post()[-1].body
        assert "somebody else knows" not in post()[-1].body
        assert self.logged() == [("ada@example.org", "Asked for deletion in seven days.")]

    def test_writes_to_no_guest(self, desk, post):
        guest = makers.guest()
        self.act(desk, "delete_in_seven_days", guest)

        guest.refresh_from_db()
        assert guest.deletion_asked_at is not None
        assert post() == []
        assert self.logged() == [(f"guest {guest.pk}", "Asked for deletion in seven days.")]

    def test_may_think_again(self, desk):
        ada, alan = makers.member("ada"), makers.member("alan")
        self.act(desk, "delete_in_seven_days", ada)
        self.act(desk, "keep", ada, alan)

        assert [person.deletion_asked_at for person in User.objects.all()] == [None] * 3
        assert self.logged()[1:] == [("ada@example.org", "Kept after all.")]

    def test_is_never_the_last(self, desk, admin_user, post):
        answer = self.act(desk, "delete_in_seven_days", admin_user)

        assert [str(message) for message in answer.context["messages"]] == [
            f"{admin_user}: This is the only admin. Make somebody else one first: the site needs one."
        ]
        assert (self.logged(), post(), User.objects.get().deletion_asked_at) == ([], [], None)


def test_the_desk_s_login_is_everybody_s(client):
    answer = client.get("/admin/")
    assert client.get(answer.url).url == "/account/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "//[", "http://[::1"])
def test_and_it_leads_nowhere_else(client, elsewhere):
    makers.member("grace", role=Role.AUTHOR)
    login = client.get("/admin/login/", {"next": elsewhere}).url

    assert client.get(login).status_code == 200
    said = {"login": "grace@example.org", "password": makers.PASSWORD, "next": elsewhere}
    assert client.post(login, said).url == "/you/"


def test_the_desk_s_way_to_a_new_password_is_everybody_s_too(client, admin_user):
    """There wrong ones are counted, and a mail tells of the change."""
    client.force_login(admin_user)
    said = {"old_password": "password", "new_password1": "k9-vines-9", "new_password2": "k9-vines-9"}

    assert client.post("/admin/password_change/", said).url == "/account/password/change/"
    assert User.objects.get().check_password("password")


def test_a_new_password_from_the_desk_forgets_the_address_that_waited(client, admin_user):
    ada = makers.member("ada")
    EmailAddress.objects.create(user=ada, email="evil@example.org")
    client.force_login(admin_user)
    said = {"usable_password": "true", "password1": "k9-vines-9", "password2": "k9-vines-9"}
    answer = client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), said)

    ada.refresh_from_db()
    assert (answer.status_code, ada.check_password("k9-vines-9")) == (302, True)
    assert [address.email for address in EmailAddress.objects.filter(user=ada)] == ["ada@example.org"]
