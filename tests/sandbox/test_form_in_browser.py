"""An experiment's form in a browser: sliders, fields that count only sometimes, what the server says meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from sandbox.models import Result
from tests.journeys.conftest import assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.django_db(transaction=True)]

PAGE = "/lab/vanishing-gradients/"
LAYOUT_SHIFT = """
    window.shifted = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def context(browser, live_server, request):
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 800}, **getattr(request, "param", {})
    )
    yield context
    context.close()


@pytest.fixture
def page(context, of_every_kind):
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: said.type in ("error", "warning") and page.complaints.append(said.text))
    page.add_init_script(LAYOUT_SHIFT)
    page.goto(PAGE, wait_until="networkidle")
    yield page
    assert page.complaints == []


def slider(page, name):
    return page.get_by_role("slider", name=name)


def field(page, name):
    return page.get_by_role("textbox", name=name)


def estimated(page):
    """The server's answer to what was just changed."""
    return page.expect_response(lambda answer: "/estimate/" in answer.url)


def test_a_slider_and_its_field_follow_each_other(page):
    norm = slider(page, "Spectral norm")
    expect(norm).to_have_attribute("aria-valuetext", "0.9")
    norm.press("ArrowRight")
    expect(field(page, "Spectral norm")).to_have_value("0.91")
    norm.press("End")
    expect(field(page, "Spectral norm")).to_have_value("2")
    field(page, "Spectral norm").fill("0.1")
    expect(norm).to_have_value("0")
    field(page, "Spectral norm").fill("much")
    expect(norm).to_have_value("0")
    slider(page, "Sequence length").press("Home")
    expect(slider(page, "Sequence length")).to_have_attribute("aria-valuetext", "2 steps")


def test_over_decades_a_slider_stops_at_round_numbers_evenly_apart(page):
    rate, said = slider(page, "Learning rate"), []
    rate.press("Home")
    for _ in range(int(rate.get_attribute("max")) + 1):
        said.append(field(page, "Learning rate").input_value())
        rate.press("ArrowRight")

    assert " ".join(said) == (
        "0.0005 0.001 0.0015 0.002 0.0025 0.003 0.004 0.005 0.006 0.008 0.01 0.012 0.015 0.02 0.025 0.03 0.04 0.05"
    )


def test_below_zero_the_slider_reads_either_minus(page):
    page.get_by_role("radio", name="GRU").check()
    field(page, "Forget bias").fill("−2")
    expect(slider(page, "Forget bias")).to_have_value("0")
    slider(page, "Forget bias").press("ArrowRight")
    expect(field(page, "Forget bias")).to_have_value("-1.9")


def test_a_field_is_there_only_while_it_counts(page):
    bias = page.locator("#id_bias")
    expect(bias).to_be_hidden()
    expect(bias).to_be_disabled()
    page.get_by_role("radio", name="RNN").press("ArrowRight")
    expect(bias).to_be_visible()
    expect(bias).to_be_enabled()
    expect(page.get_by_text("It counts only where")).to_be_hidden()
    with estimated(page) as answer:
        page.get_by_role("radio", name="LSTM").press("ArrowLeft")
    expect(bias).to_be_hidden()

    assert "bias=" not in answer.value.url
    assert "rate=" in answer.value.url


def test_while_values_change_the_server_says_the_cost_the_address_and_the_problems(page):
    field(page, "Sequence length").fill("300")
    expect(page.locator("#estimate")).to_have_text("Takes about 3\N{NO-BREAK SPACE}s.")
    expect(page.get_by_role("link", name="Link to these values")).to_have_attribute("href", re.compile("steps=300"))
    expect(page.locator(".presets [aria-current]")).to_have_count(0)
    with estimated(page):
        field(page, "Sequence length").fill("1e9999")
    expect(page.get_by_text("1e9999 is out of range: from 2 to 400.")).to_be_visible()
    expect(field(page, "Sequence length")).to_have_attribute("aria-invalid", "true")
    expect(field(page, "Sequence length")).to_be_focused()
    field(page, "Sequence length").fill("100")
    expect(page.locator(".presets [aria-current]")).to_have_count(1)
    expect(page.locator("#id_steps[aria-invalid]")).to_have_count(0)
    assert Result.objects.count() == 0


def test_all_goes_back_to_the_defaults_at_once_and_a_new_seed_is_another(page):
    page.get_by_role("radio", name="GRU").check()
    field(page, "Forget bias").fill("3")
    page.get_by_role("combobox", name="Task").select_option("recall")
    page.get_by_role("button", name="New seed").click()
    assert field(page, "Seed").input_value() != "1"
    page.get_by_role("link", name="Reset to defaults").click()

    expect(page.get_by_role("radio", name="RNN")).to_be_checked()
    expect(page.get_by_role("combobox", name="Task")).to_have_value("adding")
    expect(field(page, "Seed")).to_have_value("1")
    expect(page.locator("#id_bias")).to_be_hidden()
    assert page.url.endswith(PAGE)


@pytest.mark.parametrize("context", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True, ids=[""])
def test_the_link_is_copied_as_others_can_open_it(page, live_server):
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("[data-announcer]")).to_have_text("Copied")

    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{live_server.url}{PAGE}?steps=100&norm=0.9&")


def test_by_keyboard_one_predicts_runs_and_stays_where_one_was(page):
    page.get_by_role("radio", name="No prediction").press("ArrowUp")
    slider(page, "Spectral norm").press("ArrowRight")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("You predicted: less than a millionth.")).to_be_visible()

    expect(slider(page, "Spectral norm")).to_be_focused()
    expect(slider(page, "Spectral norm")).to_have_attribute("aria-valuetext", "0.91")
    assert Result.objects.get().parameters["norm"] == 0.91


def test_a_choice_that_costs_too_much_is_told_where_the_focus_then_is(page):
    page.get_by_role("radio", name="LSTM").check()
    field(page, "Sequence length").fill("400")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("All of this together takes about 80 s")).to_be_visible()

    expect(page.get_by_role("radio", name="LSTM")).to_be_focused()
    page.complaints.clear()  # the browser's own line about a 422


def test_nothing_jumps_and_everything_is_accessible(page):
    assert page.evaluate("window.shifted") < 0.02
    assert_readable(page)
    page.get_by_role("radio", name="GRU").check()
    field(page, "Forget bias").fill("much")
    expect(page.get_by_text("“much” is not a number.")).to_be_visible()
    assert_readable(page)


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
def test_without_javascript_there_is_what_works_without(context, of_every_kind):
    page = context.new_page()
    page.goto(PAGE)
    expect(field(page, "Forget bias")).to_be_visible()
    expect(page.get_by_text("It counts only where Cell is LSTM or GRU.")).to_be_visible()
    expect(page.get_by_text("−2 to 8.")).to_be_visible()
    expect(page.get_by_role("slider")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(page.get_by_role("button", name="New seed")).to_be_hidden()
    field(page, "Spectral norm").fill("0.5")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Queued,")).to_be_visible()
