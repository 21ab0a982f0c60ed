"""The experiment: the two lines, the numbers that the LSTM page prints, and what a run says where they don't part."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import gradient_highway
from sandbox.experiments.contract import as_json
from sandbox.experiments.gradient_highway import EXPERIMENT, Walk


def run(seed=1, report=lambda progress, plots: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(outcome):
    return {series.name: series.values for series in outcome.plots[0].series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def walk(product=-12.0, gradient=-6.0, **said):
    way = {"product": (product, *[0.0] * 90), "gradient": (gradient, *[0.0] * 90)}
    return Walk(**{"bias": 1.0, "u": 1.0, "inputs": 1.0, **way, **said})


def back_90(bias, u, inputs, seed, H=32, D=4, T=90):
    """As the page of the LSTM has it, Jacobian by Jacobian: the product, the gradient, the error of the totals."""

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    rng = np.random.default_rng(seed)
    W = rng.uniform(-1, 1, (4 * H, H + D)) / np.sqrt(H)
    W[:, :H] *= u
    U_i, U_f, U_g, U_o = np.split(W[:, :H], 4)
    b = np.repeat([0.0, bias, 0, 0], H)
    c, h, S_old = np.zeros(H), np.zeros(H), np.zeros((H, H))
    J, gates, totals = np.eye(2 * H), np.eye(H), np.eye(H)
    for x in inputs * rng.standard_normal((T, D)):
        i, f, g, o = np.split(W @ np.concatenate([h, x]) + b, 4)
        i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
        seen = np.tanh(f * c + i * g)
        M = np.diag(c * f * (1 - f)) @ U_f + np.diag(g * i * (1 - i)) @ U_i + np.diag(i * (1 - g**2)) @ U_g
        F, S, R = np.diag(f), np.diag(o * (1 - seen**2)), np.diag(seen * o * (1 - o)) @ U_o
        J = np.block([[F, M], [S @ F, S @ M + R]]) @ J
        gates, totals = F @ gates, (F + M @ S_old) @ totals
        c, h, S_old = f * c + i * g, o * seen, S
    true = J[:H, :H]
    return gates.max(), np.linalg.norm(true, 2), np.linalg.norm(totals - true, 2) / np.linalg.norm(true, 2)


def test_at_the_defaults_the_gradient_is_about_a_million_times_as_large_on_five_seeds(at_defaults):
    assert all(5 < numbers(at_defaults(EXPERIMENT.key, seed))["log10_ratio"] < 7 for seed in range(1, 6))


@pytest.mark.parametrize(
    ("bias", "u", "inputs"), [(1, 0.1, 1), (1, 1, 1), (1, 3, 1), (5, 0.1, 1), (5, 1, 1), (5, 1, 3)]
)
def test_the_numbers_are_those_of_the_page(bias, u, inputs):
    for seed in range(5):
        found = numbers(run(seed=seed, bias=bias, u=u, inputs=inputs))
        sizes = [found["log10_product_at_0"], found["log10_gradient_at_0"], found["log10_totals_off"]]
        np.testing.assert_allclose(sizes, np.log10(back_90(bias, u, inputs, seed)), atol=1e-6)


def test_the_other_presets_show_what_they_promise_on_five_seeds():
    promised = ((1, None), (2, True), (3, True))
    for preset, held in promised:
        outcomes = [run(seed=seed, **EXPERIMENT.presets[preset].parameters) for seed in range(1, 6)]
        assert [outcome.verdict.held for outcome in outcomes] == [held] * 5
    plain, large = ([numbers(run(seed=seed, bias=5.0, inputs=i)) for seed in range(1, 6)] for i in (1.0, 3.0))
    assert all(each["log10_product_at_0"] < 0 < each["log10_gradient_at_0"] for each in plain)
    assert all(a["log10_ratio"] > b["log10_ratio"] for a, b in zip(plain, large, strict=True))


def test_both_lines_start_at_1_and_agree_for_one_step():
    drawn = lines(run())
    assert (drawn["gradient"][90], drawn["product"][90]) == (0, 0)
    assert drawn["gradient"][89] == pytest.approx(drawn["product"][89])
    assert drawn["gradient"][88] > drawn["product"][88] + 0.01


def test_the_numbers_are_those_of_the_plot():
    outcome = run()
    drawn, found = lines(outcome), numbers(outcome)
    gradient, gates = drawn["gradient"][0], drawn["product"][0]
    assert found == {
        **found,
        "log10_product_at_0": gates,
        "log10_gradient_at_0": gradient,
        "log10_ratio": gradient - gates,
        "product_factor": pytest.approx(10 ** (gates / 90)),
        "gradient_factor": pytest.approx(10 ** (gradient / 90)),
    }
    assert found["mean_gate"] == pytest.approx(0.73, abs=0.01)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3) == run(seed=3)
    assert run(seed=3) != run(seed=4)


@pytest.mark.parametrize("steps", [2, 400])
def test_without_U_the_direct_path_is_all_there_is(steps):
    outcome = run(u=0.0, bias=-2.0, steps=steps)
    np.testing.assert_allclose(*lines(outcome).values(), atol=1e-9)
    assert outcome.verdict.held is None
    assert outcome.verdict.sentence.endswith("is the same: without U there is no path but the direct one.")
    assert outcome.numbers[5].text == "0" or numbers(outcome)["log10_totals_off"] < -9


def test_sizes_far_below_what_float64_holds_are_still_told():
    found = numbers(run(bias=-2.0, inputs=0.0, steps=400))
    assert found["log10_product_at_0"] == pytest.approx(-400 * np.log10(1 + np.exp(2)))
    assert found["log10_product_at_0"] < -340


@pytest.mark.parametrize(
    ("walked", "held", "seen"),
    [
        (walk(), True, "1.0 × 10⁶ times as large. Per step that is a factor of 0.858 against 0.736."),
        (walk(gradient=-11.0), True, "10.0 times as large"),
        (walk(gradient=1.0), True, "No product of gates is above 1. This gradient is"),
        (walk(gradient=-13.5), False, "0.0316 times as large"),
        (walk(gradient=-11.5), False, "Yet U is as large as drawn"),
        (walk(gradient=-11.5, u=0.5), None, "U is 0.5 times what was drawn"),
        (walk(gradient=-11.5, inputs=3.0), None, "large inputs saturate"),
        (walk(product=-1.5, gradient=-1.0, u=0.0), False, "0.100: without U"),
        (
            Walk(1.0, 1.0, 1.0, product=(-1.5, *[0.0] * 10), gradient=(-1.0, *[0.0] * 10)),
            None,
            "over 10 steps the paths through h",
        ),
    ],
)
def test_every_end_has_its_verdict(walked, held, seen):
    verdict = gradient_highway.verdict(walked)
    assert verdict.held is held
    assert seen in verdict.sentence


def test_where_the_claim_speaks_the_two_part_at_every_bias():
    for bias, inputs in product((-2.0, 0.0, 3.0, 5.0, 8.0), (0.0, 1.0)):
        assert numbers(run(steps=60, bias=bias, inputs=inputs))["log10_ratio"] > 1.5


@pytest.mark.parametrize(
    ("log10_ratio", "choice"),
    [(-2.0, "smaller"), (-0.5, "about"), (0.99, "about"), (1.0, "larger"), (3.9, "larger"), (4.0, "much-larger")],
)
def test_the_ratio_is_one_of_the_choices(log10_ratio, choice):
    assert EXPERIMENT.prediction.right(log10_ratio) == choice


@pytest.mark.parametrize(
    ("parameters", "choice"), [({}, "much-larger"), ({"bias": 5}, "larger"), ({"u": 0.1}, "about")]
)
def test_every_choice_but_the_common_mistake_is_right_somewhere(parameters, choice):
    assert EXPERIMENT.prediction.in_hindsight(choice, as_json(run(**parameters))).right is True


def test_it_reports_every_step_of_a_short_way_back():
    reports = []
    outcome = run(steps=4, report=lambda progress, plots: reports.append((progress, plots)))
    assert [progress for progress, _ in reports] == [0.25, 0.5, 0.75, 1.0]
    for line in (0, 1):
        known = [sum(size is not None for size in plots[0].series[line].values) for _, plots in reports]
        assert known == [2, 3, 4, 5]
    assert "back to step 3 so far" in reports[0][1][0].description
    assert reports[-1][1] == outcome.plots


def test_a_walk_that_has_not_arrived_has_no_verdict():
    with pytest.raises(ValueError, match="still on its way"):
        gradient_highway.verdict(walk(product=None))


@pytest.mark.parametrize("bounds", [*product(*([each.least, each.most] for each in EXPERIMENT.parameters))])
def test_every_corner_of_the_bounds_has_a_finite_outcome(bounds):
    parameters = {each.name: value for each, value in zip(EXPERIMENT.parameters, bounds, strict=True)}
    outcome = run(**parameters)
    as_json(outcome)
    assert outcome.verdict.held is not False


@settings(max_examples=30, deadline=None)
@given(
    steps=st.integers(2, 100),
    bias=st.integers(-20, 80).map(lambda n: n / 10),
    u=st.integers(0, 80).map(lambda n: n / 20),
    inputs=st.integers(0, 80).map(lambda n: n / 20),
    seed=st.integers(0, 999_999),
)
def test_whatever_the_parameters_no_product_of_gates_grows_and_the_outcome_is_json(seed, **parameters):
    outcome = run(seed=seed, **parameters)
    as_json(outcome)
    gates = lines(outcome)["product"]
    assert all(before <= after for before, after in pairwise(gates))
