"""What tests of practice's pages see, and how they ask and answer."""

import re
from dataclasses import dataclass
from html import unescape

from django.http import HttpResponse
from django.test import Client

from content.compiler.questions.values import Choice, Cloze, Order
from prep.accounts.models import User
from quizzes import grading, revisions
from quizzes.models import Attempt, Quiz, Turn

# --- What is seen ----------------------------------------------------------------------------------------------------


def text(response: HttpResponse) -> str:
    """Without what stands on every page."""
    html = response.content.decode()
    found = re.search(r"<main\b.*?</main>", html, re.DOTALL)
    return found[0] if found else html


def without_keys(response: HttpResponse) -> str:
    """What every showing of a form makes anew: the keys of its clicks, and its guard against forgery."""
    uuid = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    return re.sub(rf'{uuid}|(?<=name="csrfmiddlewaretoken" value=")[^"]*', "", text(response))


def words(response: HttpResponse) -> str:
    return in_words(text(response))


def in_words(html: str) -> str:
    plain = unescape(re.sub(r"<[^>]*>", " ", html)).replace("\xa0", " ")
    return re.sub(r" (?=[.,:])", "", " ".join(plain.split()))


def fields(html: str) -> dict[str, list[str]]:
    """What an untouched form would send: its hidden fields, ticked boxes, typed lines and selected options."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        said = {name: unescape(value) for name, value in re.findall(r'(\w+)="([^"]*)"', tag)}
        if said.get("type") not in ("radio", "checkbox") or " checked" in tag:
            found.setdefault(said["name"], []).append(said.get("value", ""))
    for name, inside in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        found[name] = re.findall(r'<option value="([^"]*)" selected', inside)
    for name, inside in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        found[name] = [unescape(inside)]
    return found


def ask_form(response: HttpResponse) -> dict[str, list[str]]:
    return fields(re.search(r'<form class="answer".*?</form>', text(response), re.DOTALL)[0])


# --- Who asks, and how they answer ----------------------------------------------------------------------------------

HTMX = {"HX-Request": "true", "HX-Target": "turn"}
Said = dict[str, str | list[str]]


def logged_in(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def begin(client: Client, *keys: str, mode: str = "fixed", **said: object) -> Quiz:
    """A quiz of just these questions in this order, unless more is said."""
    begun = client.post("/practise/start/", {"mode": mode, "question": keys, **said})
    assert begun.status_code == 303, begun.status_code
    return Quiz.objects.latest("pk")


def assess(client: Client) -> Quiz:
    return begin(client, mode="assessment", topic="lstm")


def turn(quiz: Quiz) -> Turn:
    """The one that waits."""
    return quiz.turns.select_related("question").latest("number")


def answer(client: Client, quiz: Quiz, said: Said | None = None, *, number: int = 0, headers=None) -> HttpResponse:
    """What waits in a quiz, rightly unless something else is said."""
    waiting = quiz.turns.get(number=number) if number else turn(quiz)
    said = right(waiting) if said is None else said
    return client.post(f"/practise/quizzes/{quiz.pk}/{waiting.number}/answer/", said, headers=headers)


def answered(client: Client, key: str, said: Said | None = None) -> Attempt:
    """One question, asked in a practice of its own."""
    quiz = begin(client, key)
    assert answer(client, quiz, said).status_code == 303
    return quiz.attempts.get()


def page_of(client: Client, quiz: Quiz, number: int = 1) -> HttpResponse:
    return client.get(f"/practise/quizzes/{quiz.pk}/{number}/")


def told(client: Client, key: str, said: Said | None = None) -> HttpResponse:
    """What is told of an answer to that question."""
    return client.get(f"/practise/answers/{answered(client, key, said).pk}/")


@dataclass(frozen=True)
class Letters:
    """Options and steps by their author's index, as an attempt letters them."""

    asked: grading.Asked

    def __getitem__(self, index: int) -> str:
        return "ABCDEFGH"[self.asked.order.index(index)]


def asked(shown: Turn | Attempt) -> grading.Asked:
    return grading.ask(revisions.value(shown.revision_id), shown.seed)


def letters(shown: Turn | Attempt) -> Letters:
    return Letters(asked(shown))


def right(waiting: Turn) -> Said:
    """The form that answers it rightly."""
    question, lettered = asked(waiting), letters(waiting)
    match question.question.answer:
        case Choice(options=options):
            return {"choice": [lettered[index] for index, option in enumerate(options) if option.right]}
        case Order(steps=steps):
            return {f"place-{lettered[index]}": str(index + 1) for index in range(len(steps))}
        case Cloze(gaps=gaps):
            return {f"gap-{number}": gap.accepted[0] for number, gap in enumerate(gaps, start=1)}
    if question.question.kind == "numeric":
        return {"number": f"{question.worked_out(question.question.answer.answer):g}"}
    return {"text": "One function for any length, and for every place."}


def wrong(waiting: Turn) -> Said:
    """The form that answers it wrongly: of options the first that is wrong."""
    match asked(waiting).question.answer:
        case Choice(options=options):
            return {"choice": next(letters(waiting)[at] for at, option in enumerate(options) if not option.right)}
        case Order(steps=steps):
            return {f"place-{letters(waiting)[at]}": str(len(steps) - at) for at in range(len(steps))}
    return {"number": "0", "gap-1": "nothing", "text": "Nothing."}
