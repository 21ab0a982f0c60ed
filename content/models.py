"""What is taught, as rows, and how far somebody has read. People author it in files; `sync` brings it here, and nothing
is ever deleted."""

from django.conf import settings
from django.db import models

from content.later import LaterJSONField
from prep.addresses import address


class InLibrary(models.Model):
    """Has a permanent readable key and a place among its kind; retired when it has left the library."""

    key = models.CharField(max_length=60, unique=True)
    was = models.JSONField(default=list, blank=True, help_text="The keys it had before, which still lead to it.")
    position = models.PositiveSmallIntegerField(help_text="Its place in the order that its author gave, from 1.")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when the library is without it.")

    class Meta:
        abstract = True
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.key


class Track(InLibrary):
    """A course."""

    title = models.CharField(max_length=80)
    summary = models.TextField()
    summary_html = models.TextField()
    announced = models.JSONField(
        default=dict,
        blank=True,
        help_text="Experiments that the lab doesn't have yet: key → what it will show, as HTML.",
    )
    digest = models.CharField(max_length=64, help_text="Of its file, and of the compiler that read it.")

    def get_absolute_url(self) -> str:
        return f"{address('content:path')}#{self.key}"


class Topic(InLibrary):
    """A stop on a track's path."""

    track = models.ForeignKey(Track, models.PROTECT, related_name="topics")
    title = models.CharField(max_length=80)
    summary = models.TextField()
    summary_html = models.TextField()
    asked_at = models.JSONField(default=list, blank=True, help_text="Companies that asked about it, by public sources.")
    sets = models.JSONField(
        default=list, blank=True, help_text="Ready-made sets of questions: key, title, summary and the questions' keys."
    )
    prerequisites = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="unlocks")
    digest = models.CharField(
        max_length=64,
        default="",
        help_text="Of its folder, and of the compiler that read it: equal means nothing to do.",
    )
    outline = LaterJSONField(
        default=dict, help_text="What other files may point at in it, and what it points at: checks need no more of it."
    )

    exported_with = {"key": "The topic's permanent name.", "title": "What it is called."}

    def get_absolute_url(self) -> str:
        return address("content:topic", self.key)


class Objective(InLibrary):
    """One thing to know."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="objectives")
    statement = models.TextField()
    statement_html = models.TextField()
    demos = models.JSONField(default=list, blank=True, help_text="The experiments that must show it.")
    section = models.CharField(
        max_length=60, default="", blank=True, help_text="The section of its topic's page that teaches it."
    )

    exported_with = {"key": "The objective's permanent name.", "statement": "What there is to know."}

    def get_absolute_url(self) -> str:
        return f"{self.topic.get_absolute_url()}#{self.key}"


class Misconception(InLibrary):
    """A belief, and the truth that corrects it."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="misconceptions")
    belief = models.TextField()
    belief_html = models.TextField()
    truth = models.TextField()
    truth_html = models.TextField()
    see = models.ForeignKey(Objective, models.PROTECT, null=True, related_name="corrects")


class Piece(models.Model):
    """Something authored that has a history: a page, a figure, a question; cards and interviews will be pieces too."""

    class Kind(models.TextChoices):
        PAGE = "page"
        FIGURE = "figure"
        QUESTION = "question"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=60, help_text="Unique among its kind; a page has its topic's.")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="pieces")
    origin_path = models.CharField(
        max_length=255,
        blank=True,
        help_text="Its file inside the library's folder; empty for what is written at the desk.",
    )
    current = models.ForeignKey("Revision", models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Since when the library is without it.")

    exported_with = {"kind": "What kind of thing it is.", "key": "Its permanent name."}

    class Meta:
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_piece_of_a_kind_and_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Revision(models.Model):
    """One state of a piece, never edited: history, diff, and what answers point to."""

    piece = models.ForeignKey(Piece, models.PROTECT, related_name="revisions", help_text="Of which piece.")
    number = models.PositiveIntegerField(help_text="From 1, without gaps.")
    source = models.TextField(help_text="As its author wrote it.")
    compiled = models.JSONField(help_text="What the compiler made of it.")
    digest = models.CharField(max_length=64, help_text="Of source and compiled form.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who wrote it at the desk; nobody for what came from a file.",
    )
    at = models.DateTimeField(help_text="When it was loaded or saved.")

    class Meta:
        ordering = ["piece", "-number"]
        constraints = [models.UniqueConstraint(fields=["piece", "number"], name="revision_numbers_are_unique")]

    def __str__(self) -> str:
        return f"{self.piece} · {self.number}"


class Edition(models.Model):
    """What is taught, as a whole, since a moment. The newest one is read now; whatever is kept is kept by its id."""

    at = models.DateTimeField(help_text="When it was loaded.")
    digest = models.CharField(
        max_length=64, help_text="Of all folders, and of the vocabulary they were checked against."
    )
    report = models.JSONField(help_text="What changed with it.")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Edition {self.pk}"


class Reading(models.Model):
    """How a learner stands with a topic's page."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings", help_text="Whose reading it is."
    )
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="readings", help_text="The topic that was read.")
    started_at = models.DateTimeField(help_text="When you first read something of this page.")
    seen_at = models.DateTimeField(help_text="When you last read something of it.")
    place = models.CharField(max_length=60, blank=True, help_text="The section you were at when you last read.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="When you marked the page as read.")

    class Meta:
        ordering = ["-seen_at"]
        constraints = [models.UniqueConstraint(fields=["learner", "topic"], name="one_reading_of_a_topic")]

    def __str__(self) -> str:
        return f"{self.topic} read by {self.learner}"


class SectionRead(models.Model):
    """A section that a learner has read to its end, once."""

    reading = models.ForeignKey(
        Reading, models.CASCADE, related_name="sections", help_text="Of which page: its number in readings."
    )
    section = models.CharField(max_length=60, help_text="The section's key when it was read.")
    read_at = models.DateTimeField(help_text="When its end was first reached.")

    class Meta:
        ordering = ["read_at"]
        verbose_name_plural = "sections read"
        constraints = [models.UniqueConstraint(fields=["reading", "section"], name="a_section_is_read_once")]

    def __str__(self) -> str:
        return f"{self.reading.topic}#{self.section}"
