"""What learners did: always from the learner's own rows.

What an answer asks says `order_by()` where no order is wanted: a model's own would join the tables it is by."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import (
    Aggregate,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    When,
)
from django.db.models.functions import Cast

from prep.accounts.models import User
from prep.prepared import Prepared
from quizzes.models import Attempt, Mastery, Question, Quiz, Skill, Turn
from quizzes.queries import bank

REMEMBERED_FOR = timedelta(days=90)  # an answer that was shown
SUSPECTED_FOR = timedelta(days=180)  # a misconception that was betrayed
MOST_REMEMBERED = 2000
LARGEST = 2**63 - 1  # that a column holds
# The long columns of a question and its topic.
NOT_FOR_AN_ANSWER = [
    "question__statistics",
    *(f"question__topic__{name}" for name in ("outline", "sets", "summary_html")),
]

# How many answers were counted, when the last was, and how many hints of the question were looked at.
Version = tuple[int, datetime | None, int]

# Question, quiz; when, if it is this question; and, if in this quiz, the misconceptions it betrays and the one it
# followed up.
Recent = tuple[int, int | None, datetime | None, list[str] | None, str | None]


def quizzes_of(learner: User | int) -> QuerySet[Quiz]:
    return Quiz.objects.filter(learner=learner)


def open_quizzes(learner: User | int) -> QuerySet[Quiz]:
    """That can be gone on with, the one seen last first."""
    return quizzes_of(learner).filter(finished_at=None).order_by("-seen_at")


def measured(learner: User | int) -> QuerySet[Quiz]:
    """Assessments that go on and have answers: what follows from those would tell which of them were right."""
    answers = Attempt.objects.filter(quiz=OuterRef("pk")).order_by()
    return open_quizzes(learner).filter(Exists(answers), mode=Quiz.Mode.ASSESSMENT)


def assessment_of(learner: User | int, question_id: int) -> int | None:
    """The assessment's number that asks it, or did, and goes on: till its end nothing is told of the question."""
    return _assessed(learner).filter(question=question_id).values_list("quiz", flat=True).first()


def withheld(learner: User) -> frozenset[int]:
    """The questions that their assessments ask which go on."""
    return frozenset(_assessed(learner).values_list("question", flat=True))


def waiting(learner: User) -> frozenset[int]:
    """The questions that wait for an answer, one in each quiz that goes on."""
    return frozenset(_with_what_waits(learner).values_list("waits", flat=True))


def _assessed(learner: User | int) -> QuerySet[Turn]:
    goes_on = {"quiz__mode": Quiz.Mode.ASSESSMENT, "quiz__finished_at": None}
    return Turn.objects.filter(quiz__learner=learner, **goes_on).order_by()


def _with_what_waits(learner: User | int) -> QuerySet[Quiz]:
    last = Turn.objects.filter(quiz=OuterRef("pk")).order_by("-number").values("question")[:1]
    return open_quizzes(learner).order_by().annotate(waits=Subquery(last))


def skills_told(learner_id: int) -> dict[int, Skill]:
    """By the topic's id; none while an assessment goes on."""
    hidden = Exists(measured(learner_id).order_by())
    return {skill.topic_id: skill for skill in Skill.objects.filter(~hidden, learner=learner_id).order_by()}


def turn(learner: User, quiz_id: int, number: int) -> Turn | None:
    """One's own, with everything that answering it takes, and the shelf's stamp; no row has a number that no column
    holds. `measured` says whether an assessment goes on, of which what is believed would tell; `withheld` and `waiting`
    are what isn't asked meanwhile."""
    if max(quiz_id, number) > LARGEST:
        return None
    found = next(iter(_turn.objects(learner=learner.pk, quiz=quiz_id, number=number)), None)
    if found is not None:
        found.stamp = (found.edition or 0, found.digest or "", found.believed or 0)
        found.withheld, found.waiting = _numbers(found.assessed), _numbers(found.waits)
    return found


def _a_turn(learner: int, quiz: int, number: int) -> QuerySet[Turn]:
    found = Turn.objects.select_related("quiz", "question__topic", "attempt__judgement").order_by()
    found = bank.stamp_of(found.annotate(measured=Exists(measured(learner).order_by())))
    assessed = _joined(_assessed(learner), "quiz__learner", "question")
    waits = _joined(_with_what_waits(learner), "learner", "waits")
    # Looked up for an assessment alone.
    found = found.annotate(assessed=assessed, waits=Case(When(quiz__mode=Quiz.Mode.ASSESSMENT, then=waits)))
    return found.filter(quiz__learner=learner, quiz__pk=quiz, number=number).defer(*NOT_FOR_AN_ANSWER)


_turn = Prepared(_a_turn, "learner", "quiz", "number")


class _Joined(Aggregate):
    """Numbers as one text, with commas between them."""

    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def __init__(self, numbers, **extra) -> None:
        super().__init__(Cast(numbers, TextField()), **extra)

    def as_sqlite(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)

    def as_postgresql(self, compiler, connection, **extra):
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


def _joined(rows: QuerySet, by: str, numbers: str) -> Subquery:
    """Many rows' numbers brought along with one of another query; all are of the same `by`."""
    return Subquery(rows.values(by).annotate(joined=_Joined(F(numbers))).values("joined"))


def _numbers(joined: str | None) -> frozenset[int]:
    return frozenset(map(int, joined.split(","))) if joined else frozenset()


def attempt_at(turn: Turn) -> Attempt | None:
    """What was answered, without a query of its own: it came with the turn."""
    return getattr(turn, "attempt", None)


def current_turn(quiz: Quiz) -> Turn | None:
    """The one that waits for an answer."""
    of_the_learner = measured(quiz.learner_id).order_by()
    return quiz.turns.select_related("question").annotate(measured=Exists(of_the_learner)).order_by("-number").first()


