"""The questions on attention and Transformers: what their closed answers assert, worked out again by NumPy alone.

What a run of the lab showed is run again, apart from the 1,500 iterations of `encoder-decoder` (3 s, seed 1) that a Why
names: by length they gave one vector 0.91 at ten letters.
"""

import math
import re
import tomllib

import numpy as np
import pytest

from sandbox.experiments.contract import Outcome
from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import TRACK, Asked
from tests.content.library.lab import numbers, ran

ASKED = Asked("attention-and-transformers")
TRAINED = 0.03  # how much a share may change by another machine's arithmetic, after 300 iterations
FIGURES = TRACK / "attention-and-transformers" / "figures"


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
    return ran("encoder-decoder")


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
    assert of_run["on_symbol"] == pytest.approx(0.54, abs=TRAINED)
    assert of_run["one_later"] == pytest.approx(0.32, abs=TRAINED)
    assert of_run["attention"] > 0.995


def test_ten_letters_from_one_vector_and_with_attention(reversing):
    of_run = numbers(reversing)
    assert of_run["vector"] == pytest.approx(0.42, abs=TRAINED)
    assert of_run["attention"] > 0.995
    assert ASKED.said(
        "att-without-transformer", "fewer than half of ten letters", "right from one vector, and all of them with"
    )


def test_two_decoders_by_the_length_that_they_reverse(reversing):
    plot = next(plot for plot in reversing.plots if plot.name == "by_length")
    lines = {series.name: dict(zip(plot.x, series.values, strict=True)) for series in plot.series}
    for name, label in (("vector", "one vector"), ("attention", "attention")):
        (row,) = re.findall(rf"^\| {label} \| (.*) \|$", ASKED.questions["att-what-reversing-shows"], re.MULTILINE)
        shown = [float(share) for share in row.split(" | ")]
        assert shown == pytest.approx([lines[name][length] for length in (4, 7, 10, 12, 15)], abs=2 * TRAINED)
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
    of_run = numbers(ran("attention-gradient", query="even", steps=400))
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
    of_run = numbers(ran("attention-gradient", query="last"))
    shown = {"log10_weight": (1.3, -9), "log10_direct": (4.0, -8), "log10_attention": (7.8, -6)}
    for name, (digits, power) in shown.items():
        assert of_run[name] == pytest.approx(math.log10(digits) + power, abs=0.1)
        assert ASKED.said("att-looks-elsewhere", rf"${digits}\cdot10^{{{power}}}$")
    assert of_run["last_weight"] > 0.9999


def test_the_direct_path_follows_the_weights_and_the_recurrence_a_straight_line():
    series = {one.name: np.array(one.values) for one in ran("attention-gradient", query="last").plots[0].series}
    direct, recurrence, weight, steps = (*(series[n] for n in ("direct", "recurrence", "weight")), np.arange(100))
    assert np.corrcoef(direct, weight)[0, 1] > 0.99
    assert np.corrcoef(recurrence, steps)[0, 1] > 0.99
    assert abs(np.corrcoef(direct[:-1], steps[:-1])[0, 1]) < 0.3
    assert (recurrence > direct).sum() > 70
    assert (f"{10 ** recurrence[0]:.0e}", direct[-1].round(3)) == ("6e-11", 0)
    assert -12.5 < direct[:-1].min() < -12
    assert -4.5 < direct[:-1].max() < -4
    drawn = tomllib.loads((FIGURES / "direct-and-walking.toml").read_text())["drawn"]
    assert (drawn["series"], drawn["names"], list(series)[1:3]) == ([2, 3], ["X", "Y"], ["direct", "recurrence"])
    assert ASKED.right("att-two-ways-back")[0].startswith("X: it goes up and down as the weights do")


def test_the_pull_on_a_score_has_its_weight_as_a_factor():
    rng = np.random.default_rng(2)
    h, e, g = rng.standard_normal((5, 3)), rng.standard_normal(5), rng.standard_normal(3)
    by_differences = jacobian(lambda e: softmax(e) @ h @ g, e)
    assert np.allclose(by_differences, softmax(e) * ((h - softmax(e) @ h) @ g), atol=1e-8)


