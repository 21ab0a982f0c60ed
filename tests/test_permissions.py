"""The permission table: every URL × who asks × what they hear. Whoever adds a URL adds its rows here.

A number is the status. A word is where they are redirected (302), by PLACES; "303:page" says so with a 303.
"another" is a learner who asks for what is ada's; "·" where there is no such thing. The deactivated one was an admin.
A GET never writes; "!" is where it does, because a secret must leave the address for the session.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse

from content.models import Track
from prep.accounts.models import User
from prep.accounts.roles import Role
from quizzes import practice, revisions, shelf
from sandbox import tasks
from tests import makers
from tests.makers import PASSWORD
from tests.quizzes import answers

TABLE = """
method url                                  anonymous guest    learner  another author   reviewer admin    deactivated
GET    /healthz                             200       200      200      ·       200      200      200      200
POST   /healthz                             200       200      200      ·       200      200      200      200
GET    /readyz                              200       200      200      ·       200      200      200      200
POST   /readyz                              200       200      200      ·       200      200      200      200
GET    home                                 200       200      200      ·       200      200      200      200
POST   home                                 405       405      405      ·       405      405      405      405
GET    content:path                         200       200      200      ·       200      200      200      200
POST   content:path                         405       405      405      ·       405      405      405      405
GET    content:topic                        200       200      200      ·       200      200      200      200
POST   content:topic                        405       405      405      ·       405      405      405      405
GET    content:markdown                     200       200      200      ·       200      200      200      200
POST   content:markdown                     405       405      405      ·       405      405      405      405
GET    content:progress                     405       405      405      ·       405      405      405      405
POST   content:progress                     403       204      204      ·       204      204      204      403
GET    content:read                         200       200      200      ·       200      200      200      200
POST   content:read                         303:topic 303:topic 303:topic ·     303:topic 303:topic 303:topic 303:topic
GET    content:unread                       405       405      405      ·       405      405      405      405
POST   content:unread                       303:topic 303:topic 303:topic ·     303:topic 303:topic 303:topic 303:topic
GET    quizzes:practise                     200       200      200      ·       200      200      200      200
POST   quizzes:practise                     405       405      405      ·       405      405      405      405
GET    quizzes:start                        303:begin 303:begin 303:begin · 303:begin 303:begin 303:begin 303:begin
POST   quizzes:start                        303:quiz  303:quiz 303:quiz ·       303:quiz 303:quiz 303:quiz 303:quiz
GET    quizzes:fitting                      200       200      200      ·       200      200      200      200
POST   quizzes:fitting                      405       405      405      ·       405      405      405      405
GET    quizzes:history                      200       200      200      ·       200      200      200      200
POST   quizzes:history                      405       405      405      ·       405      405      405      405
GET    quizzes:quiz                         404       404      303:turn 404     404      404      404      404
POST   quizzes:quiz                         405       405      405      405     405      405      405      405
GET    quizzes:turn                         404       404      200      404     404      404      404      404
POST   quizzes:turn                         405       405      405      405     405      405      405      405
GET    quizzes:answer                       303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn
POST   quizzes:answer                       404       404      303:turn 404     404      404      404      404
GET    quizzes:open                         303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn
POST   quizzes:open                         404       404      303:turn 404     404      404      404      404
GET    quizzes:hint                         303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn 303:turn
POST   quizzes:hint                         404       404      303:turn 404     404      404      404      404
GET    quizzes:turn-problem                 405       405      405      405     405      405      405      405
POST   quizzes:turn-problem                 404       404      200      404     404      404      404      404
GET    quizzes:pause                        405       405      405      405     405      405      405      405
POST   quizzes:pause                        404       404      303:begin 404     404      404      404      404
GET    quizzes:resume                       405       405      405      405     405      405      405      405
POST   quizzes:resume                      404       404      303:quiz 404     404      404      404      404
GET    quizzes:finish                       405       405      405      405     405      405      405      405
POST   quizzes:finish                       404       404      303:report 404     404      404      404      404
GET    quizzes:abandon                      404       404      200      404     404      404      404      404
POST   quizzes:abandon                      404       404      303:report 404     404      404      404      404
GET    quizzes:report                       404       404      200      404     404      404      404      404
POST   quizzes:report                       405       405      405      405     405      405      405      405
GET    quizzes:retry                        405       405      405      405     405      405      405      405
POST   quizzes:retry                       404       404      303:quiz 404     404      404      404      404
GET    quizzes:question                     200       200      200      ·       200      200      200      200
POST   quizzes:question                     405       405      405      ·       405      405      405      405
GET    quizzes:answer-alone                 303:ask 303:ask 303:ask · 303:ask 303:ask 303:ask 303:ask
POST   quizzes:answer-alone                 303:told  303:told 303:told ·       303:told 303:told 303:told 303:told
GET    quizzes:problem                      405       405      405      ·       405      405      405      405
POST   quizzes:problem                      200       200      200      ·       200      200      200      200
GET    quizzes:attempt                      404       404      200      404     404      404      404      404
POST   quizzes:attempt                      405       405      405      405     405      405      405      405
GET    quizzes:judge                        303:told 303:told 303:told 303:told 303:told 303:told 303:told 303:told
POST   quizzes:judge                        404       404      303:told    404     404      404      404      404
GET    sandbox:catalogue                    200       200      200      ·       200      200      200      200
POST   sandbox:catalogue                    405       405      405      ·       405      405      405      405
GET    sandbox:runs                         200       200      200      ·       200      200      200      200
POST   sandbox:runs                         405       405      405      ·       405      405      405      405
GET    sandbox:result                       200       200      200      200     200      200      200      200
POST   sandbox:result                       405       405      405      405     405      405      405      405
GET    sandbox:compare                      200       200      200      ·       200      200      200      200
POST   sandbox:compare                      405       405      405      ·       405      405      405      405
GET    sandbox:csv                          200       200      200      200     200      200      200      200
POST   sandbox:csv                          405       405      405      405     405      405      405      405
GET    sandbox:json                         200       200      200      200     200      200      200      200
POST   sandbox:json                         405       405      405      405     405      405      405      405
GET    sandbox:glance                       200       200      200      200     200      200      200      200
POST   sandbox:glance                       405       405      405      405     405      405      405      405
GET    sandbox:experiment                   200       200      200      ·       200      200      200      200
POST   sandbox:experiment                   405       405      405      ·       405      405      405      405
GET    sandbox:cancel                       405       405      405      405     405      405      405      405
POST   sandbox:cancel                       303:page  303:page 303:page 303:page    303:page 303:page 303:page 303:page
GET    sandbox:estimate                     200       200      200      ·       200      200      200      200
POST   sandbox:estimate                     405       405      405      ·       405      405      405      405
GET    sandbox:run                          405       405      405      ·       405      405      405      405
POST   sandbox:run                          303:page  303:page 303:page ·       303:page 303:page 303:page 303:page
GET    search                               200       200      200      ·       200      200      200      200
POST   search                               405       405      405      ·       405      405      405      405
GET    accounts:you                         200       200      200      ·       200      200      200      200
POST   accounts:you                         you       you      you      ·       you      you      you      you
GET    accounts:look                        405       405      405      ·       405      405      405      405
POST   accounts:look                        you       you      you      ·       you      you      you      you
GET    accounts:presence                    405       405      405      ·       405      405      405      405
POST   accounts:presence                    204       204      204      ·       204      204      204      204
GET    accounts:export                      you       200      200      ·       200      200      200      you
POST   accounts:export                      405       405      405      ·       405      405      405      405
GET    accounts:delete                      you       200      200      ·       200      200      200      you
POST   accounts:delete                      you       you      you      ·       you      you      you      you
GET    accounts:keep                        405       405      405      ·       405      405      405      405
POST   accounts:keep                        you       you      you      ·       you      you      you      you
GET    accounts:bring                       you       you      you      ·       you      you      you      you
POST   accounts:bring                       you       you      you      ·       you      you      you      you
GET    accounts:understood                  405       405      405      ·       405      405      405      405
POST   accounts:understood                  home      home     home     ·       home     home     home     home
GET    account_login                        200       200      you      ·       you      you      you      200
POST   account_login                        you       you      you      ·       you      you      you      you
GET    account_signup                       200       200      you      ·       you      you      you      200
POST   account_signup                       you       you      you      ·       you      you      you      you
GET    account_logout                       home      signup   200      ·       200      200      200      home
POST   account_logout                       home      signup   home     ·       home     home     home     home
GET    account_inactive                     200       200      200      ·       200      200      200      200
POST   account_inactive                     405       405      405      ·       405      405      405      405
GET    account_reauthenticate               login     signup   200      ·       200      200      200      login
POST   account_reauthenticate               login     signup   you      ·       you      you      you      login
GET    account_email                        login     signup   200      ·       200      200      200      login
POST   account_email                        login     signup   again    ·       again    again    again    login
GET    account_email_verification_sent      200       200      200      ·       200      200      200      200
POST   account_email_verification_sent      405       405      405      ·       405      405      405      405
GET    account_confirm_email                200       200      200      200     200      200      200      200
POST   account_confirm_email                login     you      you      login   login    login    login    login
GET    account_change_password              login     signup   200      ·       200      200      200      login
POST   account_change_password              login     signup   you      ·       you      you      you      login
GET    account_set_password                 login     signup   change   ·       change   change   change   login
POST   account_set_password                 login     signup   change   ·       change   change   change   login
GET    account_reset_password               200       200      200      ·       200      200      200      200
POST   account_reset_password               sent      sent     sent     ·       sent     sent     sent     sent
GET    account_reset_password_done          200       200      200      ·       200      200      200      200
POST   account_reset_password_done          405       405      405      ·       405      405      405      405
GET    account_reset_password_from_key      form!     form!    form!    form!   form!    form!    form!    form!
POST   account_reset_password_from_key      form      form     form     form    form     form     form     form
GET    account_reset_password_from_key_done 200       200      200      ·       200      200      200      200
POST   account_reset_password_from_key_done 405       405      405      ·       405      405      405      405
GET    sandbox-api:experiments              200       200      200      ·       200      200      200      200
POST   sandbox-api:experiments              405       405      405      ·       405      405      405      405
GET    sandbox-api:result                   200       200      200      200     200      200      200      200
POST   sandbox-api:result                   405       405      405      405     405      405      405      405
GET    sandbox-api:runs                     403       200      200      ·       200      200      200      403
POST   sandbox-api:runs                     202       202      202      ·       202      202      202      202
GET    sandbox-api:run                      403       404      200      404     404      404      404      403
POST   sandbox-api:run                      403       405      405      405     405      405      405      403
GET    sandbox-api:cancel                   403       405      405      405     405      405      405      403
POST   sandbox-api:cancel                   403       404      200      404     404      404      404      403
GET    quizzes-api:topics                   200       200      200      ·       200      200      200      200
POST   quizzes-api:topics                   405       405      405      ·       405      405      405      405
GET    quizzes-api:objectives               200       200      200      ·       200      200      200      200
POST   quizzes-api:objectives               405       405      405      ·       405      405      405      405
GET    quizzes-api:questions                200       200      200      ·       200      200      200      200
POST   quizzes-api:questions                405       405      405      ·       405      405      405      405
GET    quizzes-api:question                 200       200      200      ·       200      200      200      200
POST   quizzes-api:question                 405       405      405      ·       405      405      405      405
GET    quizzes-api:answer-alone             405       405      405      ·       405      405      405      405
POST   quizzes-api:answer-alone             201       201      201      ·       201      201      201      201
GET    quizzes-api:problem                  405       405      405      ·       405      405      405      405
POST   quizzes-api:problem                  201       201      201      ·       201      201      201      201
GET    quizzes-api:quizzes                  403       200      200      ·       200      200      200      403
POST   quizzes-api:quizzes                  201       201      201      ·       201      201      201      201
GET    quizzes-api:quiz                     403       404      200      404     404      404      404      403
POST   quizzes-api:quiz                     403       405      405      405     405      405      405      403
GET    quizzes-api:answers                  403       405      405      405     405      405      405      403
POST   quizzes-api:answers                  403       404      201      404     404      404      404      403
GET    quizzes-api:open                     403       405      405      405     405      405      405      403
POST   quizzes-api:open                     403       404      200      404     404      404      404      403
GET    quizzes-api:hint                     403       405      405      405     405      405      405      403
POST   quizzes-api:hint                     403       404      200      404     404      404      404      403
GET    quizzes-api:turn-problem             403       405      405      405     405      405      405      403
POST   quizzes-api:turn-problem             403       404      201      404     404      404      404      403
GET    quizzes-api:pause                    403       405      405      405     405      405      405      403
POST   quizzes-api:pause                    403       404      200      404     404      404      404      403
GET    quizzes-api:resume                   403       405      405      405     405      405      405      403
POST   quizzes-api:resume                   403       404      200      404     404      404      404      403
GET    quizzes-api:finish                   403       405      405      405     405      405      405      403
POST   quizzes-api:finish                   403       404      200      404     404      404      404      403
GET    quizzes-api:abandon                  403       405      405      405     405      405      405      403
POST   quizzes-api:abandon                  403       404      200      404     404      404      404      403
GET    quizzes-api:report                   403       404      200      404     404      404      404      403
POST   quizzes-api:report                   403       405      405      405     405      405      405      403
GET    quizzes-api:retry                    403       405      405      405     405      405      405      403
POST   quizzes-api:retry                    403       404      201      404     404      404      404      403
GET    quizzes-api:judgement                403       405      405      405     405      405      405      403
POST   quizzes-api:judgement                403       404      201      404     404      404      404      403
GET    admin:index                          door      door     door     ·       200      200      200      door
POST   admin:index                          door      door     door     ·       200      200      200      door
GET    admin:login                          login     login    403      ·       desk     desk     desk     login
POST   admin:login                          login     login    403      ·       desk     desk     desk     login
GET    admin:logout                         desk      desk     desk     ·       200      200      200      desk
POST   admin:logout                         desk      desk     desk     ·       home     home     home     desk
GET    admin:password_change                door      door     door     ·       change   change   change     door
POST   admin:password_change                door      door     door     ·       change   change   change     door
GET    admin:password_change_done           door      door     door     ·       200      200      200      door
POST   admin:password_change_done           door      door     door     ·       405      405      405      door
GET    admin:autocomplete                   door      door     door     ·       403      403      403      door
POST   admin:autocomplete                   door      door     door     ·       405      405      405      door
GET    admin:jsi18n                         door      door     door     ·       200      200      200      door
POST   admin:jsi18n                         door      door     door     ·       405      405      405      door
GET    admin:view_on_site                   door      door     door     ·       path     path     path     door
POST   admin:view_on_site                   door      door     door     ·       path     path     path     door
GET    admin:app_list                       door      door     door     ·       200      200      200      door
POST   admin:app_list                       door      door     door     ·       200      200      200      door
GET    offline                              200       200      200      ·       200      200      200      200
POST   offline                              405       405      405      ·       405      405      405      405
GET    service-worker                       200       200      200      ·       200      200      200      200
POST   service-worker                       405       405      405      ·       405      405      405      405
GET    favicon                              static    static   static   ·       static   static   static   static
POST   favicon                              405       405      405      ·       405      405      405      405
"""

# At the desk, a model at a time. Who isn't named may nothing: learners hear 403, others are sent to log in.
MODELS = """
model                 author    reviewer  admin
accounts.user         -         -         view,add,change
axes.accessattempt    -         -         view,change,delete
content.edition       view      view      view
content.misconception view      view      view
content.objective     view      view      view
content.piece         view      view      view
content.revision      view      view      view
content.topic         view      view      view
content.track         view      view      view
quizzes.question      view      view      view
quizzes.report        view,change view,change view,change
"""

PLACES = {
    "account_change_password": "change",
    "account_email": "email",
    "account_inactive": "inactive",
    "account_login": "login",
    "account_reauthenticate": "again",
    "account_reset_password_done": "sent",
    "account_reset_password_from_key": "form",
    "account_signup": "signup",
    "accounts:bring": "bring",
    "accounts:you": "you",
    "admin:index": "desk",
    "admin:login": "door",
    "home": "home",
    "content:path": "path",
    "content:topic": "topic",
    "quizzes:attempt": "told",
    "quizzes:practise": "begin",
    "quizzes:question": "ask",
    "quizzes:quiz": "quiz",
    "quizzes:report": "report",
    "quizzes:turn": "turn",
    "sandbox:experiment": "page",
}
TOLD_BY_MIDDLEWARE = ["/healthz", "/readyz"]
REFUSED = {"403", "405"}
DESK_PAGES = ("changelist", "add", "history", "delete", "change")


@dataclass(frozen=True)
class Row:
    method: str
    url: str
    heard: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.url}"


def read(table: str) -> list[Row]:
    head, *lines = [line.split() for line in table.strip().splitlines()]
    return [Row(method, url, dict(zip(head[2:], cells, strict=True))) for method, url, *cells in lines]


ROWS = read(TABLE)
WHO = ["anonymous", "guest", "learner", "another", "author", "reviewer", "admin", "deactivated"]

# One for all: a new one loads the middleware anew, which takes longer than what is asked here.
BROWSER, GUARDED = Client(), Client(enforce_csrf_checks=True)


class World:
    """Ada, what is hers, and who else is asked for."""

    def __init__(self):
        shelf.forget()  # what was rolled back had the same numbers
        revisions.forget()
        self.ada = makers.member("ada")

    @cached_property
    def run(self):
        return makers.run(self.ada)

    @cached_property
    def question(self):
        question = makers.question()
        makers.edition()
        return question

    @cached_property
    def quiz(self):
        return makers.quiz(self.ada)

    @cached_property
    def finished_quiz(self):
        """With something to try again."""
        quiz = makers.quiz(self.ada)
        said = {"said": answers.wrong(quiz.turns.get()), "confidence": "", "client_key": uuid4(), "now": makers.NOW}
        practice.answer(learner=self.ada, quiz_id=quiz.pk, number=1, **said)
        return practice.finish(learner=self.ada, quiz_id=quiz.pk, now=makers.NOW)

    def who(self, name: str) -> User | None:
        match name:
            case "anonymous":
                return None
            case "guest":
                return makers.guest()
            case "learner":
                return self.ada
            case "another":
                return makers.member("alan")
            case "deactivated":
                return makers.member("dora", role=Role.ADMIN)
            case role:
                makers.member("alan", role=role)  # so that nobody is the last
                return makers.member("grace", role=role)

    def browser(self, name: str, browser: Client = BROWSER) -> Client:
        browser.cookies.clear()
        user = self.who(name)
        if user:
            browser.force_login(user)
        if name == "deactivated":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return browser

    def address(self, url: str) -> str:
        return url if url.startswith("/") else reverse(url, kwargs=self.arguments(url))

    def arguments(self, url: str) -> dict[str, object]:
        match url:
            case "content:topic" | "content:markdown" | "content:progress" | "content:read" | "content:unread":
                return {"key": makers.page("lstm", "cell", "gates").key}
            case "sandbox:experiment" | "sandbox:run" | "sandbox:estimate":
                return {"key": makers.EXPERIMENT.key}
            case "sandbox:result" | "sandbox:glance" | "sandbox:cancel" | "sandbox-api:result":
                return {"result_id": self.run.result_id}
            case "sandbox:csv" | "sandbox:json":
                tasks.compute(self.run.result_id)
                return {"result_id": self.run.result_id}
            case "sandbox-api:run" | "sandbox-api:cancel":
                return {"run_id": self.run.pk}
            case "quizzes:question" | "quizzes:answer-alone" | "quizzes:problem":
                return {"key": self.question.key}
            case "quizzes-api:question" | "quizzes-api:answer-alone" | "quizzes-api:problem":
                return {"key": self.question.key}
            case "quizzes:turn" | "quizzes:answer" | "quizzes:open" | "quizzes:hint" | "quizzes:turn-problem":
                return {"quiz_id": self.quiz.pk, "number": 1}
            case "quizzes-api:open" | "quizzes-api:hint" | "quizzes-api:turn-problem":
                return {"quiz_id": self.quiz.pk, "number": 1}
            case "quizzes:report" | "quizzes:retry" | "quizzes-api:report" | "quizzes-api:retry":
                return {"quiz_id": self.finished_quiz.pk}
            case "quizzes:attempt" | "quizzes:judge" | "quizzes-api:judgement":
                return {"attempt_id": makers.judgement(self.ada).attempt_id}
            case "account_confirm_email":
                unconfirmed = EmailAddress.objects.create(user=self.ada, email="new@example.org")
                return {"key": EmailConfirmationHMAC(unconfirmed).key}
            case "account_reset_password_from_key":
                return {"uidb36": user_pk_to_url_str(self.ada), "key": default_token_generator.make_token(self.ada)}
            case "admin:view_on_site":
                kind = ContentType.objects.get_for_model(Track)
                return {"content_type_id": kind.pk, "object_id": makers.track().pk}
            case "admin:app_list":
                return {"app_label": "content"}
        if url.startswith(("quizzes:", "quizzes-api:")):
            return self.arguments_of_practice(url)
        return {}

    def arguments_of_practice(self, url: str) -> dict[str, object]:
        if url.split(":")[1] in ("quiz", "answers", "pause", "resume", "finish", "abandon"):
            return {"quiz_id": self.quiz.pk}
        _ = self.question  # something to begin with
        return {}


SENT = {
    "account_change_password": {"oldpassword": PASSWORD, "password1": "another-horse-battery"},
    "account_email": {"action_add": "", "email": "other@example.org"},
    "account_login": {"login": "ada@example.org", "password": PASSWORD},
    "account_reauthenticate": {"password": PASSWORD},
    "account_reset_password": {"email": "ada@example.org"},
    "account_signup": {"email": "newcomer@example.org", "password1": PASSWORD},
    "accounts:delete": {"password": PASSWORD, "sure": "on"},
    "accounts:look": {"theme": "dark"},
    "content:progress": {"section": "cell 5", "place": "gates 1"},
    "quizzes:answer": {"choice": "A"},
    "quizzes:answer-alone": {"choice": "A"},
    "quizzes:judge": {"ticked": "0"},
    "quizzes:problem": {"words": "It is wrong."},
    "quizzes:turn-problem": {"words": "It is wrong."},
    "quizzes:start": {"mode": "practice"},
    "accounts:you": {"time_zone": "", "daily_goal_minutes": "30", "extra_time_percent": "100"},
}
JSON = {
    "sandbox-api:runs": {"experiment": makers.EXPERIMENT.key},
    "quizzes-api:answer-alone": {"answer": {"choice": ["A"]}},
    "quizzes-api:answers": {"number": 1, "answer": {"choice": ["A"]}},
    "quizzes-api:judgement": {"ticked": [0]},
    "quizzes-api:problem": {"words": "It is wrong."},
    "quizzes-api:quizzes": {},
    "quizzes-api:retry": {},
    "quizzes-api:turn-problem": {"words": "It is wrong."},
}


def ask(browser: Client, method: str, address: str, url: str) -> HttpResponse:
    if method == "GET":
        return browser.get(address)
    if url in JSON:
        return browser.post(address, JSON[url], content_type="application/json")
    return browser.post(address, SENT.get(url, {}))


def heard(answer: HttpResponse) -> str:
    if answer.status_code not in (301, 302, 303):
        return str(answer.status_code)
    where = urlsplit(answer.headers["Location"]).path
    place = "static" if where.startswith("/static/") else PLACES.get(resolve(where).view_name, where)
    return place if answer.status_code == 302 else f"{answer.status_code}:{place}"


def urls() -> Iterator[str]:
    """Every URL by its name, but those that the admin makes for a model."""
    yield from TOLD_BY_MIDDLEWARE
    for name, pattern in patterns(get_resolver()):
        if not of_a_model(name, pattern):
            yield name or pattern


def patterns(resolver, names: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str]]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield ":".join((*names, each.name)) if each.name else "", path
        else:
            yield from patterns(each, (*names, each.namespace) if each.namespace else names, path)


def of_a_model(name: str, pattern: str) -> bool:
    """Django's own pages for a model at the desk, in MODELS. Pages that an app adds there belong into TABLE."""
    if pattern == "admin/(?P<url>.*)$" or name == "admin:auth_user_password_change":
        return True
    return any(
        name in {f"admin:{meta.app_label}_{meta.model_name}_{page}" for page in DESK_PAGES}
        or (not name and pattern == f"admin/{meta.app_label}/{meta.model_name}/<path:object_id>/")
        for meta in [model._meta for model in admin.site._registry]
    )


