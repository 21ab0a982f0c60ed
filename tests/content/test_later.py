"""An outline is parsed when somebody looks into it: most who read a topic's row want its title."""

import json

import pytest

from content.later import Later
from content.models import Objective, Topic
from tests import makers

pytestmark = pytest.mark.django_db
OUTLINE = {"page": {"sections": [{"key": "the-cell", "was": []}]}, "was": []}


@pytest.fixture
def topic():
    made = makers.topic()
    Topic.objects.filter(pk=made.pk).update(outline=OUTLINE)
    return Topic.objects.get(pk=made.pk)


def test_what_was_kept_is_read_as_it_was(topic):
    assert topic.outline == OUTLINE == dict(topic.outline)
    assert (topic.outline["was"], list(topic.outline), len(topic.outline), repr(topic.outline)) == (
        [],
        list(topic.outline.keys()),
        2,
        repr(dict(topic.outline)),
    )


def test_saved_again_it_is_the_same(topic):
    topic.save()
    assert Topic.objects.get(outline__page__sections__0__key="the-cell") == topic
    assert Topic.objects.get(pk=topic.pk).outline == OUTLINE


def test_nothing_is_parsed_before_it_is_looked_into(topic, monkeypatch):
    parsed = []
    monkeypatch.setattr(
        json, "loads", lambda text, *rest, read=json.loads, **more: parsed.append(text) or read(text, *rest, **more)
    )
    around = [objective.topic for objective in Objective.objects.select_related("topic")] or [Topic.objects.get()]
    assert isinstance(around[0].outline, Later)
    assert not [text for text in parsed if "the-cell" in text]
    assert around[0].outline["page"]["sections"][0]["key"] == "the-cell"
    assert len([text for text in parsed if "the-cell" in text]) == 1
