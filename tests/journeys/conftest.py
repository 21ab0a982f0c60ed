"""A page in a real browser, with an ear for everything that a browser complains about."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
TELL_VIOLATIONS = """
    document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI}`));
"""


@dataclass
class Visit:
    """A page and what went wrong on it so far."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.add_init_script(TELL_VIOLATIONS)
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def go(self, path: str) -> Page:
        self.page.goto(self.home + path, wait_until="networkidle")
        return self.page

    def strangers(self) -> list[str]:
        """Requests that left for somebody else's server."""
        return [url for url in self.requests if not url.startswith((self.home + "/", "data:"))]

    def unhashed(self) -> list[str]:
        """Static files asked for by a name that may not be kept for ever: a module loaded twice, or past the map."""
        paths = [urlsplit(url).path for url in self.requests]
        return [path for path in paths if path.startswith("/static/") and not HASHED.search(path)]


@pytest.fixture
def visit(browser, standing_house, request):
    options = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    yield Visit(context.new_page(), standing_house.url)
    context.close()


def screens():
    return [
        pytest.param({"viewport": {"width": width, "height": 800}, "color_scheme": scheme}, id=f"{width}px-{scheme}")
        for width in (360, 768, 1280)
        for scheme in ("light", "dark")
    ]
