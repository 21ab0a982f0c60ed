"""What can only be seen with several files in view: whether what points at something finds it, in the right order.

Asks nothing of a topic that its outline doesn't hold.
"""

from collections.abc import Iterable, Iterator

from content.compiler import references
from content.compiler.problems import Problem, did_you_mean
from content.compiler.values import Library, Place, Topic, Track
from content.compiler.vocabulary import Vocabulary


def whole_library(library: Library, vocabulary: Vocabulary) -> Iterator[Problem]:
    for track in library.tracks:
        yield from listing(track)
        yield from prerequisites(track)
    topics = [topic for track in library.tracks for topic in track.topics]
    yield from kept_keys("track", [(each.key, each.was, each.place) for each in library.tracks])
    yield from kept_keys("topic", [(each.key, each.was, each.place) for each in topics])
    yield from kept_keys(
        "objective", [(each.key, each.was, each.place) for topic in topics for each in topic.objectives]
    )
    yield from kept_keys(
        "misconception", [(each.key, each.was, each.place) for topic in topics for each in topic.misconceptions]
    )
    questions = [question for topic in topics for question in topic.questions or ()]
    yield from kept_keys("question", [(each.key, each.was, each.place) for each in questions])
    yield from kept_keys("set", [(each.key, each.was, each.place) for topic in topics for each in topic.sets])
    yield from kept_keys("figure", [(each.key, (), each.place) for topic in topics for each in topic.figures])
    yield from references.all_found(library, vocabulary)


def listing(track: Track) -> Iterator[Problem]:
    """The path names every topic's folder once, and nothing else."""
    if track.order is None:
        return
    folders = [topic.key for topic in track.topics]
    listed: set[str] = set()
    for mention in track.order:
        if mention.key in listed:
            yield _problem(mention.place, f"the topic `{mention.key}` is listed twice")
        elif mention.key not in folders:
            unlisted = set(folders) - {each.key for each in track.order}
            hint = did_you_mean(mention.key, sorted(unlisted)) or "a topic is a folder with a topic.toml"
            yield _problem(mention.place, f"the topic `{mention.key}` has no folder", hint)
        listed.add(mention.key)
    for topic in track.topics:
        if topic.key not in listed:
            hint = f"add it to `topics` in {track.place.path}"
            yield _problem(topic.place, f"the topic `{topic.key}` is not on the path", hint)


def prerequisites(track: Track) -> Iterator[Problem]:
    """What a topic builds on comes before it, so that nothing goes in a circle."""
    topics = {topic.key: topic for topic in track.topics}
    position = {mention.key: index for index, mention in reversed(list(enumerate(track.order or ())))}
    for topic in track.topics:
        for mention in topic.prerequisites:
            circle = _way(topics, mention.key, topic.key)
            if mention.key not in topics:
                hint = did_you_mean(mention.key, topics)
                yield _problem(mention.place, f"there is no topic `{mention.key}` in this track", hint)
            elif circle:
                shown = " → ".join([topic.key, *circle])
                yield _problem(mention.place, f"the prerequisites go in a circle: {shown}")
            elif position.get(mention.key, -1) > position.get(topic.key, len(position)):
                hint = "a topic's prerequisites come before it"
                yield _problem(mention.place, f"the prerequisite `{mention.key}` comes later on the path", hint)


def kept_keys(kind: str, keys: Iterable[tuple[str, tuple[str, ...], Place]]) -> Iterator[Problem]:
    """A key is one thing's, over the whole library; an old key leads to one thing, too."""
    owners: dict[str, Place] = {}
    keys = list(keys)
    for key, _, place in keys:
        if key in owners:
            yield _problem(place, f"the {kind} `{key}` exists already", _first(owners[key]))
        owners.setdefault(key, place)
    heirs: dict[str, Place] = {}
    for key, was, place in keys:
        for old in was:
            if old in owners:
                hint = "an old key leads to one thing: leave it out of `was`, or give the other another key"
                yield _problem(place, f"`{key}` was `{old}`, but that is another {kind}'s key", hint)
            elif old in heirs:
                yield _problem(place, f"`{key}` was `{old}`, and so was another {kind}", _first(heirs[old]))
            heirs.setdefault(old, place)


def _first(place: Place) -> str:
    return f"first in {place.path}:{place.line}"


def _way(topics: dict[str, Topic], start: str, goal: str) -> list[str]:
    """The shortest way from a topic along its prerequisites to another, both included; empty when there is none."""
    ways = {start: [start]}
    waiting = [start]
    while waiting and goal not in ways:
        topic = topics.get(waiting.pop(0))
        for mention in topic.prerequisites if topic else ():
            if mention.key not in ways:
                ways[mention.key] = [*ways[topic.key], mention.key] if topic else []
                waiting.append(mention.key)
    return ways.get(goal, [])


def _problem(place: Place, message: str, hint: str = "") -> Problem:
    return Problem(place.path, place.line, message, hint)
