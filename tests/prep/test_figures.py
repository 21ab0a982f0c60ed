"""`manage.py library figures`: what a figure shows of the lab is what a run gives, and nothing of it is invented."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from content import vocabulary
from content.compiler import drawn, outlines
from content.compiler.library import Known, compile_folder, compile_library
from content.compiler.sources import LIBRARY, read
from content.compiler.vocabulary import Vocabulary
from prep import figures
from sandbox.experiments import picture, squares
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.authors import PAGE, write
from tests.prep.test_library_command import library

QUICK = 2  # seconds
SHOWN = PAGE.replace("It adds.", "It adds.\n\n::figure fading")
WORDS = """\
title = 'Two lines'
alt = 'One falls faster.'

[drawn]
demo = 'vanishing-gradients steps=40 norm=0.9'
seed = 3
names = ['A', 'B']
across = 'Where'
up = 'Size'
"""
TOML, SVG = "cells/lstm/figures/fading.toml", "cells/lstm/figures/fading.svg"
AT = f"library/{TOML}:5"
DRAWS = "(library figures --write draws it)"
EVERY = "Every figure of a run shows what its run gives."


@pytest.fixture
def written(tmp_path, monkeypatch):
    """Writes a small library with one figure of a run into ./library; its drawing isn't there yet."""
    monkeypatch.chdir(tmp_path)
    return lambda words=WORDS: write(Path("library"), **{"cells/lstm/page.md": SHOWN, TOML: words})


@pytest.fixture
def root(written):
    """The same, and drawn."""
    root = written()
    assert library("figures", "--write", "--root", root) == ("", ["fading: drawn", EVERY], [])
    return root


def checked(root: Path) -> list[str]:
    """What `library check` says against it."""
    refusal, lines, _ = library("check", "--root", root)
    return lines if refusal else []


# --- The library's own ----------------------------------------------------------------------------------------------


CHAOTIC = {
    "counting-beyond-training",
    "four-tunes-losses",
    "order-three-courses",
    "three-starts",
    "walk-and-forecast",
}


@pytest.mark.once
@pytest.mark.parametrize("figure", list(figures.figures(LIBRARY)), ids=lambda figure: figure.key)
def test_every_figure_of_a_run_shows_what_its_run_gives(figure):
    """Mended by `manage.py library figures --write`. A long run is taken at its drawing's word, which names it; so is
    one that is trained to where the last digit decides, because another processor's curve is another one."""
    values, _ = figure.experiment.read(dict(figure.drawn.demo.parameters))
    if figure.experiment.seconds(values) <= QUICK and figure.key not in CHAOTIC:
        assert list(figures.problems(figure)) == []
    else:
        there = figure.file.read_text(encoding="utf-8")
        assert drawn.stamp(there) == drawn.fitting(figure.drawn, vocabulary.current())


# --- Drawing --------------------------------------------------------------------------------------------------------


def test_a_figure_is_drawn_from_the_run_that_its_words_name(root):
    experiment = EXPERIMENTS["vanishing-gradients"]
    values = {**experiment.defaults, "steps": 40, "norm": 0.9}
    [plot] = experiment.run(values, 3, lambda *told, **more: None).plots
    asked = picture.asked(plot, names=["A", "B"], across="Where", up="Size")
    assert (root / SVG).read_text().partition("\n")[2] == picture.svg(asked)
    assert checked(root) == []


def test_a_figure_with_names_of_its_own_gives_nothing_away(root):
    compiled = compile_folder(root, vocabulary.current())
    [figure] = [figure for track in compiled.library.tracks for topic in track.topics for figure in topic.figures]
    experiment = EXPERIMENTS["vanishing-gradients"]
    [plot] = experiment.run(experiment.defaults, 1, lambda *told, **more: None).plots
    texts = re.findall(r">([^<>]+)<", figure.svg)
    assert {"A", "B", "Where", "Size"} <= set(texts)
    for series in plot.series:
        assert series.label not in figure.svg
    assert "vanishing" not in figure.svg
    assert "0.9" not in " ".join(texts)


def test_what_is_drawn_already_is_left_alone(root):
    before = (root / SVG).read_bytes()
    assert library("figures", "--root", root) == ("", [EVERY], [])
    assert library("figures", "--write", "--root", root) == ("", [EVERY], [])
    assert (root / SVG).read_bytes() == before


