"""Whatever stands in a questions.md, it comes back as clean HTML and problems, and every problem has a line of it."""

import json
import re

import nh3
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.compiler.questions import reader, stored
from content.compiler.questions.values import Question
from content.compiler.sources import LIBRARY
from tests.content.compiler.questions.golden import SOURCE
from tests.content.compiler.questions.written import BODIES, texts_in, written
from tests.content.compiler.test_pages_never_raise import OURS, PIECES, same

SOURCES = [SOURCE.read_text(), *(path.read_text() for path in sorted(LIBRARY.rglob("questions.md")))]
OWN = [
    "## a {#b}", "type: single\n", "type: numeric\n", "type: cloze\n", "type: order\n", "type: text\n", "tests: a.b\n",
    "level: 1\n", "vars: H in 1, 2\n", "answer: H\n", "wrong: ", "also: ", "wrong: 1: ", "within: ", "{{H}}", "{{",
    "}}", "[[", "]]", "[[a|b]]", "- [x] ", "- [ ] ", "  > ", "{!a}", "{!", "### Why\n", "### Hint\n", "### Rubric\n",
    "### Model answer\n", "- (1) ", '{keywords="a | b"}', "{{0}}", "{{gap:1}}", "90000000000",
]  # fmt: skip
SIGNS = st.lists(st.sampled_from([*PIECES, *OWN, "\n", "\n\n"]), max_size=40).map("".join)
BEGINNINGS = st.sampled_from(["", *(f"## a {{#b}}\ntype: {kind}\n" for kind in BODIES)])
WILD = st.tuples(st.sampled_from([*SOURCES, *map(written, BODIES)]), st.floats(0, 1), st.integers(0, 30), SIGNS).map(
    lambda made: made[0][: int(len(made[0]) * made[1])] + made[3] + made[0][int(len(made[0]) * made[1]) + made[2] :]
)
BRACED = re.compile(r"\{\{\{\d+\}\}\}")
PLACE = re.compile(r"\{\{(\d+|gap:\d+|figure:\d+)\}\}")


def check_places(question: Question) -> None:
    gaps = getattr(question.answer, "gaps", ())
    kept = {
        *map(str, range(len(question.shown))),
        *(f"gap:{number}" for number, gap in enumerate(gaps, start=1) if not gap.formula),
        *(f"figure:{number}" for number in range(1, len(question.figures) + 1)),
    }
    for text in texts_in(question):
        assert set(PLACE.findall(text.html)) <= kept
        assert "{{" not in PLACE.sub("x", BRACED.sub("x", text.html))


def check(data: bytes) -> None:
    found, problems = reader.questions("questions.md", data)
    lines = data.count(b"\n") + 1
    assert [problem for problem in problems if not 1 <= problem.line <= lines] == []
    for question in found or ():
        kept = json.loads(json.dumps(stored.written(question)))
        assert stored.read(kept) == question
        check_places(question)
        for text in texts_in(question):
            assert same(nh3.clean(text.html, **OURS)) == same(text.html.replace("&#123;", "{"))
            assert not re.search("[\ue000-\ue005]", text.html)


@given(st.binary(max_size=100))
def test_any_bytes(data):
    check(data)


@given(BEGINNINGS, SIGNS)
@example("## a {#b}\n", "\n```<b>\n```")
@example("## a {#b}\ntype: single\n", "\n- [x] ```<b>")
def test_any_signs(beginning, source):
    check(f"{beginning}{source}".encode())


@settings(deadline=None)
@given(WILD)
def test_any_question_with_something_wild_in_it(source):
    check(source.encode("utf-8", "surrogatepass"))
