"""Questions of the library by their kind, and what the journeys through practice do with them."""

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit

CHOICE = "truncated-missing-detach"
SEVERAL = "rnn-without-tanh"
NUMBER = "rnn-two-steps-by-hand"
ORDER = "unroll-backward-order"
GAPS = "rnn-step-in-gaps"
MIXED = "lstm-hidden-in-gaps"  # in a formula, and in words
WORDS = "rnn-why-share"
DEMONSTRATED = "vanishing-held-bit"


def start(visit: Visit, mode: str = "fixed", kind: str = "single") -> Page:
    """A quiz of one kind of question; "fixed" asks them in the order in which they stand in the bank."""
    page = visit.go(f"/practise/?mode={mode}&kind={kind}&topic=gradients-through-time")
    page.get_by_role("button", name="Start with this choice").click()
    expect(card(page)).to_be_visible()
    page.wait_for_load_state()
    return page


def ask(visit: Visit, key: str) -> Page:
    return visit.go(f"/practise/questions/{key}/")


def card(page: Page) -> Locator:
    return page.locator("#turn")


def where(page: Page) -> Locator:
    return page.locator(".where > p")


def verdict(place: Page | Locator) -> Locator:
    return place.locator(".verdict > b")


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def answer(page: Page) -> None:
    press(page, "Answer")
    expect(verdict(card(page))).to_be_visible()


def tab_to(page: Page, control: Locator) -> None:
    for _ in range(60):
        if control.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab doesn’t lead to {control}")


def answers(visit: Visit) -> list[str]:
    """How many answers the server has, quiz by quiz."""
    return visit.go("/practise/history/").locator("td[data-label=Answered]").all_inner_texts()


def in_view(place: Locator) -> bool:
    return place.evaluate("each => { const { top, bottom } = each.getBoundingClientRect();"
                          " return top >= 0 && bottom <= innerHeight; }")  # fmt: skip
