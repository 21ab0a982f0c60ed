"""The numbers that the questions on the vanilla RNN assert, worked out anew by NumPy or by the questions' own code."""

import math
import re
from collections.abc import Callable

import numpy as np
import pytest

from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

pytestmark = pytest.mark.once

ASKED = Asked("vanilla-rnn")


def states(x, W_hh, W_xh, b, squash=np.tanh):
    """Every state after a state of 0, for x of shape (T, D) or, with time in front, (T, B, D)."""
    h = np.zeros((*x.shape[1:-1], len(b)))
    return np.array([h := squash(h @ W_hh.T + x_t @ W_xh.T + b) for x_t in x])


def drawn_cell(D: int, H: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 0.5, (H, H)), rng.normal(0, 0.5, (H, D)), rng.normal(0, 0.5, H)


def slope(function: Callable[[float], float], at: float, step: float = 1e-6) -> float:
    return (function(at + step) - function(at - step)) / (2 * step)


def settled(w: float) -> float:
    h = 1.0
    for _ in range(20_000):
        h = math.tanh(w * h)
    return h


def margin(w: float) -> float:
    """The noise up to which a settled bit is safe, found by trying all states that it might come to rest at."""
    h = np.linspace(0, 1, 100_001)[:-1]
    return float(np.max(w * h - np.arctanh(h)))


@pytest.mark.parametrize("key", ["rnn-two-unit-delay", "rnn-latch-in-code"])
def test_what_the_code_prints_is_the_right_option(key):
    assert [f"`{ASKED.printed(key)}`"] == ASKED.right(key)


def test_the_two_steps_by_hand():
    for drawn, answer in ASKED.answers("rnn-two-steps-by-hand"):
        x = np.array([[1.0], [drawn["x"]]])
        walked = states(x, np.array([[drawn["w"]]]), np.array([[drawn["u"]]]), np.zeros(1))
        assert answer == pytest.approx(walked[-1, 0], abs=1e-12)


@pytest.mark.parametrize(("units", "said"), [(16, "1.11"), (5, "0.43"), (64, "2.25")])
def test_states_as_logits_leave_a_floor_under_the_loss(units, said):
    best = -np.ones(units)
    best[0] = 1
    others = np.random.default_rng(0).uniform(-1, 1, (1000, units))

    def losses(logits):
        return np.log(np.exp(logits).sum(-1)) - logits[..., 0]

    assert f"{losses(best):.2f}" == said
    assert losses(others).min() > losses(best)
    assert f"={said}$" in ASKED.questions["rnn-loss-with-a-floor"]


def test_a_change_walks_from_sequence_to_sequence_only_if_the_axes_are_swapped():
    cell = drawn_cell(8, 16)
    x = np.random.default_rng(1).normal(size=(32, 50, 8))  # (B, T, D)
    other = x.copy()
    other[0] += 1
    swapped = np.any(states(x, *cell) != states(other, *cell), axis=(1, 2))
    as_meant = np.any(states(x.swapaxes(0, 1), *cell) != states(other.swapaxes(0, 1), *cell), axis=(0, 2))
    assert states(x, *cell).shape == (32, 50, 16)
    assert np.flatnonzero(swapped).tolist() == list(range(32))
    assert np.flatnonzero(as_meant).tolist() == [0]
    assert sum(each.size for each in cell) + 16 == 416


def test_without_tanh_the_inputs_add_up_each_by_itself_in_order_and_without_bound():
    W_hh, W_xh, b = drawn_cell(2, 3)
    x, other = np.random.default_rng(1).normal(size=(2, 5, 2))
    change = np.zeros((5, 2))
    change[1] = 1

    def end(inputs, recurrent=W_hh, bias=b):
        return states(inputs, recurrent, W_xh, bias, squash=lambda a: a)[-1]

    terms = [np.linalg.matrix_power(W_hh, 5 - k) @ (W_xh @ x[k - 1] + b) for k in range(1, 6)]
    assert end(x) == pytest.approx(sum(terms))
    assert end(x + change) - end(x) == pytest.approx(end(other + change) - end(other))
    assert not np.allclose(end(x), end(x[::-1]))
    assert end(np.ones((1000, 2)), np.eye(3), 0 * b) == pytest.approx(1000 * W_xh.sum(1))


