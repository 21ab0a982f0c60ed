"""What the search reads of the library: only what is on a path now."""

from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from content.models import Misconception, Objective, Piece, Topic


def on_path() -> QuerySet[Topic]:
    """The topics in the order of the paths."""
    return Topic.objects.filter(retired_at=None, track__retired_at=None).order_by(
        "track__position", "track__key", "position", "key"
    )


def topics(keys: Collection[str] | None) -> QuerySet[Topic]:
    """Those topics, or all, each with its objectives, its misconceptions and its page's piece: four queries."""
    chosen = on_path() if keys is None else on_path().filter(key__in=keys)
    pages = Piece.objects.filter(kind=Piece.Kind.PAGE, retired_at=None, current__isnull=False)
    return chosen.prefetch_related(
        Prefetch("objectives", Objective.objects.filter(retired_at=None).order_by("position", "key")),
        Prefetch("misconceptions", Misconception.objects.filter(retired_at=None).order_by("position", "key")),
        Prefetch("pieces", pages.select_related("current").defer("current__source"), to_attr="pages"),
    )
