"""The bank: questions as they can be asked, and what we believe of each."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from content.compiler.questions.values import KINDS
from content.models import Misconception, Objective, Piece, Revision, Topic
from quizzes.adaptive import items


class Question(models.Model):
    """A piece of the library that can be asked. What it says is its revision's; this is what it is chosen by."""

    piece = models.OneToOneField(Piece, models.PROTECT, related_name="question")
    key = models.CharField(max_length=60, unique=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="questions", help_text="Whose ability it measures.")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", help_text="What is asked now.")
    title = models.CharField(max_length=300, help_text="The question in a line, as its author wrote it.")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    level = models.PositiveSmallIntegerField(help_text="1 to 5, as its author sees it.")
    seconds = models.PositiveSmallIntegerField(help_text="How long an answer takes, as its author sees it.")
    asked_at = models.JSONField(default=list, blank=True, help_text="Companies that asked it, by public sources.")
    objectives = models.ManyToManyField(Objective, related_name="questions")
    misconceptions = models.ManyToManyField(Misconception, related_name="questions", help_text="A wrong answer's.")
    parameters = models.ForeignKey(
        "Parameters", models.PROTECT, null=True, related_name="+", help_text="What we believe of it now."
    )
    # Nobody reads it: `queries.bank.exposure` counts turns. Old code still counts here while a deployment rolls on, so
    # the column goes with the release after this one.
    assessments = models.PositiveIntegerField(default=0, help_text="No longer counted.")
    flagged_at = models.DateTimeField(null=True, blank=True, help_text="Since when its answers look unlike before.")
    statistics = models.JSONField(default=dict, blank=True, help_text="How it was answered, by last night's count.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is no longer asked.")

    exported_with = {"key": "The question's permanent name.", "title": "The question in a line."}

    class Meta:
        ordering = ["topic", "level", "key"]
        indexes = [models.Index(fields=["topic", "retired_at"], name="questions_of_a_topic")]

    def __str__(self) -> str:
        return self.key


class Parameters(models.Model):
    """What we believed of a question from a moment on: never edited, because answers were scored with it."""

    class Source(models.TextChoices):
        LEVEL = "level", "its author's level"
        ANSWERS = "answers", "that level, and the answers"
        FITTED = "fitted", "fitted to the answers"

    question = models.ForeignKey(Question, models.PROTECT, related_name="parameters_before")
    version = models.PositiveIntegerField(help_text="From 1, without gaps.")
    source = models.CharField(max_length=10, choices=Source.choices)
    answers = models.PositiveIntegerField(default=0, help_text="How many answers it follows from.")
    difficulty = models.FloatField()
    difficulty_sd = models.FloatField()
    log_discrimination = models.FloatField()
    log_discrimination_sd = models.FloatField()
    guessing = models.FloatField()
    at = models.DateTimeField()

    exported_with = {
        "version": "Which of our estimates of the question your answer was scored with.",
        "difficulty": "How difficult we took the question to be: about -2 (easy) to 2 (hard).",
    }

    class Meta:
        ordering = ["question", "-version"]
        verbose_name_plural = "parameters"
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="versions_of_parameters_are_unique"),
            models.CheckConstraint(condition=Q(guessing__gte=0, guessing__lt=1), name="guessing_is_a_chance"),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.version}"

    @property
    def believed(self) -> items.Parameters:
        return items.Parameters(
            self.difficulty, self.difficulty_sd, self.log_discrimination, self.log_discrimination_sd, self.guessing
        )


class Report(models.Model):
    """Somebody says that something is wrong with a question."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="reports", help_text="The question it is about."
    )
    revision = models.ForeignKey(
        Revision, models.PROTECT, related_name="+", help_text="The state of the question that was seen."
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports", help_text="Who says so."
    )
    client_key = models.UUIDField(help_text="Made by the page, so that the same click sent twice is one report.")
    seed = models.BigIntegerField(help_text="Which order and which numbers were shown.")
    words = models.TextField(help_text="What you wrote.")
    at = models.DateTimeField(help_text="When you sent it.")
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When somebody had looked into it.")

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["learner", "client_key"], name="one_report_for_the_same_click")]

    def __str__(self) -> str:
        return f"{self.question}: {self.words[:40]}"
