"""The experiment: which search finds the likeliest text of a small word model, and how unlike its texts that one is."""

import itertools
from dataclasses import replace
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.experiments import decoding
from sandbox.experiments.contract import as_json
from sandbox.experiments.decoding import EXPERIMENT, Found
from sandbox.materials.tasks import markov
from sandbox.materials.tasks.markov_models import POSTCARD, SEA, WORDS

# “yes” is likely to be all, “it” is the likelier beginning
SMALL = markov.of(
    {
        "": {"it": 0.6, "yes": 0.4},
        "yes": {"": 0.9, "it": 0.1},
        "it": {"is": 0.5, "was": 0.5},
        "is": {"": 0.6, "it": 0.4},
        "was": {"": 0.5, "yes": 0.5},
    }
)


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **parameters}, seed, report)


def every(model, most):
    """All texts that are possible, ended or cut off after so many words."""
    V = len(model.words)
    ended = [(*text, model.end) for length in range(1, most) for text in itertools.product(range(V), repeat=length)]
    texts = [*ended, *itertools.product(range(V), repeat=most)]
    return [text for text in texts if model.log2_p(text) > -np.inf]


def drawn(seed):
    return markov.random(WORDS[:4], np.random.default_rng(seed))


def numbers(outcome):
    return {number.name: number.value for number in outcome.numbers}


@pytest.mark.parametrize("model", [POSTCARD, SEA, SMALL, drawn(1)])
def test_what_follows_adds_up_to_1(model):
    np.testing.assert_allclose(model.first.sum(), 1)
    np.testing.assert_allclose(model.after.sum(axis=1), 1)


def test_a_text_s_probability_is_the_product_of_its_words():
    yes, it, is_ = (SMALL.words.index(word) for word in ("yes", "it", "is"))
    assert SMALL.log2_p((yes, SMALL.end)) == pytest.approx(log2(0.4 * 0.9))
    assert SMALL.log2_p((it, is_, SMALL.end)) == pytest.approx(log2(0.6 * 0.5 * 0.6))
    assert SMALL.log2_p((yes, is_)) == -np.inf
    assert SMALL.spelt((it, is_, SMALL.end)) == "it is"
    assert SMALL.spelt((it, is_)) == "it is …"


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 1.0, 2.0]))
def test_the_likeliest_text_is_the_likeliest_of_all(seed, penalty):
    model = drawn(seed)
    ended = [text for text in every(model, 5) if text[-1] == model.end]
    most = max(markov.score(model, text, penalty) for text in ended)
    assert markov.score(model, markov.best(model, 5, penalty), penalty) == pytest.approx(most)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_beam_that_keeps_everything_finds_it_and_none_finds_a_likelier_one(seed):
    model = drawn(seed)
    best = model.log2_p(markov.best(model, 4))
    assert model.log2_p(markov.beam(model, 5**4, 4)) == pytest.approx(best)
    for width in (1, 2, 3):
        text = markov.beam(model, width, 4)
        if text[-1] == model.end:
            assert model.log2_p(text) <= best + 1e-9


def test_greedy_takes_the_likeliest_word_each_time():
    assert SMALL.spelt(markov.beam(SMALL, 1, 8)) == "it is"
    assert SMALL.spelt(markov.beam(SMALL, 2, 8)) == SMALL.spelt(markov.best(SMALL, 8)) == "yes"
    assert SEA.spelt(markov.beam(SEA, 1, 5)).split() == ["a", "gull", "rose", "and", "the"]


def test_a_length_penalty_prefers_the_longer():
    plain, penalised = (markov.beam(POSTCARD, 8, 16, penalty) for penalty in (0.0, 1.0))
    assert POSTCARD.spelt(plain) == "fine"
    assert len(penalised) > 3 * len(plain)


@pytest.mark.parametrize("model", [SMALL, drawn(3), replace(SEA)], ids=["small", "drawn", "sea"])
def test_the_mean_surprise_is_that_of_all_texts(model):
    most = 3 if model.words == SEA.words else 5
    texts = every(model, most)
    p = np.array([2 ** model.log2_p(text) for text in texts])
    assert p.sum() == pytest.approx(1)
    bits, words = markov.expected(model, most)
    assert bits == pytest.approx(-sum(p * np.log2(p)))
    assert words == pytest.approx(sum(p * [len(text) for text in texts]))


