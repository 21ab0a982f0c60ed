"""What is somebody's is found over the foreign keys; what the walk can't follow is refused by name."""

import pytest
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models.deletion import Collector
from django.test.utils import isolate_apps

from prep.accounts.mine import belongings
from tests import makers
from tests.prep.accounts.mine.imagined import MODULE, key, model


def found(root):
    return {belonging.model.__name__: belonging.paths for belonging in belongings.belongings(root)}


# --- The site as it is ----------------------------------------------------------------------------------------------


def test_nothing_refers_to_people_in_a_way_that_the_walk_cannot_follow():
    assert belongings.problems() == []


def test_whatever_belongs_to_people_or_mentions_them_has_a_maker_so_that_all_three_walks_are_tried():
    found = {found.model._meta.label for found in [*belongings.belongings(), *belongings.mentions()]}
    assert found - makers.MAKERS.keys() == set(), "Give it a maker in tests/makers.py."


def test_what_is_found_by_the_walk_is_what_django_would_delete(db):
    ada, alan = makers.member("ada"), makers.member("alan")
    for learner in (ada, alan):
        makers.one_of_each(learner)
    assert rows_found(ada) == rows_that_go(ada)
    assert rows_found(ada).isdisjoint(rows_found(alan))


def test_what_there_is_of_a_learner_is_told_in_words(db):
    ada = makers.guest()
    assert belongings.work_of(ada) == []
    makers.run(ada)
    assert belongings.work_of(ada) == [("run", 1)]
    makers.run(ada)
    assert belongings.work_of(ada) == [("runs", 2)]


# --- Any site -------------------------------------------------------------------------------------------------------


@pytest.fixture
def a_little_site():
    """People with notes, tags on the notes, friends, one desk each, and pages that they only signed."""
    with isolate_apps(MODULE):
        person = model("Person", friends=models.ManyToManyField("self", related_name="+"))
        note = model("Note", writer=key(person), reader=key(person, null=True))
        desk = model("Desk", owner=models.OneToOneField(person, models.CASCADE))
        tag = model("Tag", note=key(note), desk=key(desk, null=True))
        if_known = {"on_delete": models.SET_NULL, "null": True}
        page = model("Page", signed_by=key(person, **if_known), cover=key(note, **if_known))
        model("Shelf", page=key(page))
        yield {"Person": person, "Note": note, "Desk": desk, "Tag": tag, "Page": page}


def test_every_path_is_found_through_one_to_one_and_many_to_many_alike(a_little_site):
    assert found(a_little_site["Person"]) == {
        "Desk": ("owner",),
        "Note": ("reader", "writer"),
        "Person_friends": ("from_person", "to_person"),
        "Tag": ("desk__owner", "note__reader", "note__writer"),
    }


def test_a_row_that_only_mentions_somebody_is_not_theirs(a_little_site):
    mentioned = belongings.mentions(a_little_site["Person"])
    assert [(mention.model.__name__, mention.paths) for mention in mentioned] == [("Page", ("signed_by",))]


def test_every_key_that_leads_straight_to_somebody_is_named(a_little_site):
    named = {f"{field.model.__name__}.{field.name}" for field in belongings.references(a_little_site["Person"])}
    assert named == {
        "Desk.owner",
        "Note.reader",
        "Note.writer",
        "Page.signed_by",
        "Person_friends.from_person",
        "Person_friends.to_person",
    }


def test_such_a_site_has_no_problems(a_little_site):
    assert belongings.problems(a_little_site["Person"]) == []


