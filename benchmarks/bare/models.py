from django.db import models


class Topic(models.Model):
    """The site's table, read as it is."""

    key = models.CharField(max_length=60)
    title = models.CharField(max_length=80)
    summary_html = models.TextField()

    class Meta:
        managed = False
        db_table = "content_topic"

    def __str__(self) -> str:
        return self.key
