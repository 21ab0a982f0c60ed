"""Questions and answers as JSON. `told` gives everything away, and is only for what may be told."""

from typing import Any

from quizzes.models import Attempt
from quizzes.models import Report as Problem
from quizzes.presentation import asking, telling
from quizzes.presentation.reporting import Report
from quizzes.presentation.showing import Shown

Json = dict[str, Any]


def shown(found: Shown) -> Json:
    """As it is asked: texts as HTML with TeX, options and steps by the letters they are answered with."""
    lettered = [{"letter": option.letter, "html": option.html} for option in found.options]
    return {
        "key": found.question.key,
        "kind": found.kind,
        "level": found.question.level,
        "seconds": found.question.seconds,
        "title_html": found.title,
        "text_html": found.plain_text,
        "options": lettered if found.kind in ("single", "multi") else [],
        "steps": lettered if found.kind == "order" else [],
        "gaps": len(found.gaps),
        "unit": found.unit,
        "hints": len(found.question.hints),
    }


def kept(attempt: Attempt) -> Json:
    """That it was answered, and no more."""
    return {
        "id": attempt.pk,
        "question": attempt.question.key,
        "number": attempt.turn.number if attempt.turn else None,
        "client_key": str(attempt.client_key),
        "confidence": attempt.confidence,
        "seconds": attempt.seconds,
        "at": attempt.at.isoformat(),
    }


def reported(problem: Problem) -> Json:
    """Thanks, and nothing of the question."""
    return {"client_key": str(problem.client_key), "words": problem.words, "at": problem.at.isoformat()}


def told(attempt: Attempt) -> Json:
    context = asking.told(attempt)
    standing = context["standing"]
    return {**answer(context["told"]), "standing": standing and _range(standing)}


def answer(found: telling.Told) -> Json:
    attempt = found.attempt
    return {
        **kept(attempt),
        "score": attempt.score,
        "right": attempt.right,
        "state": found.state,
        "rule": found.grade.rule,
        "response": attempt.response,
        "hints": attempt.hints,
        "judged": found.judgement.score if found.judgement else None,
        "parts": [_part(line) for line in found.lines],
        "misconceptions": [
            {"key": each.key, "belief": each.belief, "truth": each.truth, "see": each.see.key if each.see else None}
            for each in found.misconceptions
        ],
        "why_html": found.why,
        "model_html": found.model,
        "demo": found.demo["address"] if found.demo else None,
    }


def report(found: Report) -> Json:
    return {
        "right": found.right,
        "unknown": found.unknown,
        "seconds": found.seconds,
        "answers": [answer(each) for each in found.answers],
        "topics": [{**_range(each), "words": each.words} for each in found.standings],
        "objectives": [
            {
                "key": each.objective.key,
                "asked": each.asked,
                "percent": each.percent,
                "mastery": {"low": each.low, "high": each.high} if each.enough and not found.measured else None,
            }
            for each in found.objectives
        ],
        "misconceptions": [
            {"key": each.misconception.key, "betrayed": each.betrayed, "chances": each.chances}
            for each in found.suspicions
        ],
    }


def _part(line: telling.Line) -> Json:
    return {
        "label": line.label,
        "html": line.html,
        "chosen": line.chosen,
        "right": line.right,
        "says_html": line.says,
        "expected": line.expected,
        "misconception": line.misconception.key if line.misconception else None,
    }


def _range(standing) -> Json:
    """In per cent: the chance of a right answer to a question of level 3."""
    low, high = (standing.low, standing.high) if standing.enough else (None, None)
    return {"topic": standing.title, "enough": standing.enough, "low": low, "high": high}
