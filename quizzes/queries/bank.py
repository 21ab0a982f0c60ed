"""The questions that can be asked, and what they are about."""

from collections.abc import Iterable

from django.db.models import Count, OuterRef, QuerySet, Subquery

from content.models import Edition, Misconception, Objective, Topic
from quizzes.adaptive.exposure import LAST
from quizzes.models import Parameters, Question, Quiz, Turn

Stamp = tuple[int, str, int]


def stamp_of(found: QuerySet) -> QuerySet:
    """Brings along what the questions that can be asked depend on: the library's newest edition, whether all of it is
    loaded, and the newest of what we believe of questions."""
    editions = Edition.objects.order_by("-pk")
    return found.annotate(
        edition=Subquery(editions.values("pk")[:1]),
        digest=Subquery(editions.values("digest")[:1]),
        believed=Subquery(Parameters.objects.order_by("-pk").values("pk")[:1]),
    )


def askable() -> QuerySet[Question]:
    """On a path now, and with something believed of each; in the order of the paths."""
    return Question.objects.filter(
        retired_at=None, parameters__isnull=False, topic__retired_at=None, topic__track__retired_at=None
    ).order_by("topic__track__position", "topic__position", "topic_id", "level", "key")


def for_choosing() -> list[tuple]:
    """A row a question: id, key, topic, level, kind, companies, the id of its parameters and those, the revision's,
    and how many seconds it takes."""
    return list(
        askable().values_list(
            "pk",
            "key",
            "topic_id",
            "level",
            "kind",
            "asked_at",
            "parameters_id",
            "parameters__difficulty",
            "parameters__difficulty_sd",
            "parameters__log_discrimination",
            "parameters__log_discrimination_sd",
            "parameters__guessing",
            "revision_id",
            "seconds",
        )
    )


def closed_by_level() -> list[tuple[int, int, float]]:
    """Topic, level and what guessing earns of each question that isn't answered in words."""
    return list(askable().exclude(kind="text").values_list("topic_id", "level", "parameters__guessing"))


def topics_with_questions() -> list[tuple[int, str, str]]:
    """Id, key and title, in the order of the paths."""
    topics = Topic.objects.filter(pk__in=askable().order_by().values("topic")).order_by(
        "track__position", "position", "key"
    )
    return list(topics.values_list("pk", "key", "title"))


def sets() -> list[tuple[str, list[dict]]]:
    """Topics that have ready-made ones, each with its key and those, in the order of the paths."""
    topics = Topic.objects.filter(retired_at=None, track__retired_at=None).exclude(sets=[])
    return list(topics.order_by("track__position", "position", "key").values_list("key", "sets"))


def tested() -> list[tuple[int, int, str]]:
    """Question, objective, and the objective's key; retired ones are no longer asked for."""
    links = Question.objectives.through.objects.filter(objective__retired_at=None)
    return list(
        links.order_by("objective__position", "pk").values_list("question_id", "objective_id", "objective__key")
    )


def topics_of_objectives() -> dict[int, int]:
    """The topic's id by the objective's; of those, too, that only answers of long ago are about."""
    return dict(Objective.objects.order_by().values_list("pk", "topic_id"))


def probed() -> list[tuple[int, int, str]]:
    """Question, misconception that a wrong answer to it betrays, and the misconception's key."""
    links = Question.misconceptions.through.objects.filter(misconception__retired_at=None)
    return list(links.order_by("pk").values_list("question_id", "misconception_id", "misconception__key"))


def misconceptions() -> dict[str, Misconception]:
    """By key, retired ones too: answers of before betray them."""
    return {each.key: each for each in Misconception.objects.select_related("topic", "see__topic").order_by()}


def exposure() -> tuple[dict[int, int], int]:
    """In how many of the LAST assessments each question was that was in any, by its id; and how many those are."""
    newest = Quiz.objects.filter(mode=Quiz.Mode.ASSESSMENT).order_by("-started_at").values_list("pk", flat=True)
    quizzes = list(newest[:LAST])
    asked = Turn.objects.filter(quiz__in=quizzes).order_by().values("question").annotate(times=Count("pk"))
    return dict(asked.values_list("question", "times")), len(quizzes)


def topics_to_practise() -> QuerySet[Topic]:
    """Those that have questions, with how many, in the order of the paths."""
    counted = askable().order_by().filter(topic=OuterRef("pk")).values("topic").annotate(n=Count("pk")).values("n")
    topics = Topic.objects.filter(pk__in=askable().order_by().values("topic"))
    return topics.annotate(askable=Subquery(counted)).order_by("track__position", "position", "key")


def objectives_asked_about() -> QuerySet[Objective]:
    tested = Question.objectives.through.objects.filter(question__in=askable().order_by().values("pk"))
    found = Objective.objects.filter(retired_at=None, pk__in=tested.values("objective")).select_related("topic")
    return found.order_by("topic__track__position", "topic__position", "position", "key")


def objectives(ids: Iterable[int]) -> list[Objective]:
    """In the order of the paths, each with its topic."""
    found = Objective.objects.filter(pk__in=list(ids)).select_related("topic")
    return list(found.order_by("topic__track__position", "topic__position", "position", "key"))


def listed(*, topic: str, objective: str, kind: str, level: int | None) -> QuerySet[Question]:
    """Nothing said means all. What no key holds, PostgreSQL wouldn't even look for."""
    if "\x00" in topic + objective + kind:
        return Question.objects.none()
    found = askable().select_related("topic").prefetch_related("objectives")
    found = found.filter(topic__key=topic) if topic else found
    found = found.filter(objectives__key=objective) if objective else found
    found = found.filter(kind=kind) if kind else found
    return found.filter(level=level) if level else found


def one(key: str) -> Question | None:
    """That can be asked."""
    return askable().select_related("revision", "topic", "parameters").filter(key=key).first()
