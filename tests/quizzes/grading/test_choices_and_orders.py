"""Options and steps: letters of what was shown go in, the author's indices and partial credit come out."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler.questions.values import Choice
from quizzes import grading
from tests.quizzes.grading.questions import multi, option, order, question, single, text

SEEDS = st.integers(0, 2**32)
LETTERS = "ABCDEFGH"


def shown(asked, indices):
    """The letters under which the author's indices were shown."""
    return [LETTERS[asked.order.index(index)] for index in indices]


def graded(asked, indices):
    field = "order" if asked.question.kind == "order" else "choice"
    return grading.grade(asked, grading.read(asked, {field: shown(asked, indices)}))


def refusal(asked, said):
    with pytest.raises(grading.Refused) as refused:
        grading.read(asked, said)
    return refused.value.field, refused.value.message


def test_a_letter_is_that_of_what_was_shown():
    asked = grading.ask(single(), 1)

    assert asked.order == (3, 2, 0, 1)
    assert grading.read(asked, {"choice": ["A"]}) == {"chosen": [3]}
    assert grading.read(asked, {"choice": [" d "]}) == {"chosen": [1]}


@given(SEEDS, st.integers(2, 6), st.data())
def test_the_right_option_scores_1_and_any_other_0_under_any_seed(seed, options, data):
    right = data.draw(st.integers(0, options - 1))
    chosen = data.draw(st.integers(0, options - 1))
    grade = graded(grading.ask(single(right, options), seed), [chosen])

    assert grade.score == float(chosen == right)
    assert grade.right is (chosen == right)
    assert grade.misconceptions == (() if chosen == right else (f"belief-{chosen}",))
    assert grade.opportunities == tuple(f"belief-{index}" for index in range(options) if index != right)


def test_a_choice_is_marked_option_by_option_in_the_authors_order():
    options = option(True, says="so {{0}}"), option(False, "a-belief", "not so"), option(False, "another", "nor so")
    asked = grading.ask(question(Choice(options), shown=("2*3",)), 4)
    grade = graded(asked, [1])

    assert grade.parts == (
        grading.Part(None, "0", "so 6", "", "chosen"),
        grading.Part(False, "1", "not so", "a-belief", ""),
        grading.Part(None, "2", "nor so", "", ""),
    )
    assert grade.rule == "One option is right: it earns 1, any other 0."


@pytest.mark.parametrize(
    "chosen, score",
    [
        ([0, 1, 2], 1),
        ([0, 1], 2 / 3),
        ([0], 1 / 3),
        ([0, 1, 2, 3], 2 / 3),
        ([0, 3], 0),
        ([3, 4], 0),
        ([0, 1, 2, 3, 4], 1 / 3),
    ],
)
def test_of_several_each_wrong_one_takes_back_a_right_one(chosen, score):
    grade = graded(grading.ask(multi(True, True, True, False, False), 7), chosen)

    assert grade.score == pytest.approx(score)
    assert grade.right is (chosen == [0, 1, 2])
    assert grade.misconceptions == tuple(f"belief-{index}" for index in chosen if index > 2)


def test_partial_credit_says_how_it_came_about():
    grade = graded(grading.ask(multi(True, True, False), 7), [0, 2])

    assert grade.rule == "You chose 1 of 2 right options and 1 wrong one: (1 − 1) / 2, and never less than 0."
    assert [(part.right, part.expected) for part in grade.parts] == [(True, "chosen"), (None, "chosen"), (False, "")]


@given(SEEDS, SEEDS, st.lists(st.booleans(), min_size=3, max_size=8).filter(any), st.data())
def test_what_was_shown_first_makes_no_difference(seed, other, right, data):
    indices = data.draw(st.sets(st.integers(0, len(right) - 1), min_size=1))
    one, two = (grading.ask(multi(*right), each) for each in (seed, other))

    assert graded(one, indices) == graded(two, indices)
    assert 0 <= graded(one, indices).score <= 1


