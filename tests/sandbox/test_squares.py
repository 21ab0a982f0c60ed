"""A heatmap as a drawing for a page: the area of a square is the value."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler import figures
from sandbox.experiments import squares
from sandbox.experiments.contract import Heatmap
from sandbox.experiments.picture import Undrawable
from sandbox.experiments.registry import EXPERIMENTS

pytestmark = pytest.mark.once  # pure: the same on every service

NUMBER = r"-?\d+(?:\.\d+)?"
MAP = Heatmap("gate", "", "A gate.", "step", (1, 2), "unit", (1, 2), "f", ((1.0, 0.25), (0.0, None)), 0.0, 1.0)


def drawing(heatmap: Heatmap) -> str:
    """As the compiler lets it through, which has nothing against it."""
    figure, problems = figures.figure("f/run.svg", squares.svg(heatmap).encode(), "f/run.toml", None)
    assert (problems, figure is not None) == ([], True)
    return figure.svg


def cells(svg: str, classes: str) -> list[tuple[float, float, float]]:
    """The squares below the key: where each begins and how wide it is."""
    ways = "".join(re.findall(rf'<path class="{classes}" d="(M[^"]*)"/>', svg))
    found = re.findall(rf"M({NUMBER}) ({NUMBER})h({NUMBER})v", ways)
    return [(float(x), float(y), float(wide)) for x, y, wide in found if float(y) > 50]


def frame(svg: str) -> tuple[float, float, float, float]:
    """Left, top, width and height of the cells."""
    wanted = rf'"fig-soft" x="({NUMBER})" y="({NUMBER})" width="({NUMBER})" height="({NUMBER})"'
    return tuple(map(float, re.search(wanted, svg).groups()))


def words(svg: str) -> list[str]:
    return re.findall(r">([^<]+)</text>", svg)


def test_a_square_s_area_is_the_value_and_nothing_is_an_empty_cell():
    svg = drawing(MAP)
    (_, _, whole), (_, _, quarter) = cells(svg, squares.ABOVE)
    assert quarter / whole == pytest.approx(0.5, abs=0.01)
    assert re.search(rf'<path class="fig-soft" d="M{NUMBER} {NUMBER}l', svg)  # the cross of what has no value
    assert words(svg)[:5] == ["f", "0.1", "0.5", "1", "empty: 0"]


def test_what_is_below_the_middle_is_a_frame():
    svg = drawing(replace(MAP, values=((1.0, 0.5), (0.0, 0.25)), middle=0.5))
    assert (len(cells(svg, squares.ABOVE)), len(cells(svg, squares.BELOW))) == (1, 2)
    assert words(svg)[:4] == ["f", "0", "1", "empty: 0.5"]


@given(st.lists(st.lists(st.floats(-3, 3), min_size=7, max_size=7), min_size=1, max_size=9))
def test_every_square_lies_in_its_own_cell(values):
    heatmap = replace(
        MAP,
        x=tuple("abcdefg"),
        y=tuple(range(len(values))),
        values=tuple(map(tuple, values)),
        least=-2,
        most=2,
        middle=0,
    )
    svg = drawing(heatmap)
    left, top, width, height = frame(svg)
    across, down = width / 7, height / len(values)
    found = {}
    for kind in (squares.ABOVE, squares.BELOW):
        for x, y, wide in cells(svg, kind):
            column, row = int((x + wide / 2 - left) // across), int((y + wide / 2 - top) // down)
            assert left + column * across <= x + 0.2
            assert x + wide - 0.2 <= left + (column + 1) * across
            assert top + row * down <= y + 0.2
            assert y + wide - 0.2 <= top + (row + 1) * down
            found[row, column] = kind
    for row, each in enumerate(values):
        for column, value in enumerate(each):
            if abs(value) > 0.01:
                assert found[row, column] == (squares.ABOVE if value > 0 else squares.BELOW)


def test_rows_are_chosen_and_called_otherwise():
    chosen = squares.asked(MAP, rows=[2, 1], names=["A", "B"], across="Where", up="Which")
    assert chosen.values == (MAP.values[1], MAP.values[0])
    assert words(drawing(chosen))[5:] == ["Which", "A", "B", "1", "2", "Where"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"rows": [3]}, "the heatmap has 2 rows, and none is number 3"),
        ({"names": ["A"]}, "1 names for 2 rows: 1 and 2"),
    ],
)
def test_what_is_not_there_is_refused_in_words(said, problem):
    with pytest.raises(Undrawable, match=re.escape(problem)):
        squares.asked(MAP, **said)


def test_a_large_heatmap_is_not_drawn():
    many = tuple(range(41))
    with pytest.raises(Undrawable, match="1 rows of 41 cells, and 40 are the most"):
        squares.asked(replace(MAP, x=many, y=(1,), values=((0.0,) * 41,)))


@pytest.mark.parametrize("key", ["gradient-check", "gate-anatomy", "sentiment"])
def test_every_heatmap_of_a_real_run_can_be_drawn(key):
    experiment = EXPERIMENTS[key]
    for each in experiment.run(experiment.defaults, 1, lambda *told, **more: None).heatmaps:
        svg = drawing(squares.asked(each))
        assert set(map(str, each.y)) <= set(words(svg))
        assert len(cells(svg, squares.ABOVE)) + len(cells(svg, squares.BELOW)) > 0