def test_samples_come_as_often_as_they_are_likely():
    many = 20_000
    found = markov.samples(SMALL, many, 4, 1.0, np.random.default_rng(1))
    for text in every(SMALL, 4):
        p = 2 ** SMALL.log2_p(text)
        assert found.count(text) / many == pytest.approx(p, abs=5 * (p / many) ** 0.5)
    assert set(found) <= set(every(SMALL, 4))


def test_cold_samples_are_the_greedy_text_and_hot_ones_are_not():
    cold = markov.samples(SEA, 50, 6, 0.02, np.random.default_rng(1))
    assert cold.count(markov.beam(SEA, 1, 6)) > 45
    hot = markov.samples(SEA, 50, 6, 2.0, np.random.default_rng(1))
    assert hot.count(markov.beam(SEA, 1, 6)) < 5


def test_pairs_that_a_text_had_before():
    assert markov.said_before((1, 2, 3)) == 0
    assert markov.said_before((1, 2, 1, 2, 1)) == 0.5
    assert markov.said_before((1,)) == 0


@pytest.mark.parametrize("seed", range(1, 6))
def test_what_is_claimed_holds_for_the_sea_and_for_models_that_are_drawn_too(seed):
    for model in ("sea", "random"):
        verdict = run(seed=seed, model=model).verdict
        assert verdict.held is True, verdict.sentence


def found(plain, model=POSTCARD, best="fine", mean=9.0):
    def text(words):
        numbers = tuple(model.words.index(word) for word in words.split() if word != "…")
        return numbers if "…" in words else (*numbers, model.end)

    texts = tuple(map(text, plain))
    return Found(model, 1.0, (), (), texts, texts, text(best), mean, 6.0)


@pytest.mark.parametrize(
    ("case", "held", "said"),
    [
        (found(["it was long", "fine"]), True, "Greedy search found one of 5.0 bits, and it took a beam of 2"),
        (
            found(["it was …", "it was long", "fine"]),
            True,
            "Greedy search came to no end in time, and it took a beam of 3",
        ),
        (found(["fine", "fine"]), False, "Here greedy search found the likeliest text."),
        (found(["it was long"] * 16), False, "No beam up to width 16 found the likeliest text."),
        (found(["it was long", "fine"], mean=4.0), False, "Greedy search found one of"),
    ],
)
def test_the_verdict_says_what_happened(case, held, said):
    verdict = decoding.verdict(case)
    assert verdict.held is held
    assert verdict.sentence.startswith(said)
    assert "The likeliest text has 3.0 bits and 2 words with its end, the model’s" in verdict.sentence


@pytest.mark.parametrize(
    ("width", "choice"), [(1, "greedy"), (2, "narrow"), (3, "narrow"), (4, "wide"), (16, "wide"), (None, "none")]
)
def test_the_width_is_one_of_the_choices(width, choice):
    assert EXPERIMENT.prediction.right(width) == choice


def test_the_postcard_s_likeliest_text_is_found_at_width_4_whatever_is_shown():
    for shown in ({}, {"width": 16, "penalty": 0.0, "temperature": 0.5}):
        outcome = run(**shown)
        assert numbers(outcome)["found_at"] == 4
        assert outcome.passages[0].lines[3] == ("the likeliest of all: 3.0 bits", "fine")
    plain, penalised = run(penalty=0.0).plots[0].series[:2]
    assert plain.values == penalised.values


def test_of_a_model_without_an_end_no_end_is_counted():
    assert "16 words, the model’s texts" in run(model="sea").verdict.sentence


def test_a_temperature_changes_the_samples_and_not_what_the_model_s_texts_are_on_average():
    (usual, _), (cold, _) = run(model="sea").plots, run(model="sea", temperature=0.3).plots
    assert usual == cold
    assert usual.series[-1].label == "the model’s texts, on average"


def test_what_was_cut_off_has_no_point():
    plain = run(model="random", seed=4).plots[0].series[0].values
    assert plain[0] is None
    assert plain[-1] is not None


def test_it_reports_every_width():
    reports = []
    outcome = run(report=lambda *told: reports.append(told))
    known = [sum(value is not None for value in plots[0].series[0].values) for _, plots, *_ in reports]
    assert known == list(range(1, 17))
    assert reports[-1] == (1.0, outcome.plots, (), (), outcome.passages)


@pytest.mark.parametrize(
    ("model", "longest", "temperature", "penalty"),
    list(itertools.product(("postcard", "sea", "random"), (4, 30), (0.1, 2.0), (0.0, 2.0))),
)
def test_every_corner_has_a_finite_outcome(model, longest, temperature, penalty):
    as_json(run(model=model, longest=longest, temperature=temperature, penalty=penalty, seed=8))
