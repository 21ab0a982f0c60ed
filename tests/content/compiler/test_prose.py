"""A sentence of Markdown and what it may become."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler import prose


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("plain, *em*, **strong**, `a_b`", "plain, <em>em</em>, <strong>strong</strong>, <code>a_b</code>"),
        (r"$\mathbf h_t * a_1 * b_1$", r'<span class="arithmatex">\(\mathbf h_t * a_1 * b_1\)</span>'),
        ("$a<b$ & c", r'<span class="arithmatex">\(a&lt;b\)</span> &amp; c'),
        (r"costs \$5, and `$x`", "costs $5, and <code>$x</code>"),
        ("two\n\nlines", "two lines"),
        ("# no heading\n\n- no list\n\n    no code", "# no heading - no list no code"),
        ("<b>no HTML</b>", "&lt;b&gt;no HTML&lt;/b&gt;"),
        ("![no image](a.png)", "![no image](a.png)"),
        ("[link](https://example.org)", '<a href="https://example.org" rel="noopener noreferrer">link</a>'),
        ("[link](javascript:alert(1))", '<a rel="noopener noreferrer">link</a>'),
        ("[link](/lab/)", '<a href="/lab/" rel="noopener noreferrer">link</a>'),
    ],
)
def test_a_sentence_becomes_inline_html(source, html):
    assert list(prose.faults(source, longest=100)) == []
    assert prose.inline(source) == html


@pytest.mark.parametrize("source", ["$a", "a$", "$a$ and $b", "$ a$", "$a $", "$$a$$", r"\$a$", "`$` and $"])
def test_a_dollar_without_its_partner_is_a_fault(source):
    assert [fault for fault, _ in prose.faults(source, longest=100)] == ["has a $ without its partner"]


@given(st.text(st.sampled_from("$`\\*_[]()<>&!a \n'\"{}:/"), max_size=40))
def test_what_comes_out_has_nothing_but_the_allowed_tags_and_no_dollars_for_formulas(source):
    html = prose.inline(source)
    assert (
        nh3.clean(
            html,
            tags=prose.TAGS,
            attributes=prose.ATTRIBUTES,
            allowed_classes=prose.CLASSES,
            url_schemes=prose.SCHEMES,
        )
        == html
    )


@given(st.lists(st.sampled_from(["a", " ", "$x$", r"\$", "`$`", "*b*", ", "]), max_size=12).map("".join))
def test_formulas_in_pairs_are_never_a_fault(source):
    faults = [fault for fault, _ in prose.faults(f"a {source}", longest=100)]
    assert faults == []
