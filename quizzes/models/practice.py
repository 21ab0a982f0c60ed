"""Quizzes, and the answers given: in a quiz, or to a question that stands in a page."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from content.models import Revision, Topic
from quizzes.models.bank import Parameters, Question


class Quiz(models.Model):
    """One run through questions."""

    class Mode(models.TextChoices):
        PRACTICE = "practice"
        ASSESSMENT = "assessment"
        FIXED = "fixed", "set"

    class Ending(models.TextChoices):
        """Why there was no further question."""

        LENGTH = "length", "all of its questions were answered"
        CERTAIN = "certain", "your answers said enough"
        EMPTY = "empty", "there was no further question of this choice"
        EARLY = "early", "you ended it"
        ABANDONED = "abandoned", "you gave it up"

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quizzes", help_text="Whose quiz it is."
    )
    client_key = models.UUIDField(help_text="Made by the page, so that the same click sent twice is one quiz.")
    mode = models.CharField(
        max_length=10,
        choices=Mode,
        help_text="Practice tells after every answer, an assessment at the end; a fixed quiz asks a chosen set.",
    )
    wanted = models.JSONField(help_text="What you chose: topics, objectives, kinds, levels, company.")
    asks = models.JSONField(
        null=True,
        blank=True,
        help_text="What a set asks, decided when it began: each question and the state of it that is asked, by the "
        "numbers that they have with us. Empty where every question is chosen in its turn.",
    )
    length = models.PositiveSmallIntegerField(help_text="How many questions it has at most.")
    seed = models.BigIntegerField(help_text="What the draws of this quiz began from.")
    started_at = models.DateTimeField(help_text="When you began.")
    seen_at = models.DateTimeField(help_text="When you last did something in it.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Since when it rests, if it does.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it ended.")
    ending = models.CharField(max_length=10, choices=Ending, blank=True, help_text="How it ended.")
    retries = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="retried_in",
        help_text="The quiz whose wrong answers it takes up again.",
    )

    class Meta:
        ordering = ["-started_at"]
        verbose_name_plural = "quizzes"
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_key"], name="one_quiz_for_the_same_click"),
            models.CheckConstraint(
                name="a_quiz_ends_with_a_reason",
                condition=Q(finished_at__isnull=True, ending="") | Q(Q(finished_at__isnull=False), ~Q(ending="")),
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-started_at"], name="quizzes_newest_first"),
            # Of all modes: were it of assessments alone, SQLite would plan every query that names a mode anew.
            models.Index(fields=["mode", "-started_at"], name="quizzes_by_mode"),
            models.Index(fields=["learner"], condition=Q(finished_at=None), name="quizzes_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} of {self.started_at:%Y-%m-%d}"

    @property
    def name(self) -> str:
        """What it is called: by its title where it was ready-made, else by its mode."""
        return self.wanted.get("title") or self.get_mode_display().capitalize()

    @property
    def tells(self) -> bool:
        """Whether answers are shown now."""
        return self.mode != self.Mode.ASSESSMENT or self.finished_at is not None


class Turn(models.Model):
    """A question's turn in a quiz: decided when the one before was answered, and the same after a reload."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="turns", help_text="In which quiz: its number.")
    number = models.PositiveSmallIntegerField(help_text="Its place in the quiz, from 1.")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", help_text="What was asked.")
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="The state of the question that was asked."
    )
    seed = models.BigIntegerField(help_text="Where the order of options and the drawn numbers come from.")
    why = models.CharField(max_length=20, help_text="Why this question came next.")
    about = models.CharField(max_length=60, blank=True, help_text="The objective or misconception it came for.")
    chance = models.FloatField(null=True, blank=True, help_text="How likely a right answer seemed, from 0 to 1.")
    given_at = models.DateTimeField(help_text="When it was decided.")
    opened_at = models.DateTimeField(help_text="From when on its time is counted; anew after a pause.")
    seconds_before = models.PositiveIntegerField(default=0, help_text="Seconds spent on it before the last pause.")
    hints = models.PositiveSmallIntegerField(default=0, help_text="How many hints you looked at.")

    # What reading it for an answer brought along.
    stamp: tuple[int, str, int] | None = None
    measured: bool = False  # an assessment goes on, so how likely a right answer seems isn't told
    withheld: frozenset[int] = frozenset()  # the questions that assessments ask which go on
    waiting: frozenset[int] = frozenset()  # where this is an assessment: those that wait in any open quiz

    class Meta:
        ordering = ["quiz", "number"]
        constraints = [models.UniqueConstraint(fields=["quiz", "number"], name="one_question_at_a_time")]

    def __str__(self) -> str:
        return f"{self.quiz}, question {self.number}"

    @staticmethod
    def untold() -> dict[str, Exists]:
        """How likely a right answer seemed says how the ones before were, in whatever quiz it was asked."""
        return {"chance": _assessed("quiz__learner", "given_at")}


