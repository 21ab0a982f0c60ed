"""Where practice begins: one click, or a choice; and what there is to resume."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prep.accounts import guests
from quizzes import forms, practice
from quizzes.presentation import starting
from quizzes.queries import practice as queries
from quizzes.views.answers import SeeOther, address_of, posted_from, said


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, said(request.GET))


@posted_from("quizzes:practise")
def begin(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    chosen = said(request.POST)
    try:
        asked = forms.start(chosen)
        wanted = starting.recommended(guests.known(request)) if chosen.get("recommended") else asked.wanted
        practice.insist(mode=asked.mode, wanted=wanted)
        quiz = practice.start(
            learner=guests.learner(request, now=now),
            mode=asked.mode,
            wanted=wanted,
            length=asked.length,
            client_key=asked.client_key,
            now=now,
        )
    except (forms.Unreadable, practice.NothingToAsk) as problem:
        return _page(request, chosen, problem=str(problem))
    if fewer := starting.fewer(quiz, asked.length):
        messages.info(request, fewer)
    return SeeOther(address_of(quiz))


@require_safe
@never_cache
def fitting(request: HttpRequest) -> HttpResponse:
    """How many questions a choice has, while it is made."""
    return render(request, "quizzes/_fitting.html", {"fitting": starting.fitting(said(request.GET))})


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    quizzes = queries.with_counts(queries.quizzes_of(learner)) if learner else queries.no_quizzes()
    return render(request, "quizzes/history.html", {"page": starting.paged(quizzes, request.GET.get("page"))})


def _page(request: HttpRequest, chosen: dict[str, list[str]], problem: str = "") -> HttpResponse:
    """A refusal stands by the button of the form that was sent."""
    context = {**starting.page(guests.known(request), chosen), "problem": problem}
    context["by_choice"] = problem and not (chosen.get("set") or chosen.get("recommended"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "quizzes/practise.html", context, status=status)
