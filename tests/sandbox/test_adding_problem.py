"""The experiment: which cell learns to add at what length, and what is said where it comes out differently."""

import itertools
from math import log10

import pytest

from sandbox.experiments import adding_problem
from sandbox.experiments.adding_problem import EXPERIMENT, Course
from sandbox.experiments.contract import as_json

SOLVED_IT = Course((0.3, 0.1, 0.009))
LEARNED_A_PART = Course((0.3,) + (0.08,) * 10)
STAYED = Course((0.3,) + (0.168,) * 10)


def run(seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def test_at_the_defaults_the_gru_is_done_early_and_the_rnn_gets_nowhere_on_five_seeds(at_defaults):
    outcomes = [at_defaults(EXPERIMENT.key, seed) for seed in range(1, 6)]
    assert all(numbers(outcome)["gru_solved_at"] < 800 for outcome in outcomes)
    assert all(numbers(outcome)["rnn_error"] >= 0.15 for outcome in outcomes)


def test_at_10_steps_both_solve_it_and_the_claim_is_silent():
    outcome = run(steps=10)
    assert outcome.verdict.held is None
    assert outcome.verdict.sentence.startswith(
        "The claim is about 50 steps or more; this run had 10. Both got below 0.01: the RNN after "
    )


def test_a_curve_ends_where_the_task_is_solved_and_the_dashed_lines_are_whole():
    plot = run(steps=10, iterations=800).plots[0]
    drawn = lines(plot)
    ended = next(i for i, error in enumerate(drawn["gru"]) if error < log10(0.01))
    assert plot.x == tuple(range(20, 801, 20))
    assert drawn["gru"][ended + 1 :] == (None,) * (len(plot.x) - ended - 1)
    assert all(error >= log10(0.01) for error in drawn["gru"][:ended])
    assert set(drawn["constant"]) == {log10(1 / 6)}
    assert set(drawn["solved"]) == {-2}


def test_the_numbers_are_those_of_the_plot():
    outcome = run(steps=10, iterations=800)
    drawn, found = lines(outcome.plots[0]), numbers(outcome)
    gru = [error for error in drawn["gru"] if error is not None]
    assert found["gru_solved_at"] == 20 * len(gru)
    assert found["gru_error"] == pytest.approx(10 ** gru[-1])
    assert found["rnn_solved_at"] is None
    assert found["rnn_error"] == pytest.approx(sum(10**error for error in drawn["rnn"][-5:]) / 5)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, iterations=100) == run(seed=3, iterations=100)
    assert run(seed=3, iterations=100) != run(seed=4, iterations=100)


def test_a_longer_budget_goes_on_where_the_shorter_one_ended():
    shorter, longer = (lines(run(steps=10, iterations=n).plots[0])["rnn"] for n in (200, 300))
    assert longer[: len(shorter)] == shorter


@pytest.mark.parametrize(
    ("rnn", "gru", "held", "seen"),
    [
        (STAYED, SOLVED_IT, True, "The GRU got below 0.01 after 60 iterations. The RNN had 2,000 and ended at 0.168."),
        (LEARNED_A_PART, SOLVED_IT, False, "The RNN learned a part of it. The GRU got below 0.01 after 60 iterations."),
        (SOLVED_IT, SOLVED_IT, False, "The RNN solved it. Both got below 0.01: the RNN after 60 iterations, the GRU"),
        (SOLVED_IT, STAYED, False, "The RNN solved it. The RNN got below 0.01 after 60 iterations. The GRU had 2,000"),
        (
            STAYED,
            STAYED,
            None,
            "Neither got below 0.01 within 2,000 iterations: the RNN ended at 0.168, the GRU at 0.168.",
        ),
        (LEARNED_A_PART, STAYED, None, "Neither got below 0.01 within 2,000 iterations: the RNN ended at 0.080"),
    ],
)
def test_the_verdict_says_what_happened(rnn, gru, held, seen):
    verdict = adding_problem.verdict(rnn, gru, T=50, iterations=2000)
    assert verdict.held is held
    assert verdict.sentence.startswith(seen)
    short = adding_problem.verdict(rnn, gru, T=49, iterations=2000)
    assert short.held is None
    assert short.sentence.startswith("The claim is about 50 steps or more; this run had 49.")


def test_a_budget_too_small_for_the_gru_says_nothing_about_the_rnn():
    verdict = run(iterations=100).verdict
    assert verdict.held is None
    assert verdict.sentence.startswith("Neither got below 0.01 within 100 iterations")
    assert verdict.sentence.endswith("Give it more iterations.")


@pytest.mark.parametrize(
    ("rnn_error", "choice"), [(0.0099, "solved"), (0.01, "part"), (0.149, "part"), (0.15, "nowhere"), (7.0, "nowhere")]
)
def test_where_the_error_ended_is_one_of_the_choices(rnn_error, choice):
    assert EXPERIMENT.prediction.right(rnn_error) == choice


def test_hindsight_reads_as_a_sentence():
    outcome = {"numbers": [{"name": "rnn_error", "value": 0.168, "text": "0.168"}]}
    judged = EXPERIMENT.prediction.in_hindsight
    assert judged("solved", outcome).sentence == (
        "You predicted below 0.01, solved. It was 0.15 or more, about as bad as always answering 1: 0.168."
    )


def test_it_reports_every_stretch_of_20_iterations():
    reports = []
    outcome = run(iterations=100, report=lambda progress, plots: reports.append((progress, plots)))
    assert [progress for progress, _ in reports] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    known = [sum(error is not None for error in lines(plots[0])["rnn"]) for _, plots in reports]
    assert known == [1, 2, 3, 4, 5]
    assert reports[-1][1] == outcome.plots


@pytest.mark.parametrize(
    ("steps", "hidden", "rate"),
    list(itertools.product(*((EXPERIMENT.parameters[i].least, EXPERIMENT.parameters[i].most) for i in (0, 2, 3)))),
)
def test_every_corner_has_a_finite_outcome(steps, hidden, rate):
    as_json(run(steps=steps, hidden=hidden, rate=rate, iterations=200))
