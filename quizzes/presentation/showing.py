"""A question as one attempt is asked it: texts filled, options lettered, gaps turned into fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from uuid import UUID, uuid4

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from content import article
from content.compiler.questions.values import Choice, Cloze, Numeric, Order, Question, Text
from content.queries import pages
from quizzes import grading

GAP = re.compile(r"\{\{gap:(\d{1,2})\}\}")
FIGURE = re.compile(r"\{\{figure:(\d{1,2})\}\}")
ELSEWHERE = 'href="../'
PLACE = "place-"  # begins the name of a step's field
NOTHING_SAID: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True)
class Option:
    """`index` is the author's, `letter` the one it has in this attempt, `place` a step's in the learner's order."""

    index: int
    letter: str
    html: SafeString
    chosen: bool = False
    place: str = ""


@dataclass(frozen=True)
class Gap:
    number: int
    said: str
    in_text: bool


@dataclass(frozen=True)
class Shown:
    """What is `said` already is there again: a refused answer isn't lost."""

    asked: grading.Asked
    title: SafeString
    text: SafeString
    options: tuple[Option, ...]
    gaps: tuple[Gap, ...]
    said: str
    client_key: UUID
    confidence: str
    problem: grading.Refused | None

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def form(self) -> str:
        return f"quizzes/kinds/_{self.kind}.html"

    @property
    def unit(self) -> str:
        return self.question.answer.unit if isinstance(self.question.answer, Numeric) else ""

    @property
    def plain_text(self) -> str:
        """Without fields: a gap is its number in brackets."""
        html = self.asked.filled(self.question.text.html)
        return GAP.sub(lambda found: f"[{found[1]}]", FIGURE.sub("", html))

    @property
    def gaps_below(self) -> list[Gap]:
        """Those in formulas, which can hold no field."""
        return [gap for gap in self.gaps if not gap.in_text]

    @property
    def places(self) -> list[str]:
        return [str(place) for place in range(1, len(self.options) + 1)]


def shown(
    question: Question,
    seed: int,
    *,
    said: Mapping[str, Sequence[str]] = NOTHING_SAID,
    client_key: UUID | None = None,
    problem: grading.Refused | None = None,
) -> Shown:
    asked = grading.ask(question, seed)
    html = _with_figures(asked.filled(question.text.html), question)
    gaps = _gaps(question, html, said)
    return Shown(
        asked=asked,
        title=trusted(asked.filled(question.title.html)),
        text=_with_fields(html, gaps),
        options=_options(asked, said),
        gaps=gaps,
        said=next(iter([*said.get("number", ()), *said.get("text", ())]), ""),
        client_key=client_key or uuid4(),
        confidence=next(iter(said.get("confidence", ())), ""),
        problem=problem,
    )


def hints(asked: grading.Asked, number: int) -> list[SafeString]:
    return [filled(asked, hint) for hint in asked.question.hints[:number]]


def filled(asked: grading.Asked, text: Text) -> SafeString:
    return trusted(asked.filled(text.html))


def demo(question: Question) -> dict | None:
    """The experiment that shows it, and where the lab runs it with these parameters."""
    if question.demo is None:
        return None
    return article.demonstration(question.demo.experiment, dict(question.demo.parameters))


def options(asked: grading.Asked) -> tuple[Option, ...]:
    """In the order and with the letters of this attempt."""
    return _options(asked, NOTHING_SAID)


def blanked(asked: grading.Asked, grade: grading.Grade) -> SafeString:
    """The question's text with its gaps filled in as they should be; those in formulas keep their number."""
    html = _with_figures(asked.filled(asked.question.text.html), asked.question)
    return trusted(GAP.sub(lambda found: _filling(grade.parts[int(found[1]) - 1], found[1]), html))


def _filling(part: grading.Part, number: str) -> str:
    return format_html('<b class="filled">{}</b>', part.expected) + format_html("<sup>{}</sup>", number)


def trusted(html: str) -> SafeString:
    """The compiler made it, and lets no HTML of an author through. Its links lead from one page of the library to
    another, which a question isn't."""
    if ELSEWHERE in html:  # seldom, and an address takes longer than everything else here
        html = html.replace(ELSEWHERE, f'href="{reverse("content:path")}')
    return mark_safe(html)  # noqa: S308


def _options(asked: grading.Asked, said: Mapping[str, Sequence[str]]) -> tuple[Option, ...]:
    """A choice's options, or an order's steps as the learner has put them so far."""
    match asked.question.answer:
        case Choice(options=options):
            texts, chosen = [option.text for option in options], set(said.get("choice", ()))
        case Order(steps=steps):
            texts, chosen = list(steps), set()
        case _:
            return ()
    made = [
        Option(index, letter, filled(asked, texts[index]), letter in chosen)
        for letter, index in zip(ascii_uppercase, asked.order, strict=False)
    ]
    put = [letter for letter in said.get("order", ()) if len(letter) == 1]
    if isinstance(asked.question.answer, Order) and sorted(put) == [option.letter for option in made]:
        made.sort(key=lambda option: put.index(option.letter))
    return tuple(replace(option, place=_place(said, option.letter, at)) for at, option in enumerate(made, start=1))


def _place(said: Mapping[str, Sequence[str]], letter: str, otherwise: int) -> str:
    return next(iter(said.get(f"{PLACE}{letter}", ())), "") or str(otherwise)


def _gaps(question: Question, html: str, said: Mapping[str, Sequence[str]]) -> tuple[Gap, ...]:
    if not isinstance(question.answer, Cloze):
        return ()
    in_text = {int(number) for number in GAP.findall(html)}
    return tuple(
        Gap(number, next(iter(said.get(f"gap-{number}", ())), ""), number in in_text)
        for number in range(1, len(question.answer.gaps) + 1)
    )


def _with_fields(html: str, gaps: Sequence[Gap]) -> SafeString:
    def field(found: re.Match[str]) -> str:
        gap = next((gap for gap in gaps if gap.number == int(found[1])), None)
        return render_to_string("quizzes/kinds/_gap.html", {"gap": gap, "of": len(gaps)}).strip() if gap else ""

    return trusted(GAP.sub(field, html))


def _with_figures(html: str, question: Question) -> str:
    """Figures of the library, drawn in their place."""
    if not question.figures:
        return html
    drawn = pages.figures({mention.key for mention in question.figures})

    def figure(found: re.Match[str]) -> str:
        mention = question.figures[int(found[1]) - 1]
        return article.drawn(drawn[mention.key], alt=mention.alt) if mention.key in drawn else ""

    return FIGURE.sub(figure, html)
