"""Answers that can't be read, come late, or come twice: refused in words, counted once, and nothing typed is lost."""

import re
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes.models import Attempt, Quiz, Turn
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import HTMX, answer, ask_form, assess, begin, letters, page_of, right, text, turn, words

pytestmark = pytest.mark.django_db
KINDS = ["one-of-four", "two-of-four", "a-number", "an-order", "two-gaps", "in-words"]
MEGABYTE = "a" * 1_000_000
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


# --- Can't be read --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said", "sentence"),
    [
        ("one-of-four", {}, "Choose an option."),
        ("one-of-four", {"choice": ["A", "C"]}, "Choose one option, not 2."),
        ("one-of-four", {"choice": "E"}, "Say the letters of what is shown, which are A, B, C and D."),
        ("one-of-four", {"choice": "0"}, "Say the letters of what is shown, which are A, B, C and D."),
        ("one-of-four", {"choice": "Ä"}, "Say the letters of what is shown, which are A, B, C and D."),
        ("one-of-four", {"choice": "A\x00"}, "Say the letters of what is shown, which are A, B, C and D."),
        ("one-of-four", {"choice": MEGABYTE}, "Say the letters of what is shown, which are A, B, C and D."),
        ("one-of-four", {"choice": ["A", "A"]}, "Say A once, not twice."),
        ("one-of-four", {"choice": ["A"] * 300}, "Say each letter once; the letters are A, B, C and D."),
        ("one-of-four", {"number": "3"}, "Choose an option."),
        ("two-of-four", {}, "Choose at least one option."),
        ("a-number", {}, "Write a number."),
        ("a-number", {"number": "1,5"}, "Write a point before the decimals, as in 1.5: a comma groups thousands"),
        ("a-number", {"number": "a lot"}, "Write a number such as 1.5, or a calculation such as 4*64*(32+65)."),
        ("a-number", {"number": "3*H"}, "Write numbers for H, as in 4*64*(32+65)."),
        ("a-number", {"number": "48 states"}, "Write the number alone, or in numbers: “states” behind it"),
        ("a-number", {"number": "1/0"}, "Write a number, or a calculation that gives one: this one divides by 0."),
        ("a-number", {"number": "9**9**9**9"}, "Write a"),
        ("a-number", {"number": "1e999"}, "Write a finite number: this one is too large."),
        ("a-number", {"number": "nan"}, "Write a finite number."),
        ("a-number", {"number": "4\x008"}, "Take out the control character U+0000, which can’t be read."),
        ("a-number", {"number": ["48", "49"]}, "Give one answer here, not 2."),
        ("a-number", {"number": MEGABYTE}, "Make it shorter: 100 characters are the most, and this has 1,000,000."),
        ("an-order", {}, "Put every step into the order: A, B, C, D"),
        (
            "an-order",
            {f"place-{x}": "" for x in "ABCD"},
            "Is this your order? Move a step, or answer again to keep it.",
        ),
        (
            "an-order",
            {**{f"place-{x}": "" for x in "BCD"}, "place-A": "1"},
            "Give every step a place of its own, 1 to 4.",
        ),
        ("an-order", {"order": ["A", "B", "C"]}, "Put every step into the order: D is missing."),
        ("an-order", {f"place-{x}": "1" for x in "ABCD"}, "Two steps have the place 1. Give every step a place"),
        ("an-order", {f"place-{x}": "²" for x in "ABCD"}, "Two steps have the place ²."),
        ("an-order", {f"place-{x}": str(n) for n, x in enumerate("BCDE", 1)}, "Say the letters of what is shown"),
        ("an-order", {f"place-{n}": str(n) for n in range(1, 800)}, "Say each letter once"),
        ("two-gaps", {}, "Fill in at least one gap."),
        ("two-gaps", {"gap-1": " ", "gap-2": "\t"}, "Fill in at least one gap."),
        ("two-gaps", {"gap-1": "a" * 201}, "Make it shorter: 200 characters are the most, and this has 201."),
        ("two-gaps", {"gap-2": "h\x1b"}, "Take out the control character U+001B, which can’t be read."),
        ("in-words", {"text": " \n"}, "Write an answer, if only in a few words."),
        ("in-words", {"text": MEGABYTE}, "Make it shorter: 20,000 characters are the most, and this has 1,000,000."),
        ("in-words", {"text": "a", "client_key": "mine"}, "This page’s key can’t be read. Load the page again."),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(client, key, said, sentence):
    quiz = begin(client, key)
    refused = answer(client, quiz, said)
    assert refused.status_code == 422
    assert sentence in visits.in_words(re.search(r'<p class="notice bad".*?</p>', text(refused), re.DOTALL)[0])
    assert (Attempt.objects.count(), Quiz.objects.get().finished_at) == (0, None)
    assert answer(client, quiz).status_code == 303


@pytest.mark.parametrize("typed", ["48", "4.8e1", "3*16", "48 numbers", "½", "1e-3", "−3", "16,512", "5%"])
def test_numbers_are_read_as_people_type_them(client, typed):
    quiz = begin(client, "a-number")
    assert answer(client, quiz, {"number": typed}).status_code == 303
    assert f"Your number {typed} Right" in words(page_of(client, quiz))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("one-of-four", {"choice": ["A", "C"]}),
        ("two-of-four", {"choice": ["A", "C", "E"]}),
        ("a-number", {"number": ['1,5 "<b>']}),
        ("an-order", {"place-A": ["3"], "place-B": ["3"], "place-C": ["1"], "place-D": ["2"]}),
        ("an-order", {"place-A": ["4"], "place-B": ["1"], "place-C": ["3"], "place-D": ["2"], "client_key": "mine"}),
        ("an-order", {"place-A": ["2"], "place-B": [""], "place-C": [""], "place-D": ["1"]}),
        ("two-gaps", {"gap-1": ["the <old> state"], "gap-2": ["h" * 201]}),
        ("in-words", {"text": ["\nIt </textarea> is one\nfunction."], "client_key": "mine"}),
    ],
)
@pytest.mark.parametrize("headers", [None, HTMX])
def test_what_was_said_stands_again_in_the_refused_form(client, key, said, headers):
    refused = answer(client, begin(client, key), {**said, "confidence": "guessing"}, headers=headers)
    again = ask_form(refused)
    expected = {name: [value for value in said[name] if value != "E"] for name in said if name != "client_key"}
    assert {name: again[name] for name in expected} == expected
    assert again["confidence"] == ["guessing"]
    assert ("<main" in refused.content.decode()) == (headers is None)


