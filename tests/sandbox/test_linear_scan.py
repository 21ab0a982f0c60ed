"""The experiment: what is counted, what is measured by a clock, and what is said of both."""

import itertools
from math import log10

import numpy as np
import pytest

from sandbox.experiments.contract import as_json
from sandbox.experiments.linear_scan import EXPERIMENT
from sandbox.materials.measures import composing

SMALL = {"steps": 256, "units": 512, "rounds": 3}  # 10 widths
TURNS = 4  # the first of which isn't timed
AS_CLAIMED = [(1.0, 0.1, 0.2)] * 5 + [(1.0, 3.0, 2.0)] * 5  # seconds of loop, doubling, tree, width by width


def clock_of(widths):
    """A clock by which each method takes what its width says, in every round."""

    def readings():
        now = 0.0
        for seconds in itertools.chain.from_iterable([each] * TURNS for each in widths):
            for spent in seconds:
                yield now
                now += spent
                yield now

    return readings().__next__


def run(widths=AS_CLAIMED, seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **SMALL, **parameters}, seed, report, clock_of(widths))


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def rows(outcome, table):
    return next(found for found in outcome.tables if found.name == table).rows


def lines(plot):
    return {series.name: series.values for series in plot.series}


def test_the_plot_has_nanoseconds_for_each_state():
    time = run().plots[0]
    assert time.x == (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
    assert lines(time)["loop"] == pytest.approx([log10(1e9 / 256 / W) for W in time.x])
    assert lines(time)["tree"][-1] == pytest.approx(log10(2e9 / 256 / 512))


def test_the_work_is_counted_over_the_length():
    work = run().plots[1]
    assert work.x == (2, 4, 8, 16, 32, 64, 128, 256)
    assert lines(work)["loop_work"][-1] == pytest.approx(log10(255))
    assert lines(work)["doubling_work"][-1] == pytest.approx(log10(2 * (256 * 8 - 255)))
    assert [10 ** lines(work)[f"{name}_rounds"][-1] for name in ("doubling", "tree")] == pytest.approx([8, 15])


def test_the_tables_set_the_three_beside_one_another_and_say_that_they_agree():
    outcome = run()
    assert rows(outcome, "methods") == (
        ("loop", 255, 255, 1.0, 1000.0, 1000.0, 1.0),
        ("scan by doubling", 8, 3586, 14.1, 100.0, 3000.0, 3.0),
        ("scan by a tree", 15, 1004, 3.94, 200.0, 2000.0, 2.0),
    )
    assert [row[0] for row in rows(outcome, "agreement")] == [2, 4, 8, 16, 32, 64, 128, 256]
    assert numbers(outcome)["apart"] < 1e-14


@pytest.mark.parametrize(("precision", "eps"), [("float64", 2.3e-16), ("float32", 1.2e-7)])
def test_scans_and_loop_differ_by_rounding_of_the_precision_that_was_chosen(precision, eps):
    apart = numbers(run(precision=precision))["apart"]
    assert eps / 10 < apart < 10 * eps


def test_two_linear_steps_are_one_and_two_tanh_steps_are_none():
    found = composing.composed(np.random.default_rng(1))
    assert found.brackets < 1e-14
    assert found.linear < 1e-14
    assert found.tanh > 0.1


def test_of_two_tanh_steps_that_are_one_no_gap_is_found():
    """The same fit, where the second step is as good as linear: its input is tiny."""
    h = np.linspace(-1, 1, 41)[:, None]
    tanh = np.tanh(2 * np.tanh(1e-4 * h))
    assert np.abs(np.tanh(composing._straight(np.arctanh(tanh[[0, -1]]), h)) - tanh).max() < 1e-10


@pytest.mark.parametrize(
    ("narrow", "wide", "held", "said"),
    [
        (
            (1, 0.1, 0.2),
            (1, 3, 2),
            True,
            "0.2 times as long as the loop with 1 unit, and doubling 0.1 times. With 512 units it was 2 and 3 times.",
        ),
        ((1, 0.1, 1.5), (1, 3, 2), False, "So the scans did not both save time with one unit."),
        ((1, 1.5, 0.1), (1, 3, 2), False, "So the scans did not both save time with one unit."),
        ((1, 0.1, 0.2), (1, 3, 0.5), False, "So one of the scans took no longer, even with 512 units."),
        ((1, 0.1, 0.2), (1, 0.5, 3), False, "So one of the scans took no longer, even with 512 units."),
    ],
)
def test_the_verdict_says_what_was_measured(narrow, wide, held, said):
    verdict = run([narrow] * 5 + [wide] * 5).verdict
    assert verdict.held is held
    assert verdict.sentence.endswith(said)


def test_with_one_unit_nothing_is_said_twice():
    assert run(units=1).verdict.sentence.endswith("0.2 times as long as the loop with 1 unit, and doubling 0.1 times.")


@pytest.mark.parametrize("parameters", [{"steps": 255}, {"units": 511}])
def test_the_claim_is_silent_where_it_does_not_speak(parameters):
    verdict = run(**parameters).verdict
    here = {**SMALL, **parameters}
    assert verdict.held is None
    assert verdict.sentence.startswith(
        f"The claim is about 256 steps and 512 units or more; this run had {here['steps']} and {here['units']}."
    )


@pytest.mark.parametrize(
    ("times", "choice"),
    [(0.05, "tenth"), (0.1, "less"), (0.99, "less"), (1, "up_to_twice"), (1.99, "up_to_twice"), (2, "more")],
)
def test_how_long_it_took_is_one_of_the_choices(times, choice):
    assert EXPERIMENT.prediction.right(times) == choice


def test_it_reports_after_every_round_and_ends_with_what_it_returns():
    reports = []
    outcome = run(report=lambda progress, plots: reports.append((progress, plots)))
    shares = [progress for progress, _ in reports]
    assert len(reports) == 30
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert reports[-1][1] == outcome.plots
    assert lines(reports[0][1][0])["loop"][1:] == (None,) * 9


@pytest.mark.parametrize(("steps", "units"), [(16, 1), (17, 3), (2048, 1)])
def test_corners_have_a_finite_outcome(steps, units):
    as_json(EXPERIMENT.run({**EXPERIMENT.defaults, "rounds": 3, "steps": steps, "units": units}, 1, lambda *told: None))


def test_the_largest_run_is_within_what_the_lab_offers():
    most = {parameter.name: parameter.most for parameter in EXPERIMENT.parameters if parameter.kind == "integer"}
    assert EXPERIMENT.read(most)[1] == {}
    states = most["steps"] * most["units"]
    assert 8 * states * (2 + 1 + 4 + 4 + 0.5) < 250e6  # a and b, and the arrays of loop, doubling and tree


def test_it_says_that_it_measures_time():
    assert EXPERIMENT.measures_time
