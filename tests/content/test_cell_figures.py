"""The drawings of the three cells: what they say is what their topics teach."""

import pytest

from content.compiler.library import compile_folder
from content.compiler.sources import LIBRARY
from content.compiler.values import Figure, Topic

PARTS = {
    "rnn-cell": ["recurrence", "input", "activation", "output"],
    "lstm-cell": ["forget", "input", "candidate", "cell", "output"],
    "gru-cell": ["update", "reset", "candidate", "blend"],
}


@pytest.fixture(scope="module")
def cells() -> dict[str, tuple[Topic, Figure]]:
    topics = [topic for track in compile_folder(LIBRARY).library.tracks for topic in track.topics]
    return {figure.key: (topic, figure) for topic in topics for figure in topic.figures if figure.key in PARTS}


@pytest.mark.parametrize("key", PARTS)
def test_a_cell_has_its_parts_in_the_order_in_which_one_explains_it(cells, key):
    assert [part.key for part in cells[key][1].parts] == PARTS[key]


@pytest.mark.parametrize("key", PARTS)
def test_every_formula_beside_a_cell_is_one_of_its_topic_s(cells, key):
    topic, figure = cells[key]
    taught = " ".join(objective.statement.source for objective in topic.objectives)
    beside = [each for part in figure.parts for each in part.formula.source.split(r",\quad")]

    assert [formula for formula in beside if formula not in taught] == []


@pytest.mark.parametrize("key", PARTS)
def test_a_cell_is_also_told_in_words(cells, key):
    _, figure = cells[key]

    assert len(figure.alt) > 200
    assert figure.caption.html