def test_steps_that_nobody_moved_are_asked_about_once_and_then_stay_as_they_were_shown(client):
    quiz = begin(client, "an-order")
    untouched = ask_form(page_of(client, quiz))
    assert {name: untouched[name] for name in untouched if name.startswith("place-")} == {
        f"place-{letter}": [""] for letter in "ABCD"
    }
    asked_back = answer(client, quiz, untouched)
    assert (asked_back.status_code, Attempt.objects.count()) == (422, 0)
    assert answer(client, quiz, ask_form(asked_back)).status_code == 303
    assert Attempt.objects.get().response == {"order": list(visits.asked(turn(quiz)).order)}


def test_a_hint_is_no_word_on_the_order(client):
    quiz = begin(client, "an-order")
    client.post(f"/practise/quizzes/{quiz.pk}/1/hint/", ask_form(page_of(client, quiz)))
    assert answer(client, quiz, ask_form(page_of(client, quiz))).status_code == 422


def test_steps_may_be_moved_after_they_were_asked_about(client):
    quiz = begin(client, "an-order")
    asked_back = ask_form(answer(client, quiz, ask_form(page_of(client, quiz))))
    assert answer(client, quiz, {**asked_back, **right(turn(quiz))}).status_code == 303
    assert Attempt.objects.get().right


@pytest.mark.parametrize(
    ("key", "said", "field"),
    [
        ("one-of-four", {}, r'<fieldset class="options"[^>]*'),
        ("two-of-four", {}, r'<fieldset class="options"[^>]*|<input type="checkbox"[^>]*'),
        ("a-number", {"number": "1/0"}, r'<input [^>]*name="number"[^>]*'),
        ("an-order", {f"place-{x}": "" for x in "ABCD"}, r'<fieldset class="steps"[^>]*'),
        ("two-gaps", {"gap-1": "", "gap-2": ""}, r'<input [^>]*name="gap-1"[^>]*'),
        ("two-gaps", {"gap-2": "h\x1b"}, r'<input [^>]*name="gap-2"[^>]*'),
        ("in-words", {"text": ""}, r'<textarea[^>]*name="text"[^>]*'),
    ],
)
def test_what_a_problem_is_about_is_marked_and_described_by_it(client, key, said, field):
    quiz = begin(client, key)
    assert "aria-invalid" not in text(page_of(client, quiz))
    refused = text(answer(client, quiz, said))
    [problem] = re.findall(r'<p class="notice bad" id="([^"]*)"', refused)
    about = " ".join(re.findall(field, refused))
    assert 'aria-invalid="true"' in about
    assert re.search(rf'aria-describedby="[^"]*\b{problem}"', about)
    others = re.sub(field, "", refused)
    assert "aria-invalid" not in others and others.count(problem) == 1


def test_an_unknown_confidence_is_none(client):
    quiz = begin(client, "one-of-four")
    answer(client, quiz, {**right(turn(quiz)), "confidence": "very"})
    assert Attempt.objects.get().confidence == ""


