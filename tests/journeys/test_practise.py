"""Practice in a browser: asked, answered, told and reported, whatever a keyboard, a connection or a reader does."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import formulas_are_set
from tests.journeys.deeds import NARROW_AND_WIDE
from tests.journeys.practising import (
    CHOICE,
    DEMONSTRATED,
    GAPS,
    MIXED,
    NUMBER,
    ORDER,
    SEVERAL,
    WORDS,
    answer,
    answers,
    ask,
    card,
    in_view,
    press,
    start,
    tab_to,
    verdict,
    where,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.processes,
    pytest.mark.once,
    pytest.mark.usefixtures("no_complaints_but_of_trouble"),
]


def steps(page: Page) -> list[str]:
    return page.locator(".step > .says").all_text_contents()


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


def test_steps_that_nobody_moved_are_asked_about_before_they_are_graded(visit):
    page = ask(visit, ORDER)
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("Is this your order? Move a step, or answer again to keep it.")
    order = page.get_by_role("group", name="Put")
    expect(order).to_be_focused()
    expect(order).to_have_accessible_description(re.compile("^Is this your order"))
    page.reload()

    page.get_by_role("radio", name="Sure", exact=True).check(force=True)
    answered = steps(page)
    press(page, "Answer")
    expect(card(page)).to_contain_text("Is this your order?")
    page.keyboard.press("Enter")
    expect(verdict(card(page))).to_be_visible()
    assert page.locator(".steps-told .says").all_text_contents() == answered


def test_gaps_are_filled_in_by_their_numbers_and_the_first_is_asked_for(visit):
    page = ask(visit, MIXED)
    press(page, "Answer")
    expect(card(page)).to_contain_text("Fill in at least one gap.")
    expect(page.get_by_role("textbox", name="Gap 1")).to_be_focused()
    for number in (2, 3, 4):
        page.keyboard.press("Tab")
        expect(page.get_by_role("textbox", name=f"Gap {number}")).to_be_focused()


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


@NARROW_AND_WIDE
def test_a_hint_is_where_one_looks_and_leaves_what_is_typed(visit):
    page = start(visit, kind="numeric")
    page.get_by_role("textbox", name="Your number").fill("2*3")
    press(page, "A hint (counts a fifth less)")

    hint = page.get_by_role("list", name="Hints").get_by_role("listitem")
    expect(hint).to_have_count(1)
    expect(hint).to_be_focused()
    assert in_view(hint)
    expect(page.locator("[data-announcer]")).to_have_text(re.compile("Hint 1 of [1-9]"))
    expect(page.get_by_role("textbox", name="Your number")).to_have_value("2*3")


def test_what_one_does_not_know_is_told_and_the_focus_goes_on(visit):
    page = start(visit)
    tab_to(page, page.get_by_role("button", name="I don’t know"))
    page.keyboard.press("Enter")
    expect(verdict(card(page))).to_have_text("You said you don’t know")
    expect(page.locator("[data-announcer]")).to_have_text("You said you don’t know")
    expect(card(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(where(page)).to_contain_text("question 2 of")


# --- Once, whatever happens -----------------------------------------------------------------------------------------


def test_a_double_click_is_one_answer(visit):
    page = start(visit)
    page.keyboard.press("a")
    page.get_by_role("button", name="Answer", exact=True).dblclick()
    expect(verdict(card(page))).to_be_visible()
    expect(where(page)).to_contain_text("question 1 of")

    assert answers(visit) == ["1"]


def test_a_double_click_does_not_know_one_question_and_not_the_next(visit):
    page = start(visit, "assessment")
    unknown = page.get_by_role("button", name="I don’t know")

    def click(count: int) -> None:
        unknown.hover()
        page.mouse.down(click_count=count)
        page.mouse.up(click_count=count)

    click(1)
    expect(where(page)).to_contain_text("question 2 of")
    click(2)
    sent = "() => document.querySelector('.where').innerText + document.querySelectorAll('.htmx-request').length"
    assert re.search(r"(?s)question 2 of.*0$", page.evaluate(sent))

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


def test_an_answer_to_a_quiz_that_ended_on_another_page_is_told_so_and_led_to_its_report(visit):
    page = start(visit)
    other = page.context.new_page()
    other.goto(page.url)
    press(other, "End here")
    page.keyboard.press("a")
    press(page, "Answer")
    expect(card(page)).to_contain_text("This quiz is over, so this answer was not counted.")
    expect(card(page)).to_be_focused()
    expect(card(page)).not_to_contain_text("try again")
    card(page).get_by_role("link", name="See its report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")


def test_a_page_that_is_nobody_s_any_more_says_that_it_is_to_be_loaded_again(visit):
    page = start(visit)
    page.keyboard.press("a")
    page.context.clear_cookies()
    press(page, "Answer")
    expect(card(page)).to_contain_text("This page is out of date: on another one you may have logged in or out.")
    expect(card(page)).not_to_contain_text("try again in a moment")


def test_going_back_after_the_end_leads_to_the_report(visit):
    page = start(visit)
    press(page, "Pause")
    page.get_by_role("button", name="Go on").click()  # by way of an address that leads elsewhere after the end
    page.wait_for_url("**/1/")
    page.keyboard.press("a")
    answer(page)
    press(page, "Next question")
    expect(where(page)).to_contain_text("question 2 of")
    press(page, "End here")
    page.wait_for_url("**/report/")
    page.go_back()
    page.wait_for_url("**/report/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("reported")


def test_the_page_s_title_follows_its_question_which_names_what_has_the_focus(visit):
    page = start(visit)
    page.keyboard.press("a")
    answer(page)
    press(page, "Next question")
    expect(page).to_have_title("Question 2 · Practise · Recurrent")
    expect(card(page)).to_be_focused()
    expect(card(page)).to_have_accessible_name(re.compile("What do you answer"))


# --- A choice -------------------------------------------------------------------------------------------------------


def test_how_many_questions_fit_is_told_while_one_chooses(visit):
    page = visit.go("/practise/")
    fits = page.get_by_role("status").filter(has_text="this choice")
    every = fits.inner_text()
    page.get_by_role("checkbox", name="Put in order").check()
    expect(fits).not_to_have_text(every)
    expect(fits).to_have_text(re.compile(r"^\d+ questions fit this choice\."))


# --- An assessment tells at the end ---------------------------------------------------------------------------------


def test_going_back_in_an_assessment_shows_nothing(visit):
    page = start(visit, mode="assessment")
    page.keyboard.press("a")
    press(page, "Answer")
    expect(where(page)).to_contain_text("question 2 of")
    expect(page.locator("[data-announcer]")).to_have_text("Question 2")
    second = page.url
    page.go_back()

    expect(card(page)).to_contain_text("You answered this question. What was right is told at the end")
    expect(page.locator(".told, .option, .verdict")).to_have_count(0)
    page.get_by_role("link", name="Go on").click()
    assert page.url == second


def test_giving_an_assessment_up_is_asked_first_and_a_double_click_is_one_end(visit):
    page = start(visit, mode="assessment")
    question = page.url
    page.get_by_role("link", name="Give up").click()
    press(page, "Go on with it")
    assert page.url == question
    page.get_by_role("link", name="Give up").click()
    page.get_by_role("button", name="Give it up").dblclick()
    page.wait_for_url("**/report/")


# --- What is told ---------------------------------------------------------------------------------------------------


@NARROW_AND_WIDE
def test_an_answer_is_told_from_its_beginning_with_its_formulas_set(visit):
    page = ask(visit, DEMONSTRATED)
    page.keyboard.press("a")
    answer(page)

    assert in_view(verdict(card(page)))
    formulas_are_set(card(page))
    expect(page.locator("[data-announcer]")).to_have_text(verdict(card(page)).inner_text())
    page.get_by_role("link", name="Answer it again").click()
    expect(page.get_by_role("button", name="Answer", exact=True)).to_be_visible()
    formulas_are_set(card(page))


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


def test_an_answer_in_words_is_sent_by_its_keys_and_judged_by_who_gave_it(visit):
    page = start(visit, kind="text")
    page.get_by_role("textbox", name="Your answer").fill("Any length works, since the weights are shared.")
    page.keyboard.press("Control+Enter")
    expect(verdict(card(page))).to_have_text("Now you judge")
    expect(card(page)).to_be_focused()
    page.keyboard.press("Enter")
    for criterion in page.get_by_role("checkbox").all():
        criterion.check()
    press(page, "Judge my answer")

    expect(card(page)).to_contain_text("Judged by you 100 %")


@pytest.mark.parametrize("mode", ["practice", "assessment"])
def test_a_problem_is_reported_while_the_question_waits_and_nothing_typed_is_lost_or_pressed(visit, mode):
    page = start(visit, mode=mode)
    page.keyboard.press("b")
    before = page.locator(".option").first.bounding_box()["y"]
    tab_to(page, page.locator(".problem-form > summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="What is wrong?")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card(page)).to_contain_text("Say in a few words what is wrong.")
    expect(page.get_by_role("textbox", name="What is wrong?")).to_be_focused()
    page.keyboard.type("a c 1 3")
    page.keyboard.press("Enter")
    page.keyboard.type("are all the same")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    thanks = page.get_by_text("Thank you. Whoever writes the questions will look into it.")
    expect(thanks).to_be_focused()
    expect(where(page)).to_contain_text("question 1 of")
    expect(page.locator(".option :checked")).to_have_attribute("value", "B")
    assert page.locator(".option").first.evaluate("each => each.getBoundingClientRect().y + scrollY") == before
    page.keyboard.press("Enter")
    expect(verdict(card(page)) if mode == "practice" else where(page)).not_to_contain_text("question 1 of")


def test_a_problem_that_did_not_come_through_says_so_and_keeps_its_words(visit):
    page = start(visit)
    page.get_by_text("Something is wrong with this question").click()
    said = page.get_by_role("textbox", name="What is wrong?")
    said.fill("Two options are the same.")
    page.context.set_offline(True)
    press(page, "Send")
    expect(card(page)).to_contain_text("That did not come through. Your words are kept here: try again in a moment.")
    page.context.set_offline(False)
    expect(said).to_have_value("Two options are the same.")
    press(page, "Send")

    expect(card(page)).to_contain_text("Thank you. Whoever writes the questions will look into it.")


def test_by_itself_a_question_in_words_is_sent_by_its_keys_and_asked_again_with_the_focus_on_it(visit):
    page = ask(visit, WORDS)
    page.get_by_role("textbox", name="Your answer").fill("Any length works.")
    page.keyboard.press("Control+Enter")
    expect(verdict(card(page))).to_have_text("Now you judge")
    page.get_by_role("link", name="Answer it again").click()

    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("")
    expect(card(page)).to_be_focused()


def test_a_problem_is_reported_where_the_question_stands(visit):
    page = ask(visit, CHOICE)
    page.keyboard.press("a")
    answer(page)
    page.get_by_text("Something is wrong with this question").click()
    page.get_by_role("textbox", name="What is wrong?").fill("Two options are the same.")
    press(page, "Send")

    expect(card(page)).to_contain_text("Thank you. Whoever writes the questions will look into it.")
    expect(verdict(card(page))).to_be_visible()
