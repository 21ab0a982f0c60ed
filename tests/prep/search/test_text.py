"""Text as it is found and shown: read past its tags, marked, and cut without breaking anything."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.search.language import stem
from prep.search.text import marked, one_line, snippet

FORMULA = r'<span class="arithmatex">\(\sigma(\mathrm{diag}(\mathbf W)) &lt; 1\)</span>'


EQUATION = (
    r'<div class="equation" id="eq-a"><div class="arithmatex">\[\tanh h_{t-1}\label{a}\]</div>'
    '<a class="number" href="#eq-a" aria-label="Equation 1">(1)</a></div>'
)
CODE = (
    '<div class="code run" data-language="python"><pre tabindex="0"><code><span class="k">print</span>(1)\n</code>'
    "</pre>"
    '<p class="output-label">Output</p><pre class="output" tabindex="0"><samp>1 nonsense</samp></pre></div>'
)


def answering(*wanted: str):
    """As in a query of these words, each with its number."""
    return lambda folded: [next((n for n, w in enumerate(wanted, 1) if stem(word) == stem(w)), 0) for word in folded]


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^<>]+>", "", html))


# --- In one line ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<p>One <em>or</em> <a href='x'>two</a>.</p>\n<p>Three</p>", "One or two.\nThree"),
        ("<p>See <code>torch.nn</code>.</p>", "See <code>torch.nn</code>."),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "a\nb"),
        (f"<p>It is {FORMULA}.</p>", f"It is {FORMULA}."),
        (f"<p>It is</p>{EQUATION}<p>so.</p>", "It is …\nso."),
        (CODE, "<code>print(1) </code>"),
        ('<p>By (<a class="eqref" href="#eq-a">(1)</a>)<sup id="fnref"><a>2</a></sup></p>', "By ()"),
        ("<p>a &lt;b&gt; &amp; c</p>", "a &lt;b&gt; &amp; c"),
        ("a < b", "a &lt; b"),
    ],
)
def test_html_becomes_one_line_of_text_code_and_formulas(html, line):
    assert one_line(html)[0] == line


def test_its_words_are_those_that_a_reader_reads():
    html = f"<p>The <b>gate</b> {FORMULA}: <code>nn.LSTM</code></p>{EQUATION}{CODE}"
    assert one_line(html)[1] == ["the", "gate", "sigma", "diag", "nn", "lstm", "tanh", "print", "1"]


# --- Marked ---------------------------------------------------------------------------------------------------------


def test_what_answers_is_marked_whole_and_formulas_tags_and_entities_stay():
    line = f"The gates, sigma &amp; <code>gate.amp</code> {FORMULA}"
    assert marked(line, answering("gate", "amp", "sigma", "code", "diag")) == (
        f"The <mark>gates</mark>, <mark>sigma</mark> &amp; <code><mark>gate</mark>.<mark>amp</mark></code> {FORMULA}"
    )


CODE_TEXT = "<code>a gate</code>"
LINES = st.lists(
    st.sampled_from(
        ["gate", "the", "cell's", "Wörter", " ", ". ", "\n", " &amp; ", " &lt;b&gt;", CODE_TEXT, FORMULA, "… "]
    ),
    max_size=120,
).map("".join)


@given(LINES)
def test_marking_changes_nothing_but_the_marks(line):
    bare = marked(line, answering())
    assert re.sub("</?mark>", "", marked(line, answering("gate", "cell"))) == bare
    assert plain(bare).split() == plain(line.replace("\n", " ")).split() or "·" in bare


# --- A piece of it --------------------------------------------------------------------------------------------------


def test_a_short_text_is_shown_whole():
    assert (
        snippet("The cell adds.\nGates multiply.", answering("gate")) == "The cell adds. <mark>Gates</mark> multiply."
    )


def test_of_a_long_one_the_sentence_that_answers_most_is_shown():
    line = f"{'A cell is there. ' * 30}Then a gate meets a cell, at last. {'And so on it goes. ' * 30}"
    shown = snippet(line, answering("gate", "cell"))
    assert shown.startswith("Then a <mark>gate</mark> meets a <mark>cell</mark>, at last. And so on")
    assert shown.endswith(" …")


def test_in_a_sentence_without_end_it_begins_a_little_before():
    line = f"{'and on it goes ' * 30}to a gate {'and on it goes ' * 30}"
    shown = snippet(line, answering("gate"))
    assert re.match(r"… [\w ]{20,60}to a <mark>gate</mark> and", shown)


def test_where_nothing_answers_it_is_the_beginning():
    assert snippet("So it begins. " + "And on it goes. " * 30, answering("gate")).startswith("So it begins. And")


def test_code_that_is_cut_is_closed():
    line = f"<code>{'x = gate ' * 100}</code>"
    assert snippet(line, answering("gate")).count("<code>") == snippet(line, answering("gate")).count("</code>") == 1


@given(LINES)
def test_a_piece_is_short_and_breaks_no_formula_tag_or_entity(line):
    shown = snippet(line, answering("gate", "cell"))
    assert shown.count("<code>") == shown.count("</code>")
    assert shown.count("<span") == shown.count(FORMULA)
    rest = shown.replace(FORMULA, "x")
    assert re.sub(r"</?(?:mark|code)>|&(?:amp|lt|gt|quot|#x27);", "", rest).count("&") == 0
    assert not re.search(r"[<>]", re.sub(r"</?(?:mark|code)>", "", rest))
    assert len(plain(rest)) <= 320