def attempts_of(learner: User) -> QuerySet[Attempt]:
    return Attempt.objects.filter(learner=learner)


def recent(learner: User, *, quiz: Quiz | None, question_id: int | None, now: datetime) -> list[Recent]:
    """What bears on the next question and on this answer, the newest first: all of this quiz, and when this question
    was seen. What answers betray is read of this quiz alone."""
    return _recent.rows(
        learner=learner.pk,
        quiz=quiz.pk if quiz is not None and quiz.pk else 0,
        question=question_id or 0,
        since=now - REMEMBERED_FOR,
    )


def lately(learner_id: int, *, since: datetime) -> list[tuple[int, float]]:
    """Question and score of each answer, the newest first."""
    return _lately.rows(learner=learner_id, since=since)


def _the_last_answers(learner: int, quiz: int, question: int, since: datetime) -> QuerySet:
    seen = Case(When(question=question, then="at"))
    betrayed = Case(When(quiz=quiz, then="misconceptions"))
    follow_up = Turn.objects.filter(pk=OuterRef("turn"), why="follow-up").order_by()
    # Looked up for this quiz's answers alone.
    followed = Case(When(quiz=quiz, then=Subquery(follow_up.values("about"))))
    bears = Q(quiz=quiz) | Q(question=question, at__gte=since)
    found = Attempt.objects.filter(bears, learner=learner).order_by("-at", "-pk")
    return found.values_list("question_id", "quiz_id", seen, betrayed, followed)[:MOST_REMEMBERED]


_recent = Prepared(_the_last_answers, "learner", "quiz", "question", "since", instants=("since",))
_lately = Prepared(
    lambda learner, since: (
        Attempt.objects.filter(learner=learner, at__gt=since).order_by("-at").values_list("question_id", "score")
    )[:MOST_REMEMBERED],
    "learner",
    "since",
    instants=("since",),
)


def skills(learner: User) -> dict[int, Skill]:
    """By the topic's id."""
    return {skill.topic_id: skill for skill in _skills.objects(learner=learner.pk)}


def masteries(learner: User) -> dict[int, Mastery]:
    """By the objective's id."""
    return {mastery.objective_id: mastery for mastery in _masteries.objects(learner=learner.pk)}


def version(turn: Turn) -> Version | None:
    """Of what an answer to it is worked out from; none where the turn is no more."""
    found = _version.rows(learner=turn.quiz.learner_id, turn=turn.pk)
    return next(((answers or 0, last, hints) for answers, last, hints in found), None)


def _the_version(learner: int, turn: int) -> QuerySet:
    counted = Skill.objects.filter(learner=learner).order_by().values("learner")
    answers, last = counted.annotate(a=Sum("answers")).values("a"), counted.annotate(u=Max("updated_at")).values("u")
    found = Turn.objects.filter(pk=turn).order_by()
    return found.values_list(Subquery(answers), Subquery(last), "hints")


_version = Prepared(_the_version, "learner", "turn")
_skills = Prepared(lambda learner: Skill.objects.filter(learner=learner).order_by(), "learner")
_masteries = Prepared(lambda learner: Mastery.objects.filter(learner=learner).order_by().defer("updated_at"), "learner")


def told(learner: User) -> QuerySet[Attempt]:
    """One's own answers, with what telling of them takes."""
    return attempts_of(learner).select_related("quiz", "turn", "question__topic", "judgement")


def with_counts(quizzes: QuerySet[Quiz]) -> QuerySet[Quiz]:
    """How many were answered, and how many of them rightly."""
    return quizzes.annotate(
        answered=Count("attempts"), answered_right=Count("attempts", filter=fully_right("attempts__"))
    ).order_by("-started_at")


def fully_right(prefix: str = "") -> Q:
    """What keywords find in an answer in words is no verdict: its judgement says so, and before that nothing does."""
    graded = Q(**{f"{prefix}right": True}) & ~Q(**{f"{prefix}response__has_key": "text"})
    return graded | Q(**{f"{prefix}judgement__score": 1})


def no_quizzes() -> QuerySet[Quiz]:
    """Those of somebody who has done nothing yet."""
    return Quiz.objects.none()


def answered(quiz: Quiz) -> QuerySet[Attempt]:
    """In the order in which they were asked."""
    return (
        quiz.attempts.select_related("turn", "revision", "question__topic", "judgement", "parameters")
        .prefetch_related("question__objectives")
        .order_by("turn__number")
    )


def missed(quiz: Quiz) -> list[str]:
    """What wasn't answered right in full, or not by one's own judgement; what waits for that is not among it, what
    nobody tried is. The questions' keys, in their order."""
    graded = Q(right=False) & ~Q(response__has_key="text")
    found = quiz.attempts.filter(graded | Q(judgement__score__lt=1)).order_by("turn__number")
    return list(found.values_list("question__key", flat=True))


def betrayals(learner: User, keys: Collection[str], *, now: datetime) -> dict[str, list[tuple[bool, float]]]:
    """Of each of these misconceptions one's answers of the last half year that could have betrayed it: whether they
    did, and how much they count."""
    found: dict[str, list[tuple[bool, float]]] = {key: [] for key in keys}
    lately = attempts_of(learner).filter(at__gte=now - SUSPECTED_FOR).order_by("-at")
    for wrong, possible, weight in lately.values_list("misconceptions", "opportunities", "weight")[:MOST_REMEMBERED]:
        for key in found.keys() & {*wrong, *possible}:
            found[key].append((key in wrong, weight))
    return found


def alone(learner: User, question: Question) -> QuerySet[Attempt]:
    """Their answers to it in pages, the first of them first."""
    return attempts_of(learner).filter(question=question, quiz=None).order_by("at", "pk")
