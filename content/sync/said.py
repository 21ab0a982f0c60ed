"""What a library says of each row, by its key: the row's fields."""

from collections.abc import Iterable, Mapping
from typing import Any

from content.compiler import outlines
from content.compiler.references import sections
from content.compiler.values import Topic, Track

Said = dict[str, dict[str, Any]]
Ids = Mapping[str, int]


def tracks(tracks: Iterable[Track]) -> Said:
    return {
        track.key: {
            "position": position,
            "title": track.title,
            "summary": track.summary.source,
            "summary_html": track.summary.html,
            "announced": {mention.key: text.html for mention, text in track.announced},
            "was": list(track.was),
            "digest": track.digest,
        }
        for position, track in enumerate(tracks, start=1)
    }


def topics(tracks: Iterable[Track], ids: Ids, changed: Mapping[str, Topic]) -> Said:
    """Of those that didn't change, only where they stand on the path."""
    return {
        topic.key: {"track_id": ids[track.key], "position": position} | (_topic(topic) if topic.key in changed else {})
        for track in tracks
        for position, topic in enumerate(track.topics, start=1)
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "title": topic.title,
        "summary": topic.summary.source,
        "summary_html": topic.summary.html,
        "asked_at": list(topic.asked_at),
        "sets": [
            {
                "key": each.key,
                "title": each.title,
                "summary_html": each.summary.html,
                "questions": [mention.key for mention in each.questions],
                "was": list(each.was),
            }
            for each in topic.sets
        ],
        "was": list(topic.was),
        "digest": topic.digest,
        "outline": outlines.written(topic),
    }


def objectives(topics: Iterable[Topic], ids: Ids) -> Said:
    return {
        objective.key: {
            "topic_id": ids[topic.key],
            "position": position,
            "statement": objective.statement.source,
            "statement_html": objective.statement.html,
            "demos": [mention.key for mention in objective.demos],
            "section": taught.get(objective.key, ""),
            "was": list(objective.was),
        }
        for topic, taught in ((topic, _taught(topic)) for topic in topics)
        for position, objective in enumerate(topic.objectives, start=1)
    }


def misconceptions(topics: Iterable[Topic], ids: Ids, objective_ids: Ids) -> Said:
    return {
        misconception.key: {
            "topic_id": ids[topic.key],
            "position": position,
            "belief": misconception.belief.source,
            "belief_html": misconception.belief.html,
            "truth": misconception.truth.source,
            "truth_html": misconception.truth.html,
            "see_id": objective_ids[misconception.see.key] if misconception.see else None,
            "was": list(misconception.was),
        }
        for topic in topics
        for position, misconception in enumerate(topic.misconceptions, start=1)
    }


def _taught(topic: Topic) -> dict[str, str]:
    """Of each objective, the section that teaches it."""
    return {
        mention.key: section.key
        for section in (sections(topic.page) if topic.page else ())
        for mention in section.teaches
    }
