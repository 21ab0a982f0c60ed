"""What the pages do by themselves, in a real browser: display, shortcuts, passwords, forms, and no network."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.processes]
NO_SCRIPT = pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
NARROW_AND_WIDE = pytest.mark.parametrize(
    "visit",
    [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 1280, "height": 800}}],
    indirect=True,
    ids=["360px", "1280px"],
)
PASSWORD = "seven-green-kettles"


@pytest.fixture(autouse=True)
def no_complaints(visit):
    yield
    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])


def forgive(visit, *words: str) -> None:
    """The complaints that a test brought about itself."""
    visit.complaints[:] = [said for said in visit.complaints if not any(each in said for each in words)]


def look(page: Page) -> dict[str, str]:
    """How <html> says the page looks: what differs from the usual of theme, textSize and shortcuts."""
    said = page.evaluate("({ ...document.documentElement.dataset })")
    return {name: said[name] for name in ("theme", "textSize", "shortcuts") if name in said}


def display(page: Page):
    return page.get_by_role("group", name="Theme and text size")


def opened(page: Page):
    page.get_by_role("button", name="Theme and text size").click()
    expect(display(page)).to_be_visible()
    return display(page)


def run(page: Page) -> None:
    """Whoever runs an experiment is a learner from then on, if only a guest."""
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="This run bore the claim out")).to_be_visible(timeout=20_000)


def sign_up(visit, email: str) -> None:
    page = visit.go("/account/signup/")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    expect(page.locator("html[data-learner]")).to_be_attached()


# --- Display --------------------------------------------------------------------------------------------------------


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


# --- Shortcuts ------------------------------------------------------------------------------------------------------


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

    page = visit.go("/learn/")
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


# --- Search ---------------------------------------------------------------------------------------------------------


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
    expect(page.locator("[data-hit]").first).to_have_text("lstm.forget-gate")


# --- Forms ----------------------------------------------------------------------------------------------------------


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


# --- No network -----------------------------------------------------------------------------------------------------


def kept(page: Page) -> None:
    """The service worker has been installed and answers for this page."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")


def test_without_a_network_a_page_of_ours_stands_in_until_it_is_back(visit):
    page = visit.go("/learn/")
    kept(page)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.context.set_offline(True)
    page.goto(visit.home + "/lab/")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    assert page.url == f"{visit.home}/lab/"
    assert look(page) == {"theme": "dark"}
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Iowan Old Style"')

    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Lab")).to_be_visible(timeout=10_000)
    forgive(visit, "ERR_INTERNET_DISCONNECTED", "failed: ")


START_ANEW = """async () => {
    await (await navigator.serviceWorker.ready).unregister();
    for (const name of await caches.keys()) await caches.delete(name);
}"""


def test_no_page_of_a_learner_is_kept(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=20&norm=0.8&seed=36")
    run(page)
    page.evaluate(START_ANEW)
    page = visit.go("/learn/")
    expect(page.locator("html[data-learner]")).to_be_attached()
    kept(page)
    visit.go("/you/")
    names = page.evaluate("caches.keys()")
    assert len(names) == 1
    addresses = page.evaluate(
        "async (name) => (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)", names[0]
    )
    assert [address for address in addresses if not address.startswith("/static/")] == ["/offline/"]
    page_for_nobody = page.evaluate("async () => (await caches.match('/offline/')).text()")
    assert "data-learner" not in page_for_nobody


def test_what_an_older_deployment_kept_is_thrown_away(visit):
    page = visit.go("/learn/")
    kept(page)
    page.evaluate(START_ANEW)
    page.evaluate("caches.open('offline-of-long-ago')")
    page = visit.go("/learn/")
    kept(page)
    page.wait_for_function("async () => !(await caches.keys()).includes('offline-of-long-ago')")
    assert len(page.evaluate("caches.keys()")) == 1


def test_asked_for_by_its_own_address_the_offline_page_stays(visit):
    page = visit.go("/offline/")
    reloads = []
    page.on("request", lambda request: request.is_navigation_request() and reloads.append(request.url))
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert reloads == []


# --- Accessible while open -------------------------------------------------------------------------------------------


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


# --- Weight ---------------------------------------------------------------------------------------------------------


def test_all_our_javascript_weighs_no_more_than_17_kb(visit):
    modules = [*(Path(settings.BASE_DIR) / "prep" / "static" / "js").glob("*.js")]
    worker = Path(settings.BASE_DIR) / "templates" / "service-worker.js"
    assert sum(len(gzip.compress(path.read_bytes())) for path in [*modules, worker]) <= 17 * 1024
