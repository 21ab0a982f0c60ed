from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from content.queries import searchable
from prep.search.finding import LONGEST_QUERY, Found, find
from prep.search.sources import KINDS


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    verbatim = bool(query) and request.GET.get("verbatim") == "1"
    found = find(query, kind=kind, verbatim=verbatim)
    context = {
        "query": query,
        "longest": LONGEST_QUERY,
        "kind": KINDS.get(kind),
        "verbatim": verbatim,
        "found": found,
        "shown": found.by_kind.get(kind, 0) if kind else found.total,
        "filters": _filters(found, query, kind, verbatim=verbatim),
        "everything": _address(query),
        "as_typed": _address(query, verbatim=True),
        "topics": [] if found.total or found.near else searchable.on_path(),
    }
    response = render(request, "search/page.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _filters(found: Found, query: str, chosen: str, *, verbatim: bool) -> list[dict[str, object]]:
    """Everything, and each kind that there is some of."""
    kinds = [("", "Everything", found.total)]
    kinds += [(kind, its.label, found.by_kind.get(kind, 0)) for kind, its in KINDS.items()]
    return [
        {
            "label": label,
            "count": count,
            "address": _address(query, kind=kind, verbatim=verbatim),
            "chosen": kind == chosen,
        }
        for kind, label, count in kinds
        if count or kind == chosen
    ]


def _address(query: str, *, kind: str = "", verbatim: bool = False) -> str:
    return "?" + urlencode({"q": query} | ({"kind": kind} if kind else {}) | ({"verbatim": 1} if verbatim else {}))