def test_a_batch_of_rows_is_the_step_of_columns_transposed():
    W_hh, W_xh, b = drawn_cell(3, 4)
    h, x = np.random.default_rng(1).normal(size=(5, 4)), np.random.default_rng(2).normal(size=(5, 3))
    columns = np.tanh(W_hh @ h.T + W_xh @ x.T + b[:, None])
    transposed, forgotten = (np.tanh(h @ W + x @ W_xh.T + b).T for W in (W_hh.T, W_hh))
    assert transposed == pytest.approx(columns)
    assert not np.allclose(forgotten, columns)


def test_tokens_word_for_word_by_counting_states_and_sequences():
    for drawn, t in ASKED.answers("rnn-tokens-word-for-word"):
        H, V = int(drawn["H"]), int(drawn["V"])
        assert V**t <= 2**H < V ** (t + 1)


def test_twenty_tokens_are_more_than_the_state_has_bits():
    assert 1024**20 == 2**200
    (right,) = ASKED.right("rnn-twenty-tokens")
    assert "at least 200, as 64 bits are too few for 20" in right


def test_the_classifier_s_parameters_are_those_of_its_shapes():
    for drawn, answer in ASKED.answers("rnn-classifier-parameters"):
        D, H, O = (int(drawn[name]) for name in "DHO")  # noqa: E741 the page's symbol
        shapes = [(H, H), (H, D), (H,), (O, H), (O,)]
        assert answer == sum(map(math.prod, shapes))


def test_the_inputs_of_a_checkpoint_are_found_from_its_parameters():
    for drawn, answer in ASKED.answers("rnn-inputs-from-parameters"):
        D, H = int(drawn["D"]), int(drawn["H"])
        parameters = sum(map(math.prod, [(H, D), (H, H), (H,), (H,)]))
        assert parameters / H - H - 2 == answer
    assert "{{H*(H+D+2)}} parameters" in ASKED.questions["rnn-inputs-from-parameters"]


def test_two_biases_move_their_sum_twice_as_far_and_leave_the_matrices_alike():
    W_hh, W_xh, b = drawn_cell(2, 3)
    x, target = np.random.default_rng(1).normal(size=(6, 2)), np.full(3, 0.5)

    def stepped(parts, rate=0.1):
        """After a step of gradient descent on (recurrent, input, bias, …), by central differences."""
        flat = np.concatenate([part.ravel() for part in parts])
        ends = np.cumsum([part.size for part in parts])[:-1]

        def loss(all_of_it):
            recurrent, inputs, *biases = np.split(all_of_it, ends)
            h = states(x, recurrent.reshape(3, 3), inputs.reshape(3, 2), sum(biases))[-1]
            return ((h - target) ** 2).sum()

        steps = 1e-6 * np.eye(len(flat))
        return np.split(flat - rate * np.array([loss(flat + e) - loss(flat - e) for e in steps]) / 2e-6, ends)

    *keras, bias = stepped([W_hh, W_xh, b])
    *pytorch, one, other = stepped([W_hh, W_xh, b, 0 * b])
    assert [each.tolist() for each in pytorch] == [pytest.approx(each.tolist()) for each in keras]
    assert one + other - b == pytest.approx(2 * (bias - b), rel=1e-4)
    assert np.abs(bias - b).min() > 1e-4


def test_the_gradient_that_a_latch_leaves():
    def kept(h: float, steps: int) -> float:
        for _ in range(steps):
            h = math.tanh(2 * h)
        return h

    for drawn, answer in ASKED.answers("rnn-latch-gradient-left"):
        n = int(drawn["n"])
        measured = slope(lambda h, n=n: kept(h, n), settled(2))
        assert answer == pytest.approx(measured, rel=0.002)
    assert f"{settled(2):.4f}" == "0.9575"


