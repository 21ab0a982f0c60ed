"""The numbers that the questions on sequence data assert, worked out anew by NumPy, counting, the lab or their code."""

import math
import re
from itertools import product

import numpy as np
import pytest

from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import TRACK, Asked

pytestmark = pytest.mark.once

ASKED = Asked("sequence-data")


def most_by_counts(says: dict[str, bool], T: int = 12) -> float:
    """The share that the best rule on counts gets right, over all sequences of A, B and, twice as likely, others."""
    share: dict[tuple[int, int], list[float]] = {}
    for word, yes in says.items():
        counts = word.count("A"), word.count("B")
        share.setdefault(counts, [0.0, 0.0])[yes] += 2 ** (T - sum(counts)) / 4**T
    return sum(map(max, share.values()))


@pytest.fixture(scope="module")
def words() -> list[str]:
    return ["".join(word) for word in product("ABx", repeat=12)]


def accuracies(question: str, network: str) -> list[str]:
    """In order, permuted alike and each shuffled by itself."""
    lab = EXPERIMENTS["order-matters"]
    given = {**lab.defaults, "question": question, "network": network}
    numbers = {each.name: each.value for each in lab.run(given, 1, lambda *_: None).numbers}
    return [f"{numbers[f'{name}_accuracy']:.3f}" for name in ("ordered", "fixed", "shuffled")]


def test_two_steps_ahead_in_order_and_shuffled():
    noise = np.random.default_rng(0).standard_normal(200_000)
    for drawn, answer in ASKED.answers("seq-price-of-shuffling"):
        a = drawn["a"]
        x = np.zeros(len(noise))
        for t in range(1, len(x)):
            x[t] = a * x[t - 1] + noise[t]
        in_order = ((x[2:] - a**2 * x[:-2]) ** 2).mean()
        mixed = np.random.default_rng(1).permutation(x)
        slope = np.polyfit(mixed[:-2], mixed[2:], 1)[0]
        assert abs(slope) < 0.01
        assert mixed.var() / in_order == pytest.approx(answer, rel=0.03)
        v = 1 / (1 - a**2)
        assert v == pytest.approx(a**2 * v + 1)
        assert answer == pytest.approx(v / (1 + a**2))


def test_which_came_first_by_counts_alone(words):
    bag = most_by_counts({word: 0 <= word.find("A") < word.find("B") % 99 for word in words})
    assert f"{bag:.1%}" == "67.0%"
    assert ASKED.said("seq-what-the-loader-does", "67.0% of the cases", "67.0% of the bag")
    assert f"{bag:.2f}" == "0.67"
    assert "level line at 0.67" in (TRACK / "sequence-data/figures/order-three-courses.toml").read_text()


def test_whether_a_b_follows_by_counts_alone(words):
    bag = most_by_counts({word: "AB" in word for word in words})
    assert f"{bag:.1%}" == "71.3%"
    assert ASKED.said("seq-three-arrangements", "71.3% of the cases", "71.3% is the best")


def test_the_accuracies_are_the_lab_s():
    for network, row in (("gru", "GRU"), ("dense", "dense network on all 12")):
        assert tabled("seq-what-the-loader-does", row) == near(accuracies("first", network)[:2])
    both = zip(accuracies("follows", "gru"), accuracies("follows", "dense"), strict=True)
    for arrangement, found in zip(("in order", "all permuted alike", "each shuffled by itself"), both, strict=True):
        assert tabled("seq-three-arrangements", arrangement) == near(found)


def tabled(key, row):
    found = re.search(rf"^\| {re.escape(row)} \| ([\d.]+) \| ([\d.]+) \|", ASKED.questions[key], re.MULTILINE)
    return [float(number) for number in found.groups()]


def near(accuracies):
    """Another processor's last digits turn a few of the answers."""
    return pytest.approx([float(each) for each in accuracies], abs=0.06)


