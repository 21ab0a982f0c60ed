from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from content import queries


@require_safe
def path(request: HttpRequest) -> HttpResponse:
    return render(request, "content/path.html", {"tracks": queries.path()})
