"""Code in the library: its languages, and its HTML."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]

from content.compiler.problems import did_you_mean

# As authors name them → as Pygments does.
LANGUAGES = {
    "bash": "bash", "c": "c", "console": "console", "cpp": "cpp", "cuda": "cuda", "diff": "diff", "html": "html",
    "javascript": "javascript", "json": "json", "julia": "julia", "markdown": "markdown", "python": "python",
    "sql": "sql", "text": "text", "toml": "toml", "yaml": "yaml",
}  # fmt: skip
OUTPUT = "output"
LONGEST_LINE = 300
LONGEST_CODE = 20_000
TICKS = re.compile(r"^ *(`{3,}|~{3,})", re.MULTILINE)


@dataclass(frozen=True)
class Info:
    """What stands behind the opening marks, `python run`; a language that nobody knows is `text`."""

    language: str
    runs: bool


def info(text: str) -> Info:
    language, _, more = text.partition(" ")
    return Info(
        language if language in LANGUAGES or language == OUTPUT else "text",
        language == "python" and more.strip() == "run",
    )


def is_readable(code: str) -> bool:
    return len(code) <= LONGEST_CODE and all(len(line) <= LONGEST_LINE for line in code.split("\n"))


def faults(text: str, code: str) -> Iterator[tuple[str, str]]:
    """What is wrong with what stands behind the opening marks, and with the code itself."""
    if not is_readable(code):
        limits = f"{LONGEST_CODE:,} characters, and {LONGEST_LINE} a line, are the most"
        yield "this code is too long to be read", limits
    language, _, more = text.partition(" ")
    if not language:
        yield "this code doesn't name its language", "such as ```python; ```text for none"
    elif language not in LANGUAGES:
        hint = did_you_mean(language, LANGUAGES) or f"there is {', '.join(LANGUAGES)}"
        yield f"`{language}` is no language of code", hint
    elif more.strip() == "run" and language != "python":
        yield f"`{language}` can't be run", "python can"
    elif more.strip() not in ("", "run"):
        yield f"`{more.strip()}` behind the code's language", did_you_mean(more.strip(), ["run"]) or "there is run"


def block(language: str, code: str) -> str:
    return f'<div class="code" data-language="{language}">{_pre(language, code)}</div>'


def run(language: str, code: str, output: str) -> str:
    return (
        f'<div class="code run" data-language="{language}">{_pre(language, code)}<p class="output-label">Output</p>'
        f'<pre class="output" tabindex="0"><samp>{html.escape(output, quote=False)}</samp></pre></div>'
    )


def in_line(code: str) -> str:
    return f"<code>{html.escape(code, quote=False)}</code>"


def _pre(language: str, code: str) -> str:
    coloured = highlight(code, _lexer(language), _formatter()) if is_readable(code) else html.escape(code, quote=False)
    return f'<pre tabindex="0"><code>{coloured}</code></pre>'


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(LANGUAGES[language], stripnl=False)


@cache
def _formatter() -> HtmlFormatter:
    return HtmlFormatter(nowrap=True)
