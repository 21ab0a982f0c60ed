"""Reading a topic's page: it stands still, goes along with its reader, and gives away what it shows."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit, assert_readable, formulas_are_set
from tests.journeys.deeds import NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]

PAGE = "/learn/vanilla-rnn/"
WIDTHS = [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 1280, "height": 900}}]
NARROW = pytest.mark.parametrize("visit", WIDTHS[:1], indirect=True, ids=["telephone"])
COPYING = pytest.mark.parametrize(
    "visit", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=["may copy"]
)
COUNT_SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


def contents(page: Page):
    return page.get_by_role("navigation", name="On this page")


def here(page: Page):
    return contents(page).locator("[aria-current=location]")


# --- It stands still ------------------------------------------------------------------------------------------------


def slow(visit: Visit) -> None:
    """A cheap telephone on a bad day: a quarter of the speed, and a network of 2 Mbit/s."""
    line = {"offline": False, "latency": 100, "downloadThroughput": 250_000, "uploadThroughput": 100_000}
    session = visit.page.context.new_cdp_session(visit.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@pytest.mark.parametrize("visit", WIDTHS, indirect=True, ids=["telephone", "desk"])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}#contract-and-fade"])
def test_nothing_jumps_when_formulas_and_their_letters_arrive(visit, address):
    visit.page.add_init_script(COUNT_SHIFTS)
    slow(visit)
    page = visit.go(address)
    formulas_are_set(page)

    assert page.evaluate("window.shifted") < 0.02
    assert page.locator(".katex").count() > 100
    assert page.locator(".katex-error").count() == 0


def test_the_letters_of_formulas_are_there_before_the_first_one_is_seen(visit):
    page = visit.go(PAGE)
    expect(page.locator("article .katex").first).to_be_visible()

    assert page.evaluate("document.fonts.check('16px KaTeX_Main') && document.fonts.check('16px KaTeX_Math')")


# --- It goes along --------------------------------------------------------------------------------------------------


def test_the_contents_show_where_the_reader_is(visit):
    page = visit.go(PAGE)
    expect(here(page)).to_have_count(0)
    page.locator("#hidden-state").evaluate("section => section.scrollIntoView()")
    expect(here(page)).to_have_attribute("href", "#hidden-state")
    page.locator("#by-hand").evaluate("part => part.scrollIntoView()")
    expect(here(page)).to_have_attribute("href", "#by-hand")

    contents(page).get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport()
    assert page.url.endswith("#sources")


@NARROW
def test_on_a_telephone_they_are_a_bar_that_names_the_place_and_opens(visit):
    page = visit.go(PAGE)
    link = contents(page).get_by_role("link", name="Sources")
    expect(link).to_be_hidden()
    page.locator("#hidden-state").evaluate("section => section.scrollIntoView()")
    expect(contents(page).locator("summary")).to_contain_text("The hidden state is all that it remembers")
    expect(contents(page).locator("summary")).to_be_in_viewport()

    contents(page).locator("summary").click()
    link.click()
    expect(link).to_be_hidden()
    heading = page.get_by_role("heading", name="Sources")
    expect(heading).to_be_in_viewport()
    assert heading.bounding_box()["y"] >= contents(page).bounding_box()["height"]  # not behind the bar


def test_by_keyboard_one_goes_from_section_to_section_and_from_topic_to_topic(visit):
    page = visit.go(PAGE)
    page.keyboard.press("j")
    expect(here(page)).to_have_attribute("href", "#recurrence")
    page.keyboard.press("j")
    expect(here(page)).to_have_attribute("href", "#by-hand")
    page.keyboard.press("k")
    expect(here(page)).to_have_attribute("href", "#recurrence")

    page.keyboard.press("?")
    listed = page.get_by_role("dialog").locator("[data-shortcuts-here] dl > div")
    assert [" ".join(row.inner_text().split()) for row in listed.all()] == [
        "j Three steps by hand",
        "p Previous Sequence data",
        "n Next Gradients through time",
    ]
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/learn/gradients-through-time/")
    page.keyboard.press("p")
    page.wait_for_url(f"**{PAGE}")


def test_the_address_of_an_objective_of_before_leads_to_it(visit):
    page = visit.go("/learn/#lstm.forget-gate")
    expect(page.locator("[id='lstm.forget-gate']")).to_be_in_viewport()
    page.locator("[id='lstm.forget-gate'] .path-anchor").click()
    page.wait_for_url("**/learn/lstm/#lstm.forget-gate")
    expect(page.locator("[id='lstm.forget-gate']")).to_be_in_viewport()


# --- It gives away what it shows ------------------------------------------------------------------------------------


@COPYING
def test_code_equations_and_the_page_can_be_copied(visit):
    page = visit.go(PAGE)
    formulas_are_set(page)
    said = page.locator("[data-announcer]")
    clipboard = "navigator.clipboard.readText()"

    page.locator("#eq-rnn-output").get_by_role("button", name="Copy as TeX").click()
    expect(said).to_have_text("Copied")
    assert page.evaluate(clipboard) == r"\mathbf y_t=\mathbf W_{hy}\,\mathbf h_t+\mathbf b_y"

    page.get_by_role("button", name="Copy the code").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".code .copy.done")).to_have_count(1)
    assert page.evaluate(clipboard).startswith("import numpy as np\n")

    page.get_by_role("link", name="Copy as Markdown").click()
    expect(said).to_have_text("Copied: this page as Markdown")
    assert page.evaluate(clipboard).startswith("# Vanilla RNN\n")
    assert page.url.endswith(PAGE)


@NARROW
def test_a_wide_equation_can_be_scrolled_by_keyboard_and_the_page_stays(visit):
    page = visit.go("/learn/gradients-through-time/")
    formulas_are_set(page)
    wide = page.locator(".equation > .wide").first
    expect(wide).to_have_attribute("tabindex", "0")
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert wide.evaluate("formula => formula.scrollLeft") > 0


def test_on_paper_everything_is_open_and_nothing_is_to_be_pressed(visit):
    page = visit.go(PAGE)
    answers = page.locator(".followup > div")
    expect(answers.first).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")

    assert [answer.is_visible() for answer in answers.all()] == [True] * answers.count()
    assert page.locator(".arithmatex:not([data-tex])").count() == 0
    for gone in (contents(page), page.locator(".page-tools"), page.locator(".copy").first, page.locator(".reading")):
        expect(gone).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(answers.first).to_be_hidden()


@NO_SCRIPT
def test_without_javascript_it_reads_its_contents_open_and_formulas_are_tex(visit):
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(visit.home + PAGE)
    expect(page.locator("#recurrence .arithmatex").first).to_be_visible()
    expect(page.locator("#eq-rnn-output .arithmatex")).to_contain_text(r"\mathbf y_t=")
    expect(page.locator(".copy, [data-print]:visible")).to_have_count(0)

    contents(page).locator("summary").click()
    contents(page).get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport()
    page.get_by_role("link", name="Copy as Markdown").click()
    page.wait_for_url("**/learn/vanilla-rnn.md")
    expect(page.locator("body")).to_contain_text("# Vanilla RNN")


@NO_SCRIPT
def test_without_javascript_the_contents_stand_open_beside_the_page(visit):
    page = visit.page
    page.goto(visit.home + PAGE)
    expect(contents(page).get_by_role("link", name="Sources")).to_be_visible()


# --- Whoever reads it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 640}}], indirect=True, ids=["320 px"])
def test_it_fits_the_narrowest_screen(visit):
    for path in (PAGE, "/learn/gradients-through-time/", "/learn/gru/"):
        page = visit.go(path)
        formulas_are_set(page)
        assert_readable(page, screens=False)
