"""Telling how far one has read, and marking a page as read: looking makes nobody, marking makes a guest."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from content.models import Reading, SectionRead
from prep.accounts.models import User
from tests import makers

pytestmark = pytest.mark.django_db

TELL, READ, UNREAD = (f"/learn/lstm/{verb}/" for verb in ("reading", "read", "unread"))
FETCHED = {"Sec-Fetch-Dest": "empty"}


@pytest.fixture(autouse=True)
def lstm():
    return makers.page("lstm", "cell", "gates", "training", title="LSTM")


@pytest.fixture
def ada(client):
    ada = makers.member("ada")
    client.force_login(ada)
    return ada


def read():
    return sorted(SectionRead.objects.values_list("section", flat=True))


# --- Progress -------------------------------------------------------------------------------------------------------


def test_what_is_told_is_kept_from_when_it_was(client, ada):
    before = timezone.now()
    answer = client.post(TELL, {"section": ["cell 3600", "gates 60"], "place": "training 5"})
    kept = Reading.objects.get()
    at = dict(kept.sections.values_list("section", "read_at"))

    assert (answer.status_code, answer.content) == (204, b"")
    assert (kept.learner, kept.place, read()) == (ada, "training", ["cell", "gates"])
    assert kept.started_at == at["cell"]
    assert at["gates"] - at["cell"] == timedelta(minutes=59)
    assert timedelta() <= kept.seen_at - (before - timedelta(seconds=5)) < timedelta(minutes=1)


def test_told_again_by_another_tab_it_is_kept_once(client, ada):
    for _ in range(3):
        assert client.post(TELL, {"section": "cell 5", "place": "cell 1"}).status_code == 204

    assert (Reading.objects.count(), read()) == (1, ["cell"])


def test_reading_makes_nobody_a_guest_and_is_not_acknowledged_because_it_isnt_kept(client):
    answer = client.post(TELL, {"section": "cell 5"})

    assert (answer.status_code, answer.content) == (403, b"Nobody is known here: this browser keeps it.")
    assert (User.objects.count(), Reading.objects.count(), client.cookies.keys()) == (0, 0, set())


@pytest.mark.parametrize(
    "said", ["cell", "cell soon", "cell -5", "cell 5.5", "cell 99999999999999999999", "cell ٣", "cell 999999999"]
)
def test_a_time_that_makes_no_sense_is_now_or_long_ago(client, ada, said):
    assert client.post(TELL, {"section": said}).status_code == 204
    assert read() == ["cell"]
    assert timezone.now() - Reading.objects.get().started_at <= timedelta(days=367)


@pytest.mark.parametrize("said", [{}, {"section": "no-such 5"}, {"section": ["", "\x00", "x" * 5000], "place": "\x00"}])
def test_what_says_nothing_of_this_page_keeps_nothing(client, ada, said):
    assert client.post(TELL, said).status_code == 204
    assert Reading.objects.count() == 0


def test_more_sections_than_any_page_has_are_refused_in_words(client, ada):
    answer = client.post(TELL, {"section": [f"cell-{number} 1" for number in range(201)]})

    assert (answer.status_code, answer.content) == (422, b"No page has so many sections.")


def test_a_page_that_has_another_key_by_now_is_still_told_of(client, ada, lstm):
    makers.page("memory", "cell", was={"cell": []})
    row = Reading._meta.get_field("topic").related_model.objects.get(key="memory")
    row.was = ["old-memory"]
    row.save()

    assert client.post("/learn/old-memory/reading/", {"section": "cell 5"}).status_code == 204
    assert Reading.objects.get().topic.key == "memory"


@pytest.mark.parametrize("verb", ["reading", "read", "unread"])
@pytest.mark.parametrize("key", ["no-such", "unwritten"])
def test_where_there_is_no_page_nothing_is_read(client, ada, verb, key):
    makers.topic(key="unwritten")

    assert client.post(f"/learn/{key}/{verb}/").status_code == 404
    assert Reading.objects.count() == 0


@pytest.mark.parametrize("sections", [1, 3])
def test_telling_takes_ten_queries_however_much_is_told(client, ada, sections, django_assert_num_queries):
    keys = ["cell", "gates", "training"][:sections]
    client.post(TELL, {"section": keys})
    with django_assert_num_queries(10):  # session, user, edition; and what content.reading.progress takes
        client.post(TELL, {"section": keys, "place": "cell"})


# --- The mark -------------------------------------------------------------------------------------------------------


def test_marking_makes_a_guest_whose_page_says_since_when(client):
    answer = client.post(READ)
    kept = Reading.objects.get()

    assert (answer.status_code, answer.headers["Location"]) == (303, "/learn/lstm/#reading")
    assert kept.learner.is_guest
    assert f'Read on <time datetime="{kept.read_at:%Y-%m-%d}' in client.get("/learn/lstm/").content.decode()


def test_a_double_click_is_one_guest_and_one_mark():
    one, other = Client(), Client()
    for browser in (one, other):
        browser.cookies["csrftoken"] = "k" * 32  # the same browser: the second went before the first came back
        browser.post(READ)

    assert (User.objects.count(), Reading.objects.count()) == (1, 1)


def test_the_mark_is_taken_back(client, ada):
    client.post(READ)
    answer = client.post(UNREAD)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/learn/lstm/#reading")
    assert Reading.objects.get().read_at is None


def test_taking_back_what_nobody_said_makes_nobody(client):
    assert client.post(UNREAD).status_code == 303
    assert User.objects.count() == 0


def test_the_form_is_a_page_of_its_own_with_a_token(client):
    answer = client.get(READ)
    html = answer.content.decode()

    assert (answer.status_code, User.objects.count()) == (200, 0)
    assert "csrftoken" in client.cookies
    assert html.count("csrfmiddlewaretoken") == 1
    assert "Mark this page as read" in html
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_form_says_when_it_was_read(client, ada):
    client.post(READ)
    html = client.get(READ).content.decode()

    assert "You marked this page as read on" in html
    assert f'action="{UNREAD}"' in html


@pytest.mark.parametrize(("address", "said"), [(READ, "Read on"), (UNREAD, "0</span> of 3 sections read")])
def test_a_script_gets_the_fragment_and_who_is_here(client, address, said):
    client.get(READ)
    answer = client.post(address, headers=FETCHED)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert html.lstrip().startswith('<section class="reading"')
    assert said in html
    assert ("Guest</a>" in html) == (address == READ)


# --- The topic's page -----------------------------------------------------------------------------------------------


def test_the_page_says_how_far_it_was_read_and_where_to_go_on(client, ada):
    client.post(TELL, {"section": ["cell 5", "gates 5"], "place": "gates 1"})
    html = client.get("/learn/lstm/").content.decode()

    assert "<span data-reading-count>2</span> of 3 sections read" in html
    assert '<a href="#gates">Continue where you left: <b>Gates</b></a>' in " ".join(html.split())


@pytest.mark.parametrize("said", [{"place": "cell"}, {}])
def test_at_its_beginning_there_is_nowhere_to_continue(client, ada, said):
    client.post(TELL, said)

    assert "Continue where" not in client.get("/learn/lstm/").content.decode()


def test_a_page_that_was_read_has_nowhere_to_continue(client, ada):
    client.post(TELL, {"place": "gates"})
    client.post(READ)

    assert "Continue where" not in client.get("/learn/lstm/").content.decode()


@pytest.mark.parametrize("told", [(), ("cell", "gates", "training")])
def test_a_member_s_page_takes_two_queries_beyond_session_and_user(client, ada, told, django_assert_num_queries):
    client.post(TELL, {"section": told, "place": "gates"})
    client.get("/learn/lstm/")
    with django_assert_num_queries(4):
        client.get("/learn/lstm/")
