"""The experiment: who learns to spike on time, and what is said of one unit, of two, and where nobody learned."""

import numpy as np
import pytest

from sandbox.experiments import peephole_timing
from sandbox.experiments.contract import as_json
from sandbox.experiments.peephole_timing import EXPERIMENT, Learned
from sandbox.materials.pupils import spiking
from sandbox.materials.pupils.spiking import NEVER, Crowd, by_chance, clip_each, counters, spikes
from tests.sandbox.nn.differences import assert_gradient


@pytest.fixture(scope="module")
def quick():
    """A run of 200 iterations, and what it reported."""
    reports = []
    outcome = run(iterations=200, networks=10, period=3, report=lambda *told: reports.append(told))
    return outcome, reports


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def crowd(peepholes=True, H=2, networks=3, period=3):
    rng = np.random.default_rng(5)
    W = counters(networks, H, rng)
    return Crowd(W, period, rng.uniform(-1, 1, (networks, 3, H, 1)) if peepholes else None)


def test_at_the_defaults_one_unit_learns_it_only_with_peepholes_and_two_without_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = numbers(at_defaults(EXPERIMENT.key, seed))
        assert found["blind"] == 0 < 5 <= found["peeping"] < found["larger"]


def test_a_spike_is_wanted_at_every_nth_step():
    np.testing.assert_array_equal(spikes(4, 2), [0, 0, 0, 1, 0, 0, 0, 1])


def test_networks_with_and_without_begin_alike_but_for_the_peepholes():
    trial = peephole_timing.Trial(5, 1, 4, 1.0, np.random.default_rng(1))
    layer = trial.same_size.layer
    np.testing.assert_array_equal(layer.W[:5], layer.W[5:])
    assert layer.peepholes[:5].all()
    trial.learn()
    assert not layer.peepholes[5:].any()
    assert (layer.W[:5] != layer.W[5:]).any()


@pytest.mark.parametrize("peepholes", [True, False])
def test_the_gradients_are_those_of_the_errors(peepholes):
    some = crowd(peepholes)
    some.ahead()
    for weights, gradient in zip(some.layer.weights, some.back(), strict=True):
        assert_gradient(lambda: some.ahead().sum(), weights, gradient)


def test_the_error_is_0_for_the_right_output_and_a_spike_counts_fourfold():
    some = crowd(networks=1)
    errors = some.ahead()
    off = (some.output[:, 0] - spikes(3)) ** 2
    weights = np.where(spikes(3) == 1, 4, 1)
    assert errors == pytest.approx(np.sum(weights * off) / np.sum(weights))


def test_learned_is_who_was_right_20_iterations_in_a_row(monkeypatch):
    some = crowd(networks=2)
    right = [*[True] * 19, False, *[True] * 25]

    def ahead():
        some.output = np.stack(
            [some.wanted[:, 0] if right[some.iteration] else 1 - some.wanted[:, 0], some.wanted[:, 0]], 1
        )
        some.dh = np.zeros((9, 2, 2, 1))
        return np.zeros(2)

    some.layer.forward(np.empty((9, 0, 1)))
    monkeypatch.setattr(some, "ahead", ahead)
    for _ in right:
        some.learn()
    assert list(some.learned_at) == [40, 20]


def test_each_gradient_is_clipped_by_its_own_norm():
    gradients = [np.array([[3.0, 0.0], [0.3, 0.0]]), np.array([[4.0], [0.4]])]
    clip_each(gradients, 1.0)
    np.testing.assert_allclose(gradients[0], [[0.6, 0], [0.3, 0]])
    np.testing.assert_allclose(gradients[1], [[0.8], [0.4]])


def test_fishers_exact_test():
    assert by_chance(3, 0, 3) == pytest.approx(1 / 20)
    assert by_chance(0, 0, 10) == 1
    assert by_chance(5, 0, 30) == pytest.approx(0.0261, abs=1e-4)


def test_a_curve_counts_who_has_learned_it_by_then(quick):
    outcome, reports = quick
    drawn = {series.name: series.values for series in outcome.plots[0].series}
    for name in ("peeping", "blind", "larger"):
        assert list(drawn[name]) == sorted(drawn[name])
        assert drawn[name][-1] == numbers(outcome)[name]
    assert numbers(outcome)["larger"] > 0
    assert [progress for progress, _ in reports] == pytest.approx([n / 20 for n in range(1, 21)])
    assert reports[0][1][0].series[0].values[1:] == (None,) * 19
    assert reports[-1][1] == outcome.plots


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=2, iterations=20) == run(seed=2, iterations=20)
    assert run(seed=2, iterations=20) != run(seed=3, iterations=20)


@pytest.mark.parametrize(
    ("counts", "H", "held", "said"),
    [
        ((10, 0, 38), 1, True, "With peepholes 10 of 40 networks learned it, without 0, with a unit more and no"),
        ((10, 2, 38), 1, False, "Peepholes helped, but a single unit can do without."),
        ((10, 8, 38), 1, False, "this run shows no advantage of peepholes."),
        ((30, 0, 10), 1, False, "Here the second unit did not make up for them."),
        ((4, 0, 38), 1, None, "too few to tell. Take more networks or iterations."),
        ((0, 0, 38), 1, None, "In 600 iterations no single unit did, so there is nothing to compare."),
        ((0, 2, 38), 1, False, "A single unit learned it without them, and no less often."),
        ((9, 9, 38), 1, False, "A single unit learned it without them, and no less often."),
        ((6, 0, 2), 1, None, "Whether a second unit makes up for them, so few can’t tell. Take more networks or"),
        ((20, 38, 40), 2, None, "The claim is about one unit; these have 2."),
        ((20, 38, 40), 2, None, "Without them more learned it than with them."),
        ((38, 20, 40), 2, None, "That is an advantage of peepholes."),
        ((38, 36, 40), 2, None, "That is no difference that 40 networks can tell."),
    ],
)
def test_the_verdict_says_what_happened(counts, H, held, said):
    verdict = peephole_timing.verdict(Learned(*counts, of=40), H, iterations=600)
    assert verdict.held is held
    assert said in verdict.sentence


@pytest.mark.parametrize(("lead", "choice"), [(None, "none"), (-1, "fewer"), (0, "as-many"), (20, "as-many")])
def test_who_learns_it_with_a_unit_more_is_one_of_the_choices(lead, choice):
    assert EXPERIMENT.prediction.right(lead) == choice


@pytest.mark.parametrize(("units", "period", "scale"), [(1, 3, 0.5), (4, 8, 6.0), (4, 3, 6.0), (1, 8, 0.5)])
def test_every_corner_has_a_finite_outcome(units, period, scale):
    as_json(run(units=units, period=period, scale=scale, networks=10, iterations=10))


def test_nobody_has_learned_it_at_first():
    assert set(crowd().learned_at) == {NEVER} == {spiking.NEVER}
