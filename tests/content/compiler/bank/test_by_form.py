"""Who reads form alone finds the right option wherever it looks like the right ones of other questions."""

import random

import pytest

from content.compiler.bank.by_form import FEWEST, by_form
from content.compiler.questions import reader

LETTERS = "bcdfghjklmnpqrstvwxz"


def nonsense(chance: random.Random, words: int) -> str:
    return " ".join("".join(chance.choices(LETTERS, k=chance.randint(4, 8))) for _ in range(words))


def bank(questions: int, *, right="{}", wrong="{}"):
    """Of words without any sense, in `right` and `wrong` sentences."""
    chance, written = random.Random(questions), ""
    for number in range(questions):
        at = chance.randrange(4)
        options = [(right if place == at else wrong).format(nonsense(chance, 5)) for place in range(4)]
        marked = [f"- [{'x' if place == at else ' '}] {option}\n  > Because." for place, option in enumerate(options)]
        fields = "type: single\ntests: lstm.gate\nlevel: 2"
        written += f"## {nonsense(chance, 4)}? {{#q-{number}}}\n\n{fields}\n\n" + "\n".join(marked)
        written += "\n\n### Why\nIt is so.\n\n"
    found, problems = reader.questions("questions.md", written.encode())
    assert problems == []
    return found


def test_nonsense_is_answered_by_chance():
    found = by_form(bank(200))
    assert (found.questions, found.by_chance) == (200, 0.25)
    assert abs(found.right - 0.25) < 0.1


@pytest.mark.parametrize(
    ("feature", "right", "wrong"),
    [
        ("absolutes", "{}", "{} always"),
        ("hedges", "{} usually", "{}"),
        ("negations", "{}", "not {}"),
        ("reasons", "{}", "{}, because"),
        ("contrasts", "{}, but", "{}"),
        ("digits", "{} 12", "{}"),
        ("commas", "{}", "{}, too, so"),
        ("length", "{} dddddd ddddd dddd", "{}"),
    ],
)
def test_what_right_options_have_in_common_gives_them_away(feature, right, wrong):
    found = by_form(bank(60, right=right, wrong=wrong))
    assert found.right > 0.9
    assert abs(found.telling[feature]) > 0.5
    assert (found.telling[feature] > 0) == (len(right) > len(wrong))


def test_of_a_few_questions_nothing_is_learned():
    assert by_form(bank(FEWEST - 1)) is None
    assert by_form(bank(FEWEST)) is not None


def test_the_same_questions_say_the_same():
    assert by_form(bank(40)) == by_form(bank(40))
