"""A page.md: the golden page holds every construct; the rest are the finer points."""

import json
from pathlib import Path

import pytest

from content.compiler import pages
from content.compiler.values import Html, Link, Mention, Page, Place

GOLDEN = Path(__file__).parent / "golden"


def compiled(source: str) -> Page:
    page, problems = pages.page("page.md", source.encode(), topic="lstm")
    assert [str(problem) for problem in problems] == []
    assert page is not None
    return page


def html(source: str) -> str:
    return "".join(block.html for block in compiled(source).blocks if isinstance(block, Html))


def problems(source: str | bytes) -> list[str]:
    data = source.encode() if isinstance(source, str) else source
    return [str(problem) for problem in pages.page("page.md", data, topic="lstm")[1]]


def test_the_golden_page_compiles_to_its_golden_json():
    page = compiled((GOLDEN / "page.md").read_text())
    assert pages.stored(page) == json.loads((GOLDEN / "page.json").read_text())


def test_what_the_rest_of_the_library_has_to_know_of_a_page():
    page = compiled((GOLDEN / "page.md").read_text())
    assert page.links == (Link("gru", "", Place("", 0)), Link("gru", "gru.reset-gate", Place("", 0)))
    assert [link.place for link in page.links] == [Place("page.md", 82), Place("page.md", 82)]
    assert page.misconceptions == (Mention("norm-above-one-explodes", Place("", 0)),)
    assert (page.anchors, page.whole) == (("eq-update", "eq-norm"), True)
    assert [section.place.line for section in page.sections] == [3, 66]


def test_an_empty_page_is_a_page():
    assert pages.stored(compiled("")) == {"blocks": [], "words": 0, "misconceptions": [], "sections": []}


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("a\nb", "<p>a\nb</p>"),
        ("a\r\n\r\nb", "<p>a</p>\n<p>b</p>"),
        (r"\$5, \*a\*, \<b\>, a < b & c", "<p>$5, *a*, &lt;b&gt;, a &lt; b &amp; c</p>"),
        ("`` a ` b `` and `<b>`", "<p><code>a ` b</code> and <code>&lt;b&gt;</code></p>"),
        ("text\n- a\n- b", "<p>text</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n   - b\n2. c", "<ol>\n<li>a<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ol>"),
        ("3) a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("a\n2. b", "<p>a\n2. b</p>"),
        ("- a\n\n  b", "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>"),
        ("[a](#eq-b)\n\n$$\nx\n\\label{b}\n$$", None),
        (
            "text\n|a|\n|---|\n|b|",
            '<p>text</p>\n<div class="table-scroll" tabindex="0" role="region" aria-label="Table: a"><table>\n<thead>\n'
            '<tr>\n<th scope="col">a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table></div>',
        ),
        ("[a *b* $c$](https://e.org)", None),
    ],
)
def test_markdown_is_read_as_a_code_host_reads_it(source, made):
    found = html(source)
    assert made is None or found == made


def test_words_are_counted_without_code_and_formulas():
    source = (
        "One two-fold, it's.\n\n## Three $x y$ {#a}\n\n> [!NOTE] Four\n> `no` five\n\n```text\nno no\n```\n\n- six\n"
    )
    assert compiled(source).words == 7


def test_words_that_are_only_looked_up_dont_count():
    source = (
        "One.\n\n> [!FOLLOWUP] Two three?\n> no no\n>\n> - no\n\n## Four {#a}\n\n## no {#sources}\n\n"
        "no\n\n### no {#b}\n\n> [!FOLLOWUP] no?\n> no\n\nno\n\n## Five {#c}\n\nsix\n"
    )
    assert compiled(source).words == 6


def test_equations_are_numbered_over_the_whole_page():
    source = (
        "## A {#a}\n\n> [!NOTE]\n> $$\n> x\n> \\label{one}\n> $$\n\n$\\eqref{two}$\n\n"
        "## B {#b}\n\n$$\ny\n\\label{two}\n$$\n\n[that](#eq-one)\n"
    )
    (first, second) = compiled(source).sections
    assert '<a class="eqref" href="#eq-two">(2)</a>' in first.blocks[0].html
    assert second.blocks[0].html.endswith('<p><a href="#eq-one">that</a></p>')


def test_footnotes_stand_at_the_end_of_the_last_part():
    source = "## A {#a}\n\none[^x]\n\n## B {#b}\n\n### C {#c}\n\n[^x]: Said.\n"
    page = compiled(source)
    assert [len(section.blocks) for section in page.sections] == [1, 0]
    assert page.sections[1].parts[0].blocks[0].html.startswith('<section class="footnotes" aria-label="Footnotes">')


def test_a_page_with_problems_comes_back_as_far_as_it_can_be_read():
    page, found = pages.page("page.md", b"## A {#a}\n\n[x](../gru/page.md) $\\foo$\n", topic="lstm")
    assert [str(problem) for problem in found] == ["page.md:3: KaTeX knows no `\\foo` (did you mean `\\rfloor`?)"]
    assert (page.links, page.whole) == ((Link("gru", "", Place("", 0)),), False)


def test_a_figure_stands_once_on_a_page_because_its_parts_have_addresses():
    assert problems(b'::figure cell "A box."\n\n::figure cell "The same."\n') == [
        "page.md:3: the figure `cell` again (first in line 1)"
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\n\xff", "page.md:2: this is not UTF-8 text (save the file as UTF-8)"),
        (b"a\n\x07", "page.md:2: a control character, U+0007 (take it out)"),
        ("a\ue000".encode(), "page.md:1: a control character, U+E000 (take it out)"),
        (b"a" * 100_001, "page.md:1: this file has 100,001 bytes (100,000 are the most; make it two topics)"),
        (b"a " * 2001, "page.md:1: a line of 4002 characters (4000 are the most)"),
        (b"a\n\n" * 3001, "page.md:1: 3,001 paragraphs, lists, formulas and so on (3,000 are the most)"),
        (
            b"a aaa\n" * 1001,
            "page.md:1: a paragraph of 6005 characters (6000 are the most; an empty line begins another)",
        ),
        (b"[" * 101, r"page.md:1: 101 of the signs [ in one paragraph (100 are the most; the sign itself is \[)"),
        (
            b"```text\n" + b"a" * 301 + b"\n```",
            "page.md:1: this code is too long to be read (20,000 characters, and 300 a line, are the most)",
        ),
    ],
)
def test_what_is_beyond_all_measure_is_refused(data, said):
    assert problems(data) == [said]


NOWHERE = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//example.org", "/lab/",
    "http://a.b", "../x/other.md", "page.md", "#Not_A_Key", "https://", 'https://a"b', "mailto:nobody", "ftp://a.b",
    "https:a",
]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    NOWHERE,
)
def test_addresses_that_lead_nowhere_good_are_in_no_html(address):
    page, found = pages.page("page.md", f"[text]({address})".encode(), topic="lstm")
    assert len(found) == 1
    assert pages.stored(page)["blocks"] == [{"kind": "html", "html": "<p><a>text</a></p>"}]


def test_html_is_never_html():
    page, _ = pages.page(
        "page.md", b"<script>alert(1)</script> <img src=x onerror=y> &lt;b&gt; <!-- c -->", topic="lstm"
    )
    assert "".join(block.html for block in page.blocks) == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=y&gt; &lt;b&gt; &lt;!-- c --&gt;</p>"
    )
