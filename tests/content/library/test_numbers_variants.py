"""The questions on the variants: what their closed answers assert, worked out again."""

import math
import tomllib
from itertools import product

import numpy as np
import pytest

from tests.content.library.asked import Asked

ASKED = Asked("variants")
OTHER_MACHINE = 0.04  # how far a share may be from the one that was measured: what is trained isn't the same everywhere


def number(outcome, name: str) -> float:
    (found,) = (each.value for each in outcome.numbers if each.name == name)
    return found


def series(outcome, plot: str, name: str) -> dict[float, float]:
    (drawn,) = (each for each in outcome.plots if each.name == plot)
    (found,) = (each for each in drawn.series if each.name == name)
    return dict(zip(drawn.x, found.values, strict=True))


def cells(key: str, begins: str) -> list[str]:
    """Of the row of the question's table that begins so, what stands behind."""
    (line,) = (each for each in ASKED.questions[key].splitlines() if each.startswith(f"| {begins} |"))
    return [cell.strip() for cell in line.strip("|").split("|")[1:]]


def row(key: str, begins: str) -> list[float]:
    return [float(cell) for cell in cells(key, begins)]


def names(outcome, plot: int) -> list[str]:
    return [each.name for each in outcome.plots[plot].series]


def drawn(figure: str) -> dict:
    return tomllib.loads((ASKED.file.parent / f"figures/{figure}.toml").read_text())["drawn"]


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def lstm_size(D: int, H: int, directions: int = 1) -> int:
    """Numbers of a layer, counted in arrays."""
    return sum(np.empty(shape).size for _ in range(4 * directions) for shape in ((H, D), (H, H), (H,)))


def test_a_peephole_tells_hidden_cells_apart():
    key, w = "var-cells-behind-a-gate", -7.4
    middle = -w * 0.6
    f = {c: sigmoid(w * c + middle) for c in (0.9, 0.3)}
    assert f[0.9] < 0.1
    assert f[0.3] > 0.9
    assert sum(option.endswith("about −7.4") for option in ASKED.options(key)) == 4

    shown = {c: 0.0001 * math.tanh(c) for c in f}
    needed = (math.log(9) - math.log(1 / 9)) / (shown[0.9] - shown[0.3])
    assert f"{shown[0.9] - shown[0.3]:.5f}" == "0.00004"
    assert needed == pytest.approx(100_000, rel=0.05)
    assert ASKED.said(key, "0.00004 apart", "a weight of 100,000")


def test_the_parameters_with_peepholes():
    for at, answer in ASKED.answers("var-peephole-count"):
        D, H = int(at["D"]), int(at["H"])
        assert answer == lstm_size(D, H) + sum(np.empty(H).size for _ in "fio")


@pytest.mark.parametrize(
    ("key", "learned"),
    [
        ("var-peephole-crowds", {"peeping": 9, "blind": 0, "larger": 36}),
        ("var-peepholes-for-speech", {"peeping": 27, "blind": 40}),
    ],
)
def test_how_many_spike_in_time_is_the_labs(key, learned):
    run = ASKED.run(key)
    assert {name: number(run, name) for name in learned} == pytest.approx(learned, abs=OTHER_MACHINE * 40)
    assert ASKED.said(key, *(f"{count} of 40" for count in learned.values()))


def test_nine_of_forty_are_no_chance():
    chance = math.comb(40, 9) / math.comb(80, 9)
    assert 1 / chance == pytest.approx(850, rel=0.01)
    assert ASKED.said("var-peephole-crowds", "1 of 850 cases")


def test_the_sizes_of_the_networks_that_spike():
    sizes = [4 * H * (H + 1) + 3 * H * peepholes for H, peepholes in ((1, 1), (1, 0), (2, 0))]
    kinds = ("1 unit, with peepholes", "1 unit, without", "2 units, without")
    assert [int(cells("var-peephole-crowds", kind)[0]) for kind in kinds] == sizes == [11, 8, 24]


def directions(x, forward, backward):
    """The states of two tanh networks, joined: (T, 2H)."""

    def run(x, W, U):
        h, seen = np.zeros(len(U)), []
        for x_t in x:
            h = np.tanh(W @ x_t + U @ h)
            seen.append(h)
        return np.array(seen)

    return np.hstack([run(x, *forward), run(x[::-1], *backward)[::-1]])


def test_the_backward_half_of_the_last_output_has_read_one_token():
    rng = np.random.default_rng(0)
    forward, backward = ((rng.standard_normal((4, 3)), rng.standard_normal((4, 4)) / 2) for _ in range(2))
    one, other = rng.standard_normal((2, 40, 3))
    other[-1] = one[-1]
    joined, others = directions(one, forward, backward), directions(other, forward, backward)

    assert (joined[-1, 4:] == others[-1, 4:]).all()
    assert (joined[-1, :4] != others[-1, :4]).all()
    assert (joined[0, 4:] != others[0, 4:]).all()


def test_a_forecast_both_ways_reads_what_it_predicts_and_at_the_end_it_cannot():
    rng = np.random.default_rng(1)
    forward, backward = ((rng.standard_normal((4, 3)), rng.standard_normal((4, 4)) / 2) for _ in range(2))
    x = rng.standard_normal((10, 3))
    changed = x.copy()
    changed[6] += 1
    moved = directions(x, forward, backward) != directions(changed, forward, backward)
    assert not moved[5, :4].any()
    assert moved[5, 4:].any()


