"""`was`: what is called otherwise stays the row it was, and everything that points at it follows."""

from datetime import UTC, datetime

import pytest

from content import sync
from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources
from content.models import Misconception, Objective, Reading, Topic, Track
from tests import makers
from tests.content.authors import LSTM, RNN, TRACK, VOCABULARY, library, problems, sources

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 3, 3, 9, tzinfo=UTC)
WEDNESDAY = datetime(2026, 3, 4, 9, tzinfo=UTC)

BELIEF = "[misconceptions.gates-erase]\nbelief = 'They erase.'\ntruth = 'They scale.'\nsee = 'lstm.gates'\n"


def moved(before: str, after: str, text: str) -> Compiled:
    """The folder `cells/<before>/` under another name, with another topic.toml."""
    files = sources(track=TRACK.replace(f"'{before}'", f"'{after}'")).files
    kept = {path: data for path, data in files.items() if f"/{before}/" not in path}
    compiled = compile_library(Sources({**kept, f"cells/{after}/topic.toml": text.encode()}), VOCABULARY)
    assert compiled.problems == ()
    return compiled


def was(text: str, *keys: str) -> str:
    return text.replace("\n[objectives]", f"was = {list(keys)}\n[objectives]", 1)


def test_a_topic_of_another_name_is_the_row_it_was_and_a_learners_work_follows():
    sync.load(library(), now=MONDAY)
    topic = Topic.objects.get(key="lstm")
    reading = Reading.objects.create(learner=makers.member(), topic=topic, started_at=MONDAY, seen_at=MONDAY)
    report = sync.load(moved("lstm", "long-short", was(LSTM, "lstm")), now=TUESDAY)
    assert report == sync.Report(renamed=[("topic", "lstm", "long-short")])
    assert str(report) == "renamed 1 topic"
    assert report.topics == {"lstm", "long-short"}
    topic.refresh_from_db()
    assert (topic.key, topic.was, topic.retired_at) == ("long-short", ["lstm"], None)
    assert Reading.objects.get(topic__key="long-short") == reading
    assert Topic.objects.count() == 2


def test_what_a_topic_builds_on_may_be_renamed_meanwhile():
    sync.load(library(), now=MONDAY)
    files = dict(sources(track=TRACK.replace("'rnn'", "'plain'"), lstm=LSTM.replace("'rnn'", "'plain'")).files)
    files["cells/plain/topic.toml"] = was(files.pop("cells/rnn/topic.toml").decode(), "rnn").encode()
    report = sync.load(compile_library(Sources(files), VOCABULARY), now=TUESDAY)
    assert report == sync.Report(renamed=[("topic", "rnn", "plain")])
    assert [topic.key for topic in Topic.objects.get(key="lstm").prerequisites.all()] == ["plain"]


def test_names_may_change_again_and_the_second_may_be_skipped():
    sync.load(library(), now=MONDAY)
    pk = Topic.objects.get(key="lstm").pk
    sync.load(moved("lstm", "second", was(LSTM, "lstm")), now=TUESDAY)
    third = moved("lstm", "third", was(LSTM, "second", "lstm"))
    assert sync.load(third, now=WEDNESDAY) == sync.Report(renamed=[("topic", "second", "third")])
    assert Topic.objects.get(key="third").pk == pk
    Topic.objects.filter(pk=pk).update(key="lstm")
    assert sync.load(third, now=WEDNESDAY, anew=True) == sync.Report(renamed=[("topic", "lstm", "third")])


def test_a_topic_that_was_retired_returns_under_another_name():
    sync.load(library(), now=MONDAY)
    files = sources(track=TRACK.replace(", 'lstm'", "")).files
    sync.load(
        compile_library(Sources({path: data for path, data in files.items() if "lstm" not in path}), VOCABULARY),
        now=TUESDAY,
    )
    report = sync.load(moved("lstm", "long-short", was(LSTM, "lstm")), now=WEDNESDAY)
    assert report == sync.Report(
        renamed=[("topic", "lstm", "long-short")],
        returned=[("topic", "long-short"), ("objective", "lstm.cell"), ("objective", "lstm.gates")],
    )


def test_a_key_that_another_had_before_is_refused_because_learners_work_would_be_mixed_up():
    sync.load(library(), now=MONDAY)
    sync.load(moved("lstm", "other", LSTM), now=TUESDAY)
    with pytest.raises(sync.Refused) as refusal:
        sync.load(moved("lstm", "lstm", was(LSTM, "other")), now=WEDNESDAY)
    assert str(refusal.value) == (
        "the topic `lstm` was `other`, but there was another topic `lstm` before it, with what learners did for that: "
        "give it a third key"
    )
    assert Topic.objects.get(key="other").retired_at is None


def test_objectives_misconceptions_and_tracks_are_renamed_alike():
    sync.load(library(lstm=LSTM + BELIEF), now=MONDAY)
    before = [Objective.objects.get(key="lstm.gates").pk, Misconception.objects.get().pk, Track.objects.get().pk]
    lstm = LSTM.replace(
        "'lstm.gates' = 'Three gates.'", "[objectives.'lstm.three']\nstatement = 'Three gates.'\nwas = ['lstm.gates']"
    )
    belief = (
        BELIEF.replace("gates-erase", "three-erase").replace("lstm.gates", "lstm.three") + "was = ['gates-erase']\n"
    )
    files = sources(track=TRACK + "was = ['cells']\n", lstm=f"{lstm}\n{belief}").files
    renamed = {path.replace("cells/", "memory/"): data for path, data in files.items()}
    assert sync.load(compile_library(Sources(renamed), VOCABULARY), now=TUESDAY).renamed == [
        ("track", "cells", "memory"),
        ("objective", "lstm.gates", "lstm.three"),
        ("misconception", "gates-erase", "three-erase"),
    ]
    assert [
        Objective.objects.get(key="lstm.three").pk,
        Misconception.objects.get(key="three-erase").pk,
        Track.objects.get(key="memory").pk,
    ] == before


def test_an_old_key_that_nothing_ever_had_changes_nothing():
    assert sync.load(library(lstm=was(LSTM, "never")), now=MONDAY).renamed == []


def test_two_topics_do_not_change_names_with_one_another():
    """Which of the two would an old link mean?"""
    assert problems(rnn=was(RNN, "lstm"), lstm=was(LSTM, "rnn")) == [
        "cells/lstm/topic.toml:1: `lstm` was `rnn`, but that is another topic's key "
        "(an old key leads to one thing: leave it out of `was`, or give the other another key)",
        "cells/rnn/topic.toml:1: `rnn` was `lstm`, but that is another topic's key "
        "(an old key leads to one thing: leave it out of `was`, or give the other another key)",
    ]


def test_two_topics_were_not_the_same_one():
    assert problems(rnn=was(RNN, "cell"), lstm=was(LSTM, "cell")) == [
        "cells/lstm/topic.toml:1: `lstm` was `cell`, and so was another topic (first in cells/rnn/topic.toml:1)"
    ]
