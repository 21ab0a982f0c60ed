"""Guests, members and what is theirs, in a real browser."""

import itertools
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.house import House
from tests.journeys.conftest import HARD_TO_READ, Visit, assert_readable, go_large
from tests.journeys.deeds import NARROW_AND_WIDE

pytestmark = [pytest.mark.browser, pytest.mark.processes]
PASSWORD = "correct horse battery"
SEEDS = itertools.count(1000)


@pytest.fixture(autouse=True)
def no_complaints(visit):
    """All but the browser's own lines about a page that refuses in words."""
    yield
    own = "the server responded with a status of 422"
    assert [said for said in visit.complaints if own not in said] == []
    assert (visit.strangers(), visit.unhashed()) == ([], [])


def somebody() -> str:
    """An address that no other test uses: they share a house."""
    return f"ada-{uuid4().hex[:8]}@example.org"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def run(visit: Visit) -> None:
    """With a seed that nobody has used: what has a result already is shown before Run is pressed."""
    page = visit.go(f"/lab/vanishing-gradients/?steps=20&norm=0.8&seed={next(SEEDS)}")
    press(page, "Run")
    expect(page.get_by_role("heading", name="This run bore the claim out")).to_be_visible(timeout=20_000)


def runs(visit: Visit) -> int:
    return visit.go("/lab/runs/").get_by_role("main").locator("tbody tr").count()


def sign_up(visit: Visit, email: str) -> None:
    page = visit.go("/account/signup/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign up")
    expect(page.get_by_text(f"You are logged in as {email}.")).to_be_visible()


def log_in(visit: Visit, email: str, password: str = PASSWORD) -> None:
    page = visit.go("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Log in")
    expect(page.get_by_text(f"You are logged in as {email}.")).to_be_visible()


def log_out(visit: Visit) -> None:
    press(visit.go("/you/"), "Log out")
    expect(visit.page.get_by_text("You are logged out.")).to_be_visible()


def link_for(house: House, email: str, kind: str) -> str:
    """From the mail that the house kept, because no SMTP server is set."""
    found: list[str] = []

    def arrived() -> bool:
        letters = [file.read_text() for file in sorted(Path(house.folder, "mail").iterdir())]
        found[:] = [
            link
            for letter in letters
            if f"To: {email}" in letter
            for link in re.findall(rf"{house.url}(/account/{kind}/\S+)", letter)
        ]
        return bool(found)

    house.wait_for(arrived, f"a mail to {email}")
    return found[-1]


@NARROW_AND_WIDE
def test_a_guest_s_work_is_kept_by_signing_up_and_brought_along_by_logging_in(visit):
    email = somebody()
    run(visit)
    assert runs(visit) == 1
    sign_up(visit, email)
    assert runs(visit) == 1

    log_out(visit)
    assert runs(visit) == 0
    run(visit)
    log_in(visit, email)
    page = visit.page
    expect(page.get_by_role("heading", name="Bring your work along?")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("1 run")
    press(page, "Bring it along")

    expect(page.get_by_text("Brought along")).to_be_visible()
    assert runs(visit) == 2


def test_what_was_not_brought_along_at_once_can_be_later(visit):
    email = somebody()
    sign_up(visit, email)
    log_out(visit)
    run(visit)
    log_in(visit, email)
    visit.page.get_by_role("link", name="Not now").click()
    expect(visit.page.get_by_role("heading", name="You", exact=True)).to_be_visible()
    assert runs(visit) == 0

    visit.go("/you/").get_by_role("link", name="Bring it along into your account").click()
    press(visit.page, "Bring it along")
    expect(visit.page.get_by_text("Brought along")).to_be_visible()
    assert runs(visit) == 1


def test_a_forgotten_password_is_reset_by_mail_and_a_guest_s_work_survives_it(visit, standing_house):
    email = somebody()
    sign_up(visit, email)
    log_out(visit)
    run(visit)
    page = visit.go("/account/login/")
    page.get_by_role("link", name="Reset it").click()
    page.get_by_label("E-mail address").fill(email)
    press(page, "Send the link")
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()

    link = link_for(standing_house, email, "password/reset/key")
    page = visit.go(link)
    page.get_by_label("New password").fill("another horse battery")
    press(page, "Set the new password")
    expect(page.get_by_role("heading", name="Your new password holds")).to_be_visible()
    expect(visit.go(link).get_by_role("heading", name="This link doesn’t work any more")).to_be_visible()
    log_in(visit, email, "another horse battery")
    expect(visit.page.get_by_role("heading", name="Bring your work along?")).to_be_visible()


def test_an_address_is_confirmed_by_mail(visit, standing_house):
    email = somebody()
    sign_up(visit, email)
    expect(visit.page.get_by_text("not confirmed yet")).to_be_visible()
    page = visit.go(link_for(standing_house, email, "confirm-email"))
    press(page, "Yes, it is mine")

    expect(page.get_by_text(f"{email} is confirmed.")).to_be_visible()
    expect(page.get_by_text("not confirmed yet")).to_have_count(0)


@NARROW_AND_WIDE
def test_a_deletion_is_asked_for_told_everywhere_and_undone(visit):
    sign_up(visit, somebody())
    page = visit.page
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_label("Your password").fill("wrong")
    press(page, "Delete it in 7 days")
    expect(page.get_by_text("This isn’t your password. Nothing was changed.")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Delete it in 7 days")

    banner = visit.go("/learn/").get_by_role("complementary", name="Deletion")
    expect(banner).to_contain_text("Everything of yours will be deleted on")
    banner.get_by_role("button", name="Keep everything").click()
    expect(page.get_by_text("Nothing will be deleted. Everything is as it was.")).to_be_visible()
    expect(visit.go("/learn/").get_by_role("complementary", name="Deletion")).to_have_count(0)


def test_what_a_member_chose_follows_them_into_another_browser(visit, browser):
    email = somebody()
    sign_up(visit, email)
    for name in ("Dark", "125 %"):
        with visit.page.expect_response("**/you/look/") as answered:
            visit.page.get_by_role("main").get_by_role("radio", name=name).check()
        assert answered.value.status == 204
    page = visit.go("/you/")
    page.get_by_label("Daily goal, in minutes").fill("45")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()

    context = browser.new_context(viewport={"width": 1280, "height": 900})
    elsewhere = Visit(context.new_page(), visit.home)
    log_in(elsewhere, email)
    root = elsewhere.go("/learn/").locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-text-size", "125")
    expect(elsewhere.go("/you/").get_by_label("Daily goal, in minutes")).to_have_value("45")
    context.close()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True, ids=["no JavaScript"])
def test_without_javascript_how_it_looks_is_saved_by_a_button(visit):
    page = visit.page
    page.goto(visit.home + "/you/")
    page.get_by_role("main").get_by_role("radio", name="Dark").check()
    page.locator("#look").get_by_role("button", name="Save").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("main").get_by_role("radio", name="Dark")).to_be_checked()


