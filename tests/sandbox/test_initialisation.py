"""The experiment: from which recurrent weights RNNs learn to recall a symbol, and what is said of it."""

import itertools

import numpy as np
import pytest

from sandbox.experiments import initialisation
from sandbox.experiments.contract import as_json
from sandbox.experiments.initialisation import EXPERIMENT, Found
from sandbox.materials.pupils.recalling import Course

SOLVED_IT = Course((0.3, 0.8, 0.995))
LATER = Course((0.3, 0.8, 0.8, 0.995))
GUESSED = Course((0.25,) * 10)
OVERFLOWED = Course((0.5,), overflowed_at=17)


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def found(gaussian, orthogonal, identity):
    return {"gaussian": Found(gaussian), "orthogonal": Found(orthogonal), "identity": Found(identity)}


def verdict(*courses, deviation=0.5, T=50):
    return initialisation.verdict(found(*courses), deviation, T, iterations=200)


@pytest.mark.once
def test_at_the_defaults_most_solve_it_from_the_other_starts_and_hardly_any_from_small_gaussian_weights(at_defaults):
    for seed in range(1, 6):
        solved = {number.name: number.value for number in at_defaults(EXPERIMENT.key, seed).numbers}
        assert solved["gaussian_solved"] <= 0.25
        assert min(solved["orthogonal_solved"], solved["identity_solved"]) >= 0.75


def test_the_three_starts_of_a_network_differ_in_their_recurrence_alone():
    gaussian, orthogonal, identity = initialisation.begun(64, 0.5, np.random.default_rng(1))
    for other in (orthogonal, identity):
        np.testing.assert_array_equal(other.W_xh, gaussian.W_xh)
        assert not other.b.any()
    assert [gaussian.activation, orthogonal.activation, identity.activation] == ["tanh", "tanh", "relu"]
    assert gaussian.W_hh.std() == pytest.approx(0.5 / 8, rel=0.05)
    np.testing.assert_allclose(orthogonal.W_hh.T @ orthogonal.W_hh, np.eye(64), atol=1e-5)
    np.testing.assert_array_equal(identity.W_hh, np.eye(64))


def test_the_table_says_what_each_start_was():
    rows = {row[0]: row[1:] for row in run(steps=20, iterations=50, networks=4).tables[0].rows}
    assert list(rows) == ["Gaussian", "orthogonal", "identity with ReLU"]
    least, middle, most = map(float, rows["Gaussian"][0].split(", "))
    assert 0 <= least < middle < most < 1.2
    assert rows["orthogonal"][0] == rows["identity with ReLU"][0] == "1.00"
    assert "10⁻" in rows["Gaussian"][1]
    assert 0.1 < float(rows["orthogonal"][1]) < 1


@pytest.mark.parametrize(
    ("courses", "means"),
    [
        ((SOLVED_IT, GUESSED), [0.275, 0.525] + [0.6225] * 8),
        ((SOLVED_IT, LATER), [0.3, 0.8, 0.8975, 0.995]),
        ((OVERFLOWED, SOLVED_IT), [0.4, 0.525, 0.6225]),
    ],
)
def test_the_mean_accuracy_goes_on_with_who_has_solved_it_and_with_guessing_where_numbers_overflowed(courses, means):
    assert Found(courses).accuracies == pytest.approx(means)


def test_who_solved_it_is_counted_with_the_iterations_that_it_took():
    assert (Found((SOLVED_IT, GUESSED, LATER)).count, Found((SOLVED_IT, GUESSED, LATER)).spread) == (
        "2 of 3",
        "30 to 40",
    )
    assert Found((SOLVED_IT,)).spread == "30"
    assert (Found((GUESSED,)).count, Found((GUESSED,)).spread) == ("0 of 1", None)


@pytest.mark.parametrize(
    ("courses", "held", "said"),
    [
        (
            ((GUESSED,) * 4, (SOLVED_IT,) * 4, (LATER,) * 4),
            True,
            "Solved within 200 iterations: Gaussian 0 of 4; orthogonal 4 of 4 (after 30); identity with ReLU 4 of 4 "
            "(after 40). Chance is 0.25. Of the ways to deal out the results, at least as uneven are 2 of 70 "
            "(orthogonal) and 2 of 70 (identity with ReLU).",
        ),
        (
            ((GUESSED,) * 4, (SOLVED_IT,) * 4, (LATER, GUESSED, GUESSED, OVERFLOWED)),
            None,
            "Not ahead of the Gaussian start by more than luck: identity with ReLU. Solved",
        ),
        (
            ((SOLVED_IT,) * 4, (GUESSED,) * 4, (LATER,) * 4),
            False,
            "Behind the Gaussian start, by more than luck: orthogonal and identity with ReLU. Solved",
        ),
    ],
)
def test_the_verdict_says_what_happened(courses, held, said):
    assert verdict(*courses).held is held
    assert verdict(*courses).sentence.startswith(said)
    short, wide = verdict(*courses, T=49), verdict(*courses, deviation=0.55)
    assert (short.held, wide.held) == (None, None)
    assert short.sentence.startswith("The claim is about 50 steps or more; this run had 49.")
    assert wide.sentence.startswith("The claim is about a Gaussian deviation of 0.5/√H or less; this run had 0.55/√H.")


def test_it_is_said_how_many_overflowed():
    sentence = verdict((GUESSED,) * 4, (SOLVED_IT,) * 4, (OVERFLOWED, OVERFLOWED, LATER, LATER)).sentence
    assert "identity with ReLU 2 of 4 (after 40), and 2 overflowed. Chance" in sentence


@pytest.mark.parametrize(
    ("solved", "choice"), [(0.0, "none"), (0.25, "few"), (0.5, "half"), (0.875, "half"), (1, "all")]
)
def test_how_many_gaussian_networks_learn_is_one_of_the_choices(solved, choice):
    assert EXPERIMENT.prediction.right(solved) == choice


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, steps=8, iterations=50) == run(seed=3, steps=8, iterations=50)
    assert run(seed=3, steps=8, iterations=50) != run(seed=4, steps=8, iterations=50)


def test_it_reports_every_stretch_of_10_iterations():
    reports = []
    outcome = run(steps=50, iterations=50, networks=4, report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == pytest.approx([n / 5 for n in range(1, 6)])
    known = [sum(each is not None for each in lines(plots[0])["gaussian"]) for _, plots, _, _ in reports]
    assert known == list(range(1, 6))
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


@pytest.mark.parametrize(
    ("steps", "deviation", "hidden", "rate"),
    list(itertools.product((5, 100), (0.1, 2), (8, 64), (0.001, 0.02))),
)
def test_every_corner_has_a_finite_outcome(steps, deviation, hidden, rate):
    outcome = run(steps=steps, deviation=deviation, hidden=hidden, rate=rate, networks=4, iterations=50)
    as_json(outcome)
