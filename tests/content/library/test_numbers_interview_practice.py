"""The numbers and formulas that the questions on interviews assert, worked out anew by NumPy, counting or the lab."""

import math

import numpy as np
import pytest

from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

pytestmark = pytest.mark.once

ASKED = Asked("interview-practice")


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_a_random_split_flatters_a_neighbour_on_random_walks_and_new_data_do_not():
    errors = {"random": [], "new": []}
    naive = {"random": [], "new": []}
    for seed in range(8):
        rng = np.random.default_rng(seed)
        walk = rng.standard_normal(1140).cumsum()
        now = np.arange(19, len(walk) - 20)
        X = np.lib.stride_tricks.sliding_window_view(walk, 20)[: len(now)]
        change = walk[now + 20] - walk[now]
        known = rng.permutation(760)
        train = known[:608]
        for name, test in (("random", known[608:]), ("new", np.arange(800, len(X)))):
            nearest = train[((X[test, None] - X[None, train]) ** 2).sum(-1).argmin(1)]
            errors[name] += list(np.abs(change[nearest] - change[test]))
            naive[name] += list(np.abs(change[test]))
    ratio = {name: np.mean(errors[name]) / np.mean(naive[name]) for name in errors}
    assert ratio["random"] < 0.6
    assert ratio["new"] > 1.2
    lab = EXPERIMENTS[ASKED.field("int-forty-one-per-cent", "demo")]
    assert (lab.defaults["lead"], lab.defaults["window"]) == (20, 20)
    said = lab.run(dict(lab.defaults), 1, lambda *_: None).verdict.sentence
    assert "1.50 of the naive forecast’s. The random split reports 0.41" in said
    assert "the split by time 1.32" in said
    assert ASKED.said("int-forty-one-per-cent", "0.41", "data is 1.50 of the naive", "reports 1.32")


def test_forget_gates_of_nine_tenths_over_a_hundred_steps():
    assert f"{0.9**100:.0e}" == "3e-05"
    assert ASKED.said("int-why-learn-rnns", "$0.9^{100}=3\\cdot10^{-5}$")
    assert ASKED.said("int-walk-me-through", "$0.9^{100}=3\\cdot10^{-5}$")


def test_a_norm_bounds_from_above_only():
    rng = np.random.default_rng(0)
    W = 1.1 * np.linalg.qr(rng.standard_normal((16, 16)))[0]
    product, h = np.eye(16), rng.uniform(-1, 1, 16)
    for _ in range(100):
        h = np.tanh(W @ h + 2 * rng.standard_normal(16))
        product = (1 - h**2)[:, None] * W @ product
    assert f"{1.1**100:,.0f}" == "13,781"
    assert np.linalg.norm(product, 2) < 1e-6
    assert ASKED.said("int-wrong-sentence", "$1.1^{100}$, about 14,000")


def test_a_sum_keeps_what_a_product_of_gates_would_not():
    f, c, i, new = 1.0, 2.0, 0.1, 0.5
    assert f * c + i * new > 2
    assert abs(f * c * i * new) < 0.2


def test_gates_need_not_add_up_and_softmax_weights_do():
    scores = np.random.default_rng(0).standard_normal(7)
    weights = np.exp(scores) / np.exp(scores).sum()
    assert weights.sum() == pytest.approx(1)
    assert sigmoid(scores).sum() != pytest.approx(1)


def test_a_cache_of_16_units_fills_64_kilobytes_in_about_20_seconds():
    seconds = 64 * 1024 / (2 * 16) / 100
    assert 19.5 < seconds < 20.5
    assert ASKED.said("int-microcontroller", "One layer of 16 units", "about 20 seconds")


def test_the_cache_over_the_states_by_holding_both():
    for drawn, answer in ASKED.answers("int-cache-against-state"):
        T, d = int(drawn["T"]), int(drawn["d"])
        cache = np.broadcast_to(0.0, (T, 2, d))
        assert cache.size / np.zeros((2, d)).size == answer
    assert ASKED.said("int-cache-against-state", "={{2*T*d}}$ numbers")


