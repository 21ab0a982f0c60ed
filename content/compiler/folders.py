"""What lies in a topic's folder: its page, its figures, its questions, and files that nothing reads."""

import re
from collections.abc import Iterator
from dataclasses import replace

from content.compiler import drawn, pages
from content.compiler import figures as pictured
from content.compiler.problems import Problem, did_you_mean
from content.compiler.questions import reader
from content.compiler.questions.values import Question
from content.compiler.sources import Sources
from content.compiler.values import Figure, Page, Place, Text

TRACK_FILE = "track.toml"
TOPIC_FILE = "topic.toml"
PAGE_FILE = "page.md"
QUESTIONS_FILE = "questions.md"
READ = (TOPIC_FILE, PAGE_FILE, QUESTIONS_FILE)
LATER = {"cards.md": "cards are not read yet"}
FIGURE = re.compile(r"figures/(?P<key>[^/]+)\.(?P<kind>svg|toml)")


def page(sources: Sources, folder: str, key: str) -> tuple[Page | None, list[Problem]]:
    file, path = f"{folder}/{PAGE_FILE}", sources.path(f"{folder}/{PAGE_FILE}")
    if file not in sources.files:
        return None, []
    page, problems = pages.page(path, sources.files[file], topic=key)
    # It is there, though it can't be read: what points into it isn't wrong.
    return page or Page("", (), (), (), (), 0, place=Place(path, 1), whole=False), problems


def questions(sources: Sources, folder: str) -> tuple[tuple[Question, ...] | None, list[Problem]]:
    """None where there is a file that can't be read."""
    file = f"{folder}/{QUESTIONS_FILE}"
    if file not in sources.files:
        return (), []
    return reader.questions(sources.path(file), sources.files[file])


def figures(sources: Sources, track: str, topic: str) -> tuple[tuple[Figure, ...], list[Problem]]:
    found: list[Figure] = []
    problems: list[Problem] = []
    for match in _figures(sources, track, topic, "svg"):
        svg, words = (f"{track}/{topic}/figures/{match['key']}.{kind}" for kind in ("svg", "toml"))
        path = sources.path(svg)
        figure, faults = pictured.figure(path, sources.files[svg], sources.path(words), sources.files.get(words))
        problems += faults
        figure = figure or Figure(match["key"], "", "", "", "", Text(), (), Place(path, 1))
        found.append(replace(figure, whole=not faults))
    return tuple(found), problems


def _figures(sources: Sources, track: str, topic: str, kind: str) -> list[re.Match[str]]:
    matches = [FIGURE.fullmatch(file) for file in sources.inside(track, topic)]
    return [match for match in matches if match and match["kind"] == kind]


def strays(sources: Sources) -> Iterator[Problem]:
    """Files that nothing would read: a wrong name, or the wrong folder. Outside of topics there may be notes."""
    read_later_or_elsewhere = {*READ, *LATER}
    for file in sources.files:
        *folder, name = file.split("/")
        ours = name.endswith((".toml", ".svg")) or name in read_later_or_elsewhere
        if len(folder) < 2 and ours and (len(folder), name) != (1, TRACK_FILE):
            hint = did_you_mean(name, [TRACK_FILE]) if folder else ""
            yield Problem(sources.path(file), 1, "nothing reads this file", hint)
    for track, topic in sources.topics:
        for inside in sources.inside(track, topic):
            for message, hint in _strayed(sources, track, topic, inside):
                yield Problem(sources.path(f"{track}/{topic}/{inside}"), 1, message, hint)


def _strayed(sources: Sources, track: str, topic: str, inside: str) -> Iterator[tuple[str, str]]:
    figure = FIGURE.fullmatch(inside)
    if figure and figure["kind"] == "toml":
        drawings = [f"{each['key']}.svg" for each in _figures(sources, track, topic, "svg")]
        wanted = f"{figure['key']}.svg"
        if wanted not in drawings:
            draws = drawn.of_a_run(sources.files[f"{track}/{topic}/{inside}"])
            yield (
                f"there is no drawing `{wanted}` beside it",
                drawn.COMMAND if draws else did_you_mean(wanted, drawings),
            )
    elif not figure and inside not in READ:
        yield "nothing reads this file", LATER.get(inside) or did_you_mean(inside, READ)
