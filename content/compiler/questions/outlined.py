"""A question without its texts, for its topic's outline: its key, and what it points at, with lines."""

from collections.abc import Sequence

from content.compiler.questions.stored import Json
from content.compiler.questions.values import Choice, Option, Question
from content.compiler.values import DemoMention, FigureMention, Link, Mention, Place, Text


def written(questions: Sequence[Question]) -> list[Json]:
    return [
        {
            "key": question.key,
            "was": list(question.was),
            "line": question.place.line,
            "kind": question.kind,
            "level": question.level,
            "tests": _mentions(question.tests),
            "betrays": _mentions(question.betrays),
            "demo": _demo(question.demo) if question.demo else None,
            "figures": [[each.key, each.alt, each.place.line] for each in question.figures],
            "links": [[each.topic, each.anchor, each.place.line] for each in question.links],
        }
        for question in questions
    ]


def read(outlines: Sequence[Json], path: str) -> tuple[Question, ...]:
    return tuple(_read(outline, path) for outline in outlines)


def _read(outline: Json, path: str) -> Question:
    """Its answers are nothing but what they betray."""
    betrays = _read_mentions(outline["betrays"], path)
    return Question(
        key=outline["key"],
        was=tuple(outline["was"]),
        kind=outline["kind"],
        level=outline["level"],
        tests=_read_mentions(outline["tests"], path),
        answer=Choice(tuple(Option(Text(), right=False, says=Text(), misconception=each) for each in betrays)),
        demo=_read_demo(outline["demo"], path) if outline["demo"] else None,
        figures=tuple(FigureMention(key, alt, Place(path, line)) for key, alt, line in outline["figures"]),
        links=tuple(Link(topic, anchor, Place(path, line)) for topic, anchor, line in outline["links"]),
        title=Text(),
        text=Text(),
        why=Text(),
        seconds=0,
        place=Place(path, outline["line"]),
    )


def _mentions(mentions: Sequence[Mention]) -> list[list[str | int]]:
    return [[mention.key, mention.place.line] for mention in mentions]


def _read_mentions(mentions: Sequence[tuple[str, int]], path: str) -> tuple[Mention, ...]:
    return tuple(Mention(key, Place(path, line)) for key, line in mentions)


def _demo(demo: DemoMention) -> Json:
    return {
        "experiment": demo.experiment,
        "parameters": [list(each) for each in demo.parameters],
        "line": demo.place.line,
    }


def _read_demo(demo: Json, path: str) -> DemoMention:
    parameters = tuple((name, value) for name, value in demo["parameters"])
    return DemoMention(demo["experiment"], parameters, Place(path, demo["line"]))
