"""What forms do by themselves: tokens kept fresh, nothing sent twice, passwords shown."""

import pytest
from playwright.sync_api import expect

from tests.journeys.deeds import PASSWORD, forgive, run, sign_up

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]


def test_a_password_can_be_shown_and_is_hidden_again_when_it_is_sent(visit):
    page = visit.go("/account/login/")
    field = page.get_by_label("Password", exact=True)
    show = page.get_by_role("button", name="Show password")
    assert show.get_attribute("aria-pressed") == "false"
    field.fill("kettles")
    field.evaluate("field => field.setSelectionRange(3, 3)")
    show.click()
    assert (field.get_attribute("type"), show.get_attribute("aria-pressed")) == ("text", "true")
    page.keyboard.type("X")
    expect(field).to_have_value("ketXtles")

    show.focus()
    page.keyboard.press("Enter")
    assert (field.get_attribute("type"), show.get_attribute("aria-pressed")) == ("password", "false")
    page.keyboard.press("Enter")
    kinds = page.evaluate(
        """() => {
            const field = document.querySelector("input[name=password]");
            field.form.addEventListener("submit", (event) => event.preventDefault());
            field.form.requestSubmit();
            return field.type;
        }"""
    )
    assert kinds == "password"


def test_a_form_is_sent_once_by_a_double_click_and_again_when_one_comes_back(visit):
    page = visit.go("/account/login/")
    page.route("**/account/login/", lambda route: route.fulfill(status=204))  # the page stays
    page.evaluate("window.sent = 0; addEventListener('submit', (event) => (sent += !event.defaultPrevented))")
    page.locator("input[type=email]").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("wrong")
    button = page.get_by_role("main").get_by_role("button", name="Log in")
    button.dblclick()
    page.keyboard.press("Enter")
    assert page.evaluate("sent") == 1
    assert button.get_attribute("aria-disabled") == "true"

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert button.get_attribute("aria-disabled") is None
    button.click()
    assert page.evaluate("sent") == 2
    forgive(visit, "/account/login/")


def test_a_page_left_open_still_sends_after_somebody_logged_in_in_another_tab(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=34")
    plain = visit.page.context.new_page()
    plain.goto(visit.home + "/account/login/")
    token = "document.cookie.match(/csrftoken=([^;]+)/)[1]"
    before = page.evaluate(token)
    another = visit.page.context.new_page()
    visit.page = another
    sign_up(visit, "ada.tabs@example.org")
    assert another.evaluate(token) != before

    run(page)  # htmx; by now it is ada who runs it

    plain.locator("input[type=email]").fill("ada.tabs@example.org")  # a plain POST
    plain.get_by_label("Password", exact=True).fill(PASSWORD)
    plain.get_by_role("main").get_by_role("button", name="Log in").click()
    plain.wait_for_load_state()
    assert plain.get_by_role("heading", name="Please send that again").count() == 0
    expect(plain.locator("html[data-learner]")).to_be_attached()
    visit.page = page


def test_the_browser_s_time_zone_is_told_once(visit, browser, standing_house):
    context = browser.new_context(timezone_id="Europe/Lisbon")
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request))
    page.goto(standing_house.url + "/lab/vanishing-gradients/?steps=20&norm=0.8&seed=35", wait_until="networkidle")
    run(page)
    posts = [request for request in asked if request.method == "POST"]
    assert [request.headers.get("x-time-zone") for request in posts] == ["Europe/Lisbon"]

    page.goto(standing_house.url + "/you/", wait_until="networkidle")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")
    assert [request.url for request in asked if request.url.endswith("/presence/")] == []
    context.close()
