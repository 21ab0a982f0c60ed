"""A drawing and the words beside it: what comes out is on the lists, and everything else is named with its line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler import drawings, figures
from content.compiler.values import Figure, Part, Place, Text
from tests.house import ROOT

SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 300">
  <title>A cell</title>
  <!-- gone -->
  <defs>
    <marker id="arrow" viewBox="0 0 4 4" refX="4" orient="auto"><path d="M0 0L4 2L0 4Z" class="fig-dot"/></marker>
  </defs>
  <g data-part="forget" transform="translate(1, 2)">
    <path class="fig-line fig-accent" d="M0 0 H10" marker-end="url(#arrow)"/>
    <text x="1" y="2" text-anchor="middle">f<tspan dy="4">t</tspan> &lt; 1</text>
  </g>
</svg>
"""
WORDS = r"""title = 'The cell'
alt = 'One box.'
caption = 'A *box* with $\sigma$.'
[parts.forget]
label = 'Forget gate'
formula = '\mathbf f_t < 1'
says = 'How much stays.'
"""


def made(svg: str, words: str | None = None) -> tuple[Figure | None, list[str]]:
    data = None if words is None else words.encode()
    figure, problems = figures.figure("f/cell.svg", svg.encode(), "f/cell.toml", data)
    return figure, [str(problem) for problem in problems]


def drawn(inside: str) -> tuple[str, list[str]]:
    figure, problems = made(f'<svg viewBox="0 0 9 9">{inside}</svg>')
    assert figure is not None
    return figure.svg.removeprefix('<svg viewBox="0 0 9 9">').removesuffix("</svg>"), problems


def test_a_figure_is_its_drawing_and_its_words():
    assert made(SVG, WORDS) == (
        Figure(
            key="cell",
            source=SVG,
            svg=(
                '<svg viewBox="0 0 640 300"><title>A cell</title><defs>'
                '<marker id="cell-arrow" viewBox="0 0 4 4" refX="4" orient="auto">'
                '<path d="M0 0L4 2L0 4Z" class="fig-dot"/></marker></defs>'
                '<g data-part="forget" transform="translate(1, 2)">'
                '<path class="fig-line fig-accent" d="M0 0 H10" marker-end="url(#cell-arrow)"/>'
                '<text x="1" y="2" text-anchor="middle">f<tspan dy="4">t</tspan> &lt; 1</text></g></svg>'
            ),
            title="The cell",
            alt="One box.",
            caption=Text(r"A *box* with $\sigma$.", r'A <em>box</em> with <span class="arithmatex">\(\sigma\)</span>.'),
            parts=(
                Part(
                    key="forget",
                    label="Forget gate",
                    formula=Text(r"\mathbf f_t < 1", r'<span class="arithmatex">\(\mathbf f_t &lt; 1\)</span>'),
                    says=Text("How much stays.", "How much stays."),
                ),
            ),
            place=Place("f/cell.svg", 1),
        ),
        [],
    )


def test_a_figure_is_kept_as_json():
    figure, _ = made(SVG, WORDS)
    stored = figures.stored(figure)
    assert stored.pop("svg") == figure.svg
    assert stored == {
        "title": "The cell",
        "alt": "One box.",
        "caption_html": r'A <em>box</em> with <span class="arithmatex">\(\sigma\)</span>.',
        "parts": [
            {
                "key": "forget",
                "label": "Forget gate",
                "formula_html": r'<span class="arithmatex">\(\mathbf f_t &lt; 1\)</span>',
                "says_html": "How much stays.",
            }
        ],
    }


def test_a_drawing_needs_no_words():
    figure, problems = made('<svg viewBox="0 0 1 1"><title>A dot</title><circle r="1"/></svg>')
    assert (figure.title, figure.alt, figure.parts, problems) == ("A dot", "", (), [])


def test_parts_stand_in_the_drawing_and_in_the_words():
    svg = '<svg viewBox="0 0 1 1"><g data-part="forget"/><g data-part="forget"/><g data-part="input"/></svg>'
    words = "[parts.forgte]\nlabel = 'a'\nsays = 'b'\n[parts.input]\nlabel = 'a'\nsays = 'b'\n"
    assert made(svg, words)[1] == [
        "f/cell.svg:1: nothing explains the part `forget` (did you mean `forgte`?)",
        "f/cell.toml:1: the drawing has no part `forgte` (did you mean `forget`?)",
    ]


