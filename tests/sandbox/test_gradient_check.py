"""The experiment: what central differences and BPTT agree on, and what each mistake leaves behind."""

import itertools

import numpy as np
import pytest

from sandbox.experiments import gradient_check
from sandbox.experiments.contract import as_json
from sandbox.experiments.gradient_check import EXPERIMENT, EXPONENTS, KINDS, MISTAKES, Check
from sandbox.materials.pupils.mistaken import Lesson, Network, bptt
from sandbox.nn import gru, lstm, rnn
from sandbox.nn.arrays import named

PLANTED = [mistake for mistake in MISTAKES if mistake != "none"]
SMALL = {"steps": 5, "hidden": 4}


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def lines(plot):
    return {series.name: series.values for series in plot.series}


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def made(kind, T=6, H=4):
    rng = np.random.default_rng(1)
    return Network.drawn(kind, H, rng, float), Lesson.drawn(T, H, rng, float)


def kernels(network, lesson):
    """The cell's gradients, by the kernel that walks over all steps."""
    cell, x, h_0 = network.cell, lesson.x, lesson.h_0

    def read(states):
        return np.array([network.W_hy.T @ network.errors(h, y) for h, y in zip(states, lesson.target, strict=True)])

    if isinstance(cell, rnn.Rnn):
        h = rnn.forward(cell, x, h_0)
        return rnn.gradients(cell, x, h, read(h[1:])).cell
    if isinstance(cell, lstm.Lstm):
        steps = lstm.forward(cell, x, h_0, np.zeros_like(h_0))
        return lstm.gradients(cell, steps, read([step.h for step in steps])).cell
    steps = gru.forward(cell, x, h_0)
    return gru.gradients(cell, steps, read([step.h for step in steps])).cell


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_mistake_it_is_the_gradient_of_the_kernels(kind):
    network, lesson = made(kind)
    found = bptt(network, lesson)
    for name, gradient in named(kernels(network, lesson)).items():
        np.testing.assert_allclose(found[name], gradient, rtol=1e-12, atol=1e-14)


def rnn_by_hand(network, lesson, mistake):
    """The loop as it is written on paper, with the mistake where it is made."""
    cell, h = network.cell, rnn.forward(network.cell, lesson.x, lesson.h_0)
    W, later = np.zeros_like(cell.W_hh), 0.0
    for t in range(len(lesson.x), 0, -1):
        delta = later + network.W_hy.T @ network.errors(h[t], lesson.target[t - 1])
        da = delta if mistake == "slope" else (1 - h[t] ** 2) * delta
        share = da @ h[t - 1].T
        W = share if mistake == "overwritten" else W + share
        later = 0.0 if mistake == "detached" else (cell.W_hh if mistake == "transposed" else cell.W_hh.T) @ da
    return W


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_the_one_that_is_named(mistake):
    network, lesson = made("rnn")
    expected = rnn_by_hand(network, lesson, mistake)
    np.testing.assert_allclose(bptt(network, lesson, mistake)["W_hh"], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("kind", "weights"), [("lstm", "W_g"), ("gru", "W_n")])
