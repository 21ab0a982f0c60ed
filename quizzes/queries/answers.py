"""What many learners answered, nobody by name: what is believed of questions follows from it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from quizzes.models import Attempt, Parameters, Question, Quiz
from quizzes.queries import bank

COUNTS_FROM = 0.5  # of a weight: who had just seen the solution says nothing of the question
AT_ONCE = 5000

# Number, learner, question, revision, score, hints, ability, its deviation, quiz, seconds, when, chosen options.
Row = tuple[int, int, int, int, float, int, float, float, int | None, int, datetime, list[int] | None]


def counted(topic_id: int, until: datetime) -> Iterator[Row]:
    """Every answer that says something of a question of the topic, never all of them in memory. One in words does when
    it was judged, and is as old as its judgement; “I don't know” does at once, and is worth nothing."""
    found = _saying_something(until).filter(question__topic=topic_id)
    return found.values_list(
        "pk",
        "learner_id",
        "question_id",
        "revision_id",
        "counted_score",
        "hints",
        "ability",
        "ability_sd",
        "quiz_id",
        "seconds",
        "counted_at",
        "response__chosen",
    ).iterator(chunk_size=AT_ONCE)


def in_fixed_quizzes(topic_id: int, until: datetime) -> Iterator[tuple[int, int, float, int]]:
    """Number, quiz, score and hints of each answer that says something, to questions of any topic, in the fixed quizzes
    that asked one of this."""
    asked = Attempt.objects.filter(question__topic=topic_id, quiz__mode=Quiz.Mode.FIXED)
    found = _saying_something(until).filter(quiz__in=asked.order_by().values("quiz"))
    return found.values_list("pk", "quiz_id", "counted_score", "hints").iterator(chunk_size=AT_ONCE)


def _saying_something(until: datetime) -> QuerySet[Attempt]:
    judged = Q(judgement__weight__gte=COUNTS_FROM, judgement__at__lte=until)
    found = Attempt.objects.filter(~Q(response__has_key="text") | judged, weight__gte=COUNTS_FROM, at__lte=until)
    return found.order_by().annotate(
        counted_score=Coalesce("judgement__score", "score"), counted_at=Coalesce("judgement__at", "at")
    )


def questions(topic_id: int) -> list[Question]:
    return list(bank.askable().filter(topic=topic_id).select_related("parameters"))


def versions(topic_id: int) -> dict[int, list[Parameters]]:
    """By the question's id, the newest first."""
    found: dict[int, list[Parameters]] = {}
    for each in Parameters.objects.filter(question__topic=topic_id).order_by("question", "-version"):
        found.setdefault(each.question_id, []).append(each)
    return found


def held(topic_id: int) -> dict[int, tuple[int, int | None]]:
    """Revision and parameters by the question's id, which nobody changes until the transaction ends."""
    rows = Question.objects.select_for_update(no_key=True).filter(topic=topic_id).order_by("pk")
    return {
        pk: (revision, believed) for pk, revision, believed in rows.values_list("pk", "revision_id", "parameters_id")
    }
