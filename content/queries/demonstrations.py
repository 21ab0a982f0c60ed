"""Which experiments show what a topic teaches."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from content.models import Misconception, Objective, Topic
from content.queries import searchable


@dataclass(frozen=True)
class Shown:
    """A topic, and the experiments that must show what it teaches, in the order of its objectives."""

    topic: Topic
    experiments: tuple[str, ...]


def by_topic() -> list[Shown]:
    """All topics in the order of the paths: two queries."""
    topics = searchable.on_path().select_related("track").prefetch_related(Prefetch("objectives", _objectives()))
    return [
        Shown(topic, tuple(dict.fromkeys(key for objective in topic.objectives.all() for key in objective.demos)))
        for topic in topics
    ]


def shown_by(experiment: str) -> QuerySet[Objective]:
    """The objectives that it must show, along the paths, each with the wrong beliefs that it corrects."""
    corrected = Misconception.objects.filter(retired_at=None, topic__retired_at=None).select_related("topic")
    return (
        # Not "contains", which SQLite can't ask of JSON: as text, the key stands in quotes.
        Objective.objects.filter(demos__icontains=f'"{experiment}"', retired_at=None)
        .filter(topic__retired_at=None, topic__track__retired_at=None)
        .order_by("topic__track__position", "topic__position", "position", "key")
        .select_related("topic")
        .prefetch_related(Prefetch("corrects", corrected), Prefetch("topic__objectives", _objectives()))
    )


def _objectives() -> QuerySet[Objective]:
    return Objective.objects.filter(retired_at=None).order_by("position", "key")