# --- The table ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_hears_what_the_table_says(row, db):
    heard_by = {name: "·" if said == "·" else alone(name, row.method, row.url) for name, said in row.heard.items()}
    assert heard_by == row.heard


def alone(name: str, method: str, url: str) -> str:
    """What somebody hears in a world where nobody asked anything before."""
    cache.clear()
    with transaction.atomic():
        world = World()
        browser, address = world.browser(name), world.address(url)
        wrote: list[str] = []

        def notice(execute, sql, params, many, context):
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                wrote.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(notice):
            answer = heard(ask(browser, method, address, url))
        transaction.set_rollback(True)
    return f"{answer}!" if wrote and method == "GET" else answer


def test_every_url_is_in_the_table_with_get_and_with_post():
    wanted = {(method, url) for url in urls() for method in ("GET", "POST")}
    said = [(row.method, row.url) for row in ROWS]
    assert wanted - set(said) == set(), "Say in TABLE, in tests/test_permissions.py, what each hears there."
    assert set(said) - wanted == set(), "These rows of TABLE have no URL any more."
    assert len(said) == len(set(said))
    assert len(list(urls())) == len(set(urls())), "Two URLs have one name: only one of them is asked here."


def test_the_table_asks_everybody():
    assert {tuple(row.heard) for row in ROWS} == {tuple(WHO)}