def test_dilated_layers_by_sending_an_impulse_through_them():
    def sees(k, layers):
        reach = np.ones(1)
        for layer in range(layers):
            kernel = np.zeros((k - 1) * 2**layer + 1)
            kernel[:: 2**layer] = 1
            reach = np.convolve(reach, kernel) > 0
        return np.count_nonzero(reach)

    for drawn, layers in ASKED.answers("seq-dilated-layers"):
        R, k = int(drawn["R"]), int(drawn["k"])
        assert sees(k, int(layers)) >= R > sees(k, int(layers) - 1)
        assert sees(k, int(layers)) == 1 + (k - 1) * (2 ** int(layers) - 1)
        plain = math.ceil((R - 1) / (k - 1))
        assert 1 + plain * (k - 1) >= R > 1 + (plain - 1) * (k - 1)


def test_four_convolutions_see_nine_positions_and_nothing_at_twenty_of_the_first():
    rng = np.random.default_rng(0)
    kernels = rng.standard_normal((4, 3))

    def outputs(x):
        for kernel in kernels:
            x = np.abs(np.convolve(x, kernel)[: len(x)])
        return x

    x = rng.standard_normal(40)
    moved = []
    for j in range(40):
        other = x.copy()
        other[j] += 1
        moved.append(outputs(other) != outputs(x))
    at_twenty = [j + 1 for j in range(40) if moved[j][19]]
    assert at_twenty == list(range(12, 21))
    assert ASKED.said("seq-four-convolutions", "1+4\\cdot2=9", "12 to 20")


def test_the_weights_of_older_places_have_a_gradient_of_zero():
    rng = np.random.default_rng(0)
    x = np.zeros((50, 60))
    for row in x:
        at = rng.integers(40, 56)
        row[at : at + 4] = 1
    delta = rng.standard_normal((50, 8))
    gradient = delta.T @ x
    assert not gradient[:, :40].any()
    assert gradient[:, 40:].any()


def test_a_window_s_weights_for_each_feature_and_unit():
    w, D, H = 1000, 5, 7
    assert np.zeros((H, w * D)).size == 1000 * D * H
    assert ASKED.said("seq-window-of-a-thousand", "a weight for each of the 1,000 places")


def test_two_sentences_that_differ_in_their_last_word_only():
    first, second = "Ich habe das Buch gelesen", "Ich habe das Buch gesehen"
    assert ASKED.said("seq-tagger-as-translator", first, second, "“I have read the book”", "“I have seen the book”")
    assert first.split()[:3] == second.split()[:3] == ["Ich", "habe", "das"]
    assert [f"I have {word} the book".split()[2] for word in ("read", "seen")] == ["read", "seen"]


def test_the_pairs_are_counted_one_by_one():
    for drawn, answer in ASKED.answers("seq-count-the-pairs"):
        N, T, w, n = (int(drawn[name]) for name in "NTwn")
        starts = [start for start in range(T) if start + w - 1 + n <= T - 1]
        assert answer == N * len(starts)
    assert ASKED.said("seq-raw-text", "999 targets")
    assert len(list(zip(range(1000), range(1, 1000), strict=False))) == 999


def test_the_loader_hands_out_its_inputs_as_targets():
    scope: dict = {"np": np}
    exec(ASKED.code("seq-forgotten-shift"), scope)
    ids = np.arange(200)

    class Alike:
        def integers(self, low, high, size):
            return np.random.default_rng(0).integers(low, high, size)

    x, y = scope["batch"](ids, 20, Alike())
    assert x.shape == (32, 20)
    assert (x == y).all()


def test_the_target_of_a_position_is_the_next_input():
    ids = np.arange(30)
    x, y = ids[:-1], ids[1:]
    assert (y[:-1] == x[1:]).all()


def test_only_line_a_looks_beyond_the_training_days():
    def windows(a, w):
        return [(a[s : s + w], a[s + w]) for s in range(len(a) - w)]

    code = ASKED.code("seq-which-line-leaks")
    price = np.random.default_rng(0).standard_normal(6000).cumsum()
    later = price.copy()
    later[4000:] += 100
    days = np.arange(6000.0)

    def prepared(of, line_a=True):
        scope = {"price": of, "windows": windows, "rng": np.random.default_rng(1)}
        source = code if line_a else code.replace(code.split("\n")[0], "x = price")
        exec(source, scope)
        return scope["pairs"], scope["test"]

    assert any((a[0] != b[0]).any() for a, b in zip(prepared(price)[0], prepared(later)[0], strict=True))
    pairs, test = prepared(days, line_a=False)
    assert max(target for _, target in pairs) == 3999
    assert test[0] - 3999 > 50
    rising = np.linspace(1, 2, 6000)
    assert ((rising - rising.mean()) / rising.std())[:4000].mean() < 0


