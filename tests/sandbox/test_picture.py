"""A plot as a drawing for a page: axes with good numbers, and every point of the run where it belongs."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import log2, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.compiler import figures
from sandbox.experiments import pen, picture
from sandbox.experiments.contract import Plot, Series
from sandbox.experiments.registry import EXPERIMENTS

pytestmark = pytest.mark.once  # pure: the same on every service

PLOT = Plot("loss", "Loss.", "step", (1, 2, 3), "loss", "linear", ())
NUMBER = r"-?\d+(?:\.\d+)?"
sizes = st.floats(-1e6, 1e6).map(lambda value: float(f"{value:.4g}"))


def plot(*series: Series, **more: object) -> Plot:
    return replace(PLOT, **{"series": series, **more})


def drawing(svg: str) -> str:
    """As the compiler lets it through, which has nothing against it."""
    figure, problems = figures.figure("f/run.svg", svg.encode(), "f/run.toml", None)
    assert (problems, figure is not None) == ([], True)
    return figure.svg


def ways(svg: str, classes: str) -> list[list[tuple[float, float]]]:
    """The lines of these classes below the legend, each as its points."""
    found = re.findall(rf'<path class="{classes}" d="(M[^"]*)"/>', svg)
    stretches = [stretch for way in found if "L" in way for stretch in re.findall(r"M[^M]*", way)]
    return [[(float(x), float(y)) for x, y in re.findall(rf"[ML]({NUMBER}) ({NUMBER})", each)] for each in stretches]


def rungs(svg: str) -> list[float]:
    """Where the lines of the upright axis' ticks are, downwards from the top."""
    return [float(y) for y in re.findall(rf'<path class="fig-soft" d="M{NUMBER} ({NUMBER})H', svg)]


def labels(svg: str, anchor: str) -> list[str]:
    """The ticks' labels; a power as 10^−3. What the axis along counts is the last in its row."""
    texts = re.findall(rf'text-anchor="{anchor}">(.*?)</text>', svg)
    return [re.sub(r"<tspan[^>]*>(.*?)</tspan>", r"^\1", text) for text in texts]


def frame(svg: str) -> tuple[float, float, float, float]:
    """Left, top, bottom and right of where the lines are."""
    left, top, bottom, right = re.search(rf'"fig-line" d="M({NUMBER}) ({NUMBER})V({NUMBER})H({NUMBER})"', svg).groups()
    return float(left), float(top), float(bottom), float(right)


# --- Lines ----------------------------------------------------------------------------------------------------------


@given(st.lists(sizes, min_size=2, max_size=60))
def test_every_point_lies_within_a_pixel_of_the_drawn_line(values: Sequence[float]):
    x = tuple(range(len(values)))
    svg = drawing(picture.svg(plot(Series("a", "a", tuple(values)), x=x)))
    left, top, bottom, right = frame(svg)
    [line] = ways(svg, "fig-plot-1")
    axis = picture.linear(min(values), max(values), fit=True)
    for at, value in zip(x, values, strict=True):
        across = left + at / x[-1] * (right - left)
        down = bottom - (value - axis.first) / (axis.last - axis.first) * (bottom - top)
        assert min(pen.distance((across, down), *ends) for ends in pairwise(line)) < 1


def test_a_gap_stays_open_and_a_value_between_gaps_is_seen():
    svg = drawing(picture.svg(plot(Series("a", "a", (1.0, 2.0, None, 3.0, None, 4.0, 5.0)), x=tuple(range(7)))))
    assert [len(stretch) for stretch in ways(svg, "fig-plot-1")] == [2, 1, 2]
    (x, y) = ways(svg, "fig-plot-1")[1][0]
    assert f"M{x:g} {y:g}h0" in svg
    assert f'transform="translate({x:g} {y:g})"' in svg


