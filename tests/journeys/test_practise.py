"""Practice in a browser: asked, answered, told and reported, whatever a keyboard, a connection or a reader does."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import HARD_TO_READ, Visit, assert_readable, go_large
from tests.journeys.deeds import NARROW_AND_WIDE, NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once]

# What a browser and htmx say of a refusal, and of a connection that a test takes away.
OWN = re.compile(r"status of 422|ERR_FAILED|ERR_INTERNET_DISCONNECTED|^htmx:|^failed: ")

CHOICE = "truncated-missing-detach"
SEVERAL = "rnn-without-tanh"
NUMBER = "rnn-two-steps-by-hand"
ORDER = "unroll-backward-order"
GAPS = "rnn-step-in-gaps"
WORDS = "rnn-why-share"
DEMONSTRATED = "vanishing-held-bit"
TEXT = "/learn/gradients-through-time/"
IN_TEXT = "jacobian-wrong-side"
UNSET = ".arithmatex:not(:has(.katex))"


@pytest.fixture(autouse=True)
def no_complaints(visit):
    yield
    assert [said for said in visit.complaints if not OWN.search(said)] == []
    assert (visit.strangers(), visit.unhashed()) == ([], [])


def start(visit: Visit, mode: str = "fixed", kind: str = "single") -> Page:
    """A quiz of one kind of question; "fixed" asks them in the order in which they stand in the bank."""
    page = visit.go(f"/practise/?mode={mode}&kind={kind}&topic=gradients-through-time")
    page.get_by_role("button", name="Start with this choice").click()
    expect(card(page)).to_be_visible()
    page.wait_for_load_state()
    return page


def ask(visit: Visit, key: str) -> Page:
    return visit.go(f"/practise/questions/{key}/")


def card(page: Page) -> Locator:
    return page.locator("#turn")


def where(page: Page) -> Locator:
    return page.locator(".where > p")


def verdict(place: Page | Locator) -> Locator:
    return place.locator(".verdict > b")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def answer(page: Page) -> None:
    press(page, "Answer")
    expect(verdict(card(page))).to_be_visible()


def tab_to(page: Page, control: Locator) -> None:
    for _ in range(60):
        if control.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab doesn’t lead to {control}")


def answers(visit: Visit) -> list[str]:
    """How many answers the server has, quiz by quiz."""
    return visit.go("/practise/history/").locator("td[data-label=Answered]").all_inner_texts()


def steps(page: Page) -> list[str]:
    return page.locator(".step > .says").all_text_contents()


def in_view(place: Locator) -> bool:
    return place.evaluate("each => { const { top, bottom } = each.getBoundingClientRect();"
                          " return top >= 0 && bottom <= innerHeight; }")  # fmt: skip


# --- By keyboard alone ----------------------------------------------------------------------------------------------


def test_by_keyboard_alone_from_the_first_page_to_the_report(visit):
    page = visit.go("/practise/?mode=fixed&kind=single&topic=gradients-through-time")
    tab_to(page, page.get_by_role("button", name="Start with this choice"))
    page.keyboard.press("Enter")
    expect(where(page)).to_contain_text("question 1 of")
    page.wait_for_load_state()

    page.keyboard.press("c")
    page.keyboard.press("b")
    expect(page.get_by_role("radio", checked=True)).to_have_attribute("value", "B")
    page.keyboard.press("Enter")
    expect(verdict(card(page))).to_be_visible()
    expect(card(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(where(page)).to_contain_text("question 2 of")
    page.keyboard.press("3")
    expect(page.get_by_role("radio", checked=True)).to_have_attribute("value", "C")
    page.keyboard.press("Enter")
    expect(verdict(card(page))).to_be_visible()

    page.keyboard.press("Enter")
    expect(where(page)).to_contain_text("question 3 of")
    tab_to(page, page.get_by_role("button", name="End here"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")
    expect(page.locator(".answers-told > li")).to_have_count(2)


def test_several_are_chosen_by_letters_and_digits_and_given_back_by_the_same(visit):
    page = ask(visit, SEVERAL)
    for key in ("a", "2", "d", "a"):
        page.keyboard.press(key)

    chosen = page.get_by_role("checkbox", checked=True)
    assert [each.get_attribute("value") for each in chosen.all()] == ["B", "D"]


def test_steps_are_moved_by_buttons_which_keep_the_focus(visit):
    page = ask(visit, ORDER)
    before = steps(page)
    down = page.get_by_role("button", name="Move down").first
    tab_to(page, down)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")

    first, second, third, *others = before
    assert steps(page) == [second, third, first, *others]
    expect(page.locator("[data-announcer]")).to_have_text(f"Now at place 3 of {len(before)}")
    expect(page.locator(".step").nth(2).get_by_role("button", name="Move down")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Answer", exact=True))
    page.keyboard.press("Enter")
    expect(verdict(card(page))).to_be_visible()
    assert page.locator(".steps-told .says").all_text_contents() == [second, third, first, *others]


def test_gaps_are_typed_and_enter_answers(visit):
    page = ask(visit, GAPS)
    first = page.get_by_role("textbox", name="Gap 1")
    tab_to(page, first)
    page.keyboard.type("tanh")
    for said in ("h_(t-1)", "x_t", "W_hy"):
        page.keyboard.press("Tab")
        page.keyboard.type(said)
    page.keyboard.press("Enter")

    expect(verdict(card(page))).to_have_text("Right")
    assert page.locator(".gaps-told .said").all_inner_texts() == ["tanh", "h_(t-1)", "x_t", "W_hy"]


def test_what_cannot_be_read_is_refused_with_what_to_do_and_the_field_has_the_focus(visit):
    page = ask(visit, NUMBER)
    number = page.get_by_role("textbox", name="Your number")
    number.fill("a lot")
    number.press("Enter")

    expect(card(page)).to_contain_text("Write a number such as 1.5")
    expect(number).to_be_focused()
    expect(number).to_have_value("a lot")


# --- What was said stays --------------------------------------------------------------------------------------------


def test_a_reload_shows_the_same_numbers_and_what_was_typed(visit):
    page = start(visit, kind="numeric")
    page.get_by_role("textbox", name="Your number").fill("1/3")
    page.get_by_role("radio", name="Unsure").check(force=True)
    asked = card(page).inner_text()
    page.reload()

    assert card(page).inner_text() == asked
    expect(page.get_by_role("textbox", name="Your number")).to_have_value("1/3")
    expect(page.get_by_role("radio", name="Unsure")).to_be_checked()


def test_a_reload_shows_the_same_options_and_the_chosen_one(visit):
    page = start(visit)
    page.keyboard.press("c")
    options = page.locator(".option").all_inner_texts()
    page.reload()

    assert page.locator(".option").all_inner_texts() == options
    expect(page.get_by_role("radio", checked=True)).to_have_attribute("value", "C")


def test_a_reload_shows_the_steps_as_they_were_moved(visit):
    page = start(visit, kind="order")
    page.get_by_role("button", name="Move down").first.click()
    moved = steps(page)
    page.reload()

    assert steps(page) == moved


def test_what_was_told_is_told_again_after_a_reload(visit):
    page = start(visit)
    page.keyboard.press("a")
    answer(page)
    told = page.locator(".told").inner_text()
    page.reload()

    expect(page.locator(".told")).to_have_text(told, use_inner_text=True)


def test_a_hint_leaves_what_is_typed(visit):
    page = start(visit, kind="numeric")
    page.get_by_role("textbox", name="Your number").fill("2*3")
    press(page, "A hint")

    expect(page.get_by_role("list", name="Hints").get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("textbox", name="Your number")).to_have_value("2*3")


# --- Once, whatever happens -----------------------------------------------------------------------------------------


def test_a_double_click_is_one_answer(visit):
    page = start(visit)
    page.keyboard.press("a")
    page.get_by_role("button", name="Answer", exact=True).dblclick()
    expect(verdict(card(page))).to_be_visible()
    expect(where(page)).to_contain_text("question 1 of")

    assert answers(visit) == ["1"]


def test_an_answer_whose_response_was_lost_counts_once_and_goes_through_the_second_time(visit):
    page = start(visit)
    page.keyboard.press("a")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/answer/", lose, times=1)
    press(page, "Answer")
    expect(card(page)).to_contain_text("What you said is kept here")
    answer(page)

    assert answers(visit) == ["1"]


def test_without_a_connection_it_says_so_and_the_answer_goes_through_afterwards(visit):
    page = start(visit)
    page.keyboard.press("b")
    page.context.set_offline(True)
    press(page, "Answer")
    expect(card(page)).to_contain_text("That did not come through. What you said is kept here")
    expect(page.get_by_role("radio", checked=True)).to_have_attribute("value", "B")
    page.context.set_offline(False)
    answer(page)

    assert answers(visit) == ["1"]


# --- An assessment tells at the end ---------------------------------------------------------------------------------


def test_going_back_in_an_assessment_shows_nothing(visit):
    page = start(visit, mode="assessment")
    page.keyboard.press("a")
    press(page, "Answer")
    expect(where(page)).to_contain_text("question 2 of")
    second = page.url
    page.go_back()

    expect(card(page)).to_contain_text("You answered this question. What was right is told at the end")
    expect(page.locator(".told, .option, .verdict")).to_have_count(0)
    page.get_by_role("link", name="Go on").click()
    assert page.url == second


# --- What is told ---------------------------------------------------------------------------------------------------


@NARROW_AND_WIDE
def test_an_answer_is_told_from_its_beginning_with_its_formulas_set(visit):
    page = ask(visit, DEMONSTRATED)
    page.keyboard.press("a")
    answer(page)

    assert in_view(verdict(card(page)))
    expect(card(page).locator(UNSET)).to_have_count(0)
    expect(page.locator("[data-announcer]")).to_have_text(verdict(card(page)).inner_text())
    page.get_by_role("link", name="Answer it again").click()
    expect(page.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    expect(card(page).locator(UNSET)).to_have_count(0)


def test_it_is_seen_demonstrated_in_place(visit):
    page = ask(visit, DEMONSTRATED)
    page.keyboard.press("a")
    answer(page)
    page.get_by_role("link", name="Predict and run it here").click()
    demo = page.locator(".demo")
    expect(demo.get_by_role("group", name=re.compile(r"\?$"))).to_be_focused()
    demo.get_by_role("button").first.click()
    expect(demo.locator(".glance-measured")).to_be_visible(timeout=20_000)

    expect(verdict(card(page))).to_be_visible()
    assert page.url.endswith(f"/questions/{DEMONSTRATED}/")


def test_an_answer_in_words_is_judged_by_who_gave_it(visit):
    page = ask(visit, WORDS)
    page.get_by_role("textbox", name="Your answer").fill("Any length works, since the weights are shared.")
    answer(page)
    expect(verdict(card(page))).to_have_text("Now you judge")
    for criterion in page.get_by_role("checkbox").all():
        criterion.check()
    press(page, "Judge my answer")

    expect(card(page)).to_contain_text("Judged by you 100 %")


def test_a_problem_is_reported_where_the_question_stands(visit):
    page = ask(visit, CHOICE)
    page.keyboard.press("a")
    answer(page)
    page.get_by_text("Something is wrong with this question").click()
    page.get_by_role("textbox", name="What is wrong?").fill("Two options are the same.")
    press(page, "Send")

    expect(card(page)).to_contain_text("Thank you. Whoever writes the questions will look into it.")
    expect(verdict(card(page))).to_be_visible()


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
    page = visit.go(TEXT, until="networkidle")
    in_text(page).scroll_into_view_if_needed()
    above = in_text(page).bounding_box()["y"]
    place = opened(page)
    assert in_text(page).bounding_box()["y"] == pytest.approx(above, abs=1)
    expect(place.locator(UNSET)).to_have_count(0)
    assert page.evaluate("'learner' in document.documentElement.dataset") is False

    place.locator(".option").first.click()
    place.get_by_role("button", name="Answer", exact=True).click()
    expect(verdict(place)).to_be_visible()
    assert in_view(verdict(place))
    expect(place.locator(UNSET)).to_have_count(0)
    expect(place.get_by_role("article")).to_be_focused()
    expect(page.get_by_role("banner").get_by_role("link", name="Guest")).to_be_visible()
    assert page.url == visit.home + TEXT


def test_a_question_in_a_page_takes_no_single_keys(visit):
    page = visit.go(TEXT, until="networkidle")
    place = opened(page)
    for key in ("a", "1", "Enter"):
        page.keyboard.press(key)

    expect(place.get_by_role("radio", name=re.compile("Sure|Unsure|Guessing"), checked=True)).to_have_count(0)
    expect(place.locator(".option :checked, .told, .notice")).to_have_count(0)


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
    page.locator(".answers-told summary").click()
    expect(page.locator(".steps-told > li")).to_have_count(len(places))


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


@HARD_TO_READ
def test_every_kind_can_be_read_however_it_is_looked_at(visit):
    for kind, key in KINDS.items():
        page = go_large(visit, f"/practise/questions/{key}/")
        assert_readable(page, screens=False)
        wrong_about(page, kind)
        answer(page)
        expect(page.locator(UNSET)).to_have_count(0)
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
    expect(page.locator(UNSET)).to_have_count(0)
    assert_readable(page)
    assert_readable(visit.go("/practise/"))
    assert_readable(visit.go("/practise/history/"))


def test_a_question_told_in_a_page_is_accessible_and_fits(visit):
    page = visit.go(TEXT, until="networkidle")
    place = opened(page)
    place.locator(".option").first.click()
    place.get_by_role("button", name="Answer", exact=True).click()
    expect(verdict(place)).to_be_visible()
    assert_readable(page)
