"""What experiments say a run will take. How right they are, `python -m benchmarks.costs` measures, and no test."""

from math import ceil, floor, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.experiments.parameters import Numbers, Quantity, Selection
from sandbox.experiments.registry import EXPERIMENTS

pytestmark = pytest.mark.once  # pure: the same on every service

SIZES = ("steps", "hidden", "iterations")


def values(parameter):
    match parameter:
        case Quantity(least=least, most=most, step=step):
            steps = st.integers(0, floor((most - least) / step + 1e-9))
            return steps.map(lambda n: parameter.read(round(least + n * step, 9)))
        case Selection(choices=choices):
            return st.sampled_from([choice.key for choice in choices])
        case Numbers(least=least, most=most, fewest=fewest, most_of_them=most_of_them):
            numbers = st.lists(st.integers(ceil(least), floor(most)), min_size=fewest, max_size=most_of_them)
            return numbers.map(parameter.read)


def settings_of(experiment):
    said = st.fixed_dictionaries({parameter.name: values(parameter) for parameter in experiment.parameters})
    return said.map(lambda said: experiment.read(said)[0])


def sizes_of(experiment):
    return [parameter for parameter in experiment.parameters if parameter.name in SIZES]


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
@given(data=st.data())
def test_whatever_is_set_takes_some_time_and_an_end(experiment, data):
    assert 0 < experiment.seconds(data.draw(settings_of(experiment))) < inf


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
@given(data=st.data())
def test_more_of_a_size_never_takes_less_and_all_of_it_takes_longer(experiment, data):
    """No more, where a larger budget is left over: who has solved a task stops."""
    parameters = data.draw(settings_of(experiment))
    for size in sizes_of(experiment):
        some = sorted([size.least, parameters[size.name], data.draw(values(size)), size.most])
        of_each = [experiment.seconds({**parameters, size.name: value}) for value in some]
        if size.matters(parameters):
            assert of_each == sorted(of_each)
            assert of_each[0] < of_each[-1]
        else:
            assert len(set(of_each)) == 1


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_defaults_take_five_seconds_at_most(experiment):
    assert experiment.seconds(experiment.defaults) <= 5