@pytest.mark.parametrize(
    "letters, message",
    [
        ([], "Choose an option."),
        ([""], "Choose an option."),
        (["A", "B"], "Choose one option, not 2."),
        (["A", "a"], "Say A once, not twice."),
        (["E"], "Say the letters of what is shown, which are A, B, C and D."),
        (["AB"], "Say the letters of what is shown, which are A, B, C and D."),
        (["1"], "Say the letters of what is shown, which are A, B, C and D."),
        (["ａ"], "Say the letters of what is shown, which are A, B, C and D."),
        (["A\0"], "Say the letters of what is shown, which are A, B, C and D."),
        (["B"] * 1000, "Say each letter once; the letters are A, B, C and D."),
    ],
)
def test_what_is_no_choice_is_refused_with_what_to_do(letters, message):
    assert refusal(grading.ask(single(), 1), {"choice": letters}) == ("choice", message)


def test_nothing_said_is_refused():
    assert refusal(grading.ask(single(), 1), {}) == ("choice", "Choose an option.")
    assert refusal(grading.ask(multi(True, False, False), 1), {}) == ("choice", "Choose at least one option.")
    assert refusal(grading.ask(order(2), 1), {}) == ("order", "Put every step into the order: A, B are missing.")


@given(SEEDS, st.integers(1, 8))
def test_steps_in_their_order_score_1_under_any_seed(seed, steps):
    asked = grading.ask(order(steps), seed)
    grade = graded(asked, range(steps))

    assert grading.read(asked, {"order": shown(asked, range(steps))}) == {"order": list(range(steps))}
    assert (grade.score, grade.right, {part.right for part in grade.parts}) == (1, True, {True})


@pytest.mark.parametrize(
    "said, score, stand",
    [
        ([0, 1, 3, 2], 4 / 6, [True, True, False, False]),
        ([3, 0, 1, 2], 0, [False, False, False, False]),
        ([3, 1, 2, 0], 0, [False, True, True, False]),
        ([0, 2, 3, 1], 2 / 6, [True, False, False, False]),
        ([3, 2, 1, 0], 0, [False, False, False, False]),
    ],
)
def test_an_order_earns_by_pairs_and_marks_the_steps_that_stand_in_their_place(said, score, stand):
    grade = graded(grading.ask(order(4), 2), said)

    assert grade.score == pytest.approx(score)
    assert [part.right for part in grade.parts] == stand
    assert [part.expected for part in grade.parts] == ["1", "2", "3", "4"]


def test_the_rule_of_an_order_counts_its_pairs():
    grade = graded(grading.ask(order(3), 2), [0, 2, 1])

    assert grade.rule == (
        "What counts is not places but pairs, which step comes before which: of 3 pairs 2 stand in order and 1 "
        "does not, so (2 − 1) / 3, and never less than 0."
    )


def test_orders_by_chance_earn_little():
    asked = grading.ask(order(5), 2)
    scores = [graded(asked, said).score for said in permutations(range(5))]

    assert sum(scores) / len(scores) < 0.2
    assert sum(score == 1 for score in scores) == 1


@pytest.mark.parametrize(
    "letters, message",
    [
        (["A", "B"], "Put every step into the order: C is missing."),
        (["A", "", "B"], "Put every step into the order: C is missing."),
        (["A", "B", "B"], "Say B once, not twice."),
        (["A", "B", "D"], "Say the letters of what is shown, which are A, B and C."),
    ],
)
def test_what_is_no_order_is_refused_with_what_to_do(letters, message):
    assert refusal(grading.ask(order(3), 1), {"order": letters}) == ("order", message)


def test_all_that_is_said_of_an_option_stands_in_its_part():
    asked = grading.ask(question(Choice((option(True, says="<b>yes</b>"), option(False)))), 0)

    assert graded(asked, [0]).parts[0].says_html == "<b>yes</b>"
    assert asked.question.answer.options[0].says == text("<b>yes</b>")
