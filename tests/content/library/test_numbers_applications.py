"""The questions on applications: what their closed answers assert, worked out again.

Not run here, for their time: `app-log-by-heart` is the lab's `character-model` with 900 iterations and seed 1, whose
table and plot gave its numbers; the figure is drawn from the same run.
"""

import math
import re
from itertools import pairwise, product

import numpy as np
import pytest

from sandbox.experiments.registry import EXPERIMENTS
from tests.content.library.asked import Asked
from tests.content.library.lab import ran

ASKED = Asked("applications")


def read(path) -> str:
    """What a CTC path says: repeats merged, then blanks deleted."""
    return "".join(symbol for at, symbol in enumerate(path) if symbol != "–" and (at == 0 or path[at - 1] != symbol))


def shortest(text: str) -> int:
    """The fewest frames of a path that reads it."""
    return len(text) + sum(one == other for one, other in pairwise(text))


def test_bits_per_character_as_a_perplexity_per_word():
    for drawn, answer in ASKED.answers("app-bits-per-word"):
        of_character = 0.5 ** drawn["b"]
        assert answer == pytest.approx(1 / of_character ** drawn["m"])


def test_bags_of_words_as_in_the_lab():
    """Another machine's arithmetic changes what the lab finds a little, here and below."""
    rows = {row[0]: row[1:] for row in ran("sentiment").tables[0].rows}
    tabled = re.findall(r"^\| (no “|“not|the same)(.*?) \| (.*) \|$", ASKED.questions["app-same-bag"], re.MULTILINE)

    assert len(tabled) == 3
    for begins, ends, shares in tabled:
        found = [float(share) for share in rows[begins + ends][:3]]
        assert found == pytest.approx([float(share) for share in shares.split(" | ")], abs=0.03)
    assert rows["the same words, both ways round"][3] == "0.500"

    praise, blame = ("good", "and", "not", "bad"), ("bad", "and", "not", "good")
    assert sorted(praise) == sorted(blame)
    assert set(pairwise(praise)) ^ set(pairwise(blame)) >= {("not", "bad"), ("not", "good")}


def test_what_ctc_paths_read():
    assert ASKED.said("app-ctc-reading", "a a b – b – a reads [[abba]]", "a a b b a reads [[aba]]", "read as [[helo]]")
    assert [read("aab–b–a"), read("aabba"), read("hello")] == ["abba", "aba", "helo"]
    assert (read("hel–lo"), shortest("hello")) == ("hello", 6)


def test_the_probability_of_a_text_summed_over_all_paths():
    for drawn, answer in ASKED.answers("app-ctc-all-paths"):
        of_a = drawn["p"], drawn["q"]
        chances = {
            path: math.prod(p if symbol == "a" else 1 - p for symbol, p in zip(path, of_a, strict=True))
            for path in product("a–", repeat=2)
        }
        assert answer == pytest.approx(sum(chance for path, chance in chances.items() if read(path) == "a"))
        assert max(chances, key=chances.get) == ("–", "–")


