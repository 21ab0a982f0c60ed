"""What the experiments on recall share: the task, the network that names a symbol, and how its training goes."""

import numpy as np
import pytest

from sandbox.materials.pupils.recalling import CHANCE, Course, Naming, Pupil, recall, taught
from sandbox.nn import drawn, losses
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer


def network(rng, hidden=3):
    return Naming(layer(drawn.lstm(5, hidden, rng)), Affine.drawn(hidden, 4, rng))


@pytest.mark.parametrize("T", [2, 5, 50])
def test_a_symbol_is_shown_at_the_first_step_and_nothing_but_noise_after_it(T):
    x, symbols = recall(T, 200, np.random.default_rng(1))
    assert x.shape == (T, 5, 200)
    np.testing.assert_array_equal(x[0, :4], np.eye(4)[symbols].T)
    assert not x[1:, :4].any()
    noise = x[:, 4]
    assert noise.min() >= 0
    assert noise.max() < 1
    assert len(np.unique(noise)) == noise.size


def test_who_always_names_the_same_symbol_is_as_good_as_chance():
    _, symbols = recall(2, 100_000, np.random.default_rng(1))
    shares = np.bincount(symbols) / len(symbols)
    np.testing.assert_allclose(shares, [CHANCE] * 4, rtol=0.02)


def test_the_share_named_right_is_that_of_the_largest_scores():
    rng = np.random.default_rng(1)
    naming, (x, symbols) = network(rng), recall(5, 40, rng)
    named = naming.out.forward(naming.layer.forward(x)[-1]).argmax(axis=0)
    assert naming.ahead(x, symbols) == np.count_nonzero(named == symbols) / 40
    assert naming.ahead(x, named) == 1
    assert naming.ahead(x, (named + 1) % 4) == 0


def test_the_gradients_are_those_of_the_cross_entropy():
    rng = np.random.default_rng(1)
    naming, (x, symbols) = network(rng), recall(5, 4, rng)
    naming.ahead(x, symbols)
    for weights, gradient in zip(naming.weights, naming.back(), strict=True):
        at = np.unravel_index(np.argmax(np.abs(gradient)), gradient.shape)
        kept, around = weights[at], []
        for moved in (1e-6, -1e-6):
            weights[at] = kept + moved
            scores = naming.out.forward(naming.layer.forward(x)[-1])
            around.append(losses.softmax_cross_entropy(scores, symbols)[0])
        weights[at] = kept
        assert gradient[at] == pytest.approx((around[0] - around[1]) / 2e-6, rel=1e-5)


def test_a_course_is_solved_by_its_last_stretch_and_else_ends_at_the_mean_of_ten():
    assert Course((0.2, 0.6, 0.99)).solved_at == 30
    assert Course((0.2, 0.6, 0.99)).end == 0.99
    assert Course((0.2, 0.989)).solved_at is None
    assert Course((0.0,) + (0.25,) * 5 + (0.75,) * 5).end == 0.5
    assert Course().solved_at is None


def test_a_pupil_that_has_solved_it_stops():
    rng = np.random.default_rng(1)
    pupil = Pupil(network(rng, hidden=16), rate=0.02)
    while not pupil.course.solved_at:
        pupil.learn([recall(2, 32, rng) for _ in range(10)])
    course, weights = pupil.course, [each.copy() for each in pupil.network.weights]
    pupil.learn([recall(2, 32, rng)])
    assert pupil.course is course
    for each, before in zip(pupil.network.weights, weights, strict=True):
        np.testing.assert_array_equal(each, before)


def test_where_numbers_overflow_the_course_ends_and_says_at_which_iteration():
    rng = np.random.default_rng(1)
    cell = drawn.rnn(5, 4, rng, recurrence="identity", gain=10.0, activation="relu", dtype=np.float32)
    pupil = Pupil(Naming(layer(cell), Affine.drawn(4, 4, rng, np.float32)), rate=0.005)
    batches = [recall(T, 32, rng, np.float32) for T in (5, 5, 60, 5)]
    pupil.learn(batches[:2])
    pupil.learn(batches)
    assert (len(pupil.course.accuracies), pupil.course.overflowed_at) == (1, 13)
    assert pupil.course.is_over
    assert pupil.course.solved_at is None
    assert pupil.course.end == pupil.course.accuracies[0]
    before = pupil.course
    pupil.learn(batches[:2])
    assert pupil.course is before


def test_who_overflows_at_once_has_guessed():
    assert Course((), overflowed_at=1).end == CHANCE


def test_all_are_taught_the_same_batches_until_every_course_is_over():
    rng = np.random.default_rng(1)
    pupils = [Pupil(network(np.random.default_rng(2), hidden=16), rate=0.02) for _ in range(2)]
    done = list(taught(pupils, 2, 100, rng))
    assert done == list(range(1, len(pupils[0].course.accuracies) + 1))
    assert pupils[0].course == pupils[1].course
    assert pupils[0].course.solved_at == done[-1] * 10
