"""Small libraries for tests: a track `cells` of topics, each with its objectives, written as an author would."""

from content.compiler.library import compile_library
from content.compiler.sources import Sources
from content.compiler.values import Library

TRACK = """\
title = 'Cells'
summary = 'Two kinds of memory.'
topics = ['rnn', 'lstm']
"""
RNN = """\
title = 'RNN'
summary = 'The first.'
prerequisites = []

[objectives]
'rnn.recurrence' = 'The state is $h_t$.'
"""
LSTM = """\
title = 'LSTM'
summary = 'The *second*.'
prerequisites = ['rnn']

[objectives]
'lstm.cell' = 'The cell is $c_t$.'
'lstm.gates' = 'Three gates.'
"""


def sources(*, track: str = TRACK, rnn: str = RNN, lstm: str = LSTM, **others: str) -> Sources:
    files = {"cells/track.toml": track, "cells/rnn/topic.toml": rnn, "cells/lstm/topic.toml": lstm, **others}
    return Sources({path: text.encode() for path, text in files.items()})


def problems(**files: str) -> list[str]:
    return [str(problem) for problem in compile_library(sources(**files)).problems]


def library(**files: str) -> Library:
    compiled = compile_library(sources(**files))
    assert compiled.problems == ()
    return compiled.library


def numbered_library(*, topics: int) -> Library:
    """As many topics as wanted, each building on the one before, with as many objectives as topics."""
    names = [f"topic-{number}" for number in range(1, topics + 1)]
    files = {"cells/track.toml": f"title = 'Cells'\nsummary = 'Many.'\ntopics = {names}\n"}
    for before, name in zip([None, *names], names, strict=False):
        keys = [f"{name}.thing-{number}" for number in range(topics)]
        files[f"cells/{name}/topic.toml"] = (
            f"title = 'The {name}'\nsummary = 'A topic.'\nprerequisites = {[before] if before else []}\n[objectives]\n"
            + "".join(f"'{key}' = 'Know {key}.'\n" for key in keys)
        )
    compiled = compile_library(Sources({path: text.encode() for path, text in files.items()}))
    assert compiled.problems == ()
    return compiled.library