def test_signing_up_by_keyboard_alone(visit):
    email = somebody()
    page = visit.go("/account/signup/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # to the content
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("password")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This password is too common.")).to_be_visible()
    field = page.get_by_label("Password", exact=True)
    assert field.get_attribute("aria-invalid") == "true"
    expect(field).to_have_accessible_description(re.compile("At least 8 characters.*This password is too common."))

    field.focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show password")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("button", name="Sign up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"You are logged in as {email}.")).to_be_visible()


OF_NOBODY = [
    "/you/",
    "/account/login/",
    "/account/signup/",
    "/account/inactive/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-a-b/",
    "/account/password/reset/key/done/",
    "/account/confirm-email/",
    "/account/confirm-email/nonsense/",
]
OF_A_GUEST = ["/you/", "/you/delete/", "/account/login/", "/account/signup/"]
OF_A_MEMBER = [
    "/you/",
    "/you/delete/",
    "/account/email/",
    "/account/logout/",
    "/account/password/change/",
    "/account/password/reset/",
    "/account/reauthenticate/",
]


@pytest.mark.once
def test_every_page_about_people_is_accessible_and_fits(visit, standing_house):
    for path in OF_NOBODY:
        assert_readable(visit.go(path))
    press(visit.go("/account/signup/"), "Sign up")
    expect(visit.page.get_by_text("Enter an e-mail address.")).to_be_visible()
    assert_readable(visit.page)

    run(visit)
    for path in OF_A_GUEST:
        assert_readable(visit.go(path))

    email = somebody()
    sign_up(visit, email)
    for path in OF_A_MEMBER:
        assert_readable(visit.go(path))
    page = visit.go(link_for(standing_house, email, "confirm-email"))
    assert_readable(page)
    press(page, "Yes, it is mine")
    page = visit.go("/account/email/")
    page.get_by_label("New e-mail address").fill(f"new-{email}")
    press(page, "Send the link")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Go on")
    expect(page.get_by_role("button", name="Stay with the old address")).to_be_visible()
    assert_readable(page)
    page = visit.go("/you/delete/")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Delete it in 7 days")
    expect(page.get_by_role("complementary", name="Deletion")).to_be_visible()
    assert_readable(page)
    assert_readable(visit.go("/you/delete/"))

    log_out(visit)
    run(visit)
    log_in(visit, email)
    expect(page.get_by_role("heading", name="Bring your work along?")).to_be_visible()
    assert_readable(page)


@pytest.mark.once
@HARD_TO_READ
def test_they_can_be_read_however_they_are_looked_at(visit):
    for path in OF_NOBODY:
        assert_readable(go_large(visit, path), screens=False)
    sign_up(visit, somebody())
    for path in OF_A_MEMBER:
        assert_readable(go_large(visit, path), screens=False)
