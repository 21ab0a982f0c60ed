"""What docs/writing.md shows of questions is what is read: one of each kind, and it says all of their names."""

import re
from pathlib import Path

from content.compiler.questions import fields, reader
from content.compiler.questions.expressions import CONSTANTS, FUNCTIONS
from content.compiler.questions.values import KINDS

DOCUMENT = (Path(__file__).parents[4] / "docs" / "writing.md").read_text()
CHAPTER = DOCUMENT.split("\n## questions.md\n")[1].split("\n## Figures\n")[0]
EXAMPLES = re.findall(r"^```markdown\n(.*?)^```$", CHAPTER, re.DOTALL | re.MULTILINE)


def test_there_is_an_example_of_every_kind_and_each_is_read():
    found, problems = reader.questions("writing.md", "\n".join(EXAMPLES).encode())
    assert problems == []
    assert [question.kind for question in found] == list(KINDS)


def test_every_field_and_every_function_is_named():
    names = {*fields.COMMON, *fields.ANY}
    assert {name for name in names if f"`{name}" not in CHAPTER and f"\n{name}: " not in CHAPTER} == set()
    assert {name for name in (*FUNCTIONS, *CONSTANTS) if not re.search(rf"\b{name}\b", CHAPTER)} == set()
