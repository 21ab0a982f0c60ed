"""The home page's card in a real browser: predict, and the worker answers in the same place."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.processes]
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((seen) => seen.getEntries().forEach(({ value }) => window.shifts.push(value)))
        .observe({ type: "layout-shift", buffered: true });
"""


def predict(page, choice):
    page.get_by_role("button", name=choice).click()
    expect(page.locator(".glance-measured")).to_be_visible(timeout=20_000)
    expect(page.locator(".glance .uplot canvas")).to_be_visible()


def test_a_wrong_prediction_is_answered_in_the_card(visit):
    page = visit.go("/")
    predict(page, "All of it, or more")
    card = page.locator("#glance")

    expect(card).to_contain_text("Wrong. You predicted all of it, or more. It was less than a millionth")
    expect(card).to_contain_text("This run bore the claim out.")
    expect(page.locator("[data-announcer]")).to_contain_text("Wrong. You predicted all of it, or more.")
    expect(page.get_by_role("banner").get_by_role("link", name="Guest")).to_be_visible()
    assert page.url == visit.home + "/"
    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])


def test_one_thing_leads_to_the_next(visit):
    page = visit.go("/")
    predict(page, "Less than a millionth")
    expect(page.locator("#glance")).to_contain_text("Right. You predicted less than a millionth")
    page.get_by_role("link", name="Another question").click()
    expect(page.locator(".opening-last")).to_contain_text("Right. You predicted less than a millionth")
    predict(page, "All of it, or more")
    page.get_by_role("link", name="See why, change the numbers").click()
    expect(page.get_by_role("heading", name="The claim says nothing about this run")).to_be_visible()
    visit.go("/lab/runs/")

    assert page.locator("table.runs tbody tr").count() == 2


def test_by_keyboard_the_focus_stays_in_the_card(visit):
    page = visit.go("/")
    page.get_by_role("button", name="A thousandth to all of it").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".glance-measured")).to_be_visible(timeout=20_000)
    assert page.evaluate("document.activeElement.id") == "glance"
    page.keyboard.press("Tab")
    expect(page.get_by_text("The same data as a table")).to_be_focused()
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="See why, change the numbers")).to_be_focused()


@pytest.mark.parametrize("visit", [{"viewport": {"width": w, "height": 800}} for w in (360, 768, 1280)], indirect=True)
def test_nothing_jumps_and_the_answer_is_accessible(visit):
    visit.page.add_init_script(SHIFTS)
    page = visit.go("/")
    assert page.locator("#glance").bounding_box()["x"] >= 0
    predict(page, "A millionth to a thousandth")
    page.wait_for_timeout(100)

    assert sum(page.evaluate("window.shifts")) < 0.02
    assert_readable(page)


@pytest.mark.parametrize("visit", [{"viewport": {"width": 360, "height": 740}}], indirect=True, ids=["telephone"])
def test_on_a_telephone_the_choices_are_on_the_first_screen(visit):
    page = visit.go("/")
    boxes = [button.bounding_box() for button in page.locator(".glance-answer button").all()]

    assert len(boxes) == 4
    assert all(box["y"] + box["height"] <= 740 for box in boxes)
    assert all(box["height"] >= 44 for box in boxes)
