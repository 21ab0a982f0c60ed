"""The pictures of the catalogue: each of today's version, and a drawing of what came out."""

import re
import shutil
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import get_template

from sandbox.experiments import thumbnail
from sandbox.experiments.contract import Heatmap, Melody, Note, Outcome, Passages, Plot, Series, Table, Verdict
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.management.commands.thumbnails import FOLDER

pytestmark = pytest.mark.once  # pure: the same on every service

NOTHING = Outcome(plots=(), numbers=(), verdict=Verdict("It holds.", True, "It held."))
PLOT = Plot("loss", "Loss.", "step", (1, 2, 3), "loss", "linear", ())
HEATMAP = Heatmap("gates", "", "", "step", (1, 2), "unit", (1, 2), "gate", ((1.0, -1.0), (0.5, None)), -1.0, 1.0, 0.0)


def paths(outcome: Outcome, face: str = "plots") -> list[tuple[str, str]]:
    """The class and the way of everything that is drawn, the first below the others."""
    return re.findall(r'<path class="([^"]*)" d="([^"]*)"/>', thumbnail.svg(outcome, face))


def lines(*series: Series, x: tuple[float, ...] = (1, 2, 3)) -> list[tuple[str, str]]:
    axis, *drawn = paths(replace(NOTHING, plots=(replace(PLOT, x=x, series=series),)))
    assert axis == ("axis", "M12 0V238H480")
    return drawn


# --- Those that are there -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_experiment_has_a_picture_of_today_s_version(experiment):
    """Mended by `manage.py thumbnails`."""
    source = get_template(f"sandbox/experiments/{experiment.key}/_thumbnail.html").template.source
    assert source.startswith(thumbnail.stamp(experiment))
    assert 100 < len(source) < 5000


def test_the_command_leaves_alone_what_is_of_today():
    said = StringIO()
    call_command("thumbnails", stdout=said)
    assert said.getvalue() == ""


def test_the_command_draws_what_is_old_or_lacking_and_what_is_named(monkeypatch, tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr("sandbox.management.commands.thumbnails.FOLDER", tmp_path)
    vanishing, exploding = (tmp_path / f"{name}-gradients" / "_thumbnail.html" for name in ("vanishing", "exploding"))
    vanishing.write_text(vanishing.read_text().replace("version ", "version 0.", 1))
    exploding.unlink()
    said = StringIO()
    for _ in range(2):
        call_command("thumbnails", stdout=said)
    call_command("thumbnails", "vanishing-gradients", stdout=said)
    keys = [f"{name}-gradients" for name in ("vanishing", "exploding", "vanishing")]
    assert said.getvalue() == "".join(f"{key}: drawn\n" for key in keys)
    for drawn in (vanishing, exploding):
        assert drawn.read_text() == (FOLDER / drawn.parent.name / drawn.name).read_text()


def test_the_command_knows_no_other_names():
    with pytest.raises(CommandError, match="There is no experiment vanishing\\."):
        call_command("thumbnails", "vanishing")


# --- What is drawn --------------------------------------------------------------------------------------------------


def test_a_series_is_a_line_that_fills_the_picture():
    assert lines(Series("a", "a", (0.0, 1.0, 0.5))) == [("line line-1", "M12 228L240 12L468 120")]


def test_series_share_the_picture_the_first_on_top_and_keep_their_dashes():
    drawn = lines(Series("a", "a", (0.0, 0.0, 0.0)), Series("b", "b", (1.0, 1.0, 1.0), dashed=True))
    assert drawn == [("line line-2 dashed", "M12 12L468 12"), ("line line-1", "M12 228L468 228")]


def test_what_is_not_there_is_a_gap():
    x = (1, 2, 3, 4, 5)
    assert lines(Series("a", "a", (0.0, 1.0, None, 1.0, 0.0)), x=x) == [
        ("line line-1", "M12 228L126 12M354 12L468 228")
    ]
    assert lines(Series("a", "a", (None, None, None)), Series("b", "b", (1.0, 0.0, 1.0))) == [
        ("line line-2", "M12 12L240 228L468 12")
    ]


def test_points_that_tell_nothing_are_left_out_and_a_spike_is_not():
    x = tuple(range(400))
    spike = tuple(1.0 if at == 200 else 0.0 for at in x)
    [(_, way)] = lines(Series("a", "a", spike), x=x)
    assert way == "M12 228L239 228L241 12L242 228L468 228"


def test_a_plot_of_one_value_is_a_line_in_its_middle():
    assert lines(Series("a", "a", (2.0, 2.0, 2.0))) == [("line line-1", "M12 120L468 120")]


def test_without_plots_a_heatmap_is_drawn_by_depth_of_colour_on_both_sides_of_its_middle():
    assert paths(replace(NOTHING, heatmaps=(HEATMAP,))) == [
        ("cell above-2", "M0 120h240v120h-240z"),
        ("cell above-4", "M0 0h240v120h-240z"),
        ("cell below-4", "M240 0h240v120h-240z"),
    ]


def test_of_a_large_heatmap_some_cells_are_drawn():
    many = tuple(range(1000))
    large = replace(HEATMAP, x=many, y=many, values=tuple((1.0,) * 1000 for _ in many), middle=None)
    [(depth, way)] = paths(replace(NOTHING, heatmaps=(large,)))
    assert (depth, way.count("M")) == ("cell above-4", 32 * 16)


def test_without_any_a_table_s_first_numbers_are_bars():
    table = Table("cost", "Cost", ("cell", "of", "parameters"), (("RNN", "x", 100), ("LSTM", "y", 400)))
    assert paths(replace(NOTHING, tables=(table,))) == [
        ("axis", "M12 0V240"),
        ("cell above-3", "M12 30h114v60h-114z"),
        ("cell above-3", "M12 150h456v60h-456z"),
    ]


def test_single_marks_are_dashes_where_they_stand():
    assert lines(Series("a", "a", (0.0, None, 1.0), marks=True)) == [("line line-1 marks", "M9 228h6M465 12h6")]


def test_sizes_that_double_stand_evenly():
    plot = replace(PLOT, x=(64, 128, 256), x_scale="log2", series=(Series("a", "a", (0.0, 1.0, 0.0)),))
    [_, drawn] = paths(replace(NOTHING, plots=(plot,)))
    assert drawn == ("line line-1", "M12 228L240 12L468 228")


MELODY = Melody("m", "", "", (Note(0, 2, 60), Note(2, 2, 72)), steps=4, given=2, steps_a_second=4, steps_a_bar=4)


def test_a_melody_is_its_notes_what_was_given_apart():
    assert paths(replace(NOTHING, melodies=(MELODY,))) == [
        ("cell below-3", "M12 216H238v12H12z"),
        ("cell above-3", "M240 12H466v12H240z"),
    ]


def test_a_text_is_the_words_of_its_last_passage():
    texts = Passages("p", "", (("first", "xyz"), ("last", "ab c")))
    assert paths(replace(NOTHING, passages=(texts,))) == [("cell above-2", "M12 12h24v26h-24zM48 12h12v26h-12z")]


def test_what_is_the_experiment_s_face_is_drawn_before_all_else():
    both = replace(NOTHING, plots=(replace(PLOT, series=(Series("a", "a", (1.0, 2.0, 3.0)),)),), melodies=(MELODY,))
    assert [name for name, _ in paths(both)] == ["axis", "line line-1"]
    assert [name for name, _ in paths(both, "melodies")] == ["cell below-3", "cell above-3"]


def test_an_outcome_of_numbers_alone_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing to be drawn"):
        thumbnail.svg(NOTHING)