def test_a_text_that_is_too_long_for_its_frames():
    text = "ab" * 15 + "ccdd"
    assert (len(text), shortest(text), 240 // 8, 240 // 4) == (34, 36, 30, 60)
    assert ASKED.said("app-ctc-too-short", "$34+2=36$", "$240/8=30$", "$240/4=60$")


def test_the_mase_of_a_forecast():
    training, true = np.array([12, 15, 11, 16]), np.array([18, 20, 15])
    naive = np.abs(np.diff([training[-1], *true])).mean()
    scale = np.abs(np.diff(training)).mean()
    for drawn, answer in ASKED.answers("app-mase"):
        assert answer == pytest.approx(np.abs(true - [17, drawn["f"], 15]).mean() / scale)
    assert ASKED.said("app-mase", "12, 15, 11, 16", "18, 20, 15", "$3/4=0.75$")
    assert (naive, scale) == (3, 4)


def test_nothing_beats_the_last_value_on_a_random_walk_as_in_the_lab():
    rows = ran("forecast", series="walk", noise=0.2, reads="changes").tables[0].rows
    errors = {row[0].replace("linear,", "linear, from the"): float(row[1]) for row in rows}
    tabled = re.findall(r"^\| (.*) \| (0\.\d+) \|$", ASKED.questions["app-close-curve"], re.MULTILINE)

    assert len(tabled) == 4
    for name, error in tabled:
        assert errors[name] == pytest.approx(float(error), abs=0.03 if name == "network" else 0.001)
    assert errors["last value"] / errors["network"] == pytest.approx(2 / 3, abs=0.1)


def test_who_finds_the_odd_beats_in_the_lab():
    found = {number.name: number.value for number in ran("anomaly").numbers}

    assert found["network"] >= 29 / 30
    assert found["linear"] == pytest.approx(10 / 30, abs=0.05)
    assert found["value"] == 0
    assert ASKED.said(
        "app-anomaly-no-labels", "rings on all 30 of them, a linear forecaster’s on 10, the value alone on"
    )


def test_the_precision_of_an_alarm():
    for drawn, answer in ASKED.answers("app-alarm-precision"):
        abnormal = 10_000 * drawn["v"]
        right, false = abnormal * drawn["s"], (10_000 - abnormal) * (1 - drawn["c"])
        assert answer == pytest.approx(right / (right + false))


def test_only_a_split_by_patients_shows_that_nothing_was_learned():
    rng = np.random.default_rng(0)
    number = np.arange(2000)
    patient = number // 20
    label = rng.integers(0, 2, 100)[patient]
    beats = rng.standard_normal((100, 8))[patient] + 0.3 * rng.standard_normal((2000, 8))

    def accuracy(test) -> float:
        squared = (beats[test] ** 2).sum(1)[:, None] + (beats[~test] ** 2).sum(1) - 2 * beats[test] @ beats[~test].T
        return float(np.mean(label[~test][squared.argmin(axis=1)] == label[test]))

    assert accuracy(rng.random(2000) < 0.25) > 0.98
    assert accuracy(number % 20 >= 15) > 0.98
    assert accuracy(patient % 4 == 0) == pytest.approx(0.5, abs=0.1)


def test_what_temperature_does_to_two_notes():
    def heated(tau: float):
        raised = np.array([2 / 3, 1 / 3]) ** (1 / tau)
        return raised / raised.sum()

    assert ASKED.said("app-temperature", "[[4/5 |", "[[1/2 |", "[[C |")
    assert heated(1 / 2)[0] == pytest.approx(4 / 5)
    assert heated(1e6)[0] == pytest.approx(1 / 2, abs=1e-5)
    assert heated(0.05)[0] == pytest.approx(1, abs=1e-5)


def test_a_network_copies_from_four_tunes_and_hardly_from_256_in_the_lab():
    outcome = ran("melody", tunes=4)
    losses = {series.name: series.values[-1] for series in outcome.plots[0].series}
    runs = next(row for row in outcome.tables[0].rows if row[0].startswith("longest"))

    assert losses["training"] == pytest.approx(0.11, abs=0.03)
    assert losses["unseen"] == pytest.approx(9.07, rel=0.1)
    assert losses["frequency"] == pytest.approx(3.84, abs=0.005)
    others = next(series.values for series in outcome.plots[0].series if series.name == "unseen")
    assert min(others) == others[0] > losses["frequency"]
    assert float(runs[1]) == pytest.approx(9.6, rel=0.2)
    assert runs[-1] == "2.8"
    assert ASKED.said("app-melody-copies", "A loss of 0.11 on the book and 9.07 elsewhere", "never below 3.84")
    assert ASKED.said("app-melody-copies", "is 9.6 notes on average; for the other tunes it is 2.8")
    assert EXPERIMENTS["melody"].defaults["tunes"] == 256


def test_an_erased_state_forgets_the_sessions_that_go_on():
    """The question's loop with a state that counts clicks: what each prediction rests on, in two slots."""

    def rests_on(source: str) -> list[list[float]]:
        seen: list[list[float]] = []
        began = [[True, True], [False, True], [False, True]]
        given = {
            "steps": [(None, None, np.array(each)) for each in began],
            "step": lambda state, click: state + 1,
            "score": lambda state: seen.append(state.ravel().tolist()),
            "rank": lambda scores, target: None,
            "update": lambda loss: None,
            "detached": lambda state: state,
        }
        exec(source, {"np": np, "B": 2, "H": 1, **given})
        return seen

    (line,) = ASKED.right("app-session-slots")
    source = ASKED.code("app-session-slots")
    assert rests_on(source) == [[1, 1], [1, 1], [1, 1]]
    assert rests_on(source.replace("state[:] = 0", line.split("`")[1])) == [[1, 1], [2, 1], [3, 1]]


def test_what_guessing_would_have_among_sampled_items():
    assert (f"{20 / 101:.2f}", f"{20 / 37_000:.4f}") == ("0.20", "0.0005")
    assert ASKED.said("app-session-offline", r"$20/101=0.20$", r"$20/37{,}000=0.0005$")


def test_a_reset_in_mid_stream_forgets_its_start_in_the_lab():
    assert ASKED.field("app-session-slots", "demo") == "stateful-streams"
    numbers = {number.name: number.value for number in ran("stateful-streams").numbers}
    assert numbers["right_way"] > 0.95
    assert numbers["wrong_reset"] < 0.6
