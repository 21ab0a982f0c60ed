"""Sources → values → problems: what an author reads when something is wrong."""

from dataclasses import replace

import pytest

from content.compiler.library import compile_folder, compile_library
from content.compiler.sources import Sources
from content.compiler.values import Library, Mention, Misconception, Objective, Place, Text, Topic, Track
from tests.content.authors import LSTM, RNN, TRACK, library, problems, sources

NOWHERE = Place("", 0)


def formula(tex: str) -> str:
    return rf'<span class="arithmatex">\({tex}\)</span>'


def test_a_library_is_its_tracks_topics_and_objectives_in_their_authors_order():
    assert without_digests(library().library) == Library(
        (
            Track(
                key="cells",
                title="Cells",
                summary=Text("Two kinds of memory.", "Two kinds of memory."),
                order=(Mention("rnn", NOWHERE), Mention("lstm", NOWHERE)),
                topics=(
                    Topic(
                        key="rnn",
                        title="RNN",
                        summary=Text("The first.", "The first."),
                        prerequisites=(),
                        objectives=(
                            Objective(
                                "rnn.recurrence",
                                Text("The state is $h_t$.", f"The state is {formula('h_t')}."),
                            ),
                        ),
                    ),
                    Topic(
                        key="lstm",
                        title="LSTM",
                        summary=Text("The *second*.", "The <em>second</em>."),
                        prerequisites=(Mention("rnn", NOWHERE),),
                        objectives=(
                            Objective("lstm.cell", Text("The cell is $c_t$.", f"The cell is {formula('c_t')}.")),
                            Objective("lstm.gates", Text("Three gates.", "Three gates.")),
                        ),
                    ),
                ),
            ),
        )
    )


def without_digests(library: Library) -> Library:
    (track,) = library.tracks
    topics = tuple(replace(topic, digest="") for topic in track.topics)
    return Library((replace(track, topics=topics, digest=""),))


def test_every_value_knows_its_place():
    lstm = library().library.tracks[0].topics[1]
    assert [each.place for each in lstm.objectives] == [
        Place("cells/lstm/topic.toml", 6),
        Place("cells/lstm/topic.toml", 7),
    ]
    assert lstm.prerequisites[0].place == Place("cells/lstm/topic.toml", 3)


LONG = """
asked_at = ['A  company']
was = ['gated']

[objectives]
'lstm.cell' = 'The cell.'

[objectives.'lstm.gates']
statement = 'Three *gates*.'
demo = ['fading']
was = ['lstm.doors']

[misconceptions.gates-erase]
belief = 'They erase.'
truth = 'They scale by $f$.'
see = 'lstm.gates'
was = ['erase']
"""


def test_a_topic_says_more_where_there_is_more_to_say():
    lstm = library(lstm=LSTM.partition("\n[objectives]")[0] + LONG).library.tracks[0].topics[1]
    assert (lstm.asked_at, lstm.was) == (("A company",), ("gated",))
    assert lstm.objectives[1] == Objective(
        "lstm.gates",
        Text("Three *gates*.", "Three <em>gates</em>."),
        demos=(Mention("fading", NOWHERE),),
        was=("lstm.doors",),
    )
    assert lstm.misconceptions == (
        Misconception(
            "gates-erase",
            belief=Text("They erase.", "They erase."),
            truth=Text("They scale by $f$.", f"They scale by {formula('f')}."),
            see=Mention("lstm.gates", NOWHERE),
            was=("erase",),
        ),
    )
    assert [each.place.line for each in (*lstm.objectives, *lstm.misconceptions)] == [9, 11, 16]


def test_a_track_announces_experiments():
    track = library(track=TRACK + "[experiments]\nplanned = 'It will $x$.'\n").library.tracks[0]
    assert track.announced == ((Mention("planned", NOWHERE), Text("It will $x$.", f"It will {formula('x')}.")),)


def test_windows_line_ends_and_a_byte_order_mark_are_fine():
    theirs = library(lstm="\ufeff" + LSTM.replace("\n", "\r\n"))
    assert without_digests(theirs.library) == without_digests(library().library)


def test_notes_beside_tracks_and_scripts_of_interviews_are_left_alone():
    notes = {"README.md": "Hello", "cells/README.md": "Cells", "cells/interviews/deep.md": "# Warm-up"}
    assert problems(**notes) == []


