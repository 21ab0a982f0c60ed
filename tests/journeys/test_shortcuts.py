"""The keys, and the search they lead to."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.deeds import NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]


def shortcuts(page: Page):
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def listed(page: Page) -> list[str]:
    return [" ".join(row.inner_text().split()) for row in shortcuts(page).locator("dl > div:visible").all()]


def test_a_question_mark_lists_the_shortcuts_of_every_page_and_of_this_one(visit):
    page = visit.go("/lab/vanishing-gradients/")
    page.keyboard.press("?")
    assert listed(page) == ["/ Search", "? This list", "Esc Close what is open", "Ctrl + Enter Run"]
    page.keyboard.press("Escape")
    expect(shortcuts(page)).to_be_hidden()

    page = visit.go("/lab/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert listed(page) == ["/ Search", "? This list", "Esc Close what is open"]
    shortcuts(page).get_by_role("button", name="Close").click()
    expect(shortcuts(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_focused()


def test_a_slash_goes_to_the_search_and_into_its_field(visit):
    page = visit.go("/learn/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")

    field.fill("gate")
    field.press("Enter")
    page.wait_for_url("**/search/?q=gate")
    page.locator("[data-hit]").first.focus()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.type("cell")
    expect(field).to_have_value("cell")


def test_no_shortcut_fires_while_somebody_types(visit):
    page = visit.go("/lab/vanishing-gradients/")
    field = page.locator("input[inputmode]").first
    field.fill("")
    field.press("?")
    field.press("/")
    expect(field).to_have_value("?/")
    expect(shortcuts(page)).to_be_hidden()
    assert page.url.endswith("/lab/vanishing-gradients/")

    page.evaluate("document.querySelector('h1').contentEditable = true")
    page.locator("h1").focus()
    page.keyboard.press("?")
    expect(shortcuts(page)).to_be_hidden()


@pytest.mark.parametrize("keys", ["Control+/", "Alt+/", "Meta+/", "Control+?"])
def test_no_shortcut_fires_with_another_key_held_down(visit, keys):
    page = visit.go("/learn/")
    page.keyboard.press(keys)
    expect(shortcuts(page)).to_be_hidden()
    assert page.url.endswith("/learn/")


def test_nor_on_a_key_held_down_nor_behind_an_open_dialog(visit):
    page = visit.go("/learn/")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { key: '?', repeat: true, bubbles: true }))")
    expect(shortcuts(page)).to_be_hidden()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(shortcuts(page)).to_be_visible()
    assert page.url.endswith("/learn/")


def test_the_key_counts_as_the_keyboard_s_layout_has_it(visit):
    """On a German keyboard "?" is Shift+ß, and on some others it is typed with AltGr."""
    page = visit.go("/learn/")
    page.evaluate(
        """document.dispatchEvent(new KeyboardEvent("keydown", {
            key: "?", code: "Minus", shiftKey: true, ctrlKey: true, altKey: true, modifierAltGraph: true,
        }))"""
    )
    expect(shortcuts(page)).to_be_visible()


def test_single_keys_can_be_switched_off_and_on_again_and_the_list_still_opens(visit):
    page = visit.go("/learn/")
    page.keyboard.press("?")
    shortcuts(page).get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page = visit.go("/learn/")
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(shortcuts(page)).to_be_hidden()
    assert page.url.endswith("/learn/")

    page.get_by_role("button", name="Keyboard shortcuts").click()
    shortcuts(page).get_by_label("Single-key shortcuts").check()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(shortcuts(page)).to_be_visible()


def test_arrows_move_between_the_field_and_the_hits(visit):
    page = visit.go("/search/?q=gate")
    field, hits = page.get_by_role("searchbox"), page.locator("[data-hit]")
    field.focus()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    target = hits.nth(0).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{target}")
    expect(page.locator(f"[id='{target.split('#')[1]}']")).to_be_visible()


@NO_SCRIPT
def test_the_search_works_without_javascript(visit):
    page = visit.page
    page.goto(visit.home + "/search/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill("forget gate")
    field.press("Enter")
    expect(page.locator("[data-hit]").first).to_have_attribute("href", "/learn/lstm/#lstm.forget-gate")
