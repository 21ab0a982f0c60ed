"""Whatever stands in a page, it comes back as clean HTML and problems, and every problem has a line of the page."""

import json
import re

import nh3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.compiler import pages, runnable, takeaway
from content.compiler.sources import LIBRARY
from content.compiler.values import Html, Page
from tests.content.compiler.test_pages import GOLDEN

REAL = [path.read_text() for path in sorted(LIBRARY.rglob("page.md"))]
SOURCES = [(GOLDEN / "page.md").read_text(), *REAL]
PIECES = [
    "#", "## a {#a}", "\n\n", "\n", "> ", "[!NOTE]", "[!DIALOGUE]", "**Candidate:** ", "- ", "1. ", "  ", "    ",
    "```", "```python run", "```output", "$$", "$", "$x$", "\\label{a}", "$\\eqref{a}$", "\\left(", "{", "}", "\\",
    "|a|", "|-|", "[^a]", "[^a]: ", "[a](", ")", "[a][b]", "[b]: ", "https://e.org", "#a", "../b/page.md", "<", ">",
    "<script>", "::demo a b=1", "::figure a", "*", "**", "_", "`", "&", '"', "a", "é", "\t", "\u200b", "\x02",
    "\ue000",
]  # fmt: skip
SIGNS = st.lists(
    st.sampled_from(PIECES),
    max_size=40,
).map("".join)
# A stretch of the golden or of a real page with something wild in its middle, and something lost.
STRETCHES = st.tuples(st.sampled_from(SOURCES), st.integers(0, 60), st.integers(1, 30)).map(
    lambda chosen: "\n\n".join(chosen[0].split("\n\n")[chosen[1] :][: chosen[2]])
)
WILD = st.tuples(STRETCHES, st.floats(0, 1), st.integers(0, 20), SIGNS).map(
    lambda made: made[0][: int(len(made[0]) * made[1])] + made[3] + made[0][int(len(made[0]) * made[1]) + made[2] :]
)
# What may be in a page besides what Python-Markdown makes: our own elements.
OURS = {
    "tags": {"a", "aside", "blockquote", "code", "details", "div", "em", "li", "ol", "p", "pre", "samp", "section"}
    | {"span", "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"},
    "attributes": {
        "*": {"class", "id"},
        "a": {"href", "rel", "aria-label"},
        "div": {"data-language", "tabindex", "role", "aria-label"},
        "pre": {"tabindex"},
        "section": {"aria-label"},
        "th": {"scope"},
        "ol": {"start"},
    },
    "url_schemes": {"https", "mailto"},
    "link_rel": None,
}


def html(page: Page) -> list[str]:
    blocks = [*page.blocks]
    for section in page.sections:
        blocks += [*section.blocks, *(block for part in section.parts for block in part.blocks)]
        blocks += [Html(f"<p>{each.title.html}</p>") for each in (section, *section.parts)]
    return [block.html for block in blocks if isinstance(block, Html)]


def same(text: str) -> str:
    """Spelled alike: what is quoted as an entity, and what as the sign itself."""
    return re.sub(r"\s+", " ", text.replace("\xa0", "&nbsp;").replace("&quot;", '"').replace("&#x27;", "'"))


def check(data: bytes) -> None:
    page, problems = pages.page("page.md", data, topic="lstm")
    lines = data.count(b"\n") + 1
    assert [problem for problem in problems if not 1 <= problem.line <= lines] == []
    if page is None:
        assert problems
        return
    json.dumps(pages.stored(page))
    for piece in html(page):
        assert same(nh3.clean(piece, **OURS)) == same(piece)
        assert not re.search("[\ue000-\ue005]", piece)


@given(st.binary(max_size=100))
def test_any_bytes(data):
    check(data)


@given(SIGNS)
@example("```<b>\n```")
@example('$$\n\\label{"><b>}\n$$')
@example("> [!NOTE]  [b]: <b>")
@example("[^a]: ")
@example("[a](https://#b)")
@example("- - - - a")
@example('[a](b c "title")')
@example('[a](\nb ("title"))')
def test_any_signs(source):
    check(source.encode())


@settings(deadline=None)
@given(WILD)
def test_any_page_with_something_wild_in_it(source):
    check(source.encode("utf-8", "surrogatepass"))


@given(SIGNS)
def test_what_is_taken_along_and_run(source):
    takeaway.markdown(
        source, title="A", address=lambda topic, anchor: "", demo=lambda key, parameters: (key, ""), figures={}
    )
    count = len(runnable.blocks(source))
    written = runnable.written(source, ["1"] * count)
    assert runnable.written(written, ["1"] * count) == written
