"""A quiz, one question at a time: asked, answered, told."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prep.accounts.models import User
from quizzes import forms, practice
from quizzes.models import Attempt, Quiz, Turn
from quizzes.presentation import asking, problems
from quizzes.queries import practice as queries
from quizzes.views.answers import SeeOther, address_of, learner_or_404, posted_from, report_problem, said, unkept


@require_safe
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Where it stands now: the question that waits, or its report."""
    found = _own(learner_or_404(request), quiz_id)
    turn = queries.current_turn(found)
    if found.finished_at or turn is None:
        return SeeOther(reverse("quizzes:report", args=[found.pk]))
    return SeeOther(address_of(found, turn.number))


@require_safe
def turn(request: HttpRequest, quiz_id: int, number: int) -> HttpResponse:
    learner = learner_or_404(request)
    found = queries.turn(learner, quiz_id, number)
    if found is None:
        return SeeOther(address_of(_own(learner, quiz_id)))
    return _turn(request, found)


@posted_from("quizzes:turn")
def answer(request: HttpRequest, quiz_id: int, number: int) -> HttpResponse:
    now = timezone.now()
    learner, form = learner_or_404(request), said(request.POST)
    try:
        attempt = practice.answer(
            learner=learner,
            quiz_id=quiz_id,
            number=number,
            said=asking.ordered(form),
            confidence=next(iter(form.get("confidence", ())), ""),
            client_key=forms.client_key(form),
            now=now,
        )
    except Turn.DoesNotExist:
        raise Http404("There is no such question of yours.") from None
    except practice.Finished as over:
        return _stopped(request, HTTPStatus.CONFLICT, over, quiz=_own(learner, quiz_id))
    except (practice.Refused, forms.Unreadable) as problem:
        return _refused(request, learner, quiz_id, number, form, problem)
    except practice.Withheld as withheld:
        response = _refused(request, learner, quiz_id, number, form, withheld)
        response.status_code = HTTPStatus.CONFLICT
        return response
    return _after(request, learner, attempt, number)


@posted_from("quizzes:turn")
def onward(request: HttpRequest, quiz_id: int, number: int) -> HttpResponse:
    """From what was told to the next question, whose clock begins here."""
    learner = learner_or_404(request)
    practice.open_turn(learner=learner, quiz_id=quiz_id, number=number, now=timezone.now())
    found = queries.turn(learner, quiz_id, number)
    if found is None:  # the quiz has ended meanwhile, on another page
        return _leave(request, address_of(_own(learner, quiz_id)))
    if not request.htmx:
        return SeeOther(address_of(found.quiz, number))
    return _pushed(_turn(request, found), address_of(found.quiz, number))


@posted_from("quizzes:turn")
def hint(request: HttpRequest, quiz_id: int, number: int) -> HttpResponse:
    """What is already typed or chosen stays."""
    learner = learner_or_404(request)
    try:
        found = practice.hint(learner=learner, quiz_id=quiz_id, number=number)
    except Turn.DoesNotExist:
        return _leave(request, address_of(_own(learner, quiz_id)))
    form = said(request.POST)
    if not request.htmx and not asking.says_something(form):
        return SeeOther(f"{address_of(found.quiz, number)}#turn-hint")
    return _turn(request, found, form=form, hinted=True)


@require_POST
def report(request: HttpRequest, quiz_id: int, number: int) -> HttpResponse:
    """Something is wrong with its question. What is already typed or chosen stays, and nothing is told."""
    now = timezone.now()
    learner, form = learner_or_404(request), said(request.POST)
    found = queries.turn(learner, quiz_id, number)
    if found is None:
        return _leave(request, address_of(_own(learner, quiz_id)))
    try:
        reporting = report_problem(
            request, found.question, form, revision_id=found.revision_id, seed=found.seed, now=now
        )
    except forms.Unreadable as problem:
        reporting = problems.again(form, problem)
    if request.htmx:
        context = {"quiz": found.quiz, "turn": found, "asked": True, "reporting": reporting}
        response = unkept(render(request, "quizzes/_report_problem.html", context))
    else:
        response = _turn(request, found, form=form, reporting=reporting)
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if reporting.problem else HTTPStatus.OK
    return response


@posted_from("quizzes:attempt")
def judge(request: HttpRequest, attempt_id: int) -> HttpResponse:
    learner, form = learner_or_404(request), said(request.POST)
    ticked = [int(index) for index in form.get("ticked", ()) if index.isascii() and index.isdigit() and len(index) < 3]
    try:
        judgement = practice.judge(
            learner=learner,
            attempt_id=attempt_id,
            ticked=ticked,
            client_key=forms.client_key(form),
            now=timezone.now(),
        )
    except Attempt.DoesNotExist:
        raise Http404("There is no such answer of yours.") from None
    except practice.NotYet as hidden:
        return _stopped(request, HTTPStatus.CONFLICT, hidden, attempt_id=attempt_id)
    except (practice.Refused, forms.Unreadable) as problem:
        return _stopped(request, HTTPStatus.UNPROCESSABLE_ENTITY, problem, attempt_id=attempt_id)
    attempt = judgement.attempt
    if attempt.quiz_id is None:
        return SeeOther(reverse("quizzes:attempt", args=[attempt.pk]))
    if attempt.quiz.finished_at:
        return _leave(request, f"{reverse('quizzes:report', args=[attempt.quiz_id])}#answer-{attempt.turn.number}")
    found = queries.turn(learner, attempt.quiz_id, attempt.turn.number)
    return _turn(request, found) if request.htmx else SeeOther(address_of(found.quiz, found.number))


