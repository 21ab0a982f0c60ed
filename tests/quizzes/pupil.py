"""Somebody who practises: the verbs, said by one learner at a time of day of theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from prep.accounts.models import User
from quizzes import practice
from quizzes.models import Attempt, Judgement, Mastery, Question, Quiz, Skill, Turn
from quizzes.queries import practice as queries
from quizzes.wanted import Wanted
from tests.quizzes import answers
from tests.quizzes.cells import NOON

Said = Mapping[str, Sequence[str]]
OF_A_SKILL = ("topic_id", "evidence", "mean", "sd", "answers", "updated_at")
OF_A_MASTERY = ("objective_id", "evidence", "elsewhere", "chance", "offset", "answers", "updated_at")


@dataclass
class Pupil:
    learner: User
    now: datetime = NOON

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def start(
        self, *questions: str, mode: str = "practice", length: int = 20, client_key: UUID | None = None, **wanted: Any
    ) -> Quiz:
        """Of certain questions a fixed one."""
        return practice.start(
            learner=self.learner,
            mode="fixed" if questions else mode,
            wanted=Wanted(questions=questions, **wanted),
            length=length,
            client_key=client_key or uuid4(),
            now=self.now,
        )

    def waiting(self, quiz: Quiz) -> Turn:
        turn = queries.current_turn(quiz)
        assert turn is not None
        return turn

    def answer(
        self, quiz: Quiz, said: Said, *, number: int = 0, confidence: str = "", client_key: UUID | None = None
    ) -> Attempt:
        return practice.answer(
            learner=self.learner,
            quiz_id=quiz.pk,
            number=number or self.waiting(quiz).number,
            said=said,
            confidence=confidence,
            client_key=client_key or uuid4(),
            now=self.now,
        )

    def right(self, quiz: Quiz, **more: Any) -> Attempt:
        return self.answer(quiz, answers.right(self.waiting(quiz)), **more)

    def wrong(self, quiz: Quiz, misconception: str = "", **more: Any) -> Attempt:
        return self.answer(quiz, answers.wrong(self.waiting(quiz), misconception), **more)

    def alone(self, key: str, *, right: bool = True, seed: int = 1, client_key: UUID | None = None) -> Attempt:
        """To the question as it stands in a page."""
        question = Question.objects.get(key=key)
        say = answers.right_to if right else answers.wrong_to
        return practice.answer_alone(
            learner=self.learner,
            question=question,
            revision_id=question.revision_id,
            seed=seed,
            said=say(question.revision_id, seed),
            confidence="",
            client_key=client_key or uuid4(),
            now=self.now,
        )

    def judge(self, attempt: Attempt, *ticked: int) -> Judgement:
        return practice.judge(
            learner=self.learner, attempt_id=attempt.pk, ticked=ticked, client_key=uuid4(), now=self.now
        )

    def hint(self, quiz: Quiz) -> Turn:
        return practice.hint(learner=self.learner, quiz_id=quiz.pk, number=self.waiting(quiz).number)

    def pause(self, quiz: Quiz) -> Quiz:
        return practice.pause(learner=self.learner, quiz_id=quiz.pk, now=self.now)

    def resume(self, quiz: Quiz) -> Quiz:
        return practice.resume(learner=self.learner, quiz_id=quiz.pk, now=self.now)

    def finish(self, quiz: Quiz) -> Quiz:
        return practice.finish(learner=self.learner, quiz_id=quiz.pk, now=self.now)

    def retry(self, quiz: Quiz, client_key: UUID | None = None) -> Quiz:
        return practice.retry(learner=self.learner, quiz=quiz, client_key=client_key or uuid4(), now=self.now)

    def kept(self) -> tuple[list[tuple], list[tuple]]:
        """Every number that follows from their answers, evidence by its bytes."""
        skills = Skill.objects.filter(learner=self.learner)
        masteries = Mastery.objects.filter(learner=self.learner)
        return sorted(_said(row, OF_A_SKILL) for row in skills), sorted(_said(row, OF_A_MASTERY) for row in masteries)

    def replayed(self) -> tuple[list[tuple], list[tuple]]:
        """The same from the answers alone."""
        known = practice.replay(learner=self.learner)
        return (
            sorted(_said(row, OF_A_SKILL) for row in known.skills.values()),
            sorted(_said(row, OF_A_MASTERY) for row in known.masteries.values()),
        )


def _said(row: Skill | Mastery, names: Sequence[str]) -> tuple:
    values = (getattr(row, name) for name in names)
    return tuple(sha256(value).hexdigest() if isinstance(value, bytes | memoryview) else value for value in values)


def asked(quiz: Quiz) -> list[str]:
    """The keys of what it asked, in its order."""
    return list(quiz.turns.order_by("number").values_list("question__key", flat=True))
