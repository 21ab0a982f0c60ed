"""The questions on attention and Transformers: what their closed answers assert, worked out again by NumPy alone.

What a run of the lab showed is run again, apart from the 1,500 iterations of `encoder-decoder` (3 s, seed 1) that a Why
names: by length they gave one vector 0.91 at ten letters.
"""

import math

import numpy as np
import pytest

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked

ASKED = Asked("attention-and-transformers")


def lab(key: str, **parameters) -> Outcome:
    experiment = EXPERIMENTS[key]
    return experiment.run({**experiment.defaults, **parameters}, 1, lambda *a: None)


def numbers(outcome: Outcome) -> dict[str, float]:
    return {number.name: number.value for number in outcome.numbers}


def softmax(e):
    w = np.exp(e - e.max(axis=-1, keepdims=True))
    return w / w.sum(axis=-1, keepdims=True)


def attend(q, h):
    return softmax(h @ q) @ h


def jacobian(function, at, eps=1e-6):
    """Column by column, by central differences."""
    return np.array([(function(at + eps * e) - function(at - eps * e)) / (2 * eps) for e in np.eye(len(at))]).T


@pytest.fixture(scope="module")
def reversing() -> Outcome:
    return lab("encoder-decoder")


def test_the_context_of_three_states():
    h = np.array([[1.0, 0], [0, 1], [2, 1]])
    assert ASKED.said(
        "att-context-by-hand", r"\begin{pmatrix}2\\1\end{pmatrix}", r"\begin{pmatrix} {{a}} \\1\end{pmatrix}"
    )
    for drawn, answer in ASKED.answers("att-context-by-hand"):
        assert answer == pytest.approx(attend(np.array([drawn["a"], 1]), h)[0])


def test_the_weights_on_a_letter_and_one_step_later(reversing):
    of_run = numbers(reversing)
    assert ASKED.said("att-weight-one-step-later", "$ | 0.54 |", "$ | 0.32 |", "every letter of the test is right")
    assert (f"{of_run['on_symbol']:.2f}", f"{of_run['one_later']:.2f}", of_run["attention"]) == ("0.54", "0.32", 1)


def test_two_decoders_by_the_length_that_they_reverse(reversing):
    plot = next(plot for plot in reversing.plots if plot.name == "by_length")
    lines = {series.name: dict(zip(plot.x, series.values, strict=True)) for series in plot.series}
    for name, label in (("vector", "one vector"), ("attention", "attention")):
        row = " | ".join(f"{lines[name][length]:.2f}" for length in (4, 7, 10, 12, 15))
        assert ASKED.said("att-what-reversing-shows", f"| {label} | {row} |")
    assert math.log2(8**10) == pytest.approx(30)


def test_with_even_weights_four_times_the_length_leaves_a_quarter():
    rng = np.random.default_rng(0)
    sizes = []
    for T in (100, 400):
        h = np.tanh(rng.standard_normal((T, 4)))
        first = jacobian(lambda h_1, h=h: attend(np.zeros(4), np.vstack([h_1, h[1:]])), h[0])
        sizes.append(np.linalg.norm(first, 2))
    assert sizes[1] / sizes[0] == pytest.approx(1 / 4)
    assert ASKED.right("att-gradient-even-weights")[0].startswith("It falls to a quarter")
    of_run = numbers(lab("attention-gradient", query="even", steps=400))
    assert of_run["log10_direct"] == pytest.approx(math.log10(1 / 400))


def test_the_direct_path_of_one_number():
    for drawn, answer in ASKED.answers("att-direct-path-of-one-number"):
        by_differences = jacobian(lambda h, q=drawn["q"]: softmax(q * h) @ h, np.array([1.0, 0.0]))
        assert answer == pytest.approx(by_differences[0])


def test_each_line_of_the_derivative_of_the_context():
    rng = np.random.default_rng(1)
    h, q, s = rng.standard_normal((5, 3)), rng.standard_normal(3), 2
    alpha, c, eye = softmax(h @ q), attend(q, h), np.eye(3)

    def moved(h_s):
        return np.vstack([h[:s], h_s, h[s + 1 :]])

    by_differences = jacobian(lambda h_s: attend(q, moved(h_s)), h[s])
    of_weights = jacobian(lambda h_s: softmax(moved(h_s) @ q), h[s])
    second = alpha[s] * eye + sum(np.outer(h[r], of_weights[r]) for r in range(5))
    of_softmax = jacobian(softmax, h @ q)[:, s]
    third = alpha[s] * eye + sum(np.outer(h[r], of_softmax[r] * q) for r in range(5))
    fourth = alpha[s] * eye + sum(np.outer(h[r], alpha[r] * ((r == s) - alpha[s]) * q) for r in range(5))
    fifth = alpha[s] * eye + alpha[s] * np.outer(h[s] - c, q)
    sixth = alpha[s] * (eye + np.outer(h[s] - c, q))
    for line in (second, third, fourth, fifth, sixth):
        assert np.allclose(line, by_differences, atol=1e-8)


def test_what_reaches_a_state_that_the_query_does_not_look_at():
    of_run = numbers(lab("attention-gradient", query="last"))
    shown = {"log10_weight": (1.3, -9), "log10_direct": (4.0, -8), "log10_attention": (7.8, -6)}
    for name, (digits, power) in shown.items():
        assert f"{10 ** of_run[name]:.1e}" == f"{digits}e{power:03}"
        assert ASKED.said("att-looks-elsewhere", rf"${digits}\cdot10^{{{power}}}$")
    assert of_run["last_weight"] > 0.9999


def test_the_pull_on_a_score_has_its_weight_as_a_factor():
    rng = np.random.default_rng(2)
    h, e, g = rng.standard_normal((5, 3)), rng.standard_normal(5), rng.standard_normal(3)
    by_differences = jacobian(lambda e: softmax(e) @ h @ g, e)
    assert np.allclose(by_differences, softmax(e) * ((h - softmax(e) @ h) @ g), atol=1e-8)


def test_even_weights_and_the_recurrence_over_a_hundred_states():
    of_run = numbers(lab("attention-gradient"))
    assert of_run["log10_direct"] == pytest.approx(-2)
    assert f"{10 ** of_run['log10_recurrence']:.0e}" == "6e-11"
    assert ASKED.said("att-judge-gradient-claim", r"$6\cdot10^{-11}$", "gets a hundredth by the direct path")
