"""The way back to the release before there were guests: nobody is lost on it, nor on the way forth again."""

from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from prep.accounts.models import User
from prep.accounts.roles import Role
from tests import makers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture
def forth() -> Iterator[Callable[[], None]]:
    """Whatever becomes of the test: the next one finds the tables as they are."""

    def migrate() -> None:
        call_command("migrate", verbosity=0)

    yield migrate
    migrate()


def accounts() -> list[tuple[str, bool, bool]]:
    """As the release before knew them: address, may work at the desk, may do everything there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, is_staff, is_superuser FROM accounts_user ORDER BY id")
        return [(email, bool(staff), bool(superuser)) for email, staff, superuser in cursor.fetchall()]


def people() -> list[tuple[int, str | None, str]]:
    return list(User.objects.order_by("pk").values_list("pk", "email", "role"))


def test_there_and_back_everybody_is_who_they_were(forth):
    guest, another = makers.guest(), makers.guest()
    makers.member("ada")
    makers.member("grace", role=Role.AUTHOR)
    makers.member("alan", role=Role.ADMIN)
    before = people()

    call_command("migrate", "accounts", "0001_initial", verbosity=0)
    assert accounts() == [
        (f"guest-{guest.pk}@guest.invalid", False, False),
        (f"guest-{another.pk}@guest.invalid", False, False),
        ("ada@example.org", False, False),
        ("grace@example.org", True, False),
        ("alan@example.org", True, True),
    ]

    forth()
    assert people() == before