LSTM_REFUSALS = {
    "broken TOML": (
        LSTM.replace("title = 'LSTM'", "title = LSTM"),
        ["cells/lstm/topic.toml:1: this is not TOML: invalid value (text stands between quotes: '…')"],
    ),
    "a quote inside quotes": (
        LSTM.replace("Three gates.", "The gate's value."),
        [
            "cells/lstm/topic.toml:7: this is not TOML: expected newline or end of document after a statement "
            "(text that holds a ' stands between three: '''…''')"
        ],
    ),
    "a quote that is never closed": (
        LSTM.replace("'The cell is $c_t$.'", "'''The cell is $c_t$."),
        ["cells/lstm/topic.toml:6: this is not TOML: expected \"'''\""],
    ),
    "a missing key": (
        LSTM.replace("title = 'LSTM'\n", ""),
        ["cells/lstm/topic.toml:1: the key `title` is missing"],
    ),
    "an unknown key": (
        LSTM.replace("[objectives]", "sumary = []\n[objectives]"),
        ["cells/lstm/topic.toml:5: there is no key `sumary` in this kind of file (did you mean `summary`?)"],
    ),
    "an unknown key that is like none": (
        LSTM.replace("[objectives]", "zzz = 1\n[objectives]"),
        [
            "cells/lstm/topic.toml:5: there is no key `zzz` in this kind of file "
            "(there is `title`, `summary`, `prerequisites`, `objectives`, `asked_at`, `was`, `misconceptions` and "
            "`sets`)"
        ],
    ),
    "a title that isn't text": (
        LSTM.replace("'LSTM'", "4"),
        ["cells/lstm/topic.toml:1: `title` should be text and is a number (text stands between quotes)"],
    ),
    "an objective that isn't text": (
        LSTM.replace("'Three gates.'", "true"),
        ["cells/lstm/topic.toml:7: `lstm.gates` should be text and is a yes or no (text stands between quotes)"],
    ),
    "prerequisites that aren't a list": (
        LSTM.replace("['rnn']", "'rnn'"),
        ["cells/lstm/topic.toml:3: `prerequisites` should be a list of keys and is text (such as ['lstm', 'gru'])"],
    ),
    "a prerequisite that isn't a key": (
        LSTM.replace("['rnn']", "[\n  'rnn',\n  7,\n]"),
        ["cells/lstm/topic.toml:5: `prerequisites` should hold keys and holds a number"],
    ),
    "objectives that aren't a table": (
        "objectives = 2000-01-01\n" + LSTM.partition("[")[0] + "['rnn']",
        [
            "cells/lstm/topic.toml:1: `objectives` should be a table and is a date or a time "
            "(it begins with a line [objectives])"
        ],
    ),
    "no objectives": (
        LSTM.partition("'lstm.cell'")[0],
        ["cells/lstm/topic.toml:5: `objectives` is empty (a line each: 'lstm.cell-update' = 'what to know')"],
    ),
    "empty text": (
        LSTM.replace("Three gates.", "  "),
        ["cells/lstm/topic.toml:7: `lstm.gates` is empty"],
    ),
    "a text too long": (
        LSTM.replace("'LSTM'", f"'{'L' * 81}'"),
        ["cells/lstm/topic.toml:1: `title` is 81 characters long; 80 is the most"],
    ),
    "a formula that isn't closed": (
        LSTM.replace("$c_t$", "$c_t"),
        [
            "cells/lstm/topic.toml:6: `lstm.cell` has a $ without its partner "
            r"(a formula stands between two, $…$, without a space inside; write \$ for the sign)"
        ],
    ),
    "a backslash that double quotes ate": (
        LSTM.replace("'Three gates.'", r'"With $\beta$."'),
        [
            "cells/lstm/topic.toml:7: `lstm.gates` holds a control character (between double quotes a backslash "
            "begins an escape; formulas stand between single quotes: '…')"
        ],
    ),
    "a key without quotes": (
        LSTM.replace("'lstm.gates'", "lstm.gates"),
        ["cells/lstm/topic.toml:7: `lstm.gates` has a dot outside of quotes (write 'lstm.gates')"],
    ),
    "a key that isn't well-formed": (
        LSTM.replace("lstm.gates", "LSTM gates"),
        [
            "cells/lstm/topic.toml:7: `LSTM gates` is no key of an objective "
            "(small letters, one dot, single hyphens, such as 'lstm.cell-update'; 60 at most)"
        ],
    ),
    "a key that stands there twice": (
        LSTM.replace("lstm.gates", "lstm.cell"),
        ["cells/lstm/topic.toml:7: `lstm.cell` stands here for the second time (first in line 6)"],
    ),
    "an objective that another topic has": (
        LSTM.replace("lstm.gates", "rnn.recurrence"),
        ["cells/lstm/topic.toml:7: the objective `rnn.recurrence` exists already (first in cells/rnn/topic.toml:6)"],
    ),
    "an unknown prerequisite": (
        LSTM.replace("['rnn']", "['rrn']"),
        ["cells/lstm/topic.toml:3: there is no topic `rrn` in this track (did you mean `rnn`?)"],
    ),
    "a topic that needs itself": (
        LSTM.replace("['rnn']", "['lstm']"),
        ["cells/lstm/topic.toml:3: the prerequisites go in a circle: lstm → lstm"],
    ),
    "a set that isn't one": (
        LSTM + "[sets.Good-ones]\ntitle = 'T'\n[sets.two]\ntitle = 'T'\nsummary = 'S'\nquestions = ['one', 'one']\n"
        "[sets.three]\ntitle = ''\nsummary = 'S'\nquestions = ['one']\nlevel = 3\n",
        [
            "cells/lstm/topic.toml:8: `Good-ones` is no key of a set of questions (small letters, digits and single "
            "hyphens, such as `vanilla-rnn`; 60 at most)",
            "cells/lstm/topic.toml:13: the question `one` stands twice in the set",
            "cells/lstm/topic.toml:13: there is no question `one` (it would stand in a questions.md)",
            "cells/lstm/topic.toml:14: a set of 1 question (it takes two at least)",
            "cells/lstm/topic.toml:15: `title` of `three` is empty",
            "cells/lstm/topic.toml:17: there is no question `one` (it would stand in a questions.md)",
            "cells/lstm/topic.toml:18: there is no key `level` of `three` (there is `title`, `summary`, "
            "`questions` and `was`)",
        ],
    ),
    "nesting without end": (
        LSTM + "x = " + "[" * 100_000,
        ["cells/lstm/topic.toml:8: this is nested too deeply"],
    ),
    "a number without end": (
        LSTM + "x = " + "9" * 10_000,
        ["cells/lstm/topic.toml:8: this number has too many digits"],
    ),
}


