"""A drawing and what is said about its parts: pointing at either lights up both."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable
from tests.journeys.deeds import NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]

TOUCH = pytest.mark.parametrize(
    "visit",
    [{"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}],
    indirect=True,
    ids=["a telephone"],
)
LIT = (
    "[...document.querySelectorAll('.figure .lit')].map((each) => each.dataset.part ?? `said: ${each.dataset.partOf}`)"
)


def drawn(page, part):
    return page.locator(f"[data-part={part}]").first


def said(page, part):
    return page.locator(f"[data-part-of={part}]")


def lit(page) -> set[str]:
    return set(page.evaluate(LIT))


def test_pointing_at_a_part_of_the_drawing_lights_up_what_is_said_about_it(visit):
    page = visit.go("/learn/lstm/")
    assert lit(page) == set()
    page.locator("[data-part=forget] .fig-hit").hover()
    assert lit(page) == {"forget", "said: forget"}
    page.locator("[data-part=output] .fig-hit").hover()
    assert lit(page) == {"output", "said: output"}
    page.mouse.move(0, 0)
    assert lit(page) == set()


def test_pointing_at_a_formula_lights_up_the_drawing(visit):
    page = visit.go("/learn/lstm/")
    said(page, "cell").locator(".formula").hover()
    assert lit(page) == {"cell", "said: cell"}


def test_by_keyboard_every_part_is_reached_and_held(visit):
    page = visit.go("/learn/gru/")
    drawn(page, "blend").focus()
    reached = [page.evaluate("document.activeElement.getAttribute('aria-label')")]
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert reached == ["Blend", "Reset gate", "Candidate", "Update gate"]
    assert lit(page) == {"update", "said: update"}

    page.keyboard.press("Enter")
    expect(drawn(page, "update")).to_have_attribute("aria-pressed", "true")
    page.evaluate("document.activeElement.blur()")
    assert lit(page) == {"update", "said: update"}
    page.keyboard.press("Escape")
    expect(drawn(page, "update")).to_have_attribute("aria-pressed", "false")
    assert lit(page) == set()


def test_the_button_beside_a_formula_holds_and_lets_go(visit):
    page = visit.go("/learn/gru/")
    button = said(page, "reset").get_by_role("button", name="Reset gate")
    button.click()
    page.mouse.move(0, 0)
    assert lit(page) == {"reset", "said: reset"}
    button.press("Enter")
    assert lit(page) == set()


@TOUCH
def test_on_a_telephone_a_tap_holds_and_another_one_lets_go(visit):
    page = visit.go("/learn/lstm/")
    page.locator("[data-part=input] .fig-hit").tap()
    assert lit(page) == {"input", "said: input"}
    page.locator("[data-part=input] .fig-hit").tap()
    assert lit(page) == set()
    said(page, "output").get_by_role("button").tap()
    assert lit(page) == {"output", "said: output"}
    page.locator("h1").tap()
    assert lit(page) == set()


def test_a_page_with_a_part_held_is_readable(visit):
    page = visit.go("/learn/lstm/")
    said(page, "cell").get_by_role("button").click()
    assert_readable(page)


@NO_SCRIPT
def test_without_javascript_all_of_it_is_said(visit):
    page = visit.go("/learn/lstm/")
    cell = page.locator(".figure").filter(has=page.locator("[data-part=forget]"))
    expect(cell.locator("[data-part-of] .says")).to_have_count(5)
    expect(page.locator(".figure .lit")).to_have_count(0)
    expect(page.get_by_role("img", name="One step of an LSTM")).to_be_visible()
