"""The only part of the compiler that touches the disk: a folder, as its files' bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

LIBRARY = Path(__file__).resolve().parent.parent / "library"

# Of a track's folders, the one that is no topic.
INTERVIEWS = "interviews"


@dataclass(frozen=True)
class Sources:
    """Files by their path inside the library's folder; `shown` is how that folder is called in problems."""

    files: Mapping[str, bytes]
    shown: str = ""

    def folders(self, *inside: str) -> list[str]:
        """The names of the folders one level down, in order of the alphabet."""
        return self._folders.get(inside, [])

    def path(self, inside: str) -> str:
        return (PurePosixPath(self.shown) / inside).as_posix()

    def inside(self, track: str, topic: str) -> list[str]:
        """The files of a topic's folder, as its author calls them, in order of the alphabet."""
        return self._of_topics.get((track, topic), [])

    @cached_property
    def topics(self) -> list[tuple[str, str]]:
        return sorted(self._of_topics)

    @cached_property
    def _of_topics(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for file in sorted(self.files):
            if is_topic(file):
                track, topic, inside = file.split("/", 2)
                found.setdefault((track, topic), []).append(inside)
        return found

    @cached_property
    def _folders(self) -> dict[tuple[str, ...], list[str]]:
        found: dict[tuple[str, ...], set[str]] = {}
        for file in self.files:
            parts = file.split("/")
            for depth in range(len(parts) - 1):
                found.setdefault(tuple(parts[:depth]), set()).add(parts[depth])
        return {inside: sorted(names) for inside, names in found.items()}


def is_topic(file: str) -> bool:
    """Whether a file lies in a topic's folder."""
    parts = file.split("/")
    return len(parts) > 2 and parts[1] != INTERVIEWS


def read(root: Path) -> Sources:
    """Every file below `root`, but for what an editor or a system hides (.swp, .DS_Store)."""
    return Sources(
        {path.relative_to(root).as_posix(): path.read_bytes() for path in seen(root)}, shown=_seen_from_here(root)
    )


def seen(root: Path) -> list[Path]:
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    return [path for path in files if not any(part.startswith(".") for part in path.relative_to(root).parts)]


def _seen_from_here(root: Path) -> str:
    """As an editor opened in the current folder would find it."""
    whole, here = root.resolve(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()
