"""All items, sorted once for every ability."""

import numpy as np

from quizzes.adaptive.items import information
from quizzes.adaptive.pool import READY, Pool
from quizzes.adaptive.scale import GRID, WHEREABOUTS, whereabouts
from tests.quizzes.adaptive.makers import known, pool_of


def test_each_topic_s_most_informative_items_come_first():
    rng = np.random.default_rng(1)
    topics = rng.integers(0, 3, 60).tolist()
    pool = pool_of(rng.normal(size=60).tolist(), topics)
    for place, on_grid in enumerate(WHEREABOUTS):
        told = information(pool.curves)[:, on_grid]
        for topic in range(3):
            items, minus_told = pool.most_informative(topic, place)
            assert sorted(items.tolist()) == [item for item in range(60) if topics[item] == topic]
            assert (np.diff(minus_told) >= 0).all()
            np.testing.assert_allclose(minus_told, -told[items], rtol=1e-6)


def test_a_topic_without_items_has_none():
    pool = pool_of([0.0, 1.0], [0, 2])
    assert [pool.most_informative(topic, 16)[0].tolist() for topic in range(5)] == [[0], [], [1], [], []]
    assert len(Pool.of([], [], [])) == 0


def test_where_somebody_is():
    assert [GRID[WHEREABOUTS[whereabouts(ability)]] for ability in (-9, -4, -0.2, 0.1, 0.13, 4, 9)] == [
        -4.0,
        -4.0,
        -0.25,
        0.0,
        0.25,
        4.0,
        4.0,
    ]


def test_who_is_ready_for_an_item():
    pool = Pool.of("abc", [known(0.0), known(1.0, log_discrimination=np.log(2)), known(0.0, guessing=0.5)], [0, 0, 0])
    right_of_the_odds = [np.log(3), 1 + np.log(3) / 2, 0.0]
    np.testing.assert_allclose(pool.ready, right_of_the_odds, atol=0.01)
    for item in range(3):
        assert abs(np.interp(pool.ready[item], GRID, pool.curves[item]) - READY) < 1e-6


def test_an_item_that_nobody_fails_or_passes_has_an_end_of_the_scale():
    assert pool_of([-20.0, 20.0]).ready.tolist() == [-6.0, 6.0]
