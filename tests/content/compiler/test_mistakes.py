"""A library with every kind of mistake: all of them are named at once, in mistakes.txt's words, and nothing is changed.

Who adds to the format adds its mistakes to `mistakes/`, and what is said of them to mistakes.txt.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from content.compiler.library import compile_folder
from content.compiler.sources import LIBRARY
from content.models import Edition, Objective, Revision
from prep import library
from tests.content.authors import VOCABULARY

MISTAKES = Path(__file__).parent / "mistakes"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_all_mistakes_are_named_at_once(monkeypatch):
    monkeypatch.chdir(MISTAKES)
    said = [str(problem) for problem in compile_folder(MISTAKES, VOCABULARY).problems]
    assert said == MISTAKES.with_suffix(".txt").read_text().splitlines()


@pytest.mark.django_db
def test_loading_it_changes_nothing():
    library.load(library.compiled(LIBRARY), now=NOW)
    before = [list(model.objects.order_by("pk").values()) for model in (Objective, Revision, Edition)]
    with pytest.raises(ValueError, match="problems"):
        library.load(library.compiled(MISTAKES), now=NOW)
    assert [list(model.objects.order_by("pk").values()) for model in (Objective, Revision, Edition)] == before
