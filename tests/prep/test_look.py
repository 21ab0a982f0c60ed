"""The look: what the style sheets promise, computed from the files, and the pages for when something went wrong."""

import gzip
import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.template.loader import get_template
from django.test import RequestFactory

from prep import importmap
from prep.dashboard import styleguide
from prep.dashboard.styleguide import CSS, THEMES
from prep.staticfiles import Storage
from tests.content import shelved

TROUBLE = ["400", "403", "403_csrf", "404", "429", "500", "offline"]
KILOBYTE = 1000


def gzipped(text: str) -> int:
    return len(gzip.compress(text.encode(), mtime=0))


class Page(HTMLParser):
    """What a test asks of a page: its elements with their attributes, and the words inside a class."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect"})

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._said: dict[str, list[str]] = defaultdict(list)
        self._open: list[tuple[str, list[str]]] = []
        self.feed(html)
        self.words = {name: " ".join(words) for name, words in self._said.items()}

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append((tag, (dict(attrs).get("class") or "").split()))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        for tag, classes in self._open if data.strip() else ():
            for name in (tag, *(f".{c}" for c in classes)):
                self._said[name] += data.split()

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def guide() -> str:
    return styleguide.page(RequestFactory().get("/styleguide/")).content.decode()


# --- Colours --------------------------------------------------------------------------------------------------------


def test_contrast_is_wcag_s():
    assert styleguide.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert styleguide.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert styleguide.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_every_text_can_be_read_and_every_control_seen_in_both_themes():
    assert [pair for pair in styleguide.pairings() if not pair.sound] == []


def test_every_colour_is_a_pair_and_is_looked_at():
    """A colour that is neither ink nor ground in a pairing, other than the faint rule, is one nobody checked."""
    looked_at = {name for pair in styleguide.pairings() for name in (pair.ink, pair.ground)}

    assert set(styleguide.colours()) - looked_at == {"line"}


def test_no_sheet_invents_a_colour():
    """Colours are tokens: only shadows, and paper, may be what they are."""
    invented = {
        sheet.name: found
        for sheet in CSS.rglob("*.css")
        if sheet.name not in {"tokens.css", "print.css"}
        and (found := re.findall(r"#[0-9a-f]{3,8}\b|(?:rgb|hsl|oklch)\((?!0 0 0 /)", sheet.read_text()))
    }

    assert invented == {}


@pytest.mark.parametrize(("name", "turns"), [("heat", 0), ("heat-about", 1)])
@pytest.mark.parametrize("theme", [0, 1], ids=THEMES)
def test_a_heatmap_s_colours_are_in_the_order_of_their_lightness(name, turns, theme):
    """Also in grey; about a middle, both sides leave it as far, and a step is to be seen."""
    [gradient] = re.findall(rf"--{name}: linear-gradient\((.*?)\n    \);", (CSS / "tokens.css").read_text(), re.DOTALL)
    stops = [pair[theme] for pair in re.findall(r"light-dark\((#\w+), (#\w+)\)", gradient)]
    rising = [styleguide.luminance(one) < styleguide.luminance(other) for one, other in pairwise(stops)]

    assert len(stops) == 5
    assert sum(one != other for one, other in pairwise(rising)) == turns
    assert all(styleguide.contrast(one, other) >= 1.4 for one, other in pairwise(stops))
    assert styleguide.contrast(stops[-1], stops[2 * turns]) >= 4.5


def test_every_token_that_is_used_exists():
    sheets = {sheet.name: sheet.read_text() for sheet in CSS.rglob("*.css")}
    known = {name for text in sheets.values() for name in re.findall(r"(--[\w-]+):", text)}
    unknown = {
        (sheet, name)
        for sheet, text in sheets.items()
        for name in re.findall(r"var\((--[\w-]+)\)", text)
        if name not in known
    }

    assert unknown == set()


def test_the_steps_of_type_rise():
    tokens = (CSS / "tokens.css").read_text()
    ends = [
        (float(least), float(most))
        for least, most in re.findall(r"--step-.*clamp\(([\d.]+)rem,.*, ([\d.]+)rem\)", tokens)
    ]

    assert len(ends) == 6
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(ends))


# --- Weight ---------------------------------------------------------------------------------------------------------


PAGES = ["/", "/learn/", "/learn/rnn/", "/lab/", "/lab/vanishing-gradients/", "/search/", "/account/login/", "/you/"]


def fetched(client, path: str) -> Page:
    shelved.two_topics()
    response = client.get(path)
    assert response.status_code == 200
    return Page(response.content.decode())


def served(address: str) -> str:
    return (settings.STATIC_ROOT / address.removeprefix("/static/")).read_text()


def imported(address: str, modules: dict[str, str], found: dict[str, int]) -> dict[str, int]:
    """What a module weighs, and every one that it imports, once."""
    if address not in found:
        script = served(address)
        found[address] = gzipped(script)
        for name in re.findall(r'(?:import|from) "(recurrent/[\w-]+)";', script):
            imported(modules[name], modules, found)
    return found


def test_comments_and_indentation_are_for_authors(tmp_path):
    written = b"/* why\n so */\n@layer a {\n  b {\n    c: d; /* e */\n  }\n}\n"
    storage = Storage(location=tmp_path)
    storage.save("css/a.css", ContentFile(written))
    storage.save("katex/a.css", ContentFile(written))
    read_already = ContentFile(written)
    read_already.read()
    storage.save("css/b.css", read_already)

    assert (tmp_path / "css" / "a.css").read_text() == "@layer a {\nb {\nc: d;\n}\n}"
    assert (tmp_path / "css" / "b.css").read_text() == (tmp_path / "css" / "a.css").read_text()
    assert (tmp_path / "katex" / "a.css").read_bytes() == written


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_no_page_fetches_more_than_15_kb_of_our_style(client, path):
    sheets = [link["href"] for link in fetched(client, path).all("link") if link["rel"] == "stylesheet"]
    weights = {sheet: gzipped(served(sheet)) for sheet in sheets if "/css/" in sheet}

    assert len(weights) > 10
    assert min(weights.values()) > 100
    assert sum(weights.values()) <= 15 * KILOBYTE


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_no_page_fetches_more_than_17_kb_of_our_javascript(client, path):
    scripts = [script["src"] for script in fetched(client, path).all("script") if "src" in script]
    modules = json.loads(importmap.render())["imports"]
    weights: dict[str, int] = {}
    for script in scripts:
        if "/js/" in script:
            imported(script, modules, weights)

    assert len(weights) > 10
    assert sum(weights.values()) <= 17 * KILOBYTE


def test_no_sheet_overrules_the_layers():
    """Every rule is in a layer, and none cries !important but the one that keeps [hidden] hidden.

    Not so the desk: Django's own sheets, which it dresses, are in no layer.
    """
    for sheet in set(CSS.rglob("*.css")) - {CSS / "desk.css"}:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
        outermost = re.findall(r"^([^\s}][^{;]*?)\s*[{;]", text, flags=re.MULTILINE)
        assert [rule for rule in outermost if not rule.startswith("@layer ")] == [], sheet.name
        assert text.count("!important") == (1 if sheet.name == "base.css" else 0), sheet.name


# --- When something went wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TROUBLE)
def test_a_page_about_trouble_needs_no_context_and_says_what_is_safe_and_what_to_do(name):
    page = Page(get_template(f"{name}.html").render())

    assert page.words["h1"]
    assert re.search(r"safe|Nothing (of yours is lost|was changed)", page.words[".safe"])
    assert page.words[".next"]
    assert any("button" in (link.get("class") or "") for link in page.all("a"))
    assert page.all("html") == [{"lang": "en"}]


def test_every_trouble_has_a_drawing_of_its_own():
    drawings = [
        re.search(r"<svg viewBox=\"0 0 384 144\".*?</svg>", get_template(f"{name}.html").render(), re.DOTALL)[0]
        for name in TROUBLE
    ]

    assert len(set(drawings)) == len(TROUBLE) - 1  # offline and 500 are both a broken link


def test_a_missing_page_is_404_in_our_words(client, db):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert Page(response.content.decode()).words["h1"] == "There is no such page"


# --- The base page --------------------------------------------------------------------------------------------------


class Learner:
    """As templates see one."""

    is_guest = False
    theme = "dark"
    text_size = 125
    shortcuts = False


def test_the_page_wears_what_the_learner_chose():
    page = Page(get_template("404.html").render({"learner": Learner()}))

    assert page.all("html") == [
        {"lang": "en", "data-learner": None, "data-theme": "dark", "data-text-size": "125", "data-shortcuts": "off"}
    ]


@pytest.mark.parametrize(
    ("learner", "said"),
    [(None, "Log in"), (type("Guest", (Learner,), {"is_guest": True})(), "Guest"), (Learner(), "You")],
)
def test_the_masthead_says_who_is_there(learner, said):
    page = Page(get_template("404.html").render({"learner": learner, "request": RequestFactory().get("/")}))

    assert page.words[".tools"].endswith(f" {said}")


def test_a_page_that_asked_nobody_claims_nothing_about_who_is_there():
    page = Page(get_template("500.html").render())

    assert page.words[".tools"].endswith(" You")
    assert "Log in" not in page.words[".tools"]


def test_the_wordmark_is_read_as_one_word():
    html = get_template("404.html").render()

    assert Page(html).words[".wordmark"].replace(" ", "") == "Recurrent"
    assert '<a class="wordmark" href="/" aria-label="Recurrent">' in html


@pytest.mark.parametrize(
    ("level", "classes"), [("success", "notice ok"), ("warning", "notice warn"), ("error", "notice bad")]
)
def test_a_message_is_a_notice_and_is_announced(level, classes):
    message = type("Message", (), {"level_tag": level, "__str__": lambda self: "Your profile is saved."})()
    page = Page(get_template("404.html").render({"messages": [message]}))

    assert page.words[".notice"] == "Your profile is saved."
    assert {"class": "page notices", "role": "status"} in page.all("div")
    assert {"class": classes} in page.all("p")


# --- Forms ----------------------------------------------------------------------------------------------------------


class Question(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="I am sure")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("These don’t go together.")


def test_a_field_names_its_help_and_its_problem():
    page = Page(str(Question({})))
    name = next(field for field in page.all("input") if field.get("name") == "name")
    ids = {attributes["id"] for _, attributes in page.elements if attributes.get("id")}

    assert name["aria-invalid"] == "true"
    assert name["aria-describedby"].split() == ["id_name_helptext", "id_name_error"]
    assert set(name["aria-describedby"].split()) <= ids
    assert page.words[".help"] == "As on the door."
    assert page.words[".problem"].startswith("This field is required.")


def test_each_kind_of_field_has_its_frame():
    page = Page(str(Question()))

    assert [field.get("class") for field in page.all("fieldset")] == ["field"]
    assert page.words["legend"] == "Kind"
    assert {"class": "field check"} in page.all("div")
    assert {"class": "control", "data-password": None} in page.all("div")
    assert [field["name"] for field in page.all("input") if field["type"] == "hidden"] == ["token"]


def test_what_is_wrong_with_the_whole_form_is_said_at_once():
    html = str(Question({"name": "Ada", "kind": "a", "sure": "on", "secret": "x"}))

    assert Page(html).words[".notice"] == "These don’t go together."
    assert Page(html).all("div")[0] == {"class": "notice bad errorlist nonfield", "role": "alert"}


def test_one_field_is_rendered_as_in_its_form():
    form = Question({})

    assert str(form["name"].as_field_group()) in str(form)


# --- The style guide ------------------------------------------------------------------------------------------------


def test_the_style_guide_shows_every_component_in_both_themes():
    shown = re.findall(r'data-component="([\w-]+)"', guide())

    assert len(styleguide.components()) > 10
    assert shown == styleguide.components() * len(THEMES)


def test_the_style_guide_shows_every_token():
    page = guide()
    tokens = set(re.findall(r"--((?:step|space)-[\w-]+):", (CSS / "tokens.css").read_text()))

    assert {
        name for name in tokens | set(styleguide.colours()) if page.count(f"--{name})") + page.count(f">{name}<") < 2
    } == set()


def test_the_style_guide_has_no_id_twice():
    ids = [attributes["id"] for _, attributes in Page(guide()).elements if attributes.get("id")]

    assert sorted(ids) == sorted(set(ids))
