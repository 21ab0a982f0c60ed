"""Which experiments show what a topic teaches."""

from dataclasses import dataclass

from django.db.models import Prefetch

from content.models import Objective, Topic
from content.queries import searchable


@dataclass(frozen=True)
class Shown:
    """A topic, and the experiments that must show what it teaches, in the order of its objectives."""

    topic: Topic
    experiments: tuple[str, ...]


def by_topic() -> list[Shown]:
    """All topics in the order of the paths: two queries."""
    objectives = Objective.objects.filter(retired_at=None).order_by("position", "key")
    topics = searchable.on_path().select_related("track").prefetch_related(Prefetch("objectives", objectives))
    return [
        Shown(topic, tuple(dict.fromkeys(key for objective in topic.objectives.all() for key in objective.demos)))
        for topic in topics
    ]
