"""What experiments promise, and how they read what a learner says."""

import contextlib
import math
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

import sandbox.experiments
from sandbox.experiments.contract import Experiment, Hindsight, Number, Outcome, Verdict, as_json
from sandbox.experiments.parameters import Choice, Condition, Numbers, Quantity, Selection, Unreadable, in_a_row
from sandbox.experiments.registry import EXPERIMENTS
from sandbox.experiments.words import listed, power, shown, unbroken

pytestmark = pytest.mark.once  # pure: the same on every service

NORM = Quantity(name="norm", label="Norm", unit="", kind="real", default=0.9, least=0.1, most=2.0, step=0.01)
STEPS = Quantity(name="steps", label="Steps", unit="steps", kind="integer", default=10, least=2, most=400, step=1)


def test_every_experiment_is_registered_under_the_name_of_its_file():
    modules = [
        import_module(f"sandbox.experiments.{found.name}") for found in iter_modules(sandbox.experiments.__path__)
    ]
    experiments = {each.__name__.rpartition(".")[2]: each.EXPERIMENT for each in modules if hasattr(each, "EXPERIMENT")}
    assert {name.replace("_", "-"): experiment for name, experiment in experiments.items()} == EXPERIMENTS


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_defaults_and_presets_are_within_their_own_bounds(experiment):
    for preset in [{}, *(preset.parameters for preset in experiment.presets)]:
        asked = {**experiment.defaults, **preset}
        assert experiment.read(asked) == (asked, {})


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_experiment_leaves_a_sentence_for_the_interview_that_can_be_said_in_one_breath(experiment):
    assert experiment.say.endswith(".")
    assert 10 <= len(experiment.say.split()) <= 50
    assert experiment.say != experiment.claim


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_outcome_settles_the_prediction_by_one_of_its_choices(experiment):
    choices = [choice.key for choice in experiment.prediction.choices]
    assert len(set(choices)) == len(choices) > 1
    for preset in [{}, *(preset.parameters for preset in experiment.presets)]:
        outcome = as_json(experiment.run({**experiment.defaults, **preset}, 1, lambda *told: None))
        judged = [experiment.prediction.in_hindsight(choice, outcome).right for choice in choices]
        assert sorted(judged) == [False] * (len(choices) - 1) + [True]


@pytest.mark.parametrize(
    ("predicted", "was", "measured", "right", "sentence"),
    [
        ("", "half of it", "0.52", None, "It was half of it: 0.52."),
        ("all", "half of it", "0.52", False, "You predicted all. It was half of it: 0.52."),
        ("half of it", "half of it", "0.52", True, "You predicted half of it, and it was: 0.52."),
        ("pairs", "triples", "triples", False, "You predicted pairs. It was triples."),
        ("", "triples", "triples", None, "It was triples."),
    ],
)
def test_in_hindsight_nothing_is_said_twice(predicted, was, measured, right, sentence):
    assert Hindsight(predicted, was, measured, right).sentence == sentence