def test_even_weights_and_the_recurrence_over_a_hundred_states():
    of_run = numbers(ran("attention-gradient"))
    assert of_run["log10_direct"] == pytest.approx(-2)
    assert f"{10 ** of_run['log10_recurrence']:.0e}" == "6e-11"
    assert ASKED.said("att-judge-gradient-claim", r"$6\cdot10^{-11}$", "gets a hundredth by the direct path")


def self_attention(X, W_Q, W_K, W_V):
    Q, K, V = X @ W_Q, X @ W_K, X @ W_V
    return softmax(Q @ K.T / math.sqrt(K.shape[1])) @ V


def test_a_mean_over_self_attention_does_not_see_the_order():
    rng = np.random.default_rng(3)
    good, n_t, bad = rng.standard_normal((3, 8))
    weights = rng.standard_normal((3, 8, 8))
    reviews = np.array([good, n_t, bad]), np.array([bad, n_t, good])
    one, other = (self_attention(review, *weights).mean(axis=0) for review in reviews)
    assert np.allclose(one, other)
    with_positions = (self_attention(review + np.eye(3, 8), *weights).mean(axis=0) for review in reviews)
    assert not np.allclose(*with_positions)
    assert ASKED.right("att-same-words-reordered") == [
        "One score: it averages the same outputs, whatever its weights are"
    ]


def test_the_shapes_of_cross_attention():
    rng = np.random.default_rng(4)
    decoder, encoder = rng.standard_normal((12, 8)), rng.standard_normal((30, 8))
    weights = softmax(decoder @ encoder.T / math.sqrt(8))
    assert ASKED.said("att-cross-attention-shapes", "[[12 | twelve]] rows", "[[30 | thirty]] columns", "[[row |")
    assert weights.shape == (12, 30)
    assert np.allclose(weights.sum(axis=1), 1)


def test_the_passes_that_an_answer_takes():
    for drawn, answer in ASKED.answers("att-passes-for-an-answer"):
        read, written, passes = 0, 0, 0
        while written < drawn["G"]:
            read, written, passes = drawn["P"] + written, written + 1, passes + 1
        assert answer == passes
        assert read == drawn["P"] + drawn["G"] - 1


def causal_attention(source: str):
    names = {"np": np, "softmax": softmax}
    exec(source, names)
    return names["causal_attention"]


def test_a_mask_after_the_softmax_lets_the_future_in_and_before_it_does_not():
    source = ASKED.code("att-mask-after-softmax")
    before = """
def causal_attention(Q, K, V):
    scores = Q @ K.T / np.sqrt(K.shape[1])
    scores[np.triu_indices(len(Q), k=1)] = -np.inf
    return softmax(scores) @ V
"""
    Q, K, V = np.random.default_rng(5).standard_normal((3, 6, 4))
    changed = K.copy(), V.copy()
    changed[0][4] += 1
    changed[1][4] += 1
    for code, leaks in ((source, True), (before, False)):
        attention = causal_attention(code)
        apart = attention(Q, K, V)[:4] - attention(Q, *changed)[:4]
        assert np.all(np.abs(apart).max(axis=1) > 1e-6) == leaks
        assert np.allclose(apart, 0) != leaks


def test_the_largest_weight_without_and_with_the_scale():
    rng = np.random.default_rng(6)
    Q, K = rng.standard_normal((300, 1, 1024)), rng.standard_normal((300, 16, 1024))
    e = (Q * K).sum(axis=-1)
    assert math.sqrt(1024) == 32
    assert e.std() == pytest.approx(32, rel=0.03)
    assert softmax(e).max(axis=-1).mean() == pytest.approx(0.96, abs=0.01)
    assert softmax(e / 32).max(axis=-1).mean() == pytest.approx(0.25, abs=0.02)
    assert softmax(e / 1024).max(axis=-1).mean() == pytest.approx(1 / 16, abs=0.01)


def lstm_work(T: int, d: int) -> int:
    return 8 * T * d**2


def attention_work(T: int, d: int) -> int:
    return 4 * T * d**2 + 2 * T**2 * d


