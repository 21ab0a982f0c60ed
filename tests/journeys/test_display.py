"""Theme, text size and shortcuts: the reader's choice, kept."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable
from tests.journeys.deeds import NARROW_AND_WIDE, NO_SCRIPT, display, forgive, look, opened, run

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]


@NARROW_AND_WIDE
def test_the_display_opens_within_the_window_and_closes_by_a_click_beside_it(visit):
    page = visit.go("/learn/")
    box = opened(page).bounding_box()
    width = page.viewport_size["width"]
    assert box["x"] >= 8
    assert box["x"] + box["width"] <= width - 8
    assert page.evaluate("document.scrollingElement.scrollWidth") == width

    page.mouse.click(20, 700)
    expect(display(page)).to_be_hidden()


def test_what_is_chosen_holds_at_once_and_on_the_next_page(visit):
    page = visit.go("/learn/")
    panel = opened(page)
    before = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    panel.get_by_role("radio", name="Dark").check()
    panel.get_by_role("radio", name="125 %").check()
    panel.get_by_label("Single-key shortcuts").uncheck()
    chosen = {"theme": "dark", "textSize": "125", "shortcuts": "off"}
    assert look(page) == chosen
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") != before

    page = visit.go("/lab/")
    assert look(page) == chosen
    panel = opened(page)
    expect(panel.get_by_role("radio", name="Dark")).to_be_checked()
    expect(panel.get_by_role("radio", name="125 %")).to_be_checked()
    expect(panel.get_by_label("Single-key shortcuts")).not_to_be_checked()

    panel.get_by_role("radio", name="System").check()
    panel.get_by_role("radio", name="100 %").check()
    panel.get_by_label("Single-key shortcuts").check()
    assert look(page) == {}
    assert look(visit.go("/learn/")) == {}


def test_the_theme_is_there_before_the_first_paint(visit):
    page = visit.go("/learn/")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.route("**/main.*.js", lambda route: route.abort())
    page.goto(visit.home + "/learn/", wait_until="domcontentloaded")
    assert look(page) == {"theme": "dark"}
    forgive(visit, "ERR_FAILED", "failed: ")


@pytest.mark.parametrize("kept", ["purple", "", "dark; light"])
def test_nonsense_in_the_browser_s_memory_is_ignored(visit, kept):
    page = visit.go("/learn/")
    page.evaluate(
        "kept => ['theme', 'text-size', 'shortcuts'].forEach((name) => localStorage.setItem(name, kept))", kept
    )
    assert look(visit.go("/learn/")) == {}


def test_the_display_by_keyboard_alone(visit):
    page = visit.go("/learn/")
    button = page.get_by_role("button", name="Theme and text size")
    button.focus()
    page.keyboard.press("Enter")
    expect(display(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="System")).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert look(page) == {"theme": "light"}
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert look(page) == {"theme": "light", "textSize": "112"}
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert look(page) == {"theme": "light", "textSize": "112", "shortcuts": "off"}
    page.keyboard.press("Escape")
    expect(display(page)).to_be_hidden()
    expect(button).to_be_focused()


def test_a_learner_s_choice_is_kept_in_their_profile_and_outranks_the_browser_s(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=31")
    run(page)
    page = visit.go("/learn/")
    with page.expect_response("**/you/look/") as told:
        opened(page).get_by_role("radio", name="Dark").check()
    assert told.value.status == 204

    page.evaluate("localStorage.clear()")
    page.evaluate("localStorage.setItem('theme', 'light'); localStorage.setItem('shortcuts', 'off')")
    assert look(visit.go("/lab/")) == {"theme": "dark"}


def test_what_was_chosen_before_there_was_a_learner_comes_along(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=32")
    panel = opened(page)
    panel.get_by_role("radio", name="Dark").check()
    panel.get_by_role("radio", name="112 %").check()
    page.keyboard.press("Escape")
    run(page)
    with page.expect_response("**/you/look/") as told:
        page.goto(visit.home + "/learn/")
    assert told.value.status == 204
    assert look(page) == {"theme": "dark", "textSize": "112"}

    page.evaluate("localStorage.clear()")
    assert look(visit.go("/lab/")) == {"theme": "dark", "textSize": "112"}


def test_of_both_what_the_profile_says_already_stays(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=37")
    run(page)
    page = visit.go("/learn/")
    with page.expect_response("**/you/look/"):
        opened(page).get_by_role("radio", name="Dark").check()
    page.evaluate("localStorage.setItem('theme', 'light'); localStorage.setItem('text-size', '150')")
    page.evaluate("localStorage.setItem('look-untold', 'yes')")
    with page.expect_response("**/you/look/"):
        page.goto(visit.home + "/lab/")
    assert look(page) == {"theme": "dark", "textSize": "150"}


def test_if_the_profile_could_not_be_told_the_display_says_so(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=33")
    run(page)
    page = visit.go("/learn/")
    page.route("**/you/look/", lambda route: route.abort())
    panel = opened(page)
    panel.get_by_role("radio", name="Dark").check()
    expect(panel.get_by_role("status")).to_have_text(
        "It holds on this page, but your account could not be told. Try again in a moment."
    )
    assert look(page) == {"theme": "dark"}

    page.unroute("**/you/look/")
    panel.get_by_role("radio", name="Light").check()
    expect(panel.get_by_role("status")).to_be_empty()
    forgive(visit, "ERR_FAILED", "/you/look/")


@NO_SCRIPT
def test_without_javascript_a_link_leads_to_the_form_instead(visit):
    page = visit.page
    page.goto(visit.home + "/learn/")
    expect(page.get_by_role("button", name="Theme and text size")).to_be_hidden()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_hidden()
    page.get_by_role("link", name="Theme and text size").click()
    assert page.url == f"{visit.home}/you/#look"


@pytest.mark.once
def test_what_opens_and_what_is_found_is_accessible_and_fits(visit):
    page = visit.go("/lab/vanishing-gradients/")
    opened(page)
    assert_readable(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert_readable(page)
    for path in ("/search/", "/search/?q=gate", "/search/?q=gate+xyzzy"):
        assert_readable(visit.go(path))
