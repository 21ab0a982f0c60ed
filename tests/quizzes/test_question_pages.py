"""A question as it is asked, whatever its kind, and what is told of the answer."""

import re

import pytest

from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import answer, begin, in_words, letters, page_of, text, told, turn, words

pytestmark = pytest.mark.django_db
KINDS = ["one-of-four", "two-of-four", "a-number", "an-order", "two-gaps", "in-words"]


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


# --- Asked ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "asks"),
    [
        ("one-of-four", "What does every step of an RNN have in common? A network reads forty words."),
        ("two-of-four", "Choose all that are right: a wrong one takes away what a right one earns."),
        ("a-number", "Your number A calculation works, too, such as 4*64*(32+65). numbers"),
        ("an-order", "Put them in order, the first on top."),
        ("two-gaps", "The old gap 1 comes in: \\(h_t=\\tanh(W "),
        ("in-words", "Your answer As you would say it to an interviewer."),
    ],
)
def test_every_kind_is_asked_in_its_own_way_and_gives_nothing_away(client, key, asks):
    seen = page_of(client, begin(client, key))
    assert seen.status_code == 200
    assert asks in words(seen)
    assert pages_bank.SECRET not in text(seen)


@pytest.mark.parametrize("key", KINDS)
def test_a_reload_asks_the_same_in_the_same_order_and_with_the_same_numbers(client, key):
    quiz = begin(client, key)
    first, again = (visits.without_keys(page_of(client, quiz)) for _ in "ab")
    assert first == again


def test_numbers_are_drawn_and_stay_drawn_in_what_is_told(client):
    drawn = set()
    for _ in range(8):
        quiz = begin(client, "a-number")
        height = re.search(r"three states of (\d+) units", words(page_of(client, quiz)))[1]
        drawn.add(height)
        answer(client, quiz, {"number": f"3*{height}"})
        said = words(page_of(client, quiz))
        assert f"Right How many numbers are three states of {height} units?" in said
        assert f"Three times {height} are, namely, {3 * int(height)}." in said
    assert len(drawn) > 1
    assert drawn <= {"16", "32", "64", "128"}


def test_options_stand_in_the_attempts_order_and_are_named_by_their_letters_alone(client):
    orders = set()
    for _ in range(8):
        quiz = begin(client, "one-of-four")
        html = text(page_of(client, quiz))
        assert re.findall(r'name="choice" value="([^"]*)"', html) == ["A", "B", "C", "D"]
        shown = tuple(in_words(each) for each in re.findall(r'<span class="says">(.*?)</span>', html))
        order = visits.asked(turn(quiz)).order
        authors = ("Its input", "Its weights", "Nothing", "Its state")
        assert shown == tuple(authors[index] for index in order)
        orders.add(shown)
    assert len(orders) > 1


def test_steps_are_never_shown_in_their_right_order_and_are_named_by_letters_as_shown(client):
    for _ in range(8):
        quiz = begin(client, "an-order")
        html = text(page_of(client, quiz))
        assert re.findall(r'name="place-(\w+)"', html) == ["A", "B", "C", "D"]
        steps = [in_words(each) for each in re.findall(r'<span class="says">(.*?)</span>', html)]
        assert steps != ["Read the word", "Multiply by the weights", "Add the bias", "Squash the sum"]


def test_who_hears_the_buttons_of_a_step_hears_which_step_they_move(client):
    html = text(page_of(client, begin(client, "an-order")))
    names = re.findall(r'<span class="visually-hidden">(Move [^<]*)</span>', html)
    steps = [in_words(each) for each in re.findall(r'<span class="says">(.*?)</span>', html)]
    assert names == [f"Move {where}: {step}" for step in steps for where in ("up", "down")]


def test_where_a_formula_has_a_gap_all_gaps_are_filled_in_below_in_the_order_of_the_text(client):
    html = text(page_of(client, begin(client, "two-gaps")))
    situation, below = re.search(r'<div class="prose situation">(.*?)</div>(.*)', html, re.DOTALL).groups()
    assert "<input" not in situation
    assert re.findall(r'<label[^>]*>(Gap \d)</label>\s*<input[^>]*name="(gap-\d)"', below) == [
        ("Gap 1", "gap-1"),
        ("Gap 2", "gap-2"),
    ]


def test_the_page_says_why_this_question_came(client):
    assert "It is next in this set." in words(page_of(client, begin(client, "an-order")))
    assert "You have about " in words(page_of(client, begin(client, mode="practice", topic="lstm")))


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("new", "So far no answer of yours counts for what it is about. You have about 70 % to get it right."),
        ("shaky", "You still seem shaky at what it is about. You have"),
        ("fitting", "It is about as hard as helps you most. You have"),
        ("stretch", "It is a stretch: it seems harder for you than what helps most. You have"),
        ("review", "It seems easy for you: it shows whether it is. You have"),
        ("follow-up", "It checks whether you believe what an answer of yours in this quiz betrayed."),
    ],
)
def test_no_reason_claims_more_than_what_it_was_chosen_by(client, why, said):
    """Of as good ones chance takes one, and it may follow any answer; a belief may be retired."""
    quiz = begin(client, mode="practice", topic="lstm")
    quiz.turns.update(why=why, about="retired", chance=0.7)
    assert said in words(page_of(client, quiz))


