"""Answers in words: what keywords suggest, and what the learner decides."""

import pytest

from quizzes import grading
from tests.quizzes.grading.questions import in_words, single

VANISHING = in_words((2, "jacobian|product of derivatives|chain rule"), (1, "per step|each step"), (1, ""))


def suggested(answer, text):
    asked = grading.ask(answer, 0)
    return grading.grade(asked, grading.read(asked, {"text": [text]}))


@pytest.mark.parametrize(
    "text, score",
    [
        ("A product of JACOBIANS.", 2 / 4),
        ("A product\r\nof   derivatives, one at each step", 3 / 4),
        ("by the chain-rule", 2 / 4),
        ("prejacobian", 0),
        ("I don’t know", 0),
    ],
)
def test_keywords_are_found_at_the_beginning_of_words(text, score):
    grade = suggested(VANISHING, text)

    assert (grade.score, grade.judged) == (score, False)


def test_keywords_only_suggest_and_say_where_they_can_say_nothing():
    grade = suggested(VANISHING, "jacobian")

    assert grade.rule == "Keywords speak for 2 of 4 points."
    assert [(part.right, part.key, part.says_html) for part in grade.parts] == [
        (True, "0", "line 0"),
        (False, "1", "line 1"),
        (None, "2", "line 2"),
    ]


def test_a_keyword_that_begins_with_a_sign_is_found_anywhere():
    assert suggested(in_words((1, r"\prod")), r"the norm of$\prod_t f_t$").score == 1
    assert suggested(in_words((1, "-")), "anything").score == 0


def test_the_learner_judges_by_the_rubric():
    grade = grading.judged(VANISHING, [2, 0])

    assert (grade.score, grade.right, grade.judged) == (3 / 4, False, True)
    assert grade.rule == "You judged your answer worth 3 of 4 points."
    assert [part.right for part in grade.parts] == [True, False, True]
    assert grading.judged(VANISHING, [0, 1, 2]).right
    assert grading.judged(VANISHING, []).score == 0


@pytest.mark.parametrize(
    "ticked, message",
    [
        ([3], "Tick lines of the rubric, which are 0 to 2."),
        ([-1], "Tick lines of the rubric, which are 0 to 2."),
        ([1, 1], "Tick each line of the rubric once."),
    ],
)
def test_what_is_not_in_the_rubric_cannot_be_ticked(ticked, message):
    with pytest.raises(grading.Refused) as refused:
        grading.judged(VANISHING, ticked)

    assert (refused.value.field, refused.value.message) == ("ticked", message)


def test_only_answers_in_words_are_judged_by_who_gave_them():
    with pytest.raises(TypeError, match="its kind is single"):
        grading.judged(single(), [0])


def test_an_answer_keeps_its_lines():
    asked = grading.ask(VANISHING, 0)

    assert grading.read(asked, {"text": ["  one\r\n\ttwo\rthree \n"]}) == {"text": "one\n\ttwo\nthree"}


@pytest.mark.parametrize(
    "said, message",
    [
        ([], "Write an answer, if only in a few words."),
        ([" \n "], "Write an answer, if only in a few words."),
        (["a", "b"], "Give one answer here, not 2."),
        (["x" * 20_001], "Make it shorter: 20,000 characters are the most, and this has 20,001."),
        (["bell\x07"], "Take out the control character U+0007, which can’t be read."),
    ],
)
def test_what_is_no_answer_is_refused_with_what_to_do(said, message):
    with pytest.raises(grading.Refused) as refused:
        grading.read(grading.ask(VANISHING, 0), {"text": said})

    assert (refused.value.field, refused.value.message) == ("text", message)
