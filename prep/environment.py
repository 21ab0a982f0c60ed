"""What the operator may set, read from the environment and `.env`: typed, and wrong values named all at once.

Knows no Django. `settings.py` asks for each name once; what it asked for is what exists.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv.parser import parse_stream

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


class BadEnvironment(Exception):
    """Everything that is wrong with the settings, a sentence a line."""


@dataclass
class Environment:
    variables: Mapping[str, str]
    dotenv: Path | None = None
    problems: list[str] = field(default_factory=list)
    asked: dict[str, None] = field(default_factory=dict)
    from_file: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.dotenv is not None and self.dotenv.exists():
            self._read(self.dotenv)

    def _read(self, dotenv: Path) -> None:
        try:
            with dotenv.open(encoding="utf-8") as lines:
                for binding in parse_stream(lines):
                    line = binding.original.line + _leading_blank_lines(binding.original.string)
                    if binding.error or (binding.key is not None and binding.value is None):
                        said = binding.original.string.strip().splitlines()[0]
                        self.problems.append(f"{dotenv.name} line {line}: “{said}” is not NAME=value.")
                    elif binding.key is not None:
                        self.from_file[binding.key] = (binding.value or "", line)
        except (OSError, UnicodeDecodeError) as problem:
            self.problems.append(f"{dotenv.name} can't be read: {problem}.")

    def text(self, name: str, default: str = "") -> str:
        self.asked[name] = None
        if self.variables.get(name):
            return self.variables[name].strip()
        value, _ = self.from_file.get(name, ("", 0))
        return value.strip() or default

    @property
    def given(self) -> set[str]:
        """The names that somebody gave a value."""
        return {name for name in self.asked if self.variables.get(name) or self.from_file.get(name, ("", 0))[0]}

    def flag(self, name: str, default: bool) -> bool:
        said = self.text(name).lower()
        if not said:
            return default
        if said not in YES | NO:
            self._refuse(name, "a yes or a no (1 or 0)")
        return said in YES

    def number(self, name: str, default: int, least: int, most: int) -> int:
        said = self.text(name)
        if not said:
            return default
        if not re.fullmatch(r"[0-9]{1,12}", said) or not least <= int(said) <= most:
            self._refuse(name, f"a whole number from {least} to {most}")
            return default
        return int(said)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        said = self.text(name, default)
        if said not in choices:
            self._refuse(name, f"one of {', '.join(choices)}")
            return default
        return said

    def words(self, name: str) -> list[str]:
        return [word for word in re.split(r"[\s,]+", self.text(name)) if word]

    def folder(self, name: str, default: Path) -> Path:
        try:
            return Path(self.text(name, str(default))).expanduser().resolve()
        except (RuntimeError, OSError, ValueError):
            self._refuse(name, "a folder")
            return default

    def url(self, name: str, default: str, schemes: tuple[str, ...], example: str) -> str:
        said = self.text(name, default)
        if said and not _is_url(said, schemes):
            self._refuse(name, f"an address such as {example}")
            return default
        return said

    def insist(self, holds: bool, otherwise: str) -> None:
        """A rule between settings: `otherwise` says what to do when it doesn't hold."""
        if not holds:
            self.problems.append(otherwise)

    def settle(self) -> None:
        """After the last question: raises if anything was wrong, unknown names in .env included."""
        for name, (_, line) in self.from_file.items():
            if name not in self.asked:
                meant = difflib.get_close_matches(name, self.asked, n=1)
                hint = f"did you mean {meant[0]}?" if meant else ".env.example lists the names."
                self.problems.append(f"{self._file} line {line}: there is no setting {name}; {hint}")
        if self.problems:
            raise BadEnvironment("\n".join(self.problems))

    @property
    def _file(self) -> str:
        return self.dotenv.name if self.dotenv else ".env"

    def _refuse(self, name: str, wanted: str) -> None:
        where = "the environment" if self.variables.get(name) else f"{self._file} line {self.from_file[name][1]}"
        said = self.text(name)
        self.problems.append(f"{name} in {where} should be {wanted}, and is “{said}”.")


def _is_url(said: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(said)
        return parts.scheme in schemes and (bool(parts.hostname) or parts.scheme == "sqlite") and parts.port != 0
    except ValueError:
        return False


def _leading_blank_lines(source: str) -> int:
    return source[: len(source) - len(source.lstrip())].count("\n")
