"""The experiment: which first forget bias learns to recall over what lag, and what is said where that fails."""

import itertools
from math import exp

import numpy as np
import pytest

from sandbox.experiments import forget_bias
from sandbox.experiments.contract import as_json
from sandbox.experiments.forget_bias import EXPERIMENT
from sandbox.materials.pupils.recalling import Course, recall

SOLVED_IT = Course((0.3, 0.8, 0.995))
SAW_A_PART = Course((0.5,) * 10)
GUESSED = Course((0.25,) * 10)


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def starts(biases=(0.0, 3.0), T=20):
    rng = np.random.default_rng(1)
    x, _ = recall(T, 32, rng, np.float32)
    return forget_bias.starts(biases, T, 16, rng, x)


def rows(outcome):
    return {row[0]: row[1:] for row in outcome.tables[0].rows}


def test_at_the_defaults_all_but_bias_0_solve_it_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        outcome = at_defaults(EXPERIMENT.key, seed)
        solved = {name: after for name, (*_, after, _) in rows(outcome).items()}
        assert list(solved) == ["0", "1", "3", "chrono"]
        assert [after is None for after in solved.values()] == [True, False, False, False]


def test_starts_differ_in_their_biases_alone():
    zero, three, chrono = starts()
    for start in (three, chrono):
        for name in ("W_i", "W_f", "W_g", "W_o", "U_i", "U_f", "U_g", "U_o", "b_g", "b_o"):
            np.testing.assert_array_equal(getattr(start.cell, name), getattr(zero.cell, name))
    assert set(zero.cell.b_f) == set(zero.cell.b_i) == set(three.cell.b_i) == {0}
    assert set(three.cell.b_f) == {3}
    np.testing.assert_array_equal(chrono.cell.b_i, -chrono.cell.b_f)


def test_a_gate_starts_near_the_sigmoid_of_its_bias_and_leaves_about_its_power():
    for start, b in zip(starts(), (0, 3), strict=False):
        gate = 1 / (1 + exp(-b))
        assert start.gate == pytest.approx(gate, abs=0.02)
        assert gate**19 / 3 < start.left < gate**19 * 3


def test_memories_are_those_of_the_formula():
    assert [start.memory for start in starts((0.0, 1.0, 3.0))][:3] == ["2", "3.72", "21.1"]
    shortest, longest = map(float, starts(T=50)[-1].memory.split(" to "))
    assert 2 <= shortest < longest <= 50


def test_biases_are_sorted_and_said_once():
    assert [start.label for start in starts((3.0, -1.0, 3.0))] == ["bias −1", "bias 3", "chrono"]


def test_what_was_predicted_is_called_the_same_whatever_the_lowest_bias_was():
    assert {run(biases=biases, iterations=100, steps=5).numbers[0].label for biases in ("-1, 3", "0")} == {
        "accuracy of the lowest bias at the end"
    }


