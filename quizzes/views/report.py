"""What a quiz came to, and going on from there."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from quizzes import forms, practice
from quizzes.presentation import reporting
from quizzes.queries import practice as queries
from quizzes.views.answers import SeeOther, address_of, learner_or_404, said, unkept


@require_safe
def report(request: HttpRequest, quiz_id: int) -> HttpResponse:
    learner = learner_or_404(request)
    quiz = get_object_or_404(queries.quizzes_of(learner), pk=quiz_id)
    if not quiz.finished_at:
        return SeeOther(address_of(quiz))
    context = {"report": reporting.report(quiz, learner, now=timezone.now()), "client_key": uuid4()}
    return unkept(render(request, "quizzes/report.html", context))


@require_POST
def retry(request: HttpRequest, quiz_id: int) -> HttpResponse:
    learner = learner_or_404(request)
    quiz = get_object_or_404(queries.quizzes_of(learner), pk=quiz_id)
    if not quiz.finished_at:
        return SeeOther(address_of(quiz))
    try:
        again = practice.retry(
            learner=learner, quiz=quiz, client_key=forms.client_key(said(request.POST)), now=timezone.now()
        )
    except (practice.NothingToAsk, forms.Unreadable):
        return SeeOther(reverse("quizzes:report", args=[quiz.pk]))
    return SeeOther(address_of(again))