def test_of_a_gated_cell_the_candidates_slope_alone_is_forgotten(kind, weights):
    """Of one step, where nothing has come back yet: each row is what it was over the slope of its unit."""
    network, lesson = made(kind, T=1)
    right, wrong = bptt(network, lesson), bptt(network, lesson, "slope")
    candidate = (
        lstm.step(network.cell, lesson.x[0], lesson.h_0, 0 * lesson.h_0).g
        if kind == "lstm"
        else gru.step(network.cell, lesson.x[0], lesson.h_0).n
    )
    np.testing.assert_allclose(wrong[weights] * (1 - candidate**2), right[weights], rtol=1e-12)
    before = "W_i" if kind == "lstm" else "W_z"
    np.testing.assert_allclose(wrong[before], right[before], rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mistake", PLANTED)
def test_every_mistake_spares_the_output_and_no_matrix_of_the_cell(kind, mistake):
    outcome = run(cell=kind, mistake=mistake, **SMALL)
    assert outcome.verdict.held is True
    network, lesson = made(kind)
    right, wrong = bptt(network, lesson), bptt(network, lesson, mistake)
    spared = [name for name in right if np.allclose(right[name], wrong[name], rtol=1e-9, atol=0)]
    assert spared == ["W_hy", "b_y"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_valley_falls_as_the_square_of_epsilon_and_rises_as_its_inverse(kind):
    median = dict(zip(EXPONENTS, lines(run(cell=kind).plots[0])["median"], strict=True))
    assert median[-1] - median[-2] == pytest.approx(2, abs=0.1)
    assert median[-2] - median[-3] == pytest.approx(2, abs=0.1)
    assert median[-9] - median[-6] == pytest.approx(3, abs=0.7)


def test_both_precisions_check_the_same_network():
    double, single = (run(precision=precision).tables[0].rows for precision in ("float64", "float32"))
    assert [row[:3] for row in double] == [row[:3] for row in single]


@pytest.mark.parametrize(("precision", "choice"), [("float64", "between"), ("float32", "large")])
def test_the_best_epsilon_depends_on_the_precision_and_on_no_mistake(precision, choice):
    found = [numbers(run(precision=precision, mistake=mistake))["log10_epsilon"] for mistake in MISTAKES]
    assert len(set(found)) == 1
    assert EXPERIMENT.prediction.right(found[0]) == choice


@pytest.mark.parametrize(
    ("log10_epsilon", "choice"),
    [(-11, "tiny"), (-7.5, "tiny"), (-7, "between"), (-3, "between"), (-2.5, "large"), (-1, "large")],
)
def test_the_borders_belong_to_the_middle(log10_epsilon, choice):
    assert EXPERIMENT.prediction.right(log10_epsilon) == choice


def check(exponent, worst, right):
    return Check(exponent, {"W": np.array([worst, worst / 10])}, {"W": np.array([right, right / 10])})


@pytest.mark.parametrize(
    ("worst", "right", "mistake", "precision", "held", "said"),
    [
        ((1e-3, 1e-7), (1e-3, 1e-7), "none", "float64", True, "At ε = 1.0 × 10⁻⁵ the worst of 2 weights is off by "),
        ((1e-3, 2e-6), (1e-3, 2e-6), "none", "float64", False, "At ε = 1.0 × 10⁻⁵ the worst of 2 weights is off by "),
        ((1.2, 1.0), (1e-3, 1e-7), "slope", "float64", True, "With the mistake the worst weight is off by 1.00 or "),
        ((1.2, 9e-3), (1e-3, 1e-7), "slope", "float64", False, "With the mistake the worst weight is off by 0.009"),
        ((9e-3, 1.2), (1e-3, 1e-7), "slope", "float64", False, "With the mistake the worst weight is off by 0.009"),
        ((1.2, 1.0), (1e-3, 2e-6), "slope", "float64", False, "With the mistake the worst weight is off by 1.00 or "),
        ((0.5, 0.1), (0.5, 0.1), "none", "float32", None, "At ε = 1.0 × 10⁻⁵ the worst of 2 weights is off by 0.1"),
    ],
)
def test_the_verdict_says_how_far_off_the_worst_weight_is(worst, right, mistake, precision, held, said):
    checks = [check(exponent, *both) for exponent, *both in zip((-2, -5), worst, right, strict=True)]
    verdict = gradient_check.verdict(checks, checks[1], mistake, precision)
    assert verdict.held is held
    assert verdict.sentence.startswith(said)
    if precision == "float32":
        assert verdict.sentence.endswith(
            "A limit of 10⁻⁶ would call 2 of 2 weights of a right gradient wrong. The claim is about float64; this "
            "run had float32."
        )


@pytest.mark.parametrize(("kind", "rows"), [("rnn", 4), ("lstm", 16), ("gru", 12)])
def test_the_heatmap_has_a_row_for_each_unit_of_each_layer_and_a_column_for_all_it_multiplies(kind, rows):
    outcome = run(cell=kind, mistake="detached", **SMALL)
    [heatmap] = outcome.heatmaps
    assert (len(heatmap.y), len(set(heatmap.y))) == (rows, rows)
    assert heatmap.x == ("x1", "x2", "x3", "h1", "h2", "h3", "h4", "b")
    assert max(map(max, heatmap.values)) == numbers(outcome)["log10_worst"]


@pytest.mark.parametrize(("mistake", "columns"), [("none", 5), ("slope", 6)])
def test_the_table_compares_with_no_mistake_where_there_is_one(mistake, columns):
    [table] = run(mistake=mistake, **SMALL).tables
    assert {len(table.columns), *map(len, table.rows)} == {columns}
    assert ("worst, without the mistake" in table.columns) is (mistake != "none")


def test_it_tells_of_every_epsilon_as_it_comes():
    reports = []
    outcome = run(mistake="transposed", report=lambda *told: reports.append(told), **SMALL)
    assert [progress for progress, _ in reports] == pytest.approx([n / 21 for n in range(1, 22)])
    for n, (_, [plot]) in enumerate(reports, start=1):
        assert lines(plot)["worst"] == lines(outcome.plots[0])["worst"][:n] + (None,) * (21 - n)
    assert list(lines(outcome.plots[0])) == ["worst", "median", "without", "squared", "inverse"]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run(seed=3, **SMALL) == run(seed=3, **SMALL)
    assert run(seed=3, **SMALL) != run(seed=4, **SMALL)


@pytest.mark.parametrize(
    ("kind", "precision", "mistake", "sizes"),
    list(itertools.product(KINDS, ("float64", "float32"), MISTAKES, ((5, 16), (50, 4)))),
)
def test_every_corner_has_a_finite_outcome(kind, precision, mistake, sizes):
    steps, hidden = sizes
    as_json(run(cell=kind, precision=precision, mistake=mistake, steps=steps, hidden=hidden))
