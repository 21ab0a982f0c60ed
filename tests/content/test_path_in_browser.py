"""/learn/ in a browser: formulas, and links that open what they point into."""

import pytest

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
    assert page.locator("details[open]").count() == 0
    assert page.locator(".arithmatex").count() == page.locator(".arithmatex > .katex").count() > 0
    assert page.locator(".katex-error").count() == 0


def test_the_address_of_an_objective_opens_its_list_and_shows_it(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#lstm.cell-update")
    page.wait_for_function("document.querySelector('#lstm details').open")
    assert page.locator("details[open]").count() == 1
    page.wait_for_function(
        "(box => box.top >= 0 && box.bottom <= innerHeight)"
        "(document.getElementById('lstm.cell-update').getBoundingClientRect())"
    )


def test_a_link_to_an_objective_opens_its_list_again_after_it_was_closed(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#gru.blend")
    page.wait_for_function("document.querySelector('#gru details').open")
    page.locator("#gru summary").click()
    assert page.locator("details[open]").count() == 0
    page.evaluate("document.querySelector('a[href=\"#gru.blend\"]').click()")
    assert page.locator("#gru details[open]").count() == 1


def test_an_address_of_nothing_opens_nothing(page, standing_house):
    page.goto(f"{standing_house.url}/learn/#no.such-thing%")
    page.wait_for_function("document.querySelector('.katex')")
    assert page.locator("details[open]").count() == 0


def test_without_javascript_the_path_reads_and_opens(browser, standing_house):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{standing_house.url}/learn/")
    page.locator("#rnn\\.recurrence").wait_for(state="hidden")
    page.locator("#vanilla-rnn summary").click()
    page.locator("#rnn\\.recurrence").wait_for(state="visible")
    page.close()
