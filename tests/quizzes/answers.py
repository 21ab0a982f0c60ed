"""What somebody would send to say a question's right answer, or a certain wrong one."""

from string import ascii_uppercase

from content.compiler.questions.values import Choice, Cloze, InWords, Numeric, Order
from quizzes import grading, revisions
from quizzes.grading.said import Said
from quizzes.models import Turn


def right(turn: Turn) -> Said:
    return right_to(turn.revision_id, turn.seed)


def wrong(turn: Turn, misconception: str = "") -> Said:
    return wrong_to(turn.revision_id, turn.seed, misconception)


def right_to(revision_id: int, seed: int) -> Said:
    asked = grading.ask(revisions.value(revision_id), seed)
    match asked.question.answer:
        case Choice(options=options):
            return {"choice": _letters(asked, [place for place, option in enumerate(options) if option.right])}
        case Numeric(answer=answer):
            return {"number": [repr(asked.worked_out(answer))]}
        case Order(steps=steps):
            return {"order": _letters(asked, range(len(steps)))}
        case Cloze(gaps=gaps):
            return {f"gap-{number}": [gap.accepted[0]] for number, gap in enumerate(gaps, start=1)}
        case InWords(rubric=rubric):
            return {"text": [", ".join(each.keywords[0] for each in rubric if each.keywords)]}


def wrong_to(revision_id: int, seed: int, misconception: str = "") -> Said:
    """Wrong in full; where a misconception is named, by that one."""
    asked = grading.ask(revisions.value(revision_id), seed)
    match asked.question.answer:
        case Choice(options=options):
            places = [place for place, option in enumerate(options) if not option.right]
            return {
                "choice": _letters(asked, [_betraying([options[place] for place in places], places, misconception)])
            }
        case Numeric(foreseen=foreseen):
            each = _betraying(foreseen, foreseen, misconception)
            return {"number": [repr(asked.worked_out(each.formula))]}
        case Order(steps=steps):
            return {"order": _letters(asked, reversed(range(len(steps))))}
        case Cloze(gaps=gaps):
            filling = _betraying(gaps[0].foreseen, gaps[0].foreseen, misconception).formula if misconception else "?"
            return {"gap-1": [filling]}
        case InWords():
            return {"text": ["I don't know."]}


def _betraying(named, values, misconception: str):
    """The first of the values that betrays it; of none in particular, the first."""
    for one, value in zip(named, values, strict=True):
        if not misconception or (one.misconception and one.misconception.key == misconception):
            return value
    raise LookupError(misconception)


def _letters(asked: grading.Asked, places) -> list[str]:
    return [ascii_uppercase[asked.order.index(place)] for place in places]
