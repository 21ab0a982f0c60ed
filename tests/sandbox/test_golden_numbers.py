"""Stored results belong to a version: an experiment's numbers change only with it. Its words may change at any time."""

from dataclasses import replace

import pytest

from tests.sandbox.golden_numbers import REPEATABLE, complaint, kept

pytestmark = pytest.mark.once  # pure: the same on every service

ENTRIES = kept()


@pytest.mark.parametrize("key", REPEATABLE)
def test_an_experiment_shows_what_its_version_showed(key):
    wrong = complaint(REPEATABLE[key], ENTRIES.get(key))
    if wrong:
        pytest.fail(wrong, pytrace=False)


def test_nothing_is_kept_of_what_is_gone():
    assert set(ENTRIES) == set(REPEATABLE)


VANISHING = REPEATABLE["vanishing-gradients"]
ENTRY = ENTRIES["vanishing-gradients"]


def changed(change):
    """The experiment, its outcome changed on the way out."""
    return replace(VANISHING, run=lambda *asked: change(VANISHING.run(*asked)))


def off_by(share):
    def change(outcome):
        first, *others = outcome.numbers
        return replace(outcome, numbers=(replace(first, value=first.value * (1 + share)), *others))

    return change


def redrawn(outcome):
    plot = outcome.plots[0]
    gradient, bound = plot.series
    values = (*gradient.values[:-1], 1e-3)
    return replace(outcome, plots=(replace(plot, series=(replace(gradient, values=values), bound)),))


def overturned(outcome):
    return replace(outcome, verdict=replace(outcome.verdict, held=False))


def shortened(outcome):
    return replace(outcome, numbers=outcome.numbers[:-1])


def finer(outcome):
    first, *others = outcome.numbers
    return replace(outcome, numbers=(replace(first, text="1.23 × 10⁻¹²"), *others))


@pytest.mark.parametrize("change", [off_by(1e-5), redrawn, overturned, shortened, finer])
def test_what_is_stored_may_not_change_within_a_version(change):
    wrong = complaint(changed(change), ENTRY)
    assert wrong.startswith("vanishing-gradients shows something else than its version")
    assert "raise its version, then `python -m tests.sandbox.golden_numbers`" in wrong


def test_a_change_is_said_where_it_is():
    assert "\n  held: True became False" in complaint(changed(overturned), ENTRY)
    assert "\n  numbers / log10_gradient_at_1: -" in complaint(changed(off_by(1e-5)), ENTRY)


def test_other_choices_to_predict_by_want_another_version():
    fewer = replace(VANISHING, prediction=replace(VANISHING.prediction, choices=VANISHING.prediction.choices[1:]))
    assert "choices" in complaint(fewer, ENTRY)


def test_what_rounding_adds_on_another_processor_is_no_change():
    assert complaint(changed(off_by(1e-9)), ENTRY) == ""


def test_other_words_are_no_change():
    def reworded(outcome):
        verdict = replace(outcome.verdict, sentence="In other words.")
        return replace(outcome, verdict=verdict, numbers=tuple(replace(each, label="x") for each in outcome.numbers))

    assert complaint(changed(reworded), ENTRY) == ""


def test_a_raised_version_and_a_new_experiment_ask_for_the_command():
    raised = complaint(replace(VANISHING, version=VANISHING.version + 1), ENTRY)
    assert raised.endswith("`python -m tests.sandbox.golden_numbers` renews it.")
    new = complaint(VANISHING, None)
    assert new == "Nothing is kept of vanishing-gradients yet: `python -m tests.sandbox.golden_numbers` writes it down."