def test_the_work_behind_a_table_of_sequential_operations():
    T, d = 10_000, 512
    assert ASKED.said("att-sequential-is-not-work", "=11.3$ million", "=2.1$ million", "+T/(4d)=5.4$", "$T=2d=1{,}024$")
    assert (f"{attention_work(T, d) / T / 1e6:.1f}", f"{lstm_work(T, d) / T / 1e6:.1f}") == ("11.3", "2.1")
    assert f"{attention_work(T, d) / lstm_work(T, d):.1f}" == f"{1 / 2 + T / (4 * d):.1f}" == "5.4"
    assert attention_work(1024, d) == lstm_work(1024, d)
    assert ASKED.right("att-sequential-is-not-work") == ["Attention, about five times as much"]


def test_the_size_of_a_cache():
    for drawn, answer in ASKED.answers("att-cache-size"):
        a_token = np.zeros((int(drawn["n"]), 2, 4096), dtype=np.float16).nbytes
        assert answer == pytest.approx(drawn["T"] * a_token / 1e9)


def test_the_weights_that_run_out_of_memory():
    assert f"{16 * 32_000**2 * 2 / 1e9:.0f} GB" == "33 GB"
    assert ASKED.said("att-out-of-memory", r"$16\times32{,}000\times32{,}000$, take 33 GB", "2 GB of weights")
    assert f"{32_000**2 * 2 / 1e9:.0f} GB" == "2 GB"


def test_a_softmax_over_blocks_is_exact():
    Q, K, V = np.random.default_rng(7).standard_normal((3, 100, 8))
    largest, denominator, numerator = np.full((100, 1), -np.inf), 0.0, 0.0
    for i in range(0, 100, 16):
        e = Q @ K[i : i + 16].T
        new = np.maximum(largest, e.max(axis=1, keepdims=True))
        shrink, w = np.exp(largest - new), np.exp(e - new)
        denominator = shrink * denominator + w.sum(axis=1, keepdims=True)
        numerator, largest = shrink * numerator + w @ V[i : i + 16], new
    assert np.allclose(numerator / denominator, softmax(Q @ K.T) @ V)


def kept_by_attention(T: int) -> int:
    """Input, queries, keys, values and mixture, and the weights."""
    return sum(np.empty(shape, dtype=np.float32).nbytes for shape in [(T, 64)] * 5 + [(T, T)])


def test_what_attention_keeps_at_a_greater_length():
    assert ASKED.said(
        "att-kept-at-a-greater-length", "| kept | 5.505 MB | 19.399 MB |", "=8.389$ MB", "$r=4$", "$p=1{,}280$"
    )
    half, whole = kept_by_attention(1024), kept_by_attention(2048)
    assert (f"{half / 1e6:.3f}", f"{whole / 1e6:.3f}", f"{(whole - 2 * half) / 1e6:.3f}") == (
        "5.505",
        "19.399",
        "8.389",
    )
    r = (whole - 2 * half) / (2 * 1024**2)
    assert (r, (half - r * 1024**2) / 1024, f"{whole / half:.3f}") == (4, 1280, "3.524")
    for drawn, answer in ASKED.answers("att-kept-at-a-greater-length"):
        assert answer == pytest.approx(kept_by_attention(int(drawn["T"])) / 1e6)


def test_the_lab_counts_the_same_as_the_question():
    experiment = EXPERIMENTS["recurrence-or-attention"]
    settings = {**experiment.defaults, "steps": 256}  # a short one: what is kept follows the same count
    plot = next(plot for plot in experiment.run(settings, 1, lambda *a: None).plots if plot.name == "memory")
    kept = next(series for series in plot.series if series.name == "attention").values
    assert [10**log for log in kept] == pytest.approx([kept_by_attention(T) / 1e3 for T in plot.x])
    assert (experiment.defaults["width"], experiment.defaults["steps"]) == (64, 2048)


