"""/search/: every word is found, the best hit first, and what is shown is safe."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import queries, sync
from content.models import Objective, Topic, Track
from prep.dashboard import search
from prep.dashboard.hits import Text, score, words
from sandbox.experiments.vanishing_gradients import EXPERIMENT
from tests.content.authors import library, numbered_library

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LSTM = """\
title = 'LSTM'
summary = 'The *second*.'
prerequisites = ['rnn']

[objectives]
'lstm.cell' = 'The cell is $c_t$; the recurrence runs through it.'
'lstm.gates' = 'Three gates, each $\\sigma(\\mathrm{diag}(\\mathbf W))$. See `torch.nn` & <b>Müller</b>.'
"""


@pytest.fixture
def loaded(db):
    sync.load(library(lstm=LSTM), now=NOW)


def found(query: str) -> list[str]:
    return [hit.address for hit in search.find(query)]


def body(query: str) -> str:
    return str(search.find(query)[0].body)


# --- What is found --------------------------------------------------------------------------------------------------


def test_topics_objectives_and_experiments_are_found_where_they_are(loaded):
    assert found("second") == ["/learn/#lstm"]
    assert found("three gates") == ["/learn/#lstm.gates"]
    assert found("spectral norm") == ["/lab/vanishing-gradients/"]


def test_every_word_has_to_be_found(loaded):
    assert found("cell recurrence") == ["/learn/#lstm.cell"]
    assert found("cell three") == []


@pytest.mark.parametrize(
    "query", ["THREE", "thr", "gates three", "  three\tgates ", "three, gates!", "lstm.gates", "muller"]
)
def test_case_accents_order_and_punctuation_do_not_matter_and_beginnings_suffice(loaded, query):
    assert "/learn/#lstm.gates" in found(query)


def test_the_end_of_a_word_is_not_enough(loaded):
    assert found("ates") == []


@pytest.mark.parametrize("query", ["", "   ", "???", "_", "%", "\0", "<>"])
def test_nothing_to_look_for_finds_nothing(loaded, query):
    assert search.find(query) == []


def test_of_a_formula_what_its_reader_reads_is_found_and_how_it_is_set_is_not(loaded):
    assert found("sigma") == found("diag") == ["/learn/#lstm.gates"]
    assert found("mathbf") == found("mathrm") == found("arithmatex") == found("span") == []


def test_what_left_the_library_is_not_found(loaded):
    Objective.objects.filter(key="lstm.gates").update(retired_at=NOW)
    assert found("three gates") == []
    Topic.objects.filter(key="lstm").update(retired_at=NOW)
    assert found("second") == []
    Track.objects.update(retired_at=NOW)
    assert found("recurrence") == []


# --- In which order -------------------------------------------------------------------------------------------------


def test_a_title_before_a_key_before_a_text(loaded):
    """LSTM is the title of one topic and begins the keys of two objectives; “recurrence” is in a key and in a text."""
    assert found("lstm") == ["/learn/#lstm", "/learn/#lstm.cell", "/learn/#lstm.gates"]
    assert found("recurrence") == ["/learn/#rnn.recurrence", "/learn/#lstm.cell"]


def test_a_whole_word_before_the_beginning_of_one():
    whole, beginning = Text.plain("the gate", 1), Text.plain("the gates", 1)
    assert [score([whole], ["gate"]), score([beginning], ["gate"]), score([beginning], ["gates"])] == [2, 1, 2]


def test_even_a_beginning_in_the_better_place_outranks_a_whole_word_elsewhere():
    assert score([Text.plain("gates", 3)], ["gate"]) > score([Text.plain("gate", 2)], ["gate"])


def test_a_word_counts_once_in_its_best_place():
    assert score([Text.plain("gate", 3), Text.plain("gate gate", 1)], ["gate"]) == 6


def test_what_is_equally_good_stays_in_the_order_of_the_path(db):
    sync.load(numbered_library(topics=3), now=NOW)
    assert found("topic")[:3] == ["/learn/#topic-1", "/learn/#topic-2", "/learn/#topic-3"]


def test_the_kind_with_the_best_hit_comes_first(loaded):
    assert [(kind, [hit.address for hit in hits]) for kind, hits in search.grouped(search.find("recurrence"))] == [
        ("Things to know", ["/learn/#rnn.recurrence", "/learn/#lstm.cell"])
    ]
    assert [kind for kind, _ in search.grouped(search.find("the"))] == ["Topics", "Things to know", "Experiments"]
    assert [kind for kind, _ in search.grouped(search.find("van"))] == ["Experiments"]


# --- How it is shown ------------------------------------------------------------------------------------------------


def test_the_words_found_are_marked_whole_where_they_stand(loaded):
    assert body("recurr cell") == (
        r'The <mark>cell</mark> is <span class="arithmatex">\(c_t\)</span>; '
        "the <mark>recurrence</mark> runs through it."
    )


def test_formulas_tags_and_entities_stay_as_they_are(loaded):
    for query in ("sigma gates", "three amp", "three lt", "three code"):
        for hit in search.find(query):
            assert r'<span class="arithmatex">\(\sigma(\mathrm{diag}(\mathbf W))\)</span>' in hit.body
    assert "<code><mark>torch</mark>.nn</code> &amp; &lt;b&gt;" in body("torch")


@given(text=st.text(), query=st.text(max_size=20))
def test_marking_changes_nothing_but_the_marks(text, query):
    if wanted := words(query):
        marked = Text.plain(text, 1).marked(wanted)
        assert marked.replace("<mark>", "").replace("</mark>", "").replace("&quot;", '"').replace("&#x27;", "'") == (
            Text.plain(text, 1).html.replace("&quot;", '"').replace("&#x27;", "'")
        )


@given(text=st.text(alphabet="abc <>&\"'é", max_size=40), query=st.text(alphabet="abcé <&", min_size=1, max_size=5))
def test_a_text_is_found_exactly_if_something_is_marked_for_each_word(text, query):
    for word in words(query):
        there = Text.plain(text, 1)
        assert (score([there], [word]) > 0) == ("<mark>" in there.marked([word]))


# --- The page -------------------------------------------------------------------------------------------------------


def page(client, query: str | None = None) -> str:
    return client.get("/search/", {} if query is None else {"q": query}).content.decode()


def said(html: str) -> str:
    main = re.search(r"<main.*?</main>", html, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_page_says_how_many_and_links_to_each(client, loaded):
    html = page(client, "lstm")
    assert "3 found for “lstm”." in said(html)
    assert re.findall(r'href="([^"]+)" data-hit', html) == ["/learn/#lstm", "/learn/#lstm.cell", "/learn/#lstm.gates"]
    assert re.findall(r"<h2 id=\"kind[^>]*>(.*?)</h2>", html) == ["Topics", "Things to know"]


def test_without_a_query_it_says_what_can_be_found_and_offers_the_topics(client, loaded):
    html = page(client)
    assert "Every word you type has to be found" in said(html)
    assert re.findall(r'<li><a href="(/learn/#[^"]+)">', html) == ["/learn/#rnn", "/learn/#lstm"]
    assert re.search(r'<input type="search"[^>]*autofocus', html)


def test_without_a_hit_it_says_so_and_what_to_try(client, loaded):
    assert "Nothing holds every word of “three xyzzy”. three alone finds 1." in said(page(client, "three xyzzy"))
    assert "Look at the spelling" in said(page(client, "xyzzy"))
    assert "found for" not in said(page(client, "xyzzy"))


def test_before_anything_is_loaded_it_still_answers(client, db):
    assert "The topics" not in said(page(client))
    assert "1 found for “spectral”." in said(page(client, "spectral"))


def test_what_was_typed_is_shown_as_text(client, loaded):
    html = page(client, '"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


def test_a_long_query_is_cut(client, loaded):
    html = page(client, "lstm " * 100)
    assert 'maxlength="200"' in html
    assert len(re.search(r'value="([^"]*)"', html)[1]) <= 200
    assert "3 found" in said(html)


def test_many_hits_are_counted_and_the_best_fifty_shown(client, db):
    sync.load(numbered_library(topics=8), now=NOW)
    html = page(client, "t")
    count = len(search.find("t"))
    assert count > 50
    assert f"{count} found for “t”. These are the best 50" in said(html)
    assert html.count("data-hit") == 50


def test_formulas_are_rendered_only_where_there_are_any(client, loaded):
    assert "katex.min" in page(client, "cell")
    assert "katex.min" not in page(client, "second")


def test_search_engines_are_asked_not_to_list_it_and_no_session_is_made(client, loaded):
    response = client.get("/search/", {"q": "lstm"})
    assert (response["X-Robots-Tag"], response.cookies) == ("noindex", {})


def test_one_only_reads_here(client):
    assert client.post("/search/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("topics", [1, 3])
def test_it_takes_two_queries(client, django_assert_num_queries, topics):
    sync.load(numbered_library(topics=topics), now=NOW)
    with django_assert_num_queries(2):
        page(client, "topic")


@pytest.mark.django_db
def test_everything_that_is_on_the_path_can_be_found():
    sync.load(library(), now=NOW)
    on_path = {topic.key for track in queries.path() for topic in track.topics.all()}
    assert {topic.key for topic in queries.searchable_topics()} == on_path
    assert found(EXPERIMENT.title) == ["/lab/vanishing-gradients/"]
