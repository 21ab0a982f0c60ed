"""What the pages read, and how many queries it takes."""

from datetime import UTC, datetime

import pytest

from content import sync
from content.models import Objective, Topic
from content.queries import pages
from tests.content.authors import library, numbered_library

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def read() -> list[tuple]:
    return [
        (topic.title, [each.title for each in topic.prerequisites.all()], [each.key for each in topic.objectives.all()])
        for track in pages.path()
        for topic in track.topics.all()
    ]


def test_the_path_has_topics_prerequisites_and_objectives_in_order():
    sync.load(library(), now=NOW)
    assert read() == [("RNN", [], ["rnn.recurrence"]), ("LSTM", ["RNN"], ["lstm.cell", "lstm.gates"])]


@pytest.mark.parametrize("topics", [1, 3])
def test_the_path_takes_four_queries(django_assert_num_queries, topics):
    sync.load(numbered_library(topics=topics), now=NOW)
    with django_assert_num_queries(4):
        assert len(read()) == topics


def test_what_is_retired_is_not_on_the_path():
    sync.load(library(), now=NOW)
    Topic.objects.filter(key="rnn").update(retired_at=NOW)
    Objective.objects.filter(key="lstm.gates").update(retired_at=NOW)
    assert read() == [("LSTM", [], ["lstm.cell"])]