def test_of_one_topic_alone(written):
    root = written()
    (root / "cells/rnn/figures").mkdir()
    (root / "cells/rnn/figures/other.toml").write_text(WORDS)
    done = "What was asked for shows what its run gives."
    assert library("figures", "--write", "--topic", "rnn", "--root", root) == ("", ["other: drawn", done], [])
    assert not (root / SVG).exists()
    assert library("figures", "--topic", "lstn", "--root", root)[0] == ("There is no topic lstn: did you mean `lstm`?")


def test_a_heatmap_is_drawn_too(root, written):
    written(
        WORDS.replace("vanishing-gradients steps=40 norm=0.9", "gradient-check").replace(
            "seed = 3", "heatmap = 1\nseries = [8, 1]"
        )
    )
    assert library("figures", "--write", "--root", root) == ("", ["fading: drawn", EVERY], [])
    experiment = EXPERIMENTS["gradient-check"]
    [heatmap] = experiment.run(experiment.defaults, 1, lambda *told, **more: None).heatmaps
    asked = squares.asked(heatmap, rows=[8, 1], names=["A", "B"], across="Where", up="Size")
    assert (root / SVG).read_text().partition("\n")[2] == squares.svg(asked)
    assert checked(root) == []
    (root / TOML).write_text((root / TOML).read_text().replace("heatmap = 1", "heatmap = 2"))
    assert checked(root) == [f"{AT}: `fading.svg` isn't of this run {DRAWS}"]


# --- What doesn't fit -----------------------------------------------------------------------------------------------


def test_a_drawing_that_is_not_there_yet_is_asked_for(written):
    root = written()
    assert f"library/{TOML}:1: there is no drawing `fading.svg` beside it {DRAWS}" in checked(root)
    assert library("figures", "--root", root) == ("1 problem", [f"{AT}: `fading.svg` isn't drawn yet {DRAWS}"], [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("steps=40", "steps=41"),
        (" norm=0.9", " norm=0.8"),
        ("seed = 3", "seed = 4"),
        ("'A', 'B'", "'A', 'C'"),
        ("names = ['A', 'B']", "series = [2]"),
        ("'Where'", "'Step'"),
        ("'Size'", "'Norm'"),
    ],
)
def test_a_drawing_of_something_else_is_noticed_and_drawn_anew(root, written, before, after):
    written(WORDS.replace(before, after))
    assert checked(root) == [f"{AT}: `fading.svg` isn't of this run {DRAWS}"]
    told = f"{AT}: `fading.svg` isn't what this run gives {DRAWS}"
    assert library("figures", "--root", root) == ("1 problem", [told], [])
    assert library("figures", "--write", "--root", root) == ("", ["fading: drawn", EVERY], [])
    assert checked(root) == []


def test_the_same_run_in_other_words_is_the_same(root, written):
    written(WORDS.replace("steps=40 norm=0.9", "norm=0.90  steps=40").replace("seed = 3", "seed = 3\nplot = 1"))
    assert checked(root) == []


def test_a_drawing_of_an_earlier_version_is_noticed(root):
    known = vocabulary.current().experiments
    newer = replace(known["vanishing-gradients"], version=known["vanishing-gradients"].version + 1)
    compiled = compile_folder(root, Vocabulary({**known, newer.key: newer}))
    assert [str(problem) for problem in compiled.problems] == [f"{AT}: `fading.svg` isn't of this run {DRAWS}"]


def test_it_is_noticed_too_where_the_topic_is_known_in_outline_alone(root):
    known = vocabulary.current().experiments
    compiled = compile_folder(root, vocabulary.current())
    topics = [topic for track in compiled.library.tracks for topic in track.topics]
    outlined = {topic.key: Known(topic.digest, json.loads(json.dumps(outlines.written(topic)))) for topic in topics}
    newer = replace(known["vanishing-gradients"], version=known["vanishing-gradients"].version + 1)
    again = compile_library(read(root), Vocabulary({**known, newer.key: newer}), outlined)
    assert again.recompiled == ()
    assert [str(problem) for problem in again.problems] == [f"{AT}: `fading.svg` isn't of this run {DRAWS}"]
    assert compile_library(read(root), vocabulary.current(), outlined).problems == ()


