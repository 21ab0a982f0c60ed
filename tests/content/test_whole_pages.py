"""Pages of the library for nobody in particular: the same bytes for everyone, kept whole, as old as the edition."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client, override_settings

from benchmarks import generated
from content import whole_pages
from content.models import Edition, Topic
from prep.accounts.models import User
from tests import makers

pytestmark = pytest.mark.django_db

LSTM = "/learn/lstm/"
ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}
PAGES = ["/learn/", LSTM, "/learn/lstm.md"]


@pytest.fixture(autouse=True)
def lstm():
    return makers.page("lstm", "cell", "gates", title="LSTM")


def heard(answer):
    """Everything but the request's own number."""
    return {name: value for name, value in answer.headers.items() if name != "X-Request-ID"}


def kept():
    return list(whole_pages.pages.kept)


# --- What is kept ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_the_second_answer_is_the_first_and_takes_one_query(client, path, django_assert_num_queries):
    first = client.get(path)
    with django_assert_num_queries(1):
        second = Client().get(path)

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert heard(second) == heard(first)


def test_it_has_all_the_headers_of_other_pages_and_a_number_of_its_own(client):
    """What the lab's page says, a page of the library says, too, kept or not."""
    about_caching = {"Cache-Control", "Content-Length", "ETag", "Expires", "Vary"}
    others = {name: value for name, value in heard(client.get("/lab/")).items() if name not in about_caching}
    one, other = client.get(LSTM), client.get(LSTM)

    assert {name: value for name, value in heard(other).items() if name not in about_caching} == others
    assert {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"} <= others.keys()
    assert one.headers["X-Request-ID"] != other.headers["X-Request-ID"]


@pytest.mark.parametrize("path", PAGES)
def test_browsers_and_proxies_are_told_to_ask_whether_it_is_still_the_same(client, path):
    for _ in range(2):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
        assert answer.headers["Content-Length"] == str(len(answer.content))
        assert re.fullmatch(r'W/"[0-9a-f]{32}"', answer.headers["ETag"])


@pytest.mark.parametrize("path", PAGES)
def test_nobody_s_page_touches_no_session_and_sets_no_cookie(client, path, monkeypatch):
    def touched(*arguments):
        raise AssertionError("The session was looked into.")

    monkeypatch.setattr(SessionBase, "_get_session", touched)
    monkeypatch.setattr(SessionBase, "_session", property(touched))
    for _ in range(2):
        answer = client.get(path)
        assert (answer.status_code, answer.cookies) == (200, {})
    assert b"csrfmiddlewaretoken" not in answer.content
    assert User.objects.count() == 0


@pytest.mark.parametrize("path", PAGES)
def test_it_is_kept_for_the_host_that_was_asked(client, path):
    """The Markdown to take away names it."""
    for host in ("127.0.0.1", "testserver") * 2:
        assert client.get(path, headers={"Host": host}).status_code == 200
    assert kept() == [f"http://127.0.0.1{path}", f"http://testserver{path}"]


def test_a_token_s_cookie_alone_makes_nobody_somebody(client, django_assert_num_queries):
    first = client.get(LSTM)
    client.cookies[settings.CSRF_COOKIE_NAME] = "k" * 32
    with django_assert_num_queries(1):
        assert client.get(LSTM).content == first.content


# --- 304, HEAD, gzip ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["{}", '"other", {}', "*", "{strong}"])
def test_who_has_this_page_hears_that_it_is_the_same(client, asked):
    answer = client.get(LSTM)
    etag = answer.headers["ETag"]
    same = client.get(LSTM, headers={"If-None-Match": asked.format(etag, strong=etag.removeprefix("W/"))})

    assert (same.status_code, same.content) == (304, b"")
    assert {name: same.headers[name] for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy")} == {
        name: answer.headers[name] for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy")
    }
    assert "Content-Length" not in same.headers or same.headers["Content-Length"] == "0"


@pytest.mark.parametrize("asked", ['W/"other"', '"', "", "nonsense"])
def test_who_has_another_page_gets_this_one(client, asked):
    client.get(LSTM)
    assert client.get(LSTM, headers={"If-None-Match": asked}).status_code == 200


def test_a_first_request_is_told_that_it_has_the_page_too(client):
    etag = client.get(LSTM).headers["ETag"]
    whole_pages.forget()

    assert client.get(LSTM, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("headers", [{}, ZIPPED])
def test_head_says_what_get_would_and_sends_nothing(client, headers):
    before = client.head(LSTM, headers=headers)
    got = client.get(LSTM, headers=headers)
    after = client.head(LSTM, headers=headers)

    assert (before.status_code, before.content, after.content) == (200, b"", b"")
    assert heard(before) == heard(after) == heard(got)


def test_it_is_zipped_for_who_takes_that(client):
    plain = client.get(LSTM)
    for _ in range(2):
        zipped = client.get(LSTM, headers=ZIPPED)
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert zipped.headers["Content-Length"] == str(len(zipped.content))
        assert gzip.decompress(zipped.content) == plain.content
        assert zipped.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert len(zipped.content) < len(plain.content) / 2


@pytest.mark.parametrize(
    ("accepted", "zipped"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("gzip; q=1.000", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0", False),
        ("br", False),
        ("xgzip, gzipped", False),
        ("", False),
    ],
)
def test_zipped_is_what_they_said_they_take(client, accepted, zipped):
    answer = client.get(LSTM, headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers) == zipped


# --- A new edition --------------------------------------------------------------------------------------------------


def test_what_is_loaded_shows_at_the_next_request(client):
    old = client.get(LSTM)
    makers.page("lstm", "memory")
    new = client.get(LSTM, headers={"If-None-Match": old.headers["ETag"]})

    assert new.status_code == 200
    assert 'id="memory"' in new.content.decode()
    assert 'id="cell"' not in new.content.decode()
    assert client.get("/learn/").status_code == 200
    assert [address.removeprefix("http://testserver") for address in kept()] == [LSTM, "/learn/"]


def test_an_answer_that_is_overtaken_by_an_edition_is_not_kept_for_it(client):
    page = whole_pages.Whole((), 'W/"x"', b"of yesterday", b"")
    whole_pages.pages.keep(8, "here", page)
    whole_pages.pages.keep(7, "there", page)

    assert (whole_pages.pages.get(8, "here"), whole_pages.pages.get(8, "there")) == (page, None)
    assert (whole_pages.pages.get(7, "here"), whole_pages.pages.get(9, "here")) == (None, None)


def test_before_anything_is_loaded_nothing_is_kept(client):
    Edition.objects.all().delete()
    assert client.get(LSTM).status_code == 200
    Topic.objects.update(title="Long short-term memory")

    assert kept() == []


@pytest.mark.processes
@pytest.mark.once
def test_every_process_of_the_site_changes_over_with_the_load(house, tmp_path):
    """Each has kept the page as it was; none shows it again, from the first request on."""
    library = tmp_path / "library"
    generated.write(library, topics=1, words=100)
    house.manage("library", "load", "--root", str(library))
    before = {house.get("/learn/topic-1/")[2] for _ in range(20)}
    generated.edit(library)
    house.manage("library", "load", "--root", str(library))
    after = {house.get("/learn/topic-1/")[2] for _ in range(20)}

    assert (len(before), len(after)) == (1, 1)
    assert [b"One more sentence" in page for page in (*before, *after)] == [False, True]


# --- What isn't for everyone ----------------------------------------------------------------------------------------


def test_a_learner_s_page_is_theirs(client):
    nobody_s = client.get(LSTM)
    ada = Client()
    ada.force_login(makers.member("ada"))
    for _ in range(2):
        hers = ada.get(LSTM, headers={"If-None-Match": nobody_s.headers["ETag"], **ZIPPED})
        assert hers.status_code == 200
        assert hers.headers["Cache-Control"] == "private, no-cache"
        assert not {"ETag", "Content-Encoding"} & hers.headers.keys()
        assert b"data-learner" in hers.content
    assert Client().get(LSTM).content == nobody_s.content


def test_whoever_was_somebody_is_told_so_and_it_is_kept_for_nobody(client):
    guest = makers.guest()
    client.post("/learn/lstm/read/")
    User.objects.exclude(pk=guest.pk).delete()

    assert "was removed" in client.get(LSTM).content.decode()
    assert "was removed" not in Client().get(LSTM).content.decode()


def test_a_message_is_for_who_it_is_for(client):
    client.force_login(makers.member("ada"))
    client.post("/account/logout/")
    told = client.get(LSTM)

    assert 'class="page notices"' in told.content.decode()
    assert kept() == []
    assert 'class="page notices"' not in Client().get(LSTM).content.decode()
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [(f"{LSTM}?x=1", 200), ("/learn/no-such/", 404), ("/learn/lstm", 301), ("/learn/lstm/read/", 200), ("/lab/", 200)],
)
def test_what_is_no_such_page_is_not_kept(client, path, status):
    for _ in range(2):
        assert client.get(path).status_code == status
    assert kept() == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_what_is_not_asked_by_reading_is_refused_as_ever(client, method):
    client.get(LSTM)
    assert getattr(client, method)(LSTM).status_code == 405


def test_a_host_that_isnt_ours_hears_400_kept_or_not(client):
    for _ in range(2):
        assert client.get(LSTM, headers={"Host": "evil.example"}).status_code == 400
        client.get(LSTM)


@override_settings(SECURE_SSL_REDIRECT=True)
def test_http_is_sent_to_https_kept_or_not():
    browser = Client()
    assert browser.get(LSTM, secure=True).status_code == 200
    answer = browser.get(LSTM)

    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://testserver{LSTM}")


@override_settings(SECURE_HSTS_SECONDS=60)
def test_over_https_a_kept_page_says_so():
    browser = Client()
    answers = [browser.get(LSTM, secure=secure) for secure in (True, False, True, False)]

    assert [answer.headers.get("Strict-Transport-Security") for answer in answers] == [
        "max-age=60; includeSubDomains; preload" if settings.SECURE_HSTS_PRELOAD else "max-age=60",
        None,
    ] * 2


@override_settings(DEBUG=True)
def test_while_one_writes_nothing_is_kept():
    browser = Client()
    browser.get(LSTM)

    assert kept() == []


# --- Its bounds -----------------------------------------------------------------------------------------------------


def test_it_never_grows_beyond_its_bound_and_forgets_what_is_least_asked_for(monkeypatch):
    monkeypatch.setattr(whole_pages, "BYTES", 1000)
    shelf = whole_pages.Shelf()
    page = whole_pages.Whole((("A", "b"),), 'W/"x"', b"p" * 80, b"z" * 18)
    for number in range(10):
        shelf.keep(1, f"{number}", page)
    shelf.get(1, "0")
    shelf.keep(1, "10", page)

    assert (shelf.size, list(shelf.kept)) == (1000, [*"23456789", "0", "10"])
    shelf.keep(1, "10", page)
    assert shelf.size == 1000
    shelf.keep(1, "large", whole_pages.Whole((), "", b"p" * 126, b""))
    assert "large" not in shelf.kept
    shelf.keep(2, "new", page)
    assert (shelf.size, list(shelf.kept)) == (100, ["new"])
