"""What is found wrong in one file while it is read."""

from dataclasses import dataclass, field

from content.compiler.problems import Problem
from content.compiler.values import Mention, Place


@dataclass
class Findings:
    path: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint))

    def place(self, line: int) -> Place:
        return Place(self.path, line)

    def mention(self, key: str, line: int) -> Mention:
        return Mention(key, self.place(line))
