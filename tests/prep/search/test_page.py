"""/search/: what is shown of what was found, and what helps when nothing was."""

import re
from datetime import UTC, datetime

import pytest

from prep import library
from tests.content.authors import library as small
from tests.content.authors import numbered_library
from tests.prep.search.test_finding import LSTM, PAGE, RNN

pytestmark = pytest.mark.usefixtures("lab_of_one")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def loaded(db):
    library.load(small(rnn=RNN, lstm=LSTM, **{"cells/lstm/page.md": PAGE}), now=NOW)


def page(client, query: str | None = None, **asked: str) -> str:
    return client.get("/search/", asked if query is None else {"q": query, **asked}).content.decode()


def main(html: str) -> str:
    return re.search(r"<main.*?</main>", html, re.DOTALL)[0]


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def said(html: str) -> str:
    """What a screen reader hears of it, too."""
    return plain(re.search(r'<div class="search-said" id="said" role="status">(.*?)</div>', html, re.DOTALL)[1])


def hits(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)" data-hit', html)


def filters(html: str) -> dict[str, str]:
    return {
        plain(its): address.replace("&amp;", "&")
        for address, its in re.findall(r'<a href="(\?[^"]*)"[^>]*>([^?]*?)</a>', html)
    }


def test_it_says_how_many_and_links_to_each_with_what_it_is_and_where(client, loaded):
    html = page(client, "gates")
    assert said(html) == "2 found for “gates”."
    assert hits(html) == ["/learn/lstm/#its-gates", "/learn/lstm/#lstm.gates"]
    shown = [plain(hit) for hit in re.findall(r"<li>(\s*<p class=\"hit-head.*?)</li>", html, re.DOTALL)]
    assert shown[0] == "Its gates Page LSTM They multiply."
    assert shown[1].startswith("Three gates, each") and shown[1].endswith("Thing to know LSTM")


def test_its_filters_are_links_with_counts(client, loaded):
    html = page(client, "gates")
    assert filters(html) == {
        "Everything 2": "?q=gates",
        "Pages 1": "?q=gates&kind=section",
        "Things to know 1": "?q=gates&kind=objective",
    }
    chosen = page(client, "gates", kind="objective")
    assert hits(chosen) == ["/learn/lstm/#lstm.gates"]
    assert filters(chosen) == filters(html)
    assert 'href="?q=gates&amp;kind=objective" aria-current="true"' in chosen


def test_a_kind_that_has_none_says_so_and_leads_back(client, loaded):
    html = page(client, "gates", kind="topic")
    assert said(html) == "2 found for “gates”. None of them is one of the topics: show all kinds."
    assert '<a href="?q=gates">show all kinds</a>' in html


def test_a_kind_that_there_is_not_is_no_kind(client, loaded):
    assert hits(page(client, "gates", kind="nonsense")) == hits(page(client, "gates"))


def test_a_slip_is_told_and_can_be_meant(client, loaded):
    html = page(client, "distnat gradent")
    assert said(html) == (
        "1 found for “distnat gradent”. Showing results for distant gradient. Search instead for “distnat gradent”."
    )
    assert '<a href="?q=distnat+gradent&amp;verbatim=1">“distnat gradent”</a>' in html
    meant = page(client, "distnat gradent", verbatim="1")
    assert hits(meant) == []
    assert "Searched for exactly that. Forgive slips of the keys." in said(meant)
    assert '<a href="?q=distnat+gradent">Forgive slips of the keys</a>' in meant


def test_what_stands_nowhere_is_told(client, loaded):
    html = page(client, "qqqq gates wwww")
    assert said(html) == "2 found for “qqqq gates wwww”. “qqqq” and “wwww” stand nowhere and were left out."
    assert hits(html) == hits(page(client, "gates"))


def test_where_nothing_holds_all_of_it_what_holds_some_says_what_it_is_without(client, loaded):
    html = page(client, "door multiply")
    assert said(html) == "Nothing holds all the words of “door multiply”. Each of these holds some."
    assert sorted(hits(html)) == ["/learn/lstm/#its-gates", "/learn/lstm/#misconception-forget-means-erase"]
    assert sorted(re.findall(r"Without “(\w+)”", html)) == ["door", "multiply"]


def test_where_few_hold_all_of_it_more_follow_below(client, loaded):
    html = page(client, "cell recurrence")
    assert said(html) == "2 found for “cell recurrence”."
    assert re.search(r"<h2>With some of these words</h2>", html)


def test_without_a_hit_it_says_what_to_try_and_offers_the_topics(client, loaded):
    html = page(client, "xyzzyxyz")
    assert said(html).startswith(
        "Nothing holds any word of “xyzzyxyz”. Look at the spelling, or type only the beginning"
    )
    assert re.findall(r'<a href="(/learn/[^"]+/)">', main(html)) == ["/learn/rnn/", "/learn/lstm/"]


def test_without_a_query_it_says_what_can_be_found_and_offers_the_topics(client, loaded):
    html = page(client)
    assert said(html) == ""
    assert "Pages, topics, things to know, misconceptions and experiments." in plain(main(html))
    assert re.findall(r'<a href="(/learn/[^"]+/)">', main(html)) == ["/learn/rnn/", "/learn/lstm/"]
    assert re.search(r'<input type="search"[^>]*autofocus', html)


def test_before_anything_is_loaded_it_still_answers(client, db):
    assert "The topics" not in page(client)
    assert "Nothing holds any word of “gates”." in said(page(client, "gates"))


def test_what_was_typed_is_shown_as_text(client, loaded):
    html = page(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_a_long_query_is_cut(client, loaded):
    html = page(client, "lstm " * 100)
    assert 'maxlength="200"' in html
    assert len(re.search(r'value="([^"]*)"', html)[1]) <= 200
    assert "Only the first 12 words were looked for." in said(html)


def test_many_hits_are_counted_and_the_best_shown(client, db):
    library.load(numbered_library(topics=8), now=NOW)
    html = page(client, "know")
    assert said(html) == "64 found for “know”. These are the best 25; one more word narrows it down."
    assert len(hits(html)) == 25


def test_search_engines_are_asked_not_to_list_it_and_no_session_is_made(client, loaded):
    response = client.get("/search/", {"q": "lstm"})
    assert (response["X-Robots-Tag"], response.cookies) == ("noindex", {})


def test_one_only_reads_here(client):
    assert client.post("/search/").status_code == 405


@pytest.mark.parametrize("topics", [2, 4])
def test_it_takes_three_queries(client, db, django_assert_num_queries, topics):
    library.load(numbered_library(topics=topics), now=NOW)
    with django_assert_num_queries(3):
        page(client, "know")