class Attempt(models.Model):
    """One answer, never edited. Ability can be worked out from these alone."""

    class Confidence(models.TextChoices):
        SURE = "sure"
        UNSURE = "unsure"
        GUESSING = "guessing"

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts", help_text="Whose answer it is."
    )
    client_key = models.UUIDField(help_text="Made by the page, so that the same click sent twice is one answer.")
    quiz = models.ForeignKey(
        Quiz, models.CASCADE, null=True, blank=True, related_name="attempts", help_text="In which quiz, if in one."
    )
    turn = models.OneToOneField(
        Turn, models.CASCADE, null=True, blank=True, related_name="attempt", help_text="Which question of that quiz."
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="attempts", help_text="What was answered.")
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="The state of the question that was answered."
    )
    parameters = models.ForeignKey(
        Parameters, models.PROTECT, related_name="+", help_text="What we believed of the question when it was scored."
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="+", help_text="The topic that it counted for, whatever became of that."
    )
    objectives = models.JSONField(
        default=list, blank=True, help_text="The objectives that it counted for, by the numbers that they have with us."
    )
    seed = models.BigIntegerField(help_text="Where the order of options and the drawn numbers came from.")
    response = models.JSONField(help_text="What you answered; options and steps by their author’s order, from 0.")
    score = models.FloatField(help_text="From 0 to 1. Of an answer in words, by its keywords until you judged it.")
    right = models.BooleanField(help_text="Whether it was right in full.")
    misconceptions = models.JSONField(default=list, blank=True, help_text="The misconceptions that it betrays.")
    opportunities = models.JSONField(default=list, blank=True, help_text="Those that this question could betray.")
    confidence = models.CharField(
        max_length=10, choices=Confidence, blank=True, help_text="How sure you said you were."
    )
    hints = models.PositiveSmallIntegerField(default=0, help_text="How many hints you had looked at.")
    seconds = models.PositiveIntegerField(help_text="How long it took, by the server’s clock.")
    ability = models.FloatField(help_text="Your ability on the topic as it seemed before: 0 is the middle of all.")
    ability_sd = models.FloatField(help_text="How uncertain that was, as a standard deviation.")
    weight = models.FloatField(help_text="How much it counts: less where you had seen the answer before.")
    at = models.DateTimeField(help_text="When it was answered.")

    # What answering it brought along, for who tells of it at once; nothing on an attempt that was read.
    following: Turn | None = None
    known: Any = None  # of the learner, by `practice.knowing`
    measured: bool = False  # an assessment goes on, so where one stands isn't told

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_key"], name="one_attempt_for_the_same_click"),
            models.CheckConstraint(condition=Q(score__range=(0, 1)), name="a_score_is_a_share"),
            models.CheckConstraint(condition=Q(weight__range=(0, 1)), name="a_weight_is_a_share"),
            models.CheckConstraint(
                condition=Q(quiz__isnull=True, turn__isnull=True) | Q(quiz__isnull=False, turn__isnull=False),
                name="an_attempt_has_its_turn_in_its_quiz",
            ),
        ]
        indexes = [
            # The last two so that which questions rest is read from the index alone.
            models.Index(fields=["learner", "-at", "question", "score"], name="attempts_newest_first"),
            models.Index(fields=["question", "at"], name="attempts_at_a_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question} on {self.at:%Y-%m-%d}"

    @staticmethod
    def untold() -> dict[str, Q | Exists]:
        """What an open assessment's answers were worth, and what was believed after them."""
        goes_on = Q(quiz__mode=Quiz.Mode.ASSESSMENT, quiz__finished_at=None)
        believed = _assessed("learner", "at")
        of_it = dict.fromkeys(("score", "right", "misconceptions"), goes_on)
        return {**of_it, "ability": believed, "ability_sd": believed}


def _assessed(learner: str, at: str) -> Exists:
    """Whether an assessment that goes on had begun by then; these are the row's fields."""
    open_then = Quiz.objects.filter(mode=Quiz.Mode.ASSESSMENT, finished_at=None)
    return Exists(open_then.filter(learner=OuterRef(learner), started_at__lte=OuterRef(at)).order_by())


class Judgement(models.Model):
    """A learner's own judgement of their answer in words, by its rubric. It is what such an answer counts by."""

    attempt = models.OneToOneField(
        Attempt, models.CASCADE, related_name="judgement", help_text="The answer that was judged: its number."
    )
    client_key = models.UUIDField(help_text="Made by the page, so that the same click sent twice is one judgement.")
    ticked = models.JSONField(help_text="The lines of the rubric that you found in it, from 0.")
    score = models.FloatField(help_text="The share of the rubric’s points, from 0 to 1.")
    weight = models.FloatField(help_text="How much it counts.")
    at = models.DateTimeField(help_text="When you judged it.")

    class Meta:
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(score__range=(0, 1)), name="a_judgement_is_a_share")]

    def __str__(self) -> str:
        return f"{self.attempt}, judged"
