"""Whether two states of a question are answered and scored alike, so that answers to one say something of the other."""

from collections.abc import Hashable

from content.compiler.questions.values import Choice, Cloze, Foreseen, InWords, Numeric, Order, Question


def scored_by(question: Question) -> Hashable:
    """The same for two states if what can be answered is the same and earns the same. What is explained, hinted at or
    betrayed makes no difference; neither does the HTML that it became."""
    match question.answer:
        case Choice(options=options, several=several):
            return "choice", several, tuple((option.text.source, option.right) for option in options)
        case Numeric() as answer:
            drawn = tuple((variable.name, variable.values) for variable in answer.variables)
            right = (answer.answer, *_also_right(answer.foreseen))
            return "numeric", right, answer.within, answer.absolute, answer.unit, drawn
        case Order(steps=steps):
            return "order", tuple(step.source for step in steps)
        case Cloze(gaps=gaps):
            return "cloze", tuple((gap.accepted, gap.formula, _also_right(gap.foreseen)) for gap in gaps)
        case InWords(rubric=rubric):
            return "text", tuple((line.says.source, line.points) for line in rubric)


def _also_right(foreseen: tuple[Foreseen, ...]) -> tuple[str, ...]:
    return tuple(each.formula for each in foreseen if each.right)
