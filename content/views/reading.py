"""How far somebody has read a page: told by the page itself, and by its button."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from content import reading, shelf
from content.queries import pages
from content.queries import reading as queries
from content.shelf import TopicPage
from prep.accounts import guests

MOST_SECTIONS = 200
LONGEST_AGO = timedelta(days=366)


class SeeOther(HttpResponseRedirect):
    status_code = HTTPStatus.SEE_OTHER


@require_POST
def progress(request: HttpRequest, key: str) -> HttpResponse:
    """Reading alone makes nobody a guest. Of somebody unknown it is refused: their browser goes on keeping it."""
    now = timezone.now()
    page = _page(key)
    if not request.user.is_authenticated:
        return HttpResponse("Nobody is known here: this browser keeps it.", status=HTTPStatus.FORBIDDEN)
    said = request.POST.getlist("section")
    if len(said) > MOST_SECTIONS:
        return HttpResponse("No page has so many sections.", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    places = dict(_dated(request.POST.getlist("place")[:1], now))
    place, seen_at = next(iter(places.items()), ("", None))
    sections = dict(_dated(said, now))
    reading.progress(
        learner=request.user,
        page=page,
        sections=sections,
        place=place,
        now=seen_at or max(sections.values(), default=now),
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, key: str) -> HttpResponse:
    """The form is a page of its own, because pages that are kept for everyone hold nobody's token."""
    now = timezone.now()
    page = _page(key)
    if request.method == "POST":
        reading.mark_read(learner=guests.learner(request, now=now), page=page, now=now)
        return _kept(request, page)
    return render(request, "content/read.html", _context(request, page))


@require_POST
def unread(request: HttpRequest, key: str) -> HttpResponse:
    page = _page(key)
    if request.user.is_authenticated:
        reading.mark_unread(learner=request.user, page=page)
    return _kept(request, page)


def _page(key: str) -> TopicPage:
    """By its key, or by one that it had before: an open page of yesterday's still tells how it is read."""
    edition = shelf.edition()
    page = shelf.topic(key, edition)
    if page is None:
        today = next((now for now, was, _ in pages.names() if key in was), None)
        page = shelf.topic(today, edition) if today else None
    if page is None or not page.written:
        raise Http404(f"There is no page {key}.")
    return page


def _kept(request: HttpRequest, page: TopicPage) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Dest") == "empty" or request.htmx:
        return render(request, "content/_read.html", _context(request, page))
    return SeeOther(f"{reverse('content:topic', args=[page.key])}#reading")


def _context(request: HttpRequest, page: TopicPage) -> dict[str, object]:
    return {"topic": page, "reading": queries.of(guests.known(request), page)}


def _dated(said: list[str], now: datetime) -> Iterator[tuple[str, datetime]]:
    """ "cell-state 90": that section, 90 seconds ago. Without a number it is now; the browser's clock says no more."""
    for each in said:
        key, _, seconds = each.partition(" ")
        ago = timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() and len(seconds) < 10 else None
        yield key, now - min(ago or timedelta(), LONGEST_AGO)
