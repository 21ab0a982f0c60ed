from django.db import models


class Topic(models.Model):
    """The site's table, read as it is."""

    key = models.CharField(max_length=60)
    title = models.CharField(max_length=80)
    summary_html = models.TextField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "content_topic"

    def __str__(self) -> str:
        return self.key


class Answer(models.Model):
    """A table of its own beside the site's."""

    quiz = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    choice = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bench_answer"

    def __str__(self) -> str:
        return f"{self.quiz}, {self.number}: {self.choice}"