def test_a_drawing_by_hand_is_not_one_of_a_run(root):
    (root / SVG).write_text('<svg viewBox="0 0 9 9"></svg>')
    assert checked(root) == [f"{AT}: `fading.svg` isn't drawn from a run {DRAWS}"]


def test_a_line_that_was_moved_by_hand_is_noticed(root):
    whole = (root / SVG).read_text()
    way = re.search(r'"fig-plot-1" d="M\S+ (\S+?)L', whole)
    (root / SVG).write_text(whole[: way.start(1)] + "99" + whole[way.end(1) :])
    assert checked(root) == []
    told = f"{AT}: `fading.svg` isn't what this run gives {DRAWS}"
    assert library("figures", "--root", root) == ("1 problem", [told], [])


def test_what_measures_time_is_compared_by_what_it_was_asked_for(root, monkeypatch):
    experiment = EXPERIMENTS["vanishing-gradients"]
    another = replace(experiment, run=lambda values, seed, report: experiment.run(values, 7, report))
    monkeypatch.setitem(EXPERIMENTS, experiment.key, another)
    assert library("figures", "--root", root)[0] == "1 problem"
    monkeypatch.setitem(EXPERIMENTS, experiment.key, replace(another, measures_time=True))
    before = (root / SVG).read_bytes()
    for how in ([], ["--write"]):
        assert library("figures", *how, "--root", root) == ("", [EVERY], [])
    assert (root / SVG).read_bytes() == before


NONE = "library/" + TOML


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "'vanishing-gradients steps",
            "'vanishing-gradient steps",
            f"{AT}: there is no experiment `vanishing-gradient` (did you mean `vanishing-gradients`?)",
        ),
        (
            "steps=40",
            "stesp=40",
            f"{AT}: the experiment `vanishing-gradients` has no parameter `stesp` (did you mean `steps`?)",
        ),
        (
            "steps=40",
            "steps=4000",
            f"{AT}: `steps` of the experiment `vanishing-gradients`: 4000 is out of range: from 2 to 400",
        ),
        ("norm=0.9", "norm=0.9 seed=2", f"{AT}: the seed stands behind `seed`, not in `demo`"),
        ("steps=40", "40", f"{AT}: `40` is no parameter of a demo (such as steps=100, without spaces)"),
        ("seed = 3", "seed = 'x'", f"{NONE}:6: `seed` should be a whole number and is text"),
        ("seed = 3", "sead = 3", f"{NONE}:6: there is no key `sead` of `drawn` (did you mean `seed`?)"),
        ("seed = 3", "plot = 0", f"{NONE}:6: `plot` counts from 1"),
        ("seed = 3", "plot = 1\nheatmap = 1", f"{NONE}:7: either a plot or a heatmap is drawn"),
        ("seed = 3", "series = 1", f"{NONE}:6: `series` should be a list of whole numbers (such as [1, 3])"),
        ("seed = 3", "series = [1]", f"{NONE}:7: 2 names for 1 series"),
        ("'Where'", "''", f"{NONE}:8: `across` has 0 characters (1 to 50)"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named_by_check_and_by_figures_alike(root, written, before, after, problem):
    written(WORDS.replace(before, after))
    assert problem in checked(root)
    drawing = (root / SVG).read_bytes()
    refusal, lines, _ = library("figures", "--write", "--root", root)
    assert (refusal[1:], problem in lines) == (" problem", True)
    assert (root / SVG).read_bytes() == drawing


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("seed = 3", "plot = 2", "this run has no plot number 2; it has `gradient`"),
        ("seed = 3", "heatmap = 1", "this run has no heatmap number 1; it has none"),
        ("seed = 3", "series = [1, 3]", "the plot has 2 series, and none is number 3"),
        ("'A', 'B'", "'A'", "1 names for 2 series: “gradient norm” and “its bound”"),
    ],
)
def test_what_a_run_does_not_have_is_named_when_it_is_drawn(root, written, before, after, problem):
    written(WORDS.replace(before, after))
    assert library("figures", "--write", "--root", root) == ("1 problem", [f"{AT}: {problem}"], [])


def test_a_stamp_holds_whatever_a_name_does(root, written):
    written(WORDS.replace("'A', 'B'", "'A -- x', 'B -->'"))
    assert library("figures", "--write", "--root", root)[0] == ""
    assert checked(root) == []
