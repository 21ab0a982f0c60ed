"""The experiment: labels that need a later bit, who can know them, and what is said where both ways fail."""

from math import inf

import numpy as np
import pytest
from django.template.loader import render_to_string

from sandbox.experiments import bidirectional
from sandbox.experiments.bidirectional import EXPERIMENT
from sandbox.experiments.contract import as_json
from sandbox.materials.pupils.neighbours import Labelling, Reader, bits
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.composed import Bidirectional
from sandbox.nn.layers import layer
from tests.sandbox.nn.differences import assert_gradient

SEQUENCE = np.array([[1, 0, 0, 1, 1]]).T


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


def test_at_the_defaults_forward_is_a_coin_and_the_others_learn_it_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        found = numbers(at_defaults(EXPERIMENT.key, seed))
        assert abs(found["forward_accuracy"] - 0.5) < 0.02
        assert min(found[f"{name}_accuracy"] for name in ("backward", "both", "late")) > 0.995
        assert found["both_learned_at"] <= 100


@pytest.mark.parametrize(
    ("kind", "offset", "labels", "valid"),
    [
        ("xor", 2, [1, 1, 1], (0, 3)),
        ("xor", -2, [1, 1, 1], (2, 5)),
        ("xor", 0, [0, 0, 0, 0, 0], (0, 5)),
        ("majority", 1, [0, 0, 1], (1, 4)),
        ("majority", -1, [0, 0, 1], (1, 4)),
        ("around", 1, [1, 1, 1], (1, 4)),
        ("around", 2, [0], (2, 3)),
    ],
)
def test_labels_follow_their_rule_where_all_of_their_bits_are_there(kind, offset, labels, valid):
    labelling = Labelling(kind, offset)
    assert labelling.valid(5) == valid
    np.testing.assert_array_equal(labelling.of(SEQUENCE)[:, 0], labels)


@pytest.mark.parametrize(
    ("kind", "offset", "past", "future", "late"),
    [
        ("xor", 2, 0.5, 1, 1),
        ("xor", -2, 1, 0.5, 1),
        ("xor", 0, 1, 1, 1),
        ("majority", 1, 0.75, 0.75, 1),
        ("majority", 3, 0.75, 0.75, 0.75),
        ("around", 1, 0.5, 0.5, 1),
    ],
)
def test_the_best_accuracy_depends_on_which_bits_were_read(kind, offset, past, future, late):
    labelling = Labelling(kind, offset)
    assert (labelling.best(-inf, 0), labelling.best(0, inf), labelling.best(-inf, 2)) == (past, future, late)
    assert labelling.best(-inf, inf) == 1


def reader(name):
    rng = np.random.default_rng(3)
    one, two = layer(drawn.gru(1, 3, rng)), layer(drawn.gru(1, 3, rng))
    if name == "both":
        return Reader(Bidirectional(one, two), Affine.drawn(6, 1, rng), dtype=np.float64)
    late = 2 if name == "late" else 0
    return Reader(one, Affine.drawn(3, 1, rng), late=late, turned=name == "backward", dtype=np.float64)


@pytest.mark.parametrize("name", ["forward", "backward", "both", "late"])
def test_the_gradients_are_those_of_the_loss(name):
    network, labelling, x = reader(name), Labelling("xor", 2), bits(6, 2, np.random.default_rng(4))

    def loss():
        network.ahead(x, labelling)
        return network.loss

    loss()
    gradients = [gradient.copy() for gradient in network.back()]
    assert_gradient(loss, network.weights[-1], gradients[-1])
    W = network.weights[0]  # where it is 0 and no bias, the fast GRU has no weight
    assert_gradient(loss, W, gradients[0], told=(W != 0) & (np.arange(W.size).reshape(W.shape) % 3 == 0))


@pytest.mark.parametrize(
    ("name", "reads"), [("forward", range(3)), ("backward", range(2, 6)), ("late", range(5)), ("both", range(6))]
)
def test_an_answer_depends_on_the_bits_that_its_reader_has_read(name, reads):
    network, labelling, x = reader(name), Labelling("xor", 0), bits(6, 1, np.random.default_rng(4))
    network.ahead(x, labelling)
    before, found = network.scores[2, 0, 0], []
    for t in range(6):
        other = x.copy()
        other[t] = 1 - other[t]
        network.ahead(other, labelling)
        if network.scores[2, 0, 0] != before:
            found.append(t)
    assert found == list(reads)


