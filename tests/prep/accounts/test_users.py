"""Who a user can be, what the database itself refuses, and what each role may do."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from prep.accounts.models import User
from prep.accounts.roles import Role, permissions_of

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


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_time_zone_is_one_that_exists(zone):
    User(email="ada@example.org", password="!", time_zone=zone).full_clean()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "europe/berlin", "UTC\n"])
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


def test_the_desk_s_login_is_everybody_s(client):
    answer = client.get("/admin/")
    assert client.get(answer.url).url == "/account/login/?next=%2Fadmin%2F"
