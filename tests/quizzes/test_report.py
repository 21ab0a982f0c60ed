"""What a quiz comes to: by objective and topic, beliefs, time and confidence; and what to do next."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.models import Attempt, Quiz
from tests.quizzes import pages_bank, visits
from tests.quizzes.visits import answer, begin, letters, text, turn, words, wrong

pytestmark = pytest.mark.django_db
GATES = [f"gate-{number:02}" for number in range(1, 13)]


@pytest.fixture(autouse=True)
def bank(db):
    pages_bank.load()


def report_of(client, quiz):
    return client.get(f"/practise/quizzes/{quiz.pk}/report/")


def walked(client, keys, *answers):
    """A quiz of these questions, answered so: True, False, or what is said."""
    quiz = begin(client, *keys)
    for said in answers:
        waiting = turn(quiz)
        sent = answer(client, quiz, (visits.right if said else wrong)(waiting) if isinstance(said, bool) else said)
        assert sent.status_code == 303
    quiz.refresh_from_db()
    return quiz


def betraying(client, *keys):
    """A quiz of these questions about gates, of each the option chosen that betrays."""
    quiz = begin(client, *keys)
    for _ in keys:
        answer(client, quiz, {"choice": letters(turn(quiz))[1]})
    return quiz


def section(response, heading):
    found = re.search(rf"<h2[^>]*>{heading}</h2>.*?</section>", text(response), re.DOTALL)
    return visits.in_words(found[0]) if found else None


# --- What it says ---------------------------------------------------------------------------------------------------


def test_while_a_quiz_goes_on_its_report_leads_back_to_it(client):
    quiz = begin(client, "one-of-four")
    there = report_of(client, quiz)
    assert (there.status_code, there.url) == (303, f"/practise/quizzes/{quiz.pk}/")


def test_of_nothing_answered_there_is_nothing_to_report(client):
    quiz = begin(client, "one-of-four")
    client.post(f"/practise/quizzes/{quiz.pk}/finish/")
    said = words(report_of(client, quiz))
    assert "You gave it up. What you answered before stays. Nothing was answered" in said
    assert "Every answer" not in said


def test_it_says_how_many_were_right_and_tells_every_answer(client):
    quiz = walked(client, ["one-of-four", "gate-01", "a-number"], True, False, True)
    page = report_of(client, quiz)
    said = words(page)
    assert "All of its questions are answered. answered right in full 2 of 3" in said
    assert re.findall(r'<li id="(answer-\d)">', text(page)) == ["answer-1", "answer-2", "answer-3"]
    every = section(page, "Every answer")
    assert "Right What does every step of an RNN have in common?" in every
    assert "Not right What does gate 1 do?" in every
    assert "A gate is a factor, namely number 1." in every
    assert "See it demonstrated: Vanishing gradients" in every
    assert every.count("A belief that this answer betrays") == len(Attempt.objects.get(right=False).misconceptions) > 0
    drawn = visits.asked(Attempt.objects.get(question__key="a-number")).values["H"]
    assert f"Right How many numbers are three states of {drawn:g} units?" in every


def test_objectives_say_how_they_went_here_the_weakest_first_and_claim_nothing_on_a_single_answer(client):
    quiz = walked(client, ["gate-01", "gate-03", "gate-05", "gate-02", "two-of-four"], True, True, False, False, True)
    assert section(report_of(client, quiz), "By objective") == (
        "By objective "
        "The cell adds. 0 % of 1 question here · mastery: not enough evidence "
        "Three gates multiply. 67 % of 3 questions here · mastery: not enough evidence "
        "The state is made of the one before. 100 % of 1 question here · mastery: not enough evidence "
        "The same weights serve every step. 100 % of 1 question here · mastery: not enough evidence"
    )


def test_with_enough_answers_objectives_and_topics_have_a_range(client):
    quiz = walked(client, GATES, *[True] * 12)
    page = report_of(client, quiz)
    assert re.fullmatch(
        r"By objective The cell adds. 100 % of 6 questions here · mastery: \d+ to \d+ % "
        r"Three gates multiply. 100 % of 6 questions here · mastery: \d+ to \d+ %",
        section(page, "By objective"),
    )
    assert re.search(r"LSTM \d+ to \d+ % You would answer .* questions", section(page, "By topic"))


def test_a_topic_that_was_hardly_asked_about_is_not_claimed_to_be_known(client):
    assert section(report_of(client, walked(client, ["one-of-four"], True)), "By topic").endswith(
        "RNN Not enough evidence yet"
    )


def test_where_one_stands_is_said_alike_with_the_answer_in_the_report_and_where_practice_begins(client):
    quiz = begin(client, *GATES)
    for number in range(12):
        said = answer(client, quiz, (visits.right if number % 3 else wrong)(turn(quiz)), headers=visits.HTMX)

    def told(response):
        return re.search(r"LSTM: you would answer a level-3 question right with (\d+ to \d+ %)", words(response))[1]

    assert section(report_of(client, quiz), "By topic").count(f"LSTM {told(said)}") == 1
    assert told(visits.page_of(client, quiz, 12)) == told(said)
    before = told(said)
    walked(client, ["one-of-four", "two-of-four", "a-number", "an-order", "two-gaps"], *[True] * 5)
    now = told(visits.page_of(client, quiz, 12))
    assert now != before
    assert section(report_of(client, quiz), "By topic").count(f"LSTM {now}") == 1
    assert f"LSTM {now}" in words(client.get("/practise/"))


def test_what_was_betrayed_twice_is_a_belief_that_is_probably_held(client):
    quiz = begin(client, *GATES[:4])
    for _ in range(2):
        answer(client, quiz, {"choice": letters(turn(quiz))[1]})
    for _ in range(2):
        answer(client, quiz)
    page = report_of(client, quiz)
    assert section(page, "Beliefs you probably hold") is None
    page = report_of(client, betraying(client, *GATES[4:8]))
    assert section(page, "Beliefs you probably hold") == (
        "Beliefs you probably hold By your answers of the last half year. A right one within two weeks of its solution "
        "doesn’t speak against a belief: it may be remembered. "
        "“An open forget gate erases, namely the cell.” It keeps, namely what was there. "
        "Chosen 6 of 8 times that it could be. Read what refutes it"
    )
    assert '<a href="/learn/lstm/#lstm.cell">Read what refutes it</a>' in text(page)


def test_a_belief_is_not_cleared_by_repeating_the_solution_that_was_just_read(client):
    quiz = betraying(client, *GATES[:2])
    for _ in range(3):
        walked(client, GATES[:2], True, True)
    assert "Chosen 2 of 8 times that it could be." in section(report_of(client, quiz), "Beliefs you probably hold")
    walked(client, GATES[2:3], True)
    assert section(report_of(client, quiz), "Beliefs you probably hold") is None


def test_one_question_missed_twice_within_minutes_is_no_belief(client):
    quiz = betraying(client, *GATES[:1])
    betraying(client, *GATES[:1])
    assert section(report_of(client, quiz), "Beliefs you probably hold") is None


@pytest.mark.parametrize(("days", "held"), [(179, True), (181, False)])
def test_beliefs_follow_from_the_answers_of_the_last_half_year(client, days, held):
    quiz = betraying(client, *GATES[:2])
    quiz.attempts.update(at=timezone.now() - timedelta(days=days))
    assert (section(report_of(client, quiz), "Beliefs you probably hold") is not None) == held


def test_one_betrayal_alone_is_no_belief(client):
    quiz = walked(client, ["one-of-four"], False)
    assert Attempt.objects.get().misconceptions != []
    assert section(report_of(client, quiz), "Beliefs you probably hold") is None


def test_what_took_more_than_twice_the_time_is_named(client):
    quiz = walked(client, ["one-of-four", "gate-01"], True, True)
    quiz.attempts.filter(turn__number=1).update(seconds=61)
    quiz.attempts.filter(turn__number=2).update(seconds=60)
    page = report_of(client, quiz)
    assert section(page, "What took you long") == (
        "What took you long What does every step of an RNN have in common? 61 s, thought to take 30 s"
    )
    assert "time spent answering 2 min its questions were thought to take 1 min" in words(page)


def test_confidence_is_held_against_what_was_right(client):
    quiz = begin(client, *GATES[:4])
    for said, rightly in (("sure", True), ("sure", False), ("guessing", True), ("", True)):
        answer(client, quiz, {**(visits.right if rightly else wrong)(turn(quiz)), "confidence": said})
    assert section(report_of(client, quiz), "How well you knew what you knew") == (
        "How well you knew what you knew When you said sure, 1 of 2 were right. "
        "When you said guessing, 1 of 1 was right."
    )
    plain = walked(client, ["one-of-four"], True)
    assert section(report_of(client, plain), "How well you knew what you knew") is None


@pytest.mark.parametrize(("ticked", "right"), [(["0", "1"], "1 of 1 was right"), (["0"], "0 of 1 was right")])
def test_confidence_in_words_is_held_against_their_judgement_and_waits_for_it(client, ticked, right):
    quiz = walked(client, ["in-words"], {"text": "No keywords.", "confidence": "sure"})
    assert section(report_of(client, quiz), "How well you knew what you knew") is None
    client.post(f"/practise/answers/{quiz.attempts.get().pk}/judge/", {"ticked": ticked})
    assert f"When you said sure, {right}." in section(report_of(client, quiz), "How well you knew what you knew")


def test_the_same_report_stands_there_next_week(client):
    quiz = walked(client, ["one-of-four", "gate-01"], True, False)
    first = words(report_of(client, quiz))
    Quiz.objects.update(finished_at=quiz.finished_at - timedelta(days=7))
    assert words(report_of(client, quiz)) == first


# --- What to do next ------------------------------------------------------------------------------------------------


def test_what_was_missed_leads_to_where_it_is_taught_and_to_more_of_it(client):
    page = report_of(client, walked(client, ["one-of-four", "an-order"], False, True))
    assert '<a href="/learn/rnn/#rnn.sharing">Read again</a>: The same weights serve every step.' in text(page)
    assert 'href="/practise/?objective=rnn.sharing#choose"' in text(page)
    assert "Try the 1 missed one again" in words(page)


def test_where_nothing_was_missed_something_harder_comes_next(client):
    page = report_of(client, walked(client, ["one-of-four"], True))
    assert section(page, "What to do next") == (
        "What to do next Nothing was missed. Choose a higher level, or an assessment that says where you stand. "
        "Practise more"
    )


def test_what_was_missed_is_asked_again_in_its_order(client):
    quiz = walked(client, ["gate-01", "one-of-four", "gate-03"], False, True, False)
    address = f"/practise/quizzes/{quiz.pk}/retry/"
    form = re.search(rf'<form method="post" action="{address}">.*?</form>', text(report_of(client, quiz)), re.DOTALL)[0]
    again = client.post(address, visits.fields(form))
    retried = Quiz.objects.latest("pk")
    assert (again.status_code, again.url) == (303, f"/practise/quizzes/{retried.pk}/")
    assert (retried.retries, retried.mode, retried.length) == (quiz, "fixed", 2)
    assert client.post(address, visits.fields(form)).url == again.url
    assert turn(retried).question.key == "gate-01"
    answer(client, retried)
    assert turn(retried).question.key == "gate-03"


@pytest.mark.parametrize("said", [{}, {"client_key": "mine"}])
def test_with_nothing_missed_there_is_nothing_to_ask_again(client, said):
    quiz = walked(client, ["one-of-four"], True)
    there = client.post(f"/practise/quizzes/{quiz.pk}/retry/", said)
    assert (there.status_code, there.url, Quiz.objects.count()) == (303, f"/practise/quizzes/{quiz.pk}/report/", 1)


# --- In words -------------------------------------------------------------------------------------------------------


def test_answers_in_words_wait_for_their_judgement_and_are_neither_right_nor_missed(client):
    quiz = walked(client, ["in-words", "gate-01"], True, True)
    page = report_of(client, quiz)
    assert "1 answer in words waits for your judgement: only then does it count. Judge now" in words(page)
    assert '<a href="#answer-1">Judge now</a>' in text(page)
    assert "answered right in full 1 of 2" in words(page)
    assert "missed one" not in words(page)
    assert "not enough evidence" in section(page, "By objective")


@pytest.mark.parametrize(
    ("said", "ticked", "full", "missed"),
    [("No keywords.", ["0", "1"], "1 of 1", 0), ("Any length, every place.", ["0"], "0 of 1", 1)],
)
def test_judged_they_count_as_they_were_judged_whatever_the_keywords_found(client, said, ticked, full, missed):
    quiz = walked(client, ["in-words"], {"text": said})
    client.post(f"/practise/answers/{quiz.attempts.get().pk}/judge/", {"ticked": ticked})
    page = report_of(client, quiz)
    assert f"answered right in full {full}" in words(page)
    assert words(page).count("Try the 1 missed one again") == missed
    assert f"Set 1 {1 - missed} all of its" in words(client.get("/practise/history/"))
    client.post(f"/practise/quizzes/{quiz.pk}/retry/")
    assert Quiz.objects.filter(retries=quiz).count() == missed
