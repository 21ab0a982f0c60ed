"""The experiment: one loss that runs away, one that settles, and what is said where it comes out differently."""

import itertools
from math import log10

import pytest

from sandbox.experiments import gradient_clipping
from sandbox.experiments.contract import as_json
from sandbox.experiments.gradient_clipping import EXPERIMENT, Descent


def run(seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def settles(end):
    return Descent((0.5,) + (end,) * 200, ran_away=False)


def away(*losses):
    return Descent(losses, ran_away=True)


def test_at_the_defaults_one_runs_away_at_once_and_the_other_learns_on_five_seeds(at_defaults):
    outcomes = [at_defaults(EXPERIMENT.key, seed) for seed in range(1, 6)]
    assert all(numbers(outcome)["ran_away_at"] <= 20 for outcome in outcomes)
    assert all(numbers(outcome)["clipped_end"] < 0.04 for outcome in outcomes)


def test_both_begin_with_the_same_loss_and_the_unclipped_one_is_drawn_to_where_it_ended():
    start, whole = run(iterations=200).plots
    clipped, plain = lines(start)["clipped"], lines(start)["plain"]
    ended = sum(loss is not None for loss in plain)
    assert clipped[0] == plain[0]
    assert plain[ended - 2] <= 6 < plain[ended - 1]
    assert plain[ended:] == (None,) * (40 - ended)
    assert all(loss is not None and loss < 1 for loss in clipped)
    assert (start.x, whole.x) == (tuple(range(1, 41)), tuple(range(20, 201, 20)))
    assert list(lines(whole)) == ["clipped", "constant"]


def test_a_loss_that_does_not_run_away_is_drawn_whole():
    whole = run(rate=0.05, iterations=200).plots[1]
    assert list(lines(whole)) == ["clipped", "constant", "plain"]
    assert all(loss is not None for values in lines(whole).values() for loss in values)


def test_a_loss_that_runs_away_late_is_drawn_up_to_there():
    losses = (0.1,) * 30 + (1e3, 1e7)
    whole = gradient_clipping.plots(settles(0.02), away(*losses), 100)[1]
    plain = lines(whole)["plain"]
    assert plain[0] == pytest.approx(-1)
    assert plain[1] == pytest.approx(log10(sum(losses[20:]) / 12))
    assert plain[2:] == (None,) * 3


def test_a_threshold_that_no_gradient_reaches_changes_nothing():
    start, whole = run(rate=0.05, threshold=20.0, iterations=200).plots
    assert lines(start)["clipped"] == lines(start)["plain"]
    assert lines(whole)["clipped"] == lines(whole)["plain"]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, iterations=200) == run(seed=3, iterations=200)
    assert run(seed=3, iterations=200) != run(seed=4, iterations=200)


def test_a_longer_budget_goes_on_where_the_shorter_one_ended():
    shorter, longer = (lines(run(iterations=n).plots[1])["clipped"] for n in (200, 400))
    assert longer[: len(shorter)] == shorter


def test_a_loose_clip_contradicts_the_claim():
    outcome = run(threshold=10.0)
    assert outcome.verdict.held is False
    assert outcome.verdict.sentence.endswith("whether steps of that size lead anywhere is another matter.")


@pytest.mark.parametrize(
    ("clipped", "plain", "iterations", "held", "seen"),
    [
        (
            settles(0.02),
            away(0.5, 2e6),
            3000,
            True,
            "Without clipping the loss ran away: past a million at iteration 2.",
        ),
        (
            settles(0.02),
            away(0.5, 10),
            3000,
            True,
            "Without clipping the loss ran away: no number any more at iteration 3.",
        ),
        (
            settles(0.02),
            settles(0.1),
            3000,
            None,
            "Without clipping the loss did not run away: it was never above 0.500",
        ),
        (settles(0.3), settles(0.1), 3000, None, "Without clipping the loss did not run away"),
        (away(0.5, 2e6), settles(0.1), 3000, None, "Without clipping the loss did not run away"),
        (settles(0.3), away(0.5, 2e6), 3000, False, "Without clipping the loss ran away"),
        (settles(0.3), away(0.5, 2e6), 900, None, "Without clipping the loss ran away"),
        (settles(0.02), away(0.5, 2e6), 900, True, "Without clipping the loss ran away"),
        (away(0.5, 1.0, 2e6), away(0.5, 2e6), 900, False, "Without clipping the loss ran away"),
    ],
)
def test_the_verdict_says_what_happened(clipped, plain, iterations, held, seen):
    verdict = gradient_clipping.verdict(clipped, plain, iterations, 0.25)
    assert verdict.held is held
    assert verdict.sentence.startswith(seen)


def test_a_clipped_loss_that_runs_away_as_well_is_said_in_words():
    verdict = gradient_clipping.verdict(away(0.5, 1.0, 2e6), away(0.5, 2e6), 3000, 5.0)
    assert "Clipped at 5, it ran away as well: past a million at iteration 3." in verdict.sentence


@pytest.mark.parametrize(
    ("ran_away_at", "choice"), [(None, "never"), (1, "at-once"), (20, "at-once"), (21, "later"), (6000, "later")]
)
def test_when_the_loss_ran_away_is_one_of_the_choices(ran_away_at, choice):
    assert EXPERIMENT.prediction.right(ran_away_at) == choice


def test_hindsight_reads_as_a_sentence():
    ran, stayed = as_json(run(iterations=100)), as_json(run(rate=0.05, iterations=100))
    judged = EXPERIMENT.prediction.in_hindsight
    assert judged("never", ran).sentence.replace("\u00a0", " ") == (
        "You predicted never. It was within 20 iterations: past a million at iteration 8."
    )
    assert judged("never", stayed).sentence.replace("\u00a0", " ") == "You predicted never, and it was: at most 0.644."


def test_it_reports_early_and_then_often():
    reports = []
    run(iterations=300, report=lambda progress, plots: reports.append((progress, plots)))
    assert [progress for progress, _ in reports] == pytest.approx([20 / 300, 1 / 3, 2 / 3, 1])
    known = [sum(loss is not None for loss in lines(plots[1])["clipped"]) for _, plots in reports]
    assert known == [1, 5, 10, 15]


@pytest.mark.parametrize(
    ("gain", "threshold", "rate", "steps"),
    list(itertools.product(*((EXPERIMENT.parameters[i].least, EXPERIMENT.parameters[i].most) for i in range(4)))),
)
def test_every_corner_has_a_finite_outcome(gain, threshold, rate, steps):
    as_json(run(gain=gain, threshold=threshold, rate=rate, steps=steps, iterations=300))