@pytest.mark.parametrize(("lstm", "said"), LSTM_REFUSALS.values(), ids=LSTM_REFUSALS)
def test_a_topic_is_refused_with_file_line_and_hint(lstm, said):
    assert problems(lstm=lstm) == said


def test_bytes_that_are_no_text_are_refused_at_their_line():
    files = dict(sources().files) | {"cells/rnn/topic.toml": b"title = 'RNN'\nsummary = '\xff'\n"}
    assert [str(problem) for problem in compile_library(Sources(files)).problems] == [
        "cells/rnn/topic.toml:2: this is not UTF-8 text (save the file as UTF-8)"
    ]


def test_prerequisites_come_before_what_builds_on_them():
    assert problems(track=TRACK.replace("'rnn', 'lstm'", "'lstm', 'rnn'")) == [
        "cells/lstm/topic.toml:3: the prerequisite `rnn` comes later on the path "
        "(a topic's prerequisites come before it)"
    ]


def test_prerequisites_in_a_circle_are_shown_whole_wherever_one_enters_it():
    assert problems(rnn=RNN.replace("[]", "['lstm']")) == [
        "cells/lstm/topic.toml:3: the prerequisites go in a circle: lstm → rnn → lstm",
        "cells/rnn/topic.toml:3: the prerequisites go in a circle: rnn → lstm → rnn",
    ]


