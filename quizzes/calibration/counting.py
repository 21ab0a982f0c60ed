"""The answers that say something of a question as it is now, read so that millions fit."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from content.compiler.questions.values import Question as QuestionValue
from quizzes import grading, revisions
from quizzes.adaptive import items, statistics, weighing
from quizzes.adaptive.chances import Answered
from quizzes.adaptive.evidence import counted_score
from quizzes.adaptive.scale import Array
from quizzes.models import Question
from quizzes.queries import answers as queries

ANSWER = np.dtype(
    [
        ("pk", np.int64),
        ("learner", np.int64),
        ("question", np.int64),
        ("revision", np.int64),
        ("score", float),
        ("ability", float),
        ("ability_sd", float),
        ("seconds", float),  # NaN where nobody measured
        ("at", float),
        ("chosen", np.int64),  # a bit for each option
        ("rest", float),  # the mean score of the others in the same fixed quiz; NaN where there is none
    ]
)
IN_A_QUIZ = np.dtype([("pk", np.int64), ("quiz", np.int64), ("score", float)])


@dataclass(frozen=True, eq=False)
class Counted:
    """`answers` were scored as they would be now, the oldest first; `before` is the question as the last count saw it,
    which its parameters follow from."""

    question: Question
    value: QuestionValue
    before: QuestionValue | None
    answers: Array

    @property
    def is_rewritten(self) -> bool:
        """So that it is another question to who answers it."""
        return self.before is not None and grading.scored_by(self.before) != grading.scored_by(self.value)

    @property
    def is_due(self) -> bool:
        if self.is_rewritten or (self.before is not None and _prior(self.before) != _prior(self.value)):
            return True
        if self.question.parameters.guessing != _prior(self.value).guessing:  # it was worked out by another rule
            return True
        return weighing.has_news(self.question.parameters.answers, len(self.answers))

    @property
    def item(self) -> weighing.Item:
        rows = self.answers
        return weighing.Item(_prior(self.value), rows["learner"], rows["score"], rows["ability"], rows["ability_sd"])

    def since(self, moment: datetime, most: int) -> list[Answered]:
        """The last answers after that moment."""
        later = self.answers[np.searchsorted(self.answers["at"], moment.timestamp(), "right") :][-most:]
        return [Answered(*row) for row in later[["score", "ability", "ability_sd"]].tolist()]


def counted(topic_id: int, now: datetime) -> list[Counted]:
    """Of each question of the topic that can be asked."""
    rests = _rests(topic_id, now)
    rows = np.fromiter((_row(rests, *row) for row in queries.counted(topic_id, now)), dtype=ANSWER)
    rows = rows[np.lexsort((rows["pk"], rows["at"], rows["question"]))]
    questions = queries.questions(topic_id)
    seen_before = [question.statistics.get("revision") for question in questions]
    wanted = {question.revision_id for question in questions} | {*rows["revision"].tolist()} | {*seen_before} - {None}
    values = revisions.values(wanted)
    ways = {pk: grading.scored_by(value) for pk, value in values.items()}
    return [
        Counted(question, values[question.revision_id], values.get(before), _alike(rows, question, ways))
        for question, before in zip(questions, seen_before, strict=True)
    ]


def _alike(rows: Array, question: Question, ways: dict[int, Hashable]) -> Array:
    start, end = np.searchsorted(rows["question"], [question.pk, question.pk + 1])
    own = rows[start:end]
    there = set(own["revision"].tolist())
    alike = [pk for pk in there if ways[pk] == ways[question.revision_id]]
    return own if len(alike) == len(there) else own[np.isin(own["revision"], alike)]


def _rests(topic_id: int, now: datetime) -> dict[int, float]:
    """By the number of each answer in a fixed quiz, the mean score of the others."""
    found = np.fromiter(
        ((pk, quiz, counted_score(score, hints)) for pk, quiz, score, hints in queries.in_fixed_quizzes(topic_id, now)),
        dtype=IN_A_QUIZ,
    )
    return dict(zip(found["pk"].tolist(), statistics.rests(found["quiz"], found["score"]).tolist(), strict=True))


def _row(rests, pk, learner, question, revision, score, hints, ability, ability_sd, quiz, seconds, at, chosen) -> tuple:
    return (
        pk,
        learner,
        question,
        revision,
        counted_score(score, hints),
        ability,
        ability_sd,
        np.nan if quiz is None else seconds,
        at.timestamp(),
        sum(1 << option for option in chosen or ()),
        rests.get(pk, np.nan),
    )


def _prior(value: QuestionValue) -> items.Parameters:
    return items.prior(value.level, grading.guessing(value))
