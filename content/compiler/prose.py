"""A sentence or two of Markdown with formulas → inline HTML, and what is wrong with such a text."""

import re
from collections.abc import Iterator

import nh3
from markdown import Markdown  # type: ignore[import-untyped]
from markdown.blockprocessors import ParagraphProcessor  # type: ignore[import-untyped]
from markdown.util import Registry  # type: ignore[import-untyped]

from content.compiler.mathematics import faults as formulas

# All that a sentence may become. A formula is a span of this class, and stays TeX until the browser renders it.
TAGS = {"a", "code", "em", "span", "strong"}
ATTRIBUTES = {"a": {"href", "title"}}
CLASSES = {"span": {"arithmatex"}}
SCHEMES = {"http", "https", "mailto"}

CONTROL = re.compile(r"[^\n\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")
CODE = r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
FORMULA = r"\$(?!\s)(?P<formula>(?:\\.|[^\\$])+?)(?<!\s)\$"
DOLLARS = re.compile(rf"{CODE}|\\.|{FORMULA}|(?P<stray>\$)", re.DOTALL)


def faults(source: str, longest: int) -> Iterator[tuple[str, str]]:
    """What is wrong with a text, each with a hint."""
    if not source.strip():
        yield "is empty", ""
    elif len(source) > longest:
        yield f"is {len(source)} characters long; {longest} is the most", ""
    elif CONTROL.search(source):
        yield (
            "holds a control character",
            "between double quotes a backslash begins an escape; formulas stand between single quotes: '…'",
        )
    else:
        yield from _in_formulas(source)


def _in_formulas(source: str) -> Iterator[tuple[str, str]]:
    found = list(DOLLARS.finditer(source))
    if any(match["stray"] for match in found):
        yield (
            "has a $ without its partner",
            r"a formula stands between two, $…$, without a space inside; write \$ for the sign",
        )
        return
    for match in found:
        if match["formula"] is not None:
            for _, message, hint in formulas.inline(match["formula"]):
                yield f"has a formula that can't be read: {message}", hint


def inline(source: str) -> str:
    """The HTML of a text without faults; what isn't allowed in a sentence is left as text, or left out."""
    html = _markdown().convert(" ".join(source.split()))
    return nh3.clean(
        html.removeprefix("<p>").removesuffix("</p>"),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
    )


def _markdown() -> Markdown:
    """Python-Markdown reduced to what stands in a line: no raw HTML, no images, no blocks but the paragraph."""
    markdown = Markdown(
        extensions=["pymdownx.arithmatex"],
        extension_configs={"pymdownx.arithmatex": {"generic": True, "inline_syntax": ["dollar"], "block_syntax": []}},
    )
    markdown.preprocessors.deregister("html_block")
    markdown.parser.blockprocessors = Registry()
    markdown.parser.blockprocessors.register(ParagraphProcessor(markdown.parser), "paragraph", 10)
    for name in ("html", "image_link", "image_reference", "short_image_ref", "linebreak"):
        markdown.inlinePatterns.deregister(name)
    return markdown
