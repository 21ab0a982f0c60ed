"""Where practice begins: one click, or a choice; and what there is to resume."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from prep.accounts import guests
from quizzes import forms, practice
from quizzes.presentation import starting
from quizzes.queries import practice as queries
from quizzes.views.answers import SeeOther, address_of, said


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    return _page(request, said(request.GET))


@require_POST
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
    return SeeOther(address_of(quiz))


@require_safe
@never_cache
def history(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    quizzes = queries.with_counts(queries.quizzes_of(learner)) if learner else queries.no_quizzes()
    return render(request, "quizzes/history.html", {"page": starting.paged(quizzes, request.GET.get("page"))})


def _page(request: HttpRequest, chosen: dict[str, list[str]], problem: str = "") -> HttpResponse:
    context = starting.page(guests.known(request), chosen)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "quizzes/practise.html", {**context, "problem": problem}, status=status)
