"""The only part of the compiler that touches the disk: a folder, as its files' bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LIBRARY = Path(__file__).resolve().parent.parent / "library"


@dataclass(frozen=True)
class Sources:
    """Files by their path inside the library's folder; `shown` is how that folder is called in problems."""

    files: Mapping[str, bytes]
    shown: str = ""

    def folders(self, *inside: str) -> list[str]:
        """The names of the folders one level down, in order of the alphabet."""
        paths = [tuple(path.split("/")) for path in self.files]
        depth = len(inside)
        return sorted({path[depth] for path in paths if path[:depth] == inside and len(path) > depth + 1})

    def path(self, inside: str) -> str:
        return (PurePosixPath(self.shown) / inside).as_posix()


def read(root: Path) -> Sources:
    """Every file below `root`, but for what an editor or a system hides (.swp, .DS_Store)."""
    files = {path.relative_to(root): path for path in sorted(root.rglob("*")) if path.is_file()}
    return Sources(
        {
            inside.as_posix(): path.read_bytes()
            for inside, path in files.items()
            if not any(part.startswith(".") for part in inside.parts)
        },
        shown=_seen_from_here(root),
    )


def _seen_from_here(root: Path) -> str:
    """As an editor opened in the current folder would find it."""
    whole, here = root.resolve(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()
