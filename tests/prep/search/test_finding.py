"""find: what is found, what slips it forgives, in which order, and what it says of what it made of a query."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.models import Topic
from prep import library
from prep.search import index
from prep.search.finding import find
from tests.content import authors

pytestmark = pytest.mark.usefixtures("lab_of_one")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RNN = """\
title = 'Vanilla RNN'
summary = 'A loop.'
prerequisites = []

[objectives]
'rnn.recurrence' = 'The state is $\\mathbf h_t=\\tanh(z)$.'
"""
LSTM = """\
title = 'LSTM'
summary = 'The *second* cell.'
prerequisites = ['rnn']

[objectives]
'lstm.cell' = 'The cell is $c_t$; the recurrence runs through it.'
'lstm.gates' = 'Three gates, each $\\sigma(\\mathrm{diag}(\\mathbf W))$. See `torch.nn` & <b>Müller</b>.'

[misconceptions.forget-means-erase]
belief = 'An open door erases.'
truth = 'Near 1 it keeps.'
see = 'lstm.gates'
"""
PAGE = """\
Backpropagation through time, unrolled.

## Vanishing: a bound {#vanishing teaches="lstm.cell"}

The gradient of a distant step fades. Call `clip_grad_norm_` and go on.

### The highway {#highway}

Timesteps don't matter here; initialisation does.

## Its gates {#its-gates teaches="lstm.gates"}

