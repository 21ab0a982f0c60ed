"""Questions are pieces: each has a history of its own, though many stand in one file."""

from datetime import UTC, datetime

import pytest

from content import sync
from content.compiler.library import Compiled
from content.compiler.questions import stored
from content.models import Piece, Revision
from content.queries import coverage
from tests.content.authors import library
from tests.content.compiler.questions.written import BODIES, written

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)
BODY = BODIES["single"].replace(" {!other-way}", "")


def one(heading: str = "Is it? {#is-it}", tests: str = "lstm.cell", **fields: str) -> str:
    return written(body=BODY, heading=heading, tests=tests, **fields)


def many(*questions: str, topic: str = "lstm") -> Compiled:
    return library(**{f"cells/{topic}/questions.md": "\n".join(questions)})


def load(compiled: Compiled, now: datetime) -> sync.Report:
    return sync.load(compiled, now=now)


def kept() -> list[tuple]:
    pieces = Piece.objects.filter(kind=Piece.Kind.QUESTION)
    return list(pieces.values_list("key", "topic__key", "current__number", "retired_at"))


def test_every_question_is_a_piece_whose_revision_is_the_question():
    report = load(many(one(), one("And? {#and}")), MONDAY)
    assert report.added[-2:] == [("question", "is-it"), ("question", "and")]
    assert str(report) == "added 1 track, 2 topics, 3 objectives and 2 questions"
    assert kept() == [("and", "lstm", 1, None), ("is-it", "lstm", 1, None)]
    piece = Piece.objects.get(key="is-it")
    assert (piece.origin_path, piece.current.source) == ("cells/lstm/questions.md", one())
    question = stored.read(piece.current.compiled)
    assert (question.title.html, question.source) == ("Is it?", one())
    assert stored.written(question) == piece.current.compiled


def test_an_edit_of_one_question_is_a_revision_of_it_alone():
    load(many(one(), one("And? {#and}")), MONDAY)
    report = load(many("Words above.\n", one(), one("And? {#and}", level="5")), TUESDAY)
    assert report == sync.Report(changed=[("question", "and")])
    assert kept() == [("and", "lstm", 2, None), ("is-it", "lstm", 1, None)]
    assert list(Revision.objects.filter(piece__key="and").values_list("number", "at", "compiled__level")) == [
        (2, TUESDAY, 5),
        (1, MONDAY, 3),
    ]


def test_a_question_that_leaves_is_retired_and_returns_with_its_history():
    load(many(one(), one("And? {#and}")), MONDAY)
    assert load(many(one()), TUESDAY) == sync.Report(retired=[("question", "and")])
    assert kept() == [("and", "lstm", 1, TUESDAY), ("is-it", "lstm", 1, None)]
    assert load(many(one(), one("And? {#and}")), WEDNESDAY) == sync.Report(returned=[("question", "and")])
    assert kept() == [("and", "lstm", 1, None), ("is-it", "lstm", 1, None)]


def test_without_its_file_every_question_of_a_topic_is_retired():
    load(many(one(), one("And? {#and}")), MONDAY)
    assert load(library(), TUESDAY).retired == [("question", "and"), ("question", "is-it")]


def test_a_question_of_another_name_is_the_piece_it_was():
    load(many(one()), MONDAY)
    before = Piece.objects.get(key="is-it").pk
    report = load(many(one('Is it? {#whether-it-is was="is-it"}')), TUESDAY)
    assert report == sync.Report(renamed=[("question", "is-it", "whether-it-is")])
    assert str(report) == "renamed 1 question"
    assert kept() == [("whether-it-is", "lstm", 2, None)]
    assert Piece.objects.get(key="whether-it-is").pk == before


def test_a_retired_question_returns_under_another_name():
    load(many(one()), MONDAY)
    load(library(), TUESDAY)
    before = Piece.objects.get(key="is-it").pk
    report = load(many(one('Is it? {#whether-it-is was="never is-it"}')), WEDNESDAY)
    assert (report.renamed, report.returned) == (
        [("question", "is-it", "whether-it-is")],
        [("question", "whether-it-is")],
    )
    assert (kept(), Piece.objects.get(key="whether-it-is").pk) == ([("whether-it-is", "lstm", 2, None)], before)


def test_an_old_key_that_nothing_ever_had_changes_nothing():
    report = load(many(one('Is it? {#is-it was="never"}')), MONDAY)
    assert (report.renamed, report.added[-1]) == ([], ("question", "is-it"))


def test_a_key_that_another_question_had_before_is_refused_because_answers_would_be_mixed_up():
    load(many(one(), one("And? {#and}")), MONDAY)
    load(many(one()), TUESDAY)
    with pytest.raises(sync.Refused) as refusal:
        load(many(one('And? {#and was="is-it"}')), WEDNESDAY)
    assert str(refusal.value) == (
        "the question `and` was `is-it`, but there was another question `and` before it, with what learners did for "
        "that: give it a third key"
    )
    assert kept() == [("and", "lstm", 1, TUESDAY), ("is-it", "lstm", 1, None)]


def test_a_question_may_move_to_another_topic_and_be_renamed_on_the_way():
    load(many(one()), MONDAY)
    report = load(many(one(), topic="rnn"), TUESDAY)
    assert report == sync.Report(changed=[("question", "is-it")])
    assert kept() == [("is-it", "rnn", 1, None)]
    report = load(many(one('Is it? {#whether-it-is was="is-it"}')), WEDNESDAY)
    assert report == sync.Report(renamed=[("question", "is-it", "whether-it-is")])
    assert kept() == [("whether-it-is", "lstm", 2, None)]


def test_a_question_of_the_desk_is_left_alone():
    load(many(one(), one("And? {#and}")), MONDAY)
    Piece.objects.filter(kind=Piece.Kind.QUESTION).update(origin_path="")
    report = load(many(one(level="5"), one('Also? {#also-it was="and"}')), TUESDAY)
    assert (report.added, report.shadowed) == ([("question", "also-it")], [("question", "is-it")])
    assert kept() == [("also-it", "lstm", 1, None), ("and", "lstm", 1, None), ("is-it", "lstm", 1, None)]


def test_what_they_test_is_counted_by_level():
    load(many(one(tests="lstm.cell lstm.gates", level="2"), one("And? {#and}", level="5")), MONDAY)
    asked = coverage.asked()
    assert {key: sorted(levels) for key, levels in asked["question"].items()} == {
        "lstm.cell": [2, 5],
        "lstm.gates": [2],
    }
