"""Every token and every component on one page, in both themes: for who builds pages, so only with DEBUG.

What it shows is read from the style sheets themselves; a specimen is templates/styleguide/components/<name>.html.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from prep.dashboard import specimens

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
THEMES = ("light", "dark")
PAIR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
STEP = re.compile(r"--(step--?\d): ([^;]+);")
SPACE = re.compile(r"--(space-\d): ([\d.]+)rem;")

# What is set on what, and how far apart the two must be: 4.5 to read it, 3 to see it (WCAG 1.4.3 and 1.4.11).
GROUNDS = ("bg", "surface", "sunken")
READ = {
    ("text", "muted", "accent", "ok", "warn", "bad"): GROUNDS,
    ("text", "accent"): ("mark",),
    ("on-accent",): ("accent", "bad"),
}
SEEN = {("control", "accent", "plot-1", "plot-2", "plot-3", "plot-4", "plot-5"): ("bg", "surface")}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def colours() -> dict[str, dict[str, str]]:
    """By name, then by theme."""
    found = PAIR.findall((CSS / "tokens.css").read_text())
    return {name: dict(zip(THEMES, pair, strict=True)) for name, *pair in found}


@dataclass(frozen=True)
class Pairing:
    ink: str
    ground: str
    least: float
    ratios: dict[str, float]

    @property
    def sound(self) -> bool:
        return min(self.ratios.values()) >= self.least


def pairings() -> list[Pairing]:
    known = colours()

    def pairing(ink: str, ground: str, least: float) -> Pairing:
        return Pairing(
            ink, ground, least, {theme: contrast(known[ink][theme], known[ground][theme]) for theme in THEMES}
        )

    return [
        pairing(ink, ground, least)
        for least, table in ((4.5, READ), (3.0, SEEN))
        for inks, grounds in table.items()
        for ink in inks
        for ground in grounds
    ]


def components() -> list[str]:
    return sorted(sheet.stem for sheet in (CSS / "components").glob("*.css"))


class SpecimenForm(forms.Form):
    """One field of every kind that the site asks with."""

    email = forms.EmailField(label="E-mail address", help_text="We write only when you ask us to.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    minutes = forms.IntegerField(label="Minutes a day", min_value=5, max_value=240)
    zone = forms.ChoiceField(label="Time zone", choices=[("UTC", "UTC"), ("Europe/Vienna", "Europe/Vienna")])
    answer = forms.CharField(label="In your own words", widget=forms.Textarea(attrs={"rows": 3}))
    theme = forms.ChoiceField(
        label="Theme",
        choices=[("system", "As the system has it"), ("light", "Light"), ("dark", "Dark")],
        widget=forms.RadioSelect,
    )
    kept = forms.BooleanField(label="Stay logged in", help_text="Not on a computer that others use.")

    def clean(self):
        raise forms.ValidationError("The form as a whole has a problem, said in a sentence.")


def specimen_forms(theme: str) -> dict[str, forms.Form]:
    return {
        "asked": SpecimenForm(prefix=f"{theme}-asked", label_suffix=""),
        "refused": SpecimenForm({f"{theme}-refused-email": "ada@"}, prefix=f"{theme}-refused"),
    }


def page(request: HttpRequest) -> HttpResponse:
    tokens = (CSS / "tokens.css").read_text()
    context = {
        "colours": colours(),
        "pairings": pairings(),
        "steps": STEP.findall(tokens),
        "spaces": [(name, float(rem), float(rem) * 16) for name, rem in SPACE.findall(tokens)],
        "components": [(name, f"styleguide/components/{name}.html") for name in components()],
        "found": specimens.outcome(),
        "themes": [(theme, specimen_forms(theme)) for theme in THEMES],
    }
    return render(request, "styleguide/page.html", context)
