"""What a result shows, in a real browser: its values under the pointer, and two runs in one plot."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable
from tests.journeys.deeds import NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]

LAB = "/lab/vanishing-gradients/"
DRAWN = "(area) => area.querySelector('canvas').toDataURL()"
MARKED = """
  window.marked = new Set();
  const { fill } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fill = function (...drawn) {
    if (drawn.length) window.marked.add(this.fillStyle);
    fill.apply(this, drawn);
  };
"""
COLOURS = """
  (swatches) => swatches.map((swatch) => {
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.fillStyle = getComputedStyle(swatch).stroke;
    return ctx.fillStyle;
  })
"""


def run(visit, said, lab=LAB):
    """Each test runs what no other one does: a stored result would be there before Run is pressed."""
    page = visit.go(lab + said)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".verdict h2")).to_be_visible(timeout=20_000)
    return page


def test_two_runs_chosen_from_ones_own_share_a_plot(visit):
    run(visit, "?steps=40&norm=0.8")
    page = run(visit, "?steps=50&norm=1.2")
    page.get_by_role("link", name="Compare with another run").click()
    page.get_by_label("Spectral norm of the recurrent weights = 0.8").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Vanishing gradients: two runs compared")).to_be_visible()
    expect(page.locator(".uplot canvas")).to_be_visible()
    assert [each.inner_text() for each in page.locator(".legend li > span").all()] == [
        "A: gradient norm",
        "B: gradient norm",
        "A: its bound",
        "B: its bound",
    ]
    assert_readable(page)
    page.get_by_role("link", name="Stop comparing").click()
    expect(page.get_by_role("textbox", name="Sequence length T")).to_have_value("50")


def test_from_the_list_of_ones_runs(visit):
    run(visit, "?steps=40&norm=0.8&seed=2")
    run(visit, "?steps=50&norm=0.8&seed=2")
    page = visit.go("/lab/runs/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    assert_readable(page)
    page.get_by_role("button", name="Compare the two chosen").click()
    expect(page.get_by_role("region", name="The parameters that differ")).to_contain_text("50 steps")


@NO_SCRIPT
def test_without_javascript_too(visit):
    page = visit.go(LAB)
    for steps in (30, 31):
        visit.go(f"{LAB}?steps={steps}&norm=0.8")
        page.get_by_role("button", name="Run", exact=True).click()
        while not page.locator(".verdict h2").count():
            page.wait_for_timeout(100)
            page.reload()
    page.get_by_role("link", name="Compare with another run").click()
    page.get_by_label("Sequence length T = 30").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Vanishing gradients: two runs compared")).to_be_visible()


def test_a_plot_says_its_values_under_the_pointer_and_by_the_arrow_keys(visit):
    page = run(visit, "?steps=40&norm=0.8&seed=3")
    page.locator(".u-over").scroll_into_view_if_needed()
    before = page.locator(".plot-area").bounding_box()
    page.locator(".u-over").hover()
    readouts = page.locator(".plot .readout")
    expect(readouts.last).not_to_be_empty()
    assert page.locator(".plot-area").bounding_box() == before
    page.mouse.move(0, 0)
    expect(readouts.last).to_be_empty()
    page.locator(".plot-area").focus()
    page.keyboard.press("End")
    expect(readouts).to_have_text(["1.00", "1.00", "40"])
    page.keyboard.press("ArrowLeft")
    expect(readouts.last).to_have_text("39")
    page.keyboard.press("Home")
    expect(readouts.last).to_have_text("1")


def test_a_line_that_ends_early_is_marked_as_the_legend_has_it(visit):
    visit.page.add_init_script(MARKED)
    page = run(visit, "?steps=10&biases=3&seed=5", "/lab/forget-bias/")
    page.reload()
    expect(page.locator(".uplot canvas")).to_be_visible()
    colours = page.locator(".legend .swatch:has(.swatch-marker)").evaluate_all(COLOURS)
    assert len(colours) == 2
    assert set(colours) <= set(page.evaluate("[...window.marked]"))


def test_a_heatmap_says_its_values_under_the_pointer_and_by_the_arrow_keys(visit):
    page = run(visit, "?iterations=50&seed=4", "/lab/gate-anatomy/")
    figure = page.locator(".heatmap").filter(has_text="Forget gate")
    area, reading = figure.locator(".heatmap-area"), figure.locator(".heatmap-reading")
    values = figure.locator("tbody tr").nth(0).locator("td")
    below = figure.locator("tbody tr").nth(1).locator("td")
    expect(area.locator("canvas")).to_be_visible()
    expect(reading).to_contain_text("Point at a cell")
    area.focus()
    page.keyboard.press("ArrowRight")
    expect(reading).to_have_text(f"unit 1, character a: f {values.first.text_content()}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    expect(reading).to_have_text(f"unit 2, character d: f {below.last.text_content()}")
    light = area.evaluate(DRAWN)
    box = area.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 5)
    expect(reading).to_contain_text("unit 1, character")
    page.evaluate("document.documentElement.dataset.theme = 'dark'; document.dispatchEvent(new Event('theme:change'))")
    assert area.evaluate(DRAWN) != light
    page.evaluate("delete document.documentElement.dataset.theme; document.dispatchEvent(new Event('theme:change'))")
    assert_readable(page)


def test_an_open_table_stays_open_where_it_was_scrolled_to_while_newer_numbers_come(visit):
    page = run(visit, "?steps=60&norm=0.8&seed=5")
    page.get_by_text("The same data as a table").click()
    page.locator(".plot .table-scroll").evaluate("(table) => table.scrollTo(0, 120)")
    page.locator(".plot .table-scroll").focus()
    address = page.get_by_role("link", name="Data as CSV").get_attribute("href").removesuffix(".csv") + "/"
    page.evaluate("(address) => htmx.ajax('GET', address, {target: '#result', swap: 'outerHTML'})", address)
    page.wait_for_load_state("networkidle")
    assert page.locator(".plot .table-scroll").evaluate(
        "(table) => [table.closest('details').open, table.scrollTop, document.activeElement === table]"
    ) == [True, 120, True]