They multiply.
"""


@pytest.fixture
def loaded(db):
    files = {"rnn": RNN, "lstm": LSTM, "cells/lstm/page.md": PAGE}
    library.load(authors.library(**files), now=NOW)


def found(query: str, **asked) -> list[str]:
    return [hit.address for hit in find(query, **asked).hits]


def taken_for(query: str) -> str:
    return " ".join(word.taken_for for word in find(query).words)


# --- What is found --------------------------------------------------------------------------------------------------


def test_every_kind_is_found_where_it_is(loaded):
    hits = find("second").hits + find("lstm.gates").hits[:1] + find("distant").hits + find("highway").hits
    hits += find("door").hits + find("spectral").hits
    assert [(hit.kind, hit.address, hit.place) for hit in hits] == [
        ("topic", "/learn/lstm/", ""),
        ("objective", "/learn/lstm/#lstm.gates", "LSTM"),
        ("section", "/learn/lstm/#vanishing", "LSTM"),
        ("section", "/learn/lstm/#highway", "LSTM › Vanishing: a bound"),
        ("misconception", "/learn/lstm/#misconception-forget-means-erase", "LSTM"),
        ("experiment", "/lab/vanishing-gradients/", ""),
    ]


def test_a_section_is_found_by_what_it_teaches_and_by_its_topic(loaded):
    assert found("diag multiply") == ["/learn/lstm/#its-gates"]
    assert found("lstm multiply") == ["/learn/lstm/#its-gates"]


@pytest.mark.parametrize(
    "query", ["THREE", "thr", "gates three", "  three\tgates ", "three, gates!", "lstm.gates", "muller", "three gate"]
)
def test_case_accents_order_endings_and_signs_do_not_matter_and_beginnings_suffice(loaded, query):
    assert "/learn/lstm/#lstm.gates" in found(query)


def test_the_end_of_a_word_is_not_enough(loaded):
    assert found("ates", verbatim=True) == []


def test_of_a_formula_what_its_reader_reads_is_found_and_how_it_is_set_is_not(loaded):
    assert found("diag") == found("σ") == ["/learn/lstm/#lstm.gates", "/learn/lstm/#its-gates"]
    assert found("tanh") == ["/learn/rnn/#rnn.recurrence"]
    assert found("mathbf", verbatim=True) == found("arithmatex") == found("span", verbatim=True) == []


def test_names_in_code_are_found_by_their_parts(loaded):
    assert found("clip_grad_norm_") == found("clip grad", kind="section") == ["/learn/lstm/#vanishing"]


def test_words_written_as_one_or_as_two(loaded):
    assert found("back propagation") == found("backpropagation") == found("back-propagation") == ["/learn/lstm/"]
    assert found("time steps") == found("timestep") == ["/learn/lstm/#highway"]
    assert found("distantstep") == ["/learn/lstm/#vanishing"]


def test_what_has_another_name_is_found_by_it(loaded):
    assert found("bptt") == ["/learn/lstm/"]
    assert "/learn/rnn/" in found("recurrent neural network")
    assert found("hyperbolic tangent") == ["/learn/rnn/#rnn.recurrence"]


def test_one_kind_alone_can_be_asked_for_and_all_are_counted(loaded):
    answer = find("gates", kind="section")
    assert [hit.address for hit in answer.hits] == ["/learn/lstm/#its-gates"]
    assert answer.by_kind == {"section": 1, "objective": 1}


def test_what_left_the_library_is_not_found(loaded):
    Topic.objects.filter(key="lstm").update(retired_at=NOW)
    index.refresh(topics=["lstm"])
    assert [address for address in found("lstm") if "lstm" in address] == []


# --- Slips ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gradent", "gradient"),
        ("gradiient", "gradient"),
        ("graident", "gradient"),
        ("grodiant", "gradient"),
        ("hradient", "gradient"),
        ("vanshing gradent", "vanishing gradient"),
        ("steep", "step"),
        ("tree gates", "three gates"),
        ("backpropogation", "backpropagation"),
        ("chekcing", "chekcing"),
    ],
)
def test_a_slip_is_taken_for_the_word_that_was_meant(loaded, typed, meant):
    assert taken_for(typed) == meant


@pytest.mark.parametrize("known", ["gate", "gates", "gating", "gat", "gru", "xyz", "the", "lstm", "a1b2c3", "bptt"])
def test_what_is_known_short_or_no_word_is_left_alone(loaded, known):
    assert taken_for(known) == known


def test_mended_words_find_and_are_marked(loaded):
    answer = find("distnat gradent")
    assert answer.mended
    assert [hit.address for hit in answer.hits] == ["/learn/lstm/#vanishing"]
    assert "The <mark>gradient</mark> of a <mark>distant</mark> step" in answer.hits[0].body


def test_asked_verbatim_nothing_is_mended(loaded):
    answer = find("distnat gradent", verbatim=True)
    assert (answer.mended, answer.hits, answer.nowhere) == (False, (), ("distnat", "gradent"))


# --- All of it, or some ---------------------------------------------------------------------------------------------


def test_every_word_has_to_be_found(loaded):
    assert found("cell recurrence") == ["/learn/lstm/#lstm.cell", "/learn/lstm/#vanishing"]
    assert found("door multiply") == []


def test_words_that_only_ask_do_not_have_to(loaded):
    assert found("how do the gates work in it") == found("gates")
    assert found("is it the") != []


def test_what_stands_nowhere_is_left_out_and_said(loaded):
    answer = find("xyzzyx gates")
    assert [hit.address for hit in answer.hits] == found("gates")
    assert answer.nowhere == ("xyzzyx",)


def test_where_nothing_holds_all_what_holds_some_says_what_it_lacks(loaded):
    answer = find("door multiply")
    assert (answer.hits, answer.total, answer.nowhere) == ((), 0, ())
    assert {hit.address: hit.missing for hit in answer.near} == {
        "/learn/lstm/#its-gates": ("door",),
        "/learn/lstm/#misconception-forget-means-erase": ("multiply",),
    }


def test_where_few_hold_all_others_that_hold_some_follow(loaded):
    answer = find("three gates")
    assert [hit.missing for hit in answer.hits] == [(), ()]
    assert {hit.missing for hit in answer.near} <= {("three",), ("gates",)}


def test_only_the_first_dozen_words_count_and_that_is_said(loaded):
    answer = find("gates " * 12 + "xyzzyx")
    assert (answer.cut, [hit.address for hit in answer.hits]) == (True, found("gates"))


@pytest.mark.parametrize("query", ["", "   ", "???", "_", "%", "\0", "<>", "🙂"])
def test_nothing_to_look_for_finds_nothing(loaded, query):
    answer = find(query)
    assert (answer.hits, answer.near, answer.total, answer.words) == ((), (), 0, ())


# --- In which order -------------------------------------------------------------------------------------------------


def test_a_heading_before_what_it_teaches_before_a_text(loaded):
    assert found("cell") == [
        "/learn/lstm/#lstm.cell",
        "/learn/lstm/#vanishing",
        "/learn/lstm/",
    ]


def test_a_title_that_says_just_that_comes_first(loaded):
    assert found("lstm")[0] == "/learn/lstm/"


def test_a_whole_word_before_the_beginning_of_one(loaded):
    text = PAGE.replace("They multiply.", "A step. A stepwise.").replace("distant step fades", "distant stepping-stone")
    library.load(authors.library(rnn=RNN, lstm=LSTM, **{"cells/lstm/page.md": text}), now=NOW)
    assert found("stepw") == ["/learn/lstm/#its-gates"]


# --- Whatever is typed ----------------------------------------------------------------------------------------------

NASTY = [
    '"', "'", "gate AND", "NOT gate", "NEAR(gate cell)", "gate*", "-gate", "^gate", "heading_words : gate", "{a b}: c",
    "gate OR OR cell", "(gate", "gate)", "' OR 1=1 --", "'; DROP TABLE search_entry; --", "gate & | ! <-> cell",
    "gate:*A", "%s %(x)s", "\\", "gate\0cell", "שער", "‮gate", "👩‍👩‍👧 gate", "the of and", "a " * 5000, "x" * 5000,
    "１２", "\ud800", "seq2seq 1e5x 0x1f", "İstanbul", "ß", "²",
]  # fmt: skip


@pytest.mark.parametrize("query", NASTY)
def test_nothing_typed_is_an_error(loaded, query):
    find(query)
    find(query, verbatim=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(st.sampled_from([*NASTY[:20], "gates", "cell", "gradent"]), max_size=5).map(" ".join),
    )
)
def test_whatever_is_typed_finds_or_says_why_not(loaded, query):
    answer = find(query)
    assert answer.total == sum(answer.by_kind.values())
    assert bool(answer.hits) == bool(answer.total)
    assert all(not hit.missing for hit in answer.hits)
    assert all(hit.missing for hit in answer.near)
