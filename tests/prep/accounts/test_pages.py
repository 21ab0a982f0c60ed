"""The pages about an account, as a browser without JavaScript meets them."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import auth
from django.test import Client
from django.utils import timezone

from prep.accounts.mine import deletion
from prep.accounts.models import User
from prep.accounts.templatetags.people import in_words
from sandbox.models import Run
from tests.prep.accounts.door import meanwhile

pytestmark = pytest.mark.django_db

SETTINGS = {"time_zone": "Europe/Berlin", "daily_goal_minutes": 30, "interview_date": "", "extra_time_percent": 100}
PASSWORD = "correct horse battery"
WRONG = "No account has this e-mail address with this password. Look at both again."
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "https:evil.example",
    "http://testserver@evil.example",
    "\x01//evil.example",
    "javascript:alert(1)",
    "//[",
    "http://[::1",
]


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada@example.org", PASSWORD)


@pytest.fixture
def alan() -> User:
    return User.objects.create_user("alan@example.org", PASSWORD)


def run(client: Client, **parameters: str) -> None:
    client.post("/lab/vanishing-gradients/run/", parameters)


def sign_up(client: Client, email: str = "ada@example.org", password: str = PASSWORD, **more: str):
    return client.post("/account/signup/", {"email": email, "password1": password, **more})


def log_in(client: Client, email: str = "ada@example.org", password: str = PASSWORD, headers=None, **more: str):
    return client.post("/account/login/", {"login": email, "password": password, **more}, headers=headers)


def whose(client: Client) -> User | None:
    user = auth.get_user(client)
    return user if user.is_authenticated else None


def refusals(answer) -> dict[str, list[str]]:
    """What a refused form says, by field, where the page shows it."""
    form = answer.context["form"]
    for sentences in form.errors.values():
        for sentence in sentences:
            assert sentence in answer.content.decode().replace("&#x27;", "'")
    return {name: list(sentences) for name, sentences in form.errors.items()}


def told(answer) -> list[str]:
    """The sentences after an action, on the page where it ended."""
    return [str(message) for message in answer.context["messages"]]


def link_in(letter) -> str:
    """The path of a mail's one link that can't be guessed."""
    secret = r"/account/(?:confirm-email|password/reset/key)/\S+"
    return re.search(f"^{re.escape(settings.SITE_URL)}({secret})$", letter.body, re.MULTILINE)[1]


def twin_of(browser: Client) -> Client:
    """The same browser once more, as it sends a form again before the first answer came."""
    twin = Client()
    twin.cookies.load({name: cookie.value for name, cookie in browser.cookies.items()})
    return twin


def change_password(client: Client, old: str, new: str):
    return client.post("/account/password/change/", {"oldpassword": old, "password1": new}, follow=True)


def change_address(client: Client, email: str, password: str = PASSWORD):
    """With the password, if it is asked for."""
    asked = {"action_add": "yes", "email": email}
    answer = client.post("/account/email/", asked, follow=True)
    if answer.request["PATH_INFO"] != "/account/reauthenticate/":
        return answer
    return client.post("/account/reauthenticate/", {"password": password, "next": "/account/email/"}, follow=True)


class TestSigningUp:
    def test_makes_the_guest_a_member_with_all_they_did(self, client):
        run(client, seed="1")
        run(client, seed="2")
        guest = whose(client)
        assert "What you did so far stays yours: 2 runs." in client.get("/account/signup/").content.decode()

        answer = client.post("/account/signup/", {"email": "Ada@Example.org", "password1": PASSWORD}, follow=True)

        ada = User.objects.get()
        assert (ada.pk, ada.email, ada.is_member) == (guest.pk, "ada@example.org", True)
        assert whose(client) == ada
        assert ada.runs.count() == 2
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == [
            "We sent a link to ada@example.org. Open it to confirm that the address is yours.",
            "You are logged in as ada@example.org.",
        ]

    def test_makes_a_member_of_somebody_who_did_nothing_yet(self, client):
        assert "An account keeps what you do here for good" in client.get("/account/signup/").content.decode()
        sign_up(client)

        assert whose(client) == User.objects.get(email="ada@example.org")

    def test_leads_to_where_they_were_going(self, client):
        page = client.get("/account/signup/?next=/lab/runs/").content.decode()

        assert '<input type="hidden" name="next" value="/lab/runs/">' in page
        assert sign_up(client, next="/lab/runs/").url == "/lab/runs/"

    @pytest.mark.parametrize(
        ("email", "password", "refused"),
        [
            ("", "", {"email": ["Enter an e-mail address."], "password1": ["Enter a password."]}),
            ("ada", PASSWORD, {"email": ["This is no e-mail address yet. One looks like ada@example.org."]}),
            (
                "ALAN@example.org",
                PASSWORD,
                {"email": ["There is an account with this e-mail address. Log in to it, or reset its password."]},
            ),
            ("ada@example.org", "password", {"password1": ["This password is too common."]}),
            (
                "ada@example.org",
                "k9-vine",
                {"password1": ["This password is too short. It must contain at least 8 characters."]},
            ),
            (
                "ada@example.org",
                "ada@example.org",
                {"password1": ["The password is too similar to the e-mail address."]},
            ),
        ],
        ids=["nothing", "no address", "taken, in another case", "common", "short", "the address itself"],
    )
    def test_is_refused_in_words_and_keeps_the_address(self, client, alan, email, password, refused):
        answer = sign_up(client, email, password)

        assert refusals(answer) == refused
        assert answer.context["form"]["email"].value() == email
        assert "<title>Please look again: Sign up" in answer.content.decode()
        assert User.objects.get() == alan

    def test_refuses_an_address_that_no_row_can_hold(self, client):
        answer = sign_up(client, f"ada@{'x.' * 124}example.org")

        assert refusals(answer) == {"email": ["Ensure this value has at most 254 characters (it has 263)."]}

    @pytest.mark.parametrize("known", [False, True], ids=["nobody yet", "guest"])
    def test_sent_twice_at_once_makes_one_account_and_logs_in_twice(self, settings, client, post, known):
        if known:
            run(client)
        twin = twin_of(client)
        meanwhile.once(settings, lambda: sign_up(twin))
        answer = sign_up(client)

        ada = User.objects.get()
        assert (answer.status_code, answer.url) == (302, "/you/")
        assert (whose(client), whose(twin)) == (ada, ada)
        assert [letter.subject for letter in post()] == ["Welcome: please confirm your e-mail address"]

    def test_of_an_address_that_somebody_took_meanwhile_opens_nothing(self, settings, client):
        run(client)
        guest = whose(client)
        meanwhile.once(settings, lambda: sign_up(Client(), password="somebody else's words"))

        assert sign_up(client).url == "/account/login/"
        assert whose(client) == guest
        assert User.objects.get(email="ada@example.org").runs.count() == 0

    def test_of_one_guest_under_two_addresses_at_once_is_the_first_s(self, settings, client):
        run(client)
        twin = twin_of(client)
        meanwhile.once(settings, lambda: sign_up(twin))

        assert sign_up(client, "countess@example.org").url == "/account/login/"
        assert User.objects.get() == whose(twin)
        assert (whose(twin).email, whose(client)) == ("ada@example.org", None)

    def test_isn_t_barred_by_who_only_said_they_would_move_to_this_address(self, client, post):
        mallory = Client()
        sign_up(mallory, "mallory@example.org")
        change_address(mallory, "ada@example.org")
        link = link_in(post()[-1])
        sign_up(client)

        assert whose(client).email == "ada@example.org"
        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        Client().post(link)
        assert User.objects.get(email="mallory@example.org") == whose(mallory)

    def test_leaves_who_is_about_to_move_elsewhere_to_it(self, client, alan, post):
        moving = Client()
        log_in(moving, alan.email)
        change_address(moving, "turing@example.org")
        sign_up(client)
        moving.post(link_in(post()[0]))

        assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "turing@example.org"}

    def test_with_an_address_that_has_an_account_leaves_its_owner_the_link(self, client, post):
        sign_up(client)
        assert refusals(sign_up(Client())) == {
            "email": ["There is an account with this e-mail address. Log in to it, or reset its password."]
        }
        client.post(link_in(post()[0]))

        assert "not confirmed yet" not in client.get("/you/").content.decode()

    def test_keeps_a_guest_who_had_asked_for_deletion(self, client):
        run(client)
        client.post("/you/delete/", {"sure": "on"})
        assert "Everything of yours will be deleted" in client.get("/learn/").content.decode()
        sign_up(client)

        assert "Everything of yours will be deleted" not in client.get("/learn/").content.decode()
        assert deletion.delete_due(now=timezone.now() + timedelta(days=8)) == 0
        assert whose(client).runs.count() == 1

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_leads_to_another_site(self, client, elsewhere):
        assert client.get("/account/signup/", {"next": elsewhere}).status_code == 200
        assert sign_up(client, next=elsewhere).url == "/you/"

    def test_confirms_the_address_by_a_link_in_a_mail(self, client, post):
        sign_up(client)
        (letter,) = post()
        assert "not confirmed yet" in client.get("/you/").content.decode()
        assert (letter.to, letter.subject) == (["ada@example.org"], "Welcome: please confirm your e-mail address")
        page = client.get(link_in(letter)).content.decode()
        assert "Is this address yours?" in page
        assert "not confirmed yet" in client.get("/you/").content.decode(), "looking changes nothing"

        answer = client.post(link_in(letter), follow=True)

        assert told(answer) == ["ada@example.org is confirmed."]
        assert "not confirmed yet" not in client.get("/you/").content.decode()


class TestLoggingIn:
    def test_with_the_right_password(self, client, ada):
        answer = client.post("/account/login/", {"login": "ADA@example.org", "password": PASSWORD}, follow=True)

        assert whose(client) == ada
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == ["You are logged in as ada@example.org."]

    @pytest.mark.parametrize(
        ("email", "password"),
        [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD)],
        ids=["wrong", "unknown"],
    )
    def test_is_refused_without_telling_which_was_wrong(self, client, ada, email, password):
        answer = log_in(client, email, password)

        assert refusals(answer) == {"__all__": [WRONG]}
        assert answer.context["form"]["login"].value() == email
        assert whose(client) is None

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_leads_to_another_site(self, client, ada, elsewhere):
        assert client.get("/account/login/", {"next": elsewhere}).status_code == 200
        assert log_in(client, next=elsewhere).url == "/you/"

    def test_offers_a_guest_their_work_and_says_so_before(self, client, ada):
        run(client)
        assert "What you did here as a guest is safe: 1 run." in client.get("/account/login/").content.decode()

        assert log_in(client, next="/lab/").url == "/you/bring/?next=%2Flab%2F"
        offer = client.get("/you/bring/?next=/lab/").content.decode()
        assert "1 run" in offer
        assert '<a class="button quiet" href="/lab/">Not now</a>' in offer
        assert "/you/bring/" in client.get("/you/").content.decode()

        assert client.post("/you/bring/", {"next": "/lab/"}).url == "/lab/"
        assert Run.objects.get().learner == ada

    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_brings_along_to_another_site(self, client, ada, elsewhere):
        run(client)
        log_in(client)
        offer = client.get("/you/bring/", {"next": elsewhere}).content.decode()

        assert '<a class="button quiet" href="/you/">Not now</a>' in offer
        assert client.post("/you/bring/", {"next": elsewhere}).url == "/you/"
        assert client.post("/you/bring/", {"next": elsewhere}).url == "/you/", "nothing is left to bring along"

    @pytest.mark.parametrize("word", ["nowhere", "home"])
    def test_takes_a_word_for_an_address_and_not_for_a_page_s_name(self, client, ada, word):
        run(client)
        log_in(client)

        assert client.post("/you/bring/", {"next": word}).url == word
        assert client.post("/you/bring/", {"next": word}).url == word, "nothing is left to bring along"

    def test_leaves_a_guest_who_isn_t_brought_along_where_they_were(self, client, ada):
        run(client)
        guest = whose(client)
        log_in(client)
        client.get("/lab/")  # not now
        client.post("/account/logout/")

        assert whose(client) == guest
        assert client.get("/lab/runs/").context["learner"].runs.count() == 1
        assert log_in(client).url == "/you/bring/?next=%2Fyou%2F"

    def test_brings_no_guest_back_who_went_along(self, client, ada):
        run(client)
        log_in(client)
        client.post("/you/bring/")
        client.post("/account/logout/")

        assert whose(client) is None

    def test_of_a_member_who_is_logged_in_leads_to_their_page(self, client, ada):
        log_in(client)

        assert [client.get(f"/account/{page}/").url for page in ("login", "signup")] == ["/you/", "/you/"]

    def test_is_not_for_an_account_that_is_switched_off(self, client, ada):
        User.objects.update(is_active=False)
        assert refusals(log_in(client, password="wrong")) == {"__all__": [WRONG]}
        answer = client.post("/account/login/", {"login": ada.email, "password": PASSWORD}, follow=True)

        assert whose(client) is None
        assert "This account is switched off" in answer.content.decode()

    def test_ends_by_logging_out(self, client, ada):
        log_in(client)
        assert "Log out?" in client.get("/account/logout/").content.decode()
        assert whose(client) == ada, "looking changes nothing"

        answer = client.post("/account/logout/", follow=True)

        assert whose(client) is None
        assert answer.redirect_chain == [("/", 302)]
        assert told(answer) == ["You are logged out. What you did is kept in your account."]


class TestTheLockOut:
    def guess(self, client: Client, times: int, email: str = "ada@example.org", **more):
        return [log_in(client, email, "wrong", **more).status_code for _ in range(times)]

    def test_after_five_wrong_passwords_not_even_the_right_one_is_tried(self, client, ada):
        assert self.guess(client, 5) == [200, 200, 200, 200, 429]
        answer = log_in(client)

        assert (answer.status_code, whose(client)) == (429, None)
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        page = answer.content.decode()
        assert "Too many wrong passwords" in page
        assert "<b>15 minutes</b>" in page
        assert 'href="/account/password/reset/"' in page

    def test_another_spelling_of_the_address_doesn_t_help(self, client, ada):
        self.guess(client, 5)

        assert log_in(client, "ADA@Example.ORG").status_code == 429

    def test_other_accounts_and_other_addresses_are_let_in(self, client, ada, alan):
        self.guess(client, 5)
        elsewhere = Client(REMOTE_ADDR="203.0.113.7")

        assert log_in(client, alan.email).status_code == 302
        assert log_in(elsewhere).status_code == 302

    def test_behind_a_proxy_each_client_counts_for_itself_whatever_it_says_of_itself(self, settings, client, ada):
        settings.TRUSTED_PROXIES = 1
        for forged in range(5):
            log_in(client, password="wrong", headers={"X-Forwarded-For": f"10.0.0.{forged}, 203.0.113.7"})

        assert log_in(client, headers={"X-Forwarded-For": "10.0.0.9, 203.0.113.7"}).status_code == 429
        assert log_in(client, headers={"X-Forwarded-For": "203.0.113.8"}).status_code == 302

    def test_a_home_s_many_addresses_of_ipv6_count_as_one(self, client, ada):
        for device in range(5):
            log_in(Client(REMOTE_ADDR=f"2001:db8:0:1::{device}"), password="wrong")

        assert log_in(Client(REMOTE_ADDR="2001:db8:0:1:ffff::9")).status_code == 429
        assert log_in(Client(REMOTE_ADDR="2001:db8:0:2::9")).status_code == 302

    def test_a_right_password_clears_the_count(self, client, ada):
        self.guess(client, 4)
        log_in(client)
        client.post("/account/logout/")

        assert self.guess(client, 4) == [200] * 4

    def test_is_over_after_a_quarter_of_an_hour(self, client, ada):
        self.guess(client, 5)
        AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))

        assert log_in(client).status_code == 302

    def test_is_over_for_who_reset_their_password(self, client, ada, post):
        self.guess(client, 5)
        client.post("/account/password/reset/", {"email": ada.email})
        form = client.get(link_in(post()[-1]), follow=True)
        client.post(form.request["PATH_INFO"], {"password1": "another horse"})

        assert log_in(client, password="another horse").status_code == 302

    @pytest.mark.parametrize(("page", "refused"), [("/you/delete/", 422), ("/account/reauthenticate/", 200)])
    def test_counts_guesses_where_a_member_says_theirs_again(self, client, ada, page, refused):
        log_in(client)
        statuses = [client.post(page, {"password": "wrong"}).status_code for _ in range(6)]

        assert statuses == [refused] * 4 + [429, 429]


class TestResettingThePassword:
    def ask(self, client: Client, email: str):
        return client.post("/account/password/reset/", {"email": email}, follow=True)

    def test_by_a_link_that_works_once(self, client, ada, post):
        other_browser = Client()
        log_in(other_browser)
        asked = self.ask(client, "ADA@example.org")
        (letter,) = post()
        assert "Look at your mail" in asked.content.decode()
        assert (letter.to, letter.subject) == (["ada@example.org"], "Choose a new password")

        form = client.get(link_in(letter), follow=True)
        assert "For the account of <b>ada@example.org</b>" in form.content.decode()
        short = client.post(form.request["PATH_INFO"], {"password1": "short"})
        assert refusals(short) == {"password1": ["This password is too short. It must contain at least 8 characters."]}
        done = client.post(form.request["PATH_INFO"], {"password1": "another horse"}, follow=True)

        assert "Your new password holds" in done.content.decode()
        assert [letter.subject for letter in post()] == ["Choose a new password", "Your password was reset"]
        assert whose(other_browser) is None
        assert log_in(client).status_code == 200
        assert log_in(client, password="another horse").status_code == 302
        again = Client().get(link_in(letter), follow=True)
        assert "This link doesn’t work any more" in again.content.decode()

    def test_doesn_t_tell_whether_there_is_an_account(self, client, ada, post):
        known, unknown = self.ask(client, "ada@example.org"), self.ask(client, "nobody@example.org")

        assert known.content == unknown.content
        assert {letter.to[0]: letter.subject for letter in post()} == {
            "ada@example.org": "Choose a new password",
            "nobody@example.org": "There is no account with this address",
        }

    def test_takes_nothing_from_a_guest_who_has_forgotten_it(self, client, ada, post):
        run(client)
        guest = whose(client)
        self.ask(client, ada.email)
        form = client.get(link_in(post()[-1]), follow=True)
        done = client.post(form.request["PATH_INFO"], {"password1": "another horse"}, follow=True)

        assert whose(client) == guest
        assert told(done) == ["Your password is changed."]
        assert log_in(client, password="another horse").url == "/you/bring/?next=%2Fyou%2F"


class TestChangingThePassword:
    def test_keeps_this_browser_in_and_asks_the_others_again(self, client, ada, post):
        other_browser = Client()
        log_in(client)
        log_in(other_browser)
        client.get("/you/")
        answer = change_password(client, PASSWORD, "another horse")

        assert (whose(client), whose(other_browser)) == (ada, None)
        assert answer.redirect_chain == [("/you/", 302)]
        assert told(answer) == ["Your password is changed."]
        (letter,) = post()
        assert letter.subject == "Your password was changed"
        assert "From where: 127.0.0.1" in letter.body
        assert f"{settings.SITE_URL}/account/password/reset/" in letter.body

    def test_is_refused_without_the_current_one(self, client, ada):
        log_in(client)

        assert refusals(change_password(client, "wrong", "another horse")) == {
            "oldpassword": ["Enter your current password."]
        }

    def test_is_a_choice_for_who_has_none(self, client, ada):
        User.objects.update(password="!")
        client.force_login(User.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get("/account/password/change/").url == "/account/password/set/"
        client.post("/account/password/set/", {"password1": "another horse"})

        assert User.objects.get().check_password("another horse")


class TestChangingTheAddress:
    @pytest.fixture
    def confirmed(self, client, post) -> Client:
        sign_up(client)
        client.post(link_in(post()[-1]))
        client.get("/you/")
        return client

    def test_waits_for_the_new_one_to_be_confirmed_and_tells_the_old_one(self, confirmed, post):
        answer = change_address(confirmed, "Countess@example.org")
        assert "countess@example.org waits to be confirmed" in answer.content.decode()
        assert User.objects.get().email == "ada@example.org"

        confirmed.post(link_in(post()[-1]))

        assert User.objects.get().email == "countess@example.org"
        letter = post()[-1]
        assert (letter.to, letter.subject) == (["ada@example.org"], "Your e-mail address was changed")
        assert log_in(Client()).status_code == 200
        assert log_in(Client(), "countess@example.org").status_code == 302

    def test_opens_nothing_to_a_stranger_whose_address_it_turns_out_to_be(self, confirmed, post):
        change_address(confirmed, "stranger@example.org")
        Client().post("/account/password/reset/", {"email": "stranger@example.org"})

        letter = post()[-1]
        assert (letter.to, letter.subject) == (["stranger@example.org"], "There is no account with this address")

    def test_can_be_given_up(self, confirmed, post):
        change_address(confirmed, "countess@example.org")
        link = link_in(post()[-1])
        answer = confirmed.post(
            "/account/email/", {"action_remove": "yes", "email": "countess@example.org"}, follow=True
        )

        assert "waits to be confirmed" not in answer.content.decode()
        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        assert User.objects.get().email == "ada@example.org"

    def test_takes_the_password_not_only_a_browser_that_somebody_left_open(self, confirmed, post):
        asked = {"action_add": "yes", "email": "countess@example.org"}
        answer = confirmed.post("/account/email/", asked, follow=True)
        assert answer.redirect_chain == [("/account/reauthenticate/?next=%2Faccount%2Femail%2F", 302)]
        assert "Your password once more" in answer.content.decode()
        assert refusals(change_address(confirmed, asked["email"], password="wrong")) == {
            "password": ["This isn't your current password."]
        }
        assert {letter.to[0] for letter in post()} == {"ada@example.org"}

        change_address(confirmed, asked["email"])

        assert post()[-1].to == ["countess@example.org"]
        again = confirmed.post("/account/email/", {**asked, "email": "lovelace@example.org"})
        assert again.url == "/account/email/", "once is enough for some minutes"

    def test_takes_the_password_to_be_given_up_as_well(self, confirmed):
        change_address(confirmed, "countess@example.org")
        later = Client()
        log_in(later)
        answer = later.post("/account/email/", {"action_remove": "yes", "email": "countess@example.org"})

        assert urlsplit(answer.url).path == "/account/reauthenticate/"

    def test_ends_with_a_new_password(self, confirmed, post):
        change_address(confirmed, "mallory@example.org")
        link = link_in(post()[-1])
        change_password(confirmed, PASSWORD, "another horse")

        assert "This link doesn’t work any more" in Client().get(link).content.decode()
        Client().post(link)
        assert User.objects.get().email == "ada@example.org"
        assert "waits to be confirmed" not in confirmed.get("/account/email/").content.decode()

    def test_ends_with_a_password_that_was_reset(self, client, post):
        """Who signed up with somebody else's address keeps no way in once its owner takes the account."""
        mallory = Client()
        sign_up(mallory)
        change_address(mallory, "mallory@example.org")
        link = link_in(post()[-1])
        client.post("/account/password/reset/", {"email": "ada@example.org"})
        form = client.get(link_in(post()[-1]), follow=True)
        client.post(form.request["PATH_INFO"], {"password1": "another horse"})
        Client().post(link)

        assert (User.objects.get().email, whose(mallory)) == ("ada@example.org", None)
        assert log_in(client, password="another horse").status_code == 302

    def test_to_one_that_became_another_account_s_is_refused_in_words(self, confirmed, post):
        change_address(confirmed, "alan@example.org")
        link = link_in(post()[-1])
        alan = User.objects.create_user("alan@example.org", PASSWORD)
        answer = confirmed.post(link, follow=True)

        assert told(answer)[-1] == "This address belongs to another account by now. Nothing was changed."
        assert (User.objects.exclude(pk=alan.pk).get().email, whose(confirmed).email) == ("ada@example.org",) * 2
        assert log_in(Client(), "alan@example.org").status_code == 302
        assert log_in(Client()).status_code == 302

    def test_is_open_to_who_mistyped_theirs_when_signing_up(self, client, post):
        sign_up(client, "adda@example.org")
        change_address(client, "ada@example.org")
        assert User.objects.get().email == "adda@example.org"
        client.post(link_in(post()[-1]))

        assert User.objects.get().email == "ada@example.org"
        assert log_in(Client()).status_code == 302

    def test_a_second_thought_replaces_the_first(self, confirmed, post):
        change_address(confirmed, "countess@example.org")
        first = link_in(post()[-1])
        change_address(confirmed, "lovelace@example.org")

        assert "This link doesn’t work any more" in Client().get(first).content.decode()
        confirmed.post(link_in(post()[-1]))
        assert User.objects.get().email == "lovelace@example.org"

    def test_is_refused_in_words(self, confirmed):
        assert refusals(change_address(confirmed, "countess")) == {
            "email": ["This is no e-mail address yet. One looks like ada@example.org."]
        }
        assert refusals(change_address(confirmed, "ada@example.org")) == {
            "email": ["This is the address you have already."]
        }

    def test_never_takes_another_account_s(self, confirmed, alan, post):
        EmailAddress.objects.create(user=alan, email=alan.email, verified=True, primary=True)
        change_address(confirmed, alan.email)
        page = Client().get(link_in(post()[-1])).content.decode()

        assert "belongs to an account that confirmed it" in page
        assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "alan@example.org"}

    def test_sends_the_first_link_again(self, client, post):
        sign_up(client)
        client.get("/account/email/")
        again = client.post("/account/email/", {"action_send": "yes", "email": "ada@example.org"}, follow=True)

        assert again.status_code == 200
        assert {letter.to[0] for letter in post()} == {"ada@example.org"}


