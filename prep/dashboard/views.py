from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from content import queries as content
from sandbox.experiments.registry import EXPERIMENTS


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard/home.html", {"tracks": content.path(), "experiments": EXPERIMENTS.values()})


def favicon(request: HttpRequest) -> HttpResponse:
    """Pages that are not ours to dress, such as the admin's, ask for it by its old name."""
    return redirect(static("favicon.svg"))
