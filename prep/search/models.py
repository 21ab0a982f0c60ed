"""What can be found, and the words that are known. All of it follows from what is taught: `index` can make it again.

The full-text index over an entry's words is the database's own (`engines`). A migration that alters Entry makes it
anew, as the second one does: on SQLite the table is then another one, without the triggers that the index follows.
"""

from django.db import models


class Entry(models.Model):
    """Something that can be found. Its words are stems in ASCII with one space between two."""

    kind = models.CharField(max_length=20, help_text="A key of sources.KINDS.")
    address = models.CharField(max_length=255)
    topic = models.CharField(max_length=60, blank=True, db_index=True, help_text="The key of its topic, if it has one.")
    stop = models.PositiveIntegerField(help_text="Its topic's place on the paths.")
    position = models.PositiveIntegerField(help_text="Its place in its topic.")
    heading = models.TextField(help_text="What the link to it says: HTML in one line.")
    place = models.CharField(max_length=255, blank=True, help_text="Where it belongs, if the heading doesn't say it.")
    body = models.TextField(help_text="HTML in one line, of which a piece is shown.")
    heading_words = models.TextField()
    aside_words = models.TextField(
        help_text="Of what is said of it elsewhere: its key, the objectives that it teaches."
    )
    body_words = models.TextField()
    vocabulary = models.TextField(help_text="Its words before stemming, each once.")
    digest = models.CharField(max_length=32, help_text="Of what its source says.")
    recipe = models.CharField(max_length=16, db_index=True, help_text="Of the code that made it.")

    class Meta:
        ordering = ["stop", "position"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.address


class Word(models.Model):
    """A word that stands somewhere."""

    text = models.CharField(max_length=40, unique=True, help_text="Folded.")
    stem = models.CharField(max_length=40, db_index=True)
    entries = models.PositiveIntegerField(help_text="In how many.")

    def __str__(self) -> str:
        return self.text


class Trigram(models.Model):
    """Three letters of a word: what a misspelt one still shares with it."""

    letters = models.CharField(max_length=3)
    length = models.PositiveSmallIntegerField(help_text="The word's.")
    word = models.ForeignKey(Word, models.CASCADE, db_index=False)

    class Meta:
        indexes = [models.Index(fields=["letters", "length", "word"], name="search_trigram_lookup")]

    def __str__(self) -> str:
        return self.letters