def test_of_the_three_readers_only_both_ways_learns():
    run = ASKED.run("var-late-but-right")
    late = [value for name in ("forward", "late") for value in series(run, "accuracy", name).values()]
    both = series(run, "accuracy", "both")
    assert late == pytest.approx([0.5] * len(late), abs=0.05)
    assert all(value == 1 for at, value in both.items() if at >= 150)
    assert drawn("var-three-readers")["series"] == [
        1 + names(run, 0).index(each) for each in ("forward", "late", "both")
    ]


def best_accuracy(T: int, t: int, label, known: int) -> float:
    """The best that the first `known` of T fair bits allow, counted over all sequences."""
    votes: dict[tuple[int, ...], list[int]] = {}
    for bits in product((0, 1), repeat=T):
        votes.setdefault(bits[:known], []).append(label(bits, t))
    return sum(max(seen.count(0), seen.count(1)) for seen in votes.values()) / 2**T


def test_three_steps_late_is_enough_and_two_are_not():
    def label(bits, t):
        return bits[t] ^ bits[t + 3]

    assert [best_accuracy(8, 2, label, known=2 + late + 1) for late in (0, 2, 3)] == [0.5, 0.5, 1.0]


def test_the_accuracies_around_the_bit_are_the_labs():
    run = ASKED.run("var-xor-around")
    for words, name in {
        "forward, answers at once": "forward",
        "backward, answers at once": "backward",
        "both ways": "both",
        "forward, answers 1 step late": "late",
    }.items():
        assert row("var-xor-around", words) == pytest.approx([number(run, f"{name}_accuracy")], abs=OTHER_MACHINE)


def test_a_sum_of_two_terms_gets_three_quarters_of_an_xor_and_a_hidden_layer_all():
    rng = np.random.default_rng(0)
    a, b = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    u, v = rng.standard_normal((2, 20_000, 2))
    right = np.mean((u[:, a] + v[:, b] > 0) == (a ^ b > 0), axis=1)
    assert right.max() == 0.75

    hidden = np.maximum(0, np.stack([a + b, a + b - 1]))
    assert ((np.array([1, -2]) @ hidden > 0.5) == (a ^ b > 0)).all()


def test_the_sizes_in_the_comparison_of_one_way_and_both():
    sizes = [lstm_size(100, 128), lstm_size(100, 128, 2), lstm_size(100, 64, 2), lstm_size(100, 196)]
    assert [f"{size:,}" for size in sizes] == ["117,248", "234,496", "84,480", "232,848"]
    assert lstm_size(100, 197) > sizes[1]
    assert ASKED.said("var-future-or-size", *(f"{size:,}".replace(",", "{,}") for size in (sizes[0], *sizes[2:])))
    assert ASKED.said("var-future-or-size", "234,496")


def test_the_parameters_of_two_bidirectional_layers():
    for at, answer in ASKED.answers("var-count-both-ways-stacked"):
        D, H = int(at["D"]), int(at["H"])
        assert answer == lstm_size(D, H, 2) + lstm_size(2 * H, H, 2)
    assert lstm_size(256, 128, 2) / lstm_size(128, 128) == pytest.approx(3, rel=0.01)


def reaches(T: int, L: int = 3) -> float:
    """The derivative of the top at T by the input at 1: the layers are linear, so it is their answer to one 1."""
    row = np.eye(T)[0]
    for _ in range(L):
        h, above = 0.0, []
        for x in row:
            h = 0.9 * h + x
            above.append(h)
        row = np.array(above)
    return row[-1]


def test_depth_multiplies_routes_and_leaves_the_decay():
    for T in (5, 100, 300):
        assert reaches(T, 1) == pytest.approx(0.9 ** (T - 1))
        assert reaches(T) == pytest.approx(math.comb(T + 1, 2) * 0.9 ** (T - 1))
    assert (math.comb(101, 2), math.comb(301, 2)) == (5050, 45150)
    assert (f"{0.9**99:.0e}", f"{reaches(100):.2f}", f"{0.9**299:.0e}") == ("3e-05", "0.15", "2e-14")
    assert reaches(300) < 1e-9
    assert ASKED.said("var-depth-and-decay", "5,050", "45,150", "or 0.15", "$10^{-9}$")


def test_the_share_that_fits_through_the_bottleneck():
    for at, answer in ASKED.answers("var-bottleneck-share"):
        vectors, sources = 2 ** int(at["b"]), 10 ** int(at["T"])
        assert vectors < sources
        assert answer == pytest.approx(100 * vectors / sources)
    sources, vectors = 1000, 64  # counted in small: whatever the encoder does, one answer for each vector
    codes = np.random.default_rng(0).integers(0, vectors, sources)
    assert len(set(codes.tolist())) <= vectors
    assert 10 * math.log2(8) == pytest.approx(30)


def test_of_the_two_that_reverse_letters_a_has_one_vector():
    run, plot = ASKED.run("var-reversed-by-length"), drawn("var-reversed-lengths")
    assert [names(run, plot["plot"] - 1)[number - 1] for number in plot["series"]] == ["vector", "attention"]

    vector, attention = (series(run, "by_length", name) for name in ("vector", "attention"))
    assert min(attention[length] for length in range(2, 11)) > 0.95
    assert vector[10] < 0.5
    assert attention[15] < 0.75


def test_a_reversed_source_brings_the_first_pairs_close_and_keeps_the_mean():
    n = 9
    plain = [(n + k) - k for k in range(1, n + 1)]
    turned = [(n + k) - (n + 1 - k) for k in range(1, n + 1)]
    assert set(plain) == {n}
    assert turned == list(range(1, 2 * n, 2))
    assert np.mean(turned) == n