def test_a_listed_topic_has_a_folder_and_a_folder_is_listed():
    assert problems(track=TRACK.replace("'lstm'", "\n'ltsm',\n'gated'")) == [
        "cells/lstm/topic.toml:1: the topic `lstm` is not on the path (add it to `topics` in cells/track.toml)",
        "cells/track.toml:4: the topic `ltsm` has no folder (did you mean `lstm`?)",
        "cells/track.toml:5: the topic `gated` has no folder (a topic is a folder with a topic.toml)",
    ]


def test_a_topic_is_listed_once():
    assert problems(track=TRACK.replace("'lstm'", "'lstm', 'rnn'")) == [
        "cells/track.toml:3: the topic `rnn` is listed twice"
    ]


def test_a_path_has_topics():
    assert problems(track=TRACK.replace("'rnn', 'lstm'", ""))[-1] == (
        "cells/track.toml:3: `topics` is empty (it lists the topics' folders in the order of the path)"
    )


def test_a_file_that_cannot_be_read_causes_no_problems_elsewhere():
    assert problems(rnn="title =") == [
        "cells/rnn/topic.toml:1: this is not TOML: invalid value (text stands between quotes: '…')"
    ]
    assert problems(track="title =") == [
        "cells/track.toml:1: this is not TOML: invalid value (text stands between quotes: '…')"
    ]


def test_files_have_the_names_that_are_read():
    assert problems(**{"cells/gru/topics.toml": RNN}) == [
        "cells/gru/topic.toml:1: the topic `gru` is not on the path (add it to `topics` in cells/track.toml)",
        "cells/gru/topic.toml:1: this file is missing",
        "cells/gru/topics.toml:1: nothing reads this file (did you mean `topic.toml`?)",
    ]


def test_a_folders_name_is_a_key():
    assert problems(track=TRACK.replace("'lstm'", "'lstm', 'My GRU'"), **{"cells/My GRU/topic.toml": RNN}) == [
        "cells/My GRU/topic.toml:1: the folder's name `My GRU` is no key "
        "(small letters, digits and single hyphens, such as `vanilla-rnn`; 60 at most)",
        "cells/My GRU/topic.toml:6: the objective `rnn.recurrence` exists already (first in cells/rnn/topic.toml:6)",
    ]


def test_topics_are_one_of_their_kind_over_all_tracks():
    more = {
        "more/track.toml": TRACK.replace("'rnn', 'lstm'", "'rnn'"),
        "more/rnn/topic.toml": RNN.replace("rnn.recurrence", "rnn.other"),
    }
    assert problems(**more) == [
        "more/rnn/topic.toml:1: the topic `rnn` exists already (first in cells/rnn/topic.toml:1)"
    ]


def test_all_problems_of_the_whole_library_come_at_once():
    assert problems(
        track=TRACK.replace("title", "titel"),
        rnn=RNN.replace("The first.", ""),
        lstm=LSTM.replace("$c_t$", "$c_t").replace("'Three gates.'", "3"),
    ) == [
        r"cells/lstm/topic.toml:6: `lstm.cell` has a $ without its partner "
        r"(a formula stands between two, $…$, without a space inside; write \$ for the sign)",
        "cells/lstm/topic.toml:7: `lstm.gates` should be text and is a number (text stands between quotes)",
        "cells/rnn/topic.toml:2: `summary` is empty",
        "cells/track.toml:1: the key `title` is missing",
        "cells/track.toml:1: there is no key `titel` in this kind of file (did you mean `title`?)",
    ]


def test_a_folder_without_tracks_is_no_library(tmp_path):
    assert [str(problem) for problem in compile_folder(tmp_path).problems] == [
        f"{tmp_path}:1: there is no track in this folder (a track is a folder with a track.toml)"
    ]


def test_a_folder_is_read_without_what_editors_hide_and_named_as_seen_from_here(tmp_path, monkeypatch):
    for path, data in sources(lstm=LSTM.replace("'LSTM'", "''"), **{"cells/rnn/.topic.toml.swp": "x"}).files.items():
        (tmp_path / "library" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "library" / path).write_bytes(data)
    (tmp_path / "library" / ".git").mkdir()
    (tmp_path / "library" / ".git" / "config.toml").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert [str(problem) for problem in compile_folder(tmp_path / "library").problems] == [
        "library/cells/lstm/topic.toml:1: `title` is empty"
    ]
