"""A load while the site is used: answers are kept, and two loads at once are one."""

from datetime import UTC, datetime
from threading import Event
from time import sleep

import pytest

from benchmarks import generated
from content import sync
from content.compiler.library import Compiled, compile_folder
from content.models import Edition, Piece, Revision
from content.vocabulary import current
from prep import library
from sandbox import limits
from sandbox.models import Run
from tests import makers
from tests.sandbox.threads import in_threads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOPICS = 30


@pytest.fixture
def many(tmp_path) -> Compiled:
    generated.write(tmp_path, topics=TOPICS, sections=3, words=100)
    return compile_folder(tmp_path, current())


def test_answers_are_kept_while_a_library_is_loaded(many, monkeypatch):
    monkeypatch.setattr(limits, "QUEUED_AT_ONCE", 10_000)
    ada, loaded = makers.member("ada"), Event()

    def load() -> int:
        try:
            return len(library.load(many, now=NOW).topics)
        finally:
            loaded.set()

    def answer() -> int:
        kept = 0
        while not kept or not loaded.is_set():
            makers.run(ada)
            kept += 1
            sleep(0.01)  # SQLite's lock goes to whoever asks first, not to who has waited longest
        return kept

    topics, *kept = in_threads([load, answer, answer])
    assert topics == TOPICS
    assert Run.objects.filter(learner=ada).count() == sum(kept)


def test_two_loads_at_once_are_one(many):
    reports = in_threads([lambda: library.load(many, now=NOW)] * 2)
    assert sorted(len(report.added) for report in reports) == [0, 1 + TOPICS + 3 * TOPICS + TOPICS]
    assert [report for report in reports if not report.added] == [sync.Report()]
    assert (Edition.objects.count(), Piece.objects.count(), Revision.objects.count()) == (1, TOPICS, TOPICS)
