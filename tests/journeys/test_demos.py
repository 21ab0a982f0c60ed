"""A demo in a topic's page: predict, and the worker answers where one reads. Several on a page run side by side."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SHIFTS, assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once]

PAGE = "/learn/gradients-through-time/"
WIDTHS = [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 1280, "height": 900}}]
BOTH_WIDTHS = pytest.mark.parametrize("visit", WIDTHS, indirect=True, ids=["telephone", "desk"])
FURNITURE = re.compile(r"htmx|uPlot|glance|plot\.")


def demos(page, key="vanishing-gradients"):
    return page.locator(f".demo[data-demo={key}]:has([data-demo-here])")


def card(demo):
    return demo.get_by_role("group", name=re.compile(r"\?$"))


def opened(demo):
    demo.get_by_role("link", name="Predict and run it here").click()
    expect(card(demo)).to_be_focused()
    return card(demo)


def predict(demo, choice):
    demo.get_by_role("button", name=choice).click()
    expect(demo.locator(".glance-measured")).to_be_visible(timeout=20_000)
    expect(demo.locator(".uplot canvas")).to_be_visible()


def test_a_prediction_is_made_run_and_answered_on_the_page(visit):
    page = visit.go(PAGE)
    demo = demos(page).first
    expect(opened(demo)).to_contain_text("64 tanh units read 20 steps.")
    predict(demo, "All of it, or more")

    expect(card(demo)).to_contain_text("Wrong. You predicted all of it, or more. It was a thousandth to all of it")
    expect(page.locator("[data-announcer]")).to_contain_text("Wrong. You predicted all of it, or more.")
    expect(page.get_by_role("banner").get_by_role("link", name="Guest")).to_be_visible()
    expect(demo.get_by_role("link", name="See why, change the numbers")).to_have_attribute(
        "href", re.compile(r"/lab/vanishing-gradients/\?steps=20&norm=0.9&.*seed=1")
    )
    assert (page.url, page.evaluate("document.activeElement.id")) == (visit.home + PAGE, "glance-1")
    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])


def test_what_a_card_needs_is_fetched_when_one_is_asked_for(visit):
    page = visit.go(PAGE, until="networkidle")
    assert [url for url in visit.requests if FURNITURE.search(url.rsplit("/", 1)[1])] == []
    opened(demos(page).first)
    opened(demos(page).nth(1))
    page.wait_for_load_state("networkidle")

    fetched = [url.rsplit("/", 1)[1].split(".")[0] for url in visit.requests if FURNITURE.search(url.rsplit("/", 1)[1])]
    assert sorted(fetched) == ["glance", "htmx", "plot", "plot", "uPlot", "uPlot"]


def test_two_cards_on_a_page_run_side_by_side(visit):
    page = visit.go(PAGE)
    first, second = demos(page).first, demos(page, "gradient-clipping").first
    opened(first)
    opened(second)
    second.get_by_role("button").first.click()
    first.get_by_role("button", name="A thousandth to all of it").click()
    expect(first.locator(".glance-measured")).to_be_visible(timeout=20_000)
    expect(second.locator(".glance-measured")).to_be_visible(timeout=20_000)

    expect(first).to_contain_text("Right. You predicted a thousandth to all of it")
    expect(second).to_contain_text("Without clipping, when does the loss pass a million?")
    expect(demos(page).nth(1).get_by_role("link", name="Predict and run it here")).to_be_visible()
    visit.go("/lab/runs/")
    assert page.locator("table.runs tbody tr").count() == 2


def test_a_double_click_is_one_run(visit):
    page = visit.go(PAGE)
    demo = demos(page).nth(2)
    opened(demo)
    demo.get_by_role("button", name="All of it, or more").dblclick()
    expect(demo.locator(".glance-measured")).to_be_visible(timeout=20_000)
    visit.go("/lab/runs/")

    assert page.locator("table.runs tbody tr").count() == 1


def test_by_keyboard_alone(visit):
    page = visit.go(PAGE)
    demo = demos(page).first
    demo.get_by_role("link", name="Predict and run it here").focus()
    page.keyboard.press("Enter")
    expect(card(demo)).to_be_focused()
    page.keyboard.press("Tab")
    expect(demo.get_by_role("button", name="All of it, or more")).to_be_focused()
    page.keyboard.press("Enter")
    expect(demo.locator(".glance-measured")).to_be_visible(timeout=20_000)
    expect(card(demo)).to_be_focused()
    page.keyboard.press("Tab")
    expect(demo.get_by_text("The same data as a table")).to_be_focused()
    page.keyboard.press("Tab")

    expect(demo.get_by_role("link", name="See why, change the numbers")).to_be_focused()


@BOTH_WIDTHS
def test_once_there_is_room_for_the_card_nothing_moves_and_all_of_it_is_accessible(visit):
    page = visit.settled(PAGE)
    demo = demos(page).nth(3)
    demo.scroll_into_view_if_needed()
    above = demo.bounding_box()["y"]
    opened(demo)
    assert demo.bounding_box()["y"] == pytest.approx(above, abs=1)
    page.evaluate(SHIFTS)
    predict(demo, "All of it, or more")
    page.wait_for_timeout(100)

    assert page.evaluate("window.shifted") < 0.02
    assert_readable(page)


def test_without_a_connection_the_card_says_so_and_goes_on_afterwards(visit):
    page = visit.go(PAGE, until="networkidle")
    demo = demos(page).first
    page.context.set_offline(True)
    demo.get_by_role("link", name="Predict and run it here").click()
    expect(demo.get_by_role("status")).to_have_text("The lab can’t be reached. Try again in a moment.")
    page.context.set_offline(False)
    opened(demo)
    page.context.set_offline(True)
    demo.get_by_role("button", name="All of it, or more").click()
    expect(demo).to_contain_text("That did not come through. Choose again in a moment: nothing is run twice.")
    page.context.set_offline(False)

    predict(demo, "All of it, or more")


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
def test_without_javascript_the_button_leads_to_the_lab(visit):
    page = visit.go(PAGE)
    demos(page).first.get_by_role("link", name="Predict and run it here").click()

    assert page.url == visit.home + "/lab/vanishing-gradients/?steps=20&norm=0.9"


def test_on_paper_a_demo_is_its_claim(visit):
    page = visit.go(PAGE)
    opened(demos(page).first)
    page.emulate_media(media="print")

    expect(demos(page).first).to_contain_text("vanishes exponentially")
    expect(card(demos(page).first)).to_be_hidden()
