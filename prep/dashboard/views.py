import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.queries import pages as content
from prep.accounts import guests
from sandbox import presentation
from sandbox import queries as lab
from sandbox.experiments.parameters import SEED
from sandbox.experiments.registry import EXPERIMENTS


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    invitation = presentation.invitation(learner, seed=secrets.randbelow(int(SEED.most) + 1))
    last_run = lab.runs_of(learner).first() if learner else None
    return render(
        request,
        "dashboard/home.html",
        {
            "tracks": content.path(),
            "experiments": EXPERIMENTS.values(),
            "form": invitation,
            "last_run": last_run,
            "experiment": invitation.experiment if invitation else last_run.experiment,
            **presentation.of_result(None if invitation else last_run.result, learner=learner, now=timezone.now()),
        },
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Pages that are not ours to dress, such as the admin's, ask for it by its old name."""
    return redirect(static("favicon.svg"))
