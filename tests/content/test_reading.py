"""How far somebody has read: what is kept, that it may be told twice and late, and how two readings become one."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content import reading
from content.models import Reading, SectionRead
from content.queries import reading as queries
from content.queries.reading import How
from prep.accounts.mine import merging
from tests import makers
from tests.makers import NOW

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def rows(learner):
    """Everything that is kept of their reading, by topic."""
    fields = ("started_at", "seen_at", "place", "read_at")
    return {
        row.topic.key: {
            **{name: getattr(row, name) for name in fields},
            "sections": dict(row.sections.values_list("section", "read_at")),
        }
        for row in learner.readings.select_related("topic")
    }


def progress(learner, page, *sections, place="", now=NOW):
    reading.progress(learner=learner, page=page, sections=dict.fromkeys(sections, now), place=place, now=now)


@pytest.fixture
def lstm(db):
    return makers.page("lstm", "cell", "gates", "training")


@pytest.fixture
def ada(db):
    return makers.member("ada")


# --- Progress -------------------------------------------------------------------------------------------------------


def test_keeps_the_sections_read_and_the_place(ada, lstm):
    progress(ada, lstm, "cell", place="gates")
    progress(ada, lstm, "gates", place="training", now=NOW + MINUTE)

    assert rows(ada) == {
        "lstm": {
            "started_at": NOW,
            "seen_at": NOW + MINUTE,
            "place": "training",
            "read_at": None,
            "sections": {"cell": NOW, "gates": NOW + MINUTE},
        }
    }
    assert queries.of(ada, lstm) == How(NOW, NOW + MINUTE, "training", frozenset({"cell", "gates"}), None)


def test_told_twice_it_is_kept_once_at_the_first_time(ada, lstm):
    progress(ada, lstm, "cell", place="gates")
    first = rows(ada)
    progress(ada, lstm, "cell", place="gates")

    assert rows(ada) == first
    progress(ada, lstm, "cell", now=NOW + DAY)
    assert rows(ada)["lstm"]["sections"] == {"cell": NOW}


def test_what_arrives_late_counts_from_when_it_was_and_moves_no_newer_place(ada, lstm):
    progress(ada, lstm, "gates", place="training")
    progress(ada, lstm, "cell", place="cell", now=NOW - DAY)

    assert rows(ada)["lstm"] == {
        "started_at": NOW - DAY,
        "seen_at": NOW,
        "place": "training",
        "read_at": None,
        "sections": {"cell": NOW - DAY, "gates": NOW},
    }


def test_without_a_place_the_last_one_stays(ada, lstm):
    progress(ada, lstm, "cell", place="gates")
    progress(ada, lstm, "gates", now=NOW + MINUTE)

    assert queries.of(ada, lstm).place == "gates"


def test_keys_of_yesterday_s_page_are_today_s_and_unknown_ones_are_nothing(ada, lstm):
    progress(ada, lstm, "cell", "gates", "training", place="gates")
    lstm = makers.page("lstm", "the-cell", "gating", was={"the-cell": ["cell"], "gating": ["gates"]})

    assert queries.of(ada, lstm) == How(NOW, NOW, "gating", frozenset({"the-cell", "gating"}), None)
    alan = makers.member("alan")
    progress(alan, lstm, "cell", "the-cell", "training", place="gates")
    assert rows(alan)["lstm"]["sections"] == {"the-cell": NOW}
    assert rows(alan)["lstm"]["place"] == "gating"


def test_where_nothing_is_known_nothing_is_kept(ada, lstm):
    progress(ada, lstm, "no-such", place="nor-this")

    assert rows(ada) == {}


def test_one_learner_s_reading_is_not_another_s(ada, lstm):
    progress(ada, lstm, "cell")

    assert queries.of(makers.member("alan"), lstm) == How()
    assert queries.of(None, lstm) == How()


class TestToldInAnyOrder(TestCase):
    """Messages get lost, are sent again, and overtake one another."""

    MESSAGES = st.lists(
        st.tuples(st.frozensets(st.sampled_from(["cell", "gates", "training"])), st.sampled_from(["cell", "gates"])),
        min_size=1,
        max_size=4,
    )

    @settings(max_examples=25, deadline=None)
    @given(messages=MESSAGES, data=st.data())
    def test_the_same_is_kept(self, messages, data):
        page = makers.page("lstm", "cell", "gates", "training")
        sent = [(*message, NOW + number * MINUTE) for number, message in enumerate(messages)]
        again = data.draw(st.lists(st.sampled_from(sent), max_size=3))
        ada, alan = makers.member("ada"), makers.member("alan")
        for learner, told in ((ada, sent), (alan, data.draw(st.permutations([*sent, *again])))):
            for sections, place, now in told:
                progress(learner, page, *sections, place=place, now=now)

        assert rows(alan) == rows(ada)


# --- The mark -------------------------------------------------------------------------------------------------------


def test_marking_a_page_twice_keeps_the_first_time(ada, lstm):
    reading.mark_read(learner=ada, page=lstm, now=NOW)
    reading.mark_read(learner=ada, page=lstm, now=NOW + DAY)

    assert (Reading.objects.get().read_at, queries.of(ada, lstm).read_at) == (NOW, NOW)


def test_taking_the_mark_back_keeps_what_was_read(ada, lstm):
    progress(ada, lstm, "cell", place="gates")
    before = rows(ada)
    reading.mark_read(learner=ada, page=lstm, now=NOW)
    for _ in range(2):
        reading.mark_unread(learner=ada, page=lstm)

    assert rows(ada) == before


def test_taking_back_what_was_never_said_makes_nothing(ada, lstm):
    reading.mark_unread(learner=ada, page=lstm)

    assert Reading.objects.count() == 0


# --- What is told of it ---------------------------------------------------------------------------------------------


def test_the_share_is_of_today_s_sections_and_whole_once_marked(ada, lstm):
    progress(ada, lstm, "cell", "gates")
    how = queries.of(ada, lstm)

    assert how.share(["cell", "gates", "training", "more"]) == 0.5
    assert how.share([]) == 0.0
    assert How().share(["cell"]) == 0.0
    reading.mark_read(learner=ada, page=lstm, now=NOW)
    assert queries.of(ada, lstm).share(["cell", "gates", "training", "more"]) == 1.0


def test_each_takes_one_query_however_much_was_read(ada, lstm, django_assert_num_queries):
    gru = makers.page("gru", "cell")
    for _ in range(2):
        with django_assert_num_queries(1):
            queries.of(ada, lstm)
        with django_assert_num_queries(1):
            found = queries.by_topic(ada)
        progress(ada, lstm, "cell", "gates", "training")
        progress(ada, gru, "cell")

    assert found == {
        "gru": How(NOW, NOW, "", frozenset({"cell"})),
        "lstm": How(NOW, NOW, "", frozenset({"cell", "gates", "training"})),
    }
    with django_assert_num_queries(0):
        assert (queries.of(None, lstm), queries.by_topic(None)) == (How(), {})


@pytest.mark.parametrize("sections", [("cell",), ("cell", "gates", "training")])
def test_keeping_takes_the_same_few_queries_however_much_was_read(ada, lstm, sections, django_assert_num_queries):
    progress(ada, lstm, place="cell")
    with django_assert_num_queries(
        7
    ):  # begin, the topic, the reading, its time and place, the sections and their times, commit
        progress(ada, lstm, *sections, place="gates")


# --- A guest becomes one with a member ------------------------------------------------------------------------------

PAGES = {"lstm": ("cell", "gates", "training"), "gru": ("update",)}
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(sorted(PAGES)), st.sets(st.integers(0, 2)), st.integers(0, 2), st.integers(0, 9), st.booleans()
    ),
    max_size=5,
)


class TestWhateverWasReadOnBothSides(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(guest_s=DEEDS, member_s=DEEDS)
    def test_first_times_and_the_latest_place_are_the_member_s(self, guest_s, member_s):
        pages = {key: makers.page(key, *sections) for key, sections in PAGES.items()}
        ada, guest = makers.member("ada"), makers.guest()
        for learner, deeds in ((guest, guest_s), (ada, member_s)):
            for key, sections, place, days, marked in deeds:
                known = PAGES[key]
                now = NOW + days * DAY
                read = [known[number] for number in sections if number < len(known)]
                progress(learner, pages[key], *read, place=known[place % len(known)], now=now)
                if marked:
                    reading.mark_read(learner=learner, page=pages[key], now=now)
        both = [rows(ada), rows(guest)]

        merging.bring(guest_id=guest.pk, member=ada, now=NOW)

        assert rows(ada) == {
            key: together([row[key] for row in both if key in row]) for key in both[0].keys() | both[1]
        }
        assert not Reading.objects.exclude(learner=ada).exists()


def together(found):
    """The readings of one page as one: the member's comes first, and its place wins where both were there last."""
    latest = max(found, key=lambda row: row["seen_at"])
    sections = {}
    for row in found:
        for section, at in row["sections"].items():
            sections[section] = min(at, sections.get(section, at))
    return {
        "started_at": min(row["started_at"] for row in found),
        "seen_at": latest["seen_at"],
        "place": latest["place"],
        "read_at": min((row["read_at"] for row in found if row["read_at"]), default=None),
        "sections": sections,
    }


def test_a_guest_s_own_reading_is_moved_as_it_is(ada, lstm):
    guest = makers.guest()
    progress(guest, lstm, "cell", place="gates")
    before, pks = rows(guest), set(SectionRead.objects.values_list("pk", flat=True))
    merging.bring(guest_id=guest.pk, member=ada, now=NOW)

    assert (rows(ada), set(SectionRead.objects.values_list("pk", flat=True))) == (before, pks)


def test_a_place_isn_t_lost_to_a_later_reading_without_one(ada, lstm):
    guest = makers.guest()
    progress(guest, lstm, "cell", place="gates")
    reading.mark_read(learner=ada, page=lstm, now=NOW + DAY)
    merging.bring(guest_id=guest.pk, member=ada, now=NOW)

    assert queries.of(ada, lstm) == How(NOW, NOW + DAY, "gates", frozenset({"cell"}), NOW + DAY)


def test_a_page_is_whatever_has_a_key_and_sections(ada, lstm):
    stop = SimpleNamespace(key="lstm", sections=[SimpleNamespace(key="gates", was=["cell"])])
    progress(ada, stop, "cell")

    assert rows(ada)["lstm"]["sections"] == {"gates": NOW}
