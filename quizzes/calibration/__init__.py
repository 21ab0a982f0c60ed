"""What many answers say of questions, worked out anew at night: what is believed of each, whether its answers look
unlike before, and how it was answered. It follows from the answers, however often it is worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from quizzes import bank
from quizzes.adaptive import drift, weighing
from quizzes.adaptive.exposure import shares
from quizzes.adaptive.weighing import Weighed
from quizzes.calibration.counting import Counted, counted
from quizzes.calibration.telling import Told, told
from quizzes.models import Parameters, Question
from quizzes.queries import answers as queries
from quizzes.queries import bank as questions

Source = Parameters.Source


@dataclass(frozen=True)
class Changes:
    """New parameters, questions whose answers look unlike before, and those that look as believed again."""

    adopted: list[Parameters] = field(default_factory=list)
    flagged: list[Question] = field(default_factory=list)
    cleared: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class Finding:
    """What a question's row shall say from now on."""

    question: Question
    made: Parameters | None
    flagged_at: datetime | None
    statistics: Told

    @property
    def is_news(self) -> bool:
        as_it_is = (self.question.flagged_at, self.question.statistics)
        return self.made is not None or as_it_is != (self.flagged_at, self.statistics)


def calibrate(*, now: datetime) -> Changes:
    """A topic after the other."""
    changes = Changes()
    for topic_id, _, _ in questions.topics_with_questions():
        found = calibrate_topic(topic_id=topic_id, now=now)
        changes.adopted.extend(found.adopted)
        changes.flagged.extend(found.flagged)
        changes.cleared.extend(found.cleared)
    return changes


def calibrate_topic(*, topic_id: int, now: datetime) -> Changes:
    """Twice, or two at once, is as good as once: what somebody else has changed meanwhile is left to the next night."""
    news = [finding for finding in _findings(topic_id, now) if finding.is_news]
    if not news:
        return Changes()
    with transaction.atomic():
        held = queries.held(topic_id)
        return _keep([each for each in news if held.get(each.question.pk) == _seen(each.question)])


def _findings(topic_id: int, now: datetime) -> list[Finding]:
    found = [each for each in counted(topic_id, now) if len(each.answers) or each.question.statistics or each.is_due]
    if not found:
        return []
    due = [place for place, each in enumerate(found) if each.is_due]
    weighed = weighing.weighed([each.item for each in found], due)
    versions, (times, assessments) = queries.versions(topic_id), questions.exposure()
    seen = shares([times.get(each.question.pk, 0) for each in found], assessments).tolist()
    return [
        _finding(each, weighed.get(place), versions[each.question.pk], seen[place], now)
        for place, each in enumerate(found)
    ]


def _finding(
    each: Counted, weighed: Weighed | None, versions: Sequence[Parameters], seen: float, now: datetime
) -> Finding:
    """`versions` are what was believed until now, the newest first."""
    newest = versions[0]
    made = None if weighed is None else _made(each.question, weighed, newest, now)
    since = (made or newest).version if each.is_rewritten else each.question.statistics.get("since", newest.version)
    drifts = _drifts(each, [version for version in versions if version.version >= since])
    return Finding(
        each.question,
        made,
        (each.question.flagged_at or now) if drifts else None,
        told(each, since=since, seen=seen),
    )


def _made(question: Question, weighed: Weighed, newest: Parameters, now: datetime) -> Parameters | None:
    """None where it would say the same once more."""
    source = Source.FITTED if weighed.fitted else Source.ANSWERS if weighed.answers else Source.LEVEL
    if (source, weighed.parameters) == (newest.source, newest.believed):
        return None
    return bank.believed(
        question, weighed.parameters, version=newest.version + 1, source=source, answers=weighed.answers, now=now
    )


def _drifts(each: Counted, versions: Sequence[Parameters]) -> bool:
    """Against the newest parameters that enough answers came after: those it was fitted to agree too well."""
    for version in versions:
        recent = each.since(version.at, drift.WINDOW)
        if len(recent) >= drift.LEAST:
            found = drift.drift(version.believed, recent)
            return found is not None and found.flagged
    return False


def _keep(news: Sequence[Finding]) -> Changes:
    changes = Changes([each.made for each in news if each.made is not None])
    bank.adopt(changes.adopted)
    for each in news:
        if each.flagged_at and not each.question.flagged_at:
            changes.flagged.append(each.question)
        if each.question.flagged_at and not each.flagged_at:
            changes.cleared.append(each.question)
        each.question.flagged_at, each.question.statistics = each.flagged_at, each.statistics
    told_of = [each.question for each in news]
    Question.objects.bulk_update(told_of, ["flagged_at", "statistics"], batch_size=bank.AT_ONCE)
    return changes


def _seen(question: Question) -> tuple[int, int | None]:
    return question.revision_id, question.parameters_id
