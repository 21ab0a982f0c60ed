"""What stands on the page of one question: asked in a quiz or alone, told, or kept until the end."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from html import unescape
from itertools import count
from typing import Any

from django.utils.html import strip_tags

from content.compiler.mathematics.showing import plain
from content.models import Revision
from prep.accounts.models import User
from quizzes import grading, revisions
from quizzes import shelf as shelves
from quizzes.adaptive import stopping
from quizzes.forms import Unreadable
from quizzes.models import Attempt, Question, Quiz, Turn
from quizzes.practice import knowing
from quizzes.presentation import problems, showing, telling, words
from quizzes.queries import practice

Form = Mapping[str, Sequence[str]]
Context = dict[str, Any]
MOST_ROUNDS = 10_000
BROUGHT_ALONG = frozenset({"client_key", "csrfmiddlewaretoken", "report_key"})
FORMULA = re.compile(r"\\\((.*?)\\\)")


def asked(turn: Turn, *, form: Form | None = None, problem: Exception | None = None, hinted: bool = False) -> Context:
    """A question that waits for its answer; `form` is what was said already. `hinted`: its last hint is news."""
    value = revisions.value(turn.revision_id)
    shown = showing.shown(value, turn.seed, said=_kept(form), problem=_problem(problem))
    told = turn.quiz.mode != Quiz.Mode.ASSESSMENT
    belief = shelves.current(turn.stamp).misconceptions.get(turn.about) if turn.why == "follow-up" else None
    return {
        **_where(turn.quiz, turn, done=turn.number - 1),
        "shown": shown,
        "hints": showing.hints(shown.asked, turn.hints) if told else [],
        "hints_there_are": len(value.hints),
        "more_hints": told and turn.hints < len(value.hints),
        "hinted": hinted and turn.hints > 0,
        "why": words.why(turn, belief) if told else "",
        "problem": problem,
        "reporting": problems.again(form),
    }


def told(attempt: Attempt) -> Context:
    """In a quiz with the way on; `attempt` has its turn, quiz and question."""
    value = revisions.value(attempt.revision_id)
    shelf = shelves.current(attempt.turn.stamp if attempt.turn else None)
    shown = telling.told(attempt, value, shelf.misconceptions)
    context: Context = {
        "question": attempt.question,
        "told": shown,
        "standing": _standing(attempt, shelf),
        "attempt": attempt,
        "topic": attempt.question.topic,
        "reporting": problems.Reporting(),
    }
    if attempt.quiz and attempt.turn:
        context |= _where(attempt.quiz, attempt.turn, done=attempt.turn.number)
        context["next_number"] = None if attempt.quiz.finished_at else attempt.turn.number + 1
    else:
        context["called"] = _called(shown.title)
    return context


def kept(attempt: Attempt) -> Context:
    """In an assessment that goes on: answered, and nothing given away."""
    return {**_where(attempt.quiz, attempt.turn, done=attempt.turn.number), "answered": True}


def alone(
    question: Question, learner: User | None, *, form: Form | None = None, problem: Exception | None = None
) -> Context:
    """A question that stands in a page. Reloaded, it is the same until it is answered."""
    round = _safe_round(form) if form is not None else next_round(question, learner)
    value = revisions.value(question.revision_id)
    shown = showing.shown(value, seed_of(question, round), said=_kept(form), problem=_problem(problem))
    return {
        "question": question,
        "topic": question.topic,
        "round": round,
        "shown": shown,
        "called": _called(shown.title),
        "hints": [],
        "problem": problem,
        "reporting": problems.again(form),
    }


def next_round(question: Question, learner: User | None) -> int:
    """The first that they haven't answered, from as many on as they have: an answer to one of before would be that."""
    answered = list(practice.alone(learner, question).values_list("seed", flat=True)) if learner else []
    return next(round for round in count(len(answered)) if seed_of(question, round) not in answered)


def seed_of(question: Question, round: int) -> int:
    """Another order and other numbers each time that somebody answers it. The first answer to a round stands."""
    return int.from_bytes(hashlib.sha256(f"{question.key} {round}".encode()).digest()[:7])