@pytest.mark.parametrize(
    ("parameter", "said", "value"),
    [
        (NORM, "0.9", 0.9),
        (NORM, " 0.90 ", 0.9),
        (NORM, 1, 1.0),
        (NORM, 2.0, 2.0),
        (NORM, "9e-1", 0.9),
        (STEPS, "400", 400),
        (STEPS, 2.0, 2),
    ],
)
def test_equal_values_are_read_identically(parameter, said, value):
    read = parameter.read(said)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("parameter", "said", "words"),
    [
        (NORM, "", "A number from 0.1 to 2, please."),
        (NORM, None, "A number from 0.1 to 2, please."),
        (NORM, True, "A number from 0.1 to 2, please."),
        (NORM, "much", "“much” is not a number."),
        (NORM, "nan", "“nan” is not a number."),
        (NORM, "-inf", "“-inf” is not a number."),
        (NORM, [1], "“[1]” is not a number."),
        (NORM, "9" * 1000, f"“{'9' * 40}” is not a number."),
        (NORM, "2.01", "2.01 is out of range: from 0.1 to 2."),
        (NORM, "1e999999", "1e999999 is out of range: from 0.1 to 2."),
        (NORM, "0.905", "0.905 is too fine: in steps of 0.01, please."),
        (STEPS, "2.5", "2.5 is too fine: in whole numbers, please."),
        (STEPS, 1, "1 is out of range: from 2 to 400."),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(parameter, said, words):
    with pytest.raises(Unreadable) as refused:
        parameter.read(said)
    assert str(refused.value) == words


CELL = Selection("cell", "Cell", (Choice("rnn", "an RNN"), Choice("gru", "a GRU"), Choice("lstm", "an LSTM")), "rnn")
INPUTS = Numbers("inputs", "Inputs", "1, 0", fewest=1, most_of_them=4, least=-5, most=5)
TRIPLE = Numbers("forget", "Forget gate", "0, 0, 1", 3, 3, -5, 5, only_if=Condition("cell", ("lstm",)))


@pytest.mark.parametrize(
    ("parameter", "said", "value"),
    [
        (CELL, " gru ", "gru"),
        (INPUTS, "1,0 ; -.5\n2", "1, 0, -0.5, 2"),
        (INPUTS, "1.00 −0", "1, 0"),
        (INPUTS, [1, 0.25, "3"], "1, 0.25, 3"),
        (INPUTS, 3, "3"),
    ],
)
def test_choices_and_rows_of_numbers_are_read_in_one_form(parameter, said, value):
    assert parameter.read(said) == value == parameter.read(value)


@pytest.mark.parametrize(
    ("parameter", "said", "words"),
    [
        (CELL, "elman", "“elman” is not on offer: rnn, gru or lstm, please."),
        (CELL, None, "“” is not on offer: rnn, gru or lstm, please."),
        (CELL, {"cell": "gru"}, "“{'cell': 'gru'}” is not on offer: rnn, gru or lstm, please."),
        (INPUTS, "", "1 to 4 numbers from −5 to 5, please; there are none."),
        (INPUTS, "1 2 3 4 5", "1 to 4 numbers from −5 to 5, please; there are 5."),
        (INPUTS, "1, two", "“two” is not a number."),
        (INPUTS, [[1], 2], "“[1]” is not a number."),
        (INPUTS, [1, None, 2], "“” is not a number."),
        (INPUTS, [1, True], "“” is not a number."),
        (INPUTS, "1e9999", "1e9999 is out of range: from −5 to 5."),
        (TRIPLE, "1", "3 numbers from −5 to 5, please; there is 1."),
    ],
)
def test_what_is_no_choice_and_no_row_is_refused_in_words(parameter, said, words):
    with pytest.raises(Unreadable) as refused:
        parameter.read(said)
    assert str(refused.value) == words


def test_a_row_is_taken_apart_into_its_numbers():
    assert in_a_row("1, 0, -0.5") == (1.0, 0.0, -0.5)


def test_what_makes_no_difference_has_its_default_and_no_problem():
    two = experiment_of(CELL, TRIPLE)
    assert two.read({"cell": "gru", "forget": "nonsense"}) == ({"cell": "gru", "forget": "0, 0, 1"}, {})
    assert two.read({"cell": "lstm", "forget": "1 2 3"}) == ({"cell": "lstm", "forget": "1, 2, 3"}, {})
    assert "forget" in two.read({"cell": "lstm", "forget": "nonsense"})[1]


def test_what_would_take_too_long_is_refused_at_the_parameter_that_costs_most():
    costly = experiment_of(NORM, STEPS, seconds=lambda said: said["steps"] * said["norm"])
    assert costly.read({"steps": 30, "norm": 1}) == ({"steps": 30, "norm": 1.0}, {})
    assert costly.read({"steps": 400, "norm": 0.5})[1] == {
        "steps": "All of this together takes about 200 s, and the lab’s limit is 30 s. Less of this one helps most."
    }


def experiment_of(*parameters, seconds=lambda said: 1.0):
    return Experiment("e", 1, "E", "", "", "", parameters, None, None, seconds)


@given(st.text() | st.floats() | st.integers())
def test_reading_either_gives_a_value_within_bounds_or_refuses(said):
    with contextlib.suppress(Unreadable):
        assert 0.1 <= NORM.read(said) <= 2


def test_an_experiment_fills_in_defaults_and_names_every_problem(experiment):
    assert experiment.read({"norm": "0.5", "steps": "1", "hidden": "x", "utm": "y"}) == (
        {"steps": 100, "norm": 0.5, "hidden": 64, "input_scale": 0.3},
        {"steps": "1 is out of range: from 2 to 400.", "hidden": "“x” is not a number."},
    )


@pytest.mark.parametrize("key", EXPERIMENTS)
def test_every_experiment_is_explained_framed_told_and_read(key):
    for part in ("explanation", "frame", "scene", "reading"):
        get_template(f"sandbox/experiments/{key}/_{part}.html")


def test_json_has_no_infinities():
    outcome = Outcome(plots=(), numbers=(Number("n", "n", -math.inf, ""),), verdict=Verdict("", None, ""))
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(outcome)


@pytest.mark.parametrize(
    ("log10", "text"),
    [
        (None, "0"),
        (0.0, "1.00"),
        (-2.0, "0.0100"),
        (2.0, "100"),
        (2.9999, "1.0 × 10³"),
        (-11.5, "3.2 × 10⁻¹²"),
        (-500.25, "5.6 × 10⁻⁵⁰¹"),
        (-4.00001, "1.0 × 10⁻⁴"),
        (26.0, "1.0 × 10²⁶"),
    ],
)
def test_sizes_are_written_as_a_person_writes_them(log10, text):
    assert power(log10) == text


def test_numbers_and_names_in_sentences():
    assert (shown(2.0), shown(0.05), shown(100)) == ("2", "0.05", "100")
    assert (listed(["a"]), listed(["a", "b", "c"])) == ("a", "a, b and c")


def test_a_number_stays_on_a_line_with_its_power_and_its_unit():
    assert unbroken("3.2 × 10⁻¹²") == "3.2\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻¹²"
    assert unbroken("past 1 at iteration 8") == "past 1\N{NO-BREAK SPACE}at iteration 8"
