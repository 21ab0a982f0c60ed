"""The front end as it arrives: by its lock, by its hashes, from this server alone, and without a complaint."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import HARD_TO_READ, assert_readable, formulas_are_set, go_large

pytestmark = [pytest.mark.browser, pytest.mark.processes]
# Those about the people are in test_people.py.
PAGES = [
    "/",
    "/learn/",
    "/learn/vanilla-rnn/",
    "/learn/lstm/",
    "/practise/",
    "/practise/history/",
    "/practise/questions/rnn-two-steps-by-hand/",
    "/lab/",
    "/lab/vanishing-gradients/",
    "/lab/runs/",
    "/search/?q=gradient",
    "/offline/",
    "/nowhere/",
]


def complaints(visit) -> list[str]:
    """All but the browser's own line about a page that is meant to be a 404."""
    return [said for said in visit.complaints if "404 (Not Found)" not in said or "/nowhere/" not in visit.page.url]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_complains_or_asks_a_stranger(visit, path):
    visit.go(path, until="networkidle")

    assert complaints(visit) == []
    assert visit.strangers() == []
    assert visit.unhashed() == []


def test_the_alarm_rings(visit):
    """The test above can fail: an inline script is refused, and heard of."""
    page = visit.go("/")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))"
    )
    page.wait_for_timeout(100)

    assert page.evaluate("window.ran") is None
    assert any("CSP: script-src" in said for said in visit.complaints)


@pytest.mark.once
def test_every_page_is_accessible_and_fits(visit):
    for path in PAGES:
        assert_readable(visit.go(path))


@pytest.mark.once
@HARD_TO_READ
def test_every_page_can_be_read_however_it_is_looked_at(visit):
    for path in PAGES:
        assert_readable(go_large(visit, path), screens=False)


def test_formulas_are_set(visit):
    page = visit.go("/learn/")
    formulas_are_set(page)

    assert page.locator(".arithmatex").count() > 20
    assert page.locator(".katex-error").count() == 0


def test_an_experiment_runs_in_the_worker_and_is_drawn(visit):
    page = visit.go("/lab/vanishing-gradients/?steps=50&norm=0.8&seed=7", until="networkidle")
    assert not any("uPlot.iife" in url for url in visit.requests), "Nobody waits for a library before there is a plot."
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("heading", name="This run bore the claim out")).to_be_visible(timeout=20_000)
    expect(page.locator(".uplot canvas")).to_be_visible()
    assert "norm=0.8" in page.url
    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
def test_without_javascript_everything_can_still_be_done(visit):
    page = visit.page
    page.goto(visit.home + "/lab/vanishing-gradients/?steps=30&norm=0.7&seed=8")
    page.get_by_role("button", name="Run").click()
    for _ in range(100):
        if page.get_by_role("heading", name="This run bore the claim out").count():
            break
        page.wait_for_timeout(100)
        page.reload()

    expect(page.get_by_role("heading", name="This run bore the claim out")).to_be_visible()


def test_by_keyboard_alone(visit):
    page = visit.go("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_admin_s_desk_works_under_the_same_policy(visit, standing_house):
    standing_house.environment |= {
        "DJANGO_SUPERUSER_EMAIL": "grace@example.org",
        "DJANGO_SUPERUSER_PASSWORD": "k9-vines",
    }
    made = standing_house.manage("createsuperuser", "--noinput")
    assert made.returncode == 0, made.stderr
    page = visit.go("/admin/")
    page.get_by_label("E-mail address").fill("grace@example.org")
    page.get_by_label("Password", exact=True).fill("k9-vines")
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    for path in (
        "content/topic/",
        "accounts/user/",
        "accounts/user/add/",
        "accounts/user/1/change/",
        "content/objective/",
    ):
        visit.go(f"/admin/{path}")

    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])
