"""A question as JSON, and back: what a Revision keeps of it. Only its places in the file are not kept."""

from typing import Any

from content.compiler.questions.values import (
    Answer,
    Choice,
    Cloze,
    Criterion,
    Foreseen,
    Gap,
    InWords,
    Numeric,
    Option,
    Order,
    Question,
    Variable,
)
from content.compiler.values import NOWHERE, DemoMention, FigureMention, Link, Mention, Text

Json = dict[str, Any]


def written(question: Question) -> Json:
    return {
        "key": question.key,
        "was": list(question.was),
        "kind": question.kind,
        "tests": [mention.key for mention in question.tests],
        "level": question.level,
        "seconds": question.seconds,
        "asked_at": list(question.asked_at),
        "demo": _demo(question.demo) if question.demo else None,
        "title": _text(question.title),
        "text": _text(question.text),
        "answer": _answer(question.answer),
        "hints": [_text(hint) for hint in question.hints],
        "why": _text(question.why),
        "shown": list(question.shown),
        "figures": [[figure.key, figure.alt] for figure in question.figures],
        "links": [[link.topic, link.anchor] for link in question.links],
        "source": question.source,
    }


def read(stored: Json) -> Question:
    return Question(
        key=stored["key"],
        was=tuple(stored["was"]),
        kind=stored["kind"],
        tests=tuple(Mention(key, NOWHERE) for key in stored["tests"]),
        level=stored["level"],
        seconds=stored["seconds"],
        asked_at=tuple(stored["asked_at"]),
        demo=_read_demo(stored["demo"]) if stored["demo"] else None,
        title=_read_text(stored["title"]),
        text=_read_text(stored["text"]),
        answer=_read_answer(stored["answer"]),
        hints=tuple(_read_text(hint) for hint in stored["hints"]),
        why=_read_text(stored["why"]),
        shown=tuple(stored["shown"]),
        figures=tuple(FigureMention(key, alt, NOWHERE) for key, alt in stored["figures"]),
        links=tuple(Link(topic, anchor, NOWHERE) for topic, anchor in stored["links"]),
        source=stored["source"],
    )


def _answer(answer: Answer) -> Json:
    match answer:
        case Choice():
            options = [{**_said(each), "text": _text(each.text), "right": each.right} for each in answer.options]
            return {"options": options, "several": answer.several, "fixed": answer.fixed}
        case Numeric():
            return {
                "answer": answer.answer,
                "within": answer.within,
                "absolute": answer.absolute,
                "unit": answer.unit,
                "variables": [[each.name, list(each.values)] for each in answer.variables],
                "foreseen": [_foreseen(each) for each in answer.foreseen],
            }
        case Order(steps):
            return {"steps": [_text(step) for step in steps]}
        case Cloze(gaps):
            return {"gaps": [_gap(gap) for gap in gaps]}
        case InWords(model, rubric):
            lines = [{"says": _text(each.says), "points": each.points, "keywords": [*each.keywords]} for each in rubric]
            return {"model": _text(model), "rubric": lines}


def _read_answer(stored: Json) -> Answer:
    match stored:
        case {"options": options, "several": several, "fixed": fixed}:
            return Choice(tuple(_read_option(each) for each in options), several, fixed)
        case {"answer": answer, "variables": variables}:
            return Numeric(
                answer=answer,
                within=float(stored["within"]),
                absolute=stored["absolute"],
                unit=stored["unit"],
                variables=tuple(Variable(name, tuple(float(each) for each in values)) for name, values in variables),
                foreseen=tuple(_read_foreseen(each) for each in stored["foreseen"]),
            )
        case {"steps": steps}:
            return Order(tuple(_read_text(step) for step in steps))
        case {"gaps": gaps}:
            return Cloze(tuple(_read_gap(gap) for gap in gaps))
    lines = [Criterion(_read_text(each["says"]), each["points"], tuple(each["keywords"])) for each in stored["rubric"]]
    return InWords(_read_text(stored["model"]), tuple(lines))


def _read_option(stored: Json) -> Option:
    return Option(_read_text(stored["text"]), stored["right"], *_read_said(stored))


def _gap(gap: Gap) -> Json:
    return {
        "accepted": list(gap.accepted),
        "formula": gap.formula,
        "foreseen": [_foreseen(each) for each in gap.foreseen],
    }


def _read_gap(stored: Json) -> Gap:
    foreseen = tuple(_read_foreseen(each) for each in stored["foreseen"])
    return Gap(tuple(stored["accepted"]), stored["formula"], foreseen)


def _foreseen(foreseen: Foreseen) -> Json:
    return {**_said(foreseen), "formula": foreseen.formula, "right": foreseen.right}


def _read_foreseen(stored: Json) -> Foreseen:
    return Foreseen(stored["formula"], stored["right"], *_read_said(stored))


def _said(of: Option | Foreseen) -> Json:
    return {"says": _text(of.says), "misconception": of.misconception.key if of.misconception else None}


def _read_said(stored: Json) -> tuple[Text, Mention | None]:
    key = stored["misconception"]
    return _read_text(stored["says"]), Mention(key, NOWHERE) if key is not None else None


def _demo(demo: DemoMention) -> list[Any]:
    return [demo.experiment, [list(pair) for pair in demo.parameters]]


def _read_demo(stored: list[Any]) -> DemoMention:
    experiment, parameters = stored
    return DemoMention(experiment, tuple((name, value) for name, value in parameters), NOWHERE)


def _text(text: Text) -> list[str]:
    return [text.source, text.html]


def _read_text(stored: list[str]) -> Text:
    source, html = stored
    return Text(source, html)
