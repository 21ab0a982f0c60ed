from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone

from prep.accounts import letters
from prep.accounts.models import User
from tests.prep.accounts.pages import PASSWORD


@pytest.fixture
def post() -> Callable[[], list]:
    """Delivers what was written, as a worker would, and shows everything that arrived so far."""

    def arrived() -> list:
        letters.deliver_waiting(now=timezone.now())
        return mail.outbox

    return arrived


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", PASSWORD)


@pytest.fixture
def alan() -> User:
    return User.objects.create_user("alan@example.org", PASSWORD)
