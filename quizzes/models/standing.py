"""What follows from a learner's answers, kept so that it needn't be worked out anew at every question.
`practice.replay` makes the same from the attempts alone."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from content.models import Objective, Topic
from quizzes.models.practice import Quiz


class Skill(models.Model):
    """What we believe of a learner on a topic."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="skills", help_text="Whose skill it is."
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="skills", help_text="On which topic.")
    evidence = models.BinaryField(help_text="What the answers say about every ability there is, as numbers.")
    mean = models.FloatField(help_text="Your ability, as it seemed then: 0 is the middle of all learners.")
    sd = models.FloatField(help_text="How uncertain that was, as a standard deviation.")
    answers = models.PositiveIntegerField(help_text="How many answers it follows from.")
    updated_at = models.DateTimeField(help_text="When the last of them was given.")

    class Meta:
        ordering = ["learner", "topic"]
        constraints = [models.UniqueConstraint(fields=["learner", "topic"], name="one_skill_on_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.mean:.2f} ± {self.sd:.2f}"

    @staticmethod
    def untold() -> dict[str, Exists]:
        return dict.fromkeys(("evidence", "mean", "sd"), _an_assessment_goes_on())


class Mastery(models.Model):
    """What a learner's answers say about one objective by itself, on top of its topic."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="masteries", help_text="Whose it is."
    )
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="masteries", help_text="Of what.")
    evidence = models.BinaryField(help_text="What the answers say about every ability there is, as numbers.")
    elsewhere = models.BinaryField(
        default=bytes, help_text="The same of answers to questions of other topics, and of what else is counted."
    )
    chance = models.FloatField(help_text="How likely a right answer to a question of level 3 seemed then, from 0 to 1.")
    offset = models.FloatField(help_text="How much easier (above 0) or harder it seemed for you than its topic.")
    answers = models.PositiveIntegerField(help_text="How many answers it follows from.")
    updated_at = models.DateTimeField(help_text="When the last of them was given.")

    class Meta:
        ordering = ["learner", "objective"]
        verbose_name_plural = "masteries"
        constraints = [models.UniqueConstraint(fields=["learner", "objective"], name="one_mastery_of_an_objective")]

    def __str__(self) -> str:
        return f"{self.objective}, {self.answers} answers"

    @staticmethod
    def untold() -> dict[str, Exists]:
        return dict.fromkeys(("evidence", "elsewhere", "chance", "offset"), _an_assessment_goes_on())


def _an_assessment_goes_on() -> Exists:
    """What is believed of its learner would tell which of its answers were right."""
    learner_s = Quiz.objects.filter(learner=OuterRef("learner"), mode=Quiz.Mode.ASSESSMENT, finished_at=None)
    return Exists(learner_s.filter(attempts__isnull=False).order_by())
