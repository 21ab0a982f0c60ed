"""A question as one attempt is asked it: texts filled, options lettered, gaps turned into fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from string import ascii_uppercase
from uuid import UUID, uuid4

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from content import article
from content.compiler.questions.values import Choice, Cloze, Numeric, Order, Question, Text
from content.queries import pages
from quizzes import grading

GAP = re.compile(r"\{\{gap:(\d{1,2})\}\}")
FIGURE = re.compile(r"\{\{figure:(\d{1,2})\}\}")
FORMULA = re.compile(r"\$([^$]+)\$")
ELSEWHERE = 'href="../'
FONT = re.compile(r"\\(?:mathbf|mathrm|boldsymbol|operatorname|text)\b ?|\\[()]")  # and where a formula begins and ends
LONGEST_NAME = 60
PLACE = "place-"  # begins the name of a step's field
AS_SHOWN = "as-shown"  # comes with steps that nobody moved, once it was asked whether they are meant so
NOTHING_SAID: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True)
class Option:
    """`index` is the author's, `letter` the one it has in this attempt, `place` a step's in the learner's order."""

    index: int
    letter: str
    html: SafeString
    chosen: bool = False
    place: str = ""

    @property
    def name(self) -> str:
        """In a few plain words, for who hears its buttons."""
        return Truncator(" ".join(FONT.sub("", unescape(strip_tags(self.html))).split())).chars(LONGEST_NAME)


@dataclass(frozen=True)
class Gap:
    number: int
    said: str
    wrong: bool


@dataclass(frozen=True)
class Shown:
    """What is `said` already is there again: a refused answer isn't lost."""

    asked: grading.Asked
    title: SafeString
    text: SafeString
    options: tuple[Option, ...]
    gaps: tuple[Gap, ...]
    gaps_below: bool
    said: str
    client_key: UUID
    confidence: str
    problem: grading.Refused | None
    as_shown: bool

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
    def problem_id(self) -> str:
        return _problem_id(self.client_key)

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
    client_key = client_key or uuid4()
    html = _with_figures(asked.filled(question.text.html), question)
    gaps = _gaps(question, said, problem)
    below = len(set(GAP.findall(html))) < len(gaps)
    return Shown(
        asked=asked,
        title=trusted(asked.filled(question.title.html)),
        text=_with_boxes(html) if below else _with_fields(html, gaps, _problem_id(client_key)),
        options=_options(asked, said),
        gaps=gaps,
        gaps_below=below,
        said=next(iter([*said.get("number", ()), *said.get("text", ())]), ""),
        client_key=client_key,
        confidence=next(iter(said.get("confidence", ())), ""),
        problem=problem,
        as_shown=AS_SHOWN in said or (problem is not None and not any(places(said).values())),
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
    return format_html('<b class="filled">{}</b><sup>{}</sup>', set_out(part.expected), number)


def set_out(filling: str) -> SafeString:
    """What belongs into a gap, its formulas as formulas."""
    return trusted(FORMULA.sub(r'<span class="arithmatex">\\(\1\\)</span>', escape(filling)))


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
        return tuple(replace(option, place=str(at)) for at, option in enumerate(made, start=1))
    given = places(said)
    return tuple(replace(option, place=given.get(option.letter, "")) for option in made)


def places(said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What each step's field says, by the step's letter."""
    return {name.removeprefix(PLACE): next(iter(values), "") for name, values in said.items() if name.startswith(PLACE)}


def _gaps(question: Question, said: Mapping[str, Sequence[str]], problem: grading.Refused | None) -> tuple[Gap, ...]:
    if not isinstance(question.answer, Cloze):
        return ()
    names = [f"gap-{number}" for number in range(1, len(question.answer.gaps) + 1)]
    return tuple(
        Gap(number, next(iter(said.get(name, ())), ""), problem is not None and problem.field == name)
        for number, name in enumerate(names, start=1)
    )


def _with_boxes(html: str) -> SafeString:
    """A formula can hold no field. Where there is one with a gap, all fields stand below, in the order of the text."""
    return trusted(
        GAP.sub(lambda found: render_to_string("quizzes/kinds/_box.html", {"number": found[1]}).strip(), html)
    )


def _with_fields(html: str, gaps: Sequence[Gap], problem_id: str) -> SafeString:
    def field(found: re.Match[str]) -> str:
        gap = next((gap for gap in gaps if gap.number == int(found[1])), None)
        around = {"gap": gap, "of": len(gaps), "problem_id": problem_id}
        return render_to_string("quizzes/kinds/_gap.html", around).strip() if gap else ""

    return trusted(GAP.sub(field, html))


def _problem_id(client_key: UUID) -> str:
    """A page may show several questions."""
    return f"problem-{client_key}"


def _with_figures(html: str, question: Question) -> str:
    """Figures of the library, drawn in their place."""
    if not question.figures:
        return html
    drawn = pages.figures({mention.key for mention in question.figures})

    def figure(found: re.Match[str]) -> str:
        mention = question.figures[int(found[1]) - 1]
        return article.drawn(drawn[mention.key], alt=mention.alt) if mention.key in drawn else ""

    return FIGURE.sub(figure, html)