def seed_seen(question: Question, form: Form) -> int:
    """Of a question alone: by its round where it is asked, else as it was told. What can't be one loses no report."""
    if "round" in form:
        return seed_of(question, _safe_round(form))
    seed = next(iter(form.get("seed", ())), "")
    return int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 20 and int(seed) < 2**63 else 0


def round_of(form: Form) -> int:
    value = next(iter(form.get("round", ())), "0")
    if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value) <= MOST_ROUNDS):
        raise Unreadable("round", "This page’s form can’t be read. Load the page again.")
    return int(value)


def revision_of(question: Question, form: Form) -> int:
    """What was asked on the page, though the question may have changed since."""
    value = next(iter(form.get("revision", ())), "")
    if value == "" or value == str(question.revision_id):
        return question.revision_id
    known = value.isascii() and value.isdigit() and len(value) < 19
    if not known or not Revision.objects.filter(pk=int(value), piece=question.piece_id).exists():
        raise Unreadable("revision", "This page’s form can’t be read. Load the page again.")
    return int(value)


def checked(revision_id: int, seed: int, said: Form) -> None:
    """Raises grading.Refused for what can't be read, before anything is kept of anybody."""
    grading.read(grading.ask(revisions.value(revision_id), seed), said)


def says_something(form: Form) -> bool:
    """Besides what every form brings along."""
    return any(any(values) for name, values in form.items() if name not in BROUGHT_ALONG)


def ordered(form: Form) -> Form:
    """Steps are put into order by the place that each is given: read as the letters in that order. Those that nobody
    gave a place are asked about once, and then stay as they were shown."""
    given = showing.places(form)
    if not given or grading.says_unknown(form):
        return form
    if not any(given.values()):
        if showing.AS_SHOWN not in form:
            raise grading.Refused("order", "Is this your order? Move a step, or answer again to keep it.")
        return {**form, "order": sorted(given)}
    places = sorted(given.values())
    if places != sorted(str(place) for place in range(1, len(given) + 1)):
        twice = next((place for place in places if places.count(place) > 1), "")
        said = f"Two steps have the place {twice[:3]}. " if twice else ""
        raise grading.Refused("order", f"{said}Give every step a place of its own, 1 to {len(given)}.")
    return {**form, "order": sorted(given, key=lambda letter: int(given[letter]))}


def _called(title: str) -> str:
    """Where there is neither markup nor mathematics: in a browser's tab."""
    return FORMULA.sub(lambda formula: plain(formula[1]), unescape(strip_tags(title)))


def _where(quiz: Quiz, turn: Turn, *, done: int) -> Context:
    """How far it is. An assessment ends by itself, once it has asked its fewest questions."""
    of = f" of {quiz.length}"
    if quiz.mode == Quiz.Mode.ASSESSMENT and quiz.length > stopping.FEWEST:
        fewest = turn.number <= stopping.FEWEST
        of = f" of {stopping.FEWEST} to {quiz.length}" if fewest else f", at most {quiz.length}"
    return {"quiz": quiz, "turn": turn, "extent": of, "done": done}


def _kept(form: Form | None) -> Form:
    if not form:
        return showing.NOTHING_SAID
    try:
        return ordered(form)
    except grading.Refused:
        return form


def _problem(problem: Exception | None) -> grading.Refused | None:
    return problem if isinstance(problem, grading.Refused) else None


def _safe_round(form: Form) -> int:
    try:
        return round_of(form)
    except Unreadable:
        return 0


def _standing(attempt: Attempt, shelf: shelves.Shelf) -> words.Standing | None:
    """What is now believed of the learner on the question's topic."""
    if attempt.measured:
        return None
    known, topic = attempt.known or knowing.told(attempt.learner_id, shelf), attempt.question.topic
    believed = topic.pk in known.skills and topic.pk in known.shelf.place_of_topic
    return words.standing(topic.title, topic.get_absolute_url(), known, topic.pk) if believed else None
