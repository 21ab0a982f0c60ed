"""What a load did, and to what."""

from collections import Counter
from dataclasses import dataclass, field

KindAndKey = tuple[str, str]


@dataclass
class Report:
    """report.added == [("topic", "lstm")]. `topics` are the keys of those of which anything at all was written;
    `edition` is the one that holds now, `before` the digest of the one that held before, None when there was none."""

    added: list[KindAndKey] = field(default_factory=list)
    changed: list[KindAndKey] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)  # kind, key before, key now
    returned: list[KindAndKey] = field(default_factory=list)
    retired: list[KindAndKey] = field(default_factory=list)
    shadowed: list[KindAndKey] = field(default_factory=list)
    topics: set[str] = field(default_factory=set, compare=False)
    edition: int = field(default=0, compare=False)
    before: str | None = field(default=None, compare=False)

    def __str__(self) -> str:
        done = {
            "added": self.added,
            "changed": self.changed,
            "renamed": self.renamed,
            "brought back": self.returned,
            "retired": self.retired,
        }
        said = [f"{verb} {_counted([kind for kind, *_ in touched])}" for verb, touched in done.items() if touched]
        said += [
            f"left the {kind} {key} alone, which is written at the desk and shadows its file"
            for kind, key in self.shadowed
        ]
        return "; ".join(said) or "nothing changed"

    def as_json(self) -> dict[str, list[list[str]]]:
        told = {
            name: getattr(self, name) for name in ("added", "changed", "renamed", "returned", "retired", "shadowed")
        }
        return {name: [list(each) for each in touched] for name, touched in told.items() if touched}


def _counted(kinds: list[str]) -> str:
    counts = [f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in Counter(kinds).items()]
    return f"{', '.join(counts[:-1])} and {counts[-1]}" if len(counts) > 1 else counts[0]
