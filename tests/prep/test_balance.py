"""`manage.py library balance`: what the bank is made of, and whether its form gives answers away."""

import pytest

from prep import balance
from tests.content import authors
from tests.content.authors import LSTM, write
from tests.prep.test_library_command import library

BELIEFS = (
    LSTM
    + "\n"
    + "\n".join(
        f"[misconceptions.{key}]\nbelief = 'It is.'\ntruth = 'It is not.'\nsee = 'lstm.cell'\n"
        for key in ("often", "seldom", "nowhere")
    )
)
LONG, SHORT = "a gate that keeps what there is", "a gate"


def single(number, *, right, long, betrays="often"):
    """Of three options, with the long one at a place of its own."""
    options = [
        f"- [{'x' if place == right else ' '}] {LONG if place == long else f'{SHORT} {place}'}"
        f"{'' if place == right or not betrays else f' {{!{betrays}}}'}\n  > Because.\n"
        for place in range(3)
    ]
    level = number % 5 + 1
    return (
        f"## What is question {number} about? {{#q-{number}}}\n\ntype: single\ntests: lstm.cell\nlevel: {level}\n\n"
        + ("".join(options) + "\n### Why\nIt is so.\n\n")
    )


def bank(questions):
    return {"lstm": BELIEFS, "cells/lstm/questions.md": "".join(questions)}


GIVEN_AWAY = bank([single(number, right=number % 3, long=number % 3) for number in range(12)])
EVEN = bank(
    [
        single(number, right=number % 3, long=number // 3 % 3, betrays=("often", "seldom")[number % 2])
        for number in range(12)
    ]
)


@pytest.fixture
def given_away():
    return authors.library(**GIVEN_AWAY).library


def test_it_counts_by_topic_and_altogether(given_away):
    found = balance.by_topic(given_away)
    assert (found["rnn"].questions, found["lstm"].questions) == (0, 12)
    assert found["lstm"] == balance.whole(given_away)
    assert dict(found["lstm"].kinds) == {"single": 12}
    assert dict(found["lstm"].levels) == {1: 3, 2: 3, 3: 2, 4: 2, 5: 2}
    assert dict(found["lstm"].positions) == {"A": 4, "B": 4, "C": 4}
    assert (found["lstm"].wrong_options, found["lstm"].named, found["lstm"].shown) == (24, 24, 0)


def test_a_length_that_gives_answers_away_is_told_from_luck(given_away):
    always = balance.whole(given_away).longest_right
    assert (always.found, always.of, always.by_chance, always.more_than_chance) == (12, 12, 4.0, True)
    by_luck = balance.whole(authors.library(**EVEN).library).longest_right
    assert (by_luck.found, by_luck.more_than_chance) == (4, False)


def test_misconceptions_that_nothing_asks_about_are_among_them(given_away):
    assert balance.betrayed(given_away) == {"often": 12, "seldom": 0, "nowhere": 0}


def test_strictly_it_fails_and_says_of_what_there_is_too_much_or_too_little(tmp_path):
    folder = write(tmp_path / "library", **GIVEN_AWAY)
    refusal, out, _ = library("balance", "--root", folder)
    assert refusal == ""
    assert out[-4:] == [
        "lstm: the right option is the longest 12 of 12 (chance 4.0 ± 3.3), more often than by luck",
        "all: the right option is the longest 12 of 12 (chance 4.0 ± 3.3), more often than by luck",
        "seldom: betrayed in no questions, and it takes 2",
        "nowhere: betrayed in no questions, and it takes 2",
    ]
    assert library("balance", "--strict", "--root", folder)[0] == "4 times out of balance"


def test_its_tables_leave_out_what_is_nowhere(tmp_path):
    _, out, _ = library("balance", "--root", write(tmp_path / "library", **EVEN))
    assert out[0] == "Questions"
    assert out[1].split() == ["all", "single", "level", "1", "level", "2", "level", "3", "level", "4", "level", "5"]
    assert out[3].split() == ["lstm", "12", "12", "3", "3", "2", "2", "2"]


def test_a_library_with_problems_is_not_weighed(tmp_path):
    broken = {**EVEN, "lstm": BELIEFS.replace("see = 'lstm.cell'", "see = 'lstm.sell'")}
    refusal, *_ = library("balance", "--root", write(tmp_path / "library", **broken))
    assert refusal == "3 problems: library check names them"


def test_advice_is_given_by_check_and_strictly_a_problem(tmp_path):
    turned = EVEN["cells/lstm/questions.md"].replace("What is question 3 about?", "Which of these is not about 3?")
    folder = write(tmp_path / "library", **{**EVEN, "cells/lstm/questions.md": turned})
    refusal, out, _ = library("check", "--root", folder)
    assert refusal == ""
    assert [line for line in out if "turned round by “not”" in line]
    assert library("check", "--strict", "--root", folder)[0].endswith("advice")
