"""What says without compiling whether something changed: a digest a folder, of its bytes and of the compiler."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from content.compiler.sources import Sources
from content.compiler.vocabulary import Vocabulary

COMPILER = Path(__file__).resolve().parent
LIBRARIES = ("Markdown", "nh3", "Pygments", "pymdown-extensions")


@dataclass(frozen=True)
class Digests:
    """Of tracks by key, of topics by (track, key)."""

    tracks: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def whole(self, vocabulary: Vocabulary) -> str:
        """Of everything, and of the vocabulary it is checked against."""
        return _digest([*sorted(self.tracks.values()), *sorted(self.topics.values()), vocabulary.digest])


def of(sources: Sources) -> Digests:
    return Digests(
        tracks={
            track: _digest([fingerprint(), *_bytes(sources, f"{track}/track.toml")]) for track in sources.folders()
        },
        topics={
            (track, topic): _digest(
                [fingerprint(), *_bytes(sources, *(f"{track}/{topic}/{file}" for file in sources.inside(track, topic)))]
            )
            for track, topic in sources.topics
        },
    )


@cache
def fingerprint() -> str:
    """Of the compiler itself: what another one made is made anew."""
    files = sorted(file for file in COMPILER.rglob("*") if file.suffix in (".py", ".json"))
    written = [[file.relative_to(COMPILER).as_posix(), hashlib.sha256(file.read_bytes()).hexdigest()] for file in files]
    return _digest([json.dumps(written), *(version(library) for library in LIBRARIES)])


def _bytes(sources: Sources, *files: str) -> list[str]:
    """Each file's name, and what is in it."""
    return [part for file in files for part in (file, hashlib.sha256(sources.files.get(file, b"")).hexdigest())]


def _digest(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