def test_every_line_of_the_proof_has_the_same_derivative_below_1():
    for a in np.linspace(0.05, 10, 200):
        h, w = np.tanh(a), a / np.tanh(a)
        lines = [
            w * (1 - h**2),
            a / np.tanh(a) * (1 - np.tanh(a) ** 2),
            a / (np.sinh(a) * np.cosh(a)),
            2 * a / np.sinh(2 * a),
        ]
        assert math.tanh(w * h) == pytest.approx(h)
        assert lines == pytest.approx([slope(lambda before, w=w: np.tanh(w * before), h)] * 4, rel=1e-3, abs=1e-9)
        assert lines[-1] < 1


def states_in_the_lab(key: str) -> list[float]:
    """After each step of the cell that a question's demo runs."""
    name, *said = ASKED.field(key, "demo").split()
    experiment = EXPERIMENTS[name]
    values, problems = experiment.read(dict(each.split("=") for each in said))
    assert problems == {}
    (steps, *_) = experiment.run(values, 1, lambda *told, **more: None).tables
    return [row[-1] for row in steps.rows]


def test_in_the_lab_the_latch_keeps_each_bit_and_an_input_of_minus_one_turns_it():
    h = states_in_the_lab("rnn-latch-in-code")
    assert (f"{h[3]:.2f}", f"{h[-1]:.2f}") == ("0.96", "-0.96")


def test_in_the_lab_a_step_leaves_a_sixth_of_the_distance_to_where_the_latch_rests():
    apart = np.array([0.96, *states_in_the_lab("rnn-latch-gradient-left")]) - settled(2)
    assert apart[1:4] / apart[:3] == pytest.approx([1 / 6] * 3, rel=0.02)


def test_halving_ninety_nine_times_leaves_as_little_as_said():
    assert f"{0.5**99:.0e}" == "2e-30"


def test_the_table_of_safety_and_gradient():
    rows = re.findall(
        r"^\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| (.*?) \|$", ASKED.questions["rnn-safe-and-trainable"], re.M
    )
    assert [row[0] for row in rows] == ["1.01", "1.1", "1.5"]
    for w, safe, J, left in rows:
        exact = float(w) * (1 - settled(float(w)) ** 2)
        tex = re.sub(r"[${}]", "", left).replace(r"\cdot10^", "e")
        assert f"{margin(float(w)):.{len(safe) - 2}f}" == safe
        assert f"{exact:.2f}" == J
        assert float(f"{exact**50:.0e}" if "e" in tex else f"{exact**50:.2f}") == float(tex)


def test_no_weight_is_both_safe_and_trainable():
    def both(w: float) -> tuple[bool, bool]:
        return margin(w) >= 0.1, (w * (1 - settled(w) ** 2)) ** 50 >= 0.01

    weights = np.linspace(1.005, 1.6, 60)
    assert not any(all(both(w)) for w in weights)
    assert [both(1.29), both(1.30), both(1.046), both(1.048)] == [
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert f"{(1.3 * (1 - settled(1.3) ** 2)) ** 50:.0e}" == "4e-13"
    assert ASKED.said("rnn-safe-and-trainable", r"$4\cdot10^{-13}$")
    J = 1.298 * (1 - settled(1.298) ** 2)
    assert (f"{margin(1.298):.3f}", f"{J:.2f}", f"{J**50:.0e}", f"{margin(1.047):.3f}") == (
        "0.100",
        "0.57",
        "5e-13",
        "0.007",
    )


def test_always_answering_the_mean_of_the_sum_costs_a_sixth():
    middles = (np.arange(1000) + 0.5) / 1000
    errors = (middles[:, None] + middles - 1) ** 2
    assert f"{errors.mean():.3f}" == "0.167"
    assert errors.mean() == pytest.approx(1 / 6, abs=1e-6)


@pytest.mark.parametrize("T", [50, 100])
def test_what_doubles_with_the_length(T):
    B, D, H = 4, 3, 5
    cell = drawn_cell(D, H)
    seen = states(np.ones((T, B, D)), *cell)
    assert (seen.size, seen[0, 0].size, sum(each.size for each in cell)) == (T * B * H, H, H * (H + D + 1))
