"""What the pages of the library show."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Prefetch, QuerySet

from content.models import Misconception, Objective, Piece, Revision, Topic, Track


def edition() -> int:
    """Which edition is read now; 0 before anything was loaded. By hand: every page asks, and it takes a tenth so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM content_edition")
        return cursor.fetchone()[0] or 0


def path_topics() -> QuerySet[Topic]:
    """The topics on a path, in its order."""
    return Topic.objects.filter(retired_at=None).order_by("position", "key")


def path() -> QuerySet[Track]:
    """The tracks with their topics, each with its prerequisites and objectives: four queries, however many."""
    return (
        Track.objects.filter(retired_at=None)
        .order_by("position", "key")
        .prefetch_related(
            Prefetch("topics", path_topics()),
            Prefetch("topics__prerequisites", path_topics()),
            Prefetch("topics__objectives", _objectives()),
        )
    )


def words_of_pages() -> dict[str, int]:
    """How many words each page has, by its topic's key; a topic without one isn't in it."""
    pages = Piece.objects.filter(kind=Piece.Kind.PAGE, retired_at=None, current__isnull=False)
    return dict(pages.values_list("key", "current__compiled__words"))


def topic(key: str) -> Topic | None:
    """A topic with all that its page says but the text itself: its neighbours, objectives and misconceptions."""
    return (
        Topic.objects.filter(key=key, retired_at=None, track__retired_at=None)
        .select_related("track")
        .prefetch_related(
            Prefetch("track__topics", path_topics()),
            Prefetch("prerequisites", path_topics()),
            Prefetch("unlocks", path_topics()),
            Prefetch("objectives", _objectives()),
            Prefetch("misconceptions", Misconception.objects.filter(retired_at=None).select_related("see__topic")),
        )
        .first()
    )


def page_of(topic: Topic) -> Revision | None:
    """Its text as it is now, if it is written."""
    page = Piece.objects.filter(kind=Piece.Kind.PAGE, key=topic.key, retired_at=None).select_related("current").first()
    return page.current if page else None


def figures(keys: Collection[str]) -> dict[str, dict]:
    """These figures, as they were compiled."""
    return _compiled_figures(Piece.objects.filter(key__in=keys))


def questions(keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """The headings of these questions, as words and as HTML."""
    if not keys:
        return {}
    pieces = Piece.objects.filter(kind=Piece.Kind.QUESTION, key__in=keys, retired_at=None, current__isnull=False)
    titles = pieces.values_list("key", "current__compiled__title")
    return {key: (words, html) for key, (words, html) in titles}


def number_of_questions(topic: Topic) -> int:
    return Piece.objects.filter(kind=Piece.Kind.QUESTION, topic=topic, retired_at=None, current__isnull=False).count()


def figures_of(topic: Topic) -> dict[str, dict]:
    """All figures of a topic's folder."""
    return _compiled_figures(Piece.objects.filter(topic=topic))


def topics_of(keys: Collection[str]) -> list[Topic]:
    """These topics, in the order of their paths."""
    return list(Topic.objects.filter(key__in=keys, retired_at=None).order_by("track__position", "position", "key"))


def names() -> list[tuple[str, list[str], str]]:
    """Every topic that can be opened: its key, the keys it had before, and its title."""
    topics = Topic.objects.filter(retired_at=None, track__retired_at=None)
    return list(topics.order_by("track__position", "position", "key").values_list("key", "was", "title"))


def _objectives() -> QuerySet[Objective]:
    return Objective.objects.filter(retired_at=None).order_by("position", "key")


def _compiled_figures(pieces: QuerySet[Piece]) -> dict[str, dict]:
    drawn = pieces.filter(kind=Piece.Kind.FIGURE, retired_at=None, current__isnull=False).order_by("key")
    return dict(drawn.values_list("key", "current__compiled"))