@pytest.mark.parametrize("url", sorted(urls()))
def test_nothing_is_sent_from_another_site(url, db):
    world = World()
    browser = world.browser("learner", GUARDED)
    answer = heard(ask(browser, "POST", world.address(url), url))

    if url in TOLD_BY_MIDDLEWARE:
        assert answer == next(row.heard["learner"] for row in ROWS if (row.method, row.url) == ("POST", url))
    else:
        assert answer in REFUSED


def test_the_style_guide_is_there_in_debug_alone(client, db):
    assert client.get("/styleguide/").status_code == 404


# --- The desk -------------------------------------------------------------------------------------------------------


def rights() -> dict[str, dict[str, set[str]]]:
    head, *lines = [line.split() for line in MODELS.strip().splitlines()]
    return {
        model: {who: set(said.split(",")) - {"-"} for who, said in zip(head[1:], cells, strict=True)}
        for model, *cells in lines
    }


RIGHTS = rights()


def at_the_desk(label: str, row) -> list[tuple[str, str, str]]:
    """What there is to ask of a model: method, URL, and the right it takes."""
    name = f"admin:{label.replace('.', '_')}"
    own = [row.pk]
    asked = [
        ("GET", reverse(f"{name}_changelist"), "view"),
        ("POST", reverse(f"{name}_changelist"), "view"),
        ("GET", reverse(f"{name}_change", args=own), "view"),
        ("POST", reverse(f"{name}_change", args=own), "change"),
        ("GET", reverse(f"{name}_history", args=own), "view"),
        ("GET", reverse(f"{name}_add"), "add"),
        ("POST", reverse(f"{name}_add"), "add"),
        ("GET", reverse(f"{name}_delete", args=own), "delete"),
        ("POST", reverse(f"{name}_delete", args=own), "delete"),
    ]
    if label == "accounts.user":
        password = reverse("admin:auth_user_password_change", args=own)
        asked += [("GET", password, "change"), ("POST", password, "change")]
    return asked


