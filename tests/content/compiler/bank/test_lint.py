"""Advice on questions: what gives an answer away, or makes a question about something else than what is known."""

import pytest

from content.compiler.bank import lint
from content.compiler.questions import reader

OPTIONS = (("ab cd", "efghi", "jk lm", "no pqr"), 0)


def question(title="Which gate keeps?", options=OPTIONS, kind="single", key="one", text=""):
    said, right = options
    marked = [
        f"- [{'x' if place in ([right] if kind == 'single' else [right, right + 1]) else ' '}] {option}\n  > Because."
        for place, option in enumerate(said)
    ]
    return (
        f"## {title} {{#{key}}}\n\ntype: {kind}\ntests: lstm.gate\nlevel: 2\n\n{text}\n\n"
        + "\n".join(marked)
        + ("\n\n### Why\nIt is so.\n\n")
    )


def advice(*questions):
    found, problems = reader.questions("questions.md", "".join(questions).encode())
    assert problems == []
    return [str(problem) for problem in lint.lint(found)]


def test_there_is_none_for_an_even_question():
    assert advice(question()) == []


@pytest.mark.parametrize(
    "title",
    [
        "Which of these does an LSTM not share?",
        "Which of these isn’t shared?",
        "A net of 60 steps is trained. Which statement is false?",
        "What is never shared between steps?",
        "Which of these hold, EXCEPT for one?",
    ],
)
def test_a_question_that_is_turned_round_is_named(title):
    (said,) = advice(question(title))
    assert said.startswith("questions.md:1: `one`: the question is turned round by “")


@pytest.mark.parametrize(
    "title",
    [
        "The loss does not fall. What is wrong?",
        "Why does the loss not fall?",
        "Which part lets a unit keep what it doesn’t show?",
        "What follows if the gradient is not clipped?",
        "Which of these explains that nothing is learnt, not even the mean?",
    ],
)
def test_a_negation_elsewhere_is_none_of_the_question_s(title):
    assert advice(question(title)) == []


def test_only_choices_can_be_turned_round():
    typed = (
        "## What is not shared, in numbers? {#two}\n\ntype: numeric\ntests: lstm.gate\nlevel: 1\nanswer: 2\n\n"
        "### Why\nIt is so.\n"
    )
    assert advice(typed) == []


@pytest.mark.parametrize("option", ["All of the above", "None of these", "Both of the above", "all the others"])
def test_an_option_about_the_others_is_named(option):
    (said,) = advice(question(options=((option, "two words more", "three words more"), 0)))
    assert "an option that is about the others" in said


def test_a_right_option_that_stands_out_by_its_length_is_named():
    (said,) = advice(question(options=(("a" * 50, "b" * 40, "c" * 10), 0)))
    assert "by far the longest (50 signs, and the longest other 40: give the wrong ones as much detail)" in said
    assert advice(question(options=(("a" * 49, "b" * 40, "c" * 10), 0))) == []
    assert advice(question(options=(("a" * 50, "b" * 40, "c" * 10), 1))) == []


def test_length_is_as_a_reader_sees_it():
    long_in_source = r"$\mathbf{W}_{hh}\boldsymbol{\delta}_t$"
    assert lint.visible(f"`code`, **{long_in_source}**, [a link](../lstm/page.md)") == "code, Whh·t, a link"
    assert advice(question(options=((long_in_source, "eleven signs", "eleven more"), 0))) == []


def test_of_two_that_are_nearly_the_same_the_second_is_named_with_the_first():
    options = (("the state is copied", "the weights are copied", "the bias is copied"), 0)
    text = "A network of sixty steps is unrolled and its gradient is taken by the last loss alone."
    again = ("the state is copied", "the weights are copied", "the slope is copied")
    said = advice(
        question("What is copied?", options, text=text),
        question("What would be copied here?", (again, 1), key="two", text=text),
        question("Which gate keeps?", key="three"),
    )
    (only,) = said
    assert "`two`: nearly the same question stands elsewhere (like `one`, questions.md:1)" in only


def test_choices_of_several_may_have_any_length():
    assert advice(question(options=(("a" * 90, "b" * 4, "c" * 10, "d" * 9), 0), kind="multi")) == []
