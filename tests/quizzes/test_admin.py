"""The desk: how questions are answered and what is wrong with them, and never who answered or complained."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse

from prep.accounts.roles import Role
from quizzes import calibration
from quizzes.models import Attempt, Judgement, Parameters, Question, Quiz, Report, Turn
from tests import makers
from tests.makers import NOW
from tests.quizzes.crowds import answered, assessed

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db

QUESTIONS = reverse("admin:quizzes_question_changelist")
REPORTS = reverse("admin:quizzes_report_changelist")


@pytest.fixture
def author(client):
    client.force_login(makers.member("grace", role=Role.AUTHOR))
    return client


def page(client, address: str, **asked) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def column(html: str, name: str) -> list[str]:
    cells = re.findall(rf'<t[dh] class="field-{name}[^"]*">(.*?)</t[dh]>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


def at_the_desk(row) -> str:
    return reverse(f"admin:quizzes_{row._meta.model_name}_change", args=[row.pk])


def test_the_list_says_how_each_is_answered(author):
    tested = makers.objective()
    often = makers.question(objective=tested)
    never = makers.question(objective=tested)
    answered(often, [1, 1, 1, 0], abilities=[1, 1, -1, -1])
    assessed(often, times=2)
    calibration.calibrate(now=NOW + DAY)
    html = page(author, QUESTIONS)

    assert column(html, "key") == [often.key, never.key]
    assert column(html, "answers") == ["4", "–"]
    assert column(html, "facility") == ["75%", "–"]
    assert column(html, "discrimination") == ["58", "–"]
    assert column(html, "exposure") == ["10%", "–"]
    assert column(html, "open_reports") == ["0", "0"]


@pytest.mark.parametrize("name", ["answers", "facility", "discrimination", "exposure"])
def test_it_is_put_into_order_by_what_is_counted(author, name):
    for scores in ([1, 0, 0], [1, 1, 0, 0]):
        question = makers.question()
        answered(question, scores, abilities=range(len(scores)))
        assessed(question, times=len(scores))
    calibration.calibrate(now=NOW + DAY)
    place = next(at for at, each in enumerate(admin.site.get_model_admin(Question).list_display) if each == name)
    up, down = (column(page(author, QUESTIONS, o=order), "key") for order in (f"{place}", f"-{place}"))

    assert up == down[::-1]


@pytest.mark.parametrize(("asked", "found"), [("yes", 1), ("no", 2), ("", 3)])
def test_what_looks_unlike_before_is_found(author, asked, found):
    questions = [makers.question() for _ in range(3)]
    Question.objects.filter(pk=questions[0].pk).update(flagged_at=NOW)

    assert len(column(page(author, QUESTIONS, flagged=asked), "key")) == found


def test_by_topic_by_kind_and_by_words(author):
    single, words = makers.question(), makers.question(source=makers.IN_WORDS)

    assert column(page(author, QUESTIONS, topic__id__exact=single.topic_id), "key") == [single.key]
    assert column(page(author, QUESTIONS, kind__exact="text"), "key") == [words.key]
    assert column(page(author, QUESTIONS, q="your words"), "key") == [words.key]


def test_three_questions_take_as_many_queries_as_one(author, django_assert_num_queries):
    tested = makers.objective()
    for many in (1, 2):
        for _ in range(many):
            makers.question(objective=tested)
        with django_assert_num_queries(6):
            author.get(QUESTIONS)


def test_a_question_shows_itself_its_options_and_what_was_believed(author):
    question = makers.question()
    answered(question, [1] * 30 + [0] * 30, abilities=[2.0] * 20 + [0.0] * 20 + [-2.0] * 20)
    calibration.calibrate(now=NOW + DAY)
    html = page(author, at_the_desk(question))
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(<td>.*?)</tr>", html)]

    assert "What does a gate do?" in html
    assert f'href="{reverse("quizzes:question", args=[question.key])}"' in html
    assert [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in cells] == [
        ["It scales", "right", "50%", "100%", "50%", "0%", ""],
        ["It erases", "wrong", "50%", "0%", "50%", "100%", ""],
    ]
    assert column(html, "version") == ["2", "1"]
    assert column(html, "source") == ["that level, and the answers", "its author&#x27;s level"]


def test_a_question_says_how_far_scores_lie_apart_what_guessing_earns_and_what_that_means(author):
    question = makers.question()
    answered(question, [1, 1, 1, 0], abilities=[1, 1, -1, -1])
    calibration.calibrate(now=NOW + DAY)
    html = page(author, at_the_desk(question))
    said = re.findall(r"<label>(.*?):?</label>\s*<div class=\"readonly\">(.*?)</div>", html, re.DOTALL)

    assert {("Standard deviation", "50%"), ("Guess score", "50%"), ("Facility", "75%")} <= set(said)
    assert [value for name, value in said if name == "Discrimination"] == ["58", "–"]  # nobody met it in a fixed quiz
    for name in ("Facility", "standard deviation", "Guess score", "Discrimination", "Efficiency"):
        assert f"<b>{name}</b>" in html
    assert "In fixed quizzes" in html


def test_an_option_that_works_backwards_says_so(author):
    question = makers.question()
    answered(question, [0] * 30 + [1] * 30, abilities=[2.0] * 20 + [0.0] * 20 + [-2.0] * 20)
    calibration.calibrate(now=NOW + DAY)
    html = page(author, at_the_desk(question))

    assert re.findall(r"<td>(those who know more[^<]*)</td>", html) == [
        "those who know more choose it less",
        "those who know more fall for it",
    ]


@pytest.mark.parametrize(
    ("source", "said"), [(makers.SINGLE, "Not yet counted."), (makers.IN_WORDS, "It has no options.")]
)
def test_what_was_not_counted_is_no_table(author, source, said):
    assert said in page(author, at_the_desk(makers.question(source=source)))


def test_what_was_retired_is_shown_and_not_asked(author):
    question = makers.question()
    Question.objects.filter(pk=question.pk).update(retired_at=NOW)

    assert "It is no longer asked." in page(author, at_the_desk(question))


def test_reports_that_wait_are_listed_and_settled(author):
    first, second = makers.report(makers.member("ada")), makers.report(makers.member("alan"))
    assert len(column(page(author, REPORTS), "said")) == 2
    author.post(REPORTS, {"action": "settle", "_selected_action": [first.pk]})

    assert column(page(author, REPORTS), "question") == [second.question.key]
    assert column(page(author, REPORTS, settled="yes"), "question") == [first.question.key]
    assert len(column(page(author, REPORTS, settled="all"), "question")) == 2
    assert column(page(author, QUESTIONS, q=first.question.key), "open_reports") == ["0"]
    assert column(page(author, QUESTIONS, q=second.question.key), "open_reports") == ["1"]


def test_a_report_settled_twice_keeps_its_time(author):
    report = makers.report(makers.member("ada"))
    Report.objects.filter(pk=report.pk).update(settled_at=NOW)
    author.post(f"{REPORTS}?settled=all", {"action": "settle", "_selected_action": [report.pk]})

    assert Report.objects.get().settled_at == NOW


def test_who_complained_is_nobodys_business(author):
    report = makers.report(makers.member("ada"))
    for address in (REPORTS, at_the_desk(report), at_the_desk(report.question)):
        html = page(author, address)
        assert report.words in html
        assert "ada@example.org" not in html


def test_what_learners_did_is_not_at_the_desk():
    assert [model for model in (Quiz, Turn, Attempt, Judgement, Parameters) if admin.site.is_registered(model)] == []
