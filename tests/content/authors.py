"""Small libraries for tests: a track `cells` of topics, each with its objectives, written as an author would."""

from pathlib import Path

from content.compiler.library import Compiled, compile_library
from content.compiler.sources import Sources
from content.compiler.vocabulary import Experiment, Parameter, Vocabulary

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
PAGE = """\
It begins here.

## The cell {#the-cell teaches="lstm.cell"}

It adds.

## Its gates {#its-gates teaches="lstm.gates"}

They multiply.
"""

STEPS = Parameter(name="steps", label="Steps", kind="integer", default=100, bounds=(2, 400, 1))
FADING = Experiment(key="fading", title="Fading", claim="It fades.", parameters=(STEPS,))
VOCABULARY = Vocabulary({"fading": FADING})


def sources(*, track: str = TRACK, rnn: str = RNN, lstm: str = LSTM, **others: str) -> Sources:
    files = {"cells/track.toml": track, "cells/rnn/topic.toml": rnn, "cells/lstm/topic.toml": lstm, **others}
    return Sources({path: text.encode() for path, text in files.items()})


def problems(**files: str) -> list[str]:
    return [str(problem) for problem in compile_library(sources(**files), VOCABULARY).problems]


def library(**files: str) -> Compiled:
    return _good(sources(**files))


def numbered_library(*, topics: int) -> Compiled:
    """As many topics as wanted, each building on the one before, with as many objectives as topics."""
    names = [f"topic-{number}" for number in range(1, topics + 1)]
    files = {"cells/track.toml": f"title = 'Cells'\nsummary = 'Many.'\ntopics = {names}\n"}
    for before, name in zip([None, *names], names, strict=False):
        keys = [f"{name}.thing-{number}" for number in range(topics)]
        files[f"cells/{name}/topic.toml"] = (
            f"title = 'The {name}'\nsummary = 'A topic.'\nprerequisites = {[before] if before else []}\n[objectives]\n"
            + "".join(f"'{key}' = 'Know {key}.'\n" for key in keys)
        )
    return _good(Sources({path: text.encode() for path, text in files.items()}))


def write(root: Path, **files: str) -> Path:
    """The library as files below a folder."""
    for path, data in sources(**files).files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def _good(sources: Sources) -> Compiled:
    compiled = compile_library(sources, VOCABULARY)
    assert compiled.problems == ()
    return compiled
