"""What a browser keeps for the time without a network: one page, the files it wears, and who hands them out."""

import hashlib
import json
import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from prep.importmap import MODULES, import_map

STATIC_ADDRESS = re.compile(rf'(?:href|src)="({re.escape(settings.STATIC_URL)}[^"]+)"')
IMPORTED = re.compile(r'^import (?:.+ from )?"(recurrent/[a-z-]+)";', re.MULTILINE)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "offline.html")


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        script() if settings.DEBUG else _kept(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )


def script() -> str:
    """The same for everyone; it changes when the page does, or a file of it, and browsers then take the new one."""
    html = render_to_string("offline.html")
    context = {"page": reverse("offline"), "files": json.dumps(files_of(html))}
    body = render_to_string("service-worker.js", context)
    return render_to_string("service-worker.js", {**context, "version": digest(html + body)})


@cache
def _kept() -> str:
    return script()


def files_of(html: str) -> list[str]:
    """The static files that a page asks for, and the modules that those import."""
    addresses = json.loads(import_map()[0])["imports"]
    names = {address: name for name, address in addresses.items()}
    wanted, files = STATIC_ADDRESS.findall(html), []
    while wanted:
        address = wanted.pop(0)
        if address in files:
            continue
        files.append(address)
        if (name := names.get(address, "")).startswith("recurrent/"):
            source = (MODULES / f"{name.removeprefix('recurrent/')}.js").read_text()
            wanted += [addresses[imported] for imported in IMPORTED.findall(source)]
    return files


def digest(text: str) -> str:
    return f"offline-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
