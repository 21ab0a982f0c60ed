"""A page in a real browser, with an ear for everything that a browser complains about."""

import itertools
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Request, expect

HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
AXE = Axe()
TROUBLE = re.compile(
    r"status of 4(03|09|22)|Response Status Error Code 403|ERR_FAILED|ERR_INTERNET_DISCONNECTED|^htmx:|^failed: "
    r"|error occurred when fetching the script"  # the service worker's, which a slow page asks for last
)
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Of a formula only what a screen reader hears; the rest is a thousand spans. A header cell of a formula alone is empty
# to axe, which takes no text from MathML; screen readers do.
RUN_AXE = """axe.run({exclude: [".katex-html"]}, {
    resultTypes: ["violations"], rules: {"empty-table-header": {enabled: false}},
})"""
# Also what moves within half a second of a click, which the browser would forgive; but not the click's own making room.
SHIFTS = """
    window.shifted = 0;
    new PerformanceObserver((seen) => seen.getEntries().forEach(({ value }) => (window.shifted += value)))
        .observe({ type: "layout-shift" });
"""
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
        self.page.on("requestfailed", self.failed)
        self.page.on("request", lambda request: self.requests.append(request.url))

    def failed(self, request: Request) -> None:
        """Not one that was given up because the page was left."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}")

    def go(self, path: str, until: str = "load") -> Page:
        """Scripts of ours have run by then; whoever listens for what comes later waits until "networkidle"."""
        self.page.goto(self.home + path, wait_until=until)
        return self.page

    def settled(self, path: str) -> Page:
        """Also what the browser does when it has nothing else to do: below the first screen, formulas are set then."""
        self.go(path, until="networkidle")
        formulas_are_set(self.page)
        return self.page

    def strangers(self) -> list[str]:
        """Requests that left for somebody else's server."""
        return [url for url in self.requests if not url.startswith((self.home + "/", "data:"))]

    def unhashed(self) -> list[str]:
        """Static files asked for by a name that may not be kept for ever: a module loaded twice, or past the map."""
        paths = [urlsplit(url).path for url in self.requests]
        return [path for path in paths if path.startswith("/static/") and not HASHED.search(path)]


def formulas_are_set(place: Page | Locator) -> None:
    expect(place.locator(".arithmatex:not([data-tex])")).to_have_count(0, timeout=30_000)


@pytest.fixture
def visit(browser, standing_house, request):
    options = {"viewport": {"width": 1280, "height": 900}, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    yield Visit(context.new_page(), standing_house.url)
    context.close()


@pytest.fixture
def no_complaints(visit):
    yield
    assert (visit.complaints, visit.strangers(), visit.unhashed()) == ([], [], [])


@pytest.fixture
def no_complaints_but_of_trouble(visit):
    """All but what the browser and htmx say of a refusal, and of a connection that a test takes away."""
    yield
    assert [said for said in visit.complaints if not TROUBLE.search(said)] == []
    assert (visit.strangers(), visit.unhashed()) == ([], [])


HARD_TO_READ = pytest.mark.parametrize(
    "visit",
    [
        {"viewport": {"width": 1280, "height": 900}},
        {"viewport": {"width": 360, "height": 740}},
        {"viewport": {"width": 640, "height": 512}, "forced_colors": "active"},
    ],
    indirect=True,
    ids=["text at 200 %", "large text on a telephone", "forced colours, large text at 200 % zoom"],
)


def go_large(visit: Visit, path: str) -> Page:
    """With the browser's text at 200 %, or on a narrow page at the largest that the site itself offers."""
    visit.page.add_init_script("localStorage.setItem('text-size', '150')")
    page = visit.go(path)
    if page.viewport_size["width"] == 1280:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    formulas_are_set(page)
    page.evaluate(TWO_FRAMES)  # what became too wide for its place by that says so
    return page


def assert_readable(page: Page, screens: bool = True) -> None:
    """Accessible, and without sideways scroll: on every screen that counts, or only as it stands."""
    size = page.viewport_size
    for width, scheme in itertools.product((360, 768, 1280), ("light", "dark")) if screens else [(None, None)]:
        if screens:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # no colour half-way to another
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(TWO_FRAMES)
        where = f"{page.url} at {width} px, {scheme}"
        if not page.evaluate("Boolean(window.axe)"):
            page.evaluate(AXE.axe_script)
        found = page.evaluate(RUN_AXE)["violations"]
        assert [(where, each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), f"{where} scrolls sideways"
    if screens:
        page.emulate_media(color_scheme="null", reduced_motion="null")
        page.set_viewport_size(size)
