"""A melody that the network wrote, in a real browser: it plays, the line moves along, and it stops."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_readable
from tests.journeys.deeds import NARROW_AND_WIDE, NO_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.once, pytest.mark.usefixtures("no_complaints")]

SMALL = "/lab/melody/?tunes=2&iterations=20"
MOVED = re.compile(r"translate\(\d")
# How many sounds are to be heard or still to come: what was begun and has not been stopped.
COUNTED = """
window.sounding = 0;
for (const [deed, change] of [["start", 1], ["stop", 0]]) {
  const before = OscillatorNode.prototype[deed];
  OscillatorNode.prototype[deed] = function (...when) {
    if (deed === "start") window.sounding += 1;
    if (deed === "stop" && when.length === 0) window.sounding -= 1;
    return before.apply(this, when);
  };
}
"""


def written(visit, seed):
    page = visit.go(f"{SMALL}&seed={seed}")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".verdict h2")).to_be_visible(timeout=30_000)
    return page


@NARROW_AND_WIDE
def test_it_plays_from_the_beginning_and_stops_when_it_is_told_to(visit):
    visit.page.add_init_script(COUNTED)
    page = written(visit, seed=visit.page.viewport_size["width"])
    melody = page.locator("figure.melody").first
    head, notes = melody.locator(".head"), melody.locator("tr[data-pitch]").count()
    melody.get_by_role("button", name="Play").click()
    expect(melody.get_by_role("button", name="Stop")).to_be_visible()
    expect(head).to_have_attribute("transform", MOVED)
    assert page.evaluate("sounding") == notes
    melody.get_by_role("button", name="Stop").click()
    expect(melody.get_by_role("button", name="Play")).to_be_visible()
    expect(head).not_to_have_attribute("transform", MOVED)
    assert page.evaluate("sounding") == 0


def test_of_two_melodies_one_is_heard(visit):
    visit.page.add_init_script(COUNTED)
    page = written(visit, seed=2)
    first, second = page.locator("figure.melody").all()
    first.get_by_role("button", name="Play").click()
    expect(first.get_by_role("button", name="Stop")).to_be_visible()
    second.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    expect(second.get_by_role("button", name="Stop")).to_be_visible()
    expect(first.get_by_role("button", name="Play")).to_be_visible()
    assert page.evaluate("sounding") == second.locator("tr[data-pitch]").count()
    assert_readable(page)


@NO_SCRIPT
def test_without_javascript_it_is_drawn_and_written_down(visit):
    page = visit.go(f"{SMALL}&seed=3")
    page.get_by_role("button", name="Run", exact=True).click()
    while not page.locator(".verdict h2").count():
        page.wait_for_timeout(200)
        page.reload()
    melody = page.locator("figure.melody").first
    expect(melody.locator(".roll")).to_be_visible()
    expect(melody.locator("[data-play]")).to_be_hidden()
    melody.get_by_text("The same notes as a table").click()
    expect(melody.get_by_role("row")).to_have_count(1 + melody.locator("rect.note").count())
