"""Everything that is read of what we teach."""

from django.db.models import Prefetch, QuerySet

from content.compiler.values import Library
from content.models import Objective, Topic, Track


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
            Prefetch("topics__objectives", Objective.objects.filter(retired_at=None).order_by("position", "key")),
        )
    )


def searchable_topics() -> QuerySet[Topic]:
    """All that can be found, each topic with its objectives, in the order of the paths: two queries."""
    return (
        Topic.objects.filter(retired_at=None, track__retired_at=None)
        .order_by("track__position", "track__key", "position", "key")
        .prefetch_related(Prefetch("objectives", Objective.objects.filter(retired_at=None).order_by("position", "key")))
    )


def loaded_digests() -> dict[str, str]:
    """What is loaded, by track: the whole of a track's content in one digest."""
    return dict(Track.objects.filter(retired_at=None).values_list("key", "digest"))


def is_current(library: Library) -> bool:
    """Whether what is loaded is what the files say."""
    return loaded_digests() == {track.key: track.digest for track in library.tracks}
