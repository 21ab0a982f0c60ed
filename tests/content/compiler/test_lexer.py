"""Markdown as tokens, and back: what is written is read as the same tokens again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler.lexer import lex
from content.compiler.sources import LIBRARY
from content.compiler.tokens import Attributes, Callout, Directive, Display, Fence, Heading, Prose, Quote
from content.compiler.writer import write

SOURCE = r"""Opening words,
in two lines.
## The cell $c_{t}$ {#cell teaches="lstm.a lstm.b"}
- a list
  ```python run
  if x:
      y

  ```
  ```output
  1
  ```
- ~~~~text
  ```
  ~~~~

> [!PITFALL] A title {misconception="key"}
> Text.
>
> $$
> x
> $$
> going on

> a quote

::demo steps steps=100
$$
x
\label{a}
$$
"""
TOKENS = (
    Prose("Opening words,\nin two lines."),
    Heading(2, "The cell $c_{t}$", Attributes("cell", (("teaches", "lstm.a lstm.b"),))),
    Prose("- a list"),
    Fence("python run", "if x:\n    y\n\n", indent=2),
    Fence("output", "1\n", indent=2),
    Prose("-"),
    Fence("text", "```\n", indent=2),
    Callout(
        "pitfall",
        "A title",
        Attributes(pairs=(("misconception", "key"),)),
        (Prose("Text."), Display("x"), Prose("going on")),
    ),
    Quote((Prose("a quote"),)),
    Directive("demo", "steps steps=100"),
    Display("x\n\\label{a}"),
)


def test_a_source_is_its_tokens():
    assert lex(SOURCE) == TOKENS


def test_every_token_knows_its_lines():
    lines = [(token.line, token.end) for token in lex(SOURCE)]
    assert lines == [
        (1, 2), (3, 3), (4, 4), (5, 9), (10, 12), (13, 13), (13, 15), (17, 23), (25, 25), (27, 27), (28, 31),
    ]  # fmt: skip
    (callout,) = (token for token in lex(SOURCE) if isinstance(token, Callout))
    assert [(token.line, token.end) for token in callout.body] == [(18, 18), (20, 22), (23, 23)]


def test_what_is_written_is_spaced_evenly():
    assert write(lex("a\n\n\n\n## b {#c}\ntext\n```python run\n1\n```\n\n```output\n2\n```\n")) == (
        "a\n\n## b {#c}\n\ntext\n\n```python run\n1\n```\n```output\n2\n```\n"
    )


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Words {#key}", ("Words", Attributes("key"))),
        ('Words {a="b" c="d e"}', ("Words", Attributes("", (("a", "b"), ("c", "d e"))))),
        ("{ #key }", ("", Attributes("key"))),
        ("$x_{t}$", ("$x_{t}$", Attributes())),
        ("Words {#key a=b}", ("Words {#key a=b}", Attributes())),
        ("Words {}", ("Words {}", Attributes())),
        ("Words{#key}", ("Words{#key}", Attributes())),
    ],
)
def test_attributes_stand_behind_a_title_or_are_part_of_it(title, read):
    (heading,) = lex(f"## {title}")
    assert (heading.title, heading.attributes) == read


def test_a_formula_that_is_not_closed_ends_at_an_empty_line():
    assert lex("$$\nx\n\n## a") == (Display("x", closed=False), Heading(2, "a"))


def test_code_that_is_not_closed_goes_on_to_the_end():
    assert lex("```python\nx\n\n## a\n\n") == (Fence("python", "x\n\n## a\n", closed=False),)


MARKS = [
    "# ", "## a", " {#k}", ' {a="b"}', "```", "~~~~", "$$", "> ", ">", "[!NOTE]", "::demo a", "- ", "1. ", "  ",
    "\n", "\n\n", "a", "|", "\\", "{", "}", '"', "output", " ", "\t", "\r", "\x0b", "é", "$x$", "[^a]: ",
]  # fmt: skip
PIECES = st.sampled_from(MARKS)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_the_same_after_writing(source):
    tokens = lex(source)
    assert lex(write(tokens)) == tokens


@given(st.text(max_size=200))
def test_any_signs_are_the_same_after_writing(source):
    tokens = lex(source)
    assert lex(write(tokens)) == tokens


WORDS = st.from_regex(r"[a-z]+( [a-z$]+){0,3}", fullmatch=True)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
ATTRIBUTES = st.builds(
    Attributes, st.one_of(st.just(""), NAMES), st.lists(st.tuples(st.sampled_from("ab"), WORDS)).map(tuple)
)
BODIES = st.lists(st.sampled_from(["x = 1", "", "```", "    indented", "> a", "$$"]), max_size=4).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
INDENTS = st.sampled_from([0, 2, 3, 4])
LEAVES = st.one_of(
    st.builds(Prose, st.lists(WORDS, min_size=1, max_size=3).map("\n".join)),
    st.builds(Heading, st.integers(1, 6), WORDS, ATTRIBUTES),
    st.builds(Directive, NAMES, st.one_of(st.just(""), WORDS)),
    st.builds(Fence, st.sampled_from(["", "python run", "output", "text"]), BODIES, INDENTS),
    st.builds(Display, st.lists(WORDS, max_size=3).map("\n".join), INDENTS),
)


def containers(tokens):
    bodies = st.lists(tokens, max_size=3).map(tuple)
    titles = st.one_of(st.just(""), WORDS)
    return st.one_of(
        st.builds(Callout, st.sampled_from(["note", "tip"]), titles, ATTRIBUTES, bodies), st.builds(Quote, bodies)
    )


@given(st.lists(st.one_of(LEAVES, containers(LEAVES)), max_size=6).map(tuple))
def test_any_tokens_are_the_same_after_reading(tokens):
    assert lex(write(tokens)) == tokens


@pytest.mark.parametrize("page", sorted(LIBRARY.rglob("page.md")), ids=lambda page: page.parent.name)
def test_the_library_s_pages_are_the_same_after_writing(page):
    tokens = lex(page.read_text())
    assert lex(write(tokens)) == tokens
