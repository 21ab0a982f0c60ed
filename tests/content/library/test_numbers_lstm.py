"""What the questions on the LSTM assert, worked out anew: by NumPy, by finite differences, by the lab's own runs.

The shares of right answers and the means of gates are those of the experiment gate-anatomy with its defaults, seed 1.
"""

import math
from functools import cache

import numpy as np
import pytest

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

pytestmark = pytest.mark.once

ASKED = Asked("lstm")


def sigmoid(a):
    return 1 / (1 + np.exp(-np.asarray(a, dtype=float)))


def slope(function, at: float, by: float = 1e-6) -> float:
    return (function(at + by) - function(at - by)) / (2 * by)


@cache
def ran(key: str, **given: float) -> Outcome:
    experiment = EXPERIMENTS[key]
    return experiment.run({**experiment.defaults, **given}, 1, lambda *_: None)


def rows(outcome: Outcome, name: str) -> dict[str, tuple]:
    """The rows of a table, by what stands first in them."""
    (table,) = (table for table in outcome.tables if table.name == name)
    return {str(first): rest for first, *rest in table.rows}


def step(W, b, c, h, x):
    i, f, g, o = np.split(W @ np.concatenate([h, x]) + b, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return c, sigmoid(o) * np.tanh(c)


def parameters(H: int, D: int) -> int:
    """Counted in arrays: of each block a matrix and a bias."""
    return sum(np.zeros(shape).size for shape in [(H, H + D), (H,)] * 4)


def test_a_cell_comes_to_rest_where_its_writes_make_up_for_its_losses():
    for drawn, answer in ASKED.answers("lstm-cell-at-rest"):
        c = 0.0
        for _ in range(1000):
            c = drawn["f"] * c + drawn["i"] * drawn["g"]
        assert answer == pytest.approx(c)


def test_two_large_counts_look_alike_until_they_are_counted_in_smaller_units():
    assert np.tanh(np.float32(40)) == np.tanh(np.float32(41)) == 1
    assert [f"{np.tanh(c):.3f}" for c in (2, 0.8, 0.82)] == ["0.964", "0.664", "0.675"]
    assert [round(0.02 * depth, 2) for depth in (40, 41)] == [0.8, 0.82]
    c = np.float32(0)
    for depth in range(1, 42):
        c = np.float32(0.5) * c + np.float32(1)
        assert depth < 40 or c == 2


def test_the_unrolled_cell_is_the_cell():
    rng = np.random.default_rng(0)
    f, i, g = rng.uniform(size=(3, 7))
    c = 0.0
    for t in range(7):
        c = f[t] * c + i[t] * g[t]
    assert c == pytest.approx(sum(math.prod(f[k + 1 :]) * i[k] * g[k] for k in range(7)))


def test_what_gates_of_0_73_and_0_98_leave():
    assert (f"{0.73**10:.0%}", f"{0.98**10:.0%}") == ("4%", "82%")
    assert (f"{1 / (1 - 0.73):.1f}", f"{1 / (1 - 0.98):.0f}") == ("3.7", "50")


def test_the_shares_of_right_answers_are_those_of_the_lab():
    held = rows(ran("gate-anatomy"), "ablations")
    for key, words, name in (
        ("lstm-forget-held-open", "nothing", "nothing is held"),
        ("lstm-forget-held-open", "forget gate, at its mean", "forget gate f, at its mean"),
        ("lstm-forget-held-open", "forget gate, at 1", "forget gate f, at 1"),
    ):
        assert ASKED.said(key, f"| {words} | {' | '.join(held[name])} |")
    for words, name in (
        ("nothing", "nothing is held"),
        ("forget gate", "forget gate f, at its mean"),
        ("input gate", "input gate i, at its mean"),
        ("output gate", "output gate o, at its mean"),
    ):
        assert ASKED.said("lstm-moves-but-not-needed", f"| {words} | {held[name][0]} |")
    assert (held["input gate i, at its mean"][0], held["candidate c̃, at its mean"][0]) == ("0.97", "0.62")


def test_the_means_of_the_gates_are_those_of_the_lab():
    means = rows(ran("gate-anatomy"), "occasions")
    for words, name in (
        ("a digit after “(”", "digit after “(”, one stored"),
        ("a digit without “(”", "digit without “(”, one stored"),
        ("a letter", "letter, a digit stored"),
    ):
        assert ASKED.said("lstm-open-gate-ignored-digit", f"| {words} | {' | '.join(means[name][:3])} |")
    assert (means["“(”, a digit stored"][3], means["“?”, a digit stored"][3]) == ("0.47", "0.97")
    assert {number.name: number.value for number in ran("gate-anatomy").numbers}["accuracy"] == 1


def test_a_closed_gate_hears_little_of_a_gradient_and_an_empty_candidate_much():
    def heard(i, g):
        at_i, at_g = math.log(i / (1 - i)), math.atanh(g)
        return slope(lambda a: float(sigmoid(a)) * g, at_i), slope(lambda a: i * math.tanh(a), at_g)

    assert [f"{each:.1g}" for each in (*heard(0.001, 0.9), *heard(0.9, 0.001))] == ["0.0009", "0.0002", "9e-05", "0.9"]
    assert f"{heard(0.001, 0.9)[1]:.5f}" == "0.00019"


def test_positive_candidates_make_positive_cells():
    H, D = 4, 3
    rng = np.random.default_rng(0)
    W, b = rng.standard_normal((4 * H, H + D)), np.zeros(4 * H)
    source = ASKED.code("lstm-cells-never-negative")
    mended = source.replace("h = o", "g = np.tanh(W[8:12] @ np.concatenate([h, x]))\nc = f * before + i * g\nh = o")

    def lowest(source):
        at = {"np": np, "sigmoid": sigmoid, "W": W, "b": b, "c": np.zeros(H), "h": np.zeros(H)}
        found = np.inf
        for x in np.random.default_rng(1).standard_normal((1000, D)):
            at |= {"x": x, "before": at["c"]}
            exec(source, at)
            found = min(found, at["c"].min())
        return found

    assert lowest(source) > 0 > lowest(mended)


def test_a_forget_gate_of_1_1_multiplies_by_14_000():
    assert 13_500 < 1.1**100 < 14_499


def test_which_layers_compute_the_same_gate():
    rng = np.random.default_rng(0)
    H = 3
    W, b, h, x = rng.standard_normal((H, 2 * H)), rng.standard_normal(H), *rng.standard_normal((2, H))
    gate = sigmoid(W @ np.concatenate([h, x]) + b)
    U, V = W[:, :H], W[:, H:]
    assert np.allclose(gate, sigmoid(U @ h + V @ x + b))
    assert np.allclose(gate, sigmoid(np.hstack([V, U]) @ np.concatenate([x, h]) + b))
    assert np.allclose(gate, sigmoid(U @ h + 0.3 * b + V @ x + 0.7 * b))


def test_a_port_with_swapped_halves_agrees_where_both_vectors_are_equal_and_no_other_slip_does():
    H = 64
    rng = np.random.default_rng(0)
    W, b, none = rng.standard_normal((4 * H, 2 * H)) / 8, rng.standard_normal(4 * H), np.zeros(H)
    U, V = W[:, :H], W[:, H:]
    rows_swapped = np.r_[0 : 2 * H, 3 * H : 4 * H, 2 * H : 3 * H]

    def transposed(half):
        return np.vstack([block.T for block in np.split(half, 4)])

    slips = {
        "swapped": (np.hstack([V, U]), b),
        "rows": (W[rows_swapped], b[rows_swapped]),
        "transposed": (np.hstack([transposed(U), transposed(V)]), b),
        "bias": (W, b - rng.standard_normal(4 * H)),
    }
    v, other = rng.standard_normal((2, H))
    agrees = {
        name: [
            np.allclose(step(*slip, none, h, x), step(W, b, none, h, x)) for h, x in ((none, none), (v, v), (v, other))
        ]
        for name, slip in slips.items()
    }
    assert agrees == {
        "swapped": [True, True, False],
        "rows": [False, False, False],
        "transposed": [True, False, False],
        "bias": [False, False, False],
    }


@pytest.mark.parametrize("key", ["lstm-count", "lstm-units-from-count"])
def test_parameters_counted_in_arrays(key):
    for drawn, count in ASKED.worked_out(key, "4*H*(H+D+1)"):
        assert count == parameters(int(drawn["H"]), int(drawn["D"]))
    assert ASKED.said(key, "{{4*H*(H+D+1)}}")


def test_half_the_parameters():
    assert (parameters(256, 32), parameters(256, 32) // 2) == (295_936, 147_968)
    assert max(H for H in range(1, 257) if parameters(H, 32) <= 147_968) == 176
    assert [parameters(H, 32) for H in (64, 128, 176, 177, 181)] == [24_832, 82_432, 147_136, 148_680, 154_936]
    assert 147_968 / 4 == 36_992
    assert round(256 / math.sqrt(2)) == 181