@pytest.mark.django_db(transaction=True)
def test_rows_are_found_by_each_path_and_once(a_little_site):
    person, note, desk, tag, page = a_little_site.values()
    with connection.schema_editor() as editor:
        for each in a_little_site.values():
            editor.create_model(each)
    try:
        ada, alan = person.objects.create(), person.objects.create()
        ada.friends.add(alan)
        hers = note.objects.create(writer=ada, reader=ada)
        read_by_her = note.objects.create(writer=alan, reader=ada)
        his = note.objects.create(writer=alan)
        tag.objects.create(note=hers, desk=desk.objects.create(owner=ada))
        tag.objects.create(note=read_by_her)
        tag.objects.create(note=his)
        page.objects.create(signed_by=ada, cover=hers)
        assert rows_found(ada) == rows_that_go(ada)
        assert len(rows_found(ada)) == 7  # two of the friendship, two notes, two tags, a desk
    finally:
        with connection.schema_editor() as editor:
            for each in reversed(a_little_site.values()):
                editor.delete_model(each)


# --- Refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on_delete", [models.PROTECT, models.RESTRICT, models.DO_NOTHING, models.SET_DEFAULT, models.SET(1)]
)
@isolate_apps(MODULE)
def test_a_key_that_would_stop_a_deletion_is_refused_however_far_away(on_delete):
    person = model("Person")
    model("Invoice", payer=key(person, on_delete, null=True, default=1))
    note = model("Note", writer=key(person))
    model("Print", note=key(note, on_delete, null=True, default=1))
    advice = (
        "would stop the deletion of a learner, or leave them in the row: "
        "let on_delete be CASCADE if the row is theirs, SET_NULL if it only mentions them."
    )
    assert belongings.problems(person) == [f"accounts.Invoice.payer {advice}", f"accounts.Print.note {advice}"]


@isolate_apps(MODULE)
def test_a_circle_is_refused_and_the_walk_comes_to_an_end():
    person = model("Person", teacher=key("self", null=True))
    note = model("Note", writer=key(person), answers=key("self", null=True))
    thread = model("Thread", note=key(note), newest=key("Answer", null=True))
    model("Answer", thread=key(thread))
    advice = "leads in a circle of CASCADE: let one key of it be SET_NULL."
    assert found(person) == {
        "Answer": ("thread__note__writer",),
        "Note": ("writer",),
        "Thread": ("note__writer",),
    }
    assert belongings.problems(person) == [
        f"accounts.Note.answers {advice}",
        f"accounts.Person.teacher {advice}",
        f"accounts.Thread.newest {advice}",
    ]


@isolate_apps(MODULE)
def test_a_circle_that_set_null_breaks_is_followed():
    person = model("Person")
    model("Note", writer=key(person), answers=key("self", models.SET_NULL, null=True))
    assert found(person) == {"Note": ("writer",)}
    assert belongings.problems(person) == []


@isolate_apps(MODULE)
def test_a_table_that_continues_another_is_refused():
    person = model("Person")
    note = model("Note", writer=key(person))
    model("LongNote", base=note)
    assert belongings.problems(person) == [
        "accounts.LongNote inherits from another table: the walk doesn't follow that."
    ]


@isolate_apps(MODULE)
def test_generic_relations_are_refused():
    person = model("Person", likes=GenericRelation("accounts.Like"))
    model(
        "Like",
        kind=models.ForeignKey(ContentType, models.CASCADE, related_name="+"),
        row=models.PositiveBigIntegerField(),
        liked=GenericForeignKey("kind", "row"),
    )
    assert belongings.problems(person) == [
        "accounts.Like.liked could lead to a learner without a key: the walk doesn't follow those.",
        "accounts.Person.likes is a generic relation: the walk doesn't follow those.",
    ]


def rows_found(learner):
    return {
        (belonging.model, row.pk) for belonging in belongings.belongings(type(learner)) for row in belonging.of(learner)
    }


def rows_that_go(learner):
    collector = Collector(using="default")
    collector.collect([learner])
    rows = {(model, row.pk) for model, rows in collector.data.items() for row in rows}
    rows |= {(rows.model, row.pk) for rows in collector.fast_deletes for row in rows}
    return rows - {(type(learner), learner.pk)}