NAMES = st.sampled_from(["choice", "number", "order", "place-A", "place-B", "gap-1", "gap-2", "text", "confidence"])
SAID = st.dictionaries(NAMES, st.lists(st.text(max_size=12) | st.sampled_from(list("ABCD1234")), max_size=5))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(KINDS), said=SAID)
def test_whatever_is_sent_is_an_answer_or_refused(client, key, said):
    quiz = begin(client, key)
    sent = answer(client, quiz, {name: [v.encode("utf-8", "replace").decode() for v in said[name]] for name in said})
    assert (sent.status_code, quiz.attempts.count()) in {(303, 1), (422, 0)}


# --- Late and twice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [None, HTMX])
def test_the_same_answer_sent_twice_is_one_and_is_told_alike(client, headers):
    quiz = begin(client, "one-of-four", "an-order")
    said = {**right(turn(quiz)), "client_key": KEY}
    first, again = (answer(client, quiz, said, number=1, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code
    told = (words(first), words(again)) if headers else (first.url, again.url)
    assert told[0] == told[1]
    assert (Attempt.objects.count(), Turn.objects.count()) == (1, 2)


def test_another_answer_to_the_same_question_leaves_the_first(client):
    quiz = begin(client, "one-of-four", "an-order")
    lettered = letters(turn(quiz))
    answer(client, quiz, {"choice": lettered[1], "client_key": str(uuid4())})
    second = answer(client, quiz, {"choice": lettered[2], "client_key": str(uuid4())}, number=1, headers=HTMX)
    assert "Its weights Your choice, right" in words(second)
    assert Attempt.objects.get().response == {"chosen": [1]}


def test_a_page_that_was_sent_for_another_question_is_refused(client):
    quiz = begin(client, "one-of-four", "an-order")
    answer(client, quiz, {**right(turn(quiz)), "client_key": KEY})
    refused = answer(client, quiz, {**right(turn(quiz)), "client_key": KEY})
    assert refused.status_code == 422
    assert "This page was sent before, for another question." in words(refused)
    assert answer(client, quiz).status_code == 303
    assert Attempt.objects.count() == 2


@pytest.mark.parametrize("verb", ["finish", "abandon"])
@pytest.mark.parametrize("headers", [None, HTMX])
def test_an_answer_to_a_quiz_that_is_over_is_told_so_and_what_was_before_stays(client, verb, headers):
    quiz = begin(client, "one-of-four", "an-order")
    answer(client, quiz)
    late = right(turn(quiz))
    client.post(f"/practise/quizzes/{quiz.pk}/{verb}/")
    refused = client.post(f"/practise/quizzes/{quiz.pk}/2/answer/", late, headers=headers)
    assert refused.status_code == 409
    assert (
        "This quiz is over, so this answer was not counted. What you answered before is in its report. See its report"
        in words(refused)
    )
    assert (Attempt.objects.count(), Turn.objects.count()) == (1, 1)
    assert answer(client, quiz, {"choice": "A"}, number=1).url == f"/practise/quizzes/{quiz.pk}/1/"


@pytest.mark.parametrize("number", [3, 10**30])
def test_a_question_that_is_not_there_yet_cannot_be_answered(client, number):
    quiz = begin(client, "one-of-four", "an-order")
    assert client.post(f"/practise/quizzes/{quiz.pk}/{number}/answer/", {"choice": "A"}).status_code == 404


@pytest.mark.parametrize("verb", ["open", "hint"])
def test_what_is_asked_of_a_question_that_has_gone_leads_to_where_the_quiz_stands(client, verb):
    quiz = begin(client, "one-of-four", "an-order")
    answer(client, quiz)
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    stands, path = f"/practise/quizzes/{quiz.pk}/", f"/practise/quizzes/{quiz.pk}/2/{verb}/"
    assert client.post(path).url == stands
    left = client.post(path, headers=HTMX)
    assert (left.status_code, left.headers["HX-Redirect"]) == (204, stands)


@pytest.mark.parametrize("number", [0, 10**6, 10**30])
def test_quizzes_and_answers_that_never_were_are_not_found(client, number):
    begin(client, "one-of-four")
    quiz, given = f"/practise/quizzes/{number}/", f"/practise/answers/{number}/"
    assert [client.get(path).status_code for path in (quiz, f"{quiz}1/", f"{quiz}report/", given)] == [404] * 4
    verbs = [f"{quiz}{verb}/" for verb in ("1/answer", "1/hint", "1/open", "pause", "resume", "finish", "retry")]
    for path in (*verbs, f"{given}judge/"):
        assert client.post(path, {"choice": "A"}).status_code == 404


def test_an_assessment_sent_twice_goes_on_from_where_it_stands(client):
    quiz = assess(client)
    said = {**right(turn(quiz)), "client_key": KEY}
    first, again = (answer(client, quiz, said, number=1, headers=HTMX) for _ in range(2))
    assert visits.without_keys(first) == visits.without_keys(again)
    assert Attempt.objects.count() == 1