def test_an_absent_word_s_row_has_no_gradient():
    V, D = 6, 3
    one_hot = np.eye(V)[[4, 1, 4]]
    gradient = one_hot.T @ np.ones((3, D))
    assert gradient.shape == (V, D)
    assert np.flatnonzero(gradient.any(axis=1)).tolist() == [1, 4]
    assert (one_hot @ np.arange(V * D).reshape(V, D) == np.arange(V * D).reshape(V, D)[[4, 1, 4]]).all()


def test_the_short_review_has_74_padded_steps_and_they_move_its_state():
    assert 80 - 6 == 74
    assert ASKED.said("seq-score-and-neighbours", "74 padded steps", "a review of 80 words", "a review of six words")
    rng = np.random.default_rng(0)
    W, b = rng.normal(0, 0.5, (12, 3)), rng.normal(0, 0.5, 12)
    h, c = rng.uniform(-1, 1, (2, 3))
    begun = h.copy()
    for _ in range(74):
        f, i, o = (1 / (1 + np.exp(-(W[n : n + 3] @ h + b[n : n + 3]))) for n in (0, 3, 6))
        c = f * c + i * np.tanh(W[9:] @ h + b[9:])
        h = o * np.tanh(c)
    assert np.abs(h - begun).max() > 0.1


def test_two_padded_zeros_step_by_step():
    for drawn, answer in ASKED.answers("seq-two-padded-zeros"):
        h = drawn["h"]
        for x in (0.0, 0.0):
            h = math.tanh(drawn["w"] * h + x + drawn["b"])
        assert answer == pytest.approx(h)
        ends = []
        for start in (-0.8, 0.8):
            h = start
            for _ in range(200):
                h = math.tanh(drawn["w"] * h + drawn["b"])
            ends.append(h)
        assert ends[0] == pytest.approx(ends[1])


def test_a_review_in_characters_is_cut_in_its_first_third():
    assert round(256 / 6) == 43
    assert 1 / 4 < 256 / (150 * 6) < 1 / 3
    assert 40 * 6 < 256
    assert ASKED.said("seq-cut-off-by-characters", "about 43 words", "150 words became 900 tokens")


def test_twenty_years_of_daily_prices():
    prices = range(20 * 252)
    assert (len(prices), len(prices) - 1) == (5040, 5039)
    assert ASKED.said("seq-data-without-end", "5,040 prices, so 5,039 targets")


def test_zeros_at_the_end_spoil_the_last_column_in_the_lab():
    assert ASKED.field("seq-score-and-neighbours", "demo") == "padding zeros=40"
    lab = EXPERIMENTS["padding"]
    rows = {row[0]: row[1:] for row in lab.run({**lab.defaults, "zeros": 40}, 1, lambda *_: None).tables[0].rows}
    assert all(float(share) > 0.95 for share in rows["zeros after it: last valid state"])
    assert all(float(share) < 0.6 for share in rows["zeros after it: last column"])


@pytest.mark.parametrize(("question", "offset"), [("seq-tagger-as-translator", 2), ("seq-two-way-language-model", 1)])
def test_what_comes_later_is_known_to_the_backward_half_alone_in_the_lab(question, offset):
    assert ASKED.field(question, "demo") == "bidirectional" + (" offset=1" if offset == 1 else "")
    lab = EXPERIMENTS["bidirectional"]
    run = lab.run({**lab.defaults, "offset": offset}, 1, lambda *_: None)
    numbers = {each.name: each.value for each in run.numbers}
    assert numbers["forward_accuracy"] == pytest.approx(0.5, abs=0.03)
    assert numbers["both_accuracy"] > 0.99


def test_how_many_there_are_says_nothing_of_an_order_in_the_lab():
    assert ASKED.field("seq-does-order-matter", "demo") == "order-matters question=more"
    assert set(accuracies("more", "gru")) <= {"1.000", "0.999", "0.998", "0.997", "0.996", "0.995"}
