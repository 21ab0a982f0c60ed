"""/learn/: the path, for anyone, the same bytes for everyone we do not know."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from content import sync
from content.models import Objective, Topic, Track
from tests.content.authors import library, numbered_library

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def texts(html: str, pattern: str) -> list[str]:
    return [" ".join(found.split()) for found in re.findall(pattern, html, re.DOTALL)]


def test_the_path_shows_its_topics_numbered_in_order_with_what_there_is_to_know(client):
    sync.load(library(), now=NOW)
    response = client.get("/learn/")
    html = response.content.decode()
    assert response.status_code == 200
    assert texts(html, r"<h1>(.*?)</h1>") == ["Cells"]
    assert texts(html, r"<h2>(.*?)</h2>") == ["RNN", "LSTM"]
    assert texts(html, r'class="path-number"[^>]*>(.*?)<') == ["1", "2"]
    assert texts(html, r"<summary>(.*?)<span") == ["1 thing to know", "2 things to know"]
    assert "The <em>second</em>." in html
    assert r'The cell is <span class="arithmatex">\(c_t\)</span>.' in html


def test_prerequisites_and_objectives_have_anchors_that_are_linked(client):
    sync.load(library(), now=NOW)
    html = client.get("/learn/").content.decode()
    html = html[html.index("<main") : html.index("</main>")]
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert ids == ["main", "rnn", "rnn.recurrence", "lstm", "lstm.cell", "lstm.gates"]
    assert set(re.findall(r'href="#([^"]+)"', html)) == set(ids) - {"main"}
    assert texts(html, r"Builds on(.*?)</p>") == ['<span><a href="#rnn">RNN</a></span>']


def test_rows_know_their_address():
    sync.load(library(), now=NOW)
    assert [
        Track.objects.get().get_absolute_url(),
        Topic.objects.get(key="lstm").get_absolute_url(),
        Objective.objects.get(key="lstm.cell").get_absolute_url(),
    ] == ["/learn/", "/learn/#lstm", "/learn/#lstm.cell"]


def test_before_anything_is_loaded_the_page_says_what_to_do(client):
    response = client.get("/learn/")
    html = response.content.decode()
    assert response.status_code == 200
    assert texts(html, r"<h1>(.*?)</h1>") == ["Nothing to learn yet"]
    assert texts(html, r"<code>(.*?)</code>") == ["python manage.py library load"]


def test_a_title_cannot_bring_its_own_html(client):
    sync.load(library(), now=NOW)
    Topic.objects.filter(key="rnn").update(title="<b>RNN</b>")
    assert "&lt;b&gt;RNN&lt;/b&gt;" in client.get("/learn/").content.decode()


def test_the_page_is_the_same_for_everyone_we_do_not_know_and_touches_no_session(client):
    sync.load(library(), now=NOW)
    first, second = client.get("/learn/"), Client().get("/learn/")
    assert first.content == second.content
    assert b"csrfmiddlewaretoken" not in first.content
    assert [response.cookies for response in (first, second)] == [{}, {}]
    assert "Cookie" in first.headers["Vary"]


def test_for_a_member_the_path_is_the_same_and_the_page_is_theirs(client, django_user_model):
    sync.load(library(), now=NOW)
    anonymous = client.get("/learn/").content.decode()
    client.force_login(django_user_model.objects.create_user("ada@example.org"))
    known = client.get("/learn/").content.decode()
    main = re.compile(r"<main.*</main>", re.DOTALL)
    assert main.search(known).group() == main.search(anonymous).group()
    assert ("Log in" in anonymous, "Log in" in known) == (True, False)


@pytest.mark.parametrize("topics", [1, 3])
def test_the_page_takes_four_queries(client, django_assert_num_queries, topics):
    sync.load(numbered_library(topics=topics), now=NOW)
    with django_assert_num_queries(4):
        client.get("/learn/")


def test_nothing_in_the_page_needs_more_than_the_content_security_policy_allows(client):
    sync.load(library(), now=NOW)
    html = client.get("/learn/").content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag]
    assert inline == ['<script type="importmap">']
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


def test_one_only_reads_here(client):
    assert client.post("/learn/").status_code == 405