def test_an_xor_around_the_bit_is_learned_late_and_not_both_ways():
    outcome = run(label="around", offset=1, delay=1, iterations=150, hidden=12, steps=12)
    assert numbers(outcome)["both_accuracy"] < 0.6
    assert numbers(outcome)["late_accuracy"] > 0.95
    assert outcome.verdict.held is False
    assert "which adds" in outcome.verdict.sentence


@pytest.mark.parametrize(
    ("label", "offset", "said"),
    [
        ("xor", 2, "depends on a bit 2 steps ahead."),
        ("xor", -2, "depends on a bit that has been read."),
        ("majority", -2, "depends on bits before and after."),
        ("around", 1, "depends on bits before and after."),
    ],
)
def test_a_card_says_on_which_bits_the_label_depends(label, offset, said):
    values = {**EXPERIMENT.defaults, "label": label, "offset": offset}
    assert render_to_string("sandbox/experiments/bidirectional/_scene.html", {"values": values}).strip().endswith(said)


ENDS = {"forward": 0.5, "backward": 1.0, "both": 1.0, "late": 1.0}


@pytest.mark.parametrize(
    ("label", "offset", "changed", "learned", "held", "said"),
    [
        (
            "xor",
            2,
            {},
            True,
            True,
            "Reading forward ended at 0.500, where 0.50 is the best that its bits allow. Both ways: 1.000. Forward and "
            "2 steps late: 1.000.",
        ),
        ("xor", 3, {"late": 0.5}, True, True, "Forward and 2 steps late, 0.500: it answers before the bit comes."),
        ("majority", 1, {"forward": 0.75}, True, True, "Reading forward ended at 0.750, where 0.75 is"),
        ("xor", 2, {"forward": 0.7}, True, False, "Reading forward passed 0.50, which should not be."),
        ("around", 1, {"both": 0.5}, False, False, "Reading both ways did not learn it either (0.500)"),
        ("xor", 2, {"both": 0.8}, False, None, "Both ways came to 0.800: give it more iterations or units."),
        ("xor", -2, {"forward": 1.0}, True, None, "This label needs no later bit, so reading forward has all of it."),
        ("xor", 0, {"forward": 1.0}, True, None, "This label needs no later bit"),
    ],
)
def test_the_verdict_says_what_happened(label, offset, changed, learned, held, said):
    verdict = bidirectional.verdict({**ENDS, **changed}, Labelling(label, offset), 2, learned=learned)
    assert verdict.held is held
    assert said in verdict.sentence


def test_without_a_delay_nobody_is_late():
    outcome = run(delay=0, iterations=50)
    assert [series.name for series in outcome.plots[0].series] == ["forward", "backward", "both", "limit"]
    assert outcome.heatmaps[0].y == ("bit", "label", "forward", "backward", "both ways")
    assert "late" not in outcome.verdict.sentence


def test_the_map_shows_bits_labels_and_answers_where_there_is_a_label():
    shown = run(iterations=50, steps=8, offset=3, delay=0).heatmaps[0]
    bit, label, *told = (row for row in shown.values)
    assert set(bit) <= {0, 1}
    assert [abs(a - b) for a, b in zip(bit, bit[3:], strict=False)] == list(label[:5])
    assert all(row[5:] == (None,) * 3 for row in (label, *told))
    assert all(0 <= p <= 1 for row in told for p in row[:5])


def test_it_reports_every_stretch_and_the_same_seed_gives_the_same_numbers():
    reports = []
    outcome = run(iterations=50, report=lambda *told: reports.append(told))
    assert [progress for progress, *_ in reports] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1])
    assert reports[0][1][0].series[0].values[1:] == (None,) * 4
    assert reports[-1][1:] == (outcome.plots, outcome.heatmaps)
    assert run(iterations=50) == outcome != run(seed=2, iterations=50)


@pytest.mark.parametrize(("accuracy", "choice"), [(0.5, "chance"), (0.6, "part"), (0.899, "part"), (0.9, "learned")])
def test_how_far_reading_forward_gets_is_one_of_the_choices(accuracy, choice):
    assert EXPERIMENT.prediction.right(accuracy) == choice


@pytest.mark.parametrize("label", ["xor", "majority", "around"])
@pytest.mark.parametrize(("offset", "delay", "hidden"), [(-3, 5, 2), (3, 0, 64), (0, 5, 2)])
def test_every_corner_has_a_finite_outcome(label, offset, delay, hidden):
    as_json(run(label=label, offset=offset, delay=delay, hidden=hidden, steps=8, iterations=10))
