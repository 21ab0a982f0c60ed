"""What an attempt shows: an order and variables of its own, and numbers set for whoever reads them."""

from itertools import chain, combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import grading
from tests.quizzes.grading.questions import cloze, gap, in_words, multi, numeric, order, question, single

SEEDS = st.integers(-(2**80), 2**80)


def test_the_same_seed_gives_the_same():
    asked = grading.ask(single(), 1)

    assert asked == grading.ask(single(), 1)
    assert (asked.order, asked.values) == ((3, 2, 0, 1), {})


@given(SEEDS, st.integers(2, 8))
def test_any_seed_gives_all_options_in_some_order(seed, options):
    assert sorted(grading.ask(single(options=options), seed).order) == list(range(options))


def test_seeds_give_every_order_about_as_often():
    orders = [grading.ask(single(options=3), seed).order for seed in range(1200)]

    assert len(set(orders)) == 6
    assert all(150 < orders.count(each) < 250 for each in set(orders))


def test_options_with_an_order_of_their_own_keep_it():
    assert {grading.ask(single(fixed=True), seed).order for seed in range(50)} == {(0, 1, 2, 3)}


@given(SEEDS, st.integers(2, 8))
def test_steps_are_never_shown_in_their_right_order(seed, steps):
    shown = grading.ask(order(steps), seed).order

    assert sorted(shown) == list(range(steps))
    assert shown != tuple(range(steps))


def test_one_step_can_only_be_shown_as_it_is():
    assert grading.ask(order(1), 5).order == (0,)


def test_variables_are_drawn_from_what_the_author_lists():
    asked = [grading.ask(numeric(D=(32.0, 64.0), H=(1.0, 2.0, 3.0)), seed).values for seed in range(200)]

    assert {(values["D"], values["H"]) for values in asked} == {(D, H) for D in (32.0, 64.0) for H in (1.0, 2.0, 3.0)}


@pytest.mark.parametrize("other", [cloze(gap("x")), in_words((1, "")), numeric("1")])
def test_where_nothing_can_be_shuffled_there_is_no_order(other):
    assert grading.ask(other, 3).order == ()


@pytest.mark.parametrize(
    "number, prose, formula, code",
    [
        ("512", "512", "{512}", "512"),
        ("1024", "1,024", "{1{,}024}", "1024"),
        ("16512", "16,512", "{16{,}512}", "16512"),
        ("1234567", "1,234,567", "{1{,}234{,}567}", "1234567"),
        ("-3", "−3", "{-3}", "-3"),
        ("3/2", "1.5", "{1.5}", "1.5"),
        ("0.1+0.2", "0.3", "{0.3}", "0.3"),
        ("1/3", "0.333333", "{0.333333}", "0.333333"),
        ("0.1234567", "0.1234567", "{0.1234567}", "0.1234567"),
        ("-12345.5", "−12,345.5", "{-12{,}345.5}", "-12345.5"),
        ("1.5e-7", "1.5 × 10⁻⁷", r"{1.5\times 10^{-7}}", "1.5e-07"),
        ("1e-9", "10⁻⁹", "{10^{-9}}", "1e-09"),
        ("-1e-9", "−10⁻⁹", "{-10^{-9}}", "-1e-09"),
        ("10**20", "10²⁰", "{10^{20}}", "1e+20"),
        ("0*-1", "0", "{0}", "0"),
    ],
)
def test_a_number_is_set_as_what_stands_around_it_wants_it(number, prose, formula, code):
    html = (
        '<p>{{0}} and <span class="arithmatex">\\(x^{{0}} &lt; {{0}}\\)</span> {{0}}</p>'
        '<div class="arithmatex">\\[{{0}}\\]</div><pre><code>x = {{0}}</code></pre>'
    )

    assert grading.ask(numeric("1", shown=(number,)), 0).filled(html) == (
        f'<p>{prose} and <span class="arithmatex">\\(x^{formula} &lt; {formula}\\)</span> {prose}</p>'
        f'<div class="arithmatex">\\[{formula}\\]</div><pre><code>x = {code}</code></pre>'
    )


def test_in_a_formula_a_number_has_one_pair_of_braces():
    html = r'<span class="arithmatex">\(2^{{{0}}} \cdot {{0}} \cdot 2^{ {{{0}}} }\)</span>'
    asked = grading.ask(numeric("1", shown=("12",)), 0)

    assert asked.filled(html) == r'<span class="arithmatex">\(2^{12} \cdot {12} \cdot 2^{ {12} }\)</span>'
    assert asked.filled(asked.filled(html)) == asked.filled(html)


def test_expressions_are_worked_out_with_what_was_drawn():
    asked = grading.ask(numeric("1", shown=("D", "2*H + D"), D=(3.0,), H=(4.0,)), 0)

    assert asked.filled("{{1}}, {{0}}, {{1}}") == "11, 3, 11"


def test_what_is_no_place_for_a_number_stays():
    asked = grading.ask(numeric("1", shown=("7",)), 0)

    assert asked.filled("{{gap:1}} {{1}} {{0}} {{99999}} {{}}") == "{{gap:1}} {{1}} 7 {{99999}} {{}}"


def test_two_questions_under_one_seed_are_not_shuffled_alike():
    keys = "one", "other"
    orders = [[grading.ask(question(single().answer, key=key), seed).order for seed in range(20)] for key in keys]

    assert orders[0] != orders[1]


@pytest.mark.parametrize(
    "asked, earned",
    [
        (single(options=4), 1 / 4),
        (single(options=2), 1 / 2),
        (multi(True, False, False), 1 / 7),
        (multi(True, True, False, False), 3 / 15),
        (order(3), 5 / 18),
        (order(4), 7 / 36),
        (numeric("1"), 0),
        (cloze(gap("x")), 0),
        (in_words((1, "")), 0),
    ],
)
def test_what_guessing_earns_on_average(asked, earned):
    assert grading.guessing(asked) == pytest.approx(earned)


def mean(asked, responses) -> float:
    scores = [grading.grade(grading.ask(asked, 0), response).score for response in responses]
    return sum(scores) / len(scores)


@given(st.lists(st.booleans(), min_size=3, max_size=8).filter(any))
def test_who_guesses_on_several_earns_what_all_choices_do_on_average(right):
    indices = range(len(right))
    choices = chain.from_iterable(combinations(indices, many) for many in range(1, len(right) + 1))
    each = ({"chosen": chosen} for chosen in choices)
    assert grading.guessing(multi(*right)) == pytest.approx(mean(multi(*right), each))


@pytest.mark.parametrize("steps", range(1, 8))
def test_who_guesses_an_order_earns_what_all_orders_do_on_average(steps):
    each = ({"order": said} for said in permutations(range(steps)))
    assert grading.guessing(order(steps)) == pytest.approx(mean(order(steps), each))
