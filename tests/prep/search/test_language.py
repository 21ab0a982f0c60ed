"""Words: what makes two of them the same one, and how far two are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prep.search.language import (
    distance,
    errors_allowed,
    fold,
    same_meaning,
    shared_at_least,
    stem,
    stems,
    trigrams,
    words,
)

LETTERS = st.text(alphabet="abcd", max_size=9)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Vanishing-gradient, LSTM!", ["vanishing", "gradient", "lstm"]),
        ("clip_grad_norm_(W_hh)", ["clip", "grad", "norm", "w", "hh"]),
        ("the cell's gates don’t", ["the", "cell", "gates", "dont"]),
        ("Müller, naïve", ["muller", "naive"]),
        ("σ(λ) and Σ", ["sigma", "lambda", "and", "sigma"]),
        ("日本 ½ ﬁne", ["u65e5u672c", "12", "fine"]),
        ("\0 — ?! 🙂", []),
    ],
)
def test_a_text_is_words_without_case_accents_and_signs(text, read):
    assert words(text) == read


@given(st.text())
def test_what_is_folded_is_ascii_letters_and_digits_and_no_longer_than_forty(text):
    folded = fold(text)
    assert folded == "" or (folded.isascii() and folded.isalnum() and len(folded) <= 40)


@pytest.mark.parametrize(
    "same",
    [
        "gradient gradients",
        "vanish vanishes vanished vanishing",
        "gate gates gated gating",
        "learn learned learnt learning learns",
        "clip clips clipped clipping",
        "initialise initialize initialised initialisation initialization",
        "truncate truncated truncating truncation",
        "explode exploded exploding explodes explosion",
        "matrix matrices",
        "bias biases",
        "loss losses",
        "forget forgets forgot forgotten forgetting",
        "dependency dependencies",
        "behaviour behavior",
        "modelling modeling models model",
        "carry carries carried carrying",
    ],
)
def test_forms_of_a_word_are_one(same):
    assert len(set(stems(same))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("note", "not"),
        ("one", "on"),
        ("here", "her"),
        ("loss", "lost"),
        ("string", "str"),
        ("bus", "bu"),
        ("ring", "r"),
    ],
)
def test_other_words_stay_others(one, other):
    assert stem(one) != stem(other)


@given(st.text(alphabet="abcdeginsu", min_size=1, max_size=12))
def test_every_word_has_a_stem(word):
    assert stem(word)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("gradient", "gradient", 0),
        ("gradent", "gradient", 1),
        ("gradiient", "gradient", 1),
        ("gradeint", "gradient", 1),
        ("grodient", "gradient", 1),
        ("gradinet", "gradeint", 2),
        ("gate", "gradient", 3),
    ],
)
def test_a_slip_is_a_letter_wrong_missing_too_many_or_swapped_with_the_next(one, other, apart):
    assert distance(one, other, most=2) == apart


@given(LETTERS, LETTERS)
def test_apart_is_apart_both_ways_and_nothing_only_for_the_same(one, other):
    assert distance(one, other, 2) == distance(other, one, 2)
    assert (distance(one, other, 2) == 0) == (one == other)


@pytest.mark.parametrize(
    ("word", "errors"), [("gru", 0), ("gate", 1), ("forgets", 1), ("gradient", 2), ("seq2seq", 0), ("u65e5u672c", 0)]
)
def test_short_words_and_those_with_digits_hold_no_slips(word, errors):
    assert errors_allowed(word) == errors


@given(
    word=st.text(
        alphabet="abcdefghijklmnop",
        min_size=4,
        max_size=14,
    ).filter(lambda w: len(trigrams(w)) == len(w) + 2),
    data=st.data(),
)
def test_a_word_with_its_slips_is_found_by_the_trigrams_that_it_keeps(word, data):
    """So the look-up by trigrams misses nothing that `distance` would take."""
    errors, slipped = errors_allowed(word), word
    for _ in range(errors):
        at = data.draw(st.integers(0, len(slipped) - 2))
        slipped = data.draw(
            st.sampled_from(
                [
                    slipped[:at] + slipped[at + 1 :],
                    slipped[:at] + "z" + slipped[at:],
                    slipped[:at] + "z" + slipped[at + 1 :],
                    slipped[:at] + slipped[at + 1] + slipped[at] + slipped[at + 2 :],
                ]
            )
        )
    assert len(trigrams(slipped) & trigrams(word)) >= shared_at_least(slipped, errors_allowed(slipped)) or (
        errors_allowed(slipped) < errors
    )


def test_what_says_the_same_is_known_both_ways():
    assert tuple(stems("backpropagation through time")) in same_meaning(("bptt",))
    assert ("bptt",) in same_meaning(tuple(stems("Backpropagation through time")))
    assert list(same_meaning(("gate",))) == []