@require_POST
def pause(request: HttpRequest, quiz_id: int) -> HttpResponse:
    learner = learner_or_404(request)
    _own(learner, quiz_id)
    practice.pause(learner=learner, quiz_id=quiz_id, now=timezone.now())
    return SeeOther(reverse("quizzes:practise"))


@require_POST
def resume(request: HttpRequest, quiz_id: int) -> HttpResponse:
    learner = learner_or_404(request)
    _own(learner, quiz_id)
    return SeeOther(address_of(practice.resume(learner=learner, quiz_id=quiz_id, now=timezone.now())))


@require_POST
def finish(request: HttpRequest, quiz_id: int) -> HttpResponse:
    learner = learner_or_404(request)
    _own(learner, quiz_id)
    found = practice.finish(learner=learner, quiz_id=quiz_id, now=timezone.now())
    return SeeOther(reverse("quizzes:report", args=[found.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Asked first: it can't be taken back."""
    learner = learner_or_404(request)
    found = _own(learner, quiz_id)
    if request.method != "POST" and not found.finished_at:
        return unkept(render(request, "quizzes/give_up.html", {"quiz": found, "answered": found.attempts.count()}))
    if request.method == "POST":
        practice.abandon(learner=learner, quiz_id=quiz_id, now=timezone.now())
    return SeeOther(reverse("quizzes:report", args=[quiz_id]))


def _own(learner: User, quiz_id: int) -> Quiz:
    return get_object_or_404(queries.quizzes_of(learner), pk=quiz_id)


def _after(request: HttpRequest, learner: User, attempt: Attempt, number: int) -> HttpResponse:
    """In practice what is told of the answer; in an assessment the next question."""
    quiz = attempt.quiz
    if quiz.mode != Quiz.Mode.ASSESSMENT:
        if not request.htmx:
            return SeeOther(address_of(quiz, number))
        return _fragment(request, asking.told(attempt))
    if quiz.finished_at:
        return _leave(request, reverse("quizzes:report", args=[quiz.pk]))
    if not request.htmx:
        return SeeOther(address_of(quiz))
    following = attempt.following or queries.current_turn(quiz)
    return _pushed(_fragment(request, asking.asked(following)), address_of(quiz, following.number))


def _turn(
    request: HttpRequest,
    found: Turn,
    *,
    form: asking.Form | None = None,
    hinted: bool = False,
    reporting: problems.Reporting | None = None,
) -> HttpResponse:
    more = {"reporting": reporting} if reporting else {}
    attempt = queries.attempt_at(found)
    if attempt is None and found.quiz.finished_at:
        return SeeOther(address_of(found.quiz))
    if attempt is None:
        try:
            practice.insist_waits(found)
        except practice.Withheld as withheld:
            return _shown(request, {"quiz": found.quiz, "turn": found, "withheld": withheld})
        return _shown(request, {**asking.asked(found, form=form, hinted=hinted), **more})
    attempt.turn, attempt.quiz, attempt.question = found, found.quiz, found.question
    return _shown(request, {**(asking.told(attempt) if found.quiz.tells else asking.kept(attempt)), **more})


def _refused(request, learner: User, quiz_id: int, number: int, form, problem) -> HttpResponse:
    """With everything that was said, so that only what is wrong is to be mended."""
    found = queries.turn(learner, quiz_id, number)
    if found is None:
        raise Http404("There is no such question of yours.")
    return _turn_refused(request, found, form, problem)


def _turn_refused(request, found: Turn, form, problem) -> HttpResponse:
    response = _shown(request, asking.asked(found, form=form, problem=problem))
    response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return response


def _stopped(request: HttpRequest, status: int, why: Exception, **where: Quiz | int) -> HttpResponse:
    """Where nothing can be mended in the form: why, and the way to the quiz's report or to the answer."""
    response = _shown(request, {"stopped": str(why), **where})
    response.status_code = status
    return response


def _shown(request: HttpRequest, context: dict) -> HttpResponse:
    if request.htmx:
        return _fragment(request, context)
    return unkept(render(request, "quizzes/turn.html", context))


def _fragment(request: HttpRequest, context: dict) -> HttpResponse:
    return unkept(render(request, "quizzes/_turn.html", context))


def _pushed(response: HttpResponse, address: str) -> HttpResponse:
    response.headers["HX-Push-Url"] = address
    return response


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if not request.htmx:
        return SeeOther(address)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": address})
