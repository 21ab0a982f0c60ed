"""A run in a real browser, from the prediction to the end of it, whichever that is."""

import pytest
from playwright.sync_api import expect

from sandbox.experiments.registry import EXPERIMENTS
from tests.journeys.deeds import NARROW_AND_WIDE, forgive

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]

# Cancel takes the place of an asking that is on its way, of which htmx tells the console.
GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")
# About ten seconds of one core: long enough to do something in the middle, and another seed in each test.
HEAVY = "/lab/adding-problem/?steps=100&iterations=4000&hidden=64"


def begun(visit, seed):
    page = visit.go(f"{HEAVY}&seed={seed}")
    page.get_by_label("0.15 or more").check()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#result")).to_contain_text("Running,", timeout=20_000)
    return page


@NARROW_AND_WIDE
def test_who_predicts_and_runs_sees_it_grow_and_can_call_it_off_in_the_middle(visit):
    page = begun(visit, seed=visit.page.viewport_size["width"])
    expect(page.locator(".uplot canvas")).to_be_visible(timeout=20_000)
    expect(page.locator("#result")).to_contain_text("You predicted: 0.15 or more")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("#result")).to_contain_text("Cancelled.")
    expect(page.locator("#result")).to_be_focused()
    forgive(visit, *GIVEN_UP)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    page.get_by_role("link", name="Lab", exact=True).first.click()
    page.get_by_role("link", name="Your runs").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Cancelled")


def test_a_page_that_comes_back_picks_the_run_up_and_cancel_can_be_reached_by_keys(visit):
    page = begun(visit, seed=3)
    page.reload()
    expect(page.locator("#result")).to_contain_text("Running,")
    page.get_by_role("button", name="Cancel").focus()
    page.wait_for_timeout(700)  # a few of its updates: the button is none of what they swap
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_contain_text("Cancelled.")
    expect(page.locator("#result")).to_be_focused()
    forgive(visit, *GIVEN_UP)


def test_who_waits_at_cancel_is_brought_to_the_result_when_it_is_there(visit):
    page = visit.go("/lab/adding-problem/?steps=60&iterations=1000&seed=7")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Cancel").focus()
    expect(page.locator("#result .verdict")).to_be_visible(timeout=30_000)
    expect(page.locator("#result")).to_be_focused()


def test_a_double_click_is_one_run(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=33&seed=12")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    expect(page.locator("#result .verdict")).to_be_visible(timeout=20_000)
    page = visit.go("/lab/runs/")
    expect(page.get_by_role("row")).to_have_count(2)


def test_no_parameter_hides_what_is_asked_of_a_form(visit):
    """A field’s name stands for the field on its form: htmx asked one for its `form`, and Run did nothing."""
    names = sorted({parameter.name for experiment in EXPERIMENTS.values() for parameter in experiment.settings})
    known = "(names) => names.filter((name) => ['form', 'input'].some((tag) => name in document.createElement(tag)))"
    harmless = ["hidden", "length", "width"]  # which nobody asks of a form
    assert visit.go("/lab/").evaluate(known, names) == harmless


# Each formula that is higher than its place: what is too wide scrolls, what is too high would be cut off.
CUT = """() =>
  [...document.querySelectorAll('.arithmatex')].filter((one) => one.scrollHeight > one.clientHeight + 1).length
"""


@NARROW_AND_WIDE
def test_every_experiment_shows_its_formulas_whole_and_no_wider_than_the_screen(visit):
    page, cut, wide = visit.page, {}, {}
    for key in EXPERIMENTS:
        visit.go(f"/lab/{key}/")
        expect(page.locator(".explanation .arithmatex .katex").first).to_be_visible()
        cut[key] = page.evaluate(CUT)
        wide[key] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert cut == dict.fromkeys(EXPERIMENTS, 0)
    assert wide == dict.fromkeys(EXPERIMENTS, 0)
