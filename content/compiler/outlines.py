"""A topic without its text: what others may point at in it, and what it points at. Checks need no more of it.

An outline is a Topic whose texts are empty. It is kept as JSON beside what was loaded, so that a topic that didn't
change needn't be compiled to be checked; all of its places lie in its own folder, so a line is enough.
"""

from collections.abc import Callable, Sequence
from typing import Any

from content.compiler.questions import outlined
from content.compiler.values import (
    Block,
    CardsMention,
    DemoMention,
    Drawn,
    Figure,
    FigureMention,
    Html,
    Link,
    Mention,
    Misconception,
    Objective,
    Page,
    Place,
    QuestionMention,
    QuestionSet,
    Section,
    Text,
    Topic,
)

Json = dict[str, Any]


def written(topic: Topic) -> Json:
    """As JSON; texts are left out."""
    return {
        "was": list(topic.was),
        "prerequisites": _mentions(topic.prerequisites),
        "objectives": [
            {"key": each.key, "line": each.place.line, "demos": _mentions(each.demos), "was": list(each.was)}
            for each in topic.objectives
        ],
        "misconceptions": [
            {
                "key": each.key,
                "line": each.place.line,
                "see": _mentions([each.see] if each.see else []),
                "was": list(each.was),
            }
            for each in topic.misconceptions
        ],
        "figures": [[each.key, each.alt, _drawn(each.drawn) if each.drawn else None] for each in topic.figures],
        "questions": outlined.written(topic.questions or ()),
        "sets": [
            {
                "key": each.key,
                "line": each.place.line,
                "questions": _mentions(each.questions),
                "was": list(each.was),
            }
            for each in topic.sets
        ],
        "page": _page(topic.page) if topic.page else None,
    }


def read(outline: Json, *, key: str, digest: str, path: Callable[[str], str]) -> Topic:
    """`path` says how a file of the topic's folder is called in problems."""
    words = path("topic.toml")
    return Topic(
        key=key,
        title="",
        summary=Text(),
        prerequisites=_read_mentions(outline["prerequisites"], words),
        objectives=tuple(
            Objective(
                key=each["key"],
                statement=Text(),
                demos=_read_mentions(each["demos"], words),
                was=tuple(each["was"]),
                place=Place(words, each["line"]),
            )
            for each in outline["objectives"]
        ),
        misconceptions=tuple(
            Misconception(
                key=each["key"],
                belief=Text(),
                truth=Text(),
                see=next(iter(_read_mentions(each["see"], words)), None),
                was=tuple(each["was"]),
                place=Place(words, each["line"]),
            )
            for each in outline["misconceptions"]
        ),
        was=tuple(outline["was"]),
        page=_read_page(outline["page"], path("page.md")) if outline["page"] else None,
        figures=tuple(_read_figure(figure, alt, drawn, path) for figure, alt, drawn in outline["figures"]),
        questions=outlined.read(outline.get("questions", ()), path("questions.md")),
        sets=tuple(
            QuestionSet(
                key=each["key"],
                title="",
                summary=Text(),
                questions=_read_mentions(each["questions"], words),
                was=tuple(each["was"]),
                place=Place(words, each["line"]),
            )
            for each in outline.get("sets", ())
        ),
        digest=digest,
        place=Place(words, 1),
    )


def _page(page: Page) -> Json:
    return {
        "line": page.place.line,
        "blocks": _blocks(page.blocks),
        "sections": [_section(section) for section in page.sections],
        "links": [[link.topic, link.anchor, link.place.line] for link in page.links],
        "misconceptions": _mentions(page.misconceptions),
        "anchors": list(page.anchors),
    }


def _read_page(page: Json, path: str) -> Page:
    return Page(
        source="",
        blocks=_read_blocks(page["blocks"], path),
        sections=tuple(_read_section(section, path) for section in page["sections"]),
        links=tuple(Link(topic, anchor, Place(path, line)) for topic, anchor, line in page["links"]),
        misconceptions=_read_mentions(page["misconceptions"], path),
        words=0,
        anchors=tuple(page["anchors"]),
        place=Place(path, page["line"]),
    )


def _section(section: Section) -> Json:
    return {
        "key": section.key,
        "line": section.place.line,
        "teaches": _mentions(section.teaches),
        "was": list(section.was),
        "blocks": _blocks(section.blocks),
        "parts": [_section(part) for part in section.parts],
    }


def _read_section(section: Json, path: str) -> Section:
    return Section(
        key=section["key"],
        title=Text(),
        teaches=_read_mentions(section["teaches"], path),
        was=tuple(section["was"]),
        blocks=_read_blocks(section["blocks"], path),
        parts=tuple(_read_section(part, path) for part in section["parts"]),
        place=Place(path, section["line"]),
    )


def _blocks(blocks: Sequence[Block]) -> list[Json]:
    return [_block(block) for block in blocks if not isinstance(block, Html)]


def _block(block: FigureMention | DemoMention | QuestionMention | CardsMention) -> Json:
    match block:
        case FigureMention(key=key, alt=alt):
            said: Json = {"figure": key, "alt": alt}
        case DemoMention(experiment=experiment, parameters=parameters):
            said = {"demo": experiment, "parameters": [list(pair) for pair in parameters]}
        case QuestionMention(key=key):
            said = {"question": key}
        case CardsMention(topic=topic):
            said = {"cards": topic}
    return {**said, "line": block.place.line}


def _read_blocks(blocks: list[Json], path: str) -> tuple[Block, ...]:
    return tuple(_read_block(block, Place(path, block["line"])) for block in blocks)


def _read_block(block: Json, place: Place) -> Block:
    match block:
        case {"figure": key, "alt": alt}:
            return FigureMention(key=key, alt=alt, place=place)
        case {"demo": experiment, "parameters": parameters}:
            pairs = tuple((name, value) for name, value in parameters)
            return DemoMention(experiment=experiment, parameters=pairs, place=place)
        case {"question": key}:
            return QuestionMention(key=key, place=place)
    return CardsMention(topic=block["cards"], place=place)


def _read_figure(key: str, alt: str, drawn: Json | None, path: Callable[[str], str]) -> Figure:
    place = Place(path(f"figures/{key}.svg"), 1)
    found = _read_drawn(drawn, path(f"figures/{key}.toml")) if drawn else None
    return Figure(key=key, source="", svg="", title="", alt=alt, caption=Text(), parts=(), place=place, drawn=found)


def _drawn(drawn: Drawn) -> Json:
    return {
        "experiment": drawn.demo.experiment,
        "parameters": [list(pair) for pair in drawn.demo.parameters],
        "line": drawn.demo.place.line,
        "counted": [drawn.plot, drawn.heatmap],
        "series": list(drawn.series),
        "names": list(drawn.names),
        "labels": [drawn.across, drawn.up],
        "stamp": drawn.stamp,
    }


def _read_drawn(drawn: Json, path: str) -> Drawn:
    parameters = tuple((name, value) for name, value in drawn["parameters"])
    demo = DemoMention(drawn["experiment"], parameters, Place(path, drawn["line"]))
    plot, heatmap = drawn["counted"]
    across, up = drawn["labels"]
    return Drawn(demo, plot, heatmap, tuple(drawn["series"]), tuple(drawn["names"]), across, up, drawn["stamp"])


def _mentions(mentions: Sequence[Mention]) -> list[list[str | int]]:
    return [[mention.key, mention.place.line] for mention in mentions]


def _read_mentions(mentions: list[tuple[str, int]], path: str) -> tuple[Mention, ...]:
    return tuple(Mention(key, Place(path, line)) for key, line in mentions)
