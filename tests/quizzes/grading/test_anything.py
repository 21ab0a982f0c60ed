"""Whatever is said to whatever was asked: it is read and graded, or refused in a sentence."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import grading
from tests.quizzes.grading.questions import cloze, foreseen, gap, in_words, multi, numeric, order, single

QUESTIONS = {
    "single": single(),
    "multi": multi(True, False, True, False),
    "numeric": numeric("4*H", foreseen("3*H", "three"), within=0.01, unit="ms", H=(2.0, 3.0)),
    "order": order(4),
    "cloze": cloze(gap("f_t"), gap(r"\frac{1}{1-f}", wrong=(foreseen("f", "inverse"),)), gap("gate", formula=False)),
    "text": in_words((2, "jacobian"), (1, "")),
}
FIELDS = "choice", "number", "order", "gap-1", "gap-2", "gap-3", "text"
LIKELY = r"0123456789.,eE+-*/^()_{}\'% ½²ₜ⁻̃𝐟σABCDabcdfhtx∞"
COMMANDS = st.sampled_from([r"\frac", r"\sqrt", r"\tilde", r"\mathbf", r"\sigma", r"\left(", "max(", "sqrt(", "1,000"])
TYPED = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=LIKELY, max_size=30),
    st.lists(COMMANDS | st.text(alphabet=LIKELY, max_size=3), max_size=10).map("".join),
    st.sampled_from(["{" * 190, "_(" * 95, "√" * 200, r"\tilde" * 30, "(" * 99, "-" * 99, "9**9**9**9", "ﷺ" * 200]),
)


@pytest.mark.parametrize("kind", QUESTIONS)
@settings(deadline=None)
@given(seed=st.integers(), said=st.dictionaries(st.sampled_from(FIELDS), st.lists(TYPED, max_size=5)), data=st.data())
def test_anything_is_graded_or_refused(kind, seed, said, data):
    asked = grading.ask(QUESTIONS[kind], seed)
    try:
        response = grading.read(asked, said)
    except grading.Refused as refused:
        assert refused.field in FIELDS
        assert refused.message.endswith(".") and "\n" not in refused.message
        return
    grade = grading.grade(asked, response)

    assert json.loads(json.dumps(response)) == response
    assert grading.grade(asked, json.loads(json.dumps(response))) == grade
    assert 0 <= grade.score <= 1
    assert grade.right is (grade.score == 1)
    assert set(grade.misconceptions) <= set(grade.opportunities)
    assert not (grade.right and grade.misconceptions)
