"""What is kept of a question is the question: written as JSON and read again it is the same."""

import json
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from content.compiler.questions import reader, stored
from content.compiler.questions.values import (
    Choice,
    Cloze,
    Criterion,
    Foreseen,
    Gap,
    InWords,
    Kind,
    Numeric,
    Option,
    Order,
    Question,
    Variable,
)  # fmt: skip
from content.compiler.values import NOWHERE, DemoMention, FigureMention, Link, Mention, Text
from tests.content.compiler.questions.golden import SOURCE

WORDS = st.text(max_size=8)
TEXTS = st.builds(Text, WORDS, WORDS)
MENTIONS = st.builds(Mention, WORDS, st.just(NOWHERE))
BETRAYED = st.none() | MENTIONS
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def tuples(of: st.SearchStrategy) -> st.SearchStrategy[tuple]:
    return st.lists(of, max_size=3).map(tuple)


FORESEEN = tuples(st.builds(Foreseen, WORDS, st.booleans(), TEXTS, BETRAYED))
ANSWERS = st.one_of(
    st.builds(Choice, tuples(st.builds(Option, TEXTS, st.booleans(), TEXTS, BETRAYED)), st.booleans(), st.booleans()),
    st.builds(
        Numeric, WORDS, FLOATS, st.booleans(), WORDS, tuples(st.builds(Variable, WORDS, tuples(FLOATS))), FORESEEN
    ),
    st.builds(Order, tuples(TEXTS)),
    st.builds(Cloze, tuples(st.builds(Gap, tuples(WORDS), st.booleans(), FORESEEN))),
    st.builds(InWords, TEXTS, tuples(st.builds(Criterion, TEXTS, st.integers(1, 5), tuples(WORDS)))),
)
QUESTIONS = st.builds(
    Question,
    key=WORDS,
    kind=st.sampled_from(get_args(Kind)),
    title=TEXTS,
    text=TEXTS,
    tests=tuples(MENTIONS),
    level=st.integers(1, 5),
    seconds=st.integers(5, 1800),
    answer=ANSWERS,
    why=TEXTS,
    hints=tuples(TEXTS),
    demo=st.none() | st.builds(DemoMention, WORDS, tuples(st.tuples(WORDS, WORDS)), st.just(NOWHERE)),
    asked_at=tuples(WORDS),
    shown=tuples(WORDS),
    figures=tuples(st.builds(FigureMention, WORDS, WORDS, st.just(NOWHERE))),
    links=tuples(st.builds(Link, WORDS, WORDS, st.just(NOWHERE))),
    was=tuples(WORDS),
    source=WORDS,
)


@given(QUESTIONS)
def test_any_question_is_read_as_it_was_written(question):
    kept = json.loads(json.dumps(stored.written(question)))
    assert stored.read(kept) == question
    assert stored.written(stored.read(kept)) == kept


def test_the_golden_questions_are_read_as_they_were_written():
    found, _ = reader.questions("questions.md", SOURCE.read_bytes())
    assert tuple(stored.read(json.loads(json.dumps(stored.written(each)))) for each in found) == found


def test_what_a_question_tests_and_how_hard_it_is_can_be_asked_of_its_json():
    found, _ = reader.questions("questions.md", SOURCE.read_bytes())
    kept = stored.written(found[0])
    assert (kept["tests"], kept["level"]) == (["lstm.gradient-highway", "lstm.cell-update"], 4)
