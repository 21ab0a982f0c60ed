"""The whole library at once: its files in, its values and all of its problems out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from content.compiler import checks, digests, documents, folders, outlines, topics
from content.compiler.digests import Digests
from content.compiler.documents import Document
from content.compiler.outlines import Json
from content.compiler.problems import Problem
from content.compiler.sources import Sources, read
from content.compiler.values import Library, Topic, Track
from content.compiler.vocabulary import NO_WORDS, Vocabulary


@dataclass(frozen=True)
class Known:
    """A topic as it was compiled before: while its folder has this digest, its outline is all that is needed."""

    digest: str
    outline: Json


@dataclass(frozen=True)
class Compiled:
    """Only a library without problems is fit to be loaded. Topics that aren't `recompiled` are there in outline."""

    library: Library
    problems: tuple[Problem, ...]
    recompiled: tuple[str, ...] = ()
    digest: str = ""
    sources: Sources = field(compare=False, repr=False, default=Sources({}))
    vocabulary: Vocabulary = field(compare=False, repr=False, default=NO_WORDS)


def compile_folder(root: Path, vocabulary: Vocabulary = NO_WORDS) -> Compiled:
    return compile_library(read(root), vocabulary)


def compile_library(
    sources: Sources, vocabulary: Vocabulary = NO_WORDS, known: Mapping[str, Known] | None = None
) -> Compiled:
    """Never raises: whatever the files hold, what is wrong with them comes back as problems.

    What is `known` of topics by key, and still true, isn't compiled again.
    """
    found = digests.of(sources)
    reader = _Reader(sources, found, known or {})
    library = Library(tuple(reader.track(key) for key in sources.folders()))
    problems = [*reader.problems, *folders.strays(sources)]
    if not library.tracks:
        hint = f"a track is a folder with a {folders.TRACK_FILE}"
        problems.append(Problem(sources.path(""), 1, "there is no track in this folder", hint))
    problems += checks.whole_library(library, vocabulary)
    return Compiled(
        library=library,
        problems=tuple(sorted(set(problems))),
        recompiled=tuple(reader.recompiled),
        digest=found.whole(vocabulary),
        sources=sources,
        vocabulary=vocabulary,
    )


def unchanged(sources: Sources, vocabulary: Vocabulary) -> Compiled:
    """Sources of which everything is known to be compiled already: only their names are looked at."""
    return Compiled(
        library=Library(),
        problems=tuple(sorted(folders.strays(sources))),
        digest=digests.of(sources).whole(vocabulary),
        sources=sources,
        vocabulary=vocabulary,
    )


@dataclass
class _Reader:
    sources: Sources
    digests: Digests
    known: Mapping[str, Known]
    problems: list[Problem] = field(default_factory=list)
    recompiled: list[str] = field(default_factory=list)

    def track(self, key: str) -> Track:
        file = f"{key}/{folders.TRACK_FILE}"
        document = self.document(file)
        track = topics.track(document, key) if document else topics.unread_track(self.sources.path(file), key)
        self.problems += document.problems if document else []
        found = [self.topic(key, name) for of, name in self.sources.topics if of == key]
        position = {mention.key: index for index, mention in enumerate(track.order or ())}
        found.sort(key=lambda topic: position.get(topic.key, len(position)))
        return replace(track, topics=tuple(found), digest=self.digests.tracks[key])

    def topic(self, track: str, key: str) -> Topic:
        folder, digest = f"{track}/{key}", self.digests.topics[track, key]
        known = self.known.get(key)
        if known and known.digest == digest:
            path = partial(self.inside, folder)
            return outlines.read(known.outline, key=key, digest=digest, path=path)
        self.recompiled.append(key)
        file = f"{folder}/{folders.TOPIC_FILE}"
        document = self.document(file)
        topic = topics.topic(document, key) if document else topics.unread_topic(self.sources.path(file), key)
        self.problems += document.problems if document else []
        page, of_page = folders.page(self.sources, folder, key)
        figures, of_figures = folders.figures(self.sources, track, key)
        questions, of_questions = folders.questions(self.sources, folder)
        self.problems += [*of_page, *of_figures, *of_questions]
        return replace(topic, page=page, figures=figures, questions=questions, digest=digest)

    def inside(self, folder: str, file: str) -> str:
        return self.sources.path(f"{folder}/{file}")

    def document(self, file: str) -> Document | None:
        path = self.sources.path(file)
        if file not in self.sources.files:
            self.problems.append(Problem(path, 1, "this file is missing"))
            return None
        parsed = documents.parse(path, self.sources.files[file])
        if isinstance(parsed, Problem):
            self.problems.append(parsed)
            return None
        return parsed
