"""Pages of the library for nobody in particular are the same bytes for everyone, so they are kept whole: in this
process, by edition and address, with their headers, and zipped. Such an answer costs one query, for the edition.

Stands after SecurityMiddleware, so that redirects to https and its headers are as for every other page, and before
everything that would look at the session.
"""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from content import shelf

BYTES = 32_000_000
WORTH_ZIPPING = 500  # bytes; a shorter page grows
VIEWS = {"content:path", "content:topic", "content:markdown"}
COOKIES = (settings.SESSION_COOKIE_NAME, "messages")  # who brings one is somebody, or is to be told something
VARIES_BY = {"cookie", "accept-encoding"}


@dataclass(frozen=True)
class Whole:
    """An answer as it leaves the house. The ETag is weak, because zipped and unzipped share it."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    body: bytes
    zipped: bytes

    @property
    def size(self) -> int:
        return len(self.body) + len(self.zipped) + sum(len(name) + len(value) for name, value in self.headers)

    def answer(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked and _names(asked, self.etag):
            return HttpResponseNotModified(headers=self.headers)
        zip_it = self.zipped and _takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.zipped if zip_it else self.body
        answer = HttpResponse(b"" if request.method == "HEAD" else body, headers=self.headers)
        if zip_it:
            answer.headers["Content-Encoding"] = "gzip"
        answer.headers["Content-Length"] = str(len(body))
        return answer


class Shelf:
    """What was kept of one edition, the least asked for going first when it grows too large. Threads share it."""

    def __init__(self) -> None:
        self.edition, self.size = 0, 0
        self.kept: OrderedDict[str, Whole] = OrderedDict()
        self.lock = Lock()

    def get(self, edition: int, address: str) -> Whole | None:
        with self.lock:
            if edition != self.edition or address not in self.kept:
                return None
            self.kept.move_to_end(address)
            return self.kept[address]

    def keep(self, edition: int, address: str, page: Whole) -> None:
        with self.lock:
            if edition > self.edition:
                self._empty(edition)
            if edition < self.edition or page.size > BYTES // 8:
                return
            self.size += page.size - (self.kept.pop(address).size if address in self.kept else 0)
            self.kept[address] = page
            while self.size > BYTES:
                self.size -= self.kept.popitem(last=False)[1].size

    def empty(self) -> None:
        with self.lock:
            self._empty(0)

    def _empty(self, edition: int) -> None:
        self.kept.clear()
        self.edition, self.size = edition, 0


pages = Shelf()


def forget() -> None:
    pages.empty()


class WholePages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed("An edited file shows when the page is loaded again.")
        self.get_response = get_response
        self.root = reverse("content:path")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self._is_for_everyone(request):
            return self.get_response(request)
        # Asks whether this host is ours: CommonMiddleware, which does, isn't asked any more.
        address = f"{request.scheme}://{request.get_host()}{request.path}"
        edition = shelf.edition()
        page = pages.get(edition, address)
        if page is None:
            answer = self.get_response(request)
            if not _may_be_kept(request, answer):
                return answer
            page = _whole(answer)
            if edition and request.method == "GET":
                pages.keep(edition, address, page)
        return page.answer(request)

    def _is_for_everyone(self, request: HttpRequest) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and request.path_info.startswith(self.root)
            and not request.META.get("QUERY_STRING")
            and not (request.META.get("HTTP_COOKIE") and any(name in request.COOKIES for name in COOKIES))
        )


def _may_be_kept(request: HttpRequest, answer: HttpResponse) -> bool:
    """Sound, the same for everyone, and without a word against it."""
    return (
        answer.status_code == 200
        and request.resolver_match is not None
        and request.resolver_match.view_name in VIEWS
        and not answer.streaming
        and not answer.cookies
        and not answer.has_header("Cache-Control")
        and {name.strip().lower() for name in answer.get("Vary", "").split(",")} - {""} <= VARIES_BY
    )


def _whole(answer: HttpResponse) -> Whole:
    zipped = gzip.compress(answer.content, 9, mtime=0) if len(answer.content) >= WORTH_ZIPPING else b""
    answer.headers["ETag"] = f'W/"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(answer, ["Cookie", "Accept-Encoding"])
    headers = tuple((name, value) for name, value in answer.items() if name != "Content-Length")
    return Whole(headers, answer.headers["ETag"], answer.content, zipped)


def _names(asked: str, etag: str) -> bool:
    """Whether the browser has this very page. Compared weakly, as for a GET one may."""
    return asked.strip() == "*" or etag.removeprefix("W/") in (each.removeprefix("W/") for each in parse_etags(asked))


@lru_cache(maxsize=100)
def _takes_gzip(accepted: str) -> bool:
    return any(_GZIP.fullmatch(each.strip()) for each in accepted.lower().split(","))


_GZIP = re.compile(r"gzip\s*(;\s*q=(1(\.0*)?|0\.\d*[1-9]\d*))?")
