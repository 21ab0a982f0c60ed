"""The search as one types: what is found follows, nothing else moves, and the way back stays short."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_what_is_found_follows_what_is_typed(visit):
    page = visit.go("/")
    page.goto(visit.home + "/search/")
    field, hits = page.get_by_role("searchbox"), page.locator("[data-hit]")
    field.press_sequentially("froget gate", delay=20)
    expect(page.get_by_role("status").filter(has_text="Showing results for forget gate")).to_be_visible()
    expect(hits.first).to_have_attribute("href", "/learn/lstm/#lstm.forget-gate")
    expect(page.locator("#found .katex").first).to_be_visible()
    expect(field).to_be_focused()
    assert unquote(page.url) == f"{visit.home}/search/?q=froget gate"
    assert page.title().startswith("“froget gate”")
    page.keyboard.press("ArrowDown")
    expect(hits.first).to_be_focused()
    assert visit.complaints == []

    page.go_back()
    assert page.url == f"{visit.home}/"
    page.go_forward()
    expect(page.locator("[data-hit]").first).to_have_attribute("href", "/learn/lstm/#lstm.forget-gate")


def test_one_can_have_it_as_typed_and_by_kind(visit):
    page = visit.go("/search/?q=vanshing")
    page.get_by_role("link", name="“vanshing”").click()
    expect(page.get_by_role("status").filter(has_text="Nothing holds any word of “vanshing”")).to_be_visible()
    page.get_by_role("link", name="Forgive slips of the keys").click()
    page.get_by_role("navigation", name="What to show").get_by_role("link", name="Experiments").click()
    expect(page.locator("[data-hit]")).to_have_count(1)
    expect(page.get_by_role("link", name="Experiments")).to_have_attribute("aria-current", "true")


@pytest.mark.once
@pytest.mark.parametrize("query", ["q=forget+gate+bias", "q=vanshing+gradent+xyzzyx&kind=section", "q=qqqqq"])
def test_every_state_is_accessible_and_fits(visit, query):
    assert_readable(visit.go(f"/search/?{query}"))
