"""The experiment: which masks keep an LSTM from fitting noise, and what is said where there is nothing to mend."""

from math import log

import numpy as np
import pytest

from sandbox.experiments import recurrent_dropout
from sandbox.experiments.contract import as_json
from sandbox.experiments.recurrent_dropout import EXPERIMENT, Course
from sandbox.materials.pupils import dropping
from sandbox.materials.pupils.dropping import (
    CANDIDATE,
    CELL,
    NONE,
    OUTSIDE,
    SEQUENCE,
    WAYS,
    Network,
    batches,
    least_loss,
    sums,
)
from tests.sandbox.nn.differences import assert_gradient

SMALL = {"sequences": 50, "epochs": 20, "steps": 5, "hidden": 8}


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **SMALL, **parameters}, seed, report)


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def test_at_the_defaults_dropout_off_the_cell_ends_lower_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = numbers(at_defaults(EXPERIMENT.key, seed))
        off_the_cell = [found[f"{name}_loss"] for name in ("outside", "sequence", "candidate")]
        assert max(off_the_cell) < found["none_loss"]
        assert max(*off_the_cell, log(2)) < found["cell_loss"]


def test_a_label_says_whether_all_numbers_sum_to_more_than_0_but_for_the_noise():
    x, labels = sums(7, 4000, 0.0, np.random.default_rng(1))
    assert x.shape == (7, 4, 4000)
    np.testing.assert_array_equal(labels, [x.sum(axis=(0, 1)) > 0])
    x, labels = sums(7, 4000, 0.15, np.random.default_rng(1))
    assert np.mean(labels != (x.sum(axis=(0, 1)) > 0)) == pytest.approx(0.15, abs=0.02)


def test_who_knows_rule_and_noise_has_the_entropy_of_the_noise_as_loss():
    assert least_loss(0.0) == 0
    assert least_loss(0.15) == pytest.approx(-0.15 * log(0.15) - 0.85 * log(0.85))


def network(way, p=0.5, dtype=np.float64, H=3):
    rng = np.random.default_rng(2)
    W = rng.normal(0, 0.7, (4 * H, 5 + H)).astype(dtype)
    return Network(way, W, rng.normal(0, 0.7, (1, H + 1)).astype(dtype), p, np.random.default_rng(3))


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_gradients_are_those_of_the_loss_under_the_same_masks(way, monkeypatch):
    monkeypatch.setattr(dropping, "DTYPE", np.float64)
    one, (x, labels) = network(way), sums(4, 3, 0.15, np.random.default_rng(4))
    x, labels = x.astype(np.float64), labels.astype(np.float64)

    def loss():
        one.rng = np.random.default_rng(3)
        return one.ahead(x, labels)

    loss()
    gradients = [gradient.copy() for gradient in one.back()]
    some = np.arange(gradients[0].size).reshape(gradients[0].shape) % 5 == 0
    for weights, gradient, told in zip(one.weights, gradients, (some, None), strict=True):
        assert_gradient(loss, weights, gradient, told)


def test_masks_are_drawn_where_and_as_often_as_their_way_says():
    x, labels = sums(6, 3, 0.0, np.random.default_rng(4))
    each = {way: network(way, dtype=np.float32) for way in WAYS}
    for one in each.values():
        one.ahead(x, labels)
    assert [way for way in WAYS if each[way].plain.mask is not None] == [SEQUENCE]
    assert [way for way in WAYS if each[way].open.written is not None] == [CANDIDATE]
    assert [way for way in WAYS if each[way].open.kept is not None] == [CELL]
    assert [way for way in WAYS if isinstance(each[way].read, np.ndarray)] == [OUTSIDE, SEQUENCE]
    for masks in (each[CANDIDATE].open.written, each[CELL].open.kept):
        assert masks.shape == (6, 3, 3)
        assert set(np.unique(masks)) == {0, 2}
        assert (masks[0] != masks[1]).any()
    read = {way: each[way].plain.Z[:6, :4] / x for way in (OUTSIDE, SEQUENCE)}
    assert (read[OUTSIDE] != read[OUTSIDE][0]).any()
    assert (read[SEQUENCE] == read[SEQUENCE][0]).all()


