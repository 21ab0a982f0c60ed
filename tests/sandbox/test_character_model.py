"""The experiment: a network that learns to write, held against counts, and what it takes over from what it read."""

import itertools
from math import log2

import numpy as np
import pytest

from sandbox.experiments import character_model
from sandbox.experiments.character_model import EXPERIMENT, Corpus, Course
from sandbox.experiments.contract import as_json
from sandbox.materials.pupils.characters import Alphabet, Writer, counted, longest_copy, share_of_words
from sandbox.materials.tasks.lighthouse import LOG
from sandbox.nn import drawn
from sandbox.nn.affine import Affine
from sandbox.nn.layers import layer

CHEAP = {"iterations": 60, "hidden": 8}
COUNTS = (4.6, 4.0, 2.5, 1.3, 1.0)


def run(seed=1, report=lambda *told: None, **parameters):
    return EXPERIMENT.run({**EXPERIMENT.defaults, **CHEAP, **parameters}, seed, report)


@pytest.fixture(scope="module")
def cheap():
    reports = []
    return run(report=lambda *told: reports.append(told)), reports


def writer(text="abc", H=6, seed=1):
    alphabet, rng = Alphabet(text), np.random.default_rng(seed)
    cell = layer(drawn.gru(len(alphabet), H, rng))
    return Writer(cell, Affine.drawn(H, len(alphabet), rng), alphabet)


def corpus(counts=COUNTS):
    return Corpus("the lamp.\n", "the sea.\n", counts)


def test_the_log_is_small_and_every_entry_is_another():
    lines = LOG.splitlines()
    assert 3000 <= len(LOG) <= 6000
    assert len(set(lines)) == len(lines) == 86
    assert len(Alphabet(LOG)) == 25


def test_a_line_is_either_trained_on_or_held_out():
    parts = Corpus.split(Alphabet(LOG), np.random.default_rng(1))
    train, held_out = parts.train.splitlines(), parts.held_out.splitlines()
    assert sorted(train + held_out) == sorted(LOG.splitlines())
    assert len(held_out) == 14
    assert parts.vocabulary <= set(LOG.replace(".", " ").split())


def test_counts_by_hand():
    # a uniform guess; single characters of “aab”, mixed with it; pairs, mixed with those. After its b there is nothing
    one = [(2 + 1 / 2) / 4, (1 + 1 / 2) / 4]
    assert counted("aab", "ab", 0, 2) == pytest.approx(1)
    assert counted("aab", "ab", 1, 2) == pytest.approx(-(log2(one[0]) + log2(one[1])) / 2)
    after_b_a, after_a_b = one[0], (1 + one[1]) / 3
    assert counted("aab", "ab", 2, 2) == pytest.approx(-(log2(after_b_a) + log2(after_a_b)) / 2)


@pytest.mark.parametrize("order", range(5))
def test_what_counts_predict_adds_up_to_1(order):
    train = "the rain came in.\nthe sea was calm.\n"
    characters = sorted(set(train))
    before = "the s"
    bits = [counted(train, before + each, order, len(characters)) * 6 for each in characters]
    known = counted(train, before, order, len(characters)) * 5
    assert sum(2 ** (known - each) for each in bits) == pytest.approx(1)


def test_the_writer_s_gradients_are_central_differences():
    network = writer()
    numbers = np.random.default_rng(2).integers(0, 3, (5, 2))
    network.ahead(numbers)
    for W, g in zip(network.weights, [each.copy() for each in network.back()], strict=True):
        for at in [(0, 0), (1, 2), (2, W.shape[1] - 1)]:
            W[at] += 1e-6
            above = network.ahead(numbers)
            W[at] -= 2e-6
            assert g[at] == pytest.approx((above - network.ahead(numbers)) / 2e-6, abs=1e-8)
            W[at] += 1e-6


def test_what_is_written_comes_from_the_state_after_all_that_was_read():
    network = writer(H=16)
    cold = network.write("ab", 4, 2, 1e-3, np.random.default_rng(1))
    assert cold[0] == cold[1]
    text = "ab"
    for character in cold[0]:
        network.ahead(network.alphabet.numbered(text + "a")[:, None])  # what follows the last one is not read
        assert (
            network.alphabet.characters[
                network.out.forward(
                    network.layer.forward(network.alphabet.one_hot(network.alphabet.numbered(text)[:, None]))
                )[-1, :, 0].argmax()
            ]
            == character
        )
        text += character


def test_characters_are_drawn_as_often_as_they_are_likely():
    network = writer()
    network.out.weights[0][:, :-1] = 0
    network.out.weights[0][:, -1] = np.log([0.2, 0.3, 0.5])
    text = "".join(network.write("a", 50, 80, 1.0, np.random.default_rng(1)))
    assert [text.count(each) / 4000 for each in "abc"] == pytest.approx([0.2, 0.3, 0.5], abs=0.03)
    hot = "".join(network.write("a", 50, 80, 1e6, np.random.default_rng(1)))
    assert [hot.count(each) / 4000 for each in "abc"] == pytest.approx([1 / 3] * 3, abs=0.03)