def at_the_desk_heard(answer: HttpResponse) -> str:
    """A form that was sent empty comes back, or is kept where nothing must be filled in: both mean that one may."""
    said = heard(answer)
    return "may" if said == "200" or said.startswith("/admin/") else said


@pytest.mark.parametrize("label", RIGHTS)
def test_each_may_at_the_desk_what_the_table_says(label, db):
    makes = {"accounts.user": lambda learner: learner, "content.track": lambda _: makers.track()}
    makes |= {"content.topic": lambda _: makers.topic(), "content.objective": lambda _: makers.objective()}
    makes |= {"content.misconception": lambda _: makers.misconception(), "content.piece": lambda _: makers.piece()}
    makes |= {"content.edition": lambda _: makers.edition(), "quizzes.question": lambda _: makers.question()}
    makes |= {known.lower(): make for known, make in makers.MAKERS.items()}
    row = makes[label](makers.member("alice"))
    for name in WHO:
        rights = RIGHTS[label].get(name)
        without = "door" if rights is None else "403"
        said, expected = {}, {}
        for method, address, right in at_the_desk(label, row):
            with transaction.atomic():
                said[method, address] = at_the_desk_heard(ask(World().browser(name), method, address, ""))
                transaction.set_rollback(True)
            expected[method, address] = "may" if right in (rights or ()) else without
        assert said == expected, name


def test_every_model_at_the_desk_is_in_the_table():
    registered = {model._meta.label_lower for model in admin.site._registry}
    assert registered - RIGHTS.keys() == set(), "Say in MODELS, in tests/test_permissions.py, who may what."
    assert RIGHTS.keys() - registered == set(), "These are at the desk no more."
