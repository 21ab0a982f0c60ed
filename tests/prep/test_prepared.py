"""A prepared query says what the same queryset would say, for whatever it is asked with, and builds its SQL once; a
prepared insert keeps what `save` would keep."""

from datetime import timedelta
from uuid import uuid4

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from content.models import Reading, Revision, SectionRead
from prep.prepared import Prepared, PreparedInsert, PreparedUpdate
from quizzes.models import Quiz, Skill
from tests import makers
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def readings(learner: int, since) -> QuerySet[Reading]:
    begun = Exists(SectionRead.objects.filter(reading=OuterRef("pk")))
    found = Reading.objects.filter(learner=learner, seen_at__gte=since).select_related("topic__track")
    return found.annotate(begun=begun).order_by("pk")


@pytest.fixture
def prepared() -> Prepared:
    return Prepared(readings, "learner", "since", instants=("since",))


def told(found: list[Reading]) -> list[tuple]:
    return [(each, each.seen_at, each.read_at, each.topic.track.key, bool(each.begun)) for each in found]


def test_it_finds_what_the_queryset_finds_with_its_relations_and_annotations(prepared, django_assert_num_queries):
    ada, alan = makers.member("ada"), makers.member("alan")
    makers.reading(ada, read_at=NOW)
    makers.reading(ada, seen_at=NOW - timedelta(days=3))
    makers.section_read(ada)
    makers.reading(alan)
    for learner in (ada, alan):
        for since in (NOW - timedelta(days=9), NOW - timedelta(days=1), NOW + timedelta(days=1)):
            with django_assert_num_queries(1):
                found = told(prepared.objects(learner=learner.pk, since=since))
            assert found == told(list(readings(learner.pk, since)))


def test_what_it_finds_can_be_changed_and_saved(prepared):
    row = makers.reading(makers.member("ada"))
    (found,) = prepared.objects(learner=row.learner_id, since=NOW)
    found.place = "gates"
    found.save(update_fields=["place"])
    assert Reading.objects.get().place == "gates"


def test_values_come_as_rows_with_json_read():
    topic = makers.topic(asked_at=["Nobody"])
    by_track = Prepared(lambda track: type(topic).objects.filter(track=track).values_list("key", "asked_at"), "track")
    assert by_track.rows(track=topic.track_id) == [(topic.key, ["Nobody"])]


def test_it_is_built_once(prepared, monkeypatch):
    ada = makers.member("ada")
    prepared.objects(learner=ada.pk, since=NOW)
    monkeypatch.setattr(prepared, "build", None)
    assert prepared.objects(learner=ada.pk, since=NOW) == []


def test_a_value_that_the_query_does_not_hold_is_refused():
    forgetful = Prepared(lambda learner, topic: Reading.objects.filter(learner=learner), "learner", "topic")
    with pytest.raises(ValueError, match="Not every one of learner, topic stands in SELECT"):
        forgetful.objects(learner=1, topic=2)


def test_an_insert_keeps_every_kind_of_field_and_brings_the_rows_ids():
    piece = makers.revision(makers.member("grace")).piece
    said = {"source": "ä $x$", "compiled": {"z": [1, None, True], "a": "ü"}, "digest": "d", "at": NOW}
    rows = [Revision(piece=piece, number=number, **said) for number in (7, 8)]
    PreparedInsert(Revision)(rows)

    found = list(Revision.objects.filter(number__in=[7, 8]).order_by("number"))
    assert found == rows
    assert [(each.source, each.compiled, each.at, each.author) for each in found] == [
        (said["source"], said["compiled"], NOW, None)
    ] * 2
    rows[0].digest = "e"
    rows[0].save()
    assert Revision.objects.get(number=7).digest == "e"


def test_what_is_there_already_is_renewed_or_refused():
    ada, topic = makers.member("ada"), makers.topic()
    said = {"learner": ada, "topic": topic, "sd": 1.0, "answers": 1, "updated_at": NOW}
    keep = PreparedInsert(Skill, unique=("learner", "topic"), renewed=("mean", "evidence"))
    keep([Skill(mean=0.5, evidence=b"\x00\xff", **said)])
    keep([Skill(mean=0.7, evidence=b"\x01", **{**said, "answers": 9})])
    found = Skill.objects.get()
    assert (found.mean, bytes(found.evidence), found.answers) == (0.7, b"\x01", 1)

    with pytest.raises(IntegrityError), transaction.atomic():
        PreparedInsert(Skill)([Skill(mean=0.1, evidence=b"", **said)])


def test_numbers_of_numpy_and_words_of_an_enumeration_are_kept_as_numbers_and_words():
    ada, topic = makers.member("ada"), makers.topic()
    row = Skill(learner=ada, topic=topic, mean=np.float64(0.5), sd=1, answers=np.int64(3), updated_at=NOW)
    PreparedInsert(Skill)([row])
    quiz = makers.quiz(ada)
    again = Quiz(**{name: getattr(quiz, name) for name in ("learner", "length", "seed", "started_at", "seen_at")})
    again.client_key, again.mode, again.wanted = uuid4(), Quiz.Mode.ASSESSMENT, {}
    PreparedInsert(Quiz)([again])

    found = Skill.objects.get()
    assert (found.mean, found.sd, found.answers) == (0.5, 1.0, 3)
    assert Quiz.objects.filter(mode="assessment").get() == again


def test_an_update_changes_what_its_queryset_holds_and_says_how_much_that_was():
    ada, alan = makers.member("ada"), makers.member("alan")
    later = NOW + timedelta(days=1)
    update = PreparedUpdate(
        lambda learner, now: (Reading.objects.filter(learner=learner, read_at=None), {"seen_at": now, "read_at": now}),
        "learner",
        "now",
        instants=("now",),
    )
    open_page, read, other_s = makers.reading(ada), makers.reading(ada, read_at=NOW), makers.reading(alan)
    assert [update(learner=ada.pk, now=later), update(learner=ada.pk, now=later)] == [1, 0]
    times = Reading.objects.values_list("seen_at", "read_at")
    assert times.get(pk=open_page.pk) == (later, later)
    assert times.get(pk=read.pk) == (read.seen_at, NOW)
    assert times.get(pk=other_s.pk) == (other_s.seen_at, None)
