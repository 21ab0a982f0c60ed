"""The experiment: reversing with one vector and with attention, where attention looks, and what is said of both."""

import numpy as np
import pytest

from sandbox.experiments import encoder_decoder
from sandbox.experiments.contract import as_json
from sandbox.experiments.encoder_decoder import EXPERIMENT, Course
from sandbox.materials.pupils.reversing import (
    Written,
    batch,
    length_of,
    network,
    on_the_antidiagonal,
    pace,
    right,
    write,
)

SMALL = {"length": 4, "symbols": 4, "hidden": 8, "iterations": 100}


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **SMALL, **parameters}, seed, report)


@pytest.fixture(scope="module")
def small():
    reports = []
    return run(report=lambda *told: reports.append(told)), reports


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def lines(plot):
    return {series.name: series.values for series in plot.series}


def test_at_the_defaults_attention_has_it_and_draws_the_antidiagonal_and_one_vector_has_half(at_defaults):
    for seed in range(1, 6):
        found = numbers(at_defaults(EXPERIMENT.key, seed))
        assert found["attention"] > 0.98 > 0.5 > found["vector"] > found["chance"]
        assert found["on_symbol"] > 0.45
        assert found["attention_beyond"] < 0.8


def test_the_target_is_the_source_backwards_and_each_symbol_is_told_one_step_late():
    made = batch(length=5, symbols=3, many=7, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(made.target, made.x.argmax(axis=1)[::-1])
    told = made.told.argmax(axis=1)
    assert set(told[0]) == {3}
    np.testing.assert_array_equal(told[1:], made.target[:-1])
    assert set(made.x.sum(axis=1).ravel()) == set(made.told.sum(axis=1).ravel()) == {1}


def test_every_second_batch_is_of_the_longest_and_the_others_are_of_all_lengths():
    rng = np.random.default_rng(1)
    lengths = [length_of(done, 6, rng) for done in range(1, 201)]
    assert set(lengths[::2]) == {6}
    assert set(lengths[1::2]) == {2, 3, 4, 5, 6}


def test_steps_are_whole_over_the_first_half_and_become_smaller_over_the_second():
    assert [pace(done, 100) for done in (1, 51, 76, 100)] == pytest.approx([1, 1, 0.5, 0.02])


@pytest.mark.parametrize("looks", ["none", "dot", "additive"])
def test_written_freely_is_what_would_be_written_told_its_own_symbols(looks):
    rng = np.random.default_rng(2)
    model, test = network(4, 8, looks, rng), batch(5, 4, 6, rng)
    free = write(model, test.x)
    told = np.concatenate([np.full((1, 6), 4), free.symbols[:-1]])
    scores = model.forward(test.x, np.eye(5, dtype=np.float32)[told].transpose(0, 2, 1))
    np.testing.assert_array_equal(scores.argmax(axis=1), free.symbols)
    if looks == "none":
        assert free.weights is None
    else:
        np.testing.assert_allclose(free.weights, model.attention.attended, atol=1e-5)
        np.testing.assert_allclose(free.weights.sum(axis=2), 1, atol=1e-5)


def test_the_antidiagonal_goes_from_the_last_read_to_the_first():
    perfect = np.eye(4)[None, ::-1]  # (B, written, read)
    assert on_the_antidiagonal(perfect) == 1
    assert on_the_antidiagonal(perfect, later=1) == 0
    one_later = np.roll(perfect, 1, axis=2)
    assert on_the_antidiagonal(one_later, later=1) == 1
    assert on_the_antidiagonal(np.full((2, 4, 4), 0.25)) == 0.25


def test_the_heatmap_has_a_row_for_each_letter_written_and_a_column_for_each_read(small):
    outcome, _ = small
    (heatmap,) = outcome.heatmaps
    assert EXPERIMENT.face == "heatmaps"
    assert len(heatmap.x) == len(heatmap.y) == len(heatmap.values) == 4
    assert set(heatmap.x) <= set("abcd")
    assert [sum(row) for row in heatmap.values] == pytest.approx([1] * 4, abs=1e-3)


def test_the_plots_end_where_the_numbers_are(small):
    outcome, _ = small
    learning, by_length = outcome.plots
    found = numbers(outcome)
    assert learning.x == (20, 40, 60, 80, 100)
    assert lines(learning)["vector"][-1] == found["vector"]
    assert lines(learning)["attention"][-1] == found["attention"]
    assert by_length.x == tuple(range(2, 10))
    assert lines(by_length)["attention"][-1] == found["attention_beyond"]
    assert set(lines(by_length)["chance"]) == {0.25} == {found["chance"]}


def test_it_reports_the_heatmap_as_it_grows(small):
    outcome, reports = small
    assert [told[0] for told in reports] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    drawn = [told[2][0].values for told in reports]
    assert drawn[0] != drawn[-1] == outcome.heatmaps[0].values
    assert [lines(told[1][0])["vector"].count(None) for told in reports] == [4, 3, 2, 1, 0]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(small):
    assert run() == small[0]
    assert run(seed=2) != small[0]


def test_right_is_the_share_of_symbols_in_their_places():
    test = batch(4, 4, 5, np.random.default_rng(3))
    assert right(Written(test.target, None), test) == 1
    one_wrong = test.target.copy()
    one_wrong[2, 3] += 1
    assert right(Written(one_wrong, None), test) == pytest.approx(19 / 20)


def course(vector, attention, length=10, symbols=8, by_length=(1.0, 0.95, 0.9, 0.89, *(0.5,) * 10)):
    return Course(length, symbols, 300, (vector,), (attention,), by_length, (1.0,) * 14)


@pytest.mark.parametrize(
    ("ended", "held", "said"),
    [
        (course(0.4, 1.0), True, "One vector gave back 90% up to length 4. Both read the same batches."),
        (course(0.8, 1.0), False, "One vector came to 80% or more, too."),
        (
            course(0.4, 1.0, by_length=(0.8,) * 14),
            True,
            "One vector gave back 90% at no length. Both read the same batches.",
        ),
        (
            course(0.97, 0.94),
            None,
            "Attention has not learned it, and then there is nothing to compare: give it more iterations or units.",
        ),
        (course(0.4, 1.0, length=7), None, "The claim is about 24 bits or more; 7 symbols out of 8 are 21."),
    ],
)
def test_the_verdict_says_what_happened(ended, held, said):
    verdict = encoder_decoder.verdict(ended)
    assert verdict.held is held
    assert verdict.sentence.startswith("After 300 iterations, at length ")
    assert verdict.sentence.endswith(said)


@pytest.mark.parametrize(
    ("by_length", "reach"), [((0.8,) * 14, 0), ((1.0, 0.9, 0.89, 1.0, *(1.0,) * 10), 3), ((1.0,) * 14, 10)]
)
def test_the_vector_reaches_to_the_last_length_before_it_spoils(by_length, reach):
    assert course(0.4, 1.0, by_length=by_length).reach == reach


@pytest.mark.parametrize(
    ("share", "choice"), [(0.3, "half"), (0.5, "half"), (0.6, "more"), (0.9, "more"), (1.0, "all")]
)
def test_how_far_it_reached_is_one_of_the_choices(share, choice):
    assert EXPERIMENT.prediction.right(share) == choice


@pytest.mark.parametrize("length", [3, 16])
@pytest.mark.parametrize(("symbols", "score"), [(2, "additive"), (16, "dot")])
def test_every_corner_has_a_finite_outcome(length, symbols, score):
    as_json(run(length=length, symbols=symbols, score=score, iterations=20))
