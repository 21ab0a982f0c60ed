"""Without a network there is a page that says so, and nothing of anybody's is kept."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.deeds import forgive, look, run

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]


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
