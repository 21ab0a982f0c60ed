"""/learn/: the path, for anyone, the same bytes for everyone we do not know."""

import re

import pytest
from django.test import Client

from content.models import Objective, Topic, Track
from content.reading import mark_read, progress
from content.shelf import TopicPage, edition, topic
from tests import makers
from tests.content import shelved
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def texts(html: str, pattern: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", "", found).split()) for found in re.findall(pattern, html, re.DOTALL)]


def main(response) -> str:
    html = response.content.decode()
    return html[html.index("<main") : html.index("</main>")]


def facts(response) -> list[str]:
    return texts(main(response), r'<p class="path-facts">(.*?)</p>')


def page(key: str) -> TopicPage:
    return topic(key, edition())


@pytest.fixture
def library() -> tuple[Topic, Topic]:
    return shelved.two_topics()


@pytest.fixture
def learner(client):
    ada = makers.member()
    client.force_login(ada)
    return ada


def test_the_path_shows_its_topics_in_order_with_what_there_is_to_know(client, library):
    html = main(client.get("/learn/"))
    assert texts(html, r"<h1>(.*?)</h1>") == ["Cells"]
    assert re.findall(r'<h2><a href="(.*?)">(.*?)</a></h2>', html) == [("/learn/rnn/", "RNN"), ("/learn/lstm/", "LSTM")]
    assert texts(html, r'class="path-number"[^>]*>(.*?)<') == ["1", "2"]
    assert texts(html, r"<summary>(.*?)</summary>")[1:] == ["2 things to know about RNN", "1 thing to know about LSTM"]
    assert "What <em>LSTM</em> is." in html
    assert r'The state is <span class="arithmatex">\(h_t\)</span>.' in html


def test_it_says_how_long_a_page_takes_what_comes_before_and_what_is_not_written(client, library):
    response = client.get("/learn/")
    assert facts(response) == ["5 minutes to read", "Being written Builds on RNN"]
    assert texts(main(response), r'<p class="path-next">(.*?)</p>') == ["Begin with RNN 5 minutes to read"]


def test_every_address_of_before_is_alive(client, library):
    """Of a topic, of an objective, and those that they had once."""
    html = main(client.get("/learn/"))
    ids = ["cells", "rnn", "rnn.recurrence", "rnn.shared", "rnn.sharing"]
    ids += ["lstm", "long-short-term-memory", "lstm.cell", "lstm.state"]
    assert re.findall(r'\bid="([^"]+)"', html)[1:] == ids


def test_an_objective_leads_to_where_it_is_taught(client, library):
    html = main(client.get("/learn/"))
    assert re.findall(r'class="path-anchor"\s+href="(.*?)"', html) == [
        "/learn/rnn/#rnn.recurrence",
        "/learn/rnn/#rnn.shared",
        "/learn/lstm/#lstm.cell",
    ]


def test_rows_know_their_address(library):
    assert [
        Track.objects.get().get_absolute_url(),
        Topic.objects.get(key="lstm").get_absolute_url(),
        Objective.objects.get(key="lstm.cell").get_absolute_url(),
    ] == ["/learn/#cells", "/learn/lstm/", "/learn/lstm/#lstm.cell"]


def test_before_anything_is_loaded_the_page_says_what_to_do(client):
    response = client.get("/learn/")
    html = response.content.decode()
    assert response.status_code == 200
    assert texts(html, r"<h1>(.*?)</h1>") == ["Nothing to learn yet"]
    assert texts(html, r"<code>(.*?)</code>") == ["python manage.py library load"]


def test_a_title_cannot_bring_its_own_html(client, library):
    Topic.objects.filter(key="rnn").update(title="<b>RNN</b>")
    assert "&lt;b&gt;RNN&lt;/b&gt;" in client.get("/learn/").content.decode()


# --- What a learner sees of their own -------------------------------------------------------------------------------


def test_to_a_learner_it_says_what_is_open(client, library, learner):
    assert facts(client.get("/learn/")) == ["Open 5 minutes to read", "Being written Builds on RNN"]


def test_what_was_started_says_how_far_and_is_gone_on_with_where_they_left(client, library, learner):
    progress(learner=learner, page=page("rnn"), sections={"recurrence": NOW}, place="memory", now=NOW)
    response = client.get("/learn/")
    assert facts(response)[0] == "1 of 3 sections read 5 minutes to read"
    assert re.findall(r'class="button"\s+href="(.*?)">(.*?)</a>', main(response)) == [
        ("/learn/rnn/#memory", "Continue with RNN")
    ]


def test_sections_count_under_the_name_that_they_have_now(client, library, learner):
    makers.reading(learner, topic=library[0], place="loop").sections.create(section="loop", read_at=NOW)
    response = client.get("/learn/")
    assert facts(response)[0].startswith("1 of 3 sections read")
    assert "/learn/rnn/#recurrence" in main(response)


def test_what_is_read_is_done_and_nothing_is_left_to_go_on_with(client, library, learner):
    mark_read(learner=learner, page=page("rnn"), now=NOW)
    response = client.get("/learn/")
    assert facts(response)[0] == "Done 5 minutes to read"
    assert texts(main(response), r'<li class="read">(.*?)</li>') == ["RNN"]
    assert "path-next" not in main(response)


def test_all_sections_read_is_done_too(client, library, learner):
    read = dict.fromkeys(["recurrence", "memory", "sources"], NOW)
    progress(learner=learner, page=page("rnn"), sections=read, place="", now=NOW)
    assert facts(client.get("/learn/"))[0] == "Done 5 minutes to read"


# --- For whom -------------------------------------------------------------------------------------------------------


def test_the_page_is_the_same_for_everyone_we_do_not_know_and_touches_no_session(client, library):
    first, second = client.get("/learn/"), Client().get("/learn/")
    assert first.content == second.content
    assert b"csrfmiddlewaretoken" not in first.content
    assert [response.cookies for response in (first, second)] == [{}, {}]
    assert "Cookie" in first.headers["Vary"]


@pytest.mark.parametrize("topics", [1, 3])
def test_for_a_learner_the_path_takes_two_queries_once_the_edition_was_seen(
    client, learner, topics, django_assert_num_queries
):
    for number in range(topics):
        makers.page(f"topic-{number}", "cell", "gates")
    client.get("/learn/")
    with django_assert_num_queries(4):  # session, user, edition, reading
        client.get("/learn/")


@pytest.mark.parametrize("topics", [1, 3])
def test_the_first_look_at_an_edition_takes_as_many_queries_however_many_topics_there_are(
    client, topics, django_assert_num_queries
):
    track = makers.track()
    for number in range(topics):
        makers.page(f"topic-{number}", "cell", "gates", track=track)
    with django_assert_num_queries(7):
        client.get("/learn/")


def test_nothing_in_the_page_needs_more_than_the_content_security_policy_allows(client, library):
    html = client.get("/learn/").content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", html) if "src=" not in tag]
    assert inline == ['<script type="importmap">']
    assert re.findall(r"<style|\sstyle=|\son\w+=", html) == []


def test_one_only_reads_here(client):
    assert client.post("/learn/").status_code == 405