def test_five_lines_of_memory():
    experiment = EXPERIMENTS["recurrence-or-attention"]
    settings = {**experiment.defaults, "steps": 256}
    plot = next(plot for plot in experiment.run(settings, 1, lambda *a: None).plots if plot.name == "memory")
    assert [series.name for series in plot.series] == [
        "recurrence",
        "attention",
        "blocks",
        "state",
        "cache",
    ]
    drawn = tomllib.loads((FIGURES / "memory-over-length.toml").read_text())
    letters = dict(zip(drawn["drawn"]["series"], drawn["drawn"]["names"], strict=True))
    assert ASKED.said(
        "att-five-lines-of-memory",
        f"LSTM in training is [[{letters[1]}]]",
        f"training is [[{letters[2]}]] if it stores its weights, and [[{letters[3]}]] if it goes in blocks",
        f"the LSTM is [[{letters[4]}]], and attention with its cache is [[{letters[5]}]]",
    )
    counts = {"recurrence": lambda T: 7 * T * 64, "blocks": lambda T: 5 * T * 64, "cache": lambda T: 2 * T * 64}
    counts |= {"attention": lambda T: 5 * T * 64 + T**2, "state": lambda T: 2 * 64}
    for series in plot.series:
        assert [10**log for log in series.values] == pytest.approx([4 * counts[series.name](T) / 1e3 for T in plot.x])
    at_the_end = {letter: 4 * counts[plot.series[which - 1].name](2048) / 1e3 for which, letter in letters.items()}
    assert {letter: float(f"{kb:.3g}") for letter, kb in at_the_end.items()} == {
        "A": 2620,
        "B": 1050,
        "C": 19_400,
        "D": 3670,
        "E": 0.512,
    }


def test_attention_does_more_work_than_an_lstm_far_above_the_width():
    for T in (4096, 65_536):
        assert attention_work(T, 512) - T**2 * 512 > lstm_work(T, 512)  # even with half of the square left out


def test_a_quarter_of_a_cache_fits_where_the_whole_does_not():
    assert ASKED.said("att-misquoted-clauses", "there are 4 GB", "would take 14.", "a quarter of the cache, 3.5 GB")
    assert 14 / 4 == 3.5 < 4 < 14 / 3


def test_what_two_layers_carry_on_a_chip():
    state, a_sample = 2 * 2 * 64 * 4, 2 * 2 * 64 * 4
    assert ASKED.said("att-bearing-on-a-chip", "1,024 bytes", "65,536 bytes", "0.64 s", "6,000", "2,048 bytes")
    assert (state, 65_536 / a_sample, 65_536 / a_sample / 100, 60 * 100, 2 * state) == (1024, 64, 0.64, 6000, 2048)


def test_less_work_in_more_dependent_steps():
    T, d = 4000, 512
    assert ASKED.said("att-less-work-more-time", r"$8.4\cdot10^9$", r"$2.1\cdot10^{10}$", "$4d^2=10^6$")
    assert (f"{lstm_work(T, d):.1e}", f"{attention_work(T, d):.1e}", f"{4 * d**2:.0e}") == (
        "8.4e+09",
        "2.1e+10",
        "1e+06",
    )


def test_what_a_weight_and_a_value_give_a_score():
    weights, scores = np.array([0.8, 0.2]), np.array([0.05, 1.5])
    assert ASKED.said(
        "att-weight-is-not-the-reason", "| 0.8 | 0.05 |", "| 0.2 | 1.50 |", "0.30 of it", "0.04 from", "1.21"
    )
    assert [f"{part:.2f}" for part in weights * scores] == ["0.04", "0.30"]
    assert (f"{weights @ scores:.2f}", f"{weights[::-1] @ scores:.2f}") == ("0.34", "1.21")
    assert 0.87 < 0.3 / 0.34 < 0.9


def test_min_gru_as_a_linear_recurrence():
    rng = np.random.default_rng(8)
    z, candidate = 1 / (1 + np.exp(-rng.standard_normal(20))), rng.standard_normal(20)
    h, composed = 0.0, (1.0, 0.0)
    for a, b, z_t, candidate_t in zip(1 - z, z * candidate, z, candidate, strict=True):
        h = (1 - z_t) * h + z_t * candidate_t
        composed = (a * composed[0], a * composed[1] + b)
    assert composed[1] == pytest.approx(h)


def test_eighty_values_need_keys_of_eighty_numbers():
    rng = np.random.default_rng(9)

    def error(keys: int, values: int) -> float:
        K, V = rng.standard_normal((keys, 80)), rng.standard_normal((values, 80))
        K /= np.linalg.norm(K, axis=0)
        return np.abs(np.linalg.lstsq(K.T, V.T, rcond=None)[0].T @ K - V).max()

    assert error(64, 64) > 0.1
    assert error(64, 80) > 0.1
    assert error(80, 64) < 1e-6
    assert ASKED.right("att-matrix-memory-of-80")[0].startswith("Keys of 80 numbers")