def test_single_marks_have_no_line():
    svg = drawing(picture.svg(plot(Series("a", "a", (0.0, None, 1.0), marks=True), Series("b", "b", (1.0, 0.5, 0.0)))))
    assert (len(ways(svg, "fig-plot-1")), len(ways(svg, "fig-plot-2"))) == (0, 1)
    assert svg.count('class="fig-plot-1 fig-dot"') == 3  # one of them in the legend


def test_lines_are_told_apart_without_their_colours():
    """By a marker, but for one that alone is dashed; of six lines no two have colour and marker in common."""
    many = tuple(Series(name, name, (float(at), 1.0, 2.0)) for at, name in enumerate("abcdef"))
    svg = drawing(picture.svg(plot(*many)))
    looks = re.findall(r'<path class="(fig-plot-\d)[^"]*" transform="[^"]*" d="([^"]*)"/>', svg)
    assert len(set(looks)) == 6
    one = drawing(picture.svg(plot(many[0], replace(many[1], dashed=True))))
    assert 'class="fig-plot-2 fig-dash"' in one
    assert "fig-plot-2 fig-dot" not in one
    two = drawing(picture.svg(plot(*(replace(each, dashed=True) for each in many[:2]))))
    assert "fig-plot-1 fig-dot" in two
    assert "fig-plot-2 fig-dot" in two


def test_the_lines_of_a_file_have_an_end():
    jagged = tuple(float(at % 7) for at in range(700))
    svg = picture.svg(plot(Series("a", "a", jagged), x=tuple(range(700))))
    assert max(map(len, svg.splitlines())) < 250
    assert len(ways(drawing(svg), "fig-plot-1")[0]) > 100


# --- Axes -----------------------------------------------------------------------------------------------------------


@given(sizes, sizes, st.booleans())
def test_ticks_are_good_numbers_within_the_axis(one: float, other: float, fit: bool):
    least, most = sorted((one, other))
    axis = picture.linear(least, most, fit=fit)
    at = [tick.at for tick in axis.ticks]
    slack = 1e-8 * (axis.last - axis.first)
    assert axis.first <= least + slack
    assert axis.last >= most - slack
    assert 2 <= len(at) <= 9
    assert all(axis.first - slack <= tick <= axis.last + slack for tick in at)
    step = min(after - before for before, after in pairwise(at))
    assert f"{step:.6e}"[:3] in {"1.0", "2.0", "2.5", "5.0"}
    assert len({tick.label for tick in axis.ticks}) == len(at)


@given(st.floats(-300, 300), st.floats(0, 600))
def test_ticks_of_sizes_lie_within_their_axis_and_each_says_another(least: float, room: float):
    axis = picture.logarithmic(least, least + room)
    at = [tick.at for tick in axis.ticks]
    slack = 1e-8 * (axis.last - axis.first)
    assert axis.first <= least + slack
    assert axis.last >= least + room - slack
    assert all(axis.first <= tick <= axis.last for tick in at)
    assert 2 <= len(at) <= 9
    assert len({(tick.label, tick.raised) for tick in axis.ticks}) == len(at)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.0, 1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-17.2, -2.9, ["−17.5", "−15.0", "−12.5", "−10.0", "−7.5", "−5.0", "−2.5"]),
        (0.0, 3000.0, ["0", "500", "1,000", "1,500", "2,000", "2,500", "3,000"]),
        (2.0, 2.0, ["1.0", "1.5", "2.0", "2.5", "3.0"]),
    ],
)
def test_an_upright_axis_goes_from_a_tick_to_a_tick(least, most, said):
    axis = picture.linear(least, most, fit=True)
    assert [tick.label for tick in axis.ticks] == said
    assert (axis.first, axis.last) == (axis.ticks[0].at, axis.ticks[-1].at)


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0.02, 0.9, ["0.01", "0.1", "1"]),
        (1e-11, 1.0, ["10^−12", "10^−10", "10^−8", "10^−6", "10^−4", "10^−2", "1"]),
        (0.03, 0.2, ["0.02", "0.05", "0.1", "0.2"]),
        (0.16, 0.18, ["0.16", "0.17", "0.18"]),
        (1.0, 1.0, ["0.5", "1", "2"]),
    ],
)
def test_sizes_have_powers_of_ten_or_numbers_between_them(least, most, said):
    svg = drawing(picture.svg(plot(Series("a", "a", (log10(least), log10(most), log10(most))), scale="log10")))
    assert labels(svg, "end") == said
    _, top, bottom, _ = frame(svg)
    assert (min(rungs(svg)), max(rungs(svg))) == (top, bottom)


