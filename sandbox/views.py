"""The lab's pages: what there is to run, one experiment with its parameters in the address, running it, and my runs."""

import json
import re
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from prep.accounts import guests
from sandbox import comparing, download, form, presentation, queries, runs, tasks, throttle
from sandbox.experiments.contract import Experiment
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result

RUNS_A_PAGE = 25
# A fragment replaces what asked for it: the lab on its page, or a card with one of these ids, a result at a glance.
CARD = re.compile(r"glance(-[0-9]{1,3})?")


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    shelves = presentation.catalogue(learner)
    own_runs = sum(offer.runs for shelf in shelves for offer in shelf.offers)
    context = {
        "shelves": [shelf for shelf in shelves if shelf.offers],
        "announced": [shelf for shelf in shelves if shelf.announced],
        "own_runs": own_runs,
    }
    answer = render(request, "sandbox/catalogue.html", context)
    if learner:
        add_never_cache_headers(answer)
    return answer


@require_safe
@never_cache
@vary_on_headers("HX-Request", "HX-Target")
def experiment(request: HttpRequest, key: str) -> HttpResponse:
    asked = form.read(_experiment(key), form.said(request.GET))
    if not asked.sound:
        return _page(request, asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not request.GET or _card(request):  # a card begins with its question, whatever somebody has run before
        return _page(request, asked)
    learner = guests.known(request)
    return _page(request, asked, result=queries.same_request(asked.experiment, asked.values, asked.seed, learner))


@require_safe
@never_cache
def estimate(request: HttpRequest, key: str) -> HttpResponse:
    """What a run would cost, or what stands against it: asked while the values are being chosen."""
    asked = form.read(_experiment(key), form.said(request.GET))
    known = asked.sound and not asked.experiment.measures_time  # what measures time is measured anew each time
    found = queries.same_request(asked.experiment, asked.values, asked.seed, learner=None) if known else None
    return render(request, "sandbox/_estimate.html", {"form": asked, "result": found})


@require_POST
def run(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    asked = form.read(_experiment(key), form.said(request.POST))
    if seconds := throttle.seconds_to_wait(request):
        refused = _refused(request, asked, throttle.refusal(seconds))
        refused.headers["Retry-After"] = str(seconds)
        return refused
    if not asked.sound:
        return SeeOther(asked.address)
    try:
        started = runs.start(
            learner=guests.learner(request, now=now),
            experiment=asked.experiment,
            parameters=asked.values,
            seed=asked.seed,
            prediction=asked.prediction,
            client_key=asked.client_key,
            now=now,
        )
    except runs.QueueFull as full:
        return _refused(request, asked, str(full))
    if started.result.state == Result.State.QUEUED:
        tasks.ring(started.result)
    if _card(request):
        return SeeOther(reverse("sandbox:glance", args=[started.result_id]))
    return SeeOther(f"{asked.address}#result")


@require_POST
def cancel(request: HttpRequest, result_id: int) -> HttpResponse:
    """Calls off one's own run; of somebody else's there is nothing to call off."""
    found = get_object_or_404(queries.readable(), pk=result_id)
    learner = guests.known(request)
    if learner and runs.cancel(learner=learner, result_id=result_id, now=timezone.now()):
        tasks.ring_next(result_id)
    if request.htmx:
        fragment = "glance" if _card(request) else "result"
        return SeeOther(reverse(f"sandbox:{fragment}", args=[result_id]))
    return SeeOther(f"{form.permalink(_experiment(found.experiment), found.parameters, found.seed)}#result")


@require_safe
@never_cache
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """The fragment that asks for itself until there is nothing more to wait for; then it gives way to the whole."""
    return _as_it_stands(
        request, result_id, whole="sandbox/_result.html", live="sandbox/_result_live.html", id="result"
    )


@require_safe
@never_cache
def glance(request: HttpRequest, result_id: int) -> HttpResponse:
    """The same Result as a card: what was predicted, what came out, and the plot."""
    card = _card(request) or "glance"
    return _as_it_stands(request, result_id, whole="sandbox/_glance.html", live="sandbox/_glance_live.html", id=card)


@require_safe
@never_cache
def own_runs(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    found = queries.runs_of(learner) if learner else queries.no_runs()
    page = Paginator(found, RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sandbox/runs.html", {"page": page})


@require_safe
@never_cache
def compare(request: HttpRequest) -> HttpResponse:
    """One run, and what it could be compared with; or two in the same plots."""
    learner = guests.known(request)
    asked = comparing.read(request.GET, learner)
    if asked.address:
        return HttpResponseRedirect(asked.address)
    own = queries.comparable_runs(learner, asked.first) if learner and asked.first and not asked.comparison else []
    status = HTTPStatus.UNPROCESSABLE_ENTITY if asked.problem else HTTPStatus.OK
    return render(request, "sandbox/compare.html", {"asked": asked, "own": own}, status=status)


@require_safe
@never_cache
def as_csv(request: HttpRequest, result_id: int) -> HttpResponse:
    found = _done(result_id)
    return _file(download.as_csv(found, _site(request)), "text/csv", download.file_name(found, "csv"))


@require_safe
@never_cache
def as_json(request: HttpRequest, result_id: int) -> HttpResponse:
    found = _done(result_id)
    plain = json.dumps(download.as_plain(found, _site(request)), ensure_ascii=False, indent=1)
    return _file(plain, "application/json", download.file_name(found, "json"))


def _done(result_id: int) -> Result:
    return get_object_or_404(queries.readable(), pk=result_id, state=Result.State.DONE)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)


def _experiment(key: str) -> Experiment:
    if key not in EXPERIMENTS:
        raise Http404(f"There is no experiment {key}.")
    return EXPERIMENTS[key]


def _refused(request: HttpRequest, asked: form.Form, notice: str) -> HttpResponse:
    refused = _page(request, asked, notice=notice, status=HTTPStatus.TOO_MANY_REQUESTS)
    refused.headers["HX-Push-Url"] = "false"  # the address of a refused run is no place to come back to
    return refused


def _page(request: HttpRequest, asked: form.Form, result=None, notice: str = "", status: int = 200) -> HttpResponse:
    fragment = "sandbox/_glance.html" if _card(request) else "sandbox/_lab.html"
    template = fragment if request.htmx else "sandbox/experiment.html"
    context = {"experiment": asked.experiment, "form": asked, "notice": notice, **_shown(request, result)}
    return render(request, template, context, status=status)


def _as_it_stands(request: HttpRequest, result_id: int, *, whole: str, live: str, id: str) -> HttpResponse:
    """The whole, or, for the part that asks while there is something to wait for, that part as long as there is."""
    found = get_object_or_404(queries.readable(), pk=result_id)
    shown = {"experiment": _experiment(found.experiment), **_shown(request, found)}
    asked_by_the_part = request.htmx.target == f"{id}-live"
    answer = render(request, live if asked_by_the_part and found.pending else whole, shown)
    if asked_by_the_part and not found.pending:
        answer.headers["HX-Retarget"] = f"#{id}"
    return answer


def _shown(request: HttpRequest, result: Result | None) -> dict:
    shown = presentation.of_result(result, learner=guests.known(request), now=timezone.now())
    return {**shown, "card": _card(request)}


def _card(request: HttpRequest) -> str:
    """The id of the card that asks, and will be replaced: a page may hold several. Empty if it isn't a card."""
    target = (request.htmx.target or "").removesuffix("-live")
    return target if request.htmx and CARD.fullmatch(target) else ""