# --- Told -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KINDS[:-1])
def test_a_right_answer_of_every_kind_is_told_to_be_right(client, key):
    assert "Set · question 1 of 1 Right " in words(told(client, key))


def test_each_wrong_option_is_told_to_be_wrong_and_which_belief_it_betrays(client):
    quiz = begin(client, "one-of-four")
    answer(client, quiz, {"choice": letters(turn(quiz))[2]})
    html = text(page_of(client, quiz))
    said = in_words(html)
    assert "Not right What does every step of an RNN have in common?" in said
    assert "Nothing Your choice, wrong Something is, namely a matrix." in said
    assert "Its weights Right They are shared, namely over time." in said
    assert '<li class="solution">' in html
    assert "Its input An input is a step's own, namely its word. Who chooses it believes: “The state is" in said
    belief = (
        "A belief that this answer betrays “Every step has weights, namely its own.” One set of weights serves, "
        "namely at all steps. Read the section that refutes it"
    )
    assert belief in said
    assert re.findall(r'<a href="([^"]*)">Read the section', html) == ["/learn/rnn/#rnn.sharing"]
    assert "Why There is one matrix, namely \\(W\\)." in said


def test_what_is_told_leads_to_the_experiment_that_shows_it_with_its_parameters(client):
    html = text(told(client, "one-of-four"))
    assert '<a href="/lab/vanishing-gradients/?steps=50&amp;norm=0.9">Vanishing gradients</a>' in html
    assert "Sequence length T: 50 · Spectral norm of the recurrent weights: 0.9" in in_words(html)


def test_of_several_the_rule_says_how_partial_credit_came_about(client):
    quiz = begin(client, "two-of-four")
    lettered = letters(turn(quiz))
    answer(client, quiz, {"choice": [lettered[0]]})
    said = words(page_of(client, quiz))
    assert "Partly right 50 %" in said
    assert "The multiplications Your choice, right" in said
    assert "The states kept for training Right, you missed it They are needed" in said
    assert "You chose 1 of 2 right options and 0 wrong ones: (1 − 0) / 2, and never less than 0." in said


def test_of_an_order_each_step_has_its_place_and_the_rule_counts_pairs(client):
    quiz = begin(client, "an-order")
    lettered = letters(turn(quiz))
    answer(client, quiz, {f"place-{lettered[index]}": str(place) for place, index in enumerate((1, 0, 2, 3), 1)})
    html = text(page_of(client, quiz))
    said = in_words(html)
    assert "of 6 pairs 5 stand in order and 1 does not, so (5 − 1) / 6, and never less than 0." in said
    assert (
        "Multiply by the weights belongs at 2 Read the word belongs at 1 Add the bias in its place "
        "Squash the sum in its place The right order Read the word Multiply by the weights Add the bias Squash the sum"
    ) in said
    assert re.findall(r'<li class="(right|wrong)">', html) == ["wrong", "wrong", "right", "right"]


def test_of_a_right_order_nothing_is_said_twice(client):
    said = words(told(client, "an-order"))
    assert (said.count("Squash the sum in its place"), said.count("The right order")) == (1, 0)


def test_of_gaps_each_is_told_and_what_a_foreseen_filling_confuses(client):
    page = told(client, "two-gaps", {"gap-1": "State", "gap-2": "y_{t-1}"})
    said = words(page)
    assert "Partly right 50 %" in said
    assert "State right" in said
    assert "y_{t-1} should be \\(h_{t-1}\\) That is the output, namely of a Jordan network." in said
    assert "Each gap earns the same: 1 of 2 gaps filled rightly." in said
    assert "A belief that this answer betrays “The state is the output, namely the same numbers.”" in said


def test_of_a_number_the_foreseen_mistake_is_named(client):
    quiz = begin(client, "a-number")
    height = int(re.search(r"three states of (\d+) units", words(page_of(client, quiz)))[1])
    answer(client, quiz, {"number": f"{height}"})
    said = words(page_of(client, quiz))
    assert f"Your number {height} Right {3 * height} numbers That is one state, namely a third." in said
    assert "The exact number earns 1, any other 0." in said


def test_what_is_now_believed_is_a_range_or_that_there_is_too_little_to_say(client):
    assert "RNN: not enough evidence yet to say where you stand." in words(told(client, "an-order"))
    quiz = begin(client, *[f"gate-{number:02}" for number in range(1, 13)])
    for _ in range(12):
        answer(client, quiz)
    assert re.search(
        r"LSTM: you would answer a level-3 question right with \d+ to \d+ %, by 12 answers\.",
        words(page_of(client, quiz, 12)),
    )
