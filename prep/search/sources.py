"""What can be found, kind by kind: a new kind is a function here and a line in KINDS."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from content import vocabulary
from content.compiler.composer import SOURCES
from content.models import Topic
from content.queries import searchable


@dataclass(frozen=True)
class Draft:
    """Something that can be found, as its author left it: HTML of ours. `name` is searched in place of a heading that
    is a whole sentence; `aside`, which says what it is about, and `context`, which weighs as its text does, too."""

    kind: str
    address: str
    heading: str
    body: str
    topic: str = ""
    place: str = ""
    name: str = ""
    aside: tuple[str, ...] = ()
    context: str = ""


@dataclass(frozen=True)
class Kind:
    """`label` is what its filter says, `one` what a hit of it is. `weight`: what explains comes before what states.
    What is equally good stands in the order of KINDS."""

    label: str
    one: str
    weight: float


KINDS = {
    "topic": Kind("Topics", "Topic", 1.1),
    "section": Kind("Pages", "Page", 1.0),
    "objective": Kind("Things to know", "Thing to know", 0.95),
    "misconception": Kind("Misconceptions", "Misconception", 0.7),
    "experiment": Kind("Experiments", "Experiment", 0.7),
    "source": Kind("Sources", "Sources", 0.6),
}


def stops() -> dict[str, int]:
    """The topics' places on the paths, from 1."""
    return {key: stop for stop, key in enumerate(searchable.on_path().values_list("key", flat=True), start=1)}


def of_topics(keys: Collection[str] | None) -> Iterator[Draft]:
    """All that these topics hold, or all topics."""
    for topic in searchable.topics(keys).iterator(chunk_size=100):
        for drafts in (_topic, _sections, _objectives, _misconceptions):
            yield from drafts(topic)


def of_the_lab() -> Iterator[Draft]:
    for experiment in vocabulary.current().experiments.values():
        labels = (escape(parameter.label) for parameter in experiment.parameters)
        yield Draft(
            "experiment",
            vocabulary.address(experiment.key, {}),
            escape(experiment.title),
            escape(experiment.claim),
            aside=(experiment.key, *labels),
        )


def _topic(topic: Topic) -> Iterator[Draft]:
    intro = _html(_page(topic).get("blocks", ()))
    yield Draft(
        "topic",
        topic.get_absolute_url(),
        escape(topic.title),
        f"<p>{topic.summary_html}</p>{intro}",
        topic=topic.key,
        aside=(topic.key, *topic.was, *map(escape, topic.asked_at)),
    )


def _sections(topic: Topic) -> Iterator[Draft]:
    statements = {objective.key: objective.statement_html for objective in topic.objectives.all()}
    for section in _page(topic).get("sections", ()):
        yield _section(topic, section, statements, place=topic.title)
        for part in section.get("parts", ()):
            yield _section(topic, part, statements, place=f"{topic.title} › {section['title']}")


def _section(topic: Topic, section: Mapping[str, Any], statements: Mapping[str, str], *, place: str) -> Draft:
    taught = [text for key in section.get("teaches", ()) for text in (key, statements.get(key, ""))]
    return Draft(
        "source" if section["key"] == SOURCES else "section",
        f"{topic.get_absolute_url()}#{section['key']}",
        section["title_html"],
        _html(section["blocks"]),
        topic=topic.key,
        place=place,
        aside=(section["key"], *taught),
        context=place,
    )


def _objectives(topic: Topic) -> Iterator[Draft]:
    for objective in topic.objectives.all():
        yield Draft(
            "objective",
            objective.get_absolute_url(),
            objective.key,
            objective.statement_html,
            topic=topic.key,
            place=topic.title,
            aside=(objective.statement_html,),
            context=topic.title,
        )


def _misconceptions(topic: Topic) -> Iterator[Draft]:
    for misconception in topic.misconceptions.all():
        yield Draft(
            "misconception",
            f"{topic.get_absolute_url()}#misconception-{misconception.key}",
            misconception.belief_html,
            misconception.truth_html,
            topic=topic.key,
            place=topic.title,
            name=misconception.key,
            aside=(misconception.belief_html,),
            context=topic.title,
        )


def _page(topic: Topic) -> Mapping[str, Any]:
    return topic.pages[0].current.compiled if topic.pages else {}


def _html(blocks: Collection[Mapping[str, str]]) -> str:
    """What stands in the blocks as text. Figures, demos, questions and cards speak for themselves."""
    return "".join(block["html"] for block in blocks if block["kind"] == "html")
