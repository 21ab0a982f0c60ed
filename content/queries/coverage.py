"""What teaches an objective: a section of a page, an experiment shown in it, questions and cards that ask for it."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Prefetch, QuerySet

from content.compiler import outlines
from content.compiler.values import DemoMention, Section
from content.models import Objective, Piece, Topic, Track

ASKING = ("question", "card")


def topics(keys: Collection[str] = ()) -> QuerySet[Topic]:
    """With their objectives, in the order of the paths: two queries."""
    objectives = Objective.objects.filter(retired_at=None).order_by("position", "key")
    found = Topic.objects.filter(retired_at=None, track__retired_at=None)
    if keys:
        found = found.filter(key__in=keys)
    return found.order_by("track__position", "position").prefetch_related(Prefetch("objectives", objectives))


def announced() -> set[str]:
    """Experiments that the lab will have."""
    told = Track.objects.filter(retired_at=None).values_list("announced", flat=True)
    return {key for experiments in told for key in experiments}


def asked() -> dict[str, dict[str, list[int | None]]]:
    """By kind and objective, the level of each that asks for it: whatever says in its compiled form which objectives
    it `tests`. A card has no level."""
    levels: dict[str, dict[str, list[int | None]]] = {kind: defaultdict(list) for kind in ASKING}
    pieces = Piece.objects.filter(kind__in=ASKING, retired_at=None)
    for kind, objectives, level in pieces.values_list("kind", "current__compiled__tests", "current__compiled__level"):
        for objective in objectives or ():
            levels[kind][objective].append(level)
    return levels


def shown(topic: Topic) -> dict[str, set[str]]:
    """The experiments in the section that teaches an objective, by objective. A part's section is the one around it."""
    page = outlines.read(topic.outline, key=topic.key, digest="", path=str).page if topic.outline else None
    return {
        mention.key: _demos(section)
        for section in (page.sections if page else ())
        for taught_in in (section, *section.parts)
        for mention in taught_in.teaches
    }


def _demos(section: Section) -> set[str]:
    blocks = [block for part in (section, *section.parts) for block in part.blocks]
    return {block.experiment for block in blocks if isinstance(block, DemoMention)}
