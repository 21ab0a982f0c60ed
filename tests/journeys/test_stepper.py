"""A cell, step by step: by keyboard, by slider, with its numbers in a table, on every screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_readable
from tests.journeys.deeds import NARROW_AND_WIDE, NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes]
BY_HAND = (
    "/lab/cell-steps/?cell=lstm&inputs=1,0,0&h0=0.5&c0=1"
    "&lstm_forget=0.5,1,1&lstm_input=-1,2,-1&lstm_candidate=1.5,-1,0&lstm_output=0,2,-1"
)
FORGET = ["σ(0.5·1 + 1·0.5 + 1)", "σ(0.5·0 + 1·0.3976 + 1)", "σ(0.5·0 + 1·0.2716 + 1)"]


def stepper(page: Page):
    return page.get_by_role("figure", name="The cell, step by step")


def stepped(visit, path: str):
    page = visit.go(path)
    page.locator("#lab").evaluate("(lab) => { lab.dataset.before = ''; }")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#lab[data-before]")).to_have_count(0)  # another test's result may stand there already
    expect(stepper(page)).to_be_visible(timeout=20_000)
    return page


def filled_level(page: Page) -> str:
    return page.locator("[data-each-transform]").first.get_attribute("transform")


@pytest.mark.usefixtures("no_complaints")
def test_the_keys_go_from_step_to_step_and_every_number_goes_along(visit):
    page = stepped(visit, BY_HAND)
    told = stepper(page).locator("[aria-live=polite]")
    expect(told).to_contain_text("Step 1 of 3. x is 1. The cell keeps 0.8808 of its 1 and adds 0.2048.")
    expect(stepper(page)).to_contain_text(FORGET[0])
    assert filled_level(page) == "scale(1 0.8808)"

    stepper(page).get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(told).to_contain_text("Step 2 of 3. x is 0. The cell keeps 0.8018 of its 1.0856")
    expect(stepper(page)).to_contain_text(FORGET[1])
    assert filled_level(page) == "scale(1 0.8018)"

    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Step 3 of 3.")
    expect(stepper(page)).to_contain_text(FORGET[2])
    expect(stepper(page).get_by_role("button", name="Next")).to_have_attribute("aria-disabled", "true")

    page.keyboard.press("ArrowRight")
    expect(told).to_contain_text("Step 3 of 3.")

    slider = stepper(page).get_by_role("slider", name="Step")
    expect(slider).to_have_value("3")
    slider.focus()
    page.keyboard.press("Home")
    expect(told).to_contain_text("Step 1 of 3.")
    expect(stepper(page).get_by_role("button", name="Previous")).to_have_attribute("aria-disabled", "true")


def test_what_a_step_changes_is_marked_unless_motion_is_unwanted(visit):
    page = stepped(visit, BY_HAND)
    animations = "document.querySelectorAll('.changed').length && document.getAnimations().length > 0"
    page.emulate_media(reduced_motion="reduce")
    stepper(page).get_by_role("button", name="Next").click()
    assert page.evaluate(animations) is False
    page.emulate_media(reduced_motion="no-preference")
    stepper(page).get_by_role("button", name="Next").click()
    assert page.evaluate(animations) is True


@NARROW_AND_WIDE
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_no_label_of_the_drawing_is_too_small_to_read(visit, cell):
    page = stepped(visit, f"/lab/cell-steps/?cell={cell}")
    smallest = page.evaluate("""() => {
        const svg = document.querySelector("[data-stepper] svg");
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        const size = (label) => parseFloat(getComputedStyle(label).fontSize);
        return Math.min(...[...svg.querySelectorAll("text, tspan")].map(size)) * scale;
    }""")
    assert smallest >= 9.5


@pytest.mark.once
def test_every_cell_is_accessible_and_fits(visit):
    for cell in ("lstm", "gru", "rnn"):
        assert_readable(stepped(visit, f"/lab/cell-steps/?cell={cell}"))


@NO_SCRIPT
def test_without_javascript_the_first_step_is_drawn_and_nothing_pretends_to_work(visit):
    page = visit.page
    page.goto(visit.home + BY_HAND)
    page.get_by_role("button", name="Run").click()
    for _ in range(100):
        if stepper(page).count():
            break
        page.wait_for_timeout(100)
        page.reload()
    expect(stepper(page)).to_contain_text(FORGET[0])
    expect(stepper(page).get_by_role("button", name="Next")).to_be_hidden()
