"""A session cookie is what a stranger sent, until a session is found by it."""

import pytest
from django.conf import settings
from django.test import Client

from prep.accounts.door.sessions import SessionStore

NUL = r'"\000abcdefghij"'  # as a cookie spells it


@pytest.mark.django_db
@pytest.mark.parametrize("value", [NUL, r'"abc\377defghij"', "x", "x" * 5000, "'; DROP TABLE--"])
@pytest.mark.parametrize("path", ["/", "/you/", "/api/runs/"])
def test_whatever_it_says_is_answered(path, value):
    answer = Client(headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={value}"}).get(path)

    assert answer.status_code == Client().get(path).status_code


@pytest.mark.parametrize("key", ["\0abcdefghij", "abcdefghij\n", "abc defghijk", "äbcdefghijk", "abcdefg", ""])
def test_a_key_that_it_could_not_have_given_out_is_none(key):
    assert SessionStore(key).session_key is None


@pytest.mark.django_db
def test_its_own_is_found_again():
    session = SessionStore()
    session["said"] = "something"
    session.create()

    assert SessionStore(session.session_key)["said"] == "something"