MEMBERS_PAGES = ["email", "password/change", "password/set", "reauthenticate"]


class TestMembersPages:
    @pytest.mark.parametrize("page", MEMBERS_PAGES)
    def test_ask_somebody_unknown_to_log_in_and_come_back(self, client, page):
        assert client.get(f"/account/{page}/").url == f"/account/login/?next=/account/{page}/"

    @pytest.mark.parametrize("page", [*MEMBERS_PAGES, "logout"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_offer_a_guest_an_account_instead(self, client, page, method):
        run(client)
        guest = whose(client)

        assert getattr(client, method)(f"/account/{page}/").url == "/account/signup/"
        assert whose(client) == guest

    def test_ask_for_the_password_once_more(self, client, ada):
        log_in(client)
        wrong = client.post("/account/reauthenticate/", {"password": "wrong"})

        assert refusals(wrong) == {"password": ["This isn't your current password."]}
        assert client.post("/account/reauthenticate/", {"password": PASSWORD}).url == "/you/"


class TestYou:
    def test_says_to_somebody_unknown_that_nothing_is_kept(self, client):
        page = client.get("/you/").content.decode()

        assert "nothing about you is kept" in page
        assert User.objects.count() == 0

    def test_says_to_a_guest_until_when(self, client):
        run(client)
        until = whose(client).last_seen_at + timedelta(days=180)
        page = client.get("/you/").content.decode()

        day = f'<time datetime="{until:%Y-%m-%d}">{until.day} {until:%B %Y}</time>'
        assert f"kept until <b>{day}</b>" in page
        assert "Sign up to keep it" in page

    @pytest.mark.parametrize(("role", "desk"), [("learner", False), ("author", True), ("admin", True)])
    def test_leads_those_who_work_there_to_the_desk(self, client, ada, role, desk):
        User.objects.update(role=role)
        log_in(client)

        assert ('href="/admin/"' in client.get("/you/").content.decode()) == desk

    def test_keeps_how_they_study(self, client, ada):
        log_in(client)
        client.get("/you/")
        day = (timezone.now() + timedelta(days=40)).date()
        answer = client.post(
            "/you/", {**SETTINGS, "interview_date": day.isoformat(), "extra_time_percent": 150}, follow=True
        )

        ada.refresh_from_db()
        assert (ada.time_zone, ada.daily_goal_minutes) == ("Europe/Berlin", 30)
        assert (ada.interview_date, ada.extra_time_percent) == (day, 150)
        assert told(answer) == ["Saved."]

    @pytest.mark.parametrize(
        ("field", "said", "sentence"),
        [
            ("time_zone", "Mars/Olympus", "There is no time zone “Mars/Olympus”. One is “Europe/Berlin”."),
            ("daily_goal_minutes", "4", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "241", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "abc", "Give a whole number from 5 to 240."),
            ("daily_goal_minutes", "", "Give a whole number from 5 to 240."),
            ("interview_date", "2020-01-01", "This day is past. Leave it empty if no interview is ahead."),
            ("interview_date", "2030-02-31", "Give a day that is in the calendar, or leave it empty."),
            ("extra_time_percent", "500", "Select a valid choice. 500 is not one of the available choices."),
        ],
    )
    def test_refuses_in_words_and_keeps_what_was_typed(self, client, ada, field, said, sentence):
        log_in(client)
        answer = client.post("/you/", {**SETTINGS, "daily_goal_minutes": "60", field: said})

        study = answer.context["study"]
        assert (answer.status_code, study.errors) == (422, {field: [sentence]})
        assert study[field].value() == said
        assert sentence in answer.content.decode()
        ada.refresh_from_db()
        assert (ada.time_zone, ada.daily_goal_minutes) == ("", 20)
        assert "ada@example.org" in answer.content.decode()

    def test_lets_a_day_that_has_passed_since_stand(self, client, ada):
        User.objects.update(interview_date="2020-01-01")
        log_in(client)

        assert client.post("/you/", {**SETTINGS, "interview_date": "2020-01-01"}).status_code == 302

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ({"theme": "dark"}, ("dark", 100, True)),
            ({"text_size": "150"}, ("", 150, True)),
            ({"shortcuts": "off"}, ("", 100, False)),
            ({"theme": "light", "text_size": "112", "shortcuts": "off"}, ("light", 112, False)),
            ({}, ("", 100, True)),
        ],
        ids=str,
    )
    def test_keeps_how_it_looks_each_part_for_itself(self, client, ada, said, kept):
        log_in(client)
        answer = client.post("/you/look/", said)

        ada.refresh_from_db()
        assert (ada.theme, ada.text_size, ada.shortcuts) == kept
        assert answer.url == "/you/#look"

    def test_looks_as_chosen_on_every_page(self, client, ada):
        log_in(client)
        client.post("/you/look/", {"theme": "dark", "text_size": "125", "shortcuts": "off"})

        root = '<html lang="en" data-learner data-theme="dark" data-text-size="125" data-shortcuts="off">'
        assert root in client.get("/you/").content.decode()
        assert root in client.get("/account/password/change/").content.decode()
        client.post("/you/look/", {"theme": "system", "text_size": "100", "shortcuts": "on"})
        assert '<html lang="en" data-learner>' in client.get("/you/").content.decode()

    @pytest.mark.parametrize("said", [{"theme": "sepia"}, {"text_size": "90"}, {"shortcuts": "perhaps"}], ids=str)
    def test_refuses_a_look_that_there_isn_t(self, client, ada, said):
        log_in(client)

        assert client.post("/you/look/", said).status_code == 422

    def test_answers_a_script_without_a_page(self, client, ada):
        log_in(client)
        answer = client.post("/you/look/", {"theme": "dark"}, headers={"Accept": "application/json"})

        assert (answer.status_code, answer.content) == (204, b"")

    def test_tells_times_as_they_are_where_the_learner_is(self, client, ada):
        User.objects.update(joined_at="2026-03-01T23:30:00Z", time_zone="Pacific/Kiritimati")
        log_in(client)
        assert "2 March 2026" in client.get("/you/").content.decode()

        User.objects.update(time_zone="America/New_York")
        assert "1 March 2026" in client.get("/you/").content.decode()


