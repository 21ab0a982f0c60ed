"""What the journeys do and look for on more than one page."""

import pytest
from playwright.sync_api import Page, expect

NO_SCRIPT = pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
NARROW_AND_WIDE = pytest.mark.parametrize(
    "visit",
    [{"viewport": {"width": 360, "height": 740}}, {"viewport": {"width": 1280, "height": 800}}],
    indirect=True,
    ids=["360px", "1280px"],
)
PASSWORD = "seven-green-kettles"


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