def test_words_are_counted_but_for_the_last_one():
    assert share_of_words(["the lamp was lyt.\nthe la"], {"the", "lamp", "was"}) == 4 / 5
    assert share_of_words([""], {"the"}) == 0


@pytest.mark.parametrize(
    ("text", "copy"), [("xlamp litx", "lamp lit"), ("the lamp", "the lamp"), ("xyz", ""), ("litlamp l", "lamp l")]
)
def test_the_longest_copy_is_the_longest(text, copy):
    assert longest_copy(text, "the lamp lit") == copy


def test_at_the_defaults_it_beats_pairs_and_triples_and_writes_words_on_five_seeds(at_defaults):
    for seed in range(1, 6):
        outcome = at_defaults(EXPERIMENT.key, seed)
        found = {number.name: number.value for number in outcome.numbers}
        assert found["beaten"] >= 4
        assert found["words"] > 0.85
        first, *_, last = (text for _, text in outcome.passages[0].lines)
        vocabulary = set(LOG.replace(".", " ").split())
        assert share_of_words([first], vocabulary) < 0.5 < share_of_words([last], vocabulary)


@pytest.mark.parametrize(
    ("end", "words", "iterations", "temperature", "held", "said"),
    [
        (1.2, 0.9, 300, 0.7, True, "Held out, the network came to 1.20 bits per character; counted pairs need 2.50"),
        (2.6, 0.9, 300, 0.7, False, "Held out, the network came to 2.60"),
        (1.2, 0.5, 300, 1.0, False, "Held out, the network came to 1.20"),
        (1.2, 0.3, 300, 1.1, None, "Held out, the network came to 1.20"),
        (2.6, 0.3, 300, 1.1, False, "Held out, the network came to 2.60"),
        (1.2, 0.9, 199, 0.7, None, "The claim is about 200 iterations or more; this run had 199."),
    ],
)
def test_the_verdict_says_what_happened(end, words, iterations, temperature, held, said):
    verdict = character_model.verdict(Course(held_out=[4.6, end]), corpus(), words, iterations, temperature)
    assert verdict.held is held
    assert verdict.sentence.startswith(said)


@pytest.mark.parametrize(
    ("end", "choice"),
    [(4.7, "none"), (4.2, "none"), (3.0, "single"), (2.0, "pairs"), (1.1, "triples"), (0.9, "quadruples")],
)
def test_the_counts_that_are_beaten_are_one_of_the_choices(end, choice):
    found = character_model.numbers(Course(held_out=[4.6, end]), corpus(), ["the lamp "])
    beaten = next(number.value for number in found if number.name == "beaten")
    assert EXPERIMENT.prediction.right(beaten) == choice


@pytest.mark.parametrize(("end", "text"), [(4.2, "none"), (2.0, "2.00 bits against {} of pairs")])
def test_what_it_beats_is_said_with_both_losses(end, text):
    found = corpus()
    beaten = character_model.numbers(Course(held_out=[4.6, end]), found, ["the lamp "])[3]
    assert beaten.text == text.format(f"{found.counts[2]:.2f}")


def test_the_best_is_named_with_its_iteration():
    assert Course(held_out=[4.6, 1.2, 1.1, 1.4]).lowest == (1.1, 20)


def test_samples_begin_before_training_and_go_on_from_the_prompt(cheap):
    labels, texts = zip(*cheap[0].passages[0].lines, strict=True)
    assert labels == ("before training", *(f"after {n} iterations" for n in range(10, 61, 10)))
    assert all(text.startswith("the keeper ") for text in texts)


def test_it_reports_from_before_the_first_iteration(cheap):
    outcome, reports = cheap
    assert [progress for progress, *_ in reports] == pytest.approx([n / 6 for n in range(7)])
    assert [len(passages[0].lines) for *_, passages in reports] == list(range(1, 8))
    assert reports[-1][1:] == (outcome.plots, (), (), outcome.passages)


def test_a_prompt_changes_what_is_written_and_not_what_is_learnt(cheap):
    other = run(prompt="whale", temperature=1.5)
    assert other.plots == cheap[0].plots
    assert other.passages[0].lines[-1][1].startswith("the whale ")


def test_the_same_seed_gives_the_same_texts_and_another_seed_others(cheap):
    assert run().passages == cheap[0].passages
    assert run(seed=2).passages != cheap[0].passages


@pytest.mark.parametrize(
    ("cell", "temperature", "prompt"), list(itertools.product(("gru", "lstm"), (0.1, 2.0), ("keeper", "whale")))
)
def test_every_corner_has_a_finite_outcome(cell, temperature, prompt):
    as_json(run(cell=cell, temperature=temperature, prompt=prompt))
