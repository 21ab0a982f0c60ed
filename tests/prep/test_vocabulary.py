"""What the lab has is handed to who compiles: texts name experiments, and are refused in the experiments' own words."""

from dataclasses import replace

import pytest

from content import vocabulary
from content.compiler.vocabulary import Experiment, Vocabulary
from sandbox.experiments.registry import EXPERIMENTS


def fading() -> Experiment:
    return vocabulary.current().experiments["vanishing-gradients"]


def test_every_experiment_of_the_lab_can_be_named():
    handed = vocabulary.current().experiments
    assert {key: each.claim for key, each in handed.items()} == {key: each.claim for key, each in EXPERIMENTS.items()}
    names = [parameter.name for parameter in EXPERIMENTS["vanishing-gradients"].parameters]
    assert [parameter.name for parameter in fading().parameters] == [*names, "seed"]


def test_a_reader_is_told_a_choice_by_its_label_and_a_number_as_it_was_said():
    cell, steps = (
        next(one for one in vocabulary.current().experiments[key].parameters if one.name == name)
        for key, name in (("recurrence-or-attention", "cell"), ("vanishing-gradients", "steps"))
    )
    assert (cell.written("rnn"), steps.written("100")) == ("vanilla RNN", "100")


def test_its_address_carries_the_parameters():
    assert vocabulary.address("vanishing-gradients", {}) == "/lab/vanishing-gradients/"
    assert vocabulary.address("vanishing-gradients", {"steps": "3"}) == "/lab/vanishing-gradients/?steps=3"


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({}, []),
        ({"steps": "100", "norm": "0.9", "seed": "7"}, []),
        (
            {"nrom": "0.9"},
            [("the experiment `vanishing-gradients` has no parameter `nrom`", "did you mean `norm`?")],
        ),
        (
            {"steps": "4000"},
            [("`steps` of the experiment `vanishing-gradients`: 4000 is out of range: from 2 to 400", "")],
        ),
        (
            {"steps": "2.5", "seed": "one"},
            [
                ("`steps` of the experiment `vanishing-gradients`: 2.5 is too fine: in whole numbers, please", ""),
                ("`seed` of the experiment `vanishing-gradients`: “one” is not a number", ""),
            ],
        ),
    ],
)
def test_parameters_are_refused_in_its_own_words(said, faults):
    assert fading().faults(said) == faults


def test_another_title_is_another_vocabulary_and_the_same_experiments_are_the_same():
    one = Vocabulary({"fading": fading()})
    assert Vocabulary({"fading": replace(fading())}).digest == one.digest
    assert Vocabulary({"fading": replace(fading(), title="Other")}).digest != one.digest
