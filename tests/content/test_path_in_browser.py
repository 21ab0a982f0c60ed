"""/learn/ in a browser: formulas, and links that open what they point into."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.processes]


@pytest.fixture
def page(browser, standing_house):
    page = browser.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    assert page.complaints == []
    page.close()


def test_every_formula_is_rendered_though_it_stands_in_a_closed_list(page, standing_house):
    page.goto(f"{standing_house.url}/learn/")
    assert page.locator(".path-objectives[open]").count() == 0
    expect(page.locator(".arithmatex:not(:has(> .katex))")).to_have_count(0)
    assert page.locator(".arithmatex").count() > 0
    assert page.locator(".katex-error").count() == 0


def test_the_address_of_an_objective_opens_its_list_and_shows_it(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#lstm.cell-update")
    expect(page.locator("#lstm .path-objectives")).to_have_attribute("open", "")
    assert page.locator(".path-objectives[open]").count() == 1
    expect(page.locator("[id='lstm.cell-update']")).to_be_in_viewport()


def test_a_link_to_an_objective_opens_its_list_again_after_it_was_closed(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#gru.blend")
    expect(page.locator("#gru .path-objectives")).to_have_attribute("open", "")
    page.locator("#gru summary").click()
    assert page.locator(".path-objectives[open]").count() == 0
    page.evaluate("location.hash = ''; location.hash = '#gru.blend'")
    assert page.locator("#gru .path-objectives[open]").count() == 1


def test_an_address_of_nothing_opens_nothing(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#no.such-thing%")
    expect(page.locator(".arithmatex:not(:has(> .katex))")).to_have_count(0)
    assert page.locator(".path-objectives[open]").count() == 0


def test_without_javascript_the_path_reads_and_opens(browser, standing_house):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{standing_house.url}/learn/")
    page.locator("#rnn\\.recurrence").wait_for(state="hidden")
    page.locator("#vanilla-rnn summary").click()
    page.locator("#rnn\\.recurrence").wait_for(state="visible")
    page.close()