def test_words_that_cannot_be_read_leave_the_drawing():
    figure, problems = made(SVG, "title = ")
    assert figure.parts == ()
    assert problems == ["f/cell.toml:1: this is not TOML: invalid value (text stands between quotes: '…')"]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>*{fill:red}</style>",
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<image href="x.png"/>',
        '<use href="#a"/>',
        '<a href="javascript:alert(1)"/>',
        '<animate attributeName="x"/>',
        "<svg/>",
    ],
)
def test_elements_that_are_not_on_the_list_are_left_out(inside):
    svg, problems = drawn(inside)
    assert svg == ""
    assert problems


ATTRIBUTES = [
    "onload='x'", "style='fill:red'", "fill='red'", "href='#a'", "class='btn'", "id='a b'", "data-x='y'",
    "d='url(x)'", "marker-end='url(https://e.org)'", "transform='x(1)'", "data-part='A'", "xmlns:x='y'",
    "tabindex='0'",
]  # fmt: skip


@pytest.mark.parametrize(
    "attribute",
    ATTRIBUTES,
)
def test_attributes_that_are_not_on_the_list_are_left_out(attribute):
    svg, problems = drawn(f"<path {attribute}/>")
    assert svg == "<path/>"
    assert len(problems) == (2 if attribute.startswith("data-part='a") else 1)


@pytest.mark.parametrize(
    ("svg", "said"),
    [
        ("<svg viewBox='0 0 1 1'>\n<g>", ["f/cell.svg:2: this is not XML: no element found"]),
        ("", ["f/cell.svg:1: this is not XML: no element found"]),
        ("<p/>", None),
        (
            '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>\n<svg viewBox="0 0 1 1">&b;</svg>',
            ["f/cell.svg:1: a DOCTYPE (take it out: a drawing begins with <svg viewBox=…>)"],
        ),
        ('<svg viewBox="0 0 1 1">&lol;</svg>', ["f/cell.svg:1: this is not XML: undefined entity"]),
        ("<svg/>", ['f/cell.svg:1: a drawing without a viewBox (<svg viewBox="0 0 640 300">)']),
        (
            '<svg viewBox="0 0 1 1">' + "<g>" * 30,
            ["f/cell.svg:1: this drawing is too large (3000 elements and 20 inside each other are the most)"],
        ),
    ],
)
def test_what_is_no_drawing_is_said(svg, said):
    found = made(svg)[1]
    assert found == said if said else found


def test_the_classes_are_those_of_the_guide():
    guide = (ROOT / "docs" / "writing.md").read_text().partition("## Figures")[2]
    listed = re.findall(r"`(fig-[a-z0-9-]+)`", guide)
    plots = [f"fig-plot-{number}" for number in (2, 3)]  # between the first and the last
    assert sorted({*listed, *plots}) == sorted(drawings.CLASSES)


PIECES = [
    "<svg viewBox='0 0 1 1'>", "</svg>", "<g", "</g>", ">", "/>", " id='a'", " class='fig-line", "'", "<text>",
    "</text>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "?>", "&lt;", "&#1;", "&a;", "é", "\n", "<!DOCTYPE a>",
    " data-part='x'",
]  # fmt: skip
SIGNS = st.lists(
    st.sampled_from(PIECES),
    max_size=25,
).map("".join)


@given(st.one_of(st.binary(max_size=60), SIGNS.map(str.encode)), st.one_of(st.none(), st.binary(max_size=40)))
def test_any_bytes(svg, words):
    figure, problems = figures.figure("f/cell.svg", svg, "f/cell.toml", words)
    for problem in problems:
        source = svg if problem.path == "f/cell.svg" else words
        assert 1 <= problem.line <= source.count(b"\n") + 1
    if figure:
        again, _ = figures.figure("f/cell.svg", figure.svg.encode(), "f/cell.toml", None)
        assert "<script" not in figure.svg and (problems or again.svg)