def test_sizes_that_double_stand_evenly_and_say_themselves():
    svg = drawing(picture.svg(plot(Series("a", "a", (0.0, 2.0, 0.0)), x=(64, 128, 256), x_scale="log2")))
    left, _, _, right = frame(svg)
    [[first, middle, last]] = ways(svg, "fig-plot-1")
    assert (first[0], middle[0], last[0]) == (left, pytest.approx((left + right) / 2, abs=0.1), right)
    assert labels(svg, "middle") == ["64", "128", "256", "step"]


def test_whole_steps_have_whole_ticks():
    svg = drawing(picture.svg(plot(Series("a", "a", (0.0,) * 14), x=tuple(range(1, 15)))))
    assert labels(svg, "middle") == ["5", "10", "step"]


# --- What was asked for ---------------------------------------------------------------------------------------------

THREE = plot(*(Series(name, f"the {name}", (0.0, 1.0, 2.0)) for name in ("one", "two", "three")))


def test_names_of_one_s_own_replace_those_that_would_say_too_much():
    chosen = picture.asked(THREE, series=[3, 1], names=["A", "B & <C>"], across="Step", up="Loss")
    svg = drawing(picture.svg(chosen))
    assert re.findall(r">([^<]+)</text>", svg)[:3] == ["A", "B &amp; &lt;C&gt;", "Loss"]
    assert not re.search("one|two|three|loss|step", svg)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"series": [4]}, "the plot has 3 series, and none is number 4"),
        ({"series": [0]}, "the plot has 3 series, and none is number 0"),
        ({"names": ["A"]}, "1 names for 3 series: “the one”, “the two” and “the three”"),
        ({"series": [1, 2, 3, 1, 2, 3, 1]}, "7 lines, and 6 are the most that can be told apart"),
    ],
)
def test_what_is_not_there_is_refused_in_words(said, problem):
    with pytest.raises(picture.Undrawable, match=re.escape(problem)):
        picture.asked(THREE, **said)


def test_a_run_that_gave_these_series_no_value_is_not_drawn():
    with pytest.raises(picture.Undrawable, match="no values"):
        picture.asked(plot(Series("a", "a", (None, None, None))))


def test_drawings_are_alike_that_rounding_alone_tells_apart():
    one = picture.svg(plot(Series("a", "a", (0.0, 1.0, 0.0))))
    assert picture.alike(one, picture.svg(plot(Series("a", "a", (0.0, 1.0, 0.001)))))
    assert not picture.alike(one, picture.svg(plot(Series("a", "a", (0.0, 1.0, 0.5)))))
    assert not picture.alike(one, picture.svg(plot(Series("a", "b", (0.0, 1.0, 0.0)))))


@pytest.mark.parametrize("key", ["gradient-clipping", "exploding-gradients", "attention-gradient", "decoding"])
def test_every_plot_of_a_real_run_can_be_drawn(key):
    experiment = EXPERIMENTS[key]
    for each in experiment.run(experiment.defaults, 1, lambda *told, **more: None).plots:
        svg = drawing(picture.svg(picture.asked(each)))
        left, top, bottom, right = frame(svg)
        for line in ways(svg, r"fig-plot-\d(?: fig-dash)?"):
            assert all(left <= x <= right and top <= y <= bottom for x, y in line)
        assert all(top <= y <= bottom for y in rungs(svg))
        assert len(labels(svg, "end")) >= 2
        assert log2(len(svg)) < 14
