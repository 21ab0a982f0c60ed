"""The bank says what the library's questions say: stocked with every load, and kept on a shelf until it changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content import sync
from content.models import Edition
from quizzes import bank, shelf
from quizzes.adaptive import items
from quizzes.models import Parameters, Question, Report
from quizzes.wanted import Wanted
from tests import makers
from tests.quizzes import cells
from tests.quizzes.cells import LSTM, NOON, RNN

pytestmark = pytest.mark.usefixtures("bank")

LATER = NOON.replace(day=15)
FIELDS = ("topic__key", "title", "kind", "level", "seconds", "asked_at", "retired_at")


def one(key):
    return Question.objects.get(key=key)


def believed(key):
    """What was believed of it, from the first: version, difficulty, what guessing earns, and since when."""
    rows = Parameters.objects.filter(question__key=key).order_by("version")
    return [(row.version, row.source, row.difficulty, round(row.guessing, 3), row.at) for row in rows]


def fitting(**wanted):
    kept = shelf.current()
    return [kept.keys[place] for place in kept.fitting(Wanted(**wanted))]


# --- Stocking -------------------------------------------------------------------------------------------------------


def test_every_question_of_the_library_can_be_asked_as_its_author_wrote_it():
    assert sorted(Question.objects.values_list("key", flat=True)) == sorted(cells.KEYS[RNN] + cells.KEYS[LSTM])
    assert Question.objects.values_list(*FIELDS).get(key="shared-sets") == (
        "rnn",
        "How many sets of weights has an RNN that reads 50 steps?",
        "single",
        1,
        20,
        [],
        None,
    )
    assert (one("step-update").asked_at, one("step-update").kind) == (["A company", "Another"], "cloze")
    assert one("step-update").revision == one("step-update").piece.current


def test_at_first_its_level_says_what_is_believed_of_it():
    guessed = {"shared-sets": 1 / 3, "gate-values": 5 / 14, "cell-order": 5 / 18, "gate-count": 0, "shared-why": 0}
    for key, earned in guessed.items():
        row = one(key)
        assert believed(key) == [(1, "level", items.LEVELS[row.level], round(earned, 3), NOON)]
        assert row.parameters.believed == items.prior(row.level, row.parameters.guessing)


def test_it_counts_for_the_objectives_it_tests_and_can_betray_what_its_wrong_answers_name():
    linked = {
        key: (
            sorted(one(key).objectives.values_list("key", flat=True)),
            sorted(one(key).misconceptions.values_list("key", flat=True)),
        )
        for key in ("shared-growth", "shared-count", "step-update", "cell-or-state", "shared-why")
    }
    assert linked == {
        "shared-growth": (["rnn.recurrence", "rnn.shared"], ["weights-a-step"]),
        "shared-count": (["rnn.shared"], ["weights-a-step"]),
        "step-update": (["rnn.recurrence"], ["no-memory"]),
        "cell-or-state": (["lstm.cell", "rnn.recurrence"], []),
        "shared-why": (["rnn.shared"], []),
    }


def test_links_come_and_go_with_what_the_author_says():
    cells.load(
        cells.edited(
            RNN,
            ("tests: rnn.shared rnn.recurrence", "tests: rnn.recurrence"),
            ("- [ ] The number of weights {!weights-a-step}", "- [ ] The number of weights {!no-memory}"),
        )
    )
    row = one("shared-growth")
    assert list(row.objectives.values_list("key", flat=True)) == ["rnn.recurrence"]
    assert list(row.misconceptions.values_list("key", flat=True)) == ["no-memory"]


def test_another_level_is_another_belief_and_the_one_before_stays():
    cells.load(cells.edited(RNN, ("level: 5", "level: 4")), now=LATER)
    assert believed("step-memory") == [(1, "level", 1.5, 0.5, NOON), (2, "level", 0.75, 0.5, LATER)]
    assert (one("step-memory").level, one("step-memory").parameters.version) == (4, 2)


def test_so_is_another_number_of_options():
    more = "- [ ] None\n  > Something has to be learned.\n- [ ] Two\n  > One for each would not do.\n"
    cells.load(cells.edited(RNN, ("- [ ] None\n  > Something has to be learned.\n", more)), now=LATER)
    assert [row[3] for row in believed("shared-sets")] == [0.333, 0.25]


def test_other_words_are_no_other_belief():
    cells.load(cells.edited(RNN, ("A loop has one body.", "A loop has a single body.")), now=LATER)
    assert (one("shared-sets").revision.number, len(believed("shared-sets"))) == (2, 1)


def test_what_followed_from_answers_stays_whatever_the_author_says():
    row = one("step-memory")
    fitted = items.Parameters(0.4, 0.1, 0.2, 0.1, 0.3)
    bank.adopt([bank.believed(row, fitted, version=2, source="fitted", answers=400, now=NOON)])
    cells.load(cells.edited(RNN, ("level: 5", "level: 1")))
    assert (one("step-memory").level, one("step-memory").parameters.believed) == (1, fitted)


def test_a_second_load_of_the_same_adds_nothing():
    before = list(Parameters.objects.values_list("pk", flat=True))
    cells.load(now=LATER)
    assert list(Parameters.objects.values_list("pk", flat=True)) == before


def test_a_question_of_another_name_is_the_row_it_was():
    before = one("step-order")
    cells.load(cells.edited(RNN, ("{#step-order}", '{#order-of-a-step was="step-order"}')))
    assert (one("order-of-a-step").pk, len(believed("order-of-a-step"))) == (before.pk, 1)
    assert not Question.objects.filter(key="step-order").exists()


def test_a_question_that_left_is_retired_and_returns_as_the_row_it_was():
    before = one("step-order")
    cells.load(cells.without(RNN, "step-order"), now=LATER)
    assert (one("step-order").pk, one("step-order").retired_at) == (before.pk, LATER)
    assert "step-order" not in fitting()
    cells.load()
    assert (one("step-order").pk, one("step-order").retired_at, len(believed("step-order"))) == (before.pk, None, 1)
    assert "step-order" in fitting()


def test_a_question_may_move_to_another_topic():
    moved = cells.SOURCES.files[RNN].decode().split("\n## ")[4]
    files = {LSTM: f"{cells.SOURCES.files[LSTM].decode()}\n## {moved}", **cells.without(RNN, "step-order")}
    before = one("step-order").pk
    cells.load(files)
    assert (one("step-order").pk, one("step-order").topic.key) == (before, "lstm")


def test_without_a_topics_file_its_questions_are_retired():
    cells.load({LSTM: ""})
    assert fitting() == cells.KEYS[RNN]
    assert [topic.key for topic in shelf.current().topics] == ["rnn"]


def test_stocking_takes_as_many_queries_for_forty_new_questions_as_for_four():
    asked = []
    for count in (4, 44):
        with CaptureQueriesContext(connection) as captured:
            bank_before = Question.objects.count()
            cells.load(cells.with_more(count))
        asked.append(len([query for query in captured if "quizzes_" in query["sql"]]))
        assert Question.objects.count() - bank_before in (4, 40)
    assert asked[0] == asked[1]


def test_a_report_sent_twice_is_one_with_the_state_of_the_question_that_was_seen():
    row = one("shared-sets")
    said = {"question": row, "revision_id": row.revision_id, "seed": 7, "client_key": "0" * 32, "now": NOON}
    learner = makers.guest()
    first = bank.report(learner=learner, words="It has two right ones.", **said)
    again = bank.report(learner=learner, words="Something else.", **said)
    assert (first, again.words, Report.objects.count()) == (again, "It has two right ones.", 1)
    assert (first.revision, first.seed) == (row.revision, 7)


# --- The shelf ------------------------------------------------------------------------------------------------------


def test_the_shelf_is_made_once_and_then_costs_a_query(django_assert_num_queries):
    with django_assert_num_queries(8):
        made = shelf.current()
    with django_assert_num_queries(1):
        assert shelf.current() is made


def test_it_is_made_anew_for_another_edition_and_for_another_belief():
    made = shelf.current()
    cells.load(cells.edited(RNN, ("A loop has one body.", "A loop has a single body.")))
    other = shelf.current()
    place = other.place_of_key["shared-sets"]
    assert (other is made, other.revisions[place]) == (False, one("shared-sets").revision_id)
    row = one("shared-sets")
    fitted = items.Parameters(0.4, 0.1, 0.2, 0.1, 0.3)
    bank.adopt([bank.believed(row, fitted, version=2, source="fitted", answers=400, now=NOON)])
    assert shelf.current().parameters[place] == row.parameters_id


def test_what_was_seen_of_a_load_that_goes_on_is_looked_at_again_at_its_end():
    edition = Edition.objects.latest("pk")
    sync.mark(edition.pk, digest="")
    halfway = shelf.current()
    sync.mark(edition.pk, digest=edition.digest)
    assert shelf.current() is not halfway


def test_a_shelf_without_a_question_is_a_shelf():
    cells.load({RNN: "", LSTM: ""})
    assert (shelf.current().keys, fitting(), fitting(topics=("rnn",), levels=(1,))) == ((), [], [])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, cells.KEYS[RNN] + cells.KEYS[LSTM]),
        ({"topics": ("lstm",)}, cells.KEYS[LSTM]),
        ({"topics": ("rnn", "lstm"), "levels": (1,)}, ["shared-sets", "gate-half"]),
        ({"topics": ("gru",)}, []),
        ({"objectives": ("lstm.cell",)}, ["cell-sum", "cell-or-state", "cell-order"]),
        ({"objectives": ("lstm.cell",), "topics": ("rnn",)}, []),
        ({"objectives": ("rnn.recurrence",), "levels": (4, 5)}, ["step-memory", "cell-or-state"]),
        ({"objectives": ("gru.none",)}, []),
        ({"levels": (2,)}, ["shared-count", "step-order", "cell-sum", "gate-values"]),
        ({"kinds": ("text", "cloze")}, ["shared-why", "step-update", "cell-sum"]),
        ({"company": "Another"}, ["step-update", "cell-or-state"]),
        ({"company": "Anoth"}, []),
        ({"company": "A company", "kinds": ("multi",)}, ["shared-growth"]),
        ({"questions": ("gate-half", "shared-sets", "gone"), "levels": (5,)}, ["shared-sets", "gate-half"]),
    ],
)
def test_a_choice_is_fitted_by_what_has_all_of_it(wanted, found):
    assert fitting(**wanted) == found
