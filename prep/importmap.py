"""The import map: our own ES modules by name, and the one inline script that the policy allows, by its hash.

A module imports another as `recurrent/<name>`; the map says which (digested) file that is. What a module fetches by
itself, when it is needed, is named there as well.
"""

import base64
import hashlib
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.templatetags.static import static

MODULES = Path(__file__).parent / "static" / "js"
FETCHED_WHEN_NEEDED = {
    "field.css": "css/components/field.css",
    "glance.css": "css/glance.css",
    "htmx": "htmx/htmx.min.js",
    "plot.css": "css/plot.css",
    "quiz.css": "css/quiz.css",
    "told.css": "css/told.css",
    "uplot": "uplot/uPlot.iife.min.js",
    "uplot.css": "uplot/uPlot.min.css",
}


def render() -> str:
    names = sorted(path.stem for path in MODULES.glob("*.js") if path.stem not in {"theme"})
    files = {f"recurrent/{name}": f"js/{name}.js" for name in names} | FETCHED_WHEN_NEEDED
    imports = {name: static(file) for name, file in files.items()}
    # "<" can't close the script early; keys are sorted, so that every process renders the same bytes.
    return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _kept() -> tuple[str, str]:
    return render(), source_hash(render())


def import_map() -> tuple[str, str]:
    """The map and its hash: constant after collectstatic, made afresh in DEBUG, where files come and go."""
    return (render(), source_hash(render())) if settings.DEBUG else _kept()


def source_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp's policy plus the import map's hash, which is not known before the static files are."""

    usual: str = ""

    def process_response(self, request, response):
        """Put together once, for all answers whose view asked for nothing else."""
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        if HEADER not in response:
            self.usual = self.usual or build_policy(**asdict(self.get_policy_parts(request, response)))
            response.headers[HEADER] = self.usual
        return response

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if parts.replace is None or "script-src" not in parts.replace:
            update = dict(parts.update or {})
            update["script-src"] = [*update.get("script-src", []), import_map()[1]]
            parts.update = update
        return parts
