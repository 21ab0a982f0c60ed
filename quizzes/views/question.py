"""A question by itself: in a page of the library, at an address of its own, or as somebody answered it."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from prep.accounts import guests
from quizzes import forms, practice
from quizzes.models import Question
from quizzes.presentation import asking, problems
from quizzes.queries import bank as questions
from quizzes.queries import practice as queries
from quizzes.views.answers import SeeOther, learner_or_404, posted_from, report_problem, said, unkept


@require_safe
def question(request: HttpRequest, key: str) -> HttpResponse:
    found, learner = _question(key), guests.known(request)
    try:
        practice.insist_told(learner=learner, question_id=found.pk)
    except practice.Withheld as withheld:
        return _withheld(request, found, withheld)
    return _shown(request, asking.alone(found, learner))


@posted_from("quizzes:question")
def answer(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    found, form = _question(key), said(request.POST)
    try:
        client_key = forms.client_key(form)
        seed, revision_id = asking.seed_of(found, asking.round_of(form)), asking.revision_of(found, form)
        answered = asking.ordered(form)
        asking.checked(revision_id, seed, answered)
        attempt = practice.answer_alone(
            learner=guests.learner(request, now=now),
            question=found,
            revision_id=revision_id,
            seed=seed,
            said=answered,
            confidence=next(iter(form.get("confidence", ())), ""),
            client_key=client_key,
            now=now,
        )
    except (practice.Refused, forms.Unreadable) as problem:
        response = _shown(request, asking.alone(found, guests.known(request), form=form, problem=problem))
        response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response
    except practice.Withheld as withheld:
        response = _withheld(request, found, withheld)
        response.status_code = HTTPStatus.CONFLICT
        return response
    if not request.htmx:
        return SeeOther(reverse("quizzes:attempt", args=[attempt.pk]))
    return _shown(request, {**asking.told(attempt), "card": _card(request)})


@require_safe
def attempt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """One's own answer, and what was told of it; in an assessment that goes on nothing is told yet."""
    found = get_object_or_404(queries.told(learner_or_404(request)), pk=attempt_id)
    if found.quiz and not found.quiz.tells:
        return SeeOther(reverse("quizzes:quiz", args=[found.quiz_id]))
    return _shown(request, asking.told(found))


@require_POST
def report(request: HttpRequest, key: str) -> HttpResponse:
    """Something is wrong with it: told to who writes the questions. What is already typed or chosen stays."""
    now, form = timezone.now(), said(request.POST)
    found = get_object_or_404(Question.objects.select_related("revision", "topic"), key=key)
    try:
        revision_id, seed = asking.revision_of(found, form), asking.seed_seen(found, form)
        reporting = report_problem(request, found, form, revision_id=revision_id, seed=seed, now=now)
    except forms.Unreadable as problem:
        reporting = problems.again(form, problem)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if reporting.problem else HTTPStatus.OK
    asked = "round" in form
    if asked and not request.htmx:
        response = _shown(request, {**asking.alone(found, guests.known(request), form=form), "reporting": reporting})
        response.status_code = status
        return response
    context = {"question": found, "asked": asked, "reporting": reporting}
    context |= {name: next(iter(form.get(name, ())), "") for name in ("seed", "revision")}
    template = "quizzes/_report_problem.html" if request.htmx else "quizzes/problem.html"
    return unkept(render(request, template, context, status=status))


def _question(key: str) -> Question:
    found = questions.one(key)
    if found is None:
        raise Http404("There is no such question.")
    return found


def _withheld(request: HttpRequest, found: Question, withheld: practice.Withheld) -> HttpResponse:
    return _shown(request, {"question": found, "topic": found.topic, "withheld": withheld})


def _shown(request: HttpRequest, context: dict) -> HttpResponse:
    template = "quizzes/_turn.html" if request.htmx else "quizzes/question.html"
    return unkept(render(request, template, {"card": _card(request), **context}))


def _card(request: HttpRequest) -> str:
    """The id of what will be replaced: a page may hold several questions."""
    target = request.htmx.target or "" if request.htmx else ""
    return target if target.startswith("turn") and target.replace("-", "").isalnum() and len(target) < 20 else "turn"
