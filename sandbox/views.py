"""The lab's pages: what there is to run, one experiment with its parameters in the address, and running it."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from sandbox import form, queries, results, tasks, throttle
from sandbox.experiments.contract import Experiment
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.models import Result


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    return render(request, "sandbox/catalogue.html", {"experiments": EXPERIMENTS.values()})


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def experiment(request: HttpRequest, key: str) -> HttpResponse:
    asked = form.read(_experiment(key), request.GET.dict())
    if not asked.sound:
        return _page(request, asked, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    found = queries.same_request(asked.experiment, asked.values, asked.seed).first() if request.GET else None
    return _page(request, asked, result=found)


@require_POST
def run(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.now()
    asked = form.read(_experiment(key), request.POST.dict())
    if seconds := throttle.seconds_to_wait(request):
        refused = _page(request, asked, notice=throttle.refusal(seconds), status=HTTPStatus.TOO_MANY_REQUESTS)
        refused.headers["Retry-After"] = str(seconds)
        refused.headers["HX-Push-Url"] = "false"  # the address of a refused run is no place to come back to
        return refused
    if asked.sound:
        result = results.request(experiment=asked.experiment, parameters=asked.values, seed=asked.seed, now=now)
        if result.state == Result.State.QUEUED:
            tasks.ring(result.pk)
        return SeeOther(f"{asked.address}#result")
    return SeeOther(asked.address)


@require_safe
@never_cache
def result(request: HttpRequest, result_id: int) -> HttpResponse:
    """The fragment that asks for itself until there is nothing more to wait for."""
    found = get_object_or_404(queries.readable(), pk=result_id)
    return render(request, "sandbox/_result.html", {"experiment": _experiment(found.experiment), **_shown(found)})


def _experiment(key: str) -> Experiment:
    if key not in EXPERIMENTS:
        raise Http404(f"There is no experiment {key}.")
    return EXPERIMENTS[key]


def _page(request: HttpRequest, asked: form.Form, result=None, notice: str = "", status: int = 200) -> HttpResponse:
    template = "sandbox/_lab.html" if request.htmx else "sandbox/experiment.html"
    context = {"experiment": asked.experiment, "form": asked, "notice": notice, **_shown(result)}
    return render(request, template, context, status=status)


def _shown(result: Result | None) -> dict:
    if result is None:
        return {"result": None}
    now = timezone.now()
    return {
        "result": result,
        "address": form.permalink(EXPERIMENTS[result.experiment], result.parameters, result.seed),
        "place": queries.place_in_queue(result) if result.state == Result.State.QUEUED else None,
        "seconds": int((now - result.started_at).total_seconds()) if result.state == Result.State.RUNNING else None,
        "found": result.outcome or result.partial,
    }
