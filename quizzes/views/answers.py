"""How the pages of practice answer: where to go next, and what a form said."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from prep.accounts import guests
from prep.accounts.models import User
from quizzes import bank
from quizzes.models import Question, Quiz
from quizzes.presentation import problems


class SeeOther(HttpResponseRedirect):
    """Kept by nobody: going back, a browser would follow where it led before."""

    status_code = HTTPStatus.SEE_OTHER

    def __init__(self, address: str) -> None:
        super().__init__(address, headers={"Cache-Control": "no-store, private"})


View = Callable[..., HttpResponse]


def posted_from(page: str) -> Callable[[View], View]:
    """A view for POST alone, whose address a restored tab or a copied link may fetch: that leads to the page."""

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, **arguments: int | str) -> HttpResponse:
            if request.method == "POST":
                return view(request, **arguments)
            return SeeOther(reverse(page, kwargs=arguments))

        return answer

    return decorate


def said(form: QueryDict) -> dict[str, list[str]]:
    return dict(form.lists())


def learner_or_404(request: HttpRequest) -> User:
    """Quizzes are somebody's: who is nobody has none, and another's is not found."""
    learner = guests.known(request)
    if learner is None:
        raise Http404("There is no such quiz of yours.")
    return learner


def address_of(quiz: Quiz, number: int | None = None) -> str:
    if number is None:
        return reverse("quizzes:quiz", args=[quiz.pk])
    return reverse("quizzes:turn", args=[quiz.pk, number])


def report_problem(
    request: HttpRequest, question: Question, form: problems.Form, *, revision_id: int, seed: int, now: datetime
) -> problems.Reporting:
    """Thanks. Raises Unreadable before anything is kept of anybody."""
    words, client_key = problems.words(form), problems.key(form)
    bank.report(
        learner=guests.learner(request, now=now),
        question=question,
        revision_id=revision_id,
        seed=seed,
        words=words,
        client_key=client_key,
        now=now,
    )
    return problems.Reporting(thanks=True)


def unkept(response: HttpResponse) -> HttpResponse:
    """Whatever holds questions or answers is kept by nobody: not by the browser for Back, not by a proxy."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers.pop("ETag", None)
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    return response
