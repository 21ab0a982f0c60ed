"""Questions where one reads, without JavaScript, and for every eye."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import HARD_TO_READ, SHIFTS, TWO_FRAMES, assert_readable, formulas_are_set, go_large
from tests.journeys.deeds import NARROW_AND_WIDE, NO_SCRIPT
from tests.journeys.practising import (
    CHOICE,
    GAPS,
    NUMBER,
    ORDER,
    SEVERAL,
    WORDS,
    answer,
    ask,
    card,
    in_view,
    press,
    start,
    verdict,
    where,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.once,
    pytest.mark.usefixtures("no_complaints_but_of_trouble"),
]
TEXT = "/learn/gradients-through-time/"
IN_TEXT = "jacobian-wrong-side"


# --- In a page's text -----------------------------------------------------------------------------------------------


def in_text(page: Page) -> Locator:
    return page.locator(f"[data-question={IN_TEXT}]")


def opened(page: Page) -> Locator:
    place = in_text(page)
    place.get_by_role("link", name="Answer it here").click()
    expect(place.get_by_role("article")).to_be_focused()
    return place


@NARROW_AND_WIDE
def test_a_question_in_a_page_is_answered_in_place_and_makes_its_reader_a_guest(visit):
    page = visit.settled(TEXT)
    in_text(page).scroll_into_view_if_needed()
    above = in_text(page).bounding_box()["y"]
    place = opened(page)
    assert in_text(page).bounding_box()["y"] == pytest.approx(above, abs=1)
    formulas_are_set(place)
    assert page.evaluate("'learner' in document.documentElement.dataset") is False

    place.locator(".option").first.click()
    place.get_by_role("button", name="Answer", exact=True).click()
    expect(verdict(place)).to_be_visible()
    assert in_view(verdict(place))
    formulas_are_set(place)
    expect(place.get_by_role("article")).to_be_focused()
    expect(page.get_by_role("banner").get_by_role("link", name="Guest")).to_be_visible()
    assert page.url == visit.home + TEXT


def test_a_question_in_a_page_is_asked_again_with_the_focus_on_it(visit):
    place = opened(visit.settled(TEXT))
    place.get_by_role("button", name="I don’t know").click()
    expect(verdict(place)).to_have_text("You said you don’t know")
    place.get_by_role("link", name="Answer it again").click()

    expect(place.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    expect(place.get_by_role("article")).to_be_focused()


@NARROW_AND_WIDE
def test_a_question_that_is_late_moves_nothing_when_it_comes(visit):
    page = visit.settled(TEXT)
    late = []
    page.route("**/practise/questions/**", lambda route: late.append(route))
    with page.expect_request("**/practise/questions/**"):
        in_text(page).get_by_role("link", name="Answer it here").click()
    page.wait_for_timeout(100)
    page.evaluate(SHIFTS)
    [question] = late
    question.continue_()
    expect(in_text(page).get_by_role("article")).to_be_focused()
    page.evaluate(TWO_FRAMES)

    assert page.evaluate("window.shifted") < 0.02


def test_a_question_in_a_page_takes_no_single_keys(visit):
    page = visit.go(TEXT, until="networkidle")
    place = opened(page)
    for key in ("a", "1", "Enter"):
        page.keyboard.press(key)

    expect(place.get_by_role("radio", name=re.compile("Sure|Unsure|Guessing"), checked=True)).to_have_count(0)
    expect(place.locator(".option :checked, .told, .notice")).to_have_count(0)


@NARROW_AND_WIDE
def test_a_question_in_a_page_is_reported_in_place_and_what_was_chosen_stays(visit):
    page = visit.settled(TEXT)
    place = opened(page)
    place.locator(".option").nth(1).click()
    place.get_by_text("Something is wrong with this question").click()
    assert_readable(page)
    place.get_by_role("textbox", name="What is wrong?").fill("Two options are the same.")
    place.get_by_role("button", name="Send").click()

    expect(place.get_by_text("Thank you. Whoever writes the questions will look into it.")).to_be_focused()
    expect(place.locator(".option :checked")).to_have_count(1)
    expect(page.get_by_role("banner").get_by_role("link", name="Guest")).to_be_visible()
    assert page.url == visit.home + TEXT


def test_without_a_connection_a_page_says_that_its_question_cannot_be_reached(visit):
    page = visit.go(TEXT, until="networkidle")
    page.context.set_offline(True)
    in_text(page).get_by_role("link", name="Answer it here").click()
    expect(in_text(page).get_by_role("status")).to_have_text("The question can’t be reached. Try again in a moment.")
    page.context.set_offline(False)

    opened(page)


# --- For everybody --------------------------------------------------------------------------------------------------


@NO_SCRIPT
def test_without_javascript_from_the_start_to_the_report(visit):
    page = start(visit, kind="order")
    places = page.get_by_role("combobox").all()
    for place, select in enumerate(places, start=1):
        select.select_option(str(len(places) + 1 - place))
    page.get_by_role("button", name="Answer", exact=True).click()
    expect(verdict(card(page))).to_be_visible()
    page.get_by_role("button", name="Next question").click()
    expect(where(page)).to_contain_text("question 2 of")
    page.get_by_role("button", name="End here").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")
    page.locator(".answers-told [data-reveal] > summary").click()
    expect(page.locator(".steps-told > li")).to_have_count(len(places))


@NO_SCRIPT
def test_without_javascript_a_problem_is_reported_and_what_was_typed_comes_back(visit):
    page = start(visit, kind="numeric")
    page.get_by_role("textbox", name="Your number").fill("0.25")
    page.get_by_text("Something is wrong with this question").click()
    page.get_by_role("textbox", name="What is wrong?").fill("The unit is missing.")
    page.get_by_role("button", name="Send").click()

    expect(page.get_by_text("Thank you. Whoever writes the questions will look into it.")).to_be_focused()
    expect(page.get_by_role("textbox", name="Your number")).to_have_value("0.25")
    expect(where(page)).to_contain_text("question 1 of")


@NO_SCRIPT
def test_without_javascript_steps_have_no_place_before_they_are_given_one(visit):
    page = ask(visit, ORDER)
    first = page.get_by_role("combobox").first
    expect(first.locator("option:checked")).to_have_text("–")
    first.select_option("2")
    page.get_by_role("button", name="Answer", exact=True).click()

    expect(card(page)).to_contain_text("Give every step a place of its own")
    expect(page.get_by_role("combobox").first).to_have_value("2")


@NO_SCRIPT
def test_without_javascript_a_question_in_a_page_has_a_page_of_its_own(visit):
    page = visit.go(TEXT)
    in_text(page).get_by_role("link", name="Answer it here").click()
    page.locator(".option").first.click()
    page.get_by_role("button", name="Answer", exact=True).click()

    expect(verdict(card(page))).to_be_visible()


def wrong_about(page: Page, key: str) -> None:
    match key:
        case "order":
            page.get_by_role("button", name="Move down").first.click()
        case "gaps":
            page.get_by_role("textbox", name="Gap 1").fill("sigma")
        case "number":
            page.get_by_role("textbox", name="Your number").fill("2")
        case "words":
            page.get_by_role("textbox", name="Your answer").fill("It depends.")
        case _:
            page.locator(".option").first.click()


KINDS = {"choice": CHOICE, "several": SEVERAL, "number": NUMBER, "order": ORDER, "gaps": GAPS, "words": WORDS}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_asked_and_told_is_accessible_and_fits(visit, kind):
    page = ask(visit, KINDS[kind])
    assert_readable(page)
    wrong_about(page, kind)
    answer(page)
    assert_readable(page)


@pytest.mark.parametrize("kind", KINDS)
def test_what_one_does_not_know_is_accessible_and_fits(visit, kind):
    page = ask(visit, KINDS[kind])
    press(page, "I don’t know")
    expect(verdict(card(page))).to_have_text("You said you don’t know")
    formulas_are_set(page)
    assert_readable(page)


@HARD_TO_READ
def test_every_kind_can_be_read_however_it_is_looked_at(visit):
    for kind, key in KINDS.items():
        page = go_large(visit, f"/practise/questions/{key}/")
        assert_readable(page, screens=False)
        wrong_about(page, kind)
        answer(page)
        formulas_are_set(page)
        assert_readable(page, screens=False)


def test_a_quiz_and_its_report_are_accessible_and_fit(visit):
    page = start(visit)
    page.get_by_text("Why this question?").click()
    assert_readable(page)
    page.keyboard.press("a")
    answer(page)
    press(page, "Next question")
    expect(where(page)).to_contain_text("question 2 of")
    page.keyboard.press("b")
    answer(page)
    press(page, "End here")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")
    assert_readable(page)
    for summary in page.locator(".answers-told summary").all():
        summary.click()
    formulas_are_set(page)
    assert_readable(page)
    assert_readable(visit.go("/practise/"))
    assert_readable(visit.go("/practise/history/"))


@HARD_TO_READ
def test_where_practice_begins_and_its_report_can_be_read_however_they_are_looked_at(visit):
    page = go_large(visit, "/practise/")
    page.get_by_text("Only some objectives").click()
    formulas_are_set(page)
    assert_readable(page, screens=False)
    page = start(visit)
    page.keyboard.press("b")
    answer(page)
    press(page, "End here")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")
    page = go_large(visit, urlsplit(page.url).path)
    assert_readable(page, screens=False)


def test_a_question_told_in_a_page_is_accessible_and_fits(visit):
    page = visit.go(TEXT, until="networkidle")
    place = opened(page)
    place.locator(".option").first.click()
    place.get_by_role("button", name="Answer", exact=True).click()
    expect(verdict(place)).to_be_visible()
    assert_readable(page)