def test_three_linear_steps_make_one():
    for drawn, answer in ASKED.answers("att-compose-three-steps"):

        def steps(h, a=drawn["a"]):
            return 0.5 * (a * (0.5 * h + 1) + 2) + 3

        assert answer == pytest.approx(steps(0))
        assert steps(1) - steps(0) == pytest.approx(0.25 * drawn["a"])


def test_which_recurrences_are_linear_in_the_state():
    def sigmoid(x):
        return 1 / (1 + math.exp(-x))

    w, u, k, v = 0.7, 0.9, 0.4, -1.1
    by_option = {
        r"$h_t=\sigma(w\,x_t)\,h_{t-1}+x_t$": lambda h, x: sigmoid(w * x) * h + x,
        r"$h_t=\sigma(w\,x_t+u\,h_{t-1})\,h_{t-1}+x_t$": lambda h, x: sigmoid(w * x + u * h) * h + x,
        r"$h_t=-0.9\,h_{t-1}+x_t^2$": lambda h, x: -0.9 * h + x**2,
        r"$h_t=\tanh(w\,h_{t-1}+x_t)$": lambda h, x: math.tanh(w * h + x),
        r"$h_t=e^{-w}h_{t-1}+e^{k\,x_t}\,v\,x_t$": lambda h, x: math.exp(-w) * h + math.exp(k * x) * v * x,
        r"$h_t=h_{t-1}^2+x_t$": lambda h, x: h**2 + x,
    }
    assert list(by_option) == ASKED.options("att-which-can-be-scanned")
    linear = [
        option
        for option, step in by_option.items()
        if step(1, 0.3) - step(0, 0.3) == pytest.approx(step(2, 0.3) - step(1, 0.3))
    ]
    assert linear == ASKED.right("att-which-can-be-scanned")


def test_the_lab_composes_linear_steps_and_not_those_of_tanh():
    outcome = ran("linear-scan", steps=16, units=1)  # what is composed depends neither on steps nor on units
    of_run = numbers(outcome)
    assert ASKED.said("att-which-can-be-scanned", "off by 0.59 on average")
    assert f"{of_run['tanh_gap']:.2f}" == "0.59"
    (composing,) = (table for table in outcome.tables if table.name == "composing")
    assert composing.rows[1][1].endswith("10⁻¹⁶")
    assert of_run["apart"] < 1e-14


def loop(a, b):
    h, states = 0.0, []
    for a_t, b_t in zip(a, b, strict=True):
        h = a_t * h + b_t
        states.append(h)
    return np.array(states)


def test_a_scan_that_combines_in_the_wrong_order_agrees_on_constant_inputs_alone():
    source = ASKED.code("att-scan-combines-wrongly")
    mended = source.replace("a1 * b2 + b1", "a2 * b1 + b2")
    rng = np.random.default_rng(10)
    constant, drawn = (np.full(13, 0.8), np.full(13, 1.7)), (rng.uniform(0.5, 1, 13), rng.standard_normal(13))
    for code, a_and_b, agrees in ((source, constant, True), (source, drawn, False), (mended, drawn, True)):
        names = {"np": np}
        exec(code, names)
        assert np.allclose(names["scan"](*a_and_b), loop(*a_and_b)) == agrees
    later = mended.replace("while reach < len(a)", "while reach <= len(a)")
    names = {"np": np}
    exec(later, names)
    assert np.allclose(names["scan"](*drawn), loop(*drawn))


def compositions_and_rounds_of_a_tree(T: int) -> tuple[int, int]:
    """Neighbours are composed, their pairs scanned, and what lies between them follows: T a power of 2."""
    if T == 1:
        return 0, 0
    compositions, rounds = compositions_and_rounds_of_a_tree(T // 2)
    return compositions + T // 2 + T // 2 - 1, rounds + 1 + (T > 2)


def test_a_tree_is_shallow_and_multiplies_four_times_as_often():
    compositions, rounds = compositions_and_rounds_of_a_tree(1024)
    assert (rounds, 2 * compositions) == (19, 4072)
    assert ASKED.said("att-scan-slower-on-one-core", "| loop | 1,023 | 1,023 |", "| scan by a tree | 19 | 4,072 |")
    assert (f"{4072 / 1023:.1f}", f"{compositions / 1023:.1f}") == ("4.0", "2.0")
