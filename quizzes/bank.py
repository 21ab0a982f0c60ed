"""What changes the bank: stocking it from the library's pieces, and hearing what is wrong with a question."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from content.compiler.questions import stored
from content.compiler.questions.values import Question as QuestionValue
from content.models import Misconception, Objective, Piece
from content.sync.rows import parts
from prep.accounts.models import User
from quizzes import grading
from quizzes.adaptive import items
from quizzes.models import Parameters, Question, Report

AT_ONCE = 500


def stock(*, topics: Collection[str] | None, now: datetime) -> None:
    """Makes the bank say what the library's questions say now, of these topics or of all. Nothing is deleted: what
    is no longer asked is retired, and comes back as the row it was."""
    pieces = _pieces(topics)
    rows = {row.piece_id: row for row in Question.objects.filter(piece__in=pieces.values("pk"))}
    fresh, stale, values = [], [], {}
    for piece in pieces.select_related("current").iterator(chunk_size=AT_ONCE):
        if piece.current is None:
            continue
        row = rows.get(piece.pk)
        as_it_was = row and (row.key, row.topic_id, row.revision_id, row.retired_at)
        if as_it_was == (piece.key, piece.topic_id, piece.current_id, piece.retired_at):
            continue
        row = row or Question(piece=piece)
        value = stored.read(piece.current.compiled)
        values[piece.pk] = value
        _fill(row, piece, value)
        (stale if row.pk else fresh).append(row)
    Question.objects.bulk_create(fresh, batch_size=AT_ONCE)
    if stale:
        fields = ["key", "topic", "revision", "title", "kind", "level", "seconds", "asked_at", "retired_at"]
        Question.objects.bulk_update(stale, fields, batch_size=AT_ONCE)
    changed = [*fresh, *stale]
    _believe(changed, values, now=now)
    _link(Question.objectives.through, Objective, "objective", changed, values, _tested)
    _link(Question.misconceptions.through, Misconception, "misconception", changed, values, _betrayed)


def _pieces(topics: Collection[str] | None) -> QuerySet[Piece]:
    """With those that left a topic for another, or lost theirs: by the topic they have now, or had in the bank."""
    found = Piece.objects.filter(kind=Piece.Kind.QUESTION).order_by("pk")
    return found if topics is None else found.filter(topic__key__in=topics)


def _fill(row: Question, piece: Piece, value: QuestionValue) -> None:
    row.key, row.topic_id, row.revision_id, row.retired_at = (
        piece.key,
        piece.topic_id,
        piece.current_id,
        piece.retired_at,
    )
    row.title, row.kind, row.level, row.seconds = value.title.source, value.kind, value.level, value.seconds
    row.asked_at = list(value.asked_at)


def _believe(rows: Iterable[Question], values: dict[int, QuestionValue], *, now: datetime) -> None:
    """A question that is new, or has another level or another number of options than before, begins with what its
    level says. What followed from answers stays until the next calibration weighs it again."""
    rows = list(rows)
    wanted = {row.pk: items.prior(row.level, grading.guessing(values[row.piece_id])) for row in rows}
    latest = {
        found.question_id: found
        for some in parts([row.pk for row in rows])
        for found in Parameters.objects.filter(question__in=some).order_by("question", "version")
    }
    made = []
    for row in rows:
        before, prior = latest.get(row.pk), wanted[row.pk]
        if before is None or (
            before.source == Parameters.Source.LEVEL
            and (before.difficulty, before.guessing) != (prior.difficulty, prior.guessing)
        ):
            version = before.version + 1 if before else 1
            made.append(believed(row, prior, version=version, source=Parameters.Source.LEVEL, answers=0, now=now))
    adopt(made)


def believed(
    question: Question, parameters: items.Parameters, *, version: int, source: str, answers: int, now: datetime
) -> Parameters:
    return Parameters(
        question=question,
        version=version,
        source=source,
        answers=answers,
        difficulty=parameters.difficulty,
        difficulty_sd=parameters.difficulty_sd,
        log_discrimination=parameters.log_discrimination,
        log_discrimination_sd=parameters.log_discrimination_sd,
        guessing=parameters.guessing,
        at=now,
    )


def adopt(made: list[Parameters]) -> None:
    """From now on questions are chosen and scored by these."""
    Parameters.objects.bulk_create(made, batch_size=AT_ONCE)
    for each in made:
        each.question.parameters = each
    Question.objects.bulk_update([each.question for each in made], ["parameters"], batch_size=AT_ONCE)


def report(
    *, learner: User, question: Question, revision_id: int, seed: int, words: str, client_key: UUID, now: datetime
) -> Report:
    """Sent twice, it is one report. `revision_id` and `seed` say what was seen."""
    said = {"question": question, "revision_id": revision_id, "seed": seed, "words": words, "at": now}
    return Report.objects.get_or_create(learner=learner, client_key=client_key, defaults=said)[0]


def settle(*, reports: QuerySet[Report], now: datetime) -> list[Report]:
    """Somebody has looked into them. Those that were settled before keep their time."""
    waiting = list(reports.filter(settled_at=None))
    Report.objects.filter(pk__in=[report.pk for report in waiting], settled_at=None).update(settled_at=now)
    return waiting


def _tested(value: QuestionValue) -> list[str]:
    return [mention.key for mention in value.tests]


def _betrayed(value: QuestionValue) -> list[str]:
    return [mention.key for mention in value.betrays]


def _link(through, model, name: str, rows: list[Question], values: dict[int, QuestionValue], keys_of) -> None:
    """A link has no history: it comes and goes."""
    wanted_keys = {row.pk: set(keys_of(values[row.piece_id])) for row in rows}
    every_key = {key for keys in wanted_keys.values() for key in keys}
    ids: dict[str, int] = {}
    for some in parts(sorted(every_key)):
        ids.update(model.objects.filter(key__in=some).values_list("key", "pk"))
    wanted = {(pk, ids[key]) for pk, keys in wanted_keys.items() for key in keys if key in ids}
    found = {
        (link.question_id, getattr(link, f"{name}_id")): link.pk
        for some in parts(list(wanted_keys))
        for link in through.objects.filter(question__in=some)
    }
    through.objects.bulk_create(
        [through(**{"question_id": one, f"{name}_id": other}) for one, other in sorted(wanted - found.keys())],
        batch_size=AT_ONCE,
    )
    for some in parts([found[pair] for pair in found.keys() - wanted]):
        through.objects.filter(pk__in=some).delete()
