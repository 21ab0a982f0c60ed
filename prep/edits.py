"""With DEBUG, an edited library shows when a page is loaded again. What is wrong with it stands on top of the page, the
last good version below."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from content import sync
from content.compiler.problems import Problem
from content.compiler.sources import seen
from prep import library

Look = tuple[tuple[str, int, int], ...]


class LoadEdits:
    """The one place where a GET writes, and not what anybody did: it never runs without DEBUG."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.look: Look = ()
        self.problems: tuple[Problem, ...] = ()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and not request.path_info.startswith(settings.STATIC_URL):
            with self.lock:
                self.bring()
        request.library_problems = self.problems
        return self.get_response(request)

    def bring(self) -> None:
        look = _look(library.ROOT)
        if look == self.look:
            return
        compiled = library.compiled()
        self.problems = compiled.problems
        if not compiled.problems:
            try:
                library.load(compiled, now=timezone.now())
            except sync.Refused as refusal:
                self.problems = (Problem(compiled.sources.path(""), 1, str(refusal)),)
        self.look = look


def _look(root: Path) -> Look:
    """Cheap: when each file was written, and how long it is."""
    stats = [(path.as_posix(), path.stat()) for path in seen(root)]
    return tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)
