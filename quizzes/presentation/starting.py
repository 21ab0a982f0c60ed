"""The page where practice begins: what can be resumed, what can be chosen, and where one stands."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.template.defaultfilters import pluralize

from content.compiler.questions.values import KINDS, LEVELS
from content.models import Objective
from content.queries import reading
from prep.accounts.models import User
from quizzes import forms
from quizzes import shelf as shelves
from quizzes.models import Quiz
from quizzes.practice import NothingToAsk, choosing, insist, knowing
from quizzes.presentation import words
from quizzes.queries import bank, practice
from quizzes.wanted import EVERYTHING, Wanted

OPEN_SHOWN = 5
QUIZZES_A_PAGE = 25
KIND_NAMES = {
    "single": "One right option",
    "multi": "Several right options",
    "numeric": "A number",
    "order": "Put in order",
    "cloze": "Fill the gaps",
    "text": "In your own words",
}
FIRST_TOPICS = 2  # for who has read nothing yet


def page(learner: User | None, chosen: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    shelf = shelves.current()
    known, first = knowing.of(learner, shelf), recommended(learner)
    return {
        "open": list(practice.with_counts(practice.open_quizzes(learner))[:OPEN_SHOWN]) if learner else [],
        "topics": [_topic(topic, known, place) for place, topic in enumerate(shelf.topics)],
        "objectives": _objectives(shelf),
        "kinds": [(kind, KIND_NAMES[kind]) for kind in KINDS if kind in shelf.kinds],
        "levels": [(level, words.LEVEL_NAMES[level]) for level in LEVELS],
        "lengths": forms.LENGTHS,
        "companies": shelf.named_companies,
        "questions": len(shelf.ids),
        "sets": [{"made": each, "key": uuid4()} for each in shelf.sets],
        "chosen": {field: set(values) for field, values in chosen.items()},
        "usual": str(forms.USUAL),
        "fitting": fitting(chosen),
        "client_key": uuid4(),
        "other_key": uuid4(),
        "recommended": [topic.title for topic in shelf.topics if topic.key in first.topics],
        "measured": learner is not None and practice.measured(learner).exists(),
        "began": learner is not None and practice.quizzes_of(learner).exists(),
    }


def recommended(learner: User | None) -> Wanted:
    """What was read or practised already; of who is new here, how the path begins."""
    shelf = shelves.current()
    read = reading.by_topic(learner)
    skilled = practice.skills(learner) if learner else {}
    begun = [topic.key for topic in shelf.topics if topic.key in read or topic.pk in skilled]
    chosen = begun or [topic.key for topic in shelf.topics[:FIRST_TOPICS]]
    return Wanted(topics=tuple(chosen)) if chosen else EVERYTHING


def fitting(chosen: Mapping[str, Sequence[str]]) -> str:
    """How many questions a choice has, or why no quiz of it begins."""
    try:
        asked = forms.start(chosen)
        insist(mode=asked.mode, wanted=asked.wanted)
    except (forms.Unreadable, NothingToAsk) as problem:
        return str(problem)
    count = len(choosing.fitting(shelves.current(), asked.mode, asked.wanted))
    whole = asked.mode == Quiz.Mode.FIXED and asked.wanted != EVERYTHING and count > 1
    asks = ", and the set asks all of them" if whole else ""
    return f"{count} question{pluralize(count)} fit{pluralize(count, 's,')} this choice{asks}."


def fewer(quiz: Quiz, asked_for: int) -> str:
    """What is to be said of a quiz that is shorter than somebody asked for; an assessment and a set know their end."""
    if quiz.mode == Quiz.Mode.ASSESSMENT or quiz.wanted.get("questions") or quiz.length >= asked_for:
        return ""
    them = "1 question fits" if quiz.length == 1 else f"{quiz.length} questions fit"
    return f"Only {them} your choice, so there {pluralize(quiz.length, 'is,are')} no more than {quiz.length} here."


def paged(quizzes: QuerySet[Quiz], number: str | None) -> Page:
    return Paginator(quizzes, QUIZZES_A_PAGE).get_page(number)


def _topic(topic: shelves.Topic, known: knowing.Known, place: int) -> dict[str, Any]:
    return {
        "key": topic.key,
        "title": topic.title,
        "questions": known.shelf.questions_of_topic[place],
        "standing": words.standing(topic.title, "", known, topic.pk),
    }


def _objectives(shelf: shelves.Shelf) -> list[Objective]:
    return bank.objectives(shelf.objective_keys.values())
