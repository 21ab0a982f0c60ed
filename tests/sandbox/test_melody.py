"""The experiment: the songbook keeps its rules, the network's gradient is the true one, and what is said of tunes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import melody
from sandbox.experiments.contract import as_json
from sandbox.experiments.melody import EXPERIMENT, Course, Judged, begun
from sandbox.materials.pupils.tune_writers import Chances, Network, Pages
from sandbox.materials.tasks.songbook import RULES, STEPS, Memory, Score, composed, kept

SMALL = {"tunes": 16, "iterations": 40, "cell": "gru"}


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **SMALL, **parameters}, seed, report)


@pytest.fixture(scope="module")
def small():
    reports = []
    return run(report=lambda *told: reports.append(told)), reports


def book(many, seed=1):
    rng = np.random.default_rng(seed)
    return [composed(rng) for _ in range(many)]


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


@given(st.integers(0, 10_000))
def test_a_tune_of_the_songbook_keeps_the_rules(seed):
    tune = composed(np.random.default_rng(seed))
    assert sum(duration for _, duration in tune) == STEPS
    for name, (_, rule) in RULES.items():
        if name != "steps":
            occasions = rule(Score(tune), 0)
            assert occasions
            assert all(occasions), name


def test_most_steps_of_the_songbook_are_small():
    assert 0.85 < kept(book(50), 0)["steps"] < 0.95


C, D, G, LONG_C = (3, 2), (4, 2), (7, 2), (3, 4)
ALL_C = (C, C, LONG_C) * 8


def test_each_rule_sees_what_breaks_it():
    score = Score(ALL_C)
    assert kept([ALL_C], 0) == {
        "bars": 1.0,
        "chords": 0.75,  # C is no note of G's chord, in two bars of eight
        "steps": 1.0,
        "closes": 1.0,
        "rhythms": 1.0,
    }
    assert score.given(1) == (C, C, LONG_C)
    over_the_line = ((3, 3), (3, 3), (3, 3), *((3, 1),) * (STEPS - 9))
    assert RULES["bars"][1](Score(over_the_line), 0) == [False, *(True,) * 7]
    leaping = (C, G, C, *ALL_C[2:])
    assert RULES["steps"][1](Score(leaping), 0)[:3] == [False, False, True]
    ends_on_d = (*ALL_C[:-1], (4, 4))
    assert RULES["closes"][1](Score(ends_on_d), 0) == [True, False]
    ends_short = (*ALL_C[:-1], D, C)
    assert RULES["closes"][1](Score(ends_short), 0) == [True, False]
    other_rhythm = (*ALL_C[:6], C, C, C, C, *ALL_C[9:])  # of bar 3
    assert RULES["rhythms"][1](Score(other_rhythm), 0) == [False, True, True, True]


def test_bars_that_were_given_are_not_judged():
    assert [len(RULES["bars"][1](Score(ALL_C), given)) for given in (0, 2, 4)] == [8, 6, 4]
    assert [len(RULES["closes"][1](Score(ALL_C), given)) for given in (0, 2, 4)] == [2, 2, 1]
    assert [len(RULES["steps"][1](Score(ALL_C), given)) for given in (0, 2, 4)] == [23, 18, 12]


def test_the_longest_run_is_that_of_one_tune_and_of_the_notes_after_the_beginning():
    memory = Memory([(C, D, G, LONG_C), (G, G, C, D)])
    assert memory.longest_run((C, D, G, LONG_C), 0) == 4
    assert memory.longest_run((C, D, G, LONG_C), 2) == 2
    assert memory.longest_run((G, C, D, G, G, C), 0) == 3  # “C D” goes on in one tune or the other, not in both
    assert memory.longest_run(((0, 1), (1, 1)), 0) == 0


@given(st.integers(0, 1000))
@settings(max_examples=20)
def test_the_longest_run_is_what_a_search_through_everything_finds(seed):
    rng = np.random.default_rng(seed)
    some, tune = ([tuple((int(n), 1) for n in rng.integers(0, 2, 12)) for _ in range(k)] for k in (3, 1))
    found = Memory(some).longest_run(tune[0], 0)
    runs = {each[i:j] for each in some for i in range(12) for j in range(i + 1, 13)}
    assert found == max(len(tune[0][i:j]) for i in range(12) for j in range(i + 1, 13) if tune[0][i:j] in runs)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_the_gradient_is_that_of_central_differences(cell):
    network, pages = begun(cell, 1.0, np.random.default_rng(1)), Pages(book(3))
    network.ahead(pages)
    found = [gradient.copy() for gradient in network.back()]
    rng = np.random.default_rng(2)
    for weights, gradient in zip(network.weights, found, strict=True):
        direction = rng.standard_normal(weights.shape).astype(np.float32)
        direction /= np.linalg.norm(direction)
        kept_weights, losses = weights.copy(), []
        for sign in (1, -1):
            weights[...] = kept_weights + sign * 0.02 * direction
            losses.append(network.ahead(pages))
        weights[...] = kept_weights
        assert (losses[0] - losses[1]) / 0.04 == pytest.approx(float(np.sum(gradient * direction)), abs=2e-3)


def test_the_loss_of_a_batch_counts_each_note_once_whatever_the_padding():
    network, tunes = begun("gru", 1.0, np.random.default_rng(1)), book(4)
    each = [network.loss([tune]) * len(tune) for tune in tunes]
    assert network.loss(tunes) == pytest.approx(sum(each) / sum(map(len, tunes)), rel=1e-5)


@pytest.mark.parametrize("writer", ["network", "pairs", "frequency"])
def test_every_writer_goes_on_from_the_beginning_until_the_bars_are_over(writer):
    tunes = book(8)
    beginnings = [Score(tune).given(2) for tune in tunes]
    one = (
        begun("lstm", 1.0, np.random.default_rng(1))
        if writer == "network"
        else Chances(tunes, after_another=writer == "pairs")
    )
    for beginning, tune in zip(beginnings, one.write(beginnings, np.random.default_rng(3)), strict=True):
        assert tune[: len(beginning)] == beginning
        assert sum(duration for _, duration in tune[:-1]) < STEPS <= sum(duration for _, duration in tune)


def test_chances_add_up_to_1_and_are_those_of_the_songbook():
    tunes = [(C, D, C, D, C)]
    at_all, pairs = (Chances(tunes, after_another=known) for known in (False, True))
    np.testing.assert_allclose(at_all.p.sum(axis=1), 1)
    np.testing.assert_allclose(pairs.p.sum(axis=1), 1)
    assert at_all.p[0].max() == pytest.approx(3.1 / (5 + 5.2))
    assert pairs.loss(tunes) < at_all.loss(tunes)
    drawn = at_all.write([()] * 400, np.random.default_rng(1))
    notes = [event for tune in drawn for event in tune[:5]]
    assert notes.count(C) / len(notes) == pytest.approx(3.1 / 10.2, abs=0.04)


def test_a_low_temperature_takes_the_likeliest():
    cold = begun("gru", 1e-5, np.random.default_rng(1))
    one, other = (cold.write([()], np.random.default_rng(seed)) for seed in (1, 2))
    assert one == other
    warm = Network(cold.layer, cold.readout, 1.0)
    one, other = (warm.write([()], np.random.default_rng(seed)) for seed in (1, 2))
    assert one != other


def test_the_melody_is_whole_and_its_beginning_was_given(small):
    outcome, _ = small
    assert EXPERIMENT.face == "melodies"
    ours, by_frequency = outcome.melodies
    assert [note for note in ours.notes if note.start < ours.given] == [
        note for note in by_frequency.notes if note.start < by_frequency.given
    ]
    for drawn in outcome.melodies:
        assert (drawn.steps, drawn.given, drawn.steps_a_bar) == (64, 16, 8)
        ends = [note.start + note.steps for note in drawn.notes]
        assert [note.start for note in drawn.notes] == [0, *ends[:-1]]
        assert ends[-1] == 64


def test_it_reports_the_melody_and_the_loss_as_they_grow(small):
    outcome, reports = small
    assert [told[0] for told in reports] == [0.5, 1.0]
    assert reports[-1][1] == outcome.plots
    assert reports[-1][5] == outcome.melodies[:1]
    assert reports[0][1][0].series[0].values[1:] == (None,)


def test_the_tunes_held_out_keep_the_rules_in_the_table(small):
    rows = {row[0]: row[1:] for row in small[0].tables[0].rows}
    assert [rows[label][-1] for name, (label, _) in RULES.items() if name != "steps"] == ["100%"] * 4


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(small):
    assert run() == small[0]
    assert run(seed=2) != small[0]


ALWAYS, HALF = dict.fromkeys(RULES, 1.0), dict.fromkeys(RULES, 0.5)
COURSE = Course(300, frequency=3.7, pairs=2.5, training=(1.7,), unseen=(1.8,))


def judged(network=ALWAYS, pairs=HALF, frequency=HALF):
    return [
        Judged(name, name, shares, 5.0, 9)
        for name, shares in (("network", network), ("pairs", pairs), ("frequency", frequency), ("unseen", ALWAYS))
    ]


@pytest.mark.parametrize(
    ("found", "held", "said"),
    [
        (judged(), True, "by 5 points or more."),
        (
            judged(pairs={**HALF, "steps": 1.0}),
            True,
            "Each rule was kept more often than by frequency, and all but small steps more often than by the chain: "
            "by 5 points or more.",
        ),
        (
            judged(pairs={**HALF, "bars": 0.96}),
            False,
            "Not clearly more often kept: “bars filled exactly” (100% against 96% by pairs).",
        ),
        (
            judged(frequency={**HALF, "steps": 1.0}),
            False,
            "Not clearly more often kept: “steps of a third or less” (100% against 100% by frequency).",
        ),
    ],
)
def test_the_verdict_says_which_rules_were_kept(found, held, said):
    verdict = melody.verdict(found, COURSE, "lstm", 256, 0.8)
    assert verdict.held is held
    assert verdict.sentence.endswith(said)


@pytest.mark.parametrize(
    ("cell", "tunes", "temperature", "said"),
    [
        ("gru", 256, 0.8, "this run had a GRU, 256 tunes and a temperature of 0.8."),
        ("lstm", 127, 0.8, "this run had an LSTM, 127 tunes and a temperature of 0.8."),
        ("lstm", 256, 1.1, "this run had an LSTM, 256 tunes and a temperature of 1.1."),
    ],
)
def test_of_other_runs_the_claim_does_not_speak(cell, tunes, temperature, said):
    verdict = melody.verdict(judged(), COURSE, cell, tunes, temperature)
    assert verdict.held is None
    assert verdict.sentence.endswith(said)


def test_of_a_network_that_has_learned_too_little_the_claim_does_not_speak():
    verdict = melody.verdict(judged(), replace(COURSE, unseen=(2.5,)), "lstm", 256, 0.8)
    assert verdict.held is None
    assert "On tunes held out its loss was 2.50, not below the chain’s 2.50" in verdict.sentence


@pytest.mark.parametrize(
    ("ratio", "choice"), [(0.9, "alike"), (1.5, "alike"), (1.51, "longer"), (2.5, "longer"), (2.51, "copied")]
)
def test_how_long_the_longest_run_was_is_one_of_the_choices(ratio, choice):
    assert EXPERIMENT.prediction.right(ratio) == choice


@pytest.mark.parametrize("tunes", [2, 512])
@pytest.mark.parametrize(("cell", "temperature", "given"), [("lstm", 0.2, 4), ("gru", 2.0, 1)])
def test_every_corner_has_a_finite_outcome(tunes, cell, temperature, given):
    as_json(run(tunes=tunes, cell=cell, temperature=temperature, given=given, iterations=20))
