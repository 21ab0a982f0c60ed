"""Writes down what the golden questions become: `python -m tests.content.compiler.questions.golden`."""

import json
from pathlib import Path

from content.compiler.questions import reader, stored

SOURCE = Path(__file__).with_name("golden.md")
STORED = Path(__file__).with_name("golden.json")


def made() -> list[stored.Json]:
    found, problems = reader.questions("questions.md", SOURCE.read_bytes())
    assert (found is not None, problems) == (True, [])
    return [stored.written(question) for question in found or ()]


if __name__ == "__main__":
    STORED.write_text(json.dumps(made(), indent=2, ensure_ascii=False) + "\n")
