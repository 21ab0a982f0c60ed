"""The one conversion of a whole manuscript: Python-Markdown with a narrow set of rules, cleaned by an allow-list."""

import re
from functools import cache
from threading import Lock
from xml.etree.ElementTree import Element  # only a type: Python-Markdown builds these

import nh3
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.treeprocessors import Treeprocessor  # type: ignore[import-untyped]

TAGS = {"a", "blockquote", "code", "em", "li", "ol", "p", "strong", "sup", "ul"} | {
    "div", "table", "tbody", "td", "th", "thead", "tr",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "class", "title"},
    "li": {"id"},
    "ol": {"start"},
    "sup": {"id"},
    "th": {"scope", "class"},
    "td": {"class"},
    "div": {"class"},
}
ALIGNED = re.compile(r"text-align: (left|center|right);")
_one_at_a_time = Lock()


def convert(markdown: str) -> str:
    with _one_at_a_time:
        html = _markdown().reset().convert(markdown)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "mailto"}, link_rel=None)


@cache
def _markdown() -> Markdown:
    """No raw HTML, no pictures, and none of what the lexer reads before: headings, code, lines across the page."""
    markdown = Markdown(
        extensions=["tables", "footnotes", "sane_lists"],
        extension_configs={"footnotes": {"SEPARATOR": "-", "USE_DEFINITION_ORDER": False}},
    )
    markdown.preprocessors.deregister("html_block")
    for name in ("code", "hashheader", "setextheader", "hr", "quote"):
        markdown.parser.blockprocessors.deregister(name)
    for name in ("backtick", "html", "autolink", "automail", "image_link", "image_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(name)
    markdown.inlinePatterns.deregister("linebreak")
    markdown.treeprocessors.register(_Tables(markdown), "tables-of-ours", 1)
    return markdown


class _Tables(Treeprocessor):  # type: ignore[misc]
    """Alignment by class, since a style is refused by the browser; headers say what they are headers of."""

    def run(self, root: Element) -> None:
        for cell in (*root.iter("th"), *root.iter("td")):
            aligned = ALIGNED.fullmatch(cell.attrib.pop("style", ""))
            if aligned and aligned[1] != "left":
                cell.set("class", aligned[1])
            if cell.tag == "th":
                cell.set("scope", "col")