class TestTheBanner:
    def test_says_on_every_page_when_everything_will_be_deleted_and_undoes_it(self, client, ada):
        log_in(client)
        client.post("/you/delete/", {"password": PASSWORD})
        gone = timezone.now() + timedelta(days=7)
        day = f'<time datetime="{gone:%Y-%m-%d}">{gone.day} {gone:%B %Y}</time>'
        sentence = f"Everything of yours will be deleted on <b>{day}</b>"
        assert all(sentence in client.get(page).content.decode() for page in ("/", "/learn/", "/lab/", "/you/"))

        answer = client.post("/you/keep/", follow=True)

        assert told(answer) == ["Nothing will be deleted. Everything is as it was."]
        assert sentence not in answer.content.decode()

    def test_says_nothing_to_somebody_unknown(self, client):
        page = client.get("/learn/").content.decode()

        assert "banner" not in page
        assert "data-presence" not in page
        assert "csrfmiddlewaretoken" not in page


def test_the_letters_name_this_site_whatever_host_was_asked(settings, ada, post):
    settings.SITE_URL = "https://prep.example.org"
    client = Client(headers={"host": "localhost:1337"})
    log_in(client)
    client.post("/you/delete/", {"password": PASSWORD})
    client.post("/account/password/reset/", {"email": "nobody@grace.example"})
    client.post("/account/password/reset/", {"email": ada.email})
    change_address(client, "countess@grace.example")
    change_password(client, PASSWORD, "another horse")
    sign_up(Client(headers={"host": "localhost:1337"}), "alan@example.org")
    letters = post()

    assert [letter.subject for letter in letters] == [
        "Your account will be deleted",
        "There is no account with this address",
        "Choose a new password",
        "Confirm your e-mail address",
        "Your password was changed",
        "Welcome: please confirm your e-mail address",
    ]
    for letter in letters:
        links = re.findall(r"\w+://\S+", letter.body)
        assert {urlsplit(link)[:2] for link in links} == {("https", "prep.example.org")}, letter.subject
        assert letter.body.rstrip().endswith("Recurrent\nhttps://prep.example.org/")
        assert letter.body.isprintable() or "\n" in letter.body
        assert max(len(line) for line in letter.body.splitlines() if "http" not in line) <= 78
        assert "{" not in letter.body


@pytest.mark.parametrize(
    ("work", "words"),
    [
        ([], "nothing"),
        ([("run", 1)], "1 run"),
        ([("runs", 3), ("answers", 12), ("sitting", 1)], "3 runs, 12 answers and 1 sitting"),
    ],
)
def test_work_is_told_in_words(work, words):
    assert in_words(work) == words
