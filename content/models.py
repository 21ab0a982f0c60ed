"""What is taught, as rows. People author it in files; `sync` brings it here, and nothing is ever deleted."""

from django.db import models
from django.urls import reverse


class InLibrary(models.Model):
    """Has a permanent readable key and a place among its kind; retired when it has left the library."""

    key = models.CharField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(help_text="Its place in the order that its author gave, from 1.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when the library is without it.")

    class Meta:
        abstract = True
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return f"{reverse('content:path')}#{self.key}"


class Track(InLibrary):
    """A course."""

    title = models.CharField(max_length=80)
    summary = models.TextField()
    summary_html = models.TextField()
    digest = models.CharField(max_length=64, help_text="Of all that the files said of it when it was last loaded.")

    def get_absolute_url(self) -> str:
        return reverse("content:path")


class Topic(InLibrary):
    """A stop on a track's path."""

    track = models.ForeignKey(Track, models.PROTECT, related_name="topics")
    title = models.CharField(max_length=80)
    summary = models.TextField()
    summary_html = models.TextField()
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="unlocks")


class Objective(InLibrary):
    """One thing to know."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="objectives")
    statement = models.TextField()
    statement_html = models.TextField()
