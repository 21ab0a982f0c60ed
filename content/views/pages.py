"""The path, and a topic's page: the same for everybody but for what a learner has read."""

from difflib import get_close_matches

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content import shelf, standing
from content.queries import pages, reading
from prep.accounts import guests


@require_safe
def path(request: HttpRequest) -> HttpResponse:
    learner = guests.known(request)
    paths, read = shelf.path(shelf.edition()), reading.by_topic(learner)
    stands = [(path, standing.of(path, read)) for path in paths]
    next_up = standing.next_up(each for _, standings in stands for each in standings)
    return render(request, "content/path.html", {"paths": stands, "next": next_up})


@require_safe
def topic(request: HttpRequest, key: str) -> HttpResponse:
    page = shelf.topic(key, shelf.edition())
    if page is None:
        return _elsewhere(request, key, "content:topic")
    how = reading.of(guests.known(request), page)
    context = {
        "topic": page,
        "contents": page.contents(how.sections),
        "reading": how,
        "left_at": None if how.read_at else page.left_at(how.place),
    }
    return render(request, "content/topic.html", context)


@require_safe
def markdown(request: HttpRequest, key: str) -> HttpResponse:
    """The page to read elsewhere, or to ask an assistant about."""
    text = shelf.markdown(key, request.build_absolute_uri)
    if text is None:
        return _elsewhere(request, key, "content:markdown")
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def _elsewhere(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """To the topic that had this key before, or whose page isn't written yet; else to those that may be meant."""
    names = pages.names()
    unwritten = [(reverse("content:topic", args=[now]), title) for now, _, title in names if now == key]
    for now, was, _ in names:
        if key in was:
            return HttpResponsePermanentRedirect(reverse(name, args=[now]))
    close = get_close_matches(key.lower(), [now for now, _, _ in names], n=3, cutoff=0.5)
    meant = [(reverse("content:topic", args=[now]), title) for now, _, title in names if now in close]
    return render(request, "content/missing.html", {"meant": meant, "unwritten": unwritten}, status=404)
