"""The questions of a topic as their author wrote them, for the tests that work out anew what they assert."""

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cached_property
from io import StringIO
from itertools import product

import numpy as np

from content.compiler.questions import expressions
from content.compiler.sources import LIBRARY
from sandbox.experiments.contract import Outcome
from tests.content.library.lab import shown_by

TRACK = LIBRARY / "sequence-models"


class Asked:
    def __init__(self, topic: str) -> None:
        self.file = TRACK / topic / "questions.md"

    @cached_property
    def questions(self) -> dict[str, str]:
        parts = self.file.read_text().split("\n## ")[1:]
        return {re.search(r"\{#([a-z0-9-]+)[^}]*\}\n", part)[1]: part for part in parts}

    def field(self, key: str, name: str) -> str:
        (found,) = self.fields(key, name)
        return found

    def fields(self, key: str, name: str) -> list[str]:
        return re.findall(rf"^{name}: (.*)$", self.questions[key], re.MULTILINE)

    def right(self, key: str) -> list[str]:
        """The options that are right."""
        return re.findall(r"^- \[x\] (.*)$", self.questions[key], re.MULTILINE)

    def options(self, key: str) -> list[str]:
        return [
            option.split(" {!")[0] for option in re.findall(r"^- \[[ x]\] (.*)$", self.questions[key], re.MULTILINE)
        ]

    def said(self, key: str, *texts: str) -> bool:
        """Whether all of them stand in the question, wherever its lines break."""
        joined = " ".join(self.questions[key].split())
        return all(text in joined for text in texts)

    def code(self, key: str) -> str:
        """Its blocks of Python, one after another."""
        return "\n".join(re.findall(r"```python(?: run)?\n(.*?)```", self.questions[key], re.DOTALL))

    def printed(self, key: str, **given: object) -> str:
        """What its code prints."""
        with redirect_stdout(StringIO()) as out, np.errstate(invalid="ignore"):
            exec(self.code(key), {"np": np, **given})
        return out.getvalue().strip()

    def run(self, key: str) -> Outcome:
        """What the experiment says that the question leads to."""
        return shown_by(self.field(key, "demo"))

    def answers(self, key: str) -> Iterator[tuple[dict[str, float], float]]:
        """Every combination of variables that a learner may be given, with what the field `answer` makes of it."""
        return self.worked_out(key, self.field(key, "answer"))

    def worked_out(self, key: str, formula: str) -> Iterator[tuple[dict[str, float], float]]:
        """The same of any formula, such as of a wrong answer."""
        variables = [variable.split(" in ") for listed in self.fields(key, "vars") for variable in listed.split(";")]
        names = [name.strip() for name, _ in variables]
        worked_out = expressions.parse(formula)
        for values in product(*([float(value) for value in of.split(",")] for _, of in variables)):
            drawn = dict(zip(names, values, strict=True))
            yield drawn, worked_out.at(drawn)