def test_in_testing_there_are_no_masks_and_all_ways_are_alike():
    x, labels = sums(6, 20, 0.0, np.random.default_rng(4))
    told = []
    for way in WAYS:
        one = network(way, dtype=np.float32)
        one.ahead(x, labels)
        told.append(one.test(x, labels))
    assert told == [told[0]] * 5


def test_an_epoch_reads_every_sequence_once():
    read = list(batches(120, np.random.default_rng(1)))
    assert [len(each) for each in read] == [50, 50, 20]
    assert sorted(np.concatenate(read)) == list(range(120))


def courses(none=(0.05, 1.5), outside=0.6, sequence=0.6, candidate=0.9, cell=1.2):
    trained, tested = none
    rest = zip(WAYS[1:], (outside, sequence, candidate, cell), strict=True)
    return [Course(NONE, (0.5, trained), (0.55, tested)), *(Course(way, (0.4, 0.4), (0.6, end)) for way, end in rest)]


@pytest.mark.parametrize(
    ("changed", "whole", "held", "said"),
    [
        (
            {},
            1e-6,
            True,
            "Test loss without dropout 1.50 (training 0.05); inputs and output 0.60, a mask a sequence 0.60 and "
            "candidate 0.90. Masks on the cell at each step: 1.20, where a guess has 0.69. Stopped at its best epoch, "
            "the network without dropout had 0.55.",
        ),
        ({"candidate": 1.6}, 1e-6, False, "The test loss is no lower with these masks: candidate. Test loss"),
        (
            {"cell": 0.65},
            1e-6,
            False,
            "Masks on the cell at each step: 0.65, where a guess has 0.69. That is below it.",
        ),
        ({"cell": 0.65}, 0.12, None, "On the cell, these masks leave 12% of the units whole over the sequence"),
        ({"none": (0.4, 0.5)}, 1e-6, None, "Without dropout nothing overfits here, so there is nothing to mend."),
    ],
)
def test_the_verdict_says_what_happened(changed, whole, held, said):
    verdict = recurrent_dropout.verdict(courses(**changed), whole)
    assert verdict.held is held
    assert said in verdict.sentence


def test_losses_are_drawn_at_20_epochs_and_the_table_names_the_lowest():
    reports = []
    outcome = run(epochs=40, report=lambda *told: reports.append(told))
    tested = outcome.plots[0]
    assert tested.x == tuple(range(2, 41, 2))
    assert [series.name for series in tested.series] == [*(way.name for way in WAYS), "guess", "least"]
    for row, series in zip(outcome.tables[0].rows, tested.series, strict=False):
        assert row[2] == f"{series.values[-1]:.2f}"
        assert row[4] == f"{min(series.values):.2f}"
        assert row[5] == tested.x[series.values.index(min(series.values))]
    assert [progress for progress, *_ in reports] == pytest.approx([n / 20 for n in range(1, 21)])
    assert reports[-1][1:] == (outcome.plots, (), outcome.tables)


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    assert run() == run() != run(seed=2)


@pytest.mark.parametrize(("loss", "choice"), [(0.55, "as-well"), (0.6, "worse"), (0.693, "worse"), (0.7, "guess")])
def test_where_masks_on_the_cell_end_is_one_of_the_choices(loss, choice):
    assert EXPERIMENT.prediction.right(loss) == choice


@pytest.mark.parametrize(("p", "noise"), [(0.05, 0.0), (0.8, 0.4)])
@pytest.mark.parametrize("hidden", [8, 64])
def test_every_corner_has_a_finite_outcome(p, noise, hidden):
    as_json(run(p=p, noise=noise, hidden=hidden))
