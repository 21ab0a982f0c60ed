"""Reading in a browser: what is kept there until the server has it, of somebody known and of nobody."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from content.models import Reading, SectionRead
from prep.accounts.models import User
from tests import makers

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.django_db(transaction=True)]

KEPT_HERE = "Object.keys(localStorage).filter((key) => key.startsWith('reading/')).sort()"
LAYOUT_SHIFT = """
    window.shifted = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
        .observe({ type: "layout-shift", buffered: true });
"""
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off'); } })"


@pytest.fixture(autouse=True)
def lstm():
    paragraph = f"<p>{'It is so because of this. ' * 25}</p>"
    return makers.page("lstm", "cell", "gates", "training", title="LSTM", html=paragraph * 6)


@pytest.fixture
def context(browser, live_server):
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def ada(context, live_server):
    """She is logged in."""
    ada = makers.member("ada")
    log_in(context, ada, live_server)
    return ada


def log_in(context, learner, server):
    client = Client()
    client.force_login(learner)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])


def opened(context, path="/learn/lstm/"):
    page = context.new_page()
    page.clock.install()
    page.add_init_script(LAYOUT_SHIFT)
    page.goto(path, wait_until="networkidle")
    return page


def read_section(page, key, seconds=60):
    """Looks at a section's end for so long."""
    page.evaluate("key => document.getElementById(key).scrollIntoView({ block: 'end', behavior: 'instant' })", key)
    page.wait_for_timeout(150)  # observers are told a frame or two later
    page.clock.run_for(seconds * 1000)


def becomes_empty(page):
    """All of it has been sent. (The page's policy forbids what wait_for_function would do.)"""
    for _ in range(100):
        if page.evaluate(KEPT_HERE) == []:
            return
        page.wait_for_timeout(50)
    raise AssertionError(page.evaluate(KEPT_HERE))


def count(page):
    return page.locator("[data-reading-count]")


def says_a_section(response) -> bool:
    return response.url.endswith("/reading/") and "section" in (response.request.post_data or "")


def read_by(learner):
    return sorted(SectionRead.objects.filter(reading__learner=learner).values_list("section", flat=True))


def test_nobody_s_reading_stays_in_the_browser_until_it_is_somebody_s(context):
    page = opened(context)
    expect(count(page)).to_have_text("0")
    read_section(page, "cell")
    read_section(page, "gates")
    expect(count(page)).to_have_text("2")
    assert (User.objects.count(), Reading.objects.count()) == (0, 0)
    assert page.evaluate(KEPT_HERE) == ["reading/lstm/@", "reading/lstm/cell", "reading/lstm/gates"]
    page.close()

    page = opened(context)
    expect(count(page)).to_have_text("2")
    expect(page.locator("[data-entry].read")).to_have_count(2)
    expect(page.locator(".continue")).to_have_text("Continue where you left: Gates ×")
    page.locator(".continue a").click()
    expect(page.locator(".continue")).to_be_hidden()
    assert page.url.endswith("#gates")
    assert page.evaluate("shifted") < 0.02

    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_role("button", name="Mark as unread")).to_be_focused()
    expect(page.locator("#reading-state")).to_contain_text("Read on")
    expect(page.locator("#account")).to_have_text("Guest")
    becomes_empty(page)
    guest = User.objects.get()
    assert (guest.is_guest, read_by(guest)) == (True, ["cell", "gates"])
    assert Reading.objects.get().read_at is not None

    page.get_by_role("button", name="Mark as unread").click()
    expect(count(page)).to_have_text("2")
    assert Reading.objects.get().read_at is None


@pytest.mark.parametrize("width", [360, 640, 1280])
def test_reading_counts_on_every_width_and_the_offer_makes_room_for_who_goes_another_way(context, width):
    page = opened(context)
    page.set_viewport_size({"width": width, "height": 740})
    read_section(page, "cell")
    read_section(page, "gates")
    expect(count(page)).to_have_text("2")
    page.close()

    page = opened(context)
    page.set_viewport_size({"width": width, "height": 740})
    expect(page.locator(".continue")).to_be_in_viewport(ratio=1)
    read_section(page, "training", seconds=2)
    expect(page.locator(".continue")).to_be_hidden()


def test_who_only_scrolls_past_has_not_read(context):
    page = opened(context)
    read_section(page, "training", seconds=3)

    expect(count(page)).to_have_text("0")
    assert page.evaluate(KEPT_HERE) == ["reading/lstm/@"]


def test_a_learner_s_reading_is_sent_and_without_a_network_later(context, ada):
    page = opened(context)
    read_section(page, "cell")
    becomes_empty(page)
    assert read_by(ada) == ["cell"]

    context.set_offline(True)
    read_section(page, "gates")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.locator("[data-reading-problem]")).to_have_text("Not sent yet. This browser keeps it, and tries again.")
    assert read_by(ada) == ["cell"]
    context.set_offline(False)
    expect(page.get_by_role("button", name="Mark as unread")).to_be_visible()
    becomes_empty(page)
    assert read_by(ada) == ["cell", "gates"]


def test_what_was_not_sent_when_the_page_was_left_is_sent_by_the_next_in_any_tab(context, ada):
    page = opened(context)
    context.set_offline(True)
    read_section(page, "cell")
    assert page.evaluate(KEPT_HERE) != []
    page.close()
    context.set_offline(False)
    tabs = [opened(context), opened(context)]
    becomes_empty(tabs[0])

    assert (read_by(ada), Reading.objects.count()) == (["cell"], 1)
    expect(count(tabs[1])).to_have_text("1")


def test_who_becomes_somebody_elsewhere_brings_it_along_with_the_next_page(context, live_server):
    page = opened(context)
    read_section(page, "cell")
    guest = makers.guest()
    log_in(context, guest, live_server)
    page.goto("/lab/")
    becomes_empty(page)

    assert read_by(guest) == ["cell"]


def test_where_nothing_can_be_stored_a_learner_s_reading_is_kept_all_the_same(context, ada):
    context.add_init_script(NO_STORAGE)
    page = opened(context)
    with page.expect_response(says_a_section):  # the place is said by itself, and may be said before
        read_section(page, "cell")

    expect(count(page)).to_have_text("1")
    assert read_by(ada) == ["cell"]


def test_a_session_that_ended_loses_nothing(context, ada, live_server):
    page = opened(context)
    context.clear_cookies(name="sessionid")
    read_section(page, "cell")
    page.close()
    log_in(context, ada, live_server)
    page = opened(context)
    becomes_empty(page)

    assert read_by(ada) == ["cell"]


def test_without_javascript_the_mark_is_a_form_away(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/learn/lstm/")
    page.get_by_role("button", name="Mark as read").click()
    page.get_by_role("button", name="Mark as read").click()
    assert page.url.endswith("/learn/lstm/#reading")
    expect(page.locator("#reading-state")).to_contain_text("Read on")
    for _ in range(2):
        page.get_by_role("button", name="Mark as unread").click()
    expect(page.locator("#reading-state")).to_contain_text("0 of 3 sections read")
    context.close()
    assert Reading.objects.get().read_at is None
