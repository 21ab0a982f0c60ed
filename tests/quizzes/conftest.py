from collections.abc import Iterator

import pytest
from django.db import transaction

from tests import makers
from tests.quizzes import cells
from tests.quizzes.pupil import Pupil


@pytest.fixture(scope="module")
def stocked(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The bank, loaded once for a module's tests: each of them is a savepoint of its own inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        cells.load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bank(stocked, db) -> None:
    """What `cells` says, in the database."""


@pytest.fixture
def ada(bank) -> Pupil:
    """A member."""
    return Pupil(makers.member("ada"))


@pytest.fixture
def alan(bank) -> Pupil:
    """A guest."""
    return Pupil(makers.guest())
