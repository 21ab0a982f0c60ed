"""An outline holds all that checks ask of a topic, and survives being kept as JSON."""

import json

from benchmarks import generated
from content.compiler import outlines
from content.compiler.library import Known, compile_folder, compile_library
from content.compiler.sources import read
from tests.content.authors import LSTM, PAGE, RNN, VOCABULARY, sources
from tests.content.compiler.questions.written import written

RICH = {
    "lstm": LSTM.replace("'lstm.gates' = 'Three gates.'", "[objectives.'lstm.gates']\nstatement = 'Gates.'")
    + "demo = ['fading']\nwas = ['lstm.doors']\n[misconceptions.all-erase]\nbelief = 'A.'\ntruth = 'B.'\n"
    "see = 'rnn.recurrence'\nwas = ['erase']\n[sets.gates]\ntitle = 'Gates'\nsummary = 'All.'\n"
    "questions = ['which-gate', 'other-gate']\nwas = ['doors']\n",
    "cells/lstm/page.md": PAGE.replace(
        "They multiply.",
        "They multiply.\n\n### A part {#a-part}\n\n::demo fading steps=3\n\n::cards rnn\n\n"
        '::question which-gate\n\n> [!PITFALL] No {misconception="all-erase"}\n> Text.',
    ),
    "cells/lstm/questions.md": written(
        heading='Which? {#which-gate was="gate"}',
        body="::figure cell\n\n- [x] One\n  > [It](../rnn/page.md#rnn.recurrence).\n- [ ] Two {!all-erase}\n  > No.\n",
        demo="fading steps=3",
        tests="lstm.cell rnn.recurrence",
    )
    + "\n"
    + written("order", heading="And which? {#other-gate}", tests="lstm.cell"),
    "cells/lstm/figures/cell.svg": '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>',
    "cells/lstm/figures/cell.toml": "alt = 'A cell.'\n",
}


def known(compiled) -> dict[str, Known]:
    """As it is kept beside what was loaded."""
    return {
        topic.key: Known(topic.digest, json.loads(json.dumps(outlines.written(topic))))
        for track in compiled.library.tracks
        for topic in track.topics
    }


def test_an_outline_that_was_read_is_written_as_it_was():
    compiled = compile_library(sources(**RICH), VOCABULARY)
    assert compiled.problems == ()
    again = compile_library(sources(**RICH), VOCABULARY, known(compiled))
    assert again.recompiled == ()
    assert known(again) == known(compiled)


def test_only_what_changed_is_compiled_again():
    before = compile_library(sources(), VOCABULARY)
    assert before.recompiled == ("lstm", "rnn")
    after = compile_library(sources(rnn=RNN.replace("first", "very first")), VOCABULARY, known(before))
    assert after.recompiled == ("rnn",)
    assert after.digest != before.digest


def test_another_vocabulary_compiles_nothing_and_is_another_digest():
    before = compile_library(sources(), VOCABULARY)
    after = compile_library(sources(), known=known(before))
    assert (after.recompiled, after.digest == before.digest) == ((), False)


def test_what_points_at_something_that_left_another_topic_is_named_though_its_own_file_did_not_change():
    before = compile_library(sources(**RICH), VOCABULARY)
    changed = RICH | {"rnn": RNN.replace("rnn.recurrence", "rnn.recursion")}
    after = compile_library(sources(**changed), VOCABULARY, known(before))
    whole = compile_library(sources(**changed), VOCABULARY)
    assert after.recompiled == ("rnn",)
    assert [str(problem) for problem in after.problems] == [
        "cells/lstm/questions.md:3: there is no objective `rnn.recurrence` (did you mean `rnn.recursion`?)",
        "cells/lstm/questions.md:10: `rnn` has no page yet (did you mean `rnn.recursion`?)",
        "cells/lstm/topic.toml:14: there is no objective `rnn.recurrence` (did you mean `rnn.recursion`?)",
    ]
    assert after.problems == whole.problems


def test_one_edit_among_many_topics_compiles_one(tmp_path):
    generated.write(tmp_path, topics=12, sections=3, words=100)
    before = compile_folder(tmp_path)
    assert (before.problems, len(before.recompiled)) == ((), 12)
    generated.edit(tmp_path)
    after = compile_library(read(tmp_path), known=known(before))
    assert (after.problems, after.recompiled) == ((), ("topic-1",))


DRAWING = '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg>'
DRAWN = {"cells/rnn/figures/cell.svg": DRAWING, "cells/rnn/figures/cell.toml": "alt = 'A cell.'\n"}
SHOWING = PAGE + "\n::figure cell\n"


def test_that_a_figure_has_words_for_who_cannot_see_it_is_known_of_topics_that_are_not_compiled_again():
    files = DRAWN | {"cells/lstm/page.md": SHOWING}
    before = compile_library(sources(**files), VOCABULARY)
    after = compile_library(sources(lstm=LSTM.replace("Three", "Some"), **files), VOCABULARY, known(before))
    assert (before.problems, after.problems, after.recompiled) == ((), (), ("lstm",))


def test_a_figure_without_words_is_named_where_it_is_shown():
    files = DRAWN | {"cells/lstm/page.md": SHOWING, "cells/rnn/figures/cell.toml": "title = 'A cell'\n"}
    assert [str(each) for each in compile_library(sources(**files), VOCABULARY).problems] == [
        "cells/lstm/page.md:11: nothing says what the figure `cell` shows, for who can't see it "
        '(::figure cell "What it says", or alt in figures/cell.toml)',
        "cells/rnn/figures/cell.svg:1: nothing says what the figure `cell` shows, for who can't see it "
        "(alt in figures/cell.toml)",
    ]
