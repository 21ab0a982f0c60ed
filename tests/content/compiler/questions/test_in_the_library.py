"""Questions with the whole library in view: keys are unique, and whatever they point at exists."""

import pytest

from content.compiler.library import compile_library
from tests.content.authors import LSTM, PAGE, VOCABULARY, library, problems, sources
from tests.content.compiler.questions.written import BODIES, written

GATE = {"tests": "lstm.gates", "body": BODIES["single"].replace(" {!other-way}", "")}
FILE = "cells/lstm/questions.md"
BELIEFS = "\n[misconceptions.all-erase]\nbelief = 'A.'\ntruth = 'B.'\nsee = 'lstm.cell'\n"
RENAMED = 'And? {#and was="is-it"}'
DRAWING = '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>'


def test_a_topic_has_the_questions_of_its_file_in_their_order():
    two = f"{written(**GATE)}\n{written(**GATE, heading='And? {#and-is-it}')}"
    rnn, lstm = library(**{FILE: two}).library.tracks[0].topics
    assert (rnn.questions, [each.key for each in lstm.questions]) == ((), ["is-it", "and-is-it"])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            written(**GATE | {"tests": "lstm.gate"}),
            [f"{FILE}:3: there is no objective `lstm.gate` (did you mean `lstm.gates`?)"],
        ),
        (
            written(**GATE | {"body": BODIES["single"].replace("other-way", "all-earse")}),
            [f"{FILE}:8: there is no misconception `all-earse` (did you mean `all-erase`?)"],
        ),
        (
            written(**GATE, demo="fadding steps=3"),
            [f"{FILE}:5: there is no experiment `fadding` (did you mean `fading`?)"],
        ),
        (
            written(**GATE, demo="fading stpes=3"),
            [f"{FILE}:5: the experiment `fading` has no parameter `stpes` (did you mean `steps`?)"],
        ),
        (
            written(**GATE | {"body": "[There](../rnn/page.md#hree).\n\n" + GATE["body"]}),
            [f"{FILE}:6: `rnn` has no page yet"],
        ),
        (
            written(**GATE | {"body": "::figure cell\n\n" + GATE["body"]}),
            [f"{FILE}:6: this topic has no figure `cell` (it would be figures/cell.svg)"],
        ),
        (
            f"{written(**GATE)}\n{written(**GATE)}",
            [f"{FILE}:14: the question `is-it` exists already (first in {FILE}:1)"],
        ),
        (
            f"{written(**GATE)}\n{written(**GATE, heading=RENAMED)}",
            [
                f"{FILE}:14: `and` was `is-it`, but that is another question's key (an old key leads to one thing: "
                "leave it out of `was`, or give the other another key)"
            ],
        ),
    ],
)
def test_what_a_question_points_at_exists(source, said):
    assert problems(lstm=LSTM + BELIEFS, **{FILE: source}) == said


def test_a_key_is_one_question_s_over_all_topics():
    rnn = written(**GATE | {"tests": "rnn.recurrence"})
    assert problems(**{FILE: written(**GATE), "cells/rnn/questions.md": rnn}) == [
        "cells/lstm/questions.md:1: the question `is-it` exists already (first in cells/rnn/questions.md:1)"
    ]


def test_a_question_may_test_what_another_topic_teaches():
    assert problems(**{FILE: written(**GATE | {"tests": "rnn.recurrence lstm.gates"})}) == []


def test_a_figure_is_of_the_question_s_own_topic_and_has_words():
    asked = written(**GATE | {"body": "::figure cell\n\n" + GATE["body"]})
    elsewhere = {"cells/rnn/figures/cell.svg": DRAWING, "cells/rnn/figures/cell.toml": "alt = 'A cell.'\n"}
    assert problems(**{FILE: asked}, **elsewhere) == [
        f"{FILE}:6: this topic has no figure `cell` (it would be figures/cell.svg)"
    ]
    assert problems(**{FILE: asked, "cells/lstm/figures/cell.svg": DRAWING}) == [
        "cells/lstm/figures/cell.svg:1: nothing says what the figure `cell` shows, for who can't see it "
        "(alt in figures/cell.toml)",
        f"{FILE}:6: nothing says what the figure `cell` shows, for who can't see it "
        '(::figure cell "What it says", or alt in figures/cell.toml)',
    ]


ASKING = PAGE + "\n::question is-it\n"


def test_a_page_asks_questions_that_there_are():
    assert problems(**{"cells/lstm/page.md": ASKING, FILE: written(**GATE)}) == []
    assert problems(**{"cells/lstm/page.md": ASKING, FILE: written(**GATE, heading="Is it? {#is-at}")}) == [
        "cells/lstm/page.md:11: there is no question `is-it` (did you mean `is-at`?)"
    ]


def test_a_question_that_has_problems_is_there_for_a_page():
    found = problems(**{"cells/lstm/page.md": ASKING, FILE: written(**GATE, level="9")})
    assert found == [f"{FILE}:4: `level` is `9` (a whole number from 1 to 5)"]


def test_in_a_file_that_cannot_be_read_there_may_be_any_question():
    files = sources(**{"cells/lstm/page.md": ASKING, FILE: "\x00"})
    assert [str(each) for each in compile_library(files, VOCABULARY).problems] == [
        f"{FILE}:1: a control character, U+0000 (take it out)"
    ]


def test_questions_lie_in_a_topic_s_folder():
    assert problems(**{"cells/questions.md": written(**GATE), "cells/rnn/question.md": ""}) == [
        "cells/questions.md:1: nothing reads this file",
        "cells/rnn/question.md:1: nothing reads this file (did you mean `questions.md`?)",
    ]


def test_an_edited_question_is_another_digest():
    before, after = (library(**{FILE: written(**GATE, level=level)}) for level in "34")
    assert before.library.tracks[0].topics[1].digest != after.library.tracks[0].topics[1].digest