def test_which_windows_hold_the_event_with_its_answer():
    def credited(k: int, lag: int) -> float:
        targets = np.arange(50 * k)
        return float(np.mean((targets - lag >= 0) & (targets // k == (targets - lag) // k)))

    assert credited(1000, 3000) == 0
    assert credited(4000, 3000) == 0.25
    assert 3000 / 8 == 375
    assert credited(1000, 375) == 0.625
    assert ASKED.said("int-fifty-thousand-steps", "=25\\%", "=62.5\\%", "375 steps")
    assert 1 + math.exp(9) > 8000


def test_the_gru_saves_one_block():
    for drawn, answer in ASKED.answers("int-gru-saves"):
        H, D = int(drawn["H"]), int(drawn["D"])
        lstm, gru = (sum(map(math.prod, [(g * H, D), (g * H, H), (g * H,), (g * H,)])) for g in (4, 3))
        assert answer == lstm - gru == lstm / 4


def test_with_a_sigmoid_the_state_is_never_negative_and_the_empty_cell_shows_half():
    c = np.linspace(-9, 9, 99)
    assert (sigmoid(c) > 0).all()
    assert (sigmoid(c) < 1).all()
    assert sigmoid(0.0) == 0.5
    assert sigmoid(-3.0) < 0.05


def test_the_lines_on_the_board_by_central_differences():
    rng = np.random.default_rng(0)
    W, b, h, target = rng.standard_normal((3, 3)), rng.standard_normal(3), rng.uniform(-1, 1, 3), np.ones(3)

    def step(state):
        return np.tanh(W @ state + b)

    def slopes(function):
        return np.array([(function(h + e) - function(h - e)) / 2e-6 for e in 1e-6 * np.eye(3)]).T

    after = step(h)
    jacobian = np.diag(1 - after**2) @ W
    assert slopes(step) == pytest.approx(jacobian, abs=1e-8)
    delta = after - target
    back = slopes(lambda state: ((step(state) - target) ** 2).sum() / 2)
    assert back == pytest.approx(W.T @ np.diag(1 - after**2) @ delta, abs=1e-8)
    assert not np.allclose(back, W @ np.diag(1 - after**2) @ delta)


def test_two_linear_steps_are_one_and_pairs_of_pairs_give_the_same():
    rng = np.random.default_rng(0)
    steps = list(zip(rng.uniform(0, 1, 8), rng.standard_normal(8), strict=True))
    h = 0.7
    for a, b in steps:
        h = a * h + b
    while len(steps) > 1:
        steps = [(a2 * a1, a2 * b1 + b2) for (a1, b1), (a2, b2) in zip(steps[::2], steps[1::2], strict=True)]
    ((a, b),) = steps
    assert a * 0.7 + b == pytest.approx(h)
    assert ASKED.said("int-why-a-scan", "$a_2a_1h+(a_2b_1+b_2)$")


def test_half_is_left_after_so_many_steps():
    for drawn, answer in ASKED.answers("int-half-left"):
        left = 1.0
        for _ in range(int(drawn["n"])):
            left *= answer
        assert left == pytest.approx(0.5)
        assert answer == pytest.approx(1 - 0.69 / drawn["n"], abs=0.003)
        assert (1 - 1 / drawn["n"]) ** drawn["n"] == pytest.approx(0.37, abs=0.03)


def test_one_run_of_the_adding_problem_says_what_the_plot_shows():
    lab = EXPERIMENTS["adding-problem"]
    assert (lab.defaults["steps"], lab.defaults["hidden"]) == (50, 32)
    plot = lab.run({**lab.defaults, "iterations": 600}, 1, lambda *_: None).plots[0]
    rnn, gru, constant = (10 ** np.array([v for v in one.values if v is not None]) for one in plot.series[:3])
    assert plot.x[-1] == 600
    assert plot.x[len(gru) - 1] == 420
    assert gru[-1] < 0.01
    assert f"{constant[-1]:.3f}" == "0.167"
    assert abs(rnn[2:] - constant[-1]).max() < 0.04
    marked = np.random.default_rng(0).random((2, 1_000_000)).sum(axis=0)
    assert marked.mean() == pytest.approx(1, abs=0.002)
    assert ((marked - 1) ** 2).mean() == pytest.approx(0.167, abs=0.001)
    assert 0.99**5000 < 1e-20
