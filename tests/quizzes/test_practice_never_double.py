"""Whatever is sent twice, late, in another order or from another tab, before and after pauses, ends and loads: each
question is answered once, by what was said first, and what is known of the learner follows from that."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from quizzes import practice, shelf
from quizzes.models import Attempt, Quiz, Turn
from quizzes.queries import practice as queries
from tests import makers
from tests.quizzes import answers, cells
from tests.quizzes.cells import RNN
from tests.quizzes.pupil import Pupil, Said

LIBRARIES = [
    {},
    cells.edited(RNN, ("level: 1", "level: 5"), ("A loop has one body.", "A loop has a single body.")),
    cells.without(RNN, "shared-sets", "shared-growth", "step-update", "step-memory"),
]
ALONE = ["shared-sets", "gate-half", "shared-why"]


@dataclass(frozen=True)
class Form:
    """A page that stands open in some tab."""

    quiz: Quiz
    number: int
    said: Said
    right: bool
    client_key: UUID = field(default_factory=uuid4)


class Practising(RuleBasedStateMachine):
    """`written` is every answer as it was when it was acknowledged."""

    quizzes, forms = Bundle("quizzes"), Bundle("forms")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        shelf.forget()
        self.pupil = Pupil(makers.guest())
        self.written: dict[int, dict] = {}
        self.answered: dict[object, int] = {}

    def teardown(self) -> None:
        """What is known follows from the answers, however they came."""
        try:
            assert self.pupil.kept() == self.pupil.replayed()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    @rule(target=quizzes, mode=st.sampled_from(Quiz.Mode.values), length=st.integers(1, 3))
    def start(self, mode: str, length: int) -> Quiz:
        try:
            return self.pupil.start(mode=mode, length=length, topics=("rnn",))
        except practice.NothingToAsk:  # other quizzes that go on ask everything there is
            return multiple()

    @rule(target=forms, quiz=quizzes, right=st.booleans())
    def open_in_a_tab(self, quiz: Quiz, right: bool) -> Form:
        """The question that waits; of a quiz that is over its last one, or what was its first."""
        turn = queries.current_turn(quiz)
        if turn is None:
            return Form(quiz, 1, {"choice": ["A"]}, right)
        return Form(quiz, turn.number, (answers.right if right else answers.wrong)(turn), right)

    @rule(form=forms)
    def send(self, form: Form) -> None:
        self.pupil.later(seconds=7)
        turn = (form.quiz.pk, form.number)
        form.quiz.refresh_from_db()
        if form.quiz.finished_at and turn not in self.answered:
            with pytest.raises(practice.Finished):
                self._sent(form)
        else:
            attempt = self._sent(form)
            assert turn in self.answered or attempt.question.kind == "text" or attempt.right == form.right
            self._acknowledged(turn, attempt)

    @rule(key=st.sampled_from(ALONE), round=st.integers(0, 1), another_tab=st.booleans(), right=st.booleans())
    def answer_in_a_page(self, key: str, round: int, another_tab: bool, right: bool) -> None:
        client_key = uuid4() if another_tab else UUID(int=2 * ALONE.index(key) + round)
        said = {"right": right, "seed": round, "client_key": client_key}
        if (key, round) not in self.answered and key in self._assessed():
            with pytest.raises(practice.Withheld):
                self.pupil.alone(key, **said)
        else:
            self._acknowledged((key, round), self.pupil.alone(key, **said))

    @rule(ticked=st.sampled_from([(), (0,), (0, 1, 2)]))
    def judge_what_is_in_words(self, ticked: tuple[int, ...]) -> None:
        for attempt in Attempt.objects.filter(question__kind="text"):
            self.pupil.judge(attempt, *ticked)

    @rule(quiz=quizzes, act=st.sampled_from(["pause", "resume", "finish"]))
    def go_on_or_not(self, quiz: Quiz, act: str) -> None:
        getattr(self.pupil, act)(quiz)

    @rule(quiz=quizzes)
    def look_at_a_hint(self, quiz: Quiz) -> None:
        if queries.current_turn(quiz):
            self.pupil.hint(quiz)

    @rule(library=st.sampled_from(LIBRARIES))
    def load(self, library: dict[str, str]) -> None:
        cells.load(library, now=self.pupil.now)

    @rule(minutes=st.sampled_from([-1, 10, 60 * 24 * 15]))
    def set_the_clock(self, minutes: int) -> None:
        self.pupil.later(minutes=minutes)

    @invariant()
    def every_acknowledged_answer_is_there_once_as_it_was_said(self) -> None:
        assert {row["id"]: row for row in Attempt.objects.values()} == self.written
        assert len(self.written) == len(self.answered)

    @invariant()
    def one_question_waits_in_an_open_quiz_and_none_in_one_that_is_over(self) -> None:
        waiting = list(Turn.objects.filter(attempt=None).order_by("quiz").values_list("quiz", flat=True))
        assert waiting == list(Quiz.objects.filter(finished_at=None).order_by("pk").values_list("pk", flat=True))

    @invariant()
    def what_an_open_assessment_asks_waits_nowhere_else(self) -> None:
        others = Turn.objects.filter(attempt=None).exclude(quiz__mode=Quiz.Mode.ASSESSMENT)
        assert self._assessed().isdisjoint(others.values_list("question__key", flat=True))

    def _assessed(self) -> set[str]:
        asked = Turn.objects.filter(quiz__mode=Quiz.Mode.ASSESSMENT, quiz__finished_at=None)
        return set(asked.values_list("question__key", flat=True))

    def _sent(self, form: Form) -> Attempt:
        return self.pupil.answer(form.quiz, form.said, number=form.number, client_key=form.client_key)

    def _acknowledged(self, what: object, attempt: Attempt) -> None:
        if what not in self.answered:
            self.answered[what] = attempt.pk
            self.written[attempt.pk] = Attempt.objects.values().get(pk=attempt.pk)
        assert attempt.pk == self.answered[what]


@pytest.mark.usefixtures("bank")
def test_no_answer_is_lost_or_counted_twice():
    """A failure is shown as it was found: quizzes draw seeds of their own, so a smaller one would be another."""
    found_as_it_is = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
    options = settings(max_examples=15, stateful_step_count=12, deadline=None, phases=found_as_it_is)
    run_state_machine_as_test(Practising, settings=options)
