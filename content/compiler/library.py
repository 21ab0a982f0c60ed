"""The whole library at once: its files in, its values and all of its problems out."""

from dataclasses import dataclass, replace
from pathlib import Path

from content.compiler import checks, documents, topics
from content.compiler.documents import Document
from content.compiler.problems import Problem, did_you_mean
from content.compiler.sources import Sources, read
from content.compiler.values import Library, Topic, Track

TRACK_FILE = "track.toml"
TOPIC_FILE = "topic.toml"


@dataclass(frozen=True)
class Compiled:
    """Only a library without problems is fit to be loaded."""

    library: Library
    problems: tuple[Problem, ...]


def compile_folder(root: Path) -> Compiled:
    return compile_library(read(root))


def compile_library(sources: Sources) -> Compiled:
    """Never raises: whatever the files hold, what is wrong with them comes back as problems."""
    problems: list[Problem] = []
    library = Library(tuple(_track(sources, key, problems) for key in sources.folders()))
    if not library.tracks:
        hint = f"a track is a folder with a {TRACK_FILE}"
        problems.append(Problem(sources.path(""), 1, "there is no track in this folder", hint))
    problems += _strays(sources)
    problems += checks.whole_library(library)
    return Compiled(library, tuple(sorted(set(problems))))


def _track(sources: Sources, key: str, problems: list[Problem]) -> Track:
    file = f"{key}/{TRACK_FILE}"
    document = _document(sources, file, problems)
    track = topics.track(document, key) if document else topics.unread_track(sources.path(file), key)
    problems += document.problems if document else []
    found = [_topic(sources, key, name, problems) for name in sources.folders(key)]
    position = {mention.key: index for index, mention in enumerate(track.order or ())}
    return replace(track, topics=tuple(sorted(found, key=lambda topic: position.get(topic.key, len(position)))))


def _topic(sources: Sources, track: str, key: str, problems: list[Problem]) -> Topic:
    file = f"{track}/{key}/{TOPIC_FILE}"
    document = _document(sources, file, problems)
    topic = topics.topic(document, key) if document else topics.unread_topic(sources.path(file), key)
    problems += document.problems if document else []
    return topic


def _document(sources: Sources, file: str, problems: list[Problem]) -> Document | None:
    path = sources.path(file)
    if file not in sources.files:
        problems.append(Problem(path, 1, "this file is missing"))
        return None
    parsed = documents.parse(path, sources.files[file])
    if isinstance(parsed, Problem):
        problems.append(parsed)
        return None
    return parsed


def _strays(sources: Sources) -> list[Problem]:
    """TOML that nothing would read: a wrong name, or the wrong folder."""
    read_at = {2: TRACK_FILE, 3: TOPIC_FILE}
    problems = []
    for file in sources.files:
        parts = file.split("/")
        if file.endswith(".toml") and read_at.get(len(parts)) != parts[-1]:
            hint = did_you_mean(parts[-1], [read_at[len(parts)]]) if len(parts) in read_at else ""
            problems.append(Problem(sources.path(file), 1, "nothing reads this file", hint))
    return problems