def test_a_curve_ends_where_the_task_is_solved_and_chance_is_drawn_whole():
    outcome = run(biases="3", iterations=300)
    drawn, found = lines(outcome.plots[0]), numbers(outcome)
    assert outcome.plots[0].x == tuple(range(10, 301, 10))
    after = found["bias_3_solved_at"]
    known = drawn["bias_3"][: after // 10]
    assert all(accuracy < 0.99 for accuracy in known[:-1])
    assert found["lowest_accuracy"] == known[-1] >= 0.99
    assert drawn["bias_3"][after // 10 :] == (None,) * (30 - after // 10)
    assert set(drawn["chance"]) == {0.25}


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, iterations=100) == run(seed=3, iterations=100)
    assert run(seed=3, iterations=100) != run(seed=4, iterations=100)


def test_a_longer_budget_goes_on_where_the_shorter_one_ended():
    shorter, longer = (lines(run(iterations=n).plots[0])["bias_0"] for n in (100, 200))
    assert longer[: len(shorter)] == shorter


@pytest.mark.parametrize(
    ("courses", "held", "said"),
    [
        (
            (GUESSED, SOLVED_IT, SOLVED_IT),
            True,
            "Solved by bias 3 after 30 and chrono after 30 iterations. 1,500 iterations were not enough for bias 0 "
            "(0.25 in the end); chance is 0.25. All began with the same weights and read the same batches.",
        ),
        (
            (SAW_A_PART, GUESSED, SOLVED_IT),
            True,
            "Solved by chrono after 30 iterations. 1,500 iterations were not enough for bias 0 (0.50 in the "
            "end) and bias 3 (0.25 in the end); chance is 0.25. All began",
        ),
        (
            (SOLVED_IT, SOLVED_IT, GUESSED),
            False,
            "Bias 0 solved it. Solved by bias 0 after 30 and bias 3 after 30 iterations. 1,500",
        ),
        (
            (GUESSED, GUESSED, GUESSED),
            None,
            "1,500 iterations were not enough for bias 0 (0.25 in the end), bias 3 (0.25 in the end) and chrono "
            "(0.25 in the end); chance is 0.25. Where no other start has got there either, nothing is said "
            "about bias 0. Give them more iterations.",
        ),
    ],
)
def test_the_verdict_says_what_happened(courses, held, said):
    labels = ("bias 0", "bias 3", "chrono")
    verdict = forget_bias.verdict(labels, courses, biases=(0, 3), T=20, iterations=1500)
    assert verdict.held is held
    assert verdict.sentence.startswith(said)
    short = forget_bias.verdict(labels, courses, biases=(0, 3), T=19, iterations=1500)
    assert short.held is None
    assert short.sentence.startswith("The claim is about 20 steps or more; this run had 19.")


@pytest.mark.parametrize(
    ("courses", "held", "said"),
    [
        ((GUESSED, SOLVED_IT, SOLVED_IT), False, "Bias 0 solved it. Solved by bias 0 after 30 and chrono"),
        ((SOLVED_IT, SOLVED_IT, SOLVED_IT), False, "Bias −1 and bias 0 solved it. Solved by"),
        ((GUESSED, GUESSED, SOLVED_IT), True, "Solved by chrono after 30 iterations."),
    ],
)
def test_the_claim_is_about_every_start_at_0_or_below_and_not_the_lowest_alone(courses, held, said):
    verdict = forget_bias.verdict(("bias −1", "bias 0", "chrono"), courses, biases=(-1, 0), T=20, iterations=1500)
    assert verdict.held is held
    assert verdict.sentence.startswith(said)


def test_where_nobody_got_there_nothing_is_said_about_any_start_at_0_or_below():
    labels = ("bias −1", "bias 0", "chrono")
    verdict = forget_bias.verdict(labels, (GUESSED,) * 3, biases=(-1, 0), T=20, iterations=1500)
    assert verdict.held is None
    assert "nothing is said about bias −1 and bias 0. Give them" in verdict.sentence


def test_of_larger_biases_alone_the_claim_does_not_speak():
    verdict = run(biases="0.5, 3", iterations=100).verdict
    assert verdict.held is None
    assert verdict.sentence.startswith("The claim is about a start at 0 or below; the lowest of this run was 0.5. ")


@pytest.mark.parametrize(
    ("accuracy", "choice"), [(0.0, "chance"), (0.299, "chance"), (0.3, "part"), (0.989, "part"), (0.99, "solved")]
)
def test_how_far_the_lowest_bias_got_is_one_of_the_choices(accuracy, choice):
    assert EXPERIMENT.prediction.right(accuracy) == choice


def test_hindsight_reads_as_a_sentence():
    outcome = {"numbers": [{"name": "lowest_accuracy", "value": 0.49, "text": "0.490"}]}
    assert EXPERIMENT.prediction.in_hindsight("solved", outcome).sentence == (
        "You predicted solved, 0.99 or more. It was better than chance, from 0.3 to 0.99: 0.490."
    )


def test_it_reports_every_stretch_of_10_iterations_with_what_the_gates_were_from_the_first():
    reports = []
    outcome = run(biases="0", iterations=100, report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == pytest.approx([n / 10 for n in range(1, 11)])
    known = [sum(each is not None for each in lines(plots[0])["bias_0"]) for _, plots, _, _ in reports]
    assert known == list(range(1, 11))
    assert [row[:4] for row in reports[0][3][0].rows] == [row[:4] for row in outcome.tables[0].rows]
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


@pytest.mark.parametrize(
    ("steps", "biases", "hidden", "rate"),
    list(itertools.product((5, 100), ("-4", "-4, 0.5, 8"), (4, 64), (0.0005, 0.05))),
)
def test_every_corner_has_a_finite_outcome(steps, biases, hidden, rate):
    as_json(run(steps=steps, biases=biases, hidden=hidden, rate=rate, iterations=20))
