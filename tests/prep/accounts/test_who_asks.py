"""What every page owes to who asks: their time, and that no cache shows it to somebody else."""

import pytest
from django.test import Client

from prep.accounts.models import User
from tests import makers

pytestmark = pytest.mark.django_db
SAID_FOR_THEM = ["/learn/", "/search/?q=gate", "/account/password/reset/", "/offline/", "/nowhere/"]
NEVER_KEPT = ["/", "/lab/runs/", "/lab/vanishing-gradients/", "/you/", "/you/export/", "/you/delete/", "/api/runs/"]


@pytest.fixture(params=["guest", "member"])
def learner(request) -> Client:
    browser = Client()
    browser.force_login(makers.guest() if request.param == "guest" else makers.member("ada"))
    return browser


@pytest.mark.parametrize("path", SAID_FOR_THEM)
def test_a_learner_s_page_is_kept_for_them_alone_and_asked_for_again(learner, path):
    answer = learner.get(path)

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize("path", NEVER_KEPT)
def test_a_page_that_says_more_is_left_to_say_it(learner, path):
    assert learner.get(path).headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.mark.parametrize("path", SAID_FOR_THEM)
def test_the_page_of_somebody_unknown_may_be_everybody_s(client, path):
    answer = client.get(path)

    assert answer.headers.get("Cache-Control", "no-cache") == "no-cache"  # nothing private, at most: ask again
    assert "Cookie" in answer.headers["Vary"]


def test_a_time_zone_that_this_machine_has_no_more_is_told_in_the_site_s(client):
    ada = makers.member("ada", joined_at="2026-03-01T23:30:00Z")
    User.objects.update(time_zone="Nowhere/Gone")
    client.force_login(ada)

    assert "1 March 2026" in client.get("/you/").content.decode()
    assert [client.get(path).status_code for path in ("/", "/learn/", "/lab/runs/", "/you/export/")] == [200] * 4
