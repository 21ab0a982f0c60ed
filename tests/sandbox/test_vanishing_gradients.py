"""The experiment: what it shows at its defaults, and that it says so when its claim does not apply."""

from math import log10

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import vanishing_gradients
from sandbox.experiments.contract import as_json
from sandbox.experiments.vanishing_gradients import EXPERIMENT, Walk


def run(seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(outcome):
    return {series.name: series.values for series in outcome.plots[0].series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def test_the_gradient_starts_at_norm_1_and_stays_within_the_bound():
    gradient, bound = lines(run()).values()
    assert gradient[-1] == bound[-1] == 0
    assert bound[0] == pytest.approx(99 * log10(0.9))
    assert all(size < limit for size, limit in zip(gradient[:-1], bound[:-1], strict=True))


def test_the_numbers_are_those_of_the_plot():
    outcome = run()
    gradient, bound = lines(outcome).values()
    assert numbers(outcome) == {
        "log10_gradient_at_1": gradient[0],
        "log10_bound_at_1": bound[0],
        "log10_ratio_to_bound": gradient[0] - bound[0],
        "factor_per_step": pytest.approx(10 ** (gradient[0] / 99)),
        "mean_slope": numbers(outcome)["mean_slope"],
        "largest_singular_value": pytest.approx(0.9, abs=1e-12),
    }


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3) == run(seed=3)
    assert run(seed=3) != run(seed=4)


def test_without_inputs_nothing_saturates_and_the_bound_is_met_exactly():
    gradient, bound = lines(run(input_scale=0.0)).values()
    np.testing.assert_allclose(gradient, bound, atol=1e-9)
    assert run(input_scale=0.0).verdict.held is True


def test_sizes_far_below_what_float64_holds_are_still_told():
    outcome = run(norm=0.1, steps=400)
    assert outcome.verdict.held is True
    assert numbers(outcome)["log10_gradient_at_1"] < -399
    assert all(size is not None for size in lines(outcome)["gradient"])


@pytest.mark.parametrize(
    ("parameters", "seen"),
    [
        ({"norm": 1.0}, "The gradient shrank all the same"),
        ({"norm": 1.5, "input_scale": 3.0}, "The gradient shrank all the same"),
        ({"norm": 1.5, "input_scale": 0.05}, "The gradient grew"),
        ({"norm": 1.0, "input_scale": 0.0}, "The gradient kept its norm"),
    ],
)
def test_at_a_norm_of_1_or_more_the_claim_is_silent_and_the_run_says_what_it_saw(parameters, seen):
    verdict = run(**parameters).verdict
    assert verdict.held is None
    assert verdict.sentence.startswith(f"The spectral norm was {parameters['norm']:g}, not below 1. {seen}")


def test_a_walk_above_its_bound_contradicts_the_claim():
    verdict = vanishing_gradients.verdict(Walk(norm=0.5, sizes=(-0.1, -0.2, 0.0), mean_slope=0.9))
    assert verdict.held is False
    assert verdict.sentence.startswith("The gradient passed its bound")


def test_a_gradient_of_exactly_zero_is_a_gap_and_a_sentence():
    walk = Walk(norm=0.5, sizes=(None, None, -2.0, 0.0), mean_slope=0.1)
    assert vanishing_gradients.verdict(walk).sentence.startswith("The gradient became exactly 0 at step 2")
    assert [number.text for number in vanishing_gradients.numbers(walk, 0.5)][:3] == ["0", "0.125", "0"]


@pytest.mark.parametrize(
    ("log10_gradient_at_1", "choice"),
    [
        (3.2, "all"),
        (0.0, "all"),
        (-1e-12, "all"),  # rounding took it, not the network
        (-1e-6, "below-all"),
        (-3.0, "below-all"),
        (-3.1, "below-a-thousandth"),
        (-6.0, "below-a-thousandth"),
        (-6.1, "below-a-millionth"),
        (-500.0, "below-a-millionth"),
        (None, "below-a-millionth"),
    ],
)
def test_the_fraction_that_arrived_is_one_of_the_choices(log10_gradient_at_1, choice):
    assert EXPERIMENT.prediction.right(log10_gradient_at_1) == choice


@pytest.mark.parametrize(
    ("parameters", "choice"),
    [
        ({}, "below-a-millionth"),
        ({"steps": 40}, "below-a-thousandth"),
        ({"steps": 5}, "below-all"),
        ({"norm": 1.5, "input_scale": 0.05}, "all"),
    ],
)
def test_every_choice_is_right_somewhere(parameters, choice):
    assert EXPERIMENT.prediction.in_hindsight(choice, as_json(run(**parameters))).right is True


def test_hindsight_says_what_was_predicted_and_what_it_was():
    outcome = as_json(run(norm=0.5))
    measured = outcome["numbers"][0]["text"].replace(" ", "\u00a0")
    right, wrong, silent = (
        EXPERIMENT.prediction.in_hindsight(key, outcome) for key in ("below-a-millionth", "all", "")
    )
    assert (right.word, right.sentence) == ("Right", f"You predicted less than a millionth, and it was: {measured}.")
    assert (wrong.word, wrong.sentence) == (
        "Wrong",
        f"You predicted all of it, or more. It was less than a millionth: {measured}.",
    )
    assert (silent.word, silent.sentence, silent.right) == ("", f"It was less than a millionth: {measured}.", None)


def test_it_reports_every_step_of_a_short_way_back():
    reports = []
    outcome = run(steps=5, report=lambda progress, plots: reports.append((progress, plots)))
    assert [progress for progress, _ in reports] == [0.25, 0.5, 0.75, 1.0]
    known = [sum(size is not None for size in plots[0].series[0].values) for _, plots in reports]
    assert known == [2, 3, 4, 5]
    assert reports[-1][1][0].series == outcome.plots[0].series


@settings(max_examples=40, deadline=None)
@given(
    steps=st.integers(2, 400),
    norm=st.integers(10, 200).map(lambda n: n / 100),
    hidden=st.integers(2, 16),
    input_scale=st.integers(0, 100).map(lambda n: n / 20),
    seed=st.integers(0, 999_999),
)
def test_whatever_the_parameters_the_bound_holds_and_the_outcome_is_json(steps, norm, hidden, input_scale, seed):
    outcome = run(seed=seed, steps=steps, norm=norm, hidden=hidden, input_scale=input_scale)
    as_json(outcome)
    gradient, bound = lines(outcome).values()
    assert all(size is None or size <= limit + 1e-9 for size, limit in zip(gradient, bound, strict=True))
    assert outcome.verdict.held is (True if norm < 1 else None)
