"""What is told of an answer: what was right, why each wrong option is wrong, which belief it betrays and what refutes
that belief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from content.compiler.questions.values import Choice, Cloze, InWords, Order, Question
from content.models import Misconception
from quizzes import grading
from quizzes.adaptive.evidence import counted_score
from quizzes.grading.marks import counted
from quizzes.models import Attempt, Judgement
from quizzes.presentation import showing
from quizzes.presentation.problems import Reporting
from quizzes.presentation.showing import filled, trusted

SURE = {"sure": "You were sure.", "unsure": "You were unsure.", "guessing": "You were guessing."}


@dataclass(frozen=True)
class Line:
    """An option, a step, a gap or a criterion, with what was done with it and what should have been. `alone` is that of
    which only one can be right."""

    label: str
    html: SafeString
    chosen: bool
    right: bool | None
    should: bool
    says: SafeString
    misconception: Misconception | None
    answered: str = ""
    expected: str = ""
    formula: bool = False
    alone: bool = False

    @property
    def expected_html(self) -> SafeString:
        return showing.set_out(f"${self.expected}$" if self.formula else self.expected)

    @property
    def mark(self) -> str:
        """In a word, for a sign."""
        if self.chosen:
            return "right" if self.right else "wrong"
        if not self.should:
            return "left"
        return "solution" if self.alone else "missed"

    @property
    def verdict(self) -> str:
        """Of an option, for who sees no sign and no colour."""
        return {
            "right": "Your choice, right",
            "wrong": "Your choice, wrong",
            "missed": "Right, you missed it",
            "solution": "Right",
        }.get(self.mark, "")


@dataclass(frozen=True)
class Told:
    attempt: Attempt
    question: Question
    title: SafeString
    text: SafeString
    lines: tuple[Line, ...]
    grade: grading.Grade
    why: SafeString
    model: SafeString
    demo: dict | None
    judgement: Judgement | None
    misconceptions: tuple[Misconception, ...]
    answered: str
    hints: tuple[SafeString, ...]

    @property
    def reporting(self) -> Reporting:
        return Reporting()

    @property
    def kind(self) -> str:
        return self.question.kind

    @property
    def form(self) -> str:
        if self.kind in ("single", "multi"):
            return "quizzes/told/_lines.html"
        return f"quizzes/told/_{'solution' if self.state == 'unknown' else self.kind}.html"

    @property
    def state(self) -> str:
        if self.unknown:
            return "unknown"
        if self.kind == "text":
            return "unjudged" if self.waits else "judged"
        if self.attempt.right:
            return "right"
        return "partly" if self.attempt.score else "wrong"

    @property
    def waits(self) -> bool:
        """An answer in words is neither right nor wrong before its judgement."""
        return self.kind == "text" and self.judgement is None and not self.unknown

    @property
    def unknown(self) -> bool:
        return grading.is_unknown(self.attempt.response)

    @property
    def score(self) -> float:
        return self.judgement.score if self.judgement else self.attempt.score

    @property
    def full(self) -> bool:
        return self.judgement.score == 1 if self.judgement else self.state == "right"

    @property
    def headline(self) -> str:
        return {
            "right": "Right",
            "partly": "Partly right",
            "wrong": "Not right",
            "judged": "Judged by you",
            "unjudged": "Now you judge",
            "unknown": "You said you don’t know",
        }[self.state]

    @property
    def tone(self) -> str:
        """Of the chip that says it."""
        return {"right": "ok", "partly": "warn", "wrong": "bad"}.get(self.state, "")

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def beforehand(self) -> str:
        """What helped, and how sure somebody was; empty if nothing is known of either."""
        return " ".join(filter(None, (self._helped, SURE.get(self.attempt.confidence, ""))))

    @property
    def _helped(self) -> str:
        if not self.attempt.hints:
            return ""
        helped = f"With {counted(self.attempt.hints, 'hint')}"
        if self.state == "unjudged" or not self.percent:
            return f"{helped}."
        return f"{helped}, so it counts {round(100 * counted_score(1, self.attempt.hints))} % of that."


def told(attempt: Attempt, question: Question, named: Mapping[str, Misconception]) -> Told:
    """`named` are the misconceptions by key: all, or those that it may speak of."""
    asked = grading.ask(question, attempt.seed)
    judgement = getattr(attempt, "judgement", None) if question.kind == "text" else None
    grade = grading.judged(question, judgement.ticked) if judgement else grading.grade(asked, attempt.response)
    return Told(
        attempt=attempt,
        question=question,
        title=trusted(asked.filled(question.title.html)),
        text=showing.blanked(asked, grade),
        lines=_lines(asked, grade, attempt, named),
        grade=grade,
        why=filled(asked, question.why),
        model=filled(asked, question.answer.model) if isinstance(question.answer, InWords) else trusted(""),
        demo=showing.demo(question),
        judgement=judgement,
        misconceptions=tuple(named[key] for key in grade.misconceptions if key in named),
        answered=attempt.response.get("number", "") or attempt.response.get("text", ""),
        hints=tuple(showing.hints(asked, attempt.hints)),
    )


def _lines(
    asked: grading.Asked, grade: grading.Grade, attempt: Attempt, named: Mapping[str, Misconception]
) -> tuple[Line, ...]:
    question, response = asked.question, attempt.response
    match question.answer:
        case Choice(options=options, several=several):
            return tuple(
                Line(
                    label=option.letter,
                    html=option.html,
                    chosen=option.index in response.get("chosen", ()),
                    right=options[option.index].right,
                    should=options[option.index].right,
                    says=trusted(grade.parts[option.index].says_html),
                    misconception=_belief(options[option.index].misconception, named),
                    alone=not several,
                )
                for option in showing.options(asked)
            )
        case Order(steps=steps):
            return tuple(
                _plain(grade.parts[index], str(place), filled(asked, steps[index]), named, answered=str(index + 1))
                for place, index in enumerate(response.get("order", range(len(steps))), start=1)
            )
        case Cloze(gaps=gaps):
            said: Sequence[str] = response.get("gaps", [""] * len(gaps))
            return tuple(
                _plain(part, str(at + 1), trusted(""), named, answered=said[at], formula=gaps[at].formula)
                for at, part in enumerate(grade.parts)
            )
        case InWords(rubric=rubric):
            return tuple(
                _plain(part, str(index), filled(asked, rubric[index].says), named, answered=str(rubric[index].points))
                for index, part in enumerate(grade.parts)
            )
    return tuple(_plain(part, "", trusted(""), named, answered=response.get("number", "")) for part in grade.parts)


def _plain(
    part: grading.Part,
    label: str,
    html: SafeString,
    named: Mapping[str, Misconception],
    *,
    answered: str,
    formula: bool = False,
) -> Line:
    return Line(
        label=label,
        html=html,
        chosen=bool(answered),
        right=part.right,
        should=True,
        says=trusted(part.says_html),
        misconception=named.get(part.misconception),
        answered=answered,
        expected=part.expected,
        formula=formula,
    )


def _belief(mention, named: Mapping[str, Misconception]) -> Misconception | None:
    return named.get(mention.key) if mention else None
